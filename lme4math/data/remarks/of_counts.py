"""What counts of rows say of grouping factors: labels that recur, effects that are many, slopes that do not vary."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np

from lme4math.data.groups import Counts
from lme4math.english import quoted
from lme4math.model import GroupingFactor, MixedModel, RandomTerm, redundancy_of_same_groups


def left_out(counts: Counts) -> Iterator[str]:
    """A sentence about rows that are not used."""
    if counts.left_out:
        rows = "row is" if counts.left_out == 1 else "rows are"
        yield f"{counts.left_out} {rows} not used: a variable of the model has no value there."


def nesting_remarks(groups: Sequence[GroupingFactor], counts: Counts) -> Iterator[str]:
    """Sentences about labels that recur, one for each pair of an outer and an inner factor.

    lme4 knows levels by their labels alone: plot 1 of one site and plot 1 of another are one level of `plot`, and two
    of `site:plot`. Of factors that stand side by side in the formula, only those get a sentence whose labels are
    numbered from the first within each level of the other.
    """
    for around, inner in dict.fromkeys(_products(groups, counts)):
        n_outer, n_inner = len(counts.sizes(around)), len(counts.sizes((inner,)))
        if len(counts.sizes((*around, inner))) > max(n_inner, n_outer):
            name = ":".join(around)
            yield (
                f"{quoted(inner)} has labels that occur in several {quoted(name)}: {quoted(f'{name}:{inner}')} takes "
                f"them as a level for each; {quoted(f'(1 | {inner})')} would take them as one."
            )
    for outer_group, inner_group in _side_by_side(groups):
        if _restarts(outer_group, inner_group, counts):
            outer, inner = outer_group.name, inner_group.name
            yield (
                f"The labels of {quoted(inner)} repeat across {quoted(outer)}. If one label is not the same "
                f"{quoted(inner)} in each {quoted(outer)}, write {quoted(f'(1 | {outer}:{inner})')}."
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


def _restarts(outer: GroupingFactor, inner: GroupingFactor, counts: Counts) -> bool:
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
"""Of fewer labels than this, the order shows nothing."""
_NUMBERED = re.compile(r"\D{0,6}\d{1,9}|\w")
"""Labels that only count: a number, perhaps after a few letters, or one letter."""


def _natural(label: str) -> tuple[int, str]:
    """Labels in the order of their numbers: s2 before s10."""
    digits = re.sub(r"\D", "", label)
    return (int(digits) if digits else 0, label)


def shared_groups(model: MixedModel, counts: Counts) -> Iterator[str]:
    """Sentences about random terms of two grouping factors that divide the observations alike, and share an effect."""
    for one, two in combinations(model.random, 2):
        names = one.group.name, two.group.name
        alike = names[0] != names[1] and one.group.n_levels == two.group.n_levels
        if alike and one.part.columns and two.part.columns and _divide_alike(one.group, two.group, counts):
            found = redundancy_of_same_groups(one, two)
            if found:
                yield (
                    f"{quoted(names[0])} and {quoted(names[1])} divide the observations in the same way. {found}"
                    f"{_turned_round(model, one, two, counts)}"
                )


def _divide_alike(one: GroupingFactor, two: GroupingFactor, counts: Counts) -> bool:
    sizes = map(counts.sizes, (one.variables, two.variables, tuple(dict.fromkeys((*one.variables, *two.variables)))))
    return len(set(map(len, sizes))) == 1


def _turned_round(model: MixedModel, one: RandomTerm, two: RandomTerm, counts: Counts) -> str:
    """The repair where one factor is the other's product with a factor that it is nested in."""
    product, inner = (one, two) if len(one.group.variables) > len(two.group.variables) else (two, one)
    outer = [name for name in product.group.variables if name not in inner.group.variables]
    known = {group.variables for group in model.levels}
    if len(outer) != 1 or not set(inner.group.variables) < set(product.group.variables) or (outer[0],) in known:
        return ""
    if len(counts.sizes((outer[0],))) == len(counts.sizes(inner.group.variables)):
        return ""
    left, within = inner.bar.partition(" | ")[0], f"{outer[0]}/{inner.group.name}"
    return (
        f" In the data {quoted(inner.group.name)} is nested in {quoted(outer[0])}, for which write "
        f"{quoted(f'({left} | {within})')}."
    )


def _of_many_effects(model: MixedModel, n_levels: int, p: int, n: int) -> str:
    """What as many random effects as observations mean; a model without residuals has room for them."""
    family = model.family.name
    if model.function == "lmer":
        return "they are not identifiable beside the residuals"
    if p > 1 or n_levels > n:
        return "their variances and covariances are hardly identifiable"
    if family == "binomial" and not model.response.successes and model.weights_argument is None:
        return "with one trial in each observation, their variance is not identifiable"
    if family in ("poisson", "binomial"):
        return "they take up overdispersion, for which the distribution itself has no parameter"
    return "they take up overdispersion, as the parameter of the distribution does already"


def term_remarks(model: MixedModel, term: RandomTerm, counts: Counts) -> Iterator[str]:
    """Sentences about a random term of many effects, or of slopes that do not vary."""
    n_levels, p = len(counts.sizes(term.group.variables)), len(term.part.columns)
    if n_levels * p >= counts.n:
        yield (
            f"{quoted(f'({term.bar})')} has {n_levels * p:,} random effects for {counts.n:,} observations: "
            f"{_of_many_effects(model, n_levels, p, counts.n)}."
        )
    for column in term.part.columns:
        if column.pieces and term.part.intercept and counts.constant_within(term.group, column):
            yield (
                f"{quoted(column.name)} does not vary within any level of {quoted(term.group.name)}, so its slope in "
                f"{quoted(f'({term.bar})')} is not identifiable beside the intercept."
            )
