"""Data frames as R sees them: named columns, read when first asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from lme4math.design.columns_of_data import from_sequence, from_series
from lme4math.design.text import number_label
from lme4math.design.values import Factor, Matrix, Null, Value, as_factor, drop_unused, length, relabel
from lme4math.errors import DataError

Declarations = Mapping[str, Sequence[object] | int]
"""Levels by variable, the first the baseline; an integer k means levels 1 … k."""


class Table(Protocol):
    """Named columns of equal length."""

    @property
    def names(self) -> tuple[str, ...]:
        """The columns' names, in order."""

    @property
    def n_rows(self) -> int:
        """The number of rows."""

    def column(self, name: str) -> Value | None:
        """A column as an R vector of length `n_rows`, or None if there is no such column.

        Raises:
            DataError: if the column's type has no counterpart in R's models.
        """


@dataclass(frozen=True, slots=True, eq=False)
class FrameTable:
    """A table in memory: a narwhals data frame, or a mapping of columns."""

    columns: Mapping[str, Any]
    n_rows: int
    _read: dict[str, Value] = field(default_factory=dict, repr=False)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self.columns)

    def column(self, name: str) -> Value | None:
        if name not in self.columns:
            return None
        if name not in self._read:
            self._read[name] = _read_column(name, self.columns[name])
        return self._read[name]


def _read_column(name: str, column: Any) -> Value:
    if isinstance(column, Value):
        return column
    return (
        from_series(name, column) if hasattr(column, "dtype") and hasattr(column, "to_native") else _loose(name, column)
    )


def _loose(name: str, column: Any) -> Value:
    """A column that comes by itself: a sequence, or a series of some data frame library."""
    if hasattr(column, "__array__") or hasattr(column, "to_numpy"):
        import narwhals as nw

        series = nw.from_native(column, series_only=True, pass_through=True)
        if isinstance(series, nw.Series):
            return from_series(name, series)
    return from_sequence(name, column)


@dataclass(frozen=True, slots=True, eq=False)
class DeclaredTable:
    """A table some of whose columns are declared to be factors, whatever the data's own type says."""

    table: Table
    declared: Declarations
    _read: dict[str, Value] = field(default_factory=dict, repr=False)

    @property
    def names(self) -> tuple[str, ...]:
        return self.table.names

    @property
    def n_rows(self) -> int:
        return self.table.n_rows

    def column(self, name: str) -> Value | None:
        if name not in self.declared:
            return self.table.column(name)
        if name not in self._read:
            column = self.table.column(name)
            if column is None:
                return None
            self._read[name] = _declare(name, column, declared_levels(self.declared[name]))
        return self._read[name]


def declared_levels(levels: Sequence[object] | int) -> tuple[str, ...]:
    """The labels of declared levels, as R writes them."""
    if isinstance(levels, int):
        return tuple(str(level) for level in range(1, levels + 1))
    return tuple(_level_label(level) for level in levels)


def _level_label(level: object) -> str:
    if isinstance(level, bool):
        return str(level).upper()
    if isinstance(level, int | float):
        return number_label(float(level), isinstance(level, int))
    return str(level)


def _declare(name: str, column: Value, levels: tuple[str, ...]) -> Factor:
    """`factor(column, levels)`, but a value outside the levels is refused where R would silently drop its rows."""
    if isinstance(column, Matrix | Null):
        raise DataError(f"column `{name}` cannot be a factor")
    if len(set(levels)) < len(levels):
        raise DataError(f"the levels declared for `{name}` are not all different")
    factor = drop_unused(as_factor(column))
    places = {level: place for place, level in enumerate(levels)}
    outside = [level for level in factor.levels if level not in places]
    if outside:
        raise DataError(
            f"`{name}` has the value {outside[0]!r}, which is not among its declared levels {', '.join(levels[:8])}",
            hint="Declare every level that occurs.",
        )

    return Factor(relabel(factor.codes, [places[level] for level in factor.levels]), levels)


def read_table(data: Any, factors: Declarations | None = None) -> Table:
    """Any data frame in memory, or a mapping of columns, as a table.

    Args:
        data: pandas, polars, pyarrow or another eager frame that narwhals takes; or names and columns of equal length.
        factors: declared factors and their levels; they override the data's own types and orders.

    Raises:
        DataError: if the data cannot be read as a table.
    """
    table = _from_mapping(data) if isinstance(data, Mapping) else _from_frame(data)
    return DeclaredTable(table, factors) if factors else table


def _from_mapping(data: Mapping[Any, Any]) -> FrameTable:
    columns = {str(name): _read_column(str(name), column) for name, column in data.items()}
    sizes = {length(column) for column in columns.values()}
    if len(sizes) > 1:
        raise DataError("the columns of the data differ in length")
    return FrameTable(columns, sizes.pop() if sizes else 0)


def _from_frame(data: Any) -> FrameTable:
    import narwhals as nw

    try:
        frame = nw.from_native(data, eager_only=True)
        columns = {str(name): frame.get_column(name) for name in frame.columns}
    except Exception as error:
        raise DataError(
            f"the data cannot be read as a data frame: it is a {type(data).__name__}",
            hint="Give a pandas, polars or pyarrow frame, or a mapping of names to columns of equal length.",
        ) from error
    return FrameTable(columns, len(frame))
