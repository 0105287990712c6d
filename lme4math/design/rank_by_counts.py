"""Which columns of X depend on earlier ones, as far as counts tell: for tables that are not in memory.

A column is a product of numbers and of what the levels of factors make it. Columns with the same numbers depend on each
other wherever what their levels make does, in the combinations of levels that occur: so empty cells are seen. Whether
the numbers depend on each other only the rows themselves tell.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

import numpy as np

from lme4math.design.columns_of_model import ColumnNumbers
from lme4math.design.rank import independent_columns
from lme4math.design.remote import RemoteFrame
from lme4math.design.values import FloatArray
from lme4math.errors import DataError
from lme4math.model.columns import Column, CovariatePiece, Piece
from lme4math.model.mixed import MixedModel
from lme4math.records import record

MOST_NUMBERS = 10_000_000
"""X is not made of more cells than give this many numbers."""

NOT_TOLD = (
    "The rows are counted where they are, which does not show whether numeric columns of X depend on each other, so "
    "that lme4 drops one: model.design() fetches the rows, and equations made after it have the columns that are kept."
)


@record
class RankByCounts:
    """What counts tell of the rank of X.

    Attributes:
        dropped: places in X of the columns that depend on earlier ones, whatever numbers stand in the rows.
        warnings: what they do not tell.
    """

    dropped: frozenset[int]
    warnings: tuple[str, ...]


def rank_by_counts(model: MixedModel, frame: RemoteFrame) -> RankByCounts:
    """The columns of X that lme4 drops, as far as the combinations of levels among the rows used tell."""
    columns = model.fixed.columns
    groups: dict[frozenset[Piece], list[int]] = {}
    for place, column in enumerate(columns):
        groups.setdefault(frozenset(piece for piece in column.pieces if isinstance(piece, CovariatePiece)), []).append(
            place
        )
    dropped = _dropped(columns, groups.values(), frame)
    told = dropped is not None and groups.keys() <= {frozenset[Piece]()}
    return RankByCounts(frozenset(dropped or ()), () if told else (NOT_TOLD,))


def _dropped(columns: Sequence[Column], groups: Collection[Sequence[int]], frame: RemoteFrame) -> list[int] | None:
    """The places of those columns, or None where there are too many cells; each group has the same numbers."""
    by_levels = [_by_levels(column) for column in columns]
    variables = {piece.variable.frame_name: piece.variable for column in by_levels for piece in column.pieces}
    if not variables:
        return [place for places in groups for place in places[1:]]
    try:
        cells, rows = frame.cells([variable.expression for variable in variables.values()])
    except DataError:  # more combinations than are taken into memory
        return None
    if cells.n * len(columns) > MOST_NUMBERS:
        return None
    numbers, weights = ColumnNumbers(cells), np.sqrt(rows.astype(np.float64))
    dropped: list[int] = []
    for places in groups:
        matrix: FloatArray = np.column_stack([weights * numbers.column(by_levels[place]) for place in places])
        kept = frozenset(independent_columns(matrix))
        dropped.extend(place for number, place in enumerate(places) if number not in kept)
    return dropped


def _by_levels(column: Column) -> Column:
    return replace(column, pieces=tuple(piece for piece in column.pieces if not isinstance(piece, CovariatePiece)))
