"""Contrasts that a call writes out, and the arguments of R's contrast functions, do what R 4.2 does or are refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import lme4math
from lme4math.errors import FormulaError
from lme4math.model import IndicatorPiece, Score
from lme4math.pipeline import compile_model

DATA: dict[str, Any] = {"y": [1.0, 3, 2, 5, 4, 7], "f": list("abc") * 2, "g": list("ppqqrr")}

RECORDED = [line.split("\t") for line in (Path(__file__).parent / "contrasts.out").read_text().splitlines()]


def columns_of(text: str) -> tuple[list[str], list[list[float]]]:
    """The names of the columns and their values at the levels, for a call of C() or an argument `contrasts`."""
    of_c = text.startswith("C(")
    factor = text[2 * of_c :][:2]
    levels = tuple("abcd"[: int(factor[1])])
    right_side, argument = (text, "") if of_c else (factor, f", contrasts = list({text})")
    code = f"lmer(y ~ {right_side} + (1 | g){argument})"
    columns = compile_model(code, factors={factor: levels}).model.fixed.columns[1:]
    scores = [
        list(piece.scores) if isinstance(piece, Score) else [float(level == piece.level) for level in levels]
        for column in columns
        for piece in column.pieces
        if isinstance(piece, Score | IndicatorPiece)
    ]
    return [column.name for column in columns], scores


@pytest.mark.parametrize("recorded", RECORDED, ids=lambda recorded: recorded[0])
def test_columns_are_rs(recorded: list[str]) -> None:
    text, *columns = recorded
    if columns == ["refused"]:
        with pytest.raises(FormulaError):
            columns_of(text)
        return
    names, values = zip(*(column.rsplit(": ", 1) for column in columns), strict=True)
    found, scores = columns_of(text)
    assert found == list(names)
    assert np.allclose(scores, [[float(number) for number in one.split()] for one in values], atol=1e-8)


@pytest.mark.parametrize(
    ("contrasts", "blamed"),
    [
        ("matrix(c(1, 0, -1, 0, 1, -1), Inf)", "made elsewhere"),
        ("matrix(c(1, 0, -1, 0, 1, -1), ncol = 1e999)", "made elsewhere"),
        ("matrix(c(1, 0, -1, 0, 1, -1), 3, dimnames = list(NULL, c('u')))", "names 1 columns, and this matrix has 2"),
        ("matrix(c(1, 0, -1, 0, 1, -1), 3, dimnames = list(c('u'), NULL))", "names 1 rows, and this matrix has 3"),
        ("cbind(c(-1, 1))", "2 × 1 numbers, and the factor has 3 levels"),
        ("contr.helmert(3, sparse = TRUE)", "only with sparse = FALSE"),
        ("contr.sum(3, base = 2)", "has no argument `base`"),
        ("contr.treatment(3, base = 4)", "not the number of a level"),
        ("contr.treatment(3, base = k)", "made elsewhere"),
        ("contr.poly(3, scores = c(1, 2))", "not a different number for each level"),
        ("contr.poly(3, scores = c(1, 1, 9))", "not a different number for each level"),
        ("contr.poly(3, scores = s)", "made elsewhere"),
        ("c(-1, 0, NA)", "made elsewhere"),
        ("c(1, 1, 1)", "depend on one another"),
    ],
)
def test_what_is_not_read_is_refused_by_name(contrasts: str, blamed: str) -> None:
    with pytest.raises(FormulaError, match=blamed):
        columns_of(f"f3 = {contrasts}")


@pytest.mark.parametrize(
    ("code", "marked"),
    [
        ('lmer(y ~ f + (1 | g), contrasts = list(f = "contr.poly"))', '"contr.poly"'),
        ("lmer(y ~ f + (1 | g), contrasts = list(f = contr.poly(96)))", "contr.poly(96)"),
        ("lmer(y ~ C(f, contr.poly) + (1 | g))", "contr.poly"),
        ("lmer(y ~ ordered(f) + (1 | g))", "ordered(f)"),
    ],
)
def test_polynomials_over_more_levels_than_r_takes_are_refused_wherever_they_are_asked_for(
    code: str, marked: str
) -> None:
    with pytest.raises(FormulaError, match="cannot be represented accurately over 96 levels") as caught:
        lme4math.parse(code, factors={"f": 96})
    assert caught.value.span is not None
    assert code[slice(*caught.value.span)] == marked
    columns = lme4math.parse("lmer(y ~ C(f, contr.sum) + (1 | g))", factors={"f": 96}).describe()["columns"]
    assert columns[-1] == "C(f, contr.sum)95"


def test_one_column_for_a_level_is_no_difference_from_the_first() -> None:
    model = lme4math.parse("lmer(y ~ f + (1 | g), contrasts = list(f = cbind(b = c(0, 1, 0))))", DATA)
    assert "c_b scores the levels of f: “a” ↦ 0, “b” ↦ 1, “c” ↦ 0" in model.equations().text()


@pytest.mark.parametrize(
    ("code", "coding"),
    [
        ("lmer(y ~ f + (1 | g), contrasts = list(f = 'contr.sum'))", "contr.sum"),
        ("lmer(y ~ f + (1 | g), contrasts = list(f = contr.helmert))", "contr.helmert"),
        ("lmer(y ~ f + (1 | g), contrasts = list(f = contr.treatment(4, base = 2)))", "contr.treatment(4, base = 2)"),
        ("lmer(y ~ factor(f) + (1 | g), contrasts = list(`factor(f)` = 'contr.sum'))", "contr.sum"),
        ("lmer(y ~ C(f, sum) + (1 | g))", "contr.sum"),
        ("lmer(y ~ C(f, treatment, base = 2) + (1 | g))", "contr.treatment(base = 2)"),
        ("lmer(y ~ C(f, contr.treatment, base = 2) + (1 | g))", "contr.treatment(base = 2)"),
        ("lmer(y ~ C(ordered(f), contr.SAS) + (1 | g))", "contr.SAS"),
    ],
)
def test_contrasts_make_a_factor_and_are_shown_once_its_levels_are_known(code: str, coding: str) -> None:
    model = lme4math.parse(code)
    assert any("is a factor with unknown levels" in sentence for sentence in model.assumptions)
    remarks = [sentence for sentence in model.assumptions if "compared with the first here" in sentence]
    assert [f"R codes them by {coding}, which is shown once they are declared." in remark for remark in remarks] == [
        True
    ]
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
    assert "is a factor with unknown levels" in sentence


def test_contrasts_of_a_number_are_refused_as_r_refuses_them() -> None:
    with pytest.raises(FormulaError, match=r"C\(\) needs a factor"):
        lme4math.parse("lmer(y ~ C(log(x), sum) + (1 | g))")
