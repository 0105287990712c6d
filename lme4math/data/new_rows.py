"""Rows that a model was not fitted to, as its equations ask for them: for predictions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from lme4math.data.groups import EvaluatedFrame, grouping_factor
from lme4math.data.model_frame import model_frame, scope_of
from lme4math.data.new_values import NewValues
from lme4math.data.sources import Observations
from lme4math.data.table import read_table
from lme4math.data.values import FloatArray, IntArray
from lme4math.english import quoted, quoted_names
from lme4math.errors import DataError
from lme4math.model import Categorical, Variable
from lme4math.r import parse_expression
from lme4math.records import record


@record(eq=False)
class NewRows:
    """New rows beside the model's own.

    Attributes:
        observations: those without a missing value, with the groups that occur in them.
        rows: their 0-based places among the new rows; None where these are all.
        n: the number of new rows.
        own: for each effect of these groups its place among the model's own effects, or −1 where the group is new.
    """

    observations: Observations
    rows: IntArray | None
    n: int
    own: IntArray

    def effects(self, b: Sequence[float] | FloatArray) -> FloatArray:
        """The effects of these groups, 0 for those that are new."""
        return np.append(b, 0.0)[self.own]

    def in_order(self, values: FloatArray) -> FloatArray:
        """What was computed, at the places of the rows; NaN where a value is missing."""
        if self.rows is None:
            return values
        every = np.full(self.n, np.nan)
        every[self.rows] = values
        return every


def rows_to_predict(observations: Observations, given: Any, new_levels: bool) -> NewRows:
    """New rows of a model's variables.

    Args:
        observations: the model's own.
        given: the new data, which needs no response.
        new_levels: whether levels of grouping factors may be new.

    Raises:
        DataError: it is no data frame or lacks a variable; a function of the formula, such as `rank(x)`, has no value
            for other rows; or levels are new that may not be.
    """
    model, table = observations.model, read_table(given)
    wanted, own = _wanted(observations), observations.data
    evaluated = NewValues(scope_of(table), None if own.frame.stored else scope_of(own.table))
    variables = {one.frame_name: one.expression for one in wanted}
    frame = model_frame(table, variables, offset=model.offset_argument, evaluated=evaluated)
    for variable in wanted:
        _refuse_other_values(variable, observations, EvaluatedFrame(table, frame))
    groups = {level.name: grouping_factor(frame, parse_expression(level.name)) for level in model.levels}
    places = [np.empty(0, dtype=np.intp)]
    for at, term in enumerate(observations.design.term_order):
        group, width = model.random[term].group.name, len(model.random[term].part.columns)
        levels = _places_of_levels(observations.design.levels[group], groups[group].levels, group, new_levels)
        first = int(observations.design.Gp[at])
        places.append(np.where(levels[:, None] < 0, -1, first + levels[:, None] * width + np.arange(width)).ravel())
    ends = np.cumsum([len(one) for one in places])
    design = replace(observations.design, Gp=ends, rows=np.arange(frame.n))
    data = EvaluatedFrame(table, frame, evaluated=evaluated, _groups=groups)
    return NewRows(Observations(model, data, design), frame.rows, table.n_rows, np.concatenate(places))


def _places_of_levels(own: Sequence[str], new: Sequence[str], group: str, allowed: bool) -> IntArray:
    """The place of each level among the model's own, or −1."""
    known = {name: place for place, name in enumerate(own)}
    unknown = [name for name in new if name not in known]
    if unknown and not allowed:
        raise DataError(
            f"The model was fitted without these levels of {quoted(group)}: {', '.join(unknown[:5])}.",
            hint="Ask for new_levels=True, by which their random effects are 0.",
        )
    return np.array([known.get(name, -1) for name in new], dtype=np.intp)


def _wanted(observations: Observations) -> list[Variable]:
    """The variables of the model but its response."""
    response = observations.model.response.name
    return [one for one in observations.model.variables if one.name != response]


def _refuse_other_values(variable: Variable, own: Observations, new: EvaluatedFrame) -> None:
    """Numbers must stay numbers, and factors have levels of the model's own; those of groups are seen later."""
    groups = {name for level in own.model.levels for name in level.variables}
    was, found = own.data.kind(variable.expression), new.kind(variable.expression)
    if isinstance(was, Categorical) != isinstance(found, Categorical):
        what = "a factor" if isinstance(was, Categorical) else "numeric"
        if variable.name not in groups:
            raise DataError(f"In the model {quoted(variable.name)} is {what}, and in the new data it is not.")
        return
    if isinstance(was, Categorical) and isinstance(found, Categorical) and variable.name not in groups:
        unknown = [level for level in found.levels if level not in was.levels]
        if unknown:
            raise DataError(
                f"{quoted(variable.name)} has new levels: {quoted_names(unknown[:5])}.",
                hint=f"The model has {quoted_names(was.levels[:12])}.",
            )
