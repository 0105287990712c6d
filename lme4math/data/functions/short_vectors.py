"""Functions that are computed as those of constants are, by `lme4math.r`, also where values come from data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from lme4math.data.values import (
    NOT_A_NUMBER,
    Factor,
    IntArray,
    Logicals,
    Matrix,
    Numbers,
    Texts,
    Value,
    as_numbers,
    from_strings,
)
from lme4math.errors import DataError
from lme4math.r import VECTOR_FUNCTIONS, Arguments, Listed, NotConstant, Vector, places_picked

_LONGEST = 5_000_000


def as_of_constants(name: str, given: Mapping[str, Value | None], dots: Sequence[Value] = ()) -> Value:
    """The value of a function of R's constants.

    Args:
        name: the function's.
        given: its arguments by parameter, None for one that is absent.
        dots: those of `...`, which have no names.

    Raises:
        DataError: R refuses them.
    """
    named = {parameter: _as_vector(value) for parameter, value in given.items() if value is not None}
    arguments = Arguments(named, tuple((None, _as_vector(value)) for value in dots), _LONGEST)
    try:
        return as_value(VECTOR_FUNCTIONS[name].apply(arguments))
    except NotConstant as reason:
        raise DataError(
            reason.message or f"{name}() cannot be computed from these arguments.", None, reason.hint
        ) from None


def picked_places(index: Value, size: int, names: tuple[str, ...] = ()) -> IntArray:
    """The 0-based places that an R index names: positions, negative positions, a mask or names.

    Raises:
        DataError: R refuses the index.
    """
    try:
        return np.array(places_picked(_as_vector(index), size, names or None), dtype=np.intp)
    except NotConstant as reason:
        raise DataError(reason.message or "Nothing can be picked by this.", None, reason.hint) from None


def _as_vector(value: Value) -> Vector:
    match value:
        case Texts():
            return Vector(tuple((*value.pool, None)[code] for code in value.codes.tolist()))
        case Logicals():
            return Vector(tuple((False, True, None)[code] for code in value.codes.tolist()))
        case Matrix():
            raise DataError("A matrix cannot stand here.", None, "Name one of its columns: x[, 1].")
    if isinstance(value, Factor):
        return _as_vector(Numbers(as_numbers(value), integer=True))
    numbers = as_numbers(value).tolist()
    kind = int if isinstance(value, Numbers) and value.integer else float
    return Vector(tuple(kind(number) if number == number else None for number in numbers))


def as_value(found: Vector | Listed) -> Value:
    """A value of R's constants as one of data; a list has no elements here."""
    elements = found.elements if isinstance(found, Vector) else ()
    if any(isinstance(one, str) for one in elements):
        return from_strings([None if one is None else str(one) for one in elements])
    if elements and all(isinstance(one, bool | None) for one in elements):
        return Logicals(np.array([-1 if one is None else int(one) for one in elements], dtype=np.int8))
    numbers = np.array([np.nan if one is None else float(one) if one == one else NOT_A_NUMBER for one in elements])
    return Numbers(numbers, all(isinstance(one, int | None) for one in elements))
