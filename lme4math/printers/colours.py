"""The colours of the population and of the grouping factors, for a light page and for a dark one.

Darkened and lightened relatives of Okabe and Ito's colour-blind-safe set; the tests measure their contrast.
"""

from __future__ import annotations

from typing import Any

from lme4math.printers.layout.boxes import Box, Coloured, Mark, Part, changed

COLOURS = (
    ("#00664a", "#5fd6ad"),  # bluish green
    ("#0054a6", "#7cc0ff"),  # blue
    ("#9c3600", "#ffab73"),  # vermillion
    ("#82307c", "#f0a6e6"),  # reddish purple
    ("#665200", "#e8d25a"),  # yellow
    ("#3f4a5a", "#c3cedc"),  # slate
    ("#a3123f", "#ff9db4"),  # crimson
)


def coloured(part: Part) -> Part:
    """The same display, line or box, with each part that belongs to a level in that level's colour on a light page."""
    return changed(part, Mark, _in_its_colour)


def _in_its_colour(mark: Any) -> Box:
    return mark if mark.level is None else Coloured(mark, COLOURS[mark.level % len(COLOURS)][0])
