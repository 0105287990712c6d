"""Finds redundant random terms, whose variances cannot be estimated separately.

Two terms over one grouping factor may have the same effect, as the same column or as what all levels of a factor have
in common. A term over `g:A`, beside one over `g` with an effect for each level of `A`, adds to each of their variances.
lme4 fits all of these.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate, combinations, product
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
        factors: the sets of factors in its columns, by the numeric variables beside them.
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


MOST_COLUMNS = 300
"""Random terms beyond the first ones with so many effects together are not compared."""


def redundancies(terms: Sequence[RandomTerm]) -> Iterator[str]:
    """Sentences about pairs of random terms that are redundant, at most one for each pair."""
    ends = accumulate(len(term.part.columns) for term in terms)
    spaces = [space_of(term) for term, end in zip(terms, ends, strict=True) if term.part.columns and end < MOST_COLUMNS]
    for first, second in combinations(spaces, 2):
        if first.groups == second.groups:
            yield from (
                _same_effect(first, second)
                or _common_effect(first, second)
                or _common_effect(second, first)
                or _common_to_both(first, second)
            )
        elif first.groups > second.groups:
            yield from _added_to_levels(first, second)
        elif second.groups > first.groups:
            yield from _added_to_levels(second, first)


def _same_effect(first: Space, second: Space) -> list[str]:
    """An effect that two terms have by the same column."""
    known = {column.identity for column in second.term.part.columns}
    both = next((column for column in first.term.part.columns if column.identity in known), None)
    if both is None or OWN not in first.room & second.room:
        return []
    return [
        f"{spoken(both)} varies by {named([first.term.group.name])} in both {typed(first.term)} and "
        f"{typed(second.term)}: lme4 fits it, but only the sum of the two variances can be estimated. Keep it in one."
    ]


def _common_effect(one: Space, other: Space) -> list[str]:
    """An effect of one term that the levels of a factor have in common in the other."""
    for column in one.term.part.columns if OWN in one.room else ():
        slopes, own = slopes_of(column), factors_of(column)
        for factors in other.spanned.get(slopes, ()):
            if own < factors and other.has_room_for(slopes, own, factors):
                return [_in_common(spoken(column), (one, frozenset()), (other, factors - own))]
    return []


def _common_to_both(first: Space, second: Space) -> list[str]:
    """An effect that the levels of one factor have in common in one term, and those of another in the other."""
    for slopes, spanned in first.spanned.items():
        for one, two in product(spanned, second.spanned.get(slopes, ())):
            both = one & two
            if first.has_room_for(slopes, both, one) and second.has_room_for(slopes, both, two):
                names = sorted(piece.label for piece in slopes) + sorted(both)
                what = named([":".join(names)]) if names else "The intercept"
                return [_in_common(what, (first, one - both), (second, two - both))]
    return []


def _in_common(what: str, *places: tuple[Space, frozenset[str]]) -> str:
    """The sentence about an effect that two terms hold, each perhaps as what the levels of some factors share."""
    within = [
        typed(space.term) + (f" as what the levels of {named(sorted(factors))} have in common" if factors else "")
        for space, factors in places
    ]
    return (
        f"{what} varies by {named([places[0][0].term.group.name])} in {within[0]}, and in {within[1]}: lme4 fits it, "
        "but the two variances cannot be estimated separately. Leave one out."
    )


def _added_to_levels(inner: Space, outer: Space) -> list[str]:
    """An effect over `g:A` that is an equal part of what each level of `A` has over `g`."""
    added = inner.groups - outer.groups
    for column in inner.term.part.columns if OWN in inner.room else ():
        slopes, own = slopes_of(column), factors_of(column)
        room = ANY in outer.room or (not own and EQUAL in outer.room and outer.is_cells(slopes, added))
        if room and outer.spans(slopes, own | added):
            return [
                f"{typed(outer.term)} has a variance for each level of {named(sorted(added))} already, and "
                f"{typed(inner.term)} adds the same number to all of them: lme4 fits it, but the two cannot be "
                "estimated separately. Leave one out."
            ]
    return []
