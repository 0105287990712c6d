"""The meaning of a coefficient in cells, with a small table of the cells in which its weights stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import product
from math import prod, sqrt

from lme4math.design_facts import cells_of
from lme4math.markup import Markup, element, join
from lme4math.notation import CellMeaning, Names, cell_meanings
from lme4math.pipeline import Compiled
from lme4math.printers import key_of_coefficient
from lme4math.ui.content import LegendRow

MOST_SHOWN = 12
"""The most cells that a table is drawn of."""


MOST_ENTRIES = 4_000
"""In a view, designs with more cells times columns are not worked out."""


def cells_by_key(compiled: Compiled, names: Names) -> dict[str, Markup]:
    """What the fixed effects are in means of cells, by their keys; it has no symbols, so it is that of all styles."""
    found = cell_meanings(names, cells_of(compiled, MOST_ENTRIES))
    return {key_of_coefficient(one.row.number, 0): cell_weights(one) for one in found}


def with_cells(rows: Iterable[LegendRow], by_key: Mapping[str, Markup]) -> Iterator[LegendRow]:
    """The rows of a legend, those of fixed effects with what they are in means of cells."""
    return (replace(row, cells=by_key[row.key]) if row.key in by_key else row for row in rows)


def cell_weights(meaning: CellMeaning) -> Markup:
    """The combination in signs, and the weights of the cells; nothing where the factors have no known levels."""
    found, factors = meaning.combination, meaning.design.factors
    if found is None or not factors or any(factor.is_open for factor in factors):
        return Markup("")
    text = element("span", {"class": "lm-signs"}, f"= {meaning.text}")
    levels = [factor.levels for factor in factors]
    if not 1 < prod(map(len, levels)) <= MOST_SHOWN:
        return text
    weights = found.weights(levels)
    numbers = {cell: _written(weights.get(cell, Fraction(0)), found.square) for cell in product(*levels)}
    shown = [[own.get(level, level) for level in known] for own, known in zip(meaning.labels, levels, strict=True)]
    corner, names = ([""], product(*shown[:-1])) if levels[1:] else ([], iter([()]))
    head = [*corner, *shown[-1]]
    grid = [element("b", {}, name) for name in head]
    for outer, name in zip(product(*levels[:-1]), names, strict=True):
        grid += [element("b", {}, ", ".join(name))] * bool(name)
        grid += [element("i", {}, numbers[(*outer, level)]) for level in levels[-1]]
    said = ", ".join(f"{' '.join(cell)} {number}" for cell, number in numbers.items())
    attributes: dict[str, str | bool] = {"class": "lm-cells", "role": "img", "aria-label": f"Weights of cells: {said}"}
    return join((text, " ", element("span", attributes | {"style": f"--lm-across:{len(head)}"}, *grid)))


def _written(weight: Fraction, square: Fraction) -> str:
    """A weight as a fraction, or as a number where it is none that one would write."""
    if square == 1 and weight.denominator < 10_000:
        return str(weight).replace("-", "−")
    return f"{float(weight) / sqrt(square):.3g}".replace("-", "−")
