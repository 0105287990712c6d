"""Pictures of fits: what is written on them and where things stand."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import numpy as np
import pytest
from matplotlib.figure import Figure

from lme4math import Fit, data, parse
from lme4math.pictures.canvas import THEMES


def words(figure: Figure) -> list[str]:
    found = [text.get_text() for text in figure.texts]
    for axes in figure.axes:
        labels = [axes.title, axes.xaxis.label, axes.yaxis.label, *axes.get_yticklabels(), *axes.texts]
        found += [text.get_text() for text in labels]
    return [word for word in found if word]


def points(figure: Figure, panel: int) -> Any:
    """The places of the marks in a panel."""
    return next(line.get_xydata() for line in figure.axes[panel].lines if line.get_marker() == "o")


@pytest.fixture(scope="module")
def sleep() -> Fit:
    return parse("lmer(Reaction ~ Days + (Days | Subject))", data.sleepstudy()).fit()


@pytest.fixture(scope="module")
def crossed() -> Fit:
    random = np.random.default_rng(1)
    g, h = np.repeat(np.arange(100), 4), np.tile(np.arange(8), 50)
    y = random.normal(size=100)[g] + random.normal(size=8)[h] + random.normal(size=400)
    frame = {"y": y, "g": [f"g${level}_$" for level in g], "h": [f"h{level}" for level in h]}
    return parse("lmer(y ~ 1 + (1 | h) + (1 | g))", frame).fit()


def test_levels_stand_in_the_order_of_their_effects(sleep: Fit) -> None:
    """`ranef(fit)$Subject` of lme4: the largest intercept is that of 337, the least that of 309."""
    figure = sleep.plot_effects("Subject")
    labels = [label.get_text() for label in figure.axes[0].get_yticklabels()]
    assert (labels[0], labels[-1], len(labels)) == ("337", "309", 18)
    assert [axes.title.get_text() for axes in figure.axes] == ["(Intercept)", "Days"]
    values = points(figure, 0)[:, 0]
    assert (np.diff(values) <= 0).all()
    assert values[0] == pytest.approx(34.88, abs=0.02)
    assert points(figure, 1)[0, 0] == pytest.approx(8.63, abs=0.02)


def test_intervals_are_as_wide_as_is_asked_for(sleep: Fit) -> None:
    for level, z in ((0.95, 1.959964), (0.5, 0.674490)):
        bars = sleep.plot_effects("Subject", level=level).axes[0].collections[0].get_segments()
        assert np.ptp(bars[0][:, 0]) / 2 == pytest.approx(z * np.sqrt(145.7055875), rel=1e-3)
        assert any(f"{100 * level:g}% intervals" in word for word in words(sleep.plot_effects("Subject", level=level)))


def test_many_levels_are_left_out_and_counted(crossed: Fit) -> None:
    said = words(crossed.plot_effects("g"))
    assert "60 levels between" in said
    assert any("100 levels of g; 40 are shown" in word for word in said)
    assert any(word.startswith("g$") for word in said)
    assert len(points(crossed.plot_effects("g"), 0)) == 40
    assert not any("between" in word for word in words(crossed.plot_effects("h")))


@pytest.mark.parametrize("theme", ["light", "dark", "both"])
def test_colours_are_those_of_the_grouping_factor(crossed: Fit, theme: str) -> None:
    for group, number in (("h", 1), ("g", 2)):
        figure = crossed.plot_effects(group, theme=theme)
        marks = next(line for line in figure.axes[0].lines if line.get_marker() == "o")
        assert marks.get_color() == THEMES[theme].level(number)
        assert figure.patch.get_alpha() == 0
        figure.savefig(BytesIO(), format="svg")


def test_unknown_names_are_refused(sleep: Fit) -> None:
    with pytest.raises(ValueError, match="no grouping factor 'Day'"):
        sleep.plot_effects("Day")
    with pytest.raises(ValueError, match="no theme"):
        sleep.plot_effects("Subject", theme="pink")
    with pytest.raises(ValueError, match="between 0 and 1"):
        sleep.plot_effects("Subject", level=95)


def test_shrinkage_leads_from_own_lines_to_those_of_the_model(sleep: Fit) -> None:
    """Of 308: `lm(Reaction ~ Days)` gives 244.19 and 21.76, `coef(fit)$Subject` 253.66 and 19.67."""
    figure = sleep.plot_shrinkage("Subject", theme="light")
    own, model, population = (line.get_xydata() for line in figure.axes[0].lines)
    assert own[0] == pytest.approx([244.19, 21.76], abs=0.01)
    assert model[0] == pytest.approx([253.66, 19.67], abs=0.01)
    assert population[0] == pytest.approx([251.405, 10.467], abs=0.001)
    assert len(figure.axes[0].texts) == 18
    assert (figure.axes[0].get_xlabel(), figure.axes[0].get_ylabel()) == ("intercept", "slope of Days")


def test_levels_without_a_line_are_counted() -> None:
    random = np.random.default_rng(5)
    g = np.append(np.repeat(np.arange(12), 6), 12)
    x = np.append(np.tile(np.arange(6.0), 12), 1.0)
    y = random.normal(size=13)[g] + x * random.normal(size=13)[g] + random.normal(size=73)
    fit = parse("lmer(y ~ x + (0 + x | g) + (1 | g))", {"y": y, "x": x, "g": [f"a{level}" for level in g]}).fit()
    figure = fit.plot_shrinkage("g")
    assert "1 of 13 levels have no line of their own." in words(figure)
    assert len(figure.axes[0].texts) == 12
    assert figure.axes[0].get_ylabel() == "slope of x"


def test_shrinkage_is_refused_where_lines_are_not_what_varies(crossed: Fit) -> None:
    with pytest.raises(ValueError, match="slope of one numeric covariate"):
        crossed.plot_shrinkage("g")


def test_long_names_that_begin_alike_can_be_told_from_one_another() -> None:
    random = np.random.default_rng(1)
    names = [f"Department of Applied {subject}" for subject in ("Mathematics", "Statistics", "Physics")]
    frame = {"y": random.normal(size=30), "x": list(range(10)) * 3, "g": [name for name in names for _ in range(10)]}
    fit = parse("lmer(y ~ x + (1 | g))", frame).fit()
    labels = [label.get_text() for label in fit.plot_effects("g").axes[0].get_yticklabels()]
    assert len(set(labels)) == 3
    assert any("Physics" in label for label in labels)
    assert len({axes.get_title() for axes in fit.plot_lines("x").axes}) == 3
