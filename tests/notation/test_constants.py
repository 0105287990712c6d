"""R's `pi` within a call is the number π, unless a variable is called so."""

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
