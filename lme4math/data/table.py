"""Data frames as R sees them: named columns, read when first asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from importlib import import_module
from typing import Any, Protocol

import numpy as np

from lme4math.data.foreign import attempt
from lme4math.data.series import from_sequence, from_series
from lme4math.data.values import (
    Factor,
    Matrix,
    Null,
    Texts,
    Value,
    as_factor,
    drop_unused,
    length,
    places_among,
    relabel,
    sort_levels,
    with_first,
)
from lme4math.english import first_levels, quoted, typographic
from lme4math.errors import DataError
from lme4math.libraries import Categories
from lme4math.model import Categorical, Factors, Kind, declared_kinds, declared_levels
from lme4math.r import called_name
from lme4math.records import record
from lme4math.script import Declaration
from lme4math.source import Span


@record
class Declared:
    """A column that the user or the script declares to be a factor.

    Attributes:
        levels: in their order, or None for those of the data.
        ordered: whether it is an ordered factor.
        reference: the level to put first, or None.
        moves: what is done to the order of the data's own levels: the level to put first, or None to reverse them.
        span: of the statement of the script that declares it.
        needs_reference: whether R refuses a baseline that is none of its levels.
        relabelled: the values that the script gives other names, and these.
        named: the names that it gives to the data's own values in their order, None where one is dropped.
        strict: whether values outside the levels are refused; a script's `factor(x, levels)` makes them NA instead.
        as_text: whether the levels are sorted as text.
        if_fitting: whether a column with other values than the levels keeps them.
        factor: whether it is then made a factor.
    """

    levels: tuple[str, ...] | None
    ordered: bool = False
    reference: str | None = None
    strict: bool = False
    relabelled: tuple[tuple[str, str], ...] = ()
    named: tuple[str | None, ...] = ()
    as_text: bool = False
    if_fitting: bool = False
    factor: bool = False
    moves: tuple[str | None, ...] = ()
    span: Span | None = None
    needs_reference: bool = False


def declared_factors(factors: Factors | None, declarations: Sequence[Declaration] = ()) -> dict[str, Declared]:
    """The factors that a script declares, overridden by those that the user declares."""
    kinds = declared_kinds(declarations)
    of_script = {
        one.name: found
        for one in declarations
        if not one.elsewhere and (found := _of_script(one, kinds[one.name])) is not None
    }
    return {**of_script, **{name: Declared(levels, strict=True) for name, levels in declared_levels(factors).items()}}


def _of_script(one: Declaration, kind: Kind) -> Declared | None:
    """What a script declares of a column: a factor, text, or the order of levels that it spells out."""
    if one.as_text:
        return Declared(None, as_text=True)
    if one.lost_levels and one.value is None and one.before is None and one.levels is None:
        return None  # it is compared with words, which makes nothing of it: the data's own type holds
    if one.factor is not None:
        made, own = one.factor, one.of_itself
        fitting = one.made_of_changed or one.printed or not own
        by_relevel = one.value is not None and called_name(one.value) == "relevel"
        refusing = own and not fitting and by_relevel and one.reference is not None
        return Declared(
            one.levels,
            one.ordered,
            one.reference,
            relabelled=made.relabelled if own else (),
            named=made.named if own else (),
            if_fitting=fitting,
            factor=True,
            moves=made.moves,
            span=one.span,
            needs_reference=refusing,
        )
    if isinstance(kind, Categorical) and not kind.logical:
        return Declared(kind.levels, kind.ordered, if_fitting=True)
    return None


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


@record(eq=False)
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
    """A column as an R vector of its own, which no change to the data reaches.

    Raises:
        DataError: if the column's type has no counterpart in R's models, or reading it fails.
    """
    kind = str(column.dtype) if type(column).__module__.startswith("narwhals") else type(column).__name__
    what = f"Column {quoted(name)} of type {kind} cannot be read"
    return attempt(
        lambda: _vector(name, column), what, "Give one value for each row: numbers, text, categories or dates."
    )


def _vector(name: str, column: Any) -> Value:
    if isinstance(column, Categories):
        return Factor(np.array(column.codes), column.levels, column.ordered)
    if type(column).__module__ == "pyarrow.lib" and not hasattr(column, "chunks"):
        column = import_module("pyarrow").chunked_array([column])
    if hasattr(column, "__array__") or hasattr(column, "to_numpy"):
        import narwhals as nw

        series = nw.from_native(column, series_only=True, pass_through=True)
        if isinstance(series, nw.Series):
            return from_series(name, series)
    return from_sequence(name, column)


@record(eq=False)
class DeclaredTable:
    """A table some of whose columns are declared to be factors, whatever the data's own type says."""

    table: Table
    declared: Mapping[str, Declared]
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
            self._read[name] = _declare(name, column, self.declared[name])
        return self._read[name]


def _declare(name: str, column: Value, declared: Declared) -> Value:
    if isinstance(column, Matrix | Null):
        raise DataError(f"Column {quoted(name)} cannot be a factor.", hint="Give one value for each row.")
    factor = as_factor(column)
    if (
        declared.if_fitting
        and declared.levels is not None
        and not frozenset(factor.levels) <= frozenset(declared.levels)
    ):
        return factor if declared.factor else column
    if declared.as_text:
        return sort_levels(Texts(factor.codes, factor.levels))
    factor = _named(name, _moved(factor, declared.moves), declared.named)
    factor = _relabelled(drop_unused(factor), dict(declared.relabelled))
    if declared.levels is not None:
        factor = _with_levels(name, factor, declared)
    if declared.needs_reference and declared.reference not in factor.levels:
        message = f"{quoted(name)} has no level {typographic(declared.reference or '')} that could be the baseline."
        raise DataError(message, declared.span, f"Its levels are {first_levels(factor.levels)}.")
    if declared.reference in factor.levels:
        factor = with_first(factor, factor.levels.index(declared.reference))
    return Factor(factor.codes, factor.levels, declared.ordered)


def _moved(factor: Factor, moves: Sequence[str | None]) -> Factor:
    """A factor with some levels put first, or all reversed, in turn."""
    for first in moves:
        if first is None:
            last = len(factor.levels) - 1
            factor = Factor(relabel(factor.codes, list(range(last, -1, -1))), factor.levels[::-1])
        elif first in factor.levels:
            factor = with_first(factor, factor.levels.index(first))
    return factor


def _named(name: str, factor: Factor, labels: tuple[str | None, ...]) -> Factor:
    """A factor whose levels have the script's labels, one each or one for all; data that has these stays as it is.

    `factor(x, labels)` names the levels that occur, `levels(x) <- labels` all of them.
    """
    used = drop_unused(factor)
    one_for_all = len(labels) == 1 and len(used.levels) != 1
    names = [f"{labels[0]}{number}" for number in range(1, len(used.levels) + 1)] if one_for_all else labels
    if not labels or frozenset(used.levels) <= frozenset(names):
        return factor
    meant = next((one for one in (used, factor) if len(one.levels) == len(names)), None)
    if meant is None:
        raise DataError(
            f"The script gives {len(names)} labels to {quoted(name)}, which has {len(used.levels)} values in the data.",
            hint="Write one label for each value that occurs, in their order.",
        )
    places = places_among(label for label in names if label is not None)
    return Factor(relabel(meant.codes, [-1 if label is None else places[label] for label in names]), tuple(places))


def _relabelled(factor: Factor, names: Mapping[str, str]) -> Factor:
    """A factor with the names that a script gives its values; data that has these names already stays as it is."""
    found = frozenset(factor.levels)
    if not names or (found <= frozenset(names.values()) and not found <= names.keys()):
        return factor
    places = places_among(names.values())
    codes = relabel(factor.codes, [places[names[level]] if level in names else -1 for level in factor.levels])
    return drop_unused(Factor(codes, tuple(places)))


def _with_levels(name: str, factor: Factor, declared: Declared) -> Factor:
    """`factor(x, levels)`; values outside the levels are refused if `strict`, for R would silently drop their rows.

    Levels of which none occurs are refused where the script declares them: no row would be left.
    """
    levels = declared.levels or ()
    places = places_among(levels)
    if len(places) < len(levels):
        raise DataError(f"The levels declared for {quoted(name)} are not all different.", hint="Name each level once.")
    outside = [level for level in factor.levels if level not in places]
    if outside and len(outside) == len(factor.levels) and not declared.strict:
        message = f"None of the levels {first_levels(levels)} of {quoted(name)} occurs in the data."
        raise DataError(message, declared.span, f"Its values there are {first_levels(factor.levels)}.")
    if outside and declared.strict:
        raise DataError(
            f"{quoted(name)} has the value {typographic(outside[0])}, "
            f"which is not among its declared levels {first_levels(levels)}.",
            hint="Declare every level that occurs.",
        )
    return Factor(relabel(factor.codes, [places.get(level, -1) for level in factor.levels]), levels)


def read_table(data: Any, factors: Factors | None = None, declarations: Sequence[Declaration] = ()) -> Table:
    """Any data frame in memory, or a mapping of columns, as a table.

    Args:
        data: pandas, polars, pyarrow or another eager frame that narwhals takes; or names and columns of equal length.
        factors: declared factors and their levels; they override the data's own types and orders.
        declarations: the factors that the script declares; `factors` overrides it.

    Raises:
        DataError: if the data cannot be read as a table.
    """
    table = _from_mapping(data) if isinstance(data, Mapping) else _from_frame(data)
    return with_declared(table, declared_factors(factors, declarations))


def with_declared(table: Table, declared: Mapping[str, Declared]) -> Table:
    """A table some of whose columns are declared factors."""
    return DeclaredTable(table, declared) if declared else table


_UNREADABLE = "The data cannot be read as a data frame"
_READABLE = "Give a pandas, polars or pyarrow frame, or a mapping of names to columns of equal length."


def _from_mapping(data: Mapping[Any, Any]) -> FrameTable:
    items = attempt(lambda: [(str(name), column) for name, column in data.items()], _UNREADABLE, _READABLE)
    refuse_twice(name for name, _ in items)
    columns = {name: _read_column(name, column) for name, column in items}
    sizes = {length(column): name for name, column in columns.items()}
    if len(sizes) > 1:
        found = " and ".join(f"{quoted(name)} has {size:,}" for size, name in list(sizes.items())[:2])
        raise DataError(f"The columns of the data differ in length: {found}.", hint="Give one value for each row.")
    return FrameTable(columns, next(iter(sizes), 0), columns)


def refuse_twice(names: Iterable[Any]) -> None:
    """Raise DataError where two columns have one name: the formula could mean either."""
    for name, times in Counter(map(str, names)).items():
        if times > 1:
            raise DataError(
                f"{times} columns of the data are called {quoted(name)}.", hint="Give each column a name of its own."
            )


def _from_frame(data: Any) -> FrameTable:
    import narwhals as nw

    def columns() -> FrameTable:
        if isinstance(names := getattr(data, "column_names", getattr(data, "columns", None)), Iterable):
            refuse_twice(names)
        frame = nw.from_native(data, eager_only=True)
        return FrameTable({str(name): frame.get_column(name) for name in frame.columns}, len(frame))

    return attempt(columns, f"{_UNREADABLE}: it is of type {type(data).__name__}", _READABLE)
