"""What a random term lets vary: which effects its columns span, and what its covariance matrix has room for."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

from lme4math.english import quoted, quoted_names
from lme4math.model.columns import Column, CovariatePiece, LevelFamily, Piece
from lme4math.model.mixed import RandomTerm
from lme4math.model.variables import Categorical
from lme4math.records import record

OPEN_LEVELS = 2
"""What a factor of unknown levels is counted as; whether columns span its levels is the same for every number."""

ANY, OWN, EQUAL, COMMON = "any", "own", "equal", "common"
"""What can be added to a covariance matrix, or taken from it, so that its structure stays: any effect, the variance of
one column, one number on the whole diagonal, one number in all places."""


@record
class Space:
    """What a random term lets vary.

    Attributes:
        term: the term.
        groups: the variables of its grouping factor.
        room: what its covariance matrix has room for.
        factors: the sets of factors that its columns hold, by the numeric variables beside them.
        spanned: those of these sets with an effect for each combination of levels.
    """

    term: RandomTerm
    groups: frozenset[str]
    room: frozenset[str]
    factors: dict[frozenset[Piece], tuple[frozenset[str], ...]]
    spanned: dict[frozenset[Piece], tuple[frozenset[str], ...]]

    def spans(self, slopes: frozenset[Piece], factors: frozenset[str]) -> bool:
        """Whether there is an effect for each combination of levels of some factors, however coded."""
        return factors in self.spanned.get(slopes, ())

    def is_cells(self, slopes: frozenset[Piece], factors: frozenset[str]) -> bool:
        """Whether its effects are those of the combinations of levels themselves, and no others."""
        return self.factors == {slopes: (factors,)} and self.spans(slopes, factors)

    def has_room_for(self, slopes: frozenset[Piece], own: frozenset[str], factors: frozenset[str]) -> bool:
        """Whether an effect of the factors `own` can grow as what the levels of all `factors` have in common."""
        room = ANY in self.room or (not own and COMMON in self.room and self.is_cells(slopes, factors))
        return room and self.spans(slopes, factors)


def space_of(term: RandomTerm) -> Space:
    """What a random term lets vary."""
    widths: dict[frozenset[Piece], dict[frozenset[str], int]] = {}
    levels: dict[str, int] = {}
    for column in term.part.columns:
        by_factors = widths.setdefault(slopes_of(column), {})
        factors = factors_of(column)
        by_factors[factors] = by_factors.get(factors, 0) + _width(column)
        for piece in column.pieces:
            kind = piece.variable.kind
            levels[piece.variable.frame_name] = len(kind.levels) if isinstance(kind, Categorical) else OPEN_LEVELS
    factors_by_slopes = {slopes: tuple(found) for slopes, found in widths.items()}
    spanned = {
        slopes: tuple(factors for factors in found if _is_spanned(found, factors, levels))
        for slopes, found in widths.items()
    }
    return Space(term, frozenset(term.group.variables), _room(term), factors_by_slopes, spanned)


def _is_spanned(widths: dict[frozenset[str], int], factors: frozenset[str], levels: dict[str, int]) -> bool:
    """Whether there are as many columns of these factors and fewer as there are combinations of their levels."""
    return sum(width for own, width in widths.items() if own <= factors) >= prod(levels[name] for name in factors)


def _room(term: RandomTerm) -> frozenset[str]:
    columns, covariance = term.part.columns, term.covariance
    is_open = any(isinstance(piece, LevelFamily) for column in columns for piece in column.pieces)
    p = 0 if is_open else len(columns)
    structure = "cs" if p == 2 and covariance.structure == "ar1" else covariance.structure
    if structure == "us" or p == 1 or (structure == "cs" and p == 2 and not covariance.homogeneous):
        return frozenset({ANY, OWN, EQUAL, COMMON})
    if structure == "diag":
        return frozenset({EQUAL} if covariance.homogeneous else {EQUAL, OWN})
    return frozenset({EQUAL, COMMON} if structure == "cs" and covariance.homogeneous else ())


def _width(column: Column) -> int:
    families = (piece for piece in column.pieces if isinstance(piece, LevelFamily))
    return prod(OPEN_LEVELS if piece.full else OPEN_LEVELS - 1 for piece in families)


def slopes_of(column: Column) -> frozenset[Piece]:
    """The numeric variables of a column."""
    return frozenset(piece for piece in column.pieces if isinstance(piece, CovariatePiece))


def factors_of(column: Column) -> frozenset[str]:
    """The factors of a column."""
    return frozenset(piece.variable.frame_name for piece in column.pieces if not isinstance(piece, CovariatePiece))


def typed(term: RandomTerm) -> str:
    """A random term as R code within a sentence."""
    structure = term.covariance.structure
    return quoted(f"{'' if structure == 'us' else structure}({term.bar})")


def typed_plain(term: RandomTerm) -> str:
    """The same without its structure."""
    return quoted(f"({term.bar})")


def spoken(column: Column) -> str:
    """A column as the beginning of a sentence."""
    return named([column.name]) if column.pieces else "The intercept"


def named(names: Sequence[str]) -> str:
    """R's names within a sentence."""
    return quoted_names(names)
