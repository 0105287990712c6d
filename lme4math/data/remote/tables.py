"""Tables that are not in memory: DuckDB relations, lazy polars frames, Spark. Rows are counted where they are.

What an equation needs to know (types, levels, numbers of levels, nesting) is asked of the engine as counts of distinct
combinations, and only these counts come back. They form a small table, on which everything that R does with types and
levels is done by the same code as for data in memory.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, reduce
from operator import and_
from typing import Any, ClassVar

import numpy as np

from lme4math.data.foreign import N_ROWS, answer, n_rows
from lme4math.data.groups import Crossing, EvaluatedFrame
from lme4math.data.interpreter import column_names, unknown_name
from lme4math.data.model_frame import model_frame, no_cases, refuse_left_out
from lme4math.data.remote.engine_columns import EngineColumn, StoredColumn, StoredTable
from lme4math.data.remote.remote_expressions import condition_of, known_of
from lme4math.data.sources import DataSource
from lme4math.data.stored_frame import StoredFrame, StoredSource
from lme4math.data.table import Declared, Table, declared_factors, read_table, with_declared
from lme4math.data.values import Factor, IntArray
from lme4math.english import quoted
from lme4math.errors import DataError
from lme4math.model import (
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
    with_contrasts,
)
from lme4math.r import R_CONSTANTS, Call, Expression, Name, walk_calls
from lme4math.records import record
from lme4math.script import Declaration

MOST_COMBINATIONS = 5_000_000
"""More distinct combinations than this are not taken into memory."""

USED = "lme4math_used"
"""The name of the mark of the rows used among the columns that an engine answers with."""


def data_source(
    data: Any, factors: Factors | None = None, declarations: Sequence[Declaration] = ()
) -> Frame[EvaluatedFrame | RemoteFrame]:
    """Any data as `build_model` asks for it; a lazy frame stays where it is.

    Args:
        data: what narwhals takes as a data frame, eager or lazy, or a mapping of columns; or the frame of a stored fit.
        factors: levels by variable; they override the data's own types.
        declarations: the factors that the script declares; `factors` overrides it.

    Raises:
        DataError: if the data cannot be read as a table.
    """
    if isinstance(data, StoredFrame):
        return StoredSource(with_declared(data, declared_factors(factors, declarations)), data.contrasts)
    import narwhals as nw

    if isinstance(frame := _lazy(data), nw.LazyFrame):
        return _elsewhere(frame, declared_factors(factors, declarations))
    return DataSource(read_table(data, factors, declarations))


def _elsewhere(frame: Any, declared: Mapping[str, Declared]) -> RemoteSource:
    """A lazy frame under names of our own, for which engines have no rules; R's have dots, quotes and blanks."""
    types = answer(lambda: dict(frame.collect_schema()))
    schema = {
        name: StoredColumn(f"column_{place}", dtype) for place, (name, dtype) in enumerate(types.items(), start=1)
    }
    renamed = answer(lambda: _renamed(frame, {name: stored.name for name, stored in schema.items()}))
    return RemoteSource(StoredTable(renamed, schema, declared))


def _renamed(frame: Any, names: Mapping[str, str]) -> Any:
    """A lazy frame with other names.

    DuckDB before 2.0 takes a name with a dot in narwhals' question for two names, and Spark for a field of a column.
    """
    import narwhals as nw

    if not names:
        return frame
    if frame.implementation.is_duckdb():
        columns = ('"{}" AS {}'.format(name.replace('"', '""'), new) for name, new in names.items())
        return nw.from_native(frame.to_native().project(", ".join(columns)))
    if frame.implementation.is_spark_like():
        return nw.from_native(frame.to_native().toDF(*names.values()))
    return frame.select([nw.col(name).alias(new) for name, new in names.items()])


def _lazy(data: Any) -> Any:
    """Data as a lazy frame of narwhals, where it is one; what cannot be a frame at all is refused when it is read."""
    import narwhals as nw

    try:
        return None if isinstance(data, Mapping) else nw.from_native(data, pass_through=True)
    except Exception:
        return None


@record(eq=False)
class RemoteSource:
    """A table that stays where it is, as `build_model` asks for it."""

    table: StoredTable

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns, which `.` stands for."""
        return self.table.columns

    def has(self, name: str) -> bool:
        """Whether there is a column of this name."""
        return name in self.columns

    def has_words(self, name: str) -> bool:
        """Whether there is a column of this name that holds no numbers."""
        return self.has(name) and not self.table.holds_numbers(name)

    def model_frame(self, request: FrameRequest) -> RemoteFrame:
        """Settle which rows are used and what the variables are, by counts that the engine makes.

        Raises:
            DataError: for what R refuses, and for what only the rows themselves could tell.
        """
        frame = RemoteFrame(self.table, request)
        if frame.n == 0:
            raise no_cases(frame.n_rows, request.call.argument("subset") if not frame.n_picked else None)
        if (action := request.call.argument("na.action")) is not None:
            refuse_left_out(action, frame.left_out)
        return frame


@dataclass(frozen=True, eq=False)
class RemoteFrame:
    """A model frame known by its counts (`FrameKinds` and `Counts`)."""

    at_hand: ClassVar[bool] = False
    table: StoredTable
    request: FrameRequest
    _tables: dict[tuple[str, ...], tuple[Table, IntArray, IntArray | None]] = field(default_factory=dict, repr=False)
    _known: dict[str, EngineColumn | None] = field(default_factory=dict, repr=False)

    def __getstate__(self) -> dict[str, object]:
        """For pickles: without the expressions made so far, which narwhals gives no pickle of on every Polars."""
        return {name: held for name, held in self.__dict__.items() if name != "_used"} | {"_known": {}}

    def fetch(self) -> DataSource:
        """The columns that the model needs, taken into memory; build the model again on them for its matrices.

        Raises:
            DataError: if the columns cannot be read.
        """
        subset = self.request.call.argument("subset")
        needed = self._columns_in([*self.request.variables, *self._extras, *([] if subset is None else [subset])])
        rows = answer(lambda: self.table.frame.select(self.table.stored(needed)).collect())
        return DataSource(self.table.read(needed, rows))

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
        return n_rows(self.table.frame)

    def known(self, variable: Expression) -> EngineColumn | None:
        """What the engine can say of a variable's values, or None where they are one for all rows."""
        name = frame_name(variable)
        if name not in self._known:
            self._columns_in([variable])
            self._known[name] = known_of(variable, self.table)
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
        given = any(map(with_contrasts, walk_calls(variable)))  # R counts the levels of the values that it is given to
        kind = None if given else kind_of(variable, self._kind_of_column)
        if isinstance(kind, Numeric) and (not kind.components or any(map(self.table.holds_numbers, columns))):
            return Numeric(kind.components)
        return self.distinct([variable]).kind(variable)

    def as_factor(self, variable: Expression) -> Categorical:
        """What a grouping variable is on the left of its own bar."""
        return self.distinct([variable]).as_factor(variable)

    def has_lost_levels(self, variable: Expression) -> bool:
        """Whether some levels of a factor do not occur in the rows used."""
        return self.distinct([variable]).has_lost_levels(variable)

    def n_levels(self, group: Expression) -> int:
        """The number of observed levels of a grouping factor."""
        return self.distinct(self._variables_of(group)).n_levels(group)

    def sizes(self, variables: Sequence[str]) -> IntArray:
        """The number of rows of each observed combination of variables of the model frame."""
        return self._distinct_groups(variables).sizes(variables)

    def crossing(self, first: GroupingFactor, second: GroupingFactor) -> Crossing:
        """The observed combinations of two grouping factors."""
        return self._distinct_groups((*first.variables, *second.variables)).crossing(first, second)

    def constant_within(self, group: GroupingFactor, column: Column) -> bool:
        """Whether the variables of a column have one combination of values within each level."""
        variables = tuple(dict.fromkeys(piece.variable.frame_name for piece in column.pieces))
        if any(isinstance(self._expression(name), Call) for name in variables):
            return False
        together = [self._expression(name) for name in (*group.variables, *variables)]
        columns, rows = self.table.stored(self._columns_in(together)), self.used_rows()
        return n_rows(answer(lambda: rows.select(columns).unique())) == len(self.sizes(group.variables))

    def _kind_of_column(self, name: str) -> Kind | None:
        """What a column is, with its levels in all rows and unused ones, which R's functions see."""
        if name not in self.table.columns:
            return None
        if self.table.holds_numbers(name):
            return Numeric()
        table, *_ = self._counted((name,), of_all=True)
        if isinstance(column := table.column(name), Factor):
            return Categorical(column.levels, column.ordered)
        return model_frame(table, {name: Name(name, self.request.call.span)}).kind(name)

    def _expression(self, name: str) -> Expression:
        found = dict(zip(self.request.names, self.request.variables, strict=True))
        return found.get(name) or Name(name, self.request.call.span)

    def _variables_of(self, group: Expression) -> list[Expression]:
        """The variables of the model frame that a grouping factor is made of."""
        names = {name.name for name in column_names(group)} | {frame_name(group)}
        return [
            variable
            for variable in self.request.variables
            if frame_name(variable) in names
            or (group.span.start <= variable.span.start and variable.span.end <= group.span.end)
        ]

    def _columns_in(self, expressions: Sequence[Expression]) -> tuple[str, ...]:
        columns = self.table.columns
        found: dict[str, None] = {}
        for expression in expressions:
            for name in column_names(expression, columns):
                if name.name in columns:
                    self.table.refuse_type(name.name)
                    found[name.name] = None
                elif name.name not in R_CONSTANTS:
                    raise unknown_name(name, columns)
        return tuple(found)

    def _distinct_groups(self, names: Sequence[str]) -> EvaluatedFrame:
        """The distinct rows of what grouping factors are made of."""
        groups = [self._expression(name) for name in dict.fromkeys(names)]
        frame = self.distinct([part for group in groups for part in (*self._variables_of(group), group)])
        for group in groups:
            frame.n_levels(group)  # which makes the factor
        return frame

    def distinct(self, expressions: Sequence[Expression]) -> EvaluatedFrame:
        """A model frame of the distinct rows of some variables, each of which stands for one row or more.

        Raises:
            DataError: a variable is made from all rows together, which distinct rows do not tell.
        """
        for call in walk_calls(*expressions):
            if (row := row_of(call)) and row.remote.all_rows:
                raise DataError(
                    f"{row.name}() needs all rows, and the rows of this table are not in memory.",
                    call.span,
                    "Take the data into memory, or compute the variable there as a column.",
                )
        table, counts, used = self._counted(self._columns_in(expressions), any(walk_calls(*expressions)))
        frame = model_frame(table, {frame_name(expression): expression for expression in expressions}, rows=used)
        return EvaluatedFrame(table, frame, counts if frame.rows is None else counts[frame.rows])

    def _counted(self, columns: tuple[str, ...], of_all: bool) -> tuple[Table, IntArray, IntArray | None]:
        """The distinct combinations of columns, how many rows each stands for, and the places of those that are used.

        R evaluates `cut(x, 3)` or `factor(x, labels = …)` on all rows, and picks those that are used afterwards.
        """
        import narwhals as nw

        key = (*columns, USED) if of_all and self._used is not None else columns
        if key in self._tables:
            return self._tables[key]
        names = self.table.stored(columns)

        def count() -> Any:
            if USED not in key:
                rows, by = self.used_rows(), names
            else:
                rows, by = self.table.frame.with_columns(self._used.fill_null(False).alias(USED)), [*names, USED]
            return rows.group_by(by).agg(nw.len().alias(N_ROWS)).head(MOST_COMBINATIONS + 1).collect()

        found = answer(count)
        if len(found) > MOST_COMBINATIONS:
            what = f"{', '.join(columns)} have more than {MOST_COMBINATIONS:,} distinct combinations."
            raise DataError(what, hint="Take the data into memory.")
        counts = found.get_column(N_ROWS).to_numpy().astype(np.intp)
        used = np.flatnonzero(found.get_column(USED).to_numpy()) if USED in key else None
        self._tables[key] = self.table.read(columns, found), counts, used
        return self._tables[key]

    @cached_property
    def _picked(self) -> Any:
        """Where `subset` picks a row, or None where all are picked."""
        subset = self.request.call.argument("subset")
        if subset is None:
            return None
        self._columns_in([subset])
        return condition_of(subset, self.table)

    @cached_property
    def _used(self) -> Any:
        """Where a row is picked and every variable has a value, or None where all rows are used."""
        picked = self._picked
        known = [self.known(variable) for variable in (*self.request.variables, *self._extras)]
        conditions = [
            *([] if picked is None else [picked]),
            *(column.present for column in known if column is not None),
        ]
        return reduce(and_, conditions) if conditions else None

    def used_rows(self) -> Any:
        """The rows that the model uses."""
        return self._where(self._used)

    def _where(self, condition: Any) -> Any:
        return self.table.frame if condition is None else answer(lambda: self.table.frame.filter(condition))
