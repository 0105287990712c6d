"""R's `pi`, `T` and `F` within a call are constants, unless a variable is called so; `NA` and `Inf` always."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import lme4math

CODE = "lmer(y ~ sin(2 * pi * x) + (1 | g))"
DATA = {"y": [1.0, 2, 4, 3], "x": [0.1, 0.3, 0.7, 0.2], "g": ["a", "a", "b", "b"]}


@pytest.mark.parametrize(
    ("code", "data", "factors"),
    [
        (CODE, {**DATA, "pi": [1.0, 2, 3, 5]}, None),
        (CODE, None, {"pi": ["a", "b"]}),
        ("lmer(y ~ pi + sin(2 * pi * x) + (1 | g))", None, None),
        ("lmer(y ~ sin(2 * pi * x) + (1 | pi))", None, None),
    ],
)
def test_a_variable_called_pi_is_the_variable(code: str, data: Any, factors: Any) -> None:
    shown = lme4math.parse(code, data, factors=factors).equations().text()
    assert "pi_i" in shown
    assert "π" not in shown


@pytest.mark.parametrize("data", [None, DATA])
def test_otherwise_it_is_the_number(data: Any) -> None:
    assert "π ⋅ x_i" in lme4math.parse(CODE, data).equations().text()


@pytest.mark.parametrize("own", [{}, {"pi": [1.0, 2, 3, 5]}])
def test_what_is_shown_is_what_is_computed(own: dict[str, Any]) -> None:
    model = lme4math.parse(CODE, {**DATA, **own})
    design = model.design()
    expected = design.X @ [1.0, 2.0] + design.Z @ [0.5, -0.5]
    np.testing.assert_allclose(model.equations().evaluate([1.0, 2.0], [0.5, -0.5]), expected)


@pytest.mark.parametrize(
    ("term", "shown"),
    [
        ("I(x * TRUE)", "x_i ⋅ TRUE"),
        ("I(x * T)", "x_i ⋅ TRUE"),
        ("I(x + F)", "x_i + FALSE"),
        ("I(x + Inf)", "x_i + ∞"),
        ("I(x - Inf)", "x_i − ∞"),
        ("I(x + NA)", "x_i + NA"),
        ("I(x + NA_real_)", "x_i + NA"),
        ("I(x * NaN)", "x_i ⋅ NaN"),
    ],
)
def test_constants_have_no_index(term: str, shown: str) -> None:
    model = lme4math.parse(f"lmer(y ~ {term} + (1 | g))")
    assert f"({shown})" in model.equations().text()
    assert model.equations().sympy()
    assert not [symbol for symbol in model.legend() if symbol.symbol.startswith(("T", "F", "N", "Inf"))]


def test_a_column_called_t_is_the_variable() -> None:
    code = "lmer(y ~ I(x * T) + (1 | g))"
    assert "x_i ⋅ T_i" in lme4math.parse(code, {**DATA, "T": [1.0, 2, 3, 5]}).equations().text()


@pytest.mark.parametrize("term", ["I(x * TRUE)", "I(x - F)", "I(x^T)"])
def test_truth_is_computed_as_one_and_zero(term: str) -> None:
    model = lme4math.parse(f"lmer(y ~ {term} + (1 | g))", DATA)
    expected = model.design().X @ [1.0, 2.0] + model.design().Z @ [0.5, -0.5]
    np.testing.assert_allclose(model.equations().evaluate([1.0, 2.0], [0.5, -0.5]), expected)
