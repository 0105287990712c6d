"""Contrasts that a call writes out, and the arguments of R's contrast functions, do what R 4.2 does or are refused."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import lme4math
from lme4math.errors import FormulaError

DATA: dict[str, Any] = {"y": [1.0, 3, 2, 5, 4, 7], "f": list("abc") * 2, "g": list("ppqqrr")}

THIRDS = [[0, 0], [1, 0], [0, 1]]


def written(contrasts: str) -> tuple[list[str], list[list[float]]]:
    """The columns of the factor and their values at its levels."""
    design = lme4math.parse(f"lmer(y ~ f + (1 | g), contrasts = list(f = {contrasts}))", DATA).design()
    return design.X_columns[1:], design.X[:3, 1:].tolist()


@pytest.mark.parametrize(
    ("contrasts", "names", "values"),
    [
        ("cbind(c(-1, 0, 1))", ["f1"], [[-1], [0], [1]]),
        ("cbind(x = c(-1, 0, 1))", ["fx"], [[-1], [0], [1]]),
        ("matrix(c(1, 0, -1), 3)", ["f1"], [[1], [0], [-1]]),
        ("cbind(b = c(0, 1, 0))", ["fb"], [[0], [1], [0]]),
        ("cbind(c(1, 0, 0), c(0, 1, 0), c(0, 0, 1))", ["f1", "f2", "f3"], np.eye(3).tolist()),
        (
            "matrix(c(1, 0, -1, 0, 1, -1), 3, dimnames = list(NULL, c('u', 'v')))",
            ["fu", "fv"],
            [[1, 0], [0, 1], [-1, -1]],
        ),
        (
            "contr.poly(3, scores = c(1, 2, 9))",
            ["f.L", "f.Q"],
            [[-0.4866643, 0.65561007], [-0.3244428, -0.74926865], [0.8111071, 0.09365858]],
        ),
        (
            "contr.poly(3, c(-1/2, 0, 3.5))",
            ["f.L", "f.Q"],
            [[-0.4866643, 0.65561007], [-0.3244428, -0.74926865], [0.8111071, 0.09365858]],
        ),
        ("contr.sum(3, contrasts = TRUE)", ["f1", "f2"], [[1, 0], [0, 1], [-1, -1]]),
        ("contr.treatment(3, 1)", ["f2", "f3"], THIRDS),
    ],
)
def test_columns_are_rs(contrasts: str, names: list[str], values: list[list[float]]) -> None:
    columns, found = written(contrasts)
    assert columns == names
    assert np.allclose(found, values, atol=1e-6)


@pytest.mark.parametrize(
    ("contrasts", "blamed"),
    [
        ("matrix(c(1, 0, -1, 0, 1, -1), Inf)", "made elsewhere"),
        ("matrix(c(1, 0, -1, 0, 1, -1), ncol = 1e999)", "made elsewhere"),
        ("matrix(c(1, 0, -1, 0, 1, -1), 3, dimnames = list(NULL, c('u')))", "names 1 columns, and this matrix has 2"),
        ("matrix(c(1, 0, -1, 0, 1, -1), 3, dimnames = list(c('u'), NULL))", "names 1 rows, and this matrix has 3"),
        ("cbind(c(-1, 1))", "2 × 1 numbers, and the factor has 3 levels"),
        ("contr.sum(3, contrasts = FALSE)", "only with contrasts = TRUE"),
        ("contr.sum(3, FALSE)", "only with contrasts = TRUE"),
        ("contr.helmert(3, sparse = TRUE)", "only with sparse = FALSE"),
        ("contr.sum(3, base = 2)", "no such argument"),
        ("contr.treatment(3, base = 4)", "not the number of a level"),
        ("contr.treatment(3, base = k)", "not the number of a level"),
        ("contr.poly(3, scores = c(1, 2))", "not a different number for each level"),
        ("contr.poly(3, scores = c(1, 1, 9))", "not a different number for each level"),
        ("contr.poly(3, scores = s)", "not a different number for each level"),
    ],
)
def test_what_is_not_read_is_refused_by_name(contrasts: str, blamed: str) -> None:
    with pytest.raises(FormulaError, match=blamed):
        written(contrasts)


def test_columns_that_r_would_make_up_are_refused() -> None:
    """C() completes a matrix of few columns; the argument `contrasts` does not."""
    with pytest.raises(FormulaError, match="R adds some of its own"):
        lme4math.parse("lmer(y ~ C(factor(f), cbind(c(-1, 0, 1))) + (1 | g))", DATA)
    few = lme4math.parse("lmer(y ~ C(factor(f), cbind(c(-1, 0, 1)), 1) + (1 | g))", DATA).design()
    assert few.X[:3, 1].tolist() == [-1, 0, 1]


def test_one_column_for_a_level_is_no_difference_from_the_first() -> None:
    model = lme4math.parse("lmer(y ~ f + (1 | g), contrasts = list(f = cbind(b = c(0, 1, 0))))", DATA)
    assert "c_b scores the levels of f: a ↦ 0, b ↦ 1, c ↦ 0" in model.equations().text()
