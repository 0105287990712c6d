"""The one question that the structure of a design asks of the rows, in memory or where the data is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from lme4math.design.groups import Crossing
from lme4math.design.table import Table
from lme4math.design.values import IntArray
from lme4math.model.columns import Column
from lme4math.model.mixed import GroupingFactor
from lme4math.records import record


@record(eq=False)
class Counted:
    """Distinct rows of some columns.

    Attributes:
        table: the rows.
        rows: how many rows of the data each stands for.
        used: the places of those that the model uses, or None where it uses all.
    """

    table: Table
    rows: IntArray
    used: IntArray | None


class Counts(Protocol):
    """What the structure needs to know of the rows that a model uses."""

    @property
    def n(self) -> int:
        """The number of rows used."""
        ...

    @property
    def left_out(self) -> int:
        """The number of rows that are not used because a value is missing."""
        ...

    def sizes(self, variables: Sequence[str]) -> IntArray:
        """The number of rows of each observed combination of the variables, in any order."""
        ...

    def crossing(self, first: GroupingFactor, second: GroupingFactor) -> Crossing:
        """The observed combinations of two grouping factors, each factor's levels in lme4's order."""
        ...

    def constant_within(self, group: GroupingFactor, column: Column) -> bool:
        """Whether a column has one value within each level of a grouping factor."""
        ...
