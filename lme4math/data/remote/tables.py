"""Tables that are not in memory: DuckDB relations, lazy polars frames, Spark. Rows are counted where they are.

What an equation needs to know (types, levels, numbers of levels, nesting) is asked of the engine as counts of distinct
combinations, and only these counts come back. They form a small table, on which everything that R does with types and
levels is done by the same code as for data in memory.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, reduce
from typing import Any, ClassVar

import numpy as np

from lme4math.data.foreign import N_ROWS, answer, n_rows
from lme4math.data.groups import Counted, Crossing, EvaluatedFrame, combine, cross, grouping_factor, kind_within
from lme4math.data.interpreter import column_names, unknown_name
from lme4math.data.model_frame import ModelFrame, model_frame, no_cases, refuse_left_out
from lme4math.data.remote.engine_columns import EngineColumn, Stored
from lme4math.data.remote.filters import filter_of
from lme4math.data.remote.missing_values import known_of
from lme4math.data.remote.rules import all_present
from lme4math.data.series import refuse_type, unusable
from lme4math.data.sources import DataSource
from lme4math.data.table import Declared, FrameTable, Table, declared_factors, read_table, with_declared
from lme4math.data.values import IntArray, drop_unused
from lme4math.english import quoted
from lme4math.errors import DataError
from lme4math.model import (
    R_CONSTANTS,
    Categorical,
    Column,
    Factors,
    Frame,
    FrameRequest,
    GroupingFactor,
    Kind,
    Numeric,
    frame_name,
    kind_of,
    row_of,
)
from lme4math.r import Call, Declaration, Expression, Name, called_name, walk_calls
from lme4math.records import record

MOST_COMBINATIONS = 5_000_000
"""More distinct combinations than this are not taken into memory."""

OF_ONE_ROW = frozenset({":", "(", "$", "[["})
"""Calls whose value for one row, and whose levels among the rows used, no other row has a part in."""

USED = "lme4math_used"
"""The name of the mark of the rows used among the columns that an engine answers with."""


def data_source(
    data: Any, factors: Factors | None = None, declarations: Sequence[Declaration] = ()
) -> Frame[EvaluatedFrame | RemoteFrame]:
    """Any data as `build_model` asks for it; a lazy frame stays where it is.

    Args:
        data: what narwhals takes as a data frame, eager or lazy, or a mapping of columns.
        factors: levels by variable; they override the data's own types.
        declarations: what the script says of its factors; `factors` overrides it.

    Raises:
        DataError: if the data cannot be read as a table.
    """
    import narwhals as nw

    if isinstance(frame := _lazy(data), nw.LazyFrame):
        return _elsewhere(frame, declared_factors(factors, declarations))
    return DataSource(read_table(data, factors, declarations))


def _elsewhere(frame: Any, declared: Mapping[str, Declared]) -> RemoteSource:
    """A lazy frame under names of our own, for which engines have no rules; R's have dots, quotes and blanks."""
    import narwhals as nw

    types = answer(lambda: dict(frame.collect_schema()))
    schema = {name: Stored(f"column_{place}", dtype) for place, (name, dtype) in enumerate(types.items(), start=1)}
    renamed = [nw.col(name).alias(stored.name) for name, stored in schema.items()]
    return RemoteSource(answer(lambda: frame.select(renamed)) if renamed else frame, schema, declared)


def _lazy(data: Any) -> Any:
    """Data as a lazy frame of narwhals, where it is one; what cannot be a frame at all is refused when it is read."""
    import narwhals as nw

    try:
        return None if isinstance(data, Mapping) else nw.from_native(data, pass_through=True)
    except Exception:
        return None


@record(eq=False)
class RemoteSource:
    """A table that stays where it is.

    Attributes:
        frame: a narwhals lazy frame, under names of our own.
        schema: its columns, by R's names.
        declared: factors declared by the user or the script.
    """

    frame: Any
    schema: Mapping[str, Stored]
    declared: Mapping[str, Declared]

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns, which `.` stands for."""
        return tuple(self.schema)

    def has(self, name: str) -> bool:
        """Whether there is a column of this name."""
        return name in self.columns

    def has_words(self, name: str) -> bool:
        """Whether there is a column of this name that holds no numbers."""
        return self.has(name) and not self.holds_numbers(name)

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

    def model_frame(self, request: FrameRequest) -> RemoteFrame:
        """Settle which rows are used and what the variables are, by counts that the engine makes.

        Raises:
            DataError: for what R refuses, and for what only the rows themselves could tell.
        """
        frame = RemoteFrame(self, request)
        if frame.n == 0:
            raise no_cases(frame.n_rows, request.call.argument("subset") if not frame.n_picked else None)
        if (action := request.call.argument("na.action")) is not None:
            refuse_left_out(action, frame.left_out)
        return frame


@dataclass(frozen=True, eq=False)
class RemoteFrame:
    """A model frame known by its counts (`lme4math.model.frame.ModelFrame` and `lme4math.design.structure.Counts`)."""

    at_hand: ClassVar[bool] = False
    source: RemoteSource
    request: FrameRequest
    _tables: dict[tuple[str, ...], Counted] = field(default_factory=dict, repr=False)
    _known: dict[str, EngineColumn | None] = field(default_factory=dict, repr=False)

    def fetch(self) -> DataSource:
        """The columns that the model needs, taken into memory; build the model again on them for its matrices.

        Raises:
            DataError: if the columns cannot be read.
        """
        subset = self.request.call.argument("subset")
        needed = self._columns_in([*self.request.variables, *self._extras, *([] if subset is None else [subset])])
        rows = answer(lambda: self.source.frame.select(self._stored(needed)).collect())
        return DataSource(self._read(needed, rows))

    @property
    def _extras(self) -> list[Expression]:
        """The arguments that have a value for each row."""
        given = [self.request.call.argument(name) for name in ("weights", "offset")]
        return [argument for argument in given if argument is not None]

    @cached_property
    def n(self) -> int:
        """The number of rows used."""
        return n_rows(self.used_rows())

    @property
    def left_out(self) -> int:
        """The number of rows that are not used because a value is missing."""
        return self.n_picked - self.n

    @cached_property
    def n_picked(self) -> int:
        """The number of rows that `subset` picks."""
        return n_rows(self._where(self._picked))

    @property
    def n_rows(self) -> int:
        """The number of rows of the table."""
        return n_rows(self.source.frame)

    def _everywhere(self, condition: Any) -> bool:
        """Whether a condition holds in all rows of the table, picked or not."""
        return n_rows(answer(lambda: self.source.frame.filter(~condition))) == 0

    def _stored(self, columns: Sequence[str]) -> list[str]:
        return [self.source.schema[name].name for name in columns]

    def _read(self, columns: Sequence[str], rows: Any) -> Table:
        """Rows that the engine gave, under R's names."""
        found = {name: rows.get_column(self.source.schema[name].name) for name in columns}
        return with_declared(FrameTable(found, len(rows)), self.source.declared)

    def known(self, variable: Expression) -> EngineColumn | None:
        """What the engine can say of a variable's values, or None where they are one for all rows."""
        name = frame_name(variable)
        if name not in self._known:
            self._columns_in([variable])
            self._known[name] = known_of(variable, self.source.schema, self.source.declared, self._everywhere)
        return self._known[name]

    def kind(self, variable: Expression) -> Kind:
        """What a variable is: by the types of its columns if it is numeric, else by its distinct values."""
        columns = self._columns_in([variable])
        if not columns or ((row := row_of(variable)) and row.remote.one_value):
            raise DataError(
                f"{quoted(frame_name(variable))} is one value, or values apart from the table's rows.",
                variable.span,
                "Every variable needs one value per row: leave it out, or add it to the table as a column.",
            )
        kind = kind_of(variable, self._kind_of_column)
        by_levels = all(not isinstance(self._kind_of_column(name), Numeric) for name in columns)
        if isinstance(kind, Numeric) and not (by_levels and kind.components):
            return Numeric(kind.components)
        return kind_within(self._small_frame([variable]), variable)

    def as_factor(self, variable: Expression) -> Categorical:
        """What a grouping variable is on the left of its own bar."""
        factor = drop_unused(self._small_frame([variable]).factor(frame_name(variable)))
        return Categorical(factor.levels, ordered=factor.ordered)

    def n_levels(self, group: Expression) -> int:
        """The number of observed levels of a grouping factor."""
        return len(grouping_factor(self._small_frame(self._variables_of(group)), group).levels)

    def sizes(self, variables: Sequence[str]) -> IntArray:
        """The number of rows of each observed combination of variables of the model frame."""
        expressions = [self._expression(name) for name in variables]
        frame, rows = self._counted(expressions)
        codes = np.zeros(frame.n, dtype=np.intp)
        for expression in expressions:
            factor = grouping_factor(frame, expression)
            _, codes = np.unique(codes * np.intp(len(factor.levels)) + factor.codes, return_inverse=True)
        return np.bincount(codes, weights=rows).astype(np.intp)

    def crossing(self, first: GroupingFactor, second: GroupingFactor) -> Crossing:
        """The observed combinations of two grouping factors."""
        names = dict.fromkeys((*first.variables, *second.variables))
        expressions = [self._expression(name) for name in names]
        frame, rows = self._counted(expressions)
        one, two = (
            reduce(combine, [grouping_factor(frame, self._expression(name)) for name in group.variables])
            for group in (first, second)
        )
        return cross(one, two, rows)

    def constant_within(self, group: GroupingFactor, column: Column) -> bool:
        """Whether the variables of a column have one combination of values within each level."""
        variables = tuple(dict.fromkeys(piece.variable.frame_name for piece in column.pieces))
        if any(isinstance(self._expression(name), Call) for name in variables):
            return False
        together = self._distinct([self._expression(name) for name in (*group.variables, *variables)])
        return together == len(self.sizes(group.variables))

    def _kind_of_column(self, name: str) -> Kind | None:
        """What a column is, its levels those of the rows used."""
        if not self.source.has(name):
            return None
        if self.source.holds_numbers(name):
            return Numeric()
        return self._small_frame([Name(name, self.request.call.span)]).kind(name)

    def _expression(self, name: str) -> Expression:
        found = dict(zip(self.request.names, self.request.variables, strict=True))
        return found.get(name) or Name(name, self.request.call.span)

    def _variables_of(self, group: Expression) -> list[Expression]:
        """The variables of the model frame that a grouping factor is made of."""
        names = set(_names_in(group)) | {frame_name(group)}
        return [
            variable for variable in self.request.variables if frame_name(variable) in names or _within(variable, group)
        ]

    def _columns_in(self, expressions: Sequence[Expression]) -> tuple[str, ...]:
        columns = self.source.columns
        found: dict[str, None] = {}
        for expression in expressions:
            for name in column_names(expression, columns):
                if name.name in columns:
                    self.source.refuse_type(name.name)
                    found[name.name] = None
                elif name.name not in R_CONSTANTS:
                    raise unknown_name(name, columns)
        return tuple(found)

    def _small_frame(self, expressions: Sequence[Expression]) -> ModelFrame:
        """A model frame of the distinct rows of some variables; each stands for one row or more.

        Raises:
            DataError: a variable is made from all rows together, which distinct rows do not tell.
        """
        for call in walk_calls(*expressions):
            if (row := row_of(call)) and row.remote.all_rows:
                raise DataError(
                    f"{row.name}() needs all rows, and this table is counted where it is.",
                    call.span,
                    "Take the data into memory, or compute the variable there as a column.",
                )
        counted = self._table(self._columns_in(expressions), expressions)
        named = {frame_name(expression): expression for expression in expressions}
        return model_frame(counted.table, named, rows=counted.used)

    def _counted(self, groups: Sequence[Expression]) -> tuple[ModelFrame, IntArray]:
        """A model frame of the distinct rows of what groups are made of, and how many rows each stands for."""
        return self.cells([part for group in groups for part in (*self._variables_of(group), group)])

    def cells(self, expressions: Sequence[Expression]) -> tuple[ModelFrame, IntArray]:
        """A model frame of the distinct rows of some variables, and how many of the rows used each stands for."""
        frame, rows = self._small_frame(expressions), self._table(self._columns_in(expressions), expressions).rows
        return frame, rows if frame.rows is None else rows[frame.rows]

    def _distinct(self, expressions: Sequence[Expression]) -> int:
        columns, rows = self._stored(self._columns_in(expressions)), self.used_rows()
        return n_rows(answer(lambda: rows.select(columns).unique()))

    def _table(self, columns: tuple[str, ...], expressions: Sequence[Expression]) -> Counted:
        """The distinct combinations of columns, among all rows where a function may look at more than its own row.

        R evaluates `cut(x, 3)` or `factor(x, labels = …)` on all rows, and picks those that are used afterwards.
        """
        of_all = self._used is not None and not all(
            called_name(call) in OF_ONE_ROW for call in walk_calls(*expressions)
        )
        key = (*columns, USED) if of_all else columns
        if key not in self._tables:
            self._tables[key] = self._count(columns, of_all)
        return self._tables[key]

    def _count(self, columns: tuple[str, ...], of_all: bool) -> Counted:
        import narwhals as nw

        names = [*self._stored(columns), *([USED] if of_all else [])]

        def count() -> Any:
            used = self._used.fill_null(False).alias(USED) if of_all else None
            rows = self.used_rows() if used is None else self.source.frame.with_columns(used)
            return rows.group_by(names).agg(nw.len().alias(N_ROWS)).head(MOST_COMBINATIONS + 1).collect()

        counted = answer(count)
        if len(counted) > MOST_COMBINATIONS:
            raise DataError(
                f"{', '.join(columns)} have more than {MOST_COMBINATIONS:,} distinct combinations.",
                hint="Take the data into memory.",
            )
        rows = counted.get_column(N_ROWS).to_numpy().astype(np.intp)
        used = np.flatnonzero(counted.get_column(USED).to_numpy()) if of_all else None
        return Counted(self._read(columns, counted), rows, used)

    @cached_property
    def _picked(self) -> Any:
        """Where `subset` picks a row, or None where all are picked."""
        subset = self.request.call.argument("subset")
        if subset is None:
            return None
        self._columns_in([subset])
        return filter_of(subset, self.source.schema, self.source.declared, self._everywhere)

    @cached_property
    def _used(self) -> Any:
        """Where a row is picked and every variable has a value, or None where all rows are used."""
        picked = self._picked
        known = [self.known(variable) for variable in (*self.request.variables, *self._extras)]
        columns = [column for column in known if column is not None]
        if not columns:
            return picked
        return all_present(columns) if picked is None else picked & all_present(columns)

    def used_rows(self) -> Any:
        """The rows that the model uses."""
        return self._where(self._used)

    def _where(self, condition: Any) -> Any:
        return self.source.frame if condition is None else answer(lambda: self.source.frame.filter(condition))


def _names_in(expression: Expression) -> list[str]:
    return [name.name for name in column_names(expression)]


def _within(variable: Expression, group: Expression) -> bool:
    """Whether a variable is written within a grouping factor."""
    return group.span.start <= variable.span.start and variable.span.end <= group.span.end
