"""Infinite values where the table is not in memory: its engine finds the rows that R's models do not take.

It is asked of columns, of what it computes, and of functions that are infinite at known numbers or let through what is
(`engine_rules`, `engine_missing`). Not asked is what overflows, what `lgamma` makes of 0 and the negative integers,
sums by row, choices (`ifelse`, `pmin`) among what is not computed, and exponentials and quotients of that.

Where an infinite number would change other rows, as in `scale` or `mean`, or may come to NaN, as in a sum of two
of them, nobody tells which rows are used, and the model is refused for that.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from operator import or_
from typing import Any

from lme4math.design.engine_columns import EngineColumn
from lme4math.design.foreign import answer, n_rows
from lme4math.design.infinite import infinite_argument, infinite_covariate, infinite_offset, infinite_response
from lme4math.design.remote import RemoteFrame
from lme4math.errors import DataError
from lme4math.formula.nodes import Expression
from lme4math.model.columns import CovariatePiece
from lme4math.model.mixed import LinearPart, MixedModel


def refuse_infinite(model: MixedModel, frame: RemoteFrame) -> None:
    """Raise DataError where a row that the model uses holds an infinite number, as far as the engine computes it."""
    found = [
        (condition, error)
        for expression, error in _numbers_in(model)
        if (condition := _where_infinite(frame.known(expression))) is not None
    ]
    if found and _anywhere(reduce(or_, (condition for condition, _ in found)), frame):
        raise next(error for condition, error in found if _anywhere(condition, frame))


def _numbers_in(model: MixedModel) -> Iterator[tuple[Expression, DataError]]:
    """What enters the model as numbers, each with its refusal, in the order in which data in memory is looked at."""
    for name, argument in (("weights", model.weights_argument), ("offset", model.offset_argument)):
        if argument is not None:
            yield argument, infinite_argument(name, argument)
    yield from _covariates(model.fixed)
    if model.response.expression is not None:
        yield model.response.expression, infinite_response(model.response)
    for variable in model.fixed.offsets:
        yield variable.expression, infinite_offset(variable)
    for term in model.random:
        yield from _covariates(term.part)


def _covariates(part: LinearPart) -> Iterator[tuple[Expression, DataError]]:
    for piece in (piece for column in part.columns for piece in column.pieces):
        if isinstance(piece, CovariatePiece):
            yield piece.variable.expression, infinite_covariate(piece)


def _where_infinite(known: EngineColumn | None) -> Any:
    """Where a variable is infinite, or None where nobody tells that or no value is."""
    return None if known is None or not known.sure else known.infinities


def _anywhere(condition: Any, frame: RemoteFrame) -> bool:
    return n_rows(answer(lambda: frame.used_rows().filter(condition.fill_null(False)))) > 0
