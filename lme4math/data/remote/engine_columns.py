"""The columns of a table that is not in memory, as expressions of what R would hold.

NaN is missing, numbers are doubles, and what a declared factor has no level for is missing. By itself a database
counts NaN as the greatest number, and computes with small integers within their range.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Literal

import numpy as np

from lme4math.data.foreign import answer, n_rows
from lme4math.data.functions.arithmetic import as_dates
from lme4math.data.series import refuse_type, unusable
from lme4math.data.table import Declared, FrameTable, Table, with_declared
from lme4math.data.values import LOGICAL_LEVELS, Factor, Numbers, Texts, Value, as_numbers, as_texts
from lme4math.english import quoted
from lme4math.errors import DataError
from lme4math.r import number_label
from lme4math.records import record

LARGEST = sys.float_info.max

_FETCH = "Take the data into memory (.collect() or .df()), or"

Kind = Literal["number", "logical", "text", "date", "other"]


@record
class StoredColumn:
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
        kind: what its values are; "other" are times, what R's models cannot use, and what the engine does not compute,
            of which only is known which rows have a value.
        factor: whether R holds it as a factor, so that it has labels in place of numbers.
        whole: whether its numbers are integers, which have one label each.
        infinite: where a value that is not computed is infinite, or None for nowhere.
        sure: whether it is infinite there, not only may be.
    """

    expression: Any
    kind: Kind
    factor: bool = False
    whole: bool = False
    infinite: Any = None
    sure: bool = True

    @property
    def numbers(self) -> Any:
        """Its values as doubles."""
        import narwhals as nw

        return self.expression.cast(nw.Float64)

    @property
    def present(self) -> Any:
        """Where it has a value."""
        return ~self.expression.is_null()

    @property
    def nowhere(self) -> Any:
        """What is false for every row."""
        return self.expression.is_null() & ~self.expression.is_null()

    @property
    def infinities(self) -> Any:
        """Where its values are infinite, computed or not, or None for nowhere."""
        if self.kind != "number" or self.factor:
            return None if self.factor else self.infinite
        return None if self.whole else (self.numbers.abs() > LARGEST).fill_null(False)


@record(eq=False)
class StoredTable:
    """A table that stays where it is.

    Attributes:
        frame: a narwhals lazy frame, under names of our own.
        schema: its columns, by R's names.
        declared: factors declared by the user or the script.
    """

    frame: Any
    schema: Mapping[str, StoredColumn]
    declared: Mapping[str, Declared]

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns, in order."""
        return tuple(self.schema)

    def stored(self, columns: Iterable[str]) -> list[str]:
        """The names that the engine has for some columns."""
        return [self.schema[name].name for name in columns]

    def read(self, columns: Sequence[str], rows: Any) -> Table:
        """Rows that the engine gave, under R's names."""
        found = {name: rows.get_column(self.schema[name].name) for name in columns}
        return with_declared(FrameTable(found, len(rows)), self.declared)

    def all_rows(self, condition: Any) -> bool:
        """Whether a condition, which is never missing, is true in all rows, used or not."""
        return n_rows(answer(lambda: self.frame.filter(~condition))) == 0

    def holds_numbers(self, name: str) -> bool:
        """Whether a column is one of numbers, or of times, which count as numbers."""
        dtype = self.schema[name].dtype
        return name not in self.declared and (dtype.is_numeric() or dtype.is_temporal())

    def refuse_type(self, name: str) -> None:
        """Raise DataError for a column that the model asks for and R's models cannot use, or engines cannot count."""
        dtype = self.schema[name].dtype
        if type(dtype).__name__ == "Object":
            raise unusable(name, "Python objects")
        refuse_type(name, dtype)

    def column(self, name: str) -> EngineColumn:
        """A column by its name.

        Raises:
            DataError: a script declares levels of values that have no labels here, or names the data's own levels.
        """
        import narwhals as nw

        dtype, column = self.schema[name].dtype, nw.col(self.schema[name].name)
        declared = self.declared.get(name)
        if declared is not None and declared.named:
            what = (
                f"The script names the levels of {quoted(name)} by the order of the data's values, which are not read."
            )
            raise DataError(what, hint=f"{_FETCH} give levels= as well as labels=.")
        factor = declared is not None
        if dtype.is_numeric():
            present = when(~column.is_nan(), column) if dtype.is_float() else column
            found = EngineColumn(present, "number", factor, dtype.is_integer())
        elif isinstance(dtype, nw.Boolean):
            found = EngineColumn(column, "logical", factor)
        elif isinstance(dtype, nw.String | nw.Categorical | nw.Enum):
            found = EngineColumn(column.cast(nw.String), "text", factor or not isinstance(dtype, nw.String))
        else:
            found = EngineColumn(column, "date" if isinstance(dtype, nw.Date) else "other", factor)
        if declared is None or declared.levels is None or declared.strict:
            return found
        if found.kind == "other":
            what = f"{quoted(name)} is made a factor with given levels, but labels of its type are not computed."
            raise DataError(what, hint=f"{_FETCH} make the levels there as text.")
        return self._with_levels(found, declared.levels, dict(declared.relabelled))

    def _with_levels(self, column: EngineColumn, levels: Sequence[str], names: Mapping[str, str]) -> EngineColumn:
        """A column of which only the values remain that a script's `factor(x, levels, labels)` has a level for."""

        def among(labels: Iterable[str]) -> bool:
            return self.all_rows(is_one_of(column, with_labels(column, labels)).fill_null(True))

        named_already = bool(names) and among(names.values()) and not among(names)
        known = [value for value, label in names.items() if label in levels]
        kept = is_one_of(column, with_labels(column, known if names and not named_already else levels))
        return EngineColumn(when(kept, column.expression), "other" if names else column.kind, True, column.whole)


def when(condition: Any, value: Any) -> Any:
    """The value where the condition is true, and missing elsewhere."""
    import narwhals as nw

    return nw.when(condition).then(value)


def equal_to(column: EngineColumn, constant: Value) -> list[Any]:
    """The values of the column that R's `==` finds equal to one of the constant's.

    R compares text and factors by label, dates by day.

    Raises:
        DataError: they are of types that are not compared here.
    """
    if column.kind == "date" and not column.factor:
        return days_in(constant)
    if column.factor or column.kind == "text" or isinstance(constant, Texts | Factor):
        texts = as_texts(constant)
        return with_labels(column, [texts.pool[code] for code in texts.codes if code >= 0])
    if column.kind not in ("number", "logical"):
        raise _other_types()
    return [number for number in as_numbers(constant).tolist() if number == number]


def with_labels(column: EngineColumn, labels: Iterable[str]) -> list[Any]:
    """The values of the column that R writes as one of some labels.

    Raises:
        DataError: the column is of a type whose labels are not known.
    """
    if column.kind == "text":
        return list(labels)
    if column.kind == "logical":
        return [float(LOGICAL_LEVELS.index(label)) for label in labels if label in LOGICAL_LEVELS]
    if column.kind == "date":
        return [day for label in labels for day in _days_labelled(label)]
    if column.kind == "number":
        return [number for label in labels for number in _numbers_labelled(label, column.whole)]
    raise _other_types()


def _other_types() -> DataError:
    return DataError("Values of different types are compared.", hint="Compare numbers with numbers, text with text.")


def days_in(constant: Value) -> list[Any]:
    """The days that dates or text stand for.

    Raises:
        DataError: they are anything else.
    """
    numbers = as_dates(constant, "date") if isinstance(constant, Texts) else constant
    if not isinstance(numbers, Numbers) or numbers.calendar != "date":
        raise _other_types()
    return [date(1970, 1, 1) + timedelta(days=number) for number in numbers.values.tolist() if number == number]


def _days_labelled(label: str) -> list[date]:
    try:
        day = date.fromisoformat(label)
    except ValueError:
        return []
    return [day] if day.isoformat() == label else []


def _numbers_labelled(label: str, whole: bool) -> list[float]:
    """All doubles with one label of 15 digits, which are fewer than 100: neighbours of the number that it reads."""
    try:
        number = float(label)
    except ValueError:
        return []
    if not np.isfinite(number):
        return [number] if number_label(number) == label and not whole else []
    if whole:
        return [number] if number.is_integer() and number_label(number, integer=True) == label else []
    near = np.float64(number).view(np.int64) + np.arange(-100, 101)
    return [one for one in near.view(np.float64).tolist() if number_label(one) == label]


def is_one_of(column: EngineColumn, values: list[Any]) -> Any:
    """Whether a value is among some; missing where it is missing."""
    own = column.expression if column.kind in ("text", "date") else column.numbers
    return own.is_in(values) if values else when(column.present, column.nowhere)
