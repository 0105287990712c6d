"""Which argument is which: the parameters of lme4's functions, and R's rule for matching arguments to them.

The signatures are those of `args(lme4::lmer)`, `args(lme4::glmer)`, `args(lme4::glmer.nb)` and of blme's kin; the rule
is in "R Language Definition", section 4.3.2: exact names, then unique partial names, then positions.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from types import MappingProxyType

from lme4math.errors import FormulaError
from lme4math.formula.deparse import deparse
from lme4math.formula.nodes import Argument, Call, Expression
from lme4math.formula.walk import walk_calls
from lme4math.records import record
from lme4math.source import Span


@record
class Signature:
    """The parameters of a function.

    Attributes:
        parameters: those that are matched by exact name, by partial name and by position, in order.
        exact: those that stand after `...`, which are matched by exact name only.
    """

    parameters: tuple[str, ...]
    exact: frozenset[str] = frozenset()


def _signature(parameters: str, exact: str = "") -> Signature:
    return Signature(tuple(parameters.split()), frozenset(exact.split()))


_LMER = "formula data REML control start verbose subset weights na.action offset contrasts devFunOnly"
_GLMER = "formula data family control start verbose nAGQ subset weights na.action offset contrasts mustart etastart"

SIGNATURES: Mapping[str, Signature] = MappingProxyType(
    {
        "lmer": _signature(_LMER),
        "glmer": _signature(_GLMER + " devFunOnly"),
        # It sets the family by name, so that no argument can take that by position.
        "glmer.nb": _signature(
            _GLMER.replace(" family", "") + " devFunOnly", "family interval tol nb.control initCtrl"
        ),
        "blmer": _signature(_LMER + " cov.prior fixef.prior resid.prior"),
        "bglmer": _signature(_GLMER + " devFunOnly cov.prior fixef.prior"),
        "factor": _signature("x levels labels exclude ordered nmax"),
        "gl": _signature("n k length labels ordered"),
        "relevel": _signature("x ref"),
    }
)


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
    signature = SIGNATURES[function]
    matched: dict[str, Argument] = {}
    rest = _match_exact(list(call.arguments), signature, matched)
    rest = _match_partial(rest, signature, function, matched)
    _match_positions(rest, signature, function, matched)
    return {name: Matched(name, argument) for name, argument in matched.items() if argument.value is not None}


def _match_exact(arguments: list[Argument], signature: Signature, matched: dict[str, Argument]) -> list[Argument]:
    rest: list[Argument] = []
    for argument in arguments:
        if argument.name in signature.parameters or argument.name in signature.exact:
            _put(argument.name or "", argument, matched)
        else:
            rest.append(argument)
    return rest


def _match_partial(
    arguments: list[Argument], signature: Signature, function: str, matched: dict[str, Argument]
) -> list[Argument]:
    free = [name for name in signature.parameters if name not in matched]
    rest: list[Argument] = []
    for argument in arguments:
        if not argument.name:
            rest.append(argument)
            continue
        fitting = [name for name in free if name.startswith(argument.name)]
        if len(fitting) > 1:
            raise FormulaError(
                f"`{argument.name}` could be any of the arguments {_listed(fitting)}.",
                name_span(argument),
                f"Write the whole name, as in {fitting[0]} = …",
            )
        if not fitting:
            raise _unused(argument, signature, function)
        _put(fitting[0], argument, matched)
    return rest


def _match_positions(
    arguments: list[Argument], signature: Signature, function: str, matched: dict[str, Argument]
) -> None:
    free = [name for name in signature.parameters if name not in matched]
    for index, argument in enumerate(arguments):
        if index < len(free):
            matched[free[index]] = argument
        elif argument.value is not None:
            raise FormulaError(
                f"`{function}` has no place for so many arguments.",
                argument.span,
                "Name the arguments, or remove this one.",
            )


def _put(name: str, argument: Argument, matched: dict[str, Argument]) -> None:
    if name in matched:
        raise FormulaError(f"The argument `{name}` is given twice.", name_span(argument), "Remove one of the two.")
    matched[name] = argument


def _unused(argument: Argument, signature: Signature, function: str) -> FormulaError:
    name = argument.name or ""
    known = [*signature.parameters, *sorted(signature.exact)]
    elsewhere = _KNOWN_ELSEWHERE.get(function, {})
    close = difflib.get_close_matches(name, [*known, *elsewhere], 1, 0.6)
    if argument.value is not None and any(node.operator in ("|", "||") for node in walk_calls(argument.value)):
        hint = f"A formula is written with `~`, not with `=`: {name} ~ {deparse(argument.value)}."
    elif close and close[0] in elsewhere:
        hint = elsewhere[close[0]]
    else:
        hint = f"Did you mean `{close[0]}`?" if close else f"Its arguments are {_listed(known)}."
    return FormulaError(f"`{function}` has no argument `{name}`.", name_span(argument), hint)


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


def name_span(argument: Argument) -> Span:
    """Where the name of a named argument stands, as far as the tree tells: from its start, as long as the name."""
    return Span(argument.span.start, min(argument.span.end, argument.span.start + len(argument.name or "")))


def _listed(names: list[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
