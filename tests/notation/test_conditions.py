"""Logical variables: a comparison of numbers is written as one, and computed as it is written."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pytest

import lme4math
from lme4math.notation import tree
from lme4math.records import walk

N = 40
DATA: dict[str, list[Any]] = {
    "y": np.random.default_rng(1).normal(size=N).tolist(),
    "time": [place % 20 for place in range(N)],
    "f": ["a", "b", "c", "a"] * 10,
    "g": ["p", "q", "r", "s"] * 10,
}


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("time > 10", "1[time_i > 10]"),
        ("(time >= 2 * 5)", "1[time_i ≥ 2 ⋅ 5]"),
        ("I(time < -1)", "1[time_i < −1]"),
        ("I((time < -1))", "1[time_i < −1]"),
        ("3 == time", "1[3 = time_i]"),
        ("time > pi", "1[time_i > π]"),
        ("I(time %in% 2)", "1[I(time %in% 2)_i = TRUE]"),
        ("time != mean(time)", "1[time_i ≠ mean(time)]"),
        ("log(time + 1) <= 2", "1[log(time_i + 1) ≤ 2]"),
        ('f == "a"', "1[f_i = “a”]"),
        ("time == f", "1[(time == f)_i = TRUE]"),
        ("!w", "1[(!w)_i = TRUE]"),
        ("is.na(time)", "1[is.na(time)_i = TRUE]"),
        ("time > NA", "1[(time > NA)_i = TRUE]"),
    ],
)
def test_a_comparison_with_a_number_is_a_condition(code: str, shown: str) -> None:
    page = lme4math.parse(f"lmer(y ~ ({code}) + (1 | g))").equations().text()
    assert f" β₁ {shown} " in page.replace("\n", " ")


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("I((time > 10) * x)", "β₁ (1[time_i > 10] ⋅ x_i)"),
        ("I((time > pi) * x)", "β₁ (1[time_i > π] ⋅ x_i)"),
        ("log(2 + (mean(x) < x))", "β₁ log(2 + 1[mean(x) < x_i])"),
        ("I(((x > 1) + 2) > 2)", "β₁ 1[1[x_i > 1] + 2 > 2]"),
        ('I((f == "a") * x)', "β₁ (1[f_i = “a”] ⋅ x_i)"),
    ],
)
def test_a_comparison_within_an_expression_is_one_too(code: str, shown: str) -> None:
    assert shown in lme4math.parse(f"lmer(y ~ {code} + (1 | g))").equations().text()


def test_a_comparison_within_an_expression_is_computed_as_shown() -> None:
    data = {**DATA, "x": np.random.default_rng(3).normal(size=N).tolist()}
    model = lme4math.parse("lmer(y ~ I((time > 7) * x) + (1 | g))", data)
    design, beta = model.design(), np.array([0.5, 2.0])
    for notation in ("expanded", "compact", "matrix"):
        eta = model.equations(notation).evaluate(beta, np.zeros(4))
        np.testing.assert_allclose(eta, design.X @ beta)


TEXT = {**DATA, "s": ["1", "2", "10", "3"] * 10, "x": list(range(N))}


@pytest.mark.parametrize("code", ["I((s >= 10) * x)", "I((s == 2) * x)", "log(1 + (s == 2))", "(s >= 10)", "(2 == s)"])
@pytest.mark.parametrize("elsewhere", [False, True])
def test_text_is_compared_as_text(code: str, elsewhere: bool) -> None:
    model = lme4math.parse(f"lmer(y ~ {code} + (1 | g))", pl.DataFrame(TEXT).lazy() if elsewhere else TEXT)
    assert not any(isinstance(node, tree.Condition) for node in walk(model.equations().tree))
    np.testing.assert_allclose(model.equations().evaluate([0, 1], np.zeros(4)), model.design().X[:, 1])


def test_a_declared_factor_is_compared_by_its_levels() -> None:
    page = lme4math.parse("lmer(y ~ I((f > 1) * x) + (1 | g))", factors={"f": ["1", "2"]}).equations().text()
    assert "β₁ ((f > 1)_i ⋅ x_i)" in page


def test_comparisons_many_brackets_deep_are_written_as_r_writes_them() -> None:
    code = "x"
    for _ in range(45):
        code = f"({code} > 0)"
    assert "_i" in lme4math.parse(f"lmer(y ~ I({code} * x) + (1 | g))").equations().text()


def test_a_name_that_ends_in_a_number_is_not_taken_for_the_indexed_one() -> None:
    assert "(time%%2)_i" in lme4math.parse("lmer(y ~ time %% 2 + (1 | g))").equations().text()
    assert "scale(time)_i" in lme4math.parse("lmer(y ~ scale(time) + (1 | g))").equations().text()


@pytest.mark.parametrize("relation", [">", "<", ">=", "<=", "==", "!="])
@pytest.mark.parametrize("notation", ["expanded", "compact", "matrix"])
def test_conditions_are_computed_as_shown(notation: str, relation: str) -> None:
    model = lme4math.parse(f"lmer(y ~ 0 + (time {relation} 7) * f + (0 + (time {relation} 7) | g))", DATA)
    equations, design = model.equations(notation), model.design()
    assert any(isinstance(node, tree.Condition) for node in walk(equations.tree))
    random = np.random.default_rng(2)
    beta, b = random.normal(size=len(design.kept)), random.normal(size=design.Z.shape[1])
    direct = design.X[:, list(design.kept)] @ beta + design.Z @ b
    np.testing.assert_allclose(equations.evaluate(beta, b), direct, rtol=1e-10)


def test_conditions_are_sympys_own() -> None:
    (equation, *_) = lme4math.parse("lmer(y ~ (time > 10) + (1 | g))").equations().sympy()
    assert "Piecewise((1, time[i] > 10), (0, True))" in str(equation)


def test_the_legend_has_the_variable_that_is_compared() -> None:
    legend = lme4math.parse("lmer(y ~ (time > 10) + (1 | g))").legend()
    assert [entry.meaning for entry in legend if entry.symbol == "time_i"] == ["`time` of observation i"]


@pytest.mark.parametrize("code", ["I(`>`(x))", "I(`>`(x, 3, 4))", "I(`>`(e2 = x, e1 = 3))"])
def test_a_comparison_called_as_a_function_in_an_odd_way_stands_as_r_has_it(code: str) -> None:
    assert "_i" in lme4math.parse(f"lmer(y ~ {code} + (1 | g))").equations().text()
    assert "1[x_i > 3]" not in lme4math.parse(f"lmer(y ~ {code} + (1 | g))").equations().text()


def test_polynomials_of_two_variables_need_not_average_to_zero() -> None:
    words = lme4math.parse("lmer(y ~ poly(x, z, degree = 2) + (1 | g))").explain()
    assert "on average" not in words


def test_code_with_backticks_within_it_is_quoted_whole() -> None:
    (warning, *_) = lme4math.parse("lmer(y ~ x + (0 + I(`a b`^2) | g) + (0 + I(`a b`^2) | g))").warnings
    assert "`` I(`a b`^2) ``" in warning
