"""What is checked of a table that is not in memory: infinite values, and columns of X that depend on earlier ones."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from functools import reduce
from operator import or_
from typing import Any

import numpy as np

from lme4math.data.design_matrices import independent_columns
from lme4math.data.effects import ColumnNumbers
from lme4math.data.foreign import answer, n_rows
from lme4math.data.infinite import infinite_argument, infinite_covariate, infinite_offset, infinite_response
from lme4math.data.remote.tables import RemoteFrame
from lme4math.data.values import FloatArray
from lme4math.errors import DataError
from lme4math.model import Column, CovariatePiece, LinearPart, MixedModel, Piece
from lme4math.r import Expression
from lme4math.records import record


def refuse_infinite(model: MixedModel, frame: RemoteFrame) -> None:
    """Raise DataError where a row that the model uses holds an infinite number, as far as the engine computes it.

    It is asked of columns, of what it computes, and of functions that are infinite at known numbers or keep what is
    infinite (`rules.py`). Not asked is what overflows, what `lgamma` makes of 0 and the negative integers, and
    exponentials and quotients of what is not computed.
    """
    found = [
        (known.infinities, error)
        for expression, error in _numbers_in(model)
        if (known := frame.known(expression)) and known.sure and known.infinities is not None
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


def _anywhere(condition: Any, frame: RemoteFrame) -> bool:
    return n_rows(answer(lambda: frame.used_rows().filter(condition.fill_null(False)))) > 0


MOST_NUMBERS = 10_000_000
"""X is not made of more cells than give this many numbers."""

_NOT_KNOWN = (
    "Before the rows are fetched it is not known whether numeric columns of X depend on each other, so that lme4 drops "
    "one: model.design() fetches the rows, and equations made after it have the columns that are kept."
)


@record
class RankByCounts:
    """What counts show of the rank of X.

    Attributes:
        dropped: places in X of the columns that depend on earlier ones, whatever numbers are in the rows.
        complete: whether these are all; only the rows themselves show it of numeric columns.
    """

    dropped: frozenset[int]
    complete: bool

    @property
    def warnings(self) -> tuple[str, ...]:
        """What counts do not show."""
        return () if self.complete else (_NOT_KNOWN,)


def rank_by_counts(model: MixedModel, frame: RemoteFrame) -> RankByCounts:
    """The columns of X that lme4 drops, as far as the combinations of levels among the rows used show.

    A column is a product of numbers and of what the levels of factors make it. Columns with the same numbers depend on
    each other wherever what their levels make does, in the combinations of levels that occur: so empty cells are seen.
    """
    columns = model.fixed.columns
    same_numbers: dict[frozenset[Piece], list[int]] = {}
    for place, column in enumerate(columns):
        numeric = frozenset(piece for piece in column.pieces if isinstance(piece, CovariatePiece))
        same_numbers.setdefault(numeric, []).append(place)
    dropped = _dropped(columns, same_numbers.values(), frame)
    complete = dropped is not None and same_numbers.keys() <= {frozenset[Piece]()}
    return RankByCounts(frozenset(dropped or ()), complete)


def _dropped(columns: Sequence[Column], groups: Collection[Sequence[int]], frame: RemoteFrame) -> list[int] | None:
    """The places of those columns, or None where there are too many cells; each group has the same numbers."""
    by_levels = [_by_levels(column) for column in columns]
    variables = {piece.variable.frame_name: piece.variable for column in by_levels for piece in column.pieces}
    if not variables:
        return [place for places in groups for place in places[1:]]
    try:
        cells = frame.distinct([variable.expression for variable in variables.values()])
    except DataError:  # more combinations than are taken into memory
        return None
    if cells.n * len(columns) > MOST_NUMBERS:
        return None
    assert cells.weights is not None
    numbers, weights = ColumnNumbers(cells.frame), np.sqrt(cells.weights)
    dropped: list[int] = []
    for places in groups:
        matrix: FloatArray = np.column_stack([weights * numbers.column(by_levels[place]) for place in places])
        kept = frozenset(independent_columns(matrix))
        dropped.extend(place for number, place in enumerate(places) if number not in kept)
    return dropped


def _by_levels(column: Column) -> Column:
    return replace(column, pieces=tuple(piece for piece in column.pieces if not isinstance(piece, CovariatePiece)))
