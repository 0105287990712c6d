"""The figure of shrinkage: the line of each level by its own data, and by the model, as points of a plane."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from lme4math.fits import LevelLines
from lme4math.model import GroupingFactor
from lme4math.notation import PageNames
from lme4math.pictures.canvas import NORMAL, PLAIN, SMALL, blank_figure, panel, paragraphs, short, theme_of, write

SIZE, LEFT, RIGHT, TOP, BENEATH, LINE = 4.2, 0.75, 0.25, 0.2, 0.55, 0.19
MOST_ARROWS = 400


def shrinkage_figure(lines: LevelLines, group: GroupingFactor, page: PageNames, theme: str = "both") -> Figure:
    """Intercepts across, slopes up; an arrow for each level.

    Args:
        lines: of the levels of one grouping factor.
        group: the factor; its place among those of the model gives the colour.
        page: what it and the covariate are called.
        theme: "both", "light" or "dark".

    Raises:
        ValueError: there is no such theme.
    """
    looks = theme_of(theme)
    determined = np.asarray(np.isfinite(lines.own).all(axis=1) & np.isfinite(lines.fitted).all(axis=1))
    own, fitted = lines.own[determined], lines.fitted[determined]
    drawn = np.unique(np.linspace(0, max(len(own) - 1, 0), MOST_ARROWS).astype(int))[: len(own)]
    own, fitted = own[drawn], fitted[drawn]
    notes = paragraphs(_notes(page.group(group.name), len(determined), int(determined.sum()), len(own)), LEFT + SIZE)
    words = LINE * len(notes) + 0.15
    figure = blank_figure(LEFT + SIZE + RIGHT, TOP + SIZE + BENEATH + words)
    axes = panel(figure, (LEFT, BENEATH + words, SIZE, SIZE), looks)
    colour = looks.level(page.model.levels.index(group) + 1)
    for (x, y), (to_x, to_y) in zip(own.tolist(), fitted.tolist(), strict=True):
        arrow = {"arrowstyle": "->", "color": colour, "linewidth": 0.8, "shrinkA": 2.0, "shrinkB": 0.0}
        axes.annotate("", (to_x, to_y), (x, y), arrowprops=arrow)
    axes.plot(own[:, 0], own[:, 1], "o", color=colour, markersize=3.4, markerfacecolor="none")
    axes.plot(fitted[:, 0], fitted[:, 1], "o", color=colour, markersize=3.4)
    axes.plot(*lines.population.reshape(2, 1), "P", color=looks.level(0), markersize=8, zorder=4)
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_locator(MaxNLocator(5))
    axes.tick_params(length=2.5, color=looks.ink)
    axes.set_xlabel("intercept", color=looks.ink, fontsize=NORMAL, **PLAIN)
    axes.set_ylabel(f"slope of {short(page.column(lines.covariate), 34)}", color=looks.ink, fontsize=NORMAL, **PLAIN)
    for row, note in enumerate(reversed(notes)):
        write(figure, (0.2, 0.15 + LINE * row), note, looks.ink, SMALL)
    return figure


def _notes(group: str, n_levels: int, n_determined: int, n_drawn: int) -> list[str]:
    notes = [
        f"Levels of {group}: from the line by least squares on the data of one level (open) to that of its fitted"
        " values (filled). The cross is the population's line."
    ]
    if n_determined < n_levels:
        notes.append(f"{n_levels - n_determined:,} of {n_levels:,} levels have no line of their own.")
    if n_drawn < n_determined:
        notes.append(f"{n_drawn:,} of {n_determined:,} levels are shown.")
    return notes
