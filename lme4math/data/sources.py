"""Data in memory, as `build_model` asks for it, and the observations on which equations are evaluated."""

from __future__ import annotations

from dataclasses import field

import numpy as np

from lme4math.data.asked_tables import AskedTable
from lme4math.data.design_matrices import Design
from lme4math.data.functions.scalars import recycled
from lme4math.data.groups import EvaluatedFrame
from lme4math.data.model_frame import model_frame, refuse_left_out
from lme4math.data.table import Table
from lme4math.data.values import Factor, FloatArray, IntArray, Matrix, Value, as_factor, as_numbers, length, take
from lme4math.model import FrameRequest, MixedModel
from lme4math.r import parse_expression
from lme4math.records import record


@record(eq=False)
class Observations:
    """The values of the symbols of equations at the n rows that a model uses, or at some of them.

    Equations name things as R does, so they are looked up by their R text: a column of the data, a variable of the
    model frame, or a call that is evaluated as in R, on all rows, before the rows that are used are picked.

    Attributes:
        picked: 0-based places among the rows used; all of them in their order if None.
    """

    model: MixedModel
    data: EvaluatedFrame
    design: Design
    picked: IntArray | None = None
    _values: dict[str, Value] = field(default_factory=dict, repr=False)

    @property
    def n(self) -> int:
        """The number of observations."""
        return len(self.design.rows if self.picked is None else self.picked)

    def at(self, rows: IntArray) -> Observations:
        """These rows alone, by their 0-based places among the rows used."""
        return Observations(self.model, self.data, self.design, rows, self._values)

    def numbers(self, variable: str, place: int | None = None) -> FloatArray:
        """A numeric variable, length n; `place` is the column, 0-based, of a matrix-valued one."""
        value = self._at_rows(self._value(variable))
        if isinstance(value, Matrix):
            return np.ascontiguousarray(value.values[:, place or 0])
        return as_numbers(value)

    def factor(self, variable: str) -> Factor:
        """A categorical variable, length n."""
        frame = self.data.frame
        factor = frame.factor(variable) if variable in frame.values else as_factor(self._value(variable))
        return factor if self.picked is None else Factor(factor.codes[self.picked], factor.levels, factor.ordered)

    def groups(self, level: int) -> IntArray:
        """The group of each observation at a level (1, 2, … as in the formula), 0-based in lme4's order.

        They are counted with, so they are not of the few bits that the categories of a data frame may have.
        """
        codes = self.data.group(self.model.levels[level - 1].name).codes.astype(np.intp, copy=False)
        return codes if self.picked is None else codes[self.picked]

    def n_groups(self, level: int) -> int:
        """The number of groups of a level."""
        return len(self.data.group(self.model.levels[level - 1].name).levels)

    def first_effect(self, term: int) -> int:
        """Where the effects of a random term (0-based, as in the formula) begin in b."""
        return int(self.design.Gp[self.design.term_order.index(term)])

    def _at_rows(self, value: Value) -> Value:
        """The picked rows of a variable; a statistic is one number for all."""
        return value if self.picked is None or length(value) == 1 else take(value, self.picked)

    def _value(self, variable: str) -> Value:
        """A variable of the model frame by its name there, or any R text, evaluated."""
        frame = self.data.frame
        if variable in frame.values:
            return frame.values[variable]
        if variable not in self._values:
            column = self.data.table.column(variable)
            whole = self.data.values(parse_expression(variable)) if column is None else column
            if length(whole) != 1:  # as a statistic has
                whole = recycled(whole, self.data.table.n_rows)
                whole = whole if frame.rows is None else take(whole, frame.rows)
            self._values[variable] = whole
        return self._values[variable]


@record(eq=False)
class DataSource(AskedTable):
    """A data set in memory."""

    table: Table

    def model_frame(self, request: FrameRequest) -> EvaluatedFrame:
        """Evaluate the variables of a formula, and drop the rows and levels that R drops.

        Raises:
            DataError: for what R refuses, with its place.
        """
        variables = dict(zip(request.names, request.variables, strict=True))
        call = request.call
        frame = model_frame(
            self.table,
            variables,
            subset=call.argument("subset"),
            weights=call.argument("weights"),
            offset=call.argument("offset"),
        )
        refuse_left_out(call.argument("na.action"), frame.left_out)
        return EvaluatedFrame(self.table, frame)
