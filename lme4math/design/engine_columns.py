"""The columns of a table that is not in memory, as expressions of what R would hold.

NaN is missing, numbers are doubles, and what a declared factor has no level for is missing. By itself a data base
counts NaN as the greatest number, and computes with small integers within their range.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Literal

import numpy as np

from lme4math.design.functions.arithmetic import as_dates
from lme4math.design.table import Declared
from lme4math.design.text import number_label
from lme4math.design.values import (
    LOGICAL_LEVELS,
    Factor,
    Numbers,
    Texts,
    Value,
    as_numbers,
    as_texts,
)
from lme4math.records import record

Kind = Literal["number", "logical", "text", "date", "other"]


@record(eq=False)
class Column:
    """A value for each row, which the engine computes.

    Attributes:
        expression: of narwhals; missing where R has NA or NaN.
        kind: what its values are; "other" are moments and what R's models cannot use.
        factor: whether R holds it as a factor, so that it has labels in place of numbers.
        whole: whether its numbers are integers, which have one label each.
    """

    expression: Any
    kind: Kind
    factor: bool = False
    whole: bool = False

    @property
    def numbers(self) -> Any:
        """Its values as doubles."""
        import narwhals as nw

        return self.expression.cast(nw.Float64)

    @property
    def nowhere(self) -> Any:
        """What is false for every row."""
        return self.expression.is_null() & ~self.expression.is_null()


def column_of(name: str, schema: Mapping[str, Any], declared: Mapping[str, Declared]) -> Column:
    """A column of the table.

    Args:
        name: of the column.
        schema: the columns' types.
        declared: the columns that somebody declares to be factors.
    """
    import narwhals as nw

    dtype, column = schema[name], nw.col(name)
    said = declared.get(name)
    if dtype.is_numeric():
        present = when(~column.is_nan(), column) if dtype.is_float() else column
        found = Column(present, "number", said is not None, dtype.is_integer())
    elif isinstance(dtype, nw.Boolean):
        found = Column(column, "logical", said is not None)
    elif isinstance(dtype, nw.String | nw.Categorical | nw.Enum):
        found = Column(column.cast(nw.String), "text", said is not None or not isinstance(dtype, nw.String))
    elif isinstance(dtype, nw.Date) and said is None:
        found = Column(column, "date")
    else:
        return Column(column, "other")
    if said is None or said.levels is None or said.strict:
        return found
    known = tuple(dict.fromkeys([*(value for value, _ in said.relabelled), *said.levels]))
    labels = equal_to(found, Texts(np.arange(len(known)), known))
    if said.relabelled:  # which names the values have is known only when they are read
        return Column(found.expression if labels is None else when(is_one_of(found, labels), found.expression), "other")
    return found if labels is None else Column(when(is_one_of(found, labels), found.expression), found.kind, True)


def when(condition: Any, value: Any) -> Any:
    """The value where the condition holds, and missing elsewhere."""
    import narwhals as nw

    return nw.when(condition).then(value)


def equal_to(column: Column, constant: Value) -> list[Any] | None:
    """The values of the column that R's `==` finds equal to one of the constant's, or None where that is not sure.

    R compares text and factors by label, dates by day. Two numbers may have one label, of 15 digits, unless they are
    whole.
    """
    if column.kind == "date":
        return days_in(constant)
    by_label = column.factor or column.kind == "text" or isinstance(constant, Texts | Factor)
    if not by_label:
        return [number for number in as_numbers(constant).tolist() if number == number]
    texts = as_texts(constant)
    labels = [texts.pool[code] for code in texts.codes if code >= 0]
    if column.kind == "text":
        return labels
    if column.kind == "logical":
        return [float(LOGICAL_LEVELS.index(label)) for label in labels if label in LOGICAL_LEVELS]
    return [number for label in labels for number in _numbers_labelled(label)] if column.whole else None


def days_in(constant: Value) -> list[Any] | None:
    """The days that dates or text stand for, or None for anything else."""
    numbers = as_dates(constant, "date") if isinstance(constant, Texts) else constant
    if not isinstance(numbers, Numbers) or numbers.calendar != "date":
        return None
    return [date(1970, 1, 1) + timedelta(days=number) for number in numbers.values.tolist() if number == number]


def _numbers_labelled(label: str) -> list[float]:
    try:
        number = float(label)
    except ValueError:
        return []
    return [number] if number.is_integer() and number_label(number, integer=True) == label else []


def is_one_of(column: Column, values: list[Any]) -> Any:
    """Whether a value is among some; missing where it is missing."""
    own = column.expression if column.kind in ("text", "date") else column.numbers
    return own.is_in(values) if values else when(~own.is_null(), column.nowhere)
