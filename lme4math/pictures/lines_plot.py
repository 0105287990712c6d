"""The figure of fitted lines over the data: a panel for each level of a grouping factor, all on the same axes."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from lme4math.fits import LinesOverData
from lme4math.model import GroupingFactor
from lme4math.notation import PageNames
from lme4math.pictures.canvas import (
    NORMAL,
    PLAIN,
    SMALL,
    apart,
    blank_figure,
    panel,
    paragraphs,
    short,
    theme_of,
    write,
)

WIDTH, HEIGHT, GAP, TITLE = 1.05, 0.95, 0.1, 0.2
LEFT, RIGHT, TOP, BENEATH, LINE = 0.8, 0.25, 0.1, 0.5, 0.19
MOST_LEVELS, ACROSS, LEAST_ACROSS = 24, 6, 3
MOST_POINTS = 400


def lines_figure(lines: LinesOverData, group: GroupingFactor, page: PageNames, theme: str = "both") -> Figure:
    """Observations as points, fitted lines through them, and the population's line, dashed.

    Args:
        lines: of the levels of one grouping factor.
        group: the factor; its place among those of the model gives the colour.
        page: what it, its levels, the covariate and the response are called.
        theme: "both", "light" or "dark".

    Raises:
        ValueError: there is no such theme.
    """
    looks = theme_of(theme)
    shown = min(len(lines.levels), MOST_LEVELS)
    across = min(ACROSS, max(shown, LEAST_ACROSS))
    down = -(-shown // across)
    width = LEFT + across * (WIDTH + GAP) + RIGHT
    notes = paragraphs(_notes(lines, page.group(group.name), shown), width - 0.4)
    beneath = BENEATH + LINE * len(notes) + 0.15
    height = beneath + down * (HEIGHT + TITLE) + TOP
    figure = blank_figure(width, height)
    limits = _limits(lines, shown)
    titles = apart([page.level(group, level) for level in lines.levels[:shown]], 16)
    for number in range(shown):
        row, column = divmod(number, across)
        bottom = height - TOP - (row + 1) * (HEIGHT + TITLE)
        axes = panel(figure, (LEFT + column * (WIDTH + GAP), bottom, WIDTH, HEIGHT), looks)
        axes.set_title(titles[number], color=looks.ink, fontsize=SMALL, pad=2, **PLAIN)
        _draw(axes, lines, number, looks.level(page.model.levels.index(group) + 1), looks.level(0))
        axes.set_xlim(*limits[0])
        axes.set_ylim(*limits[1])
        lowest = number + across >= shown
        for axis, is_edge in ((axes.xaxis, lowest), (axes.yaxis, column == 0)):
            axis.set_major_locator(MaxNLocator(3))
            axis.set_tick_params(length=2.5, color=looks.ink, labelleft=is_edge, labelbottom=is_edge)
    words = {"color": looks.ink, "fontsize": NORMAL, **PLAIN}
    middle = (beneath + (height - TOP)) / 2 / height
    figure.text(0.16 / width, middle, short(_response(page), 40), rotation=90, ha="left", va="center", **words)
    centre = (LEFT + across * (WIDTH + GAP) / 2) / width
    figure.text(
        centre, (beneath - 0.36) / height, short(page.code(lines.covariate), 60), ha="center", va="center", **words
    )
    for row, note in enumerate(reversed(notes)):
        write(figure, (0.2, 0.15 + LINE * row), note, looks.ink, SMALL)
    return figure


def _response(page: PageNames) -> str:
    response = page.model.response
    return f"share of {page.code(response.successes)}" if response.successes else page.code(response.name)


def _draw(axes: Axes, lines: LinesOverData, level: int, colour: str, of_population: str) -> None:
    own = np.flatnonzero(lines.codes == level)
    own = own[np.unique(np.linspace(0, max(len(own) - 1, 0), MOST_POINTS).astype(int))[: len(own)]]
    axes.plot(lines.x[own], lines.responses[own], "o", color=colour, markersize=2.4, markerfacecolor="none", mew=0.7)
    axes.plot(*lines.population[level], color=of_population, linewidth=0.9, linestyle=(0, (3, 2)))
    axes.plot(*lines.fitted[level], color=colour, linewidth=1.4)


def _limits(lines: LinesOverData, shown: int) -> tuple[tuple[float, float], tuple[float, float]]:
    """Of both axes, with a margin."""
    rows = lines.codes < shown
    drawn = [points[1] for points in (*lines.fitted[:shown], *lines.population[:shown])]
    across, up = lines.x[rows], np.concatenate([lines.responses[rows], *drawn])
    return _around(float(across.min()), float(across.max())), _around(float(up.min()), float(up.max()))


def _around(least: float, most: float) -> tuple[float, float]:
    margin = 0.06 * (most - least) or 0.5
    return least - margin, most + margin


def _notes(lines: LinesOverData, group: str, n_shown: int) -> list[str]:
    notes = [f"Levels of {group}: the data, the line of each level, and the population's line (dashed)."]
    if lines.straight:
        notes.append(
            "Lines are by least squares through the fitted values of each level, as these depend on other things too."
        )
    if n_shown < len(lines.levels):
        notes.append(f"{n_shown:,} of {len(lines.levels):,} levels are shown.")
    return notes
