"""Random terms whose variances only count together: what one adds, another could take up just as well.

Two terms over one grouping factor may hold the same effect, as the same column or as what all levels of a factor have
in common. A term over `g:A`, beside one over `g` with an effect for each level of `A`, adds to each of their variances.
lme4 fits all of these, although no data could tell the parts from each other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate, combinations, product

from lme4math.model.mixed import RandomTerm
from lme4math.model.spaces import (
    ANY,
    EQUAL,
    OWN,
    Space,
    factors_of,
    named,
    slopes_of,
    space_of,
    spoken,
    typed,
)

MOST_COLUMNS = 300
"""Random terms beyond the first ones with so many effects together are not compared."""


def redundancies(terms: Sequence[RandomTerm]) -> Iterator[str]:
    """Sentences about pairs of random terms that no data can tell apart, at most one for each pair."""
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
        f"{typed(second.term)}: lme4 fits it, but the data tell only the sum of the two variances. Keep it in one."
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
        "but no data can tell the two variances apart. Leave one out."
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
                f"{typed(inner.term)} adds the same number to all of them: lme4 fits it, but no data can tell the two "
                "apart. Leave one out."
            ]
    return []
