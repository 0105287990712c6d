"""The parameters of lme4's functions and of those that make factors, and what an unknown argument was meant for.

The signatures are those of `args(lme4::lmer)`, `args(lme4::glmer)`, `args(lme4::glmer.nb)` and of blme's kin.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from types import MappingProxyType

from lme4math.errors import FormulaError
from lme4math.formula.arguments import Mismatch, matched_parameters, name_span
from lme4math.formula.deparse import deparse
from lme4math.formula.nodes import Argument, Call, Expression
from lme4math.formula.walk import walk_calls
from lme4math.records import record

_LMER = "formula data REML control start verbose subset weights na.action offset contrasts devFunOnly"
_GLMER = "formula data family control start verbose nAGQ subset weights na.action offset contrasts mustart etastart"

SIGNATURES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        name: tuple(parameters.split())
        for name, parameters in {
            "lmer": _LMER,
            "glmer": f"{_GLMER} devFunOnly",
            "glmer.nb": f"{_GLMER.replace(' family', '')} devFunOnly",
            "blmer": f"{_LMER} cov.prior fixef.prior resid.prior",
            "bglmer": f"{_GLMER} devFunOnly cov.prior fixef.prior",
            "factor": "x levels labels exclude ordered nmax",
            "gl": "n k length labels ordered",
            "relevel": "x ref",
        }.items()
    }
)

_BY_EXACT_NAME = {"glmer.nb": ("family", "interval", "tol", "nb.control", "initCtrl")}
"""Parameters after `...`; the family is set by name, so that no argument can take its place by position."""


@record
class Matched:
    """An argument and the parameter that it was matched to."""

    parameter: str
    argument: Argument

    @property
    def value(self) -> Expression:
        """The value given."""
        assert self.argument.value is not None
        return self.argument.value


def match_arguments(call: Call, function: str) -> dict[str, Matched]:
    """Match the arguments of a call to the parameters of a function in `SIGNATURES`.

    Raises:
        FormulaError: as R, for a name that fits several parameters or none, a parameter given twice, and too many
            arguments; the span is the name's.
    """
    names = [argument.name for argument in call.arguments]
    try:
        matched = matched_parameters(function, names, SIGNATURES[function], _BY_EXACT_NAME.get(function, ()))
    except Mismatch as mismatch:
        argument = call.arguments[mismatch.place]
        hint = _hint_elsewhere(argument, function) if mismatch.unknown else None
        raise FormulaError(mismatch.message, name_span(argument), hint or mismatch.hint) from None
    given = zip(matched, call.arguments, strict=True)
    return {name: Matched(name, argument) for name, argument in given if argument.value is not None}


def _hint_elsewhere(argument: Argument, function: str) -> str | None:
    """What was meant by the name of an argument that the function does not have, where that can be seen."""
    name = argument.name or ""
    elsewhere = _KNOWN_ELSEWHERE.get(function, {})
    close = difflib.get_close_matches(
        name, [*SIGNATURES[function], *_BY_EXACT_NAME.get(function, ()), *elsewhere], 1, 0.6
    )
    if argument.value is not None and any(node.operator in ("|", "||") for node in walk_calls(argument.value)):
        return f"A formula is written with `~`, not with `=`: {name} ~ {deparse(argument.value)}."
    if close and close[0] in elsewhere:
        return elsewhere[close[0]]
    return f"Did you mean `{close[0]}`?" if close else None


_RANDOM = "lme4 has the random effects in the formula, as in y ~ x + (1 | g)."
_FORMULA = "A formula is written with `~`: y ~ x + (1 | g)."
_HOM = "It belongs to a structure in the formula: cs(0 + f | g, hom = TRUE)."

_KNOWN_ELSEWHERE = {
    "lmer": {
        "family": "A model with a family is fitted by glmer(…, family = …).",
        "random": _RANDOM,
        "fixed": "lme4 has one formula, as in y ~ x + (1 | g).",
        "method": "Choose between REML and ML by REML = TRUE or REML = FALSE.",
        "nAGQ": "Only glmer knows nAGQ.",
        "hom": _HOM,
        "y": _FORMULA,
    },
    "glmer": {
        "REML": "Only lmer knows REML; glmer maximises the likelihood.",
        "random": _RANDOM,
        "fixed": "lme4 has one formula, as in y ~ x + (1 | g).",
        "hom": _HOM,
        "y": _FORMULA,
    },
    "glmer.nb": {"REML": "Only lmer knows REML; glmer.nb maximises the likelihood.", "random": _RANDOM},
    "blmer": {"family": "A model with a family is fitted by bglmer(…, family = …)."},
}
"""Arguments that another function has, and what to do instead."""
