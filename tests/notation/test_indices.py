"""Indices and letters as statisticians write them: 0 is the intercept, vectors count up, a group has one letter."""

from __future__ import annotations

import re

import numpy as np
import pytest

import lme4math

FACTORS = {"time": ["a", "b", "c"], "f": ["u", "v"]}


def text(code: str, notation: str = "expanded") -> str:
    return lme4math.parse(code, factors=FACTORS).equations(notation).text()


@pytest.mark.parametrize(
    ("code", "predictor"),
    [
        ("y ~ 0 + x + (1 | g)", "β₁ x_i + b_{0,j[i]}^(g) + ε_i"),
        ("y ~ 0 + x + (0 + x | g)", "(β₁ + b_{1,j[i]}^(g)) x_i + ε_i"),
        ("y ~ 0 + f + (1 | g)", "β₁ 1[f_i = “u”] + β₂ 1[f_i = “v”] + b_{0,j[i]}^(g) + ε_i"),
        ("y ~ x + (1 | g)", "(β₀ + b_{0,j[i]}^(g)) + β₁ x_i + ε_i"),
    ],
)
def test_a_slope_begins_at_one_and_the_intercept_is_zero(code: str, predictor: str) -> None:
    assert f"y_i = {predictor}\n" in text(code)


def test_a_slope_without_an_intercept_has_no_letter_of_one() -> None:
    shown = lme4math.parse("y ~ 0 + x + (1 | g)").equations(style="lettered").text()
    assert "y_i = β x_i + ν_{j[i]}^(α) + ε_i" in shown


@pytest.mark.parametrize(
    ("code", "variances"),
    [
        ("y ~ x + (x || g)", ["τ₀²", "τ₁²"]),
        ("y ~ x + (1 | g) + (1 | h) + (0 + x | g)", ["τ₀²", "ω₀²", "τ₁²"]),
        ("y ~ x + (1 | g) + (0 + x | g) + (0 + x | g)", ["τ₀²", "τ₁²", "ω₁²"]),
        ("lmer(y ~ x + (1 | g) + diag(0 + x | g, hom = TRUE))", ["τ₀²", "ω²"]),
    ],
)
def test_a_grouping_factor_has_one_letter_unless_two_terms_would_share_a_symbol(
    code: str, variances: list[str]
) -> None:
    assert re.findall(r"∼ N\(0, ([τω][₀-₉]*²)\)", text(code)) == variances


def test_two_correlations_of_one_group_have_two_letters() -> None:
    shown = text("lmer(y ~ time + cs(0 + time | g) + cs(0 + x + z | g))", "compact")
    assert "ρ_τ τ₁ τ₂" in shown
    assert "ρ_ω ω₄ ω₅" in shown


@pytest.mark.parametrize(
    ("code", "numbers"),
    [
        ("lmer(y ~ time + cs(0 + time | g))", "123"),
        ("lmer(y ~ time + ar1(0 + time | g))", "123"),
        ("y ~ z + x + (x + z | g)", "012"),
        ("y ~ 0 + x + (1 + x | g)", "01"),
        ("y ~ age + (poly(age, 2) | g)", "023"),
    ],
)
@pytest.mark.parametrize("notation", ["expanded", "matrix"])
def test_vectors_run_in_the_order_of_their_numbers(code: str, numbers: str, notation: str) -> None:
    assert "".join(re.findall(r"[⎡⎢⎣] b_\{(\d),j\}\^\(g\)", text(code, notation))) == numbers


def test_neighbours_of_an_autoregression_stay_neighbours() -> None:
    shown = " ".join(text("lmer(y ~ time + ar1(0 + time | g))").split())
    predictor = "b_{1,j[i]}^(g) 1[time_i = “a”] + (β₂ + b_{2,j[i]}^(g)) 1[time_i = “b”] + (β₃ + b_{3,j[i]}^(g))"
    assert predictor in shown
    assert "ρ_τ² τ² ρ_τ τ² τ²" in shown


@pytest.mark.parametrize("notation", ["expanded", "compact", "matrix"])
@pytest.mark.parametrize("code", ["y ~ z + x + (x + z | g)", "y ~ f + (0 + f | g)"])
def test_the_order_on_the_page_leaves_lme4s_numbers(code: str, notation: str) -> None:
    rng = np.random.default_rng(1)
    data = {name: rng.normal(size=24) for name in "yxz"} | {"g": list("pqrs") * 6, "f": list("aabbcc") * 4}
    model = lme4math.parse(code, data)
    design = model.design()
    theta = np.arange(1.0, 7.0)
    factor = design.Lambda(theta)
    covariance = (design.Z @ factor @ factor.T @ design.Z.T).toarray() + np.eye(24)
    np.testing.assert_allclose(model.equations(notation).covariance(theta=theta), covariance, rtol=1e-9)
    b = rng.normal(size=design.Z.shape[1])
    np.testing.assert_allclose(model.equations(notation).evaluate(np.zeros(design.X.shape[1]), b), design.Z @ b)


@pytest.mark.parametrize(
    ("code", "groups"),
    [
        ("y ~ x + (1 | school/class)", ["school", "class:school"]),
        ("y ~ x + (1 | school) + (1 | school:class)", ["school", "school:class"]),
        ("y ~ x + (x || a/b/c)", ["a", "b:a", "c:b:a"]),
        ("y ~ x + (1 | (a + d)/c)", ["a", "d", "c:d:a"]),
        ("y ~ x + (1 | school:class) + (1 | school)", ["school:class", "school"]),
    ],
)
def test_the_outer_group_of_a_slash_comes_first(code: str, groups: list[str]) -> None:
    model = lme4math.parse(code)
    found = re.findall(r"([jkm]) = 1, …, [JKM] \(levels of ([^)]*)\)", model.equations().text())
    assert found == list(zip("jkm", groups, strict=False))
    assert [level.name for level in model.content().levels[1:]] == groups


def test_data_change_no_letter() -> None:
    data = {"y": [1.0, 2, 3, 4, 2, 1, 3, 5], "school": list("aaaabbbb"), "class": list("uvuvwxwx")}
    known, unknown = (lme4math.parse("y ~ 1 + (1 | school/class)", given).equations() for given in (data, None))
    assert known.text().split("\n\n")[0] == unknown.text().split("\n\n")[0]


def test_lettered_changes_letters_only() -> None:
    model = lme4math.parse("y ~ x + (x | g)")
    shapes = {re.sub(r"[^⎡⎢⎣⎤⎥⎦⎛⎜⎝∼N]", "", model.equations(style=style).text()) for style in ("indexed", "lettered")}
    assert len(shapes) == 1


def test_words_pair_random_columns_with_their_own_coefficients() -> None:
    words = lme4math.parse("lmer(y ~ time + (0 + x + time | g))").explain()
    assert "The slope of `x` is not in the fixed part" in words
    assert "slope of `time` is not in the fixed part" not in words
