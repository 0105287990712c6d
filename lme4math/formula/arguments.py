"""How R matches the arguments of a call to a function's parameters.

The rule is in "R Language Definition" (4.2), section 4.3.2: exact names, then unique partial names, then positions.
What stands after `...` among the parameters is matched by its exact name only, and `...` takes what is left.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lme4math.english import quoted, quoted_names
from lme4math.errors import FormulaError
from lme4math.formula.nodes import Argument, Call, Expression
from lme4math.formula.walk import called_name
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
    """The parameter of each argument of a call.

    Args:
        function: its name, for messages.
        names: of the arguments, in order; None or "" for one without a name.
        parameters: of the function, in order, `...` among them where it has it.
        by_exact_name: further ones, which stand after a `...` that goes to another function.

    Raises:
        Mismatch: R has no place for an argument.
    """
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
            message = f"{function}() has no place for so many arguments."
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
        raise Mismatch(place, f"The argument `{parameter}` is given twice.", "Remove one of the two.")
    found[place] = parameter


def arguments_by_parameter(call: Call, parameters: Sequence[str]) -> dict[str, Expression]:
    """The arguments of a call by parameter; what fits none of them is left out, as is an empty argument.

    Raises:
        FormulaError: a name fits several parameters, or one parameter is given twice.
    """
    given = zip(_matched(call, parameters), call.arguments, strict=True)
    return {name: item.value for name, item in given if name != DOTS and item.value is not None}


def further_arguments(call: Call, parameters: Sequence[str]) -> tuple[Argument, ...]:
    """The arguments of a call that fit none of the parameters.

    Raises:
        FormulaError: as `arguments_by_parameter`.
    """
    given = zip(_matched(call, parameters), call.arguments, strict=True)
    return tuple(item for name, item in given if name == DOTS and item.value is not None)


def _matched(call: Call, parameters: Sequence[str]) -> tuple[str, ...]:
    names = [argument.name for argument in call.arguments]
    try:
        return matched_parameters(called_name(call) or "", names, [*parameters, DOTS])
    except Mismatch as mismatch:
        span = name_span(call.arguments[mismatch.place])
        raise FormulaError(mismatch.message, span, mismatch.hint) from None


def name_span(argument: Argument) -> Span:
    """Where the name of a named argument stands: from its start, as long as the name; all of one without a name."""
    if not argument.name:
        return argument.span
    return Span(argument.span.start, min(argument.span.end, argument.span.start + len(argument.name)))
