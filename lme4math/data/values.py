"""R's vectors as frozen values.

A vector with few distinct values (a factor, text) is held as integer codes, 0-based and -1 where missing, so that no
later step touches strings row by row. In numbers NaN stands for both NA and NaN, which lme4 treats alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from lme4math.data.writing import Calendar, calendar_labels
from lme4math.errors import DataError
from lme4math.r import collation_key, number_label
from lme4math.records import record

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.signedinteger[Any]]
BoolArray = npt.NDArray[np.bool_]


@record(eq=False)
class Numbers:
    """A numeric vector of length n.

    Attributes:
        values: NaN where missing.
        integer: whether R holds them as integers, which it labels in full.
        calendar: what they count, where they are dates or times.
    """

    values: FloatArray
    integer: bool = False
    calendar: Calendar = ""


@record(eq=False)
class Logicals:
    """A logical vector: codes 0 for FALSE, 1 for TRUE, -1 for NA."""

    codes: IntArray


@record(eq=False)
class Texts:
    """A character vector: `pool` holds the distinct strings in no particular order."""

    codes: IntArray
    pool: tuple[str, ...]


@record(eq=False)
class Factor:
    """A factor.

    Attributes:
        codes: the place of each value's level, from 0; -1 where missing.
        levels: in R's order, unused ones included until they are dropped.
        ordered: whether it is an ordered factor.
        all_used: whether every level is known to occur.
    """

    codes: IntArray
    levels: tuple[str, ...]
    ordered: bool = False
    all_used: bool = False


@record(eq=False)
class Matrix:
    """A numeric matrix, n × k; `names` of its columns, or none."""

    values: FloatArray
    names: tuple[str, ...] = ()


@record(eq=False)
class Null:
    """R's NULL."""


Value = Numbers | Logicals | Texts | Factor | Matrix | Null

LOGICAL_LEVELS = ("FALSE", "TRUE")


class _MissingLevel(str):
    """NA as a level of a factor (`addNA`), which is not the text "NA"."""

    __slots__ = ()


NA_LEVEL = _MissingLevel("NA")

NOT_A_NUMBER = np.uint64(0x7FF8_0000_0000_0001).view(np.float64)
"""R's NaN; any other is its NA. Only `factor()` and text distinguish them. What is computed of it keeps its bits."""


def not_numbers(values: FloatArray, *operands: FloatArray) -> FloatArray:
    """The results of arithmetic, R's NaN where no operand is missing (`log(-1)`, `0 / 0`).

    Args:
        values: the results, which are written to.
        operands: of shapes that numpy broadcasts to the results'.
    """
    undefined = np.isnan(values)
    if undefined.any():
        for operand in operands:
            undefined = undefined & ~np.isnan(operand)
        values[undefined] = NOT_A_NUMBER
    return values


TRUTHS = {"TRUE": 1, "T": 1, "true": 1, "True": 1, "FALSE": 0, "F": 0, "false": 0, "False": 0}
"""Text that `as.logical` reads."""


def length(value: Value) -> int:
    """The number of observations."""
    if isinstance(value, Null):
        return 0
    return len(value.values) if isinstance(value, Numbers | Matrix) else len(value.codes)


def missing(value: Value) -> BoolArray | None:
    """Where a value is NA or NaN (for a matrix: in any column), or None if nowhere."""
    if isinstance(value, Null):
        return None
    if isinstance(value, Numbers | Matrix):
        with np.errstate(all="ignore"):  # Inf - Inf is NaN, and looked at more closely below
            total = np.sum(value.values)
        if not np.isnan(total):
            return None
        cells: BoolArray = np.isnan(value.values)
        mask: BoolArray = np.any(cells.reshape(len(cells), -1), axis=1)
    else:
        mask = value.codes < 0
    return mask if mask.any() else None


def take(value: Value, rows: IntArray | BoolArray) -> Value:
    """The observations at `rows`, indices or a mask."""
    match value:
        case Numbers():
            return Numbers(value.values[rows], value.integer, value.calendar)
        case Matrix():
            return Matrix(value.values[rows], value.names)
        case Logicals():
            return Logicals(value.codes[rows])
        case Texts():
            return Texts(value.codes[rows], value.pool)
        case Factor():
            return Factor(value.codes[rows], value.levels, value.ordered)
        case Null():
            return value


def from_strings(strings: Sequence[str | None]) -> Texts:
    """A character vector of Python strings."""
    pool = tuple(text for text in dict.fromkeys(strings) if text is not None)
    places: dict[str | None, int] = {None: -1, **{text: place for place, text in enumerate(pool)}}
    return Texts(np.fromiter(map(places.__getitem__, strings), dtype=np.intp, count=len(strings)), pool)


def as_numbers(value: Value) -> FloatArray:
    """`as.numeric`: factors give their codes from 1, text is read as numbers where it is one."""
    match value:
        case Numbers() | Matrix():
            return value.values
        case Texts():
            pool = np.array([_number_or_nan(text) for text in value.pool] + [np.nan])
            return pool[value.codes]
        case Logicals() | Factor():
            shifted = value.codes.astype(np.float64) + (1.0 if isinstance(value, Factor) else 0.0)
            shifted[value.codes < 0] = np.nan
            return shifted
        case Null():
            return np.empty(0)


def _number_or_nan(text: str) -> float:
    """R reads decimal and hexadecimal numbers, NaN and the infinities, with blanks around them."""
    bare = text.strip()
    try:
        if bare.lstrip("+-")[:2] in ("0x", "0X"):
            return float.fromhex(bare)
        return float(NOT_A_NUMBER) if bare == "NaN" else float(bare.replace("_", "?"))
    except (ValueError, OverflowError):
        return np.nan


def as_logicals(value: Value) -> IntArray:
    """Codes of `as.logical`: numbers are TRUE where not 0."""
    match value:
        case Logicals():
            return value.codes
        case Numbers():
            codes: IntArray = (value.values != 0).astype(np.int8)
            codes[np.isnan(value.values)] = -1
            return codes
        case Texts() | Factor():
            pool = value.pool if isinstance(value, Texts) else value.levels
            return relabel(value.codes, [TRUTHS.get(text, -1) for text in pool])
        case _:
            raise DataError("A logical vector is needed here.")


def as_texts(value: Value) -> Texts:
    """`as.character`."""
    match value:
        case Texts():
            return value
        case Factor():
            places = [-1 if level is NA_LEVEL else place for place, level in enumerate(value.levels)]
            return Texts(relabel(value.codes, places) if -1 in places else value.codes, value.levels)
        case Logicals():
            return Texts(value.codes, LOGICAL_LEVELS)
        case Numbers():
            factor = _factor_of_numbers(value)
            return Texts(factor.codes, factor.levels)
        case Matrix():
            raise DataError("Text cannot be made of a matrix here.")
        case Null():
            raise DataError("Text is needed here, and this is NULL.")


def as_factor(value: Value) -> Factor:
    """`as.factor`: levels sorted as R sorts them; a factor stays as it is, unused levels included."""
    match value:
        case Factor():
            return value
        case Logicals():
            return drop_unused(Factor(value.codes, LOGICAL_LEVELS))
        case Texts():
            return drop_unused(sort_levels(value))
        case Numbers():
            return _factor_of_numbers(value)
        case Matrix() if value.values.shape[1] == 1:
            return _factor_of_numbers(Numbers(value.values[:, 0]))
        case _:
            raise DataError("A matrix cannot be a factor.")


def sort_levels(value: Texts) -> Factor:
    """Text as a factor whose levels follow ICU's root collation, as `factor()` sorts them."""
    order = sorted(range(len(value.pool)), key=lambda place: collation_key(value.pool[place]))
    return Factor(_recode(value.codes, order), tuple(value.pool[place] for place in order))


def places_among(labels: Iterable[str]) -> dict[str, int]:
    """The place of each label, each counted once."""
    return {label: place for place, label in enumerate(dict.fromkeys(labels))}


def with_first(factor: Factor, first: int) -> Factor:
    """A factor whose level at the place `first` is its first, the others in their order."""
    targets = [place + 1 if place < first else place for place in range(len(factor.levels))]
    targets[first] = 0
    levels = (factor.levels[first], *factor.levels[:first], *factor.levels[first + 1 :])
    return Factor(relabel(factor.codes, targets), levels, factor.ordered)


def drop_unused(factor: Factor) -> Factor:
    """A factor without the levels that do not occur."""
    if factor.all_used:
        return factor
    codes = factor.codes
    some_missing = bool(len(codes)) and codes.min() < 0
    used = np.bincount(codes[codes >= 0] if some_missing else codes, minlength=len(factor.levels)) > 0
    if used.all():
        return Factor(codes, factor.levels, factor.ordered, all_used=True)
    kept = np.flatnonzero(used)
    recoded = _recode(codes, kept.tolist(), len(factor.levels))
    return Factor(recoded, tuple(factor.levels[place] for place in kept), factor.ordered, all_used=True)


def _recode(codes: IntArray, order: list[int], size: int | None = None) -> IntArray:
    """Codes that name places in `order` instead; what is not in `order` becomes missing."""
    places = np.full((size or len(order)) + 1, -1, dtype=np.intp)
    places[order] = np.arange(len(order))
    places[-1] = -1
    return places[codes]


def _factor_of_numbers(value: Numbers) -> Factor:
    numbers, codes = distinct(value.values)
    labels = _labels(numbers.tolist(), value)
    places = places_among(labels)
    levels = tuple(places)
    if len(levels) < len(labels):
        codes = relabel(codes, [places[label] for label in labels])
    undefined = value.values.view(np.uint64) == np.float64(NOT_A_NUMBER).view(np.uint64)
    if not value.calendar and undefined.any():
        return Factor(np.where(undefined, len(levels), codes), (*levels, "NaN"))
    return Factor(codes, levels)


def _labels(numbers: list[float], of: Numbers) -> list[str]:
    if of.calendar:
        return calendar_labels(numbers, of.calendar)
    return [number_label(number, of.integer) for number in numbers]


def relabel(codes: IntArray, targets: list[int]) -> IntArray:
    """Each code replaced by the target at its place; missing stays missing."""
    return np.array([*targets, -1], dtype=np.intp)[codes]


def pair_codes(slow: IntArray, fast: IntArray, n_fast: int) -> IntArray:
    """A number for each pair; codes may be of few bits, and numpy 1 would keep to these in a product with a scalar."""
    return slow.astype(np.intp, copy=False) * n_fast + fast


def distinct(values: FloatArray) -> tuple[FloatArray, IntArray]:
    """The distinct numbers in increasing order, and for each value its place among them (-1 where NaN)."""
    if not len(values) or np.isnan(values).all():
        return np.empty(0), np.full(len(values), -1, dtype=np.intp)
    low, high = float(np.nanmin(values)), float(np.nanmax(values))
    absent = np.isnan(values)
    some_absent = bool(absent.any())
    if high - low <= 4 * len(values) + 16:  # not where either is infinite
        filled = np.where(absent, low, values) if some_absent else values
        offsets = (filled - low).astype(np.intp)
        if low.is_integer() and np.array_equal(offsets + low, filled):
            return _distinct_offsets(offsets, low, absent if some_absent else None)
    numbers, codes = np.unique(values, return_inverse=True)
    if some_absent:
        codes = np.where(absent, -1, codes)
        numbers = numbers[~np.isnan(numbers)]
    return numbers, codes.astype(np.intp, copy=False)


def _distinct_offsets(offsets: IntArray, low: float, absent: BoolArray | None) -> tuple[FloatArray, IntArray]:
    counted = offsets if absent is None else offsets[~absent]
    present = np.bincount(counted) > 0
    places = np.cumsum(present) - 1
    codes = places[np.minimum(offsets, len(places) - 1)]
    if absent is not None:
        codes = np.where(absent, -1, codes)
    return (np.flatnonzero(present) + low).astype(np.float64), codes
