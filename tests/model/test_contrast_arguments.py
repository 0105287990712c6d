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


@pytest.mark.parametrize(
    ("code", "coding"),
    [
        ("lmer(y ~ f + (1 | g), contrasts = list(f = 'contr.sum'))", "contr.sum"),
        ("lmer(y ~ f + (1 | g), contrasts = list(f = contr.helmert))", "contr.helmert"),
        ("lmer(y ~ f + (1 | g), contrasts = list(f = contr.treatment(4, base = 2)))", "contr.treatment(4, base = 2)"),
        ("lmer(y ~ factor(f) + (1 | g), contrasts = list(`factor(f)` = 'contr.sum'))", "contr.sum"),
        ("lmer(y ~ C(f, sum) + (1 | g))", "contr.sum"),
        ("lmer(y ~ C(ordered(f), contr.SAS) + (1 | g))", "contr.SAS"),
    ],
)
def test_contrasts_make_a_factor_and_are_shown_once_its_levels_are_known(code: str, coding: str) -> None:
    model = lme4math.parse(code)
    assert any("is a factor, of levels that are not known" in sentence for sentence in model.assumptions)
    told = [sentence for sentence in model.assumptions if "compared with the first here" in sentence]
    assert [f"R codes them by {coding}, as is shown once they are declared." in sentence for sentence in told] == [True]
    declared = lme4math.parse(code, factors={"f": ["p", "q", "r", "s"]})
    assert not declared.assumptions


@pytest.mark.parametrize(
    "code",
    [
        "lmer(y ~ f + (1 | g), contrasts = list(f = 'contr.treatment'))",
        "lmer(y ~ C(f, treatment) + (1 | g))",
        "lmer(y ~ C(ordered(f), contr.treatment) + (1 | g))",
        "lmer(y ~ C(f) + (1 | g))",
    ],
)
def test_contrasts_with_the_first_level_are_what_is_shown(code: str) -> None:
    (sentence,) = lme4math.parse(code).assumptions
    assert "is a factor, of levels that are not known" in sentence


def test_contrasts_of_a_number_are_refused_as_r_refuses_them() -> None:
    with pytest.raises(FormulaError, match=r"C\(\) needs a factor"):
        lme4math.parse("lmer(y ~ C(log(x), sum) + (1 | g))")
