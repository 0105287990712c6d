"""R's functions of data: the parameters of each, and a call of it."""

from __future__ import annotations

import inspect
import keyword
from collections.abc import Callable, Sequence
from typing import Any

from lme4math.data.values import Value
from lme4math.errors import DataError
from lme4math.model import RFunction
from lme4math.r import DOTS, Mismatch, matched_parameters
from lme4math.records import record

Given = tuple[str | None, Value]
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
        learns: whether it takes something from its rows, as a mean, knots or intervals, by which values follow for
            others: `apply` takes the arguments that are matched there as `at`.
    """

    parameters: tuple[str, ...]
    apply: Callable[..., Value]
    required: tuple[str, ...]
    used: frozenset[str]
    inert: frozenset[str]
    learns: bool


def builtin(row: RFunction, apply: Callable[..., Value]) -> Builtin:
    """A row of the registry with what computes it; its required parameters are those without a default in `apply`."""
    defaults = {name: parameter.default for name, parameter in inspect.signature(apply).parameters.items()}
    required = (p for p in row.parameters if defaults.get(_python_name(p)) is inspect.Parameter.empty and p != DOTS)
    return Builtin(row.parameters, apply, tuple(required), frozenset(defaults) - {"at"}, row.inert, "at" in defaults)


def _python_name(parameter: str) -> str:
    if parameter == DOTS:
        return "dots"
    name = parameter.replace(".", "_")
    return name + "_" if keyword.iskeyword(name) else name


def call(name: str, builtin: Builtin, given: Sequence[Given], at: Sequence[Given] | None = None) -> Value:
    """The value of a builtin for the arguments given.

    Args:
        name: R's name of it.
        builtin: the function.
        given: its arguments.
        at: the same arguments at other rows, for which the value is wanted.

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
    if at is not None:
        arguments["at"] = bind_arguments(name, builtin.parameters, at)
    try:
        return builtin.apply(**arguments)
    except DataError:
        raise
    except _NUMPY_REFUSES as error:
        raise DataError(f"{name}() cannot be computed from these arguments.") from error


def bind_arguments(name: str, parameters: tuple[str, ...], given: Sequence[Given]) -> dict[str, Any]:
    """The values given by parameter, as R matches them; `...` has a list of them.

    Raises:
        DataError: R has no place for one.
    """
    try:
        matched = matched_parameters(name, [argument for argument, _ in given], parameters)
    except Mismatch as mismatch:
        raise DataError(mismatch.message, hint=mismatch.hint) from None
    bound: dict[str, Any] = {parameter: value for parameter, (_, value) in zip(matched, given, strict=True)}
    if DOTS in parameters:
        bound[DOTS] = [one for parameter, one in zip(matched, given, strict=True) if parameter == DOTS]
    return bound
