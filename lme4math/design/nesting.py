"""Labels that recur: whether a level that several groups have is one level or many, where that could be in doubt.

lme4 tells levels by their labels alone: plot 1 of one site and plot 1 of another are one level of `plot`, and two of
`site:plot`. Factors that the formula has side by side cross, as far as anybody knows; something is said of them only
where the labels look as if they had been numbered anew in each group.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np

from lme4math.design.counts import Counts
from lme4math.english import quoted
from lme4math.model.mixed import GroupingFactor


def nesting_remarks(groups: Sequence[GroupingFactor], counts: Counts) -> Iterator[str]:
    """Sentences about labels that recur, one for each pair of an outer and an inner factor."""
    for around, inner in dict.fromkeys(_products(groups, counts)):
        n_outer, n_inner = len(counts.sizes(around)), len(counts.sizes((inner,)))
        if len(counts.sizes((*around, inner))) > max(n_inner, n_outer):
            name = ":".join(around)
            yield (
                f"{quoted(inner)} has labels that occur in several {quoted(name)}: {quoted(f'{name}:{inner}')} takes "
                f"them as a level for each; {quoted(f'(1 | {inner})')} would take them as one."
            )
    for outer_group, inner_group in _side_by_side(groups):
        if _numbered_anew(outer_group, inner_group, counts):
            outer, inner = outer_group.name, inner_group.name
            yield (
                f"{quoted(inner)} looks numbered anew within each {quoted(outer)}. {quoted(f'(1 | {inner})')} takes "
                f"what has the same label as one level; if it is another in each {quoted(outer)}, write "
                f"{quoted(f'(1 | {outer}:{inner})')}."
            )


def _products(groups: Sequence[GroupingFactor], counts: Counts) -> Iterator[tuple[tuple[str, ...], str]]:
    """The outer variables and the inner one of products, where the formula does not have the inner one by itself."""
    known = {frozenset(group.variables): group.variables for group in groups}
    for group in groups:
        added = [(inner, known.get(frozenset(group.variables) - {inner})) for inner in group.variables]
        found = [(outer, inner) for inner, outer in added if outer]
        yield from ((outer, inner) for outer, inner in found if frozenset({inner}) not in known)
        if not found and len(group.variables) == 2:
            one, two = sorted(group.variables, key=lambda variable: len(counts.sizes((variable,))))
            yield (one,), two


def _side_by_side(groups: Sequence[GroupingFactor]) -> Iterator[tuple[GroupingFactor, GroupingFactor]]:
    """Single variables without a product of them, in both orders."""
    known = {frozenset(group.variables) for group in groups}
    for one, two in combinations([group for group in groups if len(group.variables) == 1], 2):
        if frozenset((*one.variables, *two.variables)) not in known:
            yield from ((one, two), (two, one))


def _numbered_anew(outer: GroupingFactor, inner: GroupingFactor, counts: Counts) -> bool:
    """Whether the labels of `inner` are counted from the first in each level of `outer`, and not all as far.

    The first label is then in every level of `outer`, and each further one in no more of them than the one before.
    """
    n_outer, n_inner = len(counts.sizes(outer.variables)), len(counts.sizes(inner.variables))
    n_both = len(counts.sizes((*outer.variables, *inner.variables)))
    if n_both in (n_outer * n_inner, max(n_outer, n_inner)) or n_inner < FEWEST:
        return False
    crossing = counts.crossing(outer, inner)
    if not all(_NUMBERED.fullmatch(label) for label in crossing.second_levels):
        return False
    within = np.bincount(crossing.second, minlength=n_inner)
    order = sorted(range(n_inner), key=lambda place: _natural(crossing.second_levels[place]))
    in_order = within[order]
    return bool(in_order[0] == n_outer and (np.diff(in_order) <= 0).all())


FEWEST = 3
"""Of fewer labels than this, their order tells nothing."""
_NUMBERED = re.compile(r"\D{0,6}\d{1,9}|\w")
"""Labels that only count: a number, perhaps after a few letters, or one letter."""


def _natural(label: str) -> tuple[int, str]:
    """Labels in the order of their numbers: s2 before s10."""
    digits = re.sub(r"\D", "", label)
    return (int(digits) if digits else 0, label)
