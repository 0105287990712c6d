"""Grouping factors, and the model frame in memory: what its variables are, and counts of its rows by group."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import field
from functools import partial
from typing import ClassVar, Protocol

import numpy as np

from lme4math.data.effects import ColumnNumbers
from lme4math.data.interpreter import Environment, evaluate
from lme4math.data.model_frame import ModelFrame, scope_of
from lme4math.data.table import Table
from lme4math.data.values import (
    Factor,
    IntArray,
    Value,
    as_factor,
    drop_unused,
    length,
    pair_codes,
    places_among,
    relabel,
)
from lme4math.english import quoted
from lme4math.errors import DataError, Error
from lme4math.model import Categorical, Column, GroupingFactor, Kind, contrasted, frame_name
from lme4math.r import Call, Expression, Name
from lme4math.records import record


def grouping_factor(frame: ModelFrame, group: Expression) -> Factor:
    """The factor of a bar's right side at the rows used, without unused levels.

    A name is the variable itself; a call is evaluated on the model frame, where every variable is made a factor, so its
    arguments must themselves be variables of the model; of a product only the observed combinations are levels, the
    first-named factor varying slowest (`reformulas::mkReTrms`).

    Raises:
        DataError: if a call cannot be evaluated so.
    """
    parts = [_part(frame, part) for part in product_parts(group)]
    combined = parts[0]
    for part in parts[1:]:
        combined = combine(combined, part)
    return combined


def product_parts(group: Expression) -> list[Expression]:
    """The factors of a product by `:` (or `%in%`), from left to right, brackets taken off."""
    parts: list[Expression] = []
    todo = [group]
    while todo:
        node = todo.pop()
        if isinstance(node, Call) and node.operator in (":", "%in%") and len(node.operands) == 2:
            todo.extend(reversed(node.operands))
        elif isinstance(node, Call) and node.operator == "(" and len(node.operands) == 1:
            todo.extend(node.operands)
        else:
            parts.append(node)
    return parts


def _part(frame: ModelFrame, part: Expression) -> Factor:
    name = frame_name(part)
    if name in frame.values and (isinstance(part, Name) or (isinstance(part, Call) and part.operator in ("$", "[["))):
        return drop_unused(frame.factor(name))
    scope = Environment(
        lambda name: frame.factor(name) if name in frame.values else None, tuple(frame.values), "the model frame"
    )
    try:
        value = evaluate(part, scope)
    except Error as error:
        raise DataError(
            f"The grouping factor {quoted(frame_name(part))} cannot be computed within the model: {error.message}",
            part.span,
            "Add the grouping factor to the data as a column of its own.",
        ) from None
    factor = drop_unused(as_factor(value))
    if length(factor) != frame.n or (factor.codes < 0).any():
        raise DataError(
            f"The grouping factor {quoted(frame_name(part))} has missing values or the wrong length.",
            part.span,
            "Add the grouping factor to the data as a column of its own.",
        )
    return factor


def combine(slow: Factor, fast: Factor) -> Factor:
    """The observed pairs of levels, named with `:`; pairs whose names coincide are one level."""
    n_fast = len(fast.levels)
    observed, codes = _observed(pair_codes(slow.codes, fast.codes, n_fast), len(slow.levels) * n_fast)
    labels = [f"{slow.levels[key // n_fast]}:{fast.levels[key % n_fast]}" for key in observed.tolist()]
    merged = places_among(labels)
    if len(merged) < len(labels):
        codes = relabel(codes, [merged[label] for label in labels])
    return Factor(codes, tuple(merged), all_used=True)


@record(eq=False)
class Crossing:
    """Two factors, combination by combination.

    Attributes:
        first_levels, second_levels: the levels of each.
        first, second: the levels of each observed combination, 0-based, in increasing order.
        rows: the number of rows of each.
    """

    first_levels: tuple[str, ...]
    second_levels: tuple[str, ...]
    first: IntArray
    second: IntArray
    rows: IntArray


def cross(first: Factor, second: Factor, rows: IntArray | None = None) -> Crossing:
    """The observed combinations of two factors of one length; each element may stand for several rows."""
    n_second = len(second.levels)
    observed, codes = _observed(pair_codes(first.codes, second.codes, n_second), len(first.levels) * n_second)
    counts = np.bincount(codes, weights=rows, minlength=len(observed)).astype(np.intp)
    return Crossing(first.levels, second.levels, observed // n_second, observed % n_second, counts)


def _observed(keys: IntArray, n_possible: int) -> tuple[IntArray, IntArray]:
    """The distinct keys in increasing order and each key's place among them; in linear time where that is small."""
    if n_possible > 4 * len(keys) + 1024:
        observed, codes = np.unique(keys, return_inverse=True)
        return observed, codes
    present = np.bincount(keys, minlength=n_possible) > 0
    places = np.cumsum(present, dtype=np.int32) - np.int32(1)
    return np.flatnonzero(present), places[keys]


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


def kind_within(frame: ModelFrame, variable: Expression) -> Kind:
    """What a variable is in a model frame, with the contrasts that `C()` gives it unless levels were dropped."""
    name = frame_name(variable)
    kind = frame.kind(name)
    return kind if name in frame.lost_levels else contrasted(variable, kind)


@record(eq=False)
class EvaluatedFrame:
    """A model frame in memory: what its variables are (`FrameVariables`), and counts of its rows.

    Attributes:
        table: what the variables were evaluated on.
        frame: their values at the rows used.
        weights: how many rows of the data each of these stands for, where only distinct ones are in memory.
        evaluated: the values of an expression at the rows of the table, if the table alone does not give them.
    """

    at_hand: ClassVar[bool] = True
    table: Table
    frame: ModelFrame
    weights: IntArray | None = None
    evaluated: Callable[[Expression], Value] | None = None
    _groups: dict[str, Factor] = field(default_factory=dict, repr=False)
    _combinations: dict[tuple[str, ...], Factor] = field(default_factory=dict, repr=False)

    def values(self, expression: Expression) -> Value:
        """The values of any expression at all rows of the table."""
        return (self.evaluated or partial(evaluate, scope=scope_of(self.table)))(expression)

    def kind(self, variable: Expression) -> Kind:
        """Numeric, or a factor with its levels, and with the contrasts that `C()` gives it."""
        return kind_within(self.frame, variable)

    def has_lost_levels(self, variable: Expression) -> bool:
        """Whether some levels of a factor do not occur in the rows used."""
        return frame_name(variable) in self.frame.lost_levels

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
        return np.bincount(self._combination(variables).codes, weights=self.weights).astype(np.intp)

    def crossing(self, first: GroupingFactor, second: GroupingFactor) -> Crossing:
        """The observed combinations of two grouping factors."""
        return cross(self._combination(first.variables), self._combination(second.variables), self.weights)

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
