"""The order in which lme4 takes random terms: by the number of levels, unless they are in that order already."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise


def lme4_order(n_levels: Sequence[int]) -> tuple[int, ...]:
    """The positions of the terms of the formula in lme4's order (`mkReTrms` in the R package reformulas).

    Where the numbers of levels never increase, the order of the formula stays. Otherwise it is R's
    `rev(order(n_levels))`, which reverses the order of ties.

    Args:
        n_levels: of each term's grouping factor, in the order of the formula.
    """
    positions = range(len(n_levels))
    if all(a >= b for a, b in pairwise(n_levels)):
        return tuple(positions)
    return tuple(sorted(positions, key=n_levels.__getitem__)[::-1])
