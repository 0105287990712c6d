"""Pictures of a design: what is written on them, what they are made of, and that they can be read on any page."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from xml.etree import ElementTree

import duckdb
import numpy as np
import pandas as pd
import pytest
from matplotlib import rc_context
from matplotlib.figure import Figure

import lme4math
from lme4math.pictures.canvas import THEMES
from lme4math.source import visible
from tests.oracle import frame

SEED = "lmer(prevalence ~ time + time:type + (1 + time + type:time | reg) + (1 + time + type:time | reg:spp))"
CROSSED = "lmer(y ~ x + (1 | g) + (1 | h) + (1 | t) + (1 | g:h))"
PAGES = {"light": "#ffffff", "dark": "#111111"}


def words(figure: Figure) -> list[str]:
    found = [text.get_text() for text in figure.texts]
    for axes in figure.axes:
        labels = [axes.title, axes.xaxis.label, axes.yaxis.label, *axes.get_xticklabels(), *axes.texts]
        found += [text.get_text() for text in labels]
    return [word for word in found if word]


def cells(figure: Figure) -> int:
    return sum(image.get_array().size for axes in figure.axes for image in axes.images)


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, two: str) -> float:
    low, high = sorted((luminance(one), luminance(two)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(("theme", "page"), [("both", "light"), ("both", "dark"), ("light", "light"), ("dark", "dark")])
def test_themes_are_legible(theme: str, page: str) -> None:
    looks, ground = THEMES[theme], PAGES[page]
    assert contrast(looks.ink, ground) >= (4 if theme == "both" else 7)
    assert all(contrast(colour, ground) >= 3 for colour in looks.levels)


def test_blocks_are_labelled_by_term_in_lme4s_order() -> None:
    said = words(lme4math.parse(SEED, frame("regspp")).plot_design())
    assert [word for word in said if word.startswith(("X", "Z"))] == ["X", "Z₁", "Z₂", "X", "Z₁  reg:spp", "Z₂  reg"]
    assert "(1 + time + type:time | reg:spp): 22 levels × 3 columns = 66" in said
    assert {"106 observations", "time:type+", "reg9:sp4"} <= set(said)


def test_colours_are_those_of_the_levels_in_the_formula() -> None:
    figure = lme4math.parse(SEED, frame("regspp")).plot_design(theme="light")
    assert [axes.title.get_color() for axes in figure.axes] == [THEMES["light"].level(level) for level in (0, 2, 1)]


def test_rows_stay_as_they_are_when_asked() -> None:
    data = pd.DataFrame({"y": [1.0, 2, 3, 4], "g": ["a", "b", "a", "b"]})
    model = lme4math.parse("y ~ 1 + (1 | g)", data)
    shades = [model.plot_design(rows=rows).axes[1].images[0].get_array() for rows in ("data", "groups")]
    assert shades[0].tolist() == [[1, 0], [0, 1], [1, 0], [0, 1]]
    assert shades[1].tolist() == [[1, 0], [1, 0], [0, 1], [0, 1]]


def test_a_large_design_is_a_small_picture() -> None:
    n = 200_000
    random = np.random.default_rng(1)
    data = pd.DataFrame({"y": random.normal(size=n), "x": random.normal(size=n)})
    data["g"] = pd.Categorical.from_codes(random.integers(0, 3000, n), [f"g{level}" for level in range(3000)])
    model = lme4math.parse("y ~ x + (x | g)", data)
    figure = model.plot_design()
    assert cells(figure) < 400_000
    assert any("A cell stands for up to 625 × " in word for word in words(figure))
    assert any("3,000 levels" in word for word in words(model.plot_structure()))


def test_the_structure_shows_nesting_and_crossing() -> None:
    nested = words(lme4math.parse(SEED, frame("regspp")).plot_structure())
    assert {"106 observations", "reg", "└ reg:spp", "9 levels of 4–22 observations", "reg9", "sp4"} <= set(nested)
    assert any("would take them as one" in word for word in nested)
    crossed = words(lme4math.parse(CROSSED, frame("toy60")).plot_structure())
    assert {"partially crossed: 38 of 50", "crossed: 60 of 60", "g (10)", "h (5)"} <= set(crossed)


@pytest.mark.parametrize("code", [SEED, CROSSED])
def test_a_remote_table_has_the_same_structure_and_is_not_read(code: str) -> None:
    data = frame("regspp" if code == SEED else "toy60")
    remote = lme4math.parse(code, duckdb.from_df(data))
    assert words(remote.plot_structure()) == words(lme4math.parse(code, data).plot_structure())
    assert "_observations" not in vars(remote._compiled)


@pytest.mark.parametrize("name", ["plot_design", "plot_structure"])
@pytest.mark.parametrize("suffix", ["png", "svg", "pdf"])
def test_figures_are_saved_without_background(name: str, suffix: str) -> None:
    figure = getattr(lme4math.parse(SEED, frame("regspp")), name)()
    stream = BytesIO()
    figure.savefig(stream, format=suffix)
    assert stream.tell() > 1000
    assert figure.patch.get_alpha() == 0


@pytest.mark.parametrize(
    ("name", "options"),
    [("plot_design", {"rows": "up"}), ("plot_design", {"theme": "pink"}), ("plot_structure", {"theme": "pink"})],
)
def test_unknown_options_are_refused(name: str, options: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="There is no"):
        getattr(lme4math.parse(SEED, frame("regspp")), name)(**options)


@pytest.mark.parametrize("name", ["plot_design", "plot_structure"])
def test_without_data_there_is_nothing_to_draw(name: str) -> None:
    with pytest.raises(lme4math.DataError, match="no data"):
        getattr(lme4math.parse(SEED), name)()


@pytest.mark.parametrize("name", ["$a", "$x^2$", r"\input{/etc/passwd}", "_%&#~", "a\x07b\nc", "\x00"])
@pytest.mark.parametrize("plot", ["plot_design", "plot_structure"])
def test_names_are_only_names(plot: str, name: str) -> None:
    """Whatever is in them, and also for a reader who has LaTeX set all texts."""
    data = {"y": [1.0, 2, 3, 4, 5, 6], "$g_": [name] * 3 + [f"b{name}"] * 3, "h": [name, f"c{name}", "d"] * 2}
    with rc_context({"text.usetex": True}):
        figure = getattr(lme4math.parse("y ~ 1 + (1 | `$g_`) + (1 | h)", data), plot)()
        stream = BytesIO()
        figure.savefig(stream, format="svg", bbox_inches="tight")
    ElementTree.fromstring(stream.getvalue())
    shown = {word for word in words(figure) if word.startswith(("b", "c"))}
    assert {f"{letter}{visible(name)}"[:6] for letter in "bc"} <= {word[:6] for word in shown}
    assert all(word.isprintable() for word in words(figure))
