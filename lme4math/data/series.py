"""One column of a data frame as an R vector, whatever library the frame is from.

Columns come as narwhals series. Categories and strings are taken as integer codes by each library's own fast way, found
by a table of implementations; no library is imported here, only methods of the column at hand are called.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Set
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from types import NoneType
from typing import Any

import numpy as np

from lme4math.data.values import (
    Factor,
    IntArray,
    Logicals,
    Numbers,
    Texts,
    Value,
    drop_unused,
    from_strings,
    sort_levels,
)
from lme4math.data.writing import SECONDS_PER_DAY, Calendar, calendar_labels
from lme4math.english import quoted
from lme4math.errors import DataError
from lme4math.r import number_label

_ABSENT = frozenset({"NaTType", "NAType", "NoneType"})
_CALENDAR = frozenset({"D", "W", "M", "Y"})
_TIMES = {datetime: "moment", date: "date", timedelta: "span"}


def from_series(name: str, series: Any) -> Value:
    """A narwhals series as R would hold it.

    Args:
        name: of the column, for messages.
        series: a narwhals series of n elements.

    Raises:
        DataError: for a type that has no counterpart in a model (lists, structs, mixed objects).
    """
    series = _by_arrow(series)
    kind = type(series.dtype).__name__
    if kind == "Unknown" and series.null_count() == len(series):
        return from_sequence(name, [None] * len(series))
    if kind == "Unknown" and series.implementation.is_pandas_like():  # a sparse column: whatever its elements are
        return from_sequence(name, np.asarray(series.to_native()))
    if kind == "Unknown":
        native = series.to_native()
        raise unusable(name, str(getattr(native, "type", native.dtype)))
    refuse_type(name, series.dtype)
    try:
        return _numbers(series, kind) if series.dtype.is_numeric() else _valid(_READERS[kind](series))
    except DataError as error:
        raise unusable(name, error.message) from None


def refuse_type(name: str, dtype: Any) -> None:
    """Raise DataError for a column of a type of narwhals that has no counterpart in a model."""
    if not dtype.is_numeric() and type(dtype).__name__ not in (*_READERS, "Unknown"):
        raise unusable(name, str(dtype))


def _by_arrow(series: Any) -> Any:
    """A column of pandas that Arrow holds, as Arrow's own; pandas' methods for it raise where a value is missing."""
    native = series.to_native()
    if not hasattr(getattr(native, "dtype", None), "pyarrow_dtype"):
        return series
    import narwhals as nw

    return nw.from_native(native.array.__arrow_array__(), series_only=True)


def _valid(value: Value) -> Value:
    """A value whose text is Unicode: half of a surrogate pair has no place on any page."""
    pool = value.pool if isinstance(value, Texts) else value.levels if isinstance(value, Factor) else ()
    try:
        "".join(pool).encode()
    except UnicodeEncodeError:
        raise DataError("text with half of a surrogate pair") from None
    return value


def from_sequence(name: str, items: Any) -> Value:
    """A list, tuple, array or range as R would hold it; None, NaN, NaT, what is masked and the like are missing.

    Raises:
        DataError: if it is no sequence, or its elements are of different types or of one that has no counterpart in a
            model.
    """
    dimensions = getattr(items, "ndim", 1)
    if dimensions != 1:
        raise unusable(name, f"a value of type {type(items).__name__} with {dimensions} dimensions")
    # A set would give the rows in any order, a mapping its keys.
    if isinstance(items, str | bytes | Set | Mapping) or not isinstance(items, Iterable):
        raise unusable(name, f"a value of type {type(items).__name__}")
    try:
        return _valid(_from_array(items) if isinstance(items, np.ndarray) else _from_objects(list(items)))
    except DataError as error:
        raise unusable(name, error.message) from None


def unusable(name: str, kind: str) -> DataError:
    """The refusal of a column, with what it holds."""
    return DataError(
        f"Column {quoted(name)} holds {kind}, which R's models cannot use.",
        hint="Give one value for each row: numbers, text, logicals, categories or dates.",
    )


def _from_array(items: np.ndarray[Any, Any]) -> Value:
    kind = items.dtype.kind
    masked = isinstance(items, np.ma.MaskedArray)
    if kind in "mM":
        times = items.filled(items.dtype.type("NaT")) if isinstance(items, np.ma.MaskedArray) else items
        days = kind == "M" and np.datetime_data(items.dtype)[0] in _CALENDAR
        if days:
            return Numbers(_seconds_in(times) / SECONDS_PER_DAY, calendar="date")
        return Numbers(_seconds_in(times), calendar="moment" if kind == "M" else "")
    if masked or kind not in "biuf":
        return _from_objects(items.tolist())  # with None for what is masked
    if kind == "b":
        return Logicals(items.astype(np.int8))
    return Numbers(np.array(items, dtype=np.float64), integer=kind in "iu")


def _numbers(series: Any, kind: str) -> Numbers:
    whole = series.dtype.is_integer()
    wide = kind in ("Decimal", "Int128", "UInt128")  # for which numpy has no type
    values = np.array(series.to_list(), dtype=object) if wide else np.asarray(series.to_numpy())
    if values.dtype.kind == "O":
        values = np.array([math.nan if type(item).__name__ in _ABSENT else float(item) for item in values.tolist()])
    return Numbers(np.array(values, dtype=np.float64), integer=whole)


def _booleans(series: Any) -> Logicals:
    values = series.to_numpy()
    if values.dtype.kind == "b":
        return Logicals(values.astype(np.int8))
    return Logicals(
        np.array([-1 if type(item).__name__ in _ABSENT else int(item) for item in series.to_list()], np.int8)
    )


def _strings(series: Any) -> Value:
    codes, pool = _coded(series)
    return Texts(codes, pool)


def _categories(series: Any) -> Value:
    """A factor; where the library keeps no order of the categories (polars' Categorical), they are sorted as text."""
    if series.implementation.is_pandas_like():
        native = series.to_native()
        return _factor(native.cat.codes.to_numpy(), native.cat.categories, bool(native.cat.ordered))
    if series.implementation.is_pyarrow():
        native = _arrow_dictionary(series)
        return _factor(_arrow_codes(native), native.dictionary.to_pylist(), bool(native.type.ordered))
    if type(series.dtype).__name__ == "Enum":
        physical = series.to_native().to_physical()
        return _factor(_filled(physical), series.dtype.categories, ordered=False)
    codes, pool = _coded(series)
    return drop_unused(sort_levels(Texts(codes, pool)))


def _factor(codes: IntArray, categories: Iterable[Any], ordered: bool) -> Factor:
    plain = categories.tolist() if hasattr(categories, "tolist") else list(categories)
    return Factor(np.array(codes), _category_labels(plain), ordered)


def _category_labels(categories: list[Any]) -> tuple[str, ...]:
    """The labels that R's factor() would give to categories; days and moments are written all in one way."""
    if categories and all(isinstance(item, date) for item in categories):
        times = _from_objects(categories)
        return tuple(calendar_labels(times.values.tolist(), times.calendar)) if isinstance(times, Numbers) else ()
    return tuple(map(category_label, categories))


def category_label(category: Any) -> str:
    """A category as R's factor() would label it."""
    if isinstance(category, str):
        return str.__str__(category)
    item = category.item() if isinstance(category, np.generic) else category
    if isinstance(item, bool):
        return str(item).upper()
    if isinstance(item, int | float):
        return number_label(float(item), isinstance(item, int))
    return str(item)


def _coded(series: Any) -> tuple[IntArray, tuple[str, ...]]:
    """Codes and distinct strings of a column of text."""
    implementation = series.implementation
    if implementation.is_pandas_like():
        codes, pool = series.to_native().factorize()
        return np.asarray(codes), tuple(str(item) for item in pool)
    if implementation.is_pyarrow():
        native = _arrow_dictionary(series)
        return _arrow_codes(native), tuple(native.dictionary.to_pylist())
    if implementation.is_polars():
        return _polars_codes(series)
    texts = from_strings(series.to_list())
    return texts.codes, texts.pool


def _arrow_dictionary(series: Any) -> Any:
    native = series.to_native()
    if not str(native.type).startswith("dictionary"):
        native = native.dictionary_encode()
    native = native.unify_dictionaries() if hasattr(native, "unify_dictionaries") else native
    return native.combine_chunks() if hasattr(native, "combine_chunks") else native


def _arrow_codes(native: Any) -> IntArray:
    codes: IntArray = native.indices.cast("int64").fill_null(-1).to_numpy(zero_copy_only=False)
    return codes


def _polars_codes(series: Any) -> tuple[IntArray, tuple[str, ...]]:
    """Codes by way of polars' own categories, renumbered, for these may be shared by all frames of a process."""
    import narwhals as nw

    categorical = series.cast(nw.Categorical)
    distinct = categorical.drop_nulls().unique()
    pool = tuple(distinct.cast(nw.String).to_list())
    physical = distinct.to_native().to_physical().to_numpy().astype(np.intp)
    places = np.full(int(physical.max(initial=-1)) + 2, -1, dtype=np.intp)
    places[physical] = np.arange(len(pool))
    codes = _filled(categorical.to_native().to_physical())
    return places[codes], pool


def _filled(physical: Any) -> IntArray:
    if physical.null_count():
        physical = physical.cast(float).fill_null(-1.0)
    codes: IntArray = np.asarray(physical.to_numpy()).astype(np.intp)
    return codes


def _days(series: Any) -> Numbers:
    """R's Date: days since 1970."""
    return Numbers(_moments(series) / SECONDS_PER_DAY, calendar="date")


def _seconds(series: Any) -> Numbers:
    """R's POSIXct: seconds since 1970."""
    return Numbers(_moments(series), calendar="moment")


def _span(series: Any) -> Numbers:
    """R's difftime: seconds."""
    return Numbers(_moments(series))


def _moments(series: Any) -> Any:
    values = np.asarray(series.to_numpy())
    if values.dtype.kind not in "mM":
        values = np.array(series.to_list(), dtype="datetime64[us]")
    return _seconds_in(values)


def _seconds_in(values: np.ndarray[Any, Any]) -> Any:
    """Moments since 1970, or spans of time, in seconds."""
    unit = values.astype("m8[us]" if values.dtype.kind == "m" else "M8[us]").astype(np.int64)
    seconds = unit / 1e6
    seconds[np.isnat(values)] = np.nan
    return seconds


def _objects(series: Any) -> Value:
    return _from_objects(series.to_list())


_READERS: dict[str, Callable[[Any], Value]] = {
    "Boolean": _booleans,
    "String": _strings,
    "Categorical": _categories,
    "Enum": _categories,
    "Date": _days,
    "Datetime": _seconds,
    "Duration": _span,
    "Object": _objects,
}


def _from_objects(items: list[Any]) -> Value:
    types = set(map(type, items))
    absent = NoneType in types
    types.discard(NoneType)
    if len(types) == 1 and (build := _PLAIN.get(next(iter(types)))):
        return build(items, absent)
    items = [_plain(item) if isinstance(item, np.generic) else item for item in items]
    present = [item for item in items if not _is_absent(item)]
    kinds = {_kind(item) for item in present}
    if not kinds:
        return Logicals(np.full(len(items), -1, dtype=np.int8))
    if len(kinds) > 1 or None in kinds:
        found = sorted({type(item).__name__ for item in present})
        raise DataError(("values of mixed types: " if len(found) > 1 else "Python objects: ") + ", ".join(found[:4]))
    return _BUILDERS[kinds.pop() or ""](items)


def _plain(item: np.generic) -> Any:
    """A scalar of numpy's as Python's own; times of fine units would otherwise come as integers."""
    if isinstance(item, np.datetime64 | np.timedelta64) and np.datetime_data(item.dtype)[0] not in _CALENDAR:
        return item.astype(f"{item.dtype.kind}8[us]").item()
    return item.item()


def _is_absent(item: Any) -> bool:
    return (
        type(item).__name__ in _ABSENT
        or (isinstance(item, float) and math.isnan(item))
        or (isinstance(item, Decimal) and item.is_nan())
    )


def _kind(item: Any) -> str | None:
    if isinstance(item, bool):
        return "logical"
    if isinstance(item, int | float | Decimal | Fraction):
        return "number"
    if isinstance(item, str):
        return "text"
    return next((kind for cls, kind in _TIMES.items() if isinstance(item, cls)), None)


def _logical_objects(items: list[Any]) -> Value:
    return Logicals(np.array([-1 if _is_absent(item) else int(item) for item in items], dtype=np.int8))


def _number_objects(items: list[Any]) -> Value:
    whole = all(isinstance(item, int) for item in items if not _is_absent(item))
    try:
        return Numbers(np.array([math.nan if _is_absent(item) else float(item) for item in items]), integer=whole)
    except OverflowError:
        raise DataError("numbers beyond the range of doubles") from None


def _text_objects(items: list[Any]) -> Value:
    return from_strings([None if _is_absent(item) else str.__str__(item) for item in items])


def _time_objects(amount: Callable[[Any], float], calendar: Calendar = "") -> Callable[[list[Any]], Value]:
    def build(items: list[Any]) -> Value:
        amounts = np.array([math.nan if _is_absent(item) else amount(item) for item in items])
        return Numbers(amounts, calendar=calendar)

    return build


def _since_1970(moment: datetime) -> float:
    """Seconds; a moment without a zone counts as one of UTC, as it does in the data frame libraries."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return (aware - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds()


_BUILDERS: dict[str, Callable[[list[Any]], Value]] = {
    "logical": _logical_objects,
    "number": _number_objects,
    "text": _text_objects,
    "date": _time_objects(lambda item: (item - date(1970, 1, 1)) / timedelta(days=1), "date"),
    "moment": _time_objects(_since_1970, "moment"),
    "span": _time_objects(timedelta.total_seconds),
}


def _plain_numbers(items: list[Any], absent: bool) -> Numbers:
    integer = type(next(item for item in items if item is not None)) is int
    try:
        numbers = [math.nan if item is None else item for item in items] if absent else items
        return Numbers(np.array(numbers, dtype=np.float64), integer)
    except OverflowError:
        raise DataError("numbers beyond the range of doubles") from None


def _plain_logicals(items: list[Any], absent: bool) -> Logicals:
    return Logicals(np.array([-1 if item is None else item for item in items] if absent else items, dtype=np.int8))


_PLAIN: dict[type, Callable[[list[Any], bool], Value]] = {
    float: _plain_numbers,
    int: _plain_numbers,
    bool: _plain_logicals,
    str: lambda items, _: from_strings(items),
}
"""Lists of one type throughout, some missing or none, which need no look at each element."""
