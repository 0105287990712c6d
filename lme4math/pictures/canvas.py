"""The canvas of all pictures of designs: colours for light and dark pages, axes without a frame, texts as they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from textwrap import wrap
from typing import Any

from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, to_hex, to_rgb
from matplotlib.figure import Figure

from lme4math.errors import one_of
from lme4math.printers import COLOURS, Picture
from lme4math.records import record
from lme4math.source import visible

SMALL, NORMAL, LARGE = 7.5, 9.0, 10.5
LONGEST_LABEL = 14
PLAIN: Mapping[str, Any] = {"parse_math": False, "usetex": False}
"""Every text is set literally, whatever matplotlib's settings for mathematics and LaTeX are."""
FAINTEST = 0.12
"""The least opacity of a cell that is not empty."""


@record
class Theme:
    """Colours for one kind of page.

    Attributes:
        ink: of words and lines.
        levels: of the levels of the model, that of the population first; they come again when they run out.
    """

    ink: str
    levels: tuple[str, ...]

    def level(self, number: int) -> str:
        """The colour of a level: 0 is the population, 1 the first grouping factor of the formula."""
        return self.levels[number % len(self.levels)]


def _between(light: str, dark: str) -> str:
    """The colour half-way, which stands out from either page."""
    (r1, g1, b1), (r2, g2, b2) = to_rgb(light), to_rgb(dark)
    return to_hex(((r1 + r2) / 2, (g1 + g2) / 2, (b1 + b2) / 2))


THEMES: Mapping[str, Theme] = {
    "both": Theme("#7b7b7b", tuple(_between(light, dark) for light, dark in COLOURS)),
    "light": Theme("#333333", tuple(light for light, _ in COLOURS)),
    "dark": Theme("#dddddd", tuple(dark for _, dark in COLOURS)),
}
"""Pages by name; "both" can be read on white as well as on black."""


def theme_of(name: str) -> Theme:
    """The theme of a name.

    Raises:
        ValueError: there is no such theme.
    """
    return THEMES[one_of(name, THEMES, "theme")]


def blank_figure(width: float, height: float) -> Figure:
    """A figure without background, in inches."""
    figure = Picture(figsize=(width, height), layout=None)
    figure.patch.set_alpha(0.0)
    return figure


def panel(figure: Figure, place: tuple[float, float, float, float], theme: Theme, frame: bool = True) -> Axes:
    """Axes at left, bottom, width, height in inches, without ticks."""
    whole_width, whole_height = figure.get_size_inches()
    left, bottom, width, height = place
    axes = figure.add_axes((left / whole_width, bottom / whole_height, width / whole_width, height / whole_height))
    axes.patch.set_alpha(0.0)
    axes.set_xticks([])
    axes.set_yticks([])
    axes.tick_params(colors=theme.ink, labelsize=SMALL, length=0, pad=3)
    for spine in axes.spines.values():
        spine.set_visible(frame)
        spine.set_color(theme.ink)
        spine.set_linewidth(0.6)
    return axes


def write(figure: Figure, place: tuple[float, float], text: str, colour: str, size: float = NORMAL) -> None:
    """Words at a place in inches, from their left end and their middle."""
    whole_width, whole_height = figure.get_size_inches()
    x, y = place
    figure.text(x / whole_width, y / whole_height, visible(text), color=colour, fontsize=size, va="center", **PLAIN)


def shading(colour: str) -> LinearSegmentedColormap:
    """A colour map from transparent at 0 to a colour; the least value above 0 is visible."""
    red, green, blue = to_rgb(colour)
    steps = [(0.0, (red, green, blue, 0.0)), (1e-9, (red, green, blue, FAINTEST)), (1.0, (red, green, blue, 1.0))]
    return LinearSegmentedColormap.from_list("shading", steps, N=4096)


def short(label: str, longest: int = LONGEST_LABEL) -> str:
    """A label as it can be seen, cut to a length, with dots where it was cut."""
    return visible(label if len(label) <= longest else f"{label[: longest - 1]}…")


def apart(labels: Sequence[str], longest: int) -> list[str]:
    """Labels cut to a length; in their middles where two that differ would look alike with their ends cut off."""
    cut = [short(label, longest) for label in labels]
    if len(set(cut)) == len(set(labels)):
        return cut
    kept = (longest - 1) // 2
    return [visible(one if len(one) <= longest else f"{one[: longest - 1 - kept]}…{one[-kept:]}") for one in labels]


def paragraphs(sentences: Sequence[str], width: float, size: float = SMALL) -> list[str]:
    """Sentences as lines that fit into a width in inches."""
    characters = max(20, int(width * 72 / (size * 0.52)))
    return [line for sentence in sentences for line in wrap(sentence, characters)]
