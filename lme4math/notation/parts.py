"""The columns of one part of a model, looked through once, so that each can be told among the others."""

from __future__ import annotations

from collections.abc import Iterable

from lme4math.model.columns import Column, CovariatePiece, IndicatorPiece, LevelFamily, Piece, Score
from lme4math.model.grouping import variables_in
from lme4math.notation.powers import power_of
from lme4math.records import record

Identity = frozenset[Piece]


@record
class PartColumns:
    """The columns of the fixed part, or of the left side of a bar.

    Attributes:
        columns: the pieces of each, in their order.
        known: the same as sets, to look one up.
        slopes: those that are one numeric variable, beside no other function of it than powers.
        raised: the higher powers, each with the column that it stands in.
    """

    columns: tuple[tuple[Piece, ...], ...]
    known: frozenset[Identity]
    slopes: frozenset[Identity]
    raised: tuple[tuple[CovariatePiece, Identity], ...]


def part_columns(columns: Iterable[Column]) -> PartColumns:
    """Look through the columns of a part."""
    pieces = tuple(column.pieces for column in columns)
    identities = [frozenset(own) for own in pieces]
    numbers = dict.fromkeys(piece for own in identities for piece in own if isinstance(piece, CovariatePiece))
    bases: dict[str, set[str]] = {}
    for piece in numbers:
        for variable in variables_in(piece.variable.expression):
            bases.setdefault(variable, set()).add(power_of(piece).base)
    slopes = {
        frozenset({piece})
        for piece in numbers
        if power_of(piece).exponent == 1
        and not (piece.place is not None and power_of(piece).base == piece.code)
        and all(len(bases[variable]) == 1 for variable in variables_in(piece.variable.expression))
    }
    raised = tuple(
        (piece, own)
        for own in identities
        for piece in own
        if isinstance(piece, CovariatePiece) and power_of(piece).exponent != 1
    )
    return PartColumns(pieces, frozenset(identities), frozenset(slopes), raised)


def is_difference(piece: Piece) -> bool:
    """Whether it compares the levels of a factor: with a baseline, or by a contrast."""
    has_base = isinstance(piece, IndicatorPiece) and bool(piece.base)
    return has_base or isinstance(piece, Score) or (isinstance(piece, LevelFamily) and not piece.full)


def is_level(piece: Piece) -> bool:
    """Whether it is one level of a factor of which every level has a column."""
    return not isinstance(piece, CovariatePiece) and not is_difference(piece)
