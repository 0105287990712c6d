"""How R matches the arguments of a call to a function's parameters: exactly, by abbreviation, by position."""

from __future__ import annotations

import inspect
import keyword
from collections.abc import Callable, Sequence
from typing import Any

from lme4math.design.values import Value
from lme4math.errors import DataError
from lme4math.records import record

Given = tuple[str | None, Value]
DOTS = "..."

_WITHOUT = "Leave it out, or compute the variable beforehand and add it to the data as a column."

_NUMPY_REFUSES = (ArithmeticError, IndexError, MemoryError, TypeError, ValueError)
"""What numpy and scipy raise for shapes and numbers that no model could use; R has an error of its own for each."""


@record
class Builtin:
    """One of R's functions of data.

    Attributes:
        parameters: R's names in R's order, `...` among them where the function has it.
        apply: takes the matched parameters by their Python names (`...` is `dots`, a list of (name, value)), absent
            ones left out, and gives the value.
        required: the parameters that have no default.
        used: Python's names of the parameters that `apply` takes.
        inert: those of R's others that change no value; the rest are refused where they are given.
    """

    parameters: tuple[str, ...]
    apply: Callable[..., Value]
    required: tuple[str, ...]
    used: frozenset[str]
    inert: frozenset[str]


def signature(text: str, apply: Callable[..., Value], inert: str = "") -> Builtin:
    """A builtin whose parameters are the words of `text`, the required ones those without a default in `apply`.

    Args:
        text: R's parameters in R's order; those that `apply` does not take are refused.
        apply: computes the value.
        inert: the words of `text` that change no value, and may be given for nothing.
    """
    parameters = tuple(text.split())
    defaults = {name: parameter.default for name, parameter in inspect.signature(apply).parameters.items()}
    required = tuple(p for p in parameters if defaults.get(_python_name(p)) is inspect.Parameter.empty and p != DOTS)
    return Builtin(parameters, apply, required, frozenset(defaults), frozenset(inert.split()))


def _python_name(parameter: str) -> str:
    if parameter == DOTS:
        return "dots"
    name = parameter.replace(".", "_")
    return name + "_" if keyword.iskeyword(name) else name


def call(name: str, builtin: Builtin, given: Sequence[Given]) -> Value:
    """The value of a builtin for the arguments given.

    Raises:
        DataError: for an argument that is unknown, ambiguous or given twice, for one of R's that is not supported, or
            a required one that is absent.
    """
    bound = bind_arguments(name, builtin.parameters, given)
    for parameter in builtin.required:
        if parameter not in bound:
            raise DataError(
                f"{name}() lacks its argument `{parameter}`.",
                hint=f"Its arguments are {', '.join(builtin.parameters)}.",
            )
    arguments = {_python_name(parameter): value for parameter, value in bound.items() if parameter not in builtin.inert}
    if DOTS in builtin.parameters and "dots" not in builtin.used and not arguments["dots"]:
        del arguments["dots"]
    unused = [parameter for parameter in bound if _python_name(parameter) in arguments.keys() - builtin.used]
    if unused:
        shown = "further arguments" if unused[0] == DOTS else f"the argument `{unused[0]}`"
        raise DataError(f"{name}() with {shown} is not supported.", hint=_WITHOUT)
    try:
        return builtin.apply(**arguments)
    except DataError:
        raise
    except _NUMPY_REFUSES as error:
        raise DataError(f"{name}() cannot be computed from these arguments.") from error


def bind_arguments(name: str, parameters: tuple[str, ...], given: Sequence[Given]) -> dict[str, Any]:
    """R's three passes (R Language Definition, 4.3.2): exact names, abbreviations (not after `...`), positions."""
    bound: dict[str, Any] = {}
    rest: list[Given] = []
    before_dots = parameters[: parameters.index(DOTS)] if DOTS in parameters else parameters
    named = [parameter for parameter in parameters if parameter != DOTS]
    exact = {argument for argument, _ in given if argument in named}
    for argument, value in given:
        parameter = _parameter_for(name, argument, named, [p for p in before_dots if p not in exact])
        if parameter is None:
            rest.append((argument, value))
        elif parameter in bound:
            raise DataError(f"Argument `{parameter}` of {name}() is given twice.")
        else:
            bound[parameter] = value
    return _fill_positions(name, parameters, before_dots, bound, rest)


def _parameter_for(name: str, argument: str | None, named: list[str], abbreviable: list[str]) -> str | None:
    if not argument:
        return None
    if argument in named:
        return argument
    candidates = [parameter for parameter in abbreviable if parameter.startswith(argument)]
    if len(candidates) > 1:
        raise DataError(f"Argument `{argument}` of {name}() could mean {' or '.join(candidates)}.")
    return candidates[0] if candidates else None


def _fill_positions(
    name: str, parameters: tuple[str, ...], before_dots: tuple[str, ...], bound: dict[str, Any], rest: list[Given]
) -> dict[str, Any]:
    free = [parameter for parameter in before_dots if parameter not in bound]
    dots: list[Given] = []
    for argument, value in rest:
        if not argument and free:
            bound[free.pop(0)] = value
        elif DOTS in parameters:
            dots.append((argument, value))
        else:
            shown = f"`{argument}`" if argument else "one too many"
            raise DataError(
                f"{name}() has no such argument: {shown}.", hint=f"Its arguments are {', '.join(parameters)}."
            )
    if DOTS in parameters:
        bound[DOTS] = dots
    return bound
