"""Which columns of the random effects the data makes combinations of the fixed part's, whatever their formulas."""

from __future__ import annotations

import numpy as np

from lme4math.data.effects import ColumnNumbers
from lme4math.data.sources import Observations
from lme4math.model import Column, MixedModel

SMALL = 1e-9
"""The part of a column, by its length, that may be left over by rounding."""

MOST_CELLS = 20_000_000
"""No larger X is looked at."""


def spanned_by_fixed(observations: Observations) -> dict[tuple[int, int], frozenset[int]]:
    """The random columns, by term and place in it, that are combinations of columns of X; and of which of these.

    With as many columns of X as rows everything is one, so that nothing is found.
    """
    model, design = observations.model, observations.design
    kept = sorted(design.kept)
    fixed = design.X[:, kept]
    if not kept or len(kept) >= len(fixed) or fixed.size > MOST_CELLS:
        return {}
    numbers = ColumnNumbers(observations.data.frame)
    sizes = np.linalg.norm(fixed, axis=0)
    basis, triangle = np.linalg.qr(fixed / sizes)
    found: dict[tuple[int, int], frozenset[int]] = {}
    for place, column in _random_columns(model):
        values = np.asarray(numbers.column(column), dtype=np.float64)
        inside = basis.T @ values
        if np.linalg.norm(values - basis @ inside) <= SMALL * np.linalg.norm(values):
            shares = np.abs(np.linalg.solve(triangle, inside))
            behind = shares > 1e-7 * shares.max()
            found[place] = frozenset(number for number, used in zip(kept, behind, strict=True) if used)
    return found


def _random_columns(model: MixedModel) -> list[tuple[tuple[int, int], Column]]:
    return [
        ((number, place), column)
        for number, term in enumerate(model.random)
        for place, column in enumerate(term.part.columns)
    ]
