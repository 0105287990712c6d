"""What of a large matrix stands on the page, and where dots say "and so on".

A matrix keeps its first, second and last row and column. Dots promise that what they hide goes on as what is shown; a
zero among entries that are none breaks that promise, so its row and column stay on the page.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from lme4math.notation import tree
from lme4math.trees import walk

Shown = tuple[int | None, ...]
"""Places that are shown, in order; None where dots stand for those between."""


def shown(count: int, most: int, exceptions: Collection[int] = ()) -> Shown:
    """Which of `count` rows, or columns, are shown.

    Args:
        most: how many are shown whole.
        exceptions: places that are shown in any case.
    """
    if count <= most:
        return tuple(range(count))
    places: list[int | None] = []
    before = -1
    for place in sorted({0, 1, count - 1, *exceptions}):
        places += [None, place] if place > before + 1 else [place]
        before = place
    return tuple(places)


def exceptions_in(entries: Sequence[tree.Expr]) -> frozenset[int]:
    """The places in a row or column where a zero stands that dots must not hide; zeros may be the rule."""
    if _holds_zero(entries[0]):
        return frozenset()
    return frozenset(place for place, entry in enumerate(entries) if _holds_zero(entry))


def exceptions_in_grid(rows: Sequence[Sequence[tree.Expr]]) -> tuple[frozenset[int], frozenset[int]]:
    """The rows and the columns where a zero stands that dots must not hide; off the diagonal zeros may be the rule."""
    off_diagonal_zeros_are_usual = _holds_zero(rows[0][-1])
    found = [
        (down, across)
        for down, entries in enumerate(rows)
        for across, entry in enumerate(entries)
        if not (off_diagonal_zeros_are_usual and down != across) and _holds_zero(entry)
    ]
    return frozenset(down for down, _ in found), frozenset(across for _, across in found)


def _holds_zero(entry: tree.Expr) -> bool:
    return any(isinstance(node, tree.Numeral) and node.value == 0 for node in walk(entry))
