"""The notations say the same: bound to random data, at random parameters, they give the same numbers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings, strategies as st

import lme4math
from lme4math.errors import DataError
from lme4math.notation import NOTATIONS

LEFT = st.lists(
    st.sampled_from(["1", "0", "x", "z", "f", "x:f", "f:h", "log(w)", "I(x^2)", "poly(x, 2)"]), min_size=1, max_size=3
)
GROUP = st.sampled_from(["g", "k", "g:k", "g/k", "h"])
BAR = st.builds(
    lambda left, bar, group, around: f"{around}({' + '.join(left)} {bar} {group})",
    LEFT,
    st.sampled_from(["|", "||"]),
    GROUP,
    st.sampled_from(["", "", "", "cs", "ar1", "diag"]),
)
FORMULA = st.builds(lambda left, bars: " + ".join([*left, *bars]), LEFT, st.lists(BAR, min_size=1, max_size=3))
CALL = st.sampled_from(["lmer(y ~ {})", "lmer(y ~ {}, weights = w)", "glmer(n ~ {}, family = poisson)"])


def data(n: int = 60) -> dict[str, Any]:
    random = np.random.default_rng(11)
    return {
        "y": random.normal(size=n),
        "n": random.poisson(4, n),
        "x": random.normal(size=n),
        "z": random.normal(size=n),
        "w": random.uniform(1, 2, n),
        **{name: random.choice(list(levels), n).tolist() for name, levels in LEVELS.items()},
    }


LEVELS = {"f": "abc", "h": "uv", "g": "pqrs", "k": "lmnop"}
DATA = data()


@settings(max_examples=60, deadline=None)
@given(FORMULA, CALL)
def test_the_notations_agree(formula: str, call: str) -> None:
    try:
        model = lme4math.parse(call.format(formula), DATA)
    except lme4math.Error:
        return
    design = model.design()
    random = np.random.default_rng(3)
    beta, b = random.normal(size=len(design.kept)), random.normal(size=design.Z.shape[1])
    theta = random.uniform(0.5, 1.5, design.n_theta)
    direct = design.X[:, list(design.kept)] @ beta + design.Z @ b
    direct = direct if design.offset is None else direct + design.offset
    first = model.equations("expanded").covariance(theta=theta, sigma=1.7)
    for notation in NOTATIONS:
        equations = model.equations(notation)
        np.testing.assert_allclose(equations.evaluate(beta, b), direct, rtol=1e-9, atol=1e-9)
        np.testing.assert_allclose(equations.covariance(theta=theta, sigma=1.7), first, rtol=1e-8, atol=1e-8)


@pytest.mark.parametrize(
    "options", [{"factor_index": True}, {"index": "nested"}, {"factor_index": True, "index": "nested"}]
)
@pytest.mark.parametrize("style", ["indexed", "lettered"])
@pytest.mark.parametrize("notation", ["expanded", "compact"])
def test_factors_by_level_and_nested_indices_give_the_same_numbers(
    notation: str, style: str, options: dict[str, Any]
) -> None:
    model = lme4math.parse("lmer(y ~ x + f + f:x + (x + f | g) + (1 + x | g:k))", DATA)
    design = model.design()
    random = np.random.default_rng(3)
    beta, b = random.normal(size=len(design.kept)), random.normal(size=design.Z.shape[1])
    theta = random.uniform(0.5, 1.5, design.n_theta)
    plain, other = model.equations(notation, style), model.equations(notation, style, **options)
    assert plain.latex() != other.latex()
    np.testing.assert_allclose(other.evaluate(beta, b), plain.evaluate(beta, b), rtol=1e-10)
    np.testing.assert_allclose(other.covariance(theta=theta), plain.covariance(theta=theta), rtol=1e-10)


@pytest.mark.parametrize("notation", NOTATIONS)
@pytest.mark.parametrize(
    "code",
    [
        *("I(x - mean(x))", "I((0 < x) * z)", "poly(x, 2)", "poly(x, z)"),
        *("cbind(x, z)", "cbind(x, x^2)", "cbind(x, x^2, x^3)", "cbind(x, x)", "tr + tr1"),
        *("cbind(x, z > 0, 2)", "cbind(NULL, x, poly(z, 2))", "I(c(1, 2, 3) * c(1, 2) * x)", "I(x * z[1:4])"),
    ],
)
def test_what_is_written_of_the_data_is_computed(code: str, notation: str) -> None:
    ones = (np.array(DATA["x"]) > 0).astype(int)
    data = {**DATA, "tr": ones.astype(str).tolist(), "tr1": ones}  # R calls the column of the factor tr `tr1`, too
    model = lme4math.parse(f"lmer(y ~ {code} + (1 + {code} | g))", data)
    design = model.design()
    random = np.random.default_rng(5)
    beta, b = random.normal(size=len(design.kept)), random.normal(size=design.Z.shape[1])
    expected = design.X[:, list(design.kept)] @ beta + design.Z @ b
    np.testing.assert_allclose(model.equations(notation).evaluate(beta, b), expected, rtol=1e-10)


@pytest.mark.parametrize("notation", NOTATIONS)
@pytest.mark.parametrize("style", ["indexed", "lettered"])
def test_the_mean_of_a_linear_model_is_its_predictor(style: str, notation: str) -> None:
    model = lme4math.parse("lmer(y ~ x + (1 | g))", DATA)
    equations, design = model.equations(notation, style), model.design()
    beta, b = [1.0, 2.0], np.arange(design.Z.shape[1]) + 1.0
    np.testing.assert_allclose(equations.evaluate(beta, b, mean=True), design.X @ beta + design.Z @ b)


def test_crossed_groups_have_no_nested_indices() -> None:
    model = lme4math.parse("lmer(y ~ x + (1 | g) + (1 | k))", DATA)
    with pytest.raises(lme4math.FormulaError, match="do not nest") as caught:
        model.equations(index="nested")
    assert "k))" in str(caught.value)
    assert "^" in str(caught.value)


def test_an_unstructured_covariance_is_lme4s() -> None:
    model = lme4math.parse("lmer(y ~ x + (x + z | g) + (1 | k))", DATA)
    design = model.design()
    theta = np.random.default_rng(2).uniform(0.2, 1.5, design.n_theta)
    factor = design.Lambda(theta)
    expected = 4.0 * ((design.Z @ factor @ factor.T @ design.Z.T).toarray() + np.eye(len(design.rows)))
    np.testing.assert_allclose(model.equations().covariance(theta=theta, sigma=2.0), expected, rtol=1e-10)


@pytest.mark.parametrize("zero", [[0], [1], [2], [0, 1], [1, 2], [0, 2], [1, 3], [0, 1, 2], [0, 1, 2, 3]])
@pytest.mark.parametrize("correlation", [0.6, -0.3])
@pytest.mark.parametrize("structure", ["cs", "ar1"])
def test_a_deviation_of_zero_leaves_the_correlation_of_the_others(
    structure: str, correlation: float, zero: list[int]
) -> None:
    data = {**DATA, "v": list("stuv") * 15}
    model = lme4math.parse(f"lmer(y ~ x + {structure}(0 + v | g, hom = FALSE))", data)
    design = model.design()
    deviations = np.array([1.0, 0.5, 2.0, 0.7])
    deviations[zero] = 0
    apart = np.abs(np.subtract.outer(np.arange(4), np.arange(4)))
    correlations = correlation ** (apart if structure == "ar1" else np.minimum(apart, 1))
    factor = np.linalg.cholesky(correlations)
    theta = (deviations[:, None] * factor).T[np.triu_indices(4)]
    root = design.Z @ design.Lambda(theta)
    for notation in NOTATIONS:
        found = model.equations(notation).covariance(theta=theta)
        np.testing.assert_allclose(found, (root @ root.T).toarray() + np.eye(60), atol=1e-9)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({}, r"^Give exactly one of theta and par\.$"),
        ({"theta": [1.0], "par": [1.0]}, "exactly one"),
        ({"theta": [1.0, 2.0]}, "theta must be a sequence of 1 number; 2 were given"),
        ({"par": ["a"]}, "par must be a sequence of 1 number; not all of what was given are numbers"),
        ({"theta": [1.0], "rows": [60]}, "between 0 and 59"),
        ({"theta": [1.0], "rows": [-1]}, "between 0 and 59"),
        (
            {"theta": [1.0], "rows": ["a"]},
            r"^rows must be whole numbers, the places of rows among those used, from 0\.$",
        ),
        ({"theta": [1.0], "rows": [0.7]}, "rows must be whole numbers"),
        ({"theta": [1.0], "sigma": "q"}, r"^sigma must be a number from 0 on; a value of type str was given\.$"),
        ({"theta": [1.0], "sigma": None}, "sigma must be a number from 0 on"),
        ({"theta": [1.0], "sigma": -1}, "sigma must be a number from 0 on"),
        ({"theta": [1.0], "sigma": float("nan")}, "sigma must be a number from 0 on"),
        ({"theta": [1.0], "sigma": float("inf")}, "sigma must be a number from 0 on"),
    ],
)
def test_wrong_parameters_are_refused_in_words(arguments: dict[str, Any], message: str) -> None:
    equations = lme4math.parse("lmer(y ~ x + (1 | g))", DATA).equations()
    with pytest.raises(DataError, match=message):
        equations.covariance(**arguments)


def test_one_row_may_be_asked_for_and_a_model_have_no_residual() -> None:
    equations = lme4math.parse("lmer(y ~ x + (1 | g))", DATA).equations()
    np.testing.assert_allclose(equations.covariance(theta=[1.5], sigma=0, rows=3), [[0.0]])
    np.testing.assert_allclose(equations.covariance(theta=[1.5], sigma=2, rows=np.uint8(3)), [[4 * 3.25]])


@pytest.mark.parametrize("notation", NOTATIONS)
def test_one_effect_may_have_a_structure(notation: str) -> None:
    equations = lme4math.parse("lmer(y ~ 1 + cs(0 + x | g, hom = TRUE))", DATA).equations(notation)
    x = np.array(DATA["x"])[:1]
    np.testing.assert_allclose(equations.covariance(par=[1.5], sigma=2, rows=[0]), [[4 * (1 + 2.25 * x[0] ** 2)]])


def test_equations_without_data_say_that_they_have_none() -> None:
    equations = lme4math.parse("lmer(y ~ x + (1 | g))").equations()
    with pytest.raises(DataError, match="no data"):
        equations.evaluate([0, 0], [])


def test_an_observation_of_weight_zero_has_an_infinite_variance_in_every_notation() -> None:
    weights = {**DATA, "w": [0.0, *DATA["w"][1:]]}
    model = lme4math.parse("lmer(y ~ x + (1 | g), weights = w)", weights)
    expected = model.equations("expanded").covariance(theta=[1.0])
    assert np.isinf(expected[0, 0])
    assert np.isfinite(expected).sum() == expected.size - 1
    for notation in NOTATIONS[1:]:
        np.testing.assert_allclose(model.equations(notation).covariance(theta=[1.0]), expected)


@pytest.mark.parametrize("notation", NOTATIONS)
def test_after_rows_were_fetched_the_page_has_the_columns_that_lme4_keeps(notation: str) -> None:
    frame = pl.DataFrame(DATA).with_columns(twice=2 * pl.col("x"))
    here, there = (lme4math.parse("lmer(y ~ x + twice + z + (1 | g))", data) for data in (frame, frame.lazy()))
    beta, b = [0.5, 2.0, -1.0], np.arange(here.design().Z.shape[1])
    expected = here.equations(notation).evaluate(beta, b)
    before = there.html(notation)
    there.design()
    assert "twice" not in there.equations(notation).text()
    assert there.html(notation) != before
    assert there.explain() == here.explain()
    np.testing.assert_allclose(there.equations(notation).evaluate(beta, b), expected)


@pytest.mark.parametrize("notation", NOTATIONS)
def test_a_predictor_of_one_term_has_a_covariance(notation: str) -> None:
    counts = {**DATA, "y": [1, 2, 3] * (len(DATA["y"]) // 3)}
    model = lme4math.parse("glmer(y ~ 0 + (1 | g), family = poisson)", counts)
    design = model.design()
    expected = 0.49 * (design.Z @ design.Z.T).toarray()
    np.testing.assert_allclose(model.equations(notation).covariance(theta=[0.7]), expected, rtol=1e-12)


def test_the_order_of_the_statements_changes_no_covariance() -> None:
    equations = lme4math.parse("lmer(y ~ x + (1 | g))", DATA).equations("matrix")
    turned = replace(equations.tree, statements=(equations.tree.statements[0], *equations.tree.statements[:0:-1]))
    np.testing.assert_allclose(equations.replace(turned).covariance(theta=[0.7]), equations.covariance(theta=[0.7]))


def test_more_effects_than_categories_of_few_bits_can_count() -> None:
    levels = pd.Categorical(["p", "q", "r", "s"] * 15)  # numbered in 8 bits
    wide = {f"v{place}": np.arange(60.0) + place for place in range(50)}
    model = lme4math.parse(f"lmer(y ~ x + ({' + '.join(wide)} | g))", pd.DataFrame({**data(), **wide, "g": levels}))
    b = np.arange(model.design().Z.shape[1], dtype=float)
    assert np.allclose(model.equations("matrix").evaluate([0, 0], b), model.design().Z @ b)


@pytest.mark.parametrize("asked", ["f %in% c('a', 'nowhere')", "f == 'nowhere'", "f != 'nowhere'", "!(f %in% 'b')"])
def test_a_condition_may_ask_for_a_level_that_does_not_occur(asked: str) -> None:
    model = lme4math.parse(f"lmer(y ~ 0 + as.numeric({asked}) + I({asked}) + (1 | g))", DATA)
    design = model.design()
    beta, b = np.arange(1.0, len(design.kept) + 1), np.zeros(design.Z.shape[1])
    for notation in NOTATIONS:
        shown = model.equations(notation).evaluate(beta, b)
        assert np.allclose(shown, design.X[:, list(design.kept)] @ beta)
