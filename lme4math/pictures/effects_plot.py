"""The figure of random effects: the levels of a grouping factor in their order, with intervals."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import NormalDist

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from lme4math.data import FloatArray, IntArray
from lme4math.fits import ConditionalEffects
from lme4math.model import GroupingFactor
from lme4math.notation import PageNames
from lme4math.pictures.canvas import (
    LARGE,
    PLAIN,
    SMALL,
    Theme,
    apart,
    blank_figure,
    panel,
    paragraphs,
    short,
    theme_of,
    write,
)

WIDTH, GAP, MARGIN, ROW, TOP, BOTTOM = 2.6, 0.25, 0.3, 0.16, 0.4, 0.45
MOST_LEVELS = 40
LINE = 0.19


def effects_figure(
    effects: ConditionalEffects, group: GroupingFactor, page: PageNames, level: float = 0.95, theme: str = "both"
) -> Figure:
    """A panel for each column, a row for each level; the rows are sorted by the first column.

    Args:
        effects: of one grouping factor.
        group: the factor; its place among those of the model gives the colour.
        page: what it, its levels and the columns are called.
        level: the confidence of the intervals.
        theme: "both", "light" or "dark".

    Raises:
        ValueError: there is no such theme.
    """
    looks = theme_of(theme)
    colour = looks.level(page.model.levels.index(group) + 1)
    shown, left_out = _rows(effects.values[:, 0])
    labels = apart([page.level(group, effects.levels[row]) for row in shown], 20)
    names = 0.2 + 0.075 * max(map(len, labels), default=0)
    n_rows = len(shown) + (2 if left_out else 0)
    n_panels = len(effects.columns)
    width = MARGIN + names + n_panels * (WIDTH + GAP)
    notes = paragraphs(_notes(effects, page.group(group.name), left_out, level), width - 2 * MARGIN)
    height = TOP + ROW * max(n_rows, 3) + BOTTOM + LINE * len(notes) + 0.1
    figure = blank_figure(width, height)
    y = _heights(len(shown), bool(left_out))
    z = NormalDist().inv_cdf(0.5 + level / 2)
    for place, column in enumerate(effects.columns):
        at = (MARGIN + names + place * (WIDTH + GAP), height - TOP - ROW * max(n_rows, 3), WIDTH, ROW * max(n_rows, 3))
        axes = panel(figure, at, looks)
        _draw(axes, effects.values[shown, place], z * effects.deviations[shown, place], y, looks, colour)
        axes.set_ylim(n_rows - 0.5, -0.5)
        axes.set_title(short(page.column(column), 34), color=looks.ink, fontsize=LARGE, pad=5, **PLAIN)
        if place == 0:
            axes.set_yticks(y, labels, **PLAIN)
        if left_out:
            words = f"{left_out:,} levels between"
            middle = len(shown) // 2 + 0.5
            axes.text(0.5, middle, words, transform=axes.get_yaxis_transform(), ha="center", va="center",
                      color=looks.ink, fontsize=SMALL, **PLAIN)  # fmt: skip
    for row, note in enumerate(reversed(notes)):
        write(figure, (MARGIN, 0.15 + LINE * row), note, looks.ink, SMALL)
    return figure


def _rows(values: FloatArray) -> tuple[IntArray, int]:
    """The levels that are shown, the largest value first, and how many are left out in the middle."""
    order = np.argsort(-values, kind="stable")
    if len(order) <= MOST_LEVELS:
        return order, 0
    half = MOST_LEVELS // 2
    return np.concatenate([order[:half], order[-half:]]), len(order) - MOST_LEVELS


def _heights(n_shown: int, divided: bool) -> FloatArray:
    rows = np.arange(n_shown, dtype=np.float64)
    return rows + 2.0 * (rows >= n_shown // 2) if divided else rows


def _notes(effects: ConditionalEffects, group: str, left_out: int, level: float) -> Sequence[str]:
    shown = f"; {MOST_LEVELS} are shown" if left_out else ""
    sentences = [
        f"Random effects of the {len(effects.levels):,} levels of {group}{shown}, with {100 * level:g}% intervals"
        " from their conditional standard deviations given the data and the estimates."
    ]
    return [*sentences, *(["Sorted by the first panel."] if len(effects.columns) > 1 else [])]


def _draw(axes: Axes, values: FloatArray, half: FloatArray, y: FloatArray, theme: Theme, colour: str) -> None:
    axes.axvline(0.0, color=theme.ink, linewidth=0.6, linestyle=(0, (3, 2)))
    axes.hlines(y, values - half, values + half, color=colour, linewidth=1.1)
    axes.plot(values, y, "o", color=colour, markersize=3.2)
    axes.xaxis.set_major_locator(MaxNLocator(5))
    axes.tick_params(axis="x", length=2.5, color=theme.ink)
