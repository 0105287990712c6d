"""The parts of the figure of the grouping structure: bands of factors that nest, tables of factors that cross."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from lme4math.data import Counts, DesignStructure, FloatArray, IntArray, Pair
from lme4math.model import GroupingFactor
from lme4math.notation import PageNames
from lme4math.pictures.raster import MOST_COLUMNS, MOST_ROWS, incidence
from lme4math.records import record


@record(eq=False)
class Band:
    """The levels of a factor side by side, each as wide as it has observations.

    Attributes:
        name: of the factor.
        labels: its levels from left to right: those within one level of the band above stand together, without
            the part of the label that a band above shows.
        edges: where each level begins, from 0, and the end, n; one more than labels.
    """

    name: str
    labels: tuple[str, ...]
    edges: IntArray


@record(eq=False)
class Incidence:
    """The numbers of observations of the combinations of two factors, the factor with fewer levels down.

    Attributes:
        pair: the two factors and their relation.
        down, across: their names.
        row_labels, column_labels: their levels.
        cells: observations of each combination, of several taken together their mean.
        exact: whether each cell is one combination.
    """

    pair: Pair
    down: str
    across: str
    row_labels: tuple[str, ...]
    column_labels: tuple[str, ...]
    cells: FloatArray
    exact: bool


def chains(structure: DesignStructure) -> tuple[tuple[str, ...], ...]:
    """Chains of nested factors, the outermost first; every factor is in one."""
    names = [level.name for level in structure.levels]
    within: dict[str, set[str]] = {name: set() for name in names}
    for pair in structure.pairs:
        if pair.relation in ("nested", "same"):
            within[pair.first].add(pair.second)
    innermost = [name for name in names if not any(name in outer for outer in within.values())]
    return tuple(chain[::-1] for name in innermost for chain in _upwards(name, within))


def _upwards(name: str, within: Mapping[str, set[str]]) -> Iterator[tuple[str, ...]]:
    outer = within[name]
    nearest = [one for one in within if one in outer and not any(one in within[other] for other in outer)]
    if not nearest:
        yield (name,)
    for one in nearest:
        yield from ((name, *rest) for rest in _upwards(one, within))


def bands(chain: Sequence[GroupingFactor], counts: Counts, page: PageNames) -> list[Band]:
    """The bands of factors that nest, the outermost first, with their levels as the page calls them."""
    found: list[Band] = []
    rank = np.zeros(0, dtype=np.intp)
    above: list[tuple[str, ...]] = []  # of each level, as it was found in the data, the labels of those around it
    for place, group in enumerate(chain):
        crossing = counts.crossing(group, chain[place - 1] if place else group)
        levels = page.levels(group, crossing.first_levels)
        outer = rank[crossing.second] if place else crossing.first  # each level of `first` occurs once, in order
        order = np.argsort(outer, kind="stable")
        around = [above[level] for level in crossing.second.tolist()] if place else [()] * len(order)
        shown = [_without(label, outers) for label, outers in zip(levels, around, strict=True)]
        labels = tuple(shown[level] for level in order.tolist())
        found.append(Band(group.name, labels, np.concatenate([[0], np.cumsum(crossing.rows[order])])))
        above = [(label, *outers) for label, outers in zip(levels, around, strict=True)]
        rank = np.empty_like(order)
        rank[order] = np.arange(len(order))
    return found


def _without(label: str, outers: Sequence[str]) -> str:
    """The label of a product without the part that the nearest level around it is the label of."""
    for outer in outers:
        if label.endswith(f":{outer}"):
            return label.removesuffix(f":{outer}")
        if label.startswith(f"{outer}:"):
            return label.removeprefix(f"{outer}:")
    return label


def incidence_of(
    pair: Pair, page: PageNames, counts: Counts, most_rows: int = MOST_ROWS, most_columns: int = MOST_COLUMNS
) -> Incidence:
    """The table of two factors that cross, in at most so many cells."""
    groups = {group.name: group for group in page.model.levels}
    first, second = groups[pair.first], groups[pair.second]
    one = counts.crossing(first, second)
    names = pair.first, pair.second
    levels = page.levels(first, one.first_levels), page.levels(second, one.second_levels)
    rows, columns = one.first, one.second
    if len(levels[0]) > len(levels[1]):
        names, levels, rows, columns = names[::-1], levels[::-1], columns, rows
    shape = (len(levels[0]), len(levels[1]))
    cells = incidence(rows, columns, one.rows, shape, (most_rows, most_columns))
    exact = shape[0] <= most_rows and shape[1] <= most_columns
    return Incidence(pair, *names, *levels, cells, exact)
