"""How R matches arguments to parameters, and the parameters of the functions that fit models.

The rule is in "R Language Definition" (4.2), section 4.3.2: exact names, then unique partial names, then positions.
Parameters after `...` are matched by their exact names only, and `...` takes what is left. The signatures are those of
`args(lme4::lmer)`, `args(lme4::glmer)`, `args(lme4::glmer.nb)` and of the functions of blme.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType

from lme4math.english import quoted, quoted_names
from lme4math.errors import FormulaError
from lme4math.r.deparsing import deparse
from lme4math.r.nodes import Argument, Call, Expression, called_name, walk_calls
from lme4math.records import record
from lme4math.source import Span

DOTS = "..."


class Mismatch(Exception):  # noqa: N818 - not an error of the package's: a caller gives it a place in the text
    """An argument that R has no place for.

    Attributes:
        place: of the argument in the call, from 0.
        message: what is wrong with it.
        hint: the likely repair.
        unknown: whether its name is no parameter's.
    """

    def __init__(self, place: int, message: str, hint: str, unknown: bool = False) -> None:
        super().__init__(message)
        self.place = place
        self.message = message
        self.hint = hint
        self.unknown = unknown


def matched_parameters(
    function: str, names: Sequence[str | None], parameters: Sequence[str], by_exact_name: Sequence[str] = ()
) -> tuple[str, ...]:
    """The parameter that each argument of a call is matched to.

    Args:
        function: its name, for messages.
        names: of the arguments, in order; None or "" for one without a name.
        parameters: of the function, in order, `...` among them where it has it.
        by_exact_name: further ones, after a `...` that goes to another function.

    Raises:
        Mismatch: R has no place for an argument.
    """
    return _matched_parameters(function, tuple(names), tuple(parameters), tuple(by_exact_name))


@lru_cache(maxsize=256)  # a script has the same calls many times
def _matched_parameters(
    function: str, names: tuple[str | None, ...], parameters: tuple[str, ...], by_exact_name: tuple[str, ...]
) -> tuple[str, ...]:
    found: dict[int, str] = {}
    for place, name in enumerate(names):
        if name and name != DOTS and (name in parameters or name in by_exact_name):
            _put(found, place, name)
    before_dots = parameters[: parameters.index(DOTS)] if DOTS in parameters else parameters
    for place, parameter in _partial([name for name in before_dots if name not in found.values()], names, found):
        if parameter is None and DOTS not in parameters:
            there = quoted_names([*parameters, *by_exact_name])
            message = f"{function}() has no argument {quoted(names[place] or '')}."
            raise Mismatch(place, message, f"Its arguments are {there}.", unknown=True)
        _put(found, place, parameter or DOTS)
    free = [name for name in before_dots if name not in found.values()]
    for place in (place for place in range(len(names)) if place not in found):
        if not free and DOTS not in parameters:
            message = f"{function}() takes fewer arguments."
            raise Mismatch(place, message, "Name the arguments, or remove this one.")
        found[place] = free.pop(0) if free else DOTS
    return tuple(found[place] for place in range(len(names)))


def _partial(
    free: Sequence[str], names: Sequence[str | None], exact: dict[int, str]
) -> Iterator[tuple[int, str | None]]:
    """The named arguments that are not matched exactly, each with the parameter whose name it begins."""
    for place, name in [(place, name) for place, name in enumerate(names) if name and place not in exact]:
        fitting = [parameter for parameter in free if parameter.startswith(name)]
        if len(fitting) > 1:
            could_be = quoted_names(fitting, "or")
            raise Mismatch(
                place,
                f"The argument {quoted(name)} could be {could_be}.",
                f"Write the whole name, as in {fitting[0]} = …",
            )
        yield place, fitting[0] if fitting else None


def _put(found: dict[int, str], place: int, parameter: str) -> None:
    if parameter != DOTS and parameter in found.values():
        raise Mismatch(place, f"The argument {quoted(parameter)} is given twice.", "Remove one of the two.")
    found[place] = parameter


def arguments_by_parameter(call: Call, parameters: Sequence[str]) -> dict[str, Expression]:
    """The arguments of a call by parameter; what fits none of them is left out, as is an empty argument.

    Raises:
        FormulaError: a name fits several parameters, or one parameter is given twice.
    """
    return exact_arguments(call, [*parameters, DOTS])


def exact_arguments(call: Call, parameters: Sequence[str]) -> dict[str, Expression]:
    """The arguments of a call by parameter, those of `...` and empty ones left out.

    Raises:
        FormulaError: as `arguments_by_parameter`, and for what fits no parameter where there is no `...`.
    """
    given = zip(_matched(call, parameters), call.arguments, strict=True)
    return {name: item.value for name, item in given if name != DOTS and item.value is not None}


def further_arguments(call: Call, parameters: Sequence[str]) -> tuple[Argument, ...]:
    """The arguments of a call that fit none of the parameters.

    Raises:
        FormulaError: as `arguments_by_parameter`.
    """
    given = zip(_matched(call, [*parameters, DOTS]), call.arguments, strict=True)
    return tuple(item for name, item in given if name == DOTS and item.value is not None)


def _matched(call: Call, parameters: Sequence[str]) -> tuple[str, ...]:
    names = [argument.name for argument in call.arguments]
    try:
        return matched_parameters(called_name(call) or "", names, parameters)
    except Mismatch as mismatch:
        span = name_span(call.arguments[mismatch.place])
        raise FormulaError(mismatch.message, span, mismatch.hint) from None


def name_span(argument: Argument) -> Span:
    """Where the name of a named argument stands: from its start, as long as the name; all of one without a name."""
    if not argument.name:
        return argument.span
    return Span(argument.span.start, min(argument.span.end, argument.span.start + len(argument.name)))


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
"""Arguments of other functions, and what to write instead."""
