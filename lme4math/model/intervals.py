"""The labels that R's `cut` gives to intervals."""

from __future__ import annotations

import math
from itertools import pairwise


def interval_labels(breaks: tuple[float, ...], right: bool, lowest: bool, digits: int) -> tuple[str, ...]:
    """`(0,1]`, `(1,2]`, …, with the fewest digits from `digits` up that tell the breaks apart (`cut.default`).

    Args:
        breaks: the limits, in any order.
        right: whether intervals are closed on the right.
        lowest: whether the outermost interval is closed on both sides.
        digits: R's `dig.lab`.
    """
    limits = sorted(breaks)
    written: list[str] = []
    for more in range(digits, max(12, digits) + 1):
        written = [f"{limit:.{more}g}" if math.isfinite(limit) else _infinity(limit, limits) for limit in limits]
        if len(set(written)) == len(written):
            break
    opening, closing = ("(", "]") if right else ("[", ")")
    labels = [f"{opening}{a},{b}{closing}" for a, b in pairwise(written)]
    if lowest and labels and right:
        labels[0] = "[" + labels[0][1:]
    elif lowest and labels:
        labels[-1] = labels[-1][:-1] + "]"
    return tuple(labels)


def _infinity(limit: float, limits: list[float]) -> str:
    """R's formatC() makes the infinities as wide as each other: beside -Inf, Inf has a blank before it."""
    return "-Inf" if limit < 0 else " Inf" if limits[0] == -math.inf else "Inf"
