"""R's operators: arithmetic, comparison, logic, membership."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from lme4math.data.functions.scalars import (
    calendar_of,
    holds_integers,
    in_rs_units,
    numeric,
    of_sum,
    refuse_dates,
    refuse_mixture,
    together,
)
from lme4math.data.functions.short_vectors import as_of_constants
from lme4math.data.values import (
    Factor,
    IntArray,
    Logicals,
    Matrix,
    Null,
    Numbers,
    Texts,
    Value,
    as_logicals,
    as_numbers,
    as_texts,
    length,
    not_numbers,
    pair_codes,
    places_among,
    relabel,
)
from lme4math.data.writing import SECONDS_PER_DAY, Calendar, calendar_number
from lme4math.errors import DataError
from lme4math.r import collation_key

Array = npt.NDArray[np.float64]

_INTEGER_CLOSED = frozenset({"+", "-", "*", "%%", "%/%"})


def _power(left: Array, right: Array) -> Any:
    if right.size == 1 and right.flat[0] == 2:
        return left * left
    return np.power(left, right)


def _floor_divide(left: Array, right: Array) -> Any:
    quotient = left / right
    return np.where(np.isfinite(quotient), np.floor_divide(left, right), quotient)  # numpy has no Inf %/% 2


_ARITHMETIC: dict[str, Callable[[Any, Any], Any]] = {
    "+": np.add,
    "-": np.subtract,
    "*": np.multiply,
    "/": np.divide,
    "^": _power,
    "%%": np.mod,
    "%/%": _floor_divide,
}

_COMPARISON: dict[str, Callable[[Any, Any], Any]] = {
    "==": np.equal,
    "!=": np.not_equal,
    "<": np.less,
    "<=": np.less_equal,
    ">": np.greater,
    ">=": np.greater_equal,
}


def _operands(operator: str, left: Value, right: Value) -> tuple[Array, Array]:
    left, right = together(left, right)
    first, second = numeric(left, f"`{operator}`"), numeric(right, f"`{operator}`")
    one, two = first.values, second.values
    if one.ndim == two.ndim:
        return one, two
    return (one, two[:, None]) if one.ndim == 2 else (one[:, None], two)


def _names(*values: Value) -> tuple[str, ...]:
    return next((value.names for value in values if isinstance(value, Matrix)), ())


def arithmetic(operator: str, e1: Value, e2: Value | None = None) -> Value:
    """`e1 operator e2`, or a sign before `e1`."""
    calendar = of_sum(operator, e1, e2)
    if e2 is None:
        operand = numeric(e1, f"`{operator}`")
        values = -operand.values if operator == "-" else operand.values
        return Matrix(values, _names(e1)) if isinstance(operand, Matrix) else Numbers(values, operand.integer, calendar)
    with np.errstate(all="ignore"):
        operands = _operands(operator, e1, e2)
        values = not_numbers(_ARITHMETIC[operator](*operands), *operands)
    if values.ndim == 2:
        return Matrix(values, _names(e1, e2))
    if calendar_of(e1) == calendar_of(e2) == "moment":
        values = in_rs_units(values)
    return Numbers(values, operator in _INTEGER_CLOSED and holds_integers(e1, e2), calendar)


def angle(y: Value, x: Value) -> Value:
    """R's atan2()."""
    one, two = _operands("atan2", y, x)
    values = np.arctan2(one, two)
    return Matrix(values, _names(y, x)) if values.ndim == 2 else Numbers(values)


def compare(operator: str, e1: Value, e2: Value) -> Value:
    """A comparison: of text and factors by label, of ordered factors by level, else by number."""
    if isinstance(e1, Null) or isinstance(e2, Null):
        raise DataError("A comparison with NULL has no value for the rows.")
    if any(isinstance(value, Matrix) and value.values.shape[1] != 1 for value in (e1, e2)):
        raise DataError(f"`{operator}` of a matrix is not one value per row.", hint="Compare its columns one by one.")
    refuse_mixture((e1, e2))
    e1, e2 = together(*_dated(e1, e2))
    left: npt.NDArray[Any]
    right: npt.NDArray[Any]
    if any(isinstance(value, Texts | Factor) for value in (e1, e2)):
        left, right = _comparable(operator, e1, e2)
        absent = (left < 0) | (right < 0)
    else:
        left, right = (as_numbers(value).reshape(length(value)) for value in (e1, e2))
        absent = np.isnan(left) | np.isnan(right)
    with np.errstate(invalid="ignore"):
        codes = _COMPARISON[operator](left, right).astype(np.int8)
    codes[absent] = -1
    return Logicals(codes)


def _dated(e1: Value, e2: Value) -> tuple[Value, Value]:
    """Text beside dates as dates, which R makes of it."""
    for one, other in ((e1, e2), (e2, e1)):
        if isinstance(one, Numbers) and one.calendar and isinstance(other, Texts):
            read = as_dates(other, one.calendar)
            return (e1, read) if one is e1 else (read, e2)
    return e1, e2


def as_dates(value: Texts, calendar: Calendar) -> Numbers:
    """Dates or moments that are written as text."""
    numbers = np.array([*(calendar_number(text, calendar) for text in value.pool), np.nan])
    return Numbers(numbers[value.codes], calendar=calendar)


def in_calendar(value: Value, calendar: Calendar) -> Numbers:
    """A value as dates or moments: text is read, plain numbers are their days or seconds since 1970."""
    if isinstance(value, Texts):
        return as_dates(value, calendar)
    numbers = as_numbers(value).reshape(-1)
    if calendar == "date" and calendar_of(value) == "moment":
        numbers = np.floor(numbers / SECONDS_PER_DAY)
    if calendar == "moment" and calendar_of(value) == "date":
        numbers = numbers * SECONDS_PER_DAY
    return Numbers(numbers, calendar=calendar)


def _comparable(operator: str, e1: Value, e2: Value) -> tuple[IntArray, IntArray]:
    """Codes of one common list of labels, in the order in which these compare."""
    if operator not in ("==", "!="):
        ordered = next((value for value in (e1, e2) if isinstance(value, Factor)), None)
        if ordered is not None:
            if not ordered.ordered:
                raise DataError(f"`{operator}` has no meaning for a factor that is not ordered.")
            places = places_among(ordered.levels)
            return _placed(e1, places), _placed(e2, places)
    labels = [*as_texts(e1).pool, *as_texts(e2).pool]
    places = places_among(labels if operator in ("==", "!=") else sorted(labels, key=collation_key))
    return _placed(e1, places), _placed(e2, places)


def _placed(value: Value, places: dict[str, int]) -> IntArray:
    texts = as_texts(value)
    return relabel(texts.codes, [places.get(label, -1) for label in texts.pool])


def _truths(value: Value) -> IntArray:
    """An operand of logic; text and factors have no truth."""
    if isinstance(value, Texts | Factor):
        raise DataError("Only numbers and logicals can be joined by logic.", hint="Compare with ==, <, %in% …")
    refuse_dates("Logic", value)
    return as_logicals(value)


def both(e1: Value, e2: Value) -> Value:
    one, two = map(_truths, together(e1, e2))
    return Logicals(np.where((one == 0) | (two == 0), 0, np.where((one < 0) | (two < 0), -1, 1)).astype(np.int8))


def one_and_other(e1: Value, e2: Value) -> Value:
    return both(*_single("&&", e1, e2))


def one_or_other(e1: Value, e2: Value) -> Value:
    return either(*_single("||", e1, e2))


def _single(operator: str, *values: Value) -> tuple[Value, ...]:
    """R before 4.3 takes the first elements without a warning; later versions refuse, and so does this."""
    if any(length(value) != 1 for value in values):
        raise DataError(f"`{operator}` is for single values.", hint=f"For one value per row write `{operator[0]}`.")
    return values


def either(e1: Value, e2: Value) -> Value:
    one, two = map(_truths, together(e1, e2))
    return Logicals(np.where((one == 1) | (two == 1), 1, np.where((one < 0) | (two < 0), -1, 0)).astype(np.int8))


def negated(x: Value) -> Value:
    codes = _truths(x)
    return Logicals(np.where(codes < 0, -1, 1 - codes).astype(np.int8))


def exclusive(x: Value, y: Value) -> Value:
    one, two = map(_truths, together(x, y))
    return Logicals(np.where((one < 0) | (two < 0), -1, one ^ two).astype(np.int8))


def is_element(el: Value, set: Value) -> Value:
    return is_in(el, set)


def is_in(x: Value, table: Value) -> Value:
    """`x %in% table`: never missing; NA is in a table that holds NA."""
    if any(isinstance(value, Texts | Factor) for value in (x, table)):
        left, right = as_texts(x), as_texts(table)
        present = {right.pool[code] for code in np.unique(right.codes) if code >= 0}
        held = np.array([label in present for label in left.pool] + [bool((right.codes < 0).any())])
        return Logicals(held[left.codes].astype(np.int8))
    values, wanted = as_numbers(x).reshape(-1), as_numbers(table).reshape(-1)
    found = np.isin(values, wanted)
    if np.isnan(wanted).any():
        found |= np.isnan(values)
    return Logicals(found.astype(np.int8))


def colon(e1: Value, e2: Value) -> Value:
    if isinstance(e1, Factor) and isinstance(e2, Factor):
        if length(e1) != length(e2):
            raise DataError(f"Lengths differ: {length(e1)} and {length(e2)}.")
        pairs = pair_codes(e1.codes, e2.codes, len(e2.levels))
        codes = np.where((e1.codes < 0) | (e2.codes < 0), -1, pairs)
        return Factor(codes, tuple(f"{one}:{two}" for one in e1.levels for two in e2.levels))
    ends = [as_numbers(value).reshape(-1)[:1] for value in (e1, e2)]
    if any(not len(end) or np.isnan(end[0]) for end in ends):
        raise DataError("`:` needs two numbers.")
    return as_of_constants(":", {"e1": Numbers(ends[0]), "e2": Numbers(ends[1])})
