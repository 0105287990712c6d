"""The figure of fitted lines over the data."""

from __future__ import annotations

import numpy as np
import pytest

from lme4math import DataError, Fit, data, parse


@pytest.fixture(scope="module")
def sleep() -> Fit:
    return parse("lmer(Reaction ~ Days + (Days | Subject))", data.sleepstudy()).fit()


def test_each_level_has_its_data_its_line_and_that_of_the_population(sleep: Fit) -> None:
    figure = sleep.plot_lines("Days")
    axes = figure.axes[0]
    points, population, own = axes.lines
    assert axes.get_title() == "308"
    assert points.get_xydata()[:2].tolist() == [[0.0, 249.56], [1.0, 258.7047]]
    assert own.get_ydata() == pytest.approx(sleep.predict()[:10])
    assert population.get_ydata() == pytest.approx(sleep.predict(random_effects=False)[:10])
    assert own.get_color() != population.get_color()
    assert {one.get_ylim() for one in figure.axes} == {axes.get_ylim()}


def test_where_other_things_vary_lines_are_straight_and_it_is_said() -> None:
    code = "glmer(cbind(incidence, size - incidence) ~ size + period + (1 | herd), family = binomial)"
    figure = parse(code, data.cbpp()).fit().plot_lines("size")
    assert len(figure.axes) == 15
    assert all(len(line.get_xdata()) in (0, 2) for axes in figure.axes for line in axes.lines[1:])
    words = " ".join(text.get_text() for text in figure.texts)
    assert "least squares through the fitted values" in words
    assert "share of incidence" in words


def test_only_numeric_covariates_of_the_model_have_lines(sleep: Fit) -> None:
    with pytest.raises(ValueError, match="no numeric covariate 'Subject'; there is Days"):
        sleep.plot_lines("Subject")
    with pytest.raises(ValueError, match="no grouping factor 'Days'"):
        sleep.plot_lines("Days", "Days")
    with pytest.raises(DataError, match="no data"):
        Fit(parse("lmer(Reaction ~ Days + (Days | Subject))"), "text", sleep.estimates).plot_lines("Days")


def test_the_factor_is_one_over_which_the_slope_varies_and_many_levels_are_cut() -> None:
    rows = np.arange(600)
    made = {
        "y": np.sin(rows) + rows % 7,
        "x": rows % 7 / 2,
        "g": [f"a level with a very long name {row % 3}" for row in rows],
        "h": [f"h{row % 60}" for row in rows],
    }
    fit = parse("y ~ x + (1 | g) + (x | h)", made).fit()
    figure = fit.plot_lines("x")
    assert len(figure.axes) == 24
    assert any("24 of 60 levels are shown." in text.get_text() for text in figure.texts)
    long = fit.plot_lines("x", "g")
    long.draw_without_rendering()
    for axes in long.axes:
        title = axes.title.get_window_extent()
        assert title.width <= axes.get_window_extent().width * 1.15
        assert "…" in axes.get_title()
    assert len({axes.get_title() for axes in long.axes}) == 3
