"""Data as `build_model` asks for it: which columns there are, what the variables of a formula are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field
from typing import ClassVar

import numpy as np

from lme4math.design.columns_of_model import ColumnNumbers
from lme4math.design.evaluate import with_contrasts
from lme4math.design.frame import ModelFrame
from lme4math.design.groups import Crossing, combine, cross, grouping_factor
from lme4math.design.table import Table
from lme4math.design.values import Factor, IntArray, drop_unused
from lme4math.formula.nodes import Expression
from lme4math.model.columns import Column
from lme4math.model.kinds import kind_of
from lme4math.model.mixed import GroupingFactor
from lme4math.model.variables import Categorical, Kind, frame_name
from lme4math.records import record


def kind_within(frame: ModelFrame, variable: Expression) -> Kind:
    """What a variable is in a model frame, with the contrasts that `C()` gives it unless levels were dropped."""
    name = frame_name(variable)
    kind = frame.kind(name)
    return kind if with_contrasts(variable) is None or name in frame.loosened else kind_of(variable, lambda _: kind)


@record(eq=False)
class EvaluatedFrame:
    """A model frame in memory: what its variables are (`lme4math.model.frame.ModelFrame`), and counts of its rows.

    Attributes:
        table: what the variables were evaluated on.
        frame: their values at the rows used.
    """

    at_hand: ClassVar[bool] = True
    table: Table
    frame: ModelFrame
    _groups: dict[str, Factor] = field(default_factory=dict, repr=False)
    _combinations: dict[tuple[str, ...], Factor] = field(default_factory=dict, repr=False)

    def kind(self, variable: Expression) -> Kind:
        """Numeric, or a factor with its levels, and with the contrasts that `C()` gives it."""
        return kind_within(self.frame, variable)

    def as_factor(self, variable: Expression) -> Categorical:
        """What a grouping variable is on the left of its own bar."""
        factor = drop_unused(self.frame.factor(frame_name(variable)))
        return Categorical(factor.levels, ordered=factor.ordered)

    def n_levels(self, group: Expression) -> int:
        """The number of observed levels of a grouping factor."""
        name = frame_name(group)
        if name not in self._groups:
            self._groups[name] = grouping_factor(self.frame, group)
        return len(self._groups[name].levels)

    def group(self, name: str) -> Factor:
        """A grouping factor that `n_levels` was asked for, by its name: each row's level, unused levels dropped."""
        return self._groups[name]

    def grouping(self, variable: str) -> Factor:
        """One variable of a grouping factor, by its name in the model frame, without unused levels."""
        return self._groups.get(variable) or drop_unused(self.frame.factor(variable))

    @property
    def n(self) -> int:
        """The number of rows used."""
        return self.frame.n

    @property
    def left_out(self) -> int:
        """The number of rows that are not used because a value is missing."""
        return self.frame.left_out

    def sizes(self, variables: Sequence[str]) -> IntArray:
        """The number of rows of each observed combination."""
        return np.bincount(self._combination(variables).codes)

    def crossing(self, first: GroupingFactor, second: GroupingFactor) -> Crossing:
        """The observed combinations of two grouping factors."""
        return cross(self.group(first.name), self.group(second.name))

    def constant_within(self, group: GroupingFactor, column: Column) -> bool:
        """Whether each level's rows hold one number."""
        factor = self._combination(group.variables)
        order = np.argsort(factor.codes, kind="stable")
        numbers = np.asarray(ColumnNumbers(self.frame, order).column(column), dtype=np.float64)
        starts = np.concatenate([[0], np.cumsum(np.bincount(factor.codes))[:-1]])
        return bool((np.maximum.reduceat(numbers, starts) == np.minimum.reduceat(numbers, starts)).all())

    def _combination(self, variables: Sequence[str]) -> Factor:
        key = tuple(variables)
        if key not in self._combinations:
            last = self.grouping(key[-1])
            self._combinations[key] = combine(self._combination(key[:-1]), last) if len(key) > 1 else last
        return self._combinations[key]
