"""The weights of observations divide the variance, or the dispersion, of each; as a reader would write it."""

from __future__ import annotations

import numpy as np
import pytest

import lme4math

DATA = {"y": [1.0, 4.0, 2.0, 3.0], "v": [0.5, 2.0, 4.0, 0.25], "w": [3.0, 1.0, 2.0, 5.0], "g": ["p", "p", "q", "q"]}


@pytest.mark.parametrize(
    ("weights", "one", "all_of_them"),
    [
        ("w", ["σ²", "w_i"], "diag"),
        ("1 / v", ["N(0, σ² ⋅ v_i)"], "diag(v₁, v₂, …, v_n)"),
        ("w / v", ["σ² ⋅ v_i", "w_i"], "diag"),
        ("w / 2", ["σ²", "w_i", "2"], "diag"),
    ],
)
def test_weights_that_divide_by_a_variance_show_it(weights: str, one: list[str], all_of_them: str) -> None:
    model = lme4math.parse(f"lmer(y ~ 1 + (1 | g), weights = {weights})")
    page = model.equations().text()
    assert all(part in page for part in one)
    assert all_of_them in model.equations("matrix").text()


def test_a_dispersion_and_the_variance_it_makes_are_divided_alike() -> None:
    page = lme4math.parse("glmer(y ~ 1 + (1 | g), family = Gamma(log), weights = 1 / v)").equations().text()
    assert "Gamma(μ_i, φ ⋅ v_i)" in page
    assert "with variance φ μ_i² ⋅ v_i" in page


@pytest.mark.parametrize("notation", ["expanded", "compact", "matrix"])
@pytest.mark.parametrize("weights", ["w", "1 / v", "w / v", "2 / v", "w / 2", "w / (v / w)", "w / v / 2"])
def test_the_variance_is_the_one_that_is_shown(notation: str, weights: str) -> None:
    equations = lme4math.parse(f"lmer(y ~ 1 + (1 | g), weights = {weights})", DATA).equations(notation)
    w, v = np.array(DATA["w"]), np.array(DATA["v"])
    by = {"w": w, "1 / v": 1 / v, "w / v": w / v, "2 / v": 2 / v, "w / 2": w / 2, "w / v / 2": w / v / 2}
    by["w / (v / w)"] = w / (v / w)
    same_group = np.kron(np.eye(2), np.ones((2, 2)))
    np.testing.assert_allclose(
        equations.covariance(theta=[1.5], sigma=2), 4 * (2.25 * same_group + np.diag(1 / by[weights]))
    )
