"""The columns of a table that is not in memory, as expressions of what R would hold.

NaN is missing, numbers are doubles, and what a declared factor has no level for is missing. By itself a data base
counts NaN as the greatest number, and computes with small integers within their range.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from itertools import takewhile
from math import inf, isnan, nextafter
from typing import Any, Literal

from lme4math.data.functions.arithmetic import as_dates
from lme4math.data.table import Declared
from lme4math.data.values import LOGICAL_LEVELS, Factor, Numbers, Texts, Value, as_numbers, as_texts
from lme4math.english import quoted
from lme4math.errors import DataError
from lme4math.r import number_label
from lme4math.records import record

LARGEST = sys.float_info.max

Everywhere = Callable[[Any], bool]
"""Asks the engine whether a condition, which is never missing, holds in all rows of the table."""

Kind = Literal["number", "logical", "text", "date", "other"]


@record
class Stored:
    """A column of the table as its engine has it.

    Attributes:
        name: there, which no engine needs to quote; R's name may hold dots, quotes or blanks.
        dtype: its type, narwhals' own.
    """

    name: str
    dtype: Any


@record(eq=False)
class EngineColumn:
    """A value for each row, which the engine computes.

    Attributes:
        expression: of narwhals; missing where R has NA or NaN.
        kind: what its values are; "other" are moments, what R's models cannot use, and what nobody computes there.
        factor: whether R holds it as a factor, so that it has labels in place of numbers.
        whole: whether its numbers are integers, which have one label each.
        infinite: where a value that nobody computes there is infinite, or None for nowhere.
        sure: whether it is infinite there, not only may be.
        parts: where each column of a matrix has a value.
    """

    expression: Any
    kind: Kind
    factor: bool = False
    whole: bool = False
    infinite: Any = None
    parts: tuple[Any, ...] = ()
    sure: bool = True

    @property
    def numbers(self) -> Any:
        """Its values as doubles."""
        import narwhals as nw

        return self.expression.cast(nw.Float64)

    @property
    def infinities(self) -> Any:
        """Where its values are infinite, computed there or not, or None for nowhere."""
        if self.kind != "number" or self.factor:
            return None if self.factor else self.infinite
        return None if self.whole else (self.numbers.abs() > LARGEST).fill_null(False)

    @property
    def nowhere(self) -> Any:
        """What is false for every row."""
        return self.expression.is_null() & ~self.expression.is_null()


def column_of(
    name: str, schema: Mapping[str, Stored], declared: Mapping[str, Declared], everywhere: Everywhere
) -> EngineColumn:
    """A column of the table.

    Args:
        name: of the column.
        schema: the columns, by R's names.
        declared: the columns that somebody declares to be factors.
        everywhere: asks the engine of all rows.

    Raises:
        DataError: a script declares levels of moments, or of what R's models cannot use, or names levels that it does
            not tell.
    """
    import narwhals as nw

    dtype, column = schema[name].dtype, nw.col(schema[name].name)
    said = declared.get(name)
    if said is not None and said.named:
        raise DataError(
            f"The script names the levels of {name} by the order of the data's values, which its engine does not tell.",
            hint="Take the data into memory (.collect() or .df()), or give levels= as well as labels=.",
        )
    if dtype.is_numeric():
        present = when(~column.is_nan(), column) if dtype.is_float() else column
        found = EngineColumn(present, "number", said is not None, dtype.is_integer())
    elif isinstance(dtype, nw.Boolean):
        found = EngineColumn(column, "logical", said is not None)
    elif isinstance(dtype, nw.String | nw.Categorical | nw.Enum):
        found = EngineColumn(column.cast(nw.String), "text", said is not None or not isinstance(dtype, nw.String))
    elif isinstance(dtype, nw.Date):
        found = EngineColumn(column, "date", said is not None)
    else:
        found = EngineColumn(column, "other")
    return found if said is None or said.levels is None or said.strict else _with_levels(name, found, said, everywhere)


def _with_levels(name: str, column: EngineColumn, said: Declared, everywhere: Everywhere) -> EngineColumn:
    """A column of which only the values remain that a script's `factor(x, levels, labels)` has a level for."""
    levels, names = said.levels or (), dict(said.relabelled)
    known = [value for value, label in names.items() if label in levels] if names else levels
    if names and _has_names(name, column, names, everywhere):
        known = levels
    kept = when(is_one_of(column, _labelled(name, column, known)), column.expression)
    return EngineColumn(kept, "other" if names else column.kind, True, column.whole)


def _has_names(name: str, column: EngineColumn, names: Mapping[str, str], everywhere: Everywhere) -> bool:
    """Whether the column has the names already that a script gives its values."""

    def among(labels: Iterable[str]) -> bool:
        return everywhere(is_one_of(column, _labelled(name, column, labels)).fill_null(True))

    return among(names.values()) and not among(names)


def _labelled(name: str, column: EngineColumn, labels: Iterable[str]) -> list[Any]:
    values = with_labels(column, labels)
    if values is None:
        raise DataError(
            f"{quoted(name)} is made a factor with given levels, but a data base is not asked for labels of its type.",
            hint="Take the data into memory (.collect() or .df()), or make the levels there as text.",
        )
    return values


def when(condition: Any, value: Any) -> Any:
    """The value where the condition holds, and missing elsewhere."""
    import narwhals as nw

    return nw.when(condition).then(value)


def equal_to(column: EngineColumn, constant: Value) -> list[Any] | None:
    """The values of the column that R's `==` finds equal to one of the constant's, or None where that is not sure.

    R compares text and factors by label, dates by day.
    """
    if column.kind == "date" and not column.factor:
        return days_in(constant)
    if column.factor or column.kind == "text" or isinstance(constant, Texts | Factor):
        texts = as_texts(constant)
        return with_labels(column, [texts.pool[code] for code in texts.codes if code >= 0])
    return [number for number in as_numbers(constant).tolist() if number == number]


def with_labels(column: EngineColumn, labels: Iterable[str]) -> list[Any] | None:
    """The values of the column that R writes as one of some labels, or None where that is not known."""
    if column.kind == "text":
        return list(labels)
    if column.kind == "logical":
        return [float(LOGICAL_LEVELS.index(label)) for label in labels if label in LOGICAL_LEVELS]
    if column.kind == "date":
        return [day for label in labels for day in _days_labelled(label)]
    if column.kind == "number":
        return [number for label in labels for number in _numbers_labelled(label, column.whole)]
    return None


def days_in(constant: Value) -> list[Any] | None:
    """The days that dates or text stand for, or None for anything else."""
    numbers = as_dates(constant, "date") if isinstance(constant, Texts) else constant
    if not isinstance(numbers, Numbers) or numbers.calendar != "date":
        return None
    return [date(1970, 1, 1) + timedelta(days=number) for number in numbers.values.tolist() if number == number]


def _days_labelled(label: str) -> list[date]:
    try:
        day = date.fromisoformat(label)
    except ValueError:
        return []
    return [day] if day.isoformat() == label else []


def _numbers_labelled(label: str, whole: bool) -> list[float]:
    """All doubles with one label of 15 digits: neighbours of the number that it reads."""
    try:
        number = float(label)
    except ValueError:
        return []
    if isnan(number) or (whole and not number.is_integer()) or number_label(number, integer=whole) != label:
        return []
    return [number] if whole else [number, *_neighbours(number, -inf, label), *_neighbours(number, inf, label)]


def _neighbours(number: float, towards: float, label: str) -> Iterable[float]:
    def onwards() -> Iterable[float]:
        one = number
        while one != towards:
            one = nextafter(one, towards)
            yield one

    return takewhile(lambda one: number_label(one) == label, onwards())


def is_one_of(column: EngineColumn, values: list[Any]) -> Any:
    """Whether a value is among some; missing where it is missing."""
    own = column.expression if column.kind in ("text", "date") else column.numbers
    return own.is_in(values) if values else when(~own.is_null(), column.nowhere)
