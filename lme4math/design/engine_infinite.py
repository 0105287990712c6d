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
from lme4math.model.mixed import LinearPart, MixedModel


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
    """What enters the model as numbers, each with its refusal, in the order in which data in memory is looked at."""
    for what, argument in (("`weights`", model.weights_argument), ("`offset`", model.offset_argument)):
        if argument is not None:
            yield argument, infinite(what, argument.span)
    yield from _covariates(model.fixed)
    response = model.response
    if response.expression is not None:
        yield response.expression, infinite(f"The response `{response.name}`", response.span)
    for variable in model.fixed.offsets:
        yield variable.expression, infinite("An offset", variable.spans[0] if variable.spans else None)
    for term in model.random:
        yield from _covariates(term.part)


def _covariates(part: LinearPart) -> Iterator[tuple[Expression, DataError]]:
    for piece in (piece for column in part.columns for piece in column.pieces):
        if isinstance(piece, Covariate):
            spans = piece.variable.spans
            yield piece.variable.expression, infinite(f"`{piece.label}`", spans[0] if spans else None)


def _where_infinite(expression: Expression, known: Column | None) -> Any:
    """Where a variable is infinite, or None where nobody computes that or no value is."""
    if known is None or known.factor or known.whole:
        return None
    if known.kind == "number":
        return known.numbers.abs() > LARGEST
    return known.infinite if called_name(expression) in POLES else None


def _anywhere(condition: Any, frame: RemoteFrame) -> bool:
    return n_rows(answer(lambda: frame.used_rows().filter(condition.fill_null(False)))) > 0
