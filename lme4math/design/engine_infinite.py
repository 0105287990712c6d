"""Infinite values where the table is not in memory: its engine finds the rows that R's models do not take."""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from operator import or_
from typing import Any

from lme4math.design.engine_answers import answer, n_rows
from lme4math.design.engine_columns import Column
from lme4math.design.engine_rules import LARGEST, POLES
from lme4math.design.remote import RemoteFrame
from lme4math.errors import DataError, infinite
from lme4math.formula.nodes import Expression
from lme4math.formula.walk import called_name
from lme4math.model.columns import Covariate
from lme4math.model.mixed import MixedModel


def refuse_infinite(model: MixedModel, frame: RemoteFrame) -> None:
    """Raise DataError where a row that the model uses holds an infinite number, as far as the engine computes it."""
    found = [
        (condition, error)
        for expression, error in _numbers_in(model)
        if (condition := _where_infinite(expression, frame.known(expression))) is not None
    ]
    if found and _anywhere(reduce(or_, (condition for condition, _ in found)), frame):
        raise next(error for condition, error in found if _anywhere(condition, frame))


def _numbers_in(model: MixedModel) -> Iterator[tuple[Expression, DataError]]:
    """What enters X, Z, y, the offset and the weights as numbers, each with its refusal; as for data in memory."""
    for column in (*model.fixed.columns, *(column for term in model.random for column in term.part.columns)):
        for piece in column.pieces:
            if isinstance(piece, Covariate):
                spans = piece.variable.spans
                yield piece.variable.expression, infinite(f"`{piece.label}`", spans[0] if spans else None)
    response = model.response
    if response.expression is not None:
        yield response.expression, infinite(f"The response `{response.name}`", response.span)
    for variable in model.fixed.offsets:
        yield variable.expression, infinite("An offset", variable.spans[0] if variable.spans else None)
    for what, argument in (("`offset`", model.offset_argument), ("`weights`", model.weights_argument)):
        if argument is not None:
            yield argument, infinite(what, argument.span)


def _where_infinite(expression: Expression, known: Column | None) -> Any:
    """Where a variable is infinite, or None where nobody computes that or no value is."""
    if known is None or known.factor or known.whole:
        return None
    if known.kind == "number":
        return known.numbers.abs() > LARGEST
    return known.infinite if called_name(expression) in POLES else None


def _anywhere(condition: Any, frame: RemoteFrame) -> bool:
    return n_rows(answer(lambda: frame.used_rows().filter(condition.fill_null(False)))) > 0
