"""Finds redundant random terms, whose variances cannot be estimated separately.

Two terms over one grouping factor may have the same effect, as the same column or as what all levels of a factor have
in common. A term over `g:A`, beside one over `g` with an effect for each level of `A`, adds to each of their variances.
lme4 fits all of these.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate, combinations, product
from math import prod

from lme4math.english import listed, quoted, quoted_names
from lme4math.model.columns import Column, CovariatePiece, LevelFamily, Piece, has_open_levels
from lme4math.model.mixed import RandomTerm
from lme4math.model.variables import Categorical
from lme4math.records import record

OPEN_LEVELS = 2
"""What a factor of unknown levels is counted as; whether columns span its levels is the same for every number."""

ANY, OWN, EQUAL, COMMON = "any", "own", "equal", "common"
"""What can be added to a covariance matrix, or taken from it, so that its structure stays: any effect, the variance of
one column, one number on the whole diagonal, one number in all places."""


Cells = dict[frozenset[Piece], tuple[frozenset[str], ...]]
"""Sets of factors, by the numeric variables beside them."""


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
    factors: Cells
    spanned: Cells

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
    factors, spanned = cells_of(term.part.columns)
    return Space(term, frozenset(term.group.variables), _room(term), factors, spanned)


def cells_of(columns: Sequence[Column]) -> tuple[Cells, Cells]:
    """The sets of factors in some columns, by the numeric variables beside them; and those that are spanned."""
    widths: dict[frozenset[Piece], dict[frozenset[str], int]] = {}
    levels: dict[str, int] = {}
    for column in columns:
        by_factors = widths.setdefault(slopes_of(column), {})
        factors = factors_of(column)
        by_factors[factors] = by_factors.get(factors, 0) + _width(column)
        for piece in column.pieces:
            kind = piece.variable.kind
            levels[piece.variable.frame_name] = len(kind.levels) if isinstance(kind, Categorical) else OPEN_LEVELS
    spanned = {
        slopes: tuple(factors for factors in found if _is_spanned(found, factors, levels))
        for slopes, found in widths.items()
    }
    return {slopes: tuple(found) for slopes, found in widths.items()}, spanned


def _is_spanned(widths: dict[frozenset[str], int], factors: frozenset[str], levels: dict[str, int]) -> bool:
    """Whether there are as many columns of these factors and fewer as there are combinations of their levels."""
    return sum(width for own, width in widths.items() if own <= factors) >= prod(levels[name] for name in factors)


def _room(term: RandomTerm) -> frozenset[str]:
    columns, covariance = term.part.columns, term.covariance
    p = 0 if has_open_levels(columns) else len(columns)
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
    return quoted(column.name) if column.pieces else "The intercept"


MOST_COLUMNS = 300
"""Random terms beyond the first ones with so many effects together are not compared."""

MOST_PAIRS = 2
"""Of more pairs over one grouping factor, one sentence speaks of all."""


@record
class Redundancy:
    """Two random terms that share an effect.

    Attributes:
        terms: the two.
        fact: what they share, as the beginning of a sentence.
        so: what follows from it.
    """

    terms: tuple[RandomTerm, RandomTerm]
    fact: str
    so: str

    def __str__(self) -> str:
        return f"{self.fact}: {self.so}"


def redundancies(terms: Sequence[RandomTerm]) -> Iterator[str]:
    """Sentences about random terms that are redundant: one for each pair, or one for all over a grouping factor."""
    ends = accumulate(len(term.part.columns) for term in terms)
    spaces = [space_of(term) for term, end in zip(terms, ends, strict=True) if term.part.columns and end < MOST_COLUMNS]
    by_groups: dict[tuple[frozenset[str], frozenset[str]], list[Redundancy]] = {}
    for first, second in combinations(spaces, 2):
        found = _of_pair(first, second)
        if found is not None:
            by_groups.setdefault((first.groups, second.groups), []).append(found)
    for pairs in by_groups.values():
        yield from map(str, pairs) if len(pairs) <= MOST_PAIRS else [_of_many(pairs)]


def _of_many(pairs: Sequence[Redundancy]) -> str:
    """One sentence about many pairs."""
    terms = {id(term): term for pair in pairs for term in pair.terms}
    names = dict.fromkeys(typed(term) for term in terms.values())
    return (
        f"{listed(list(names))} share effects. For one, {_inside(pairs[0].fact)}: lme4 fits them, "
        "but the variances of what they share cannot be estimated separately. Leave some of them out."
    )


def _inside(fact: str) -> str:
    """The beginning of a sentence within one."""
    return f"the {fact.removeprefix('The ')}" if fact.startswith("The ") else fact


def _of_pair(first: Space, second: Space) -> Redundancy | None:
    if first.groups == second.groups:
        return _same_groups(first, second)
    if first.groups > second.groups:
        return _added_to_levels(first, second)
    return _added_to_levels(second, first) if second.groups > first.groups else None


def redundancy_of_same_groups(first: RandomTerm, second: RandomTerm) -> str:
    """What two terms share whose grouping factors have the same levels, as sentences; "" where they share nothing."""
    found = _same_groups(space_of(first), space_of(second))
    return str(found) if found is not None else ""


def _same_groups(first: Space, second: Space) -> Redundancy | None:
    """What two terms share whose grouping factors have the same levels."""
    return (
        _same_effect(first, second)
        or _common_effect(first, second)
        or _common_effect(second, first)
        or _common_to_both(first, second)
    )


def _same_effect(first: Space, second: Space) -> Redundancy | None:
    """An effect that two terms have by the same column."""
    known = {column.identity for column in second.term.part.columns}
    both = next((column for column in first.term.part.columns if column.identity in known), None)
    if both is None or OWN not in first.room & second.room:
        return None
    return Redundancy(
        (first.term, second.term),
        f"{spoken(both)} varies by {quoted(first.term.group.name)} in both {typed(first.term)} and "
        f"{typed(second.term)}",
        "lme4 fits it, but only the sum of the two variances can be estimated. Keep it in one.",
    )


def _common_effect(one: Space, other: Space) -> Redundancy | None:
    """An effect of one term that the levels of a factor have in common in the other."""
    for column in one.term.part.columns if OWN in one.room else ():
        slopes, own = slopes_of(column), factors_of(column)
        for factors in other.spanned.get(slopes, ()):
            if own < factors and other.has_room_for(slopes, own, factors):
                return _in_common(spoken(column), (one, frozenset()), (other, factors - own))
    return None


def _common_to_both(first: Space, second: Space) -> Redundancy | None:
    """An effect that the levels of one factor have in common in one term, and those of another in the other."""
    for slopes, spanned in first.spanned.items():
        for one, two in product(spanned, second.spanned.get(slopes, ())):
            both = one & two
            if first.has_room_for(slopes, both, one) and second.has_room_for(slopes, both, two):
                names = sorted(piece.label for piece in slopes) + sorted(both)
                what = quoted(":".join(names)) if names else "The intercept"
                return _in_common(what, (first, one - both), (second, two - both))
    return None


def _in_common(what: str, one: tuple[Space, frozenset[str]], other: tuple[Space, frozenset[str]]) -> Redundancy:
    """An effect that two terms hold, each perhaps as what the levels of some factors share."""
    within = [
        typed(space.term)
        + (f" as what the levels of {quoted_names(sorted(factors))} have in common" if factors else "")
        for space, factors in (one, other)
    ]
    return Redundancy(
        (one[0].term, other[0].term),
        f"{what} varies by {quoted(one[0].term.group.name)} in {within[0]}, and in {within[1]}",
        "lme4 fits it, but the two variances cannot be estimated separately. Leave one out.",
    )


def _added_to_levels(inner: Space, outer: Space) -> Redundancy | None:
    """An effect over `g:A` that is an equal part of what each level of `A` has over `g`."""
    added = inner.groups - outer.groups
    for column in inner.term.part.columns if OWN in inner.room else ():
        slopes, own = slopes_of(column), factors_of(column)
        room = ANY in outer.room or (not own and EQUAL in outer.room and outer.is_cells(slopes, added))
        if room and outer.spans(slopes, own | added):
            return Redundancy(
                (outer.term, inner.term),
                f"{typed(outer.term)} has a variance for each level of {quoted_names(sorted(added))} already, and "
                f"{typed(inner.term)} adds the same number to all of them",
                "lme4 fits it, but the two cannot be estimated separately. Leave one out.",
            )
    return None
