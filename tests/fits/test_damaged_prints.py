"""Prints that were damaged: refused at their place, or read without what is lost; never misread."""

from __future__ import annotations

import random

import pytest

import lme4math
from lme4math import Fit, read_fit
from tests.fits.damages import OF_CHARACTERS, OF_LINES, Damage, misread
from tests.oracle import Case, designed_fits

CASES = {case["id"]: case for case in designed_fits()}
PRINTS = [
    (case["texts"][kind], kind)
    for case in CASES.values()
    for kind in case["texts"]
    if "~ ." not in case["call"] and "ar1(0" not in case["call"]  # these need data, or levels
]
TIMES = 40


@pytest.mark.parametrize("damage", [*OF_LINES, *OF_CHARACTERS], ids=lambda damage: damage.__name__)
def test_no_number_comes_back_at_another_place(damage: Damage) -> None:
    chance = random.Random(damage.__name__)
    outcomes = set()
    for _ in range(TIMES):
        text, _ = chance.choice(PRINTS)
        damaged = damage(chance, text)
        fit = read_or_refused(damaged)
        outcomes.add(fit is None)
        if fit is not None:
            assert misread(read_fit(text), text, fit, damage in OF_LINES) == [], damaged
    assert outcomes == {True, False}


def read_or_refused(text: str) -> Fit | None:
    try:
        return read_fit(text)
    except lme4math.Error:
        return None


def text_of(case: str, kind: str = "summary, lme4 2.1") -> str:
    found: Case = CASES[case]
    return str(found["texts"][kind])


REFUSED = [
    ("x             1.0527     0.1894   5.557\n", "", "Fixed effects:", "x is missing"),
    ("x             1.0527     0.1894   5.557\n", "x             1.0527     0.1894   5.557\n" * 2, "x", "second time"),
    ("1.0527     0.1894   5.557", "1.0527     0.1894   5.757", "5.757", "is not 1.0527 over 0.1894"),
    ("1.0527     0.1894   5.557", "1.0527     0.189   5.557", "0.189", "other decimals"),
    ("1.0527     0.1894   5.557", "1.0527     0.1894   5.5#7", "x             1.0527     0.1894   5.5#7", "no row"),
    ("x             1.0527", "X             1.0527", "X", "no effect that R would call `X`"),
    ("0.2847   0.5336", "0.2847   0.6336", "0.2847", "not the square of 0.6336"),
    ("groups:  g, 10", "groups:  h, 10", "Number of obs: 60, groups:  h, 10", "not those of the formula"),
    (" Residual             2.2312   1.4937  \n", "", "g        (Intercept) 0.2847   0.5336", "row of the residual"),
    ("Random effects:\n", "", "Formula: y ~ x + z + (1 | g)", "no line 'Random effects:'"),
    ("Estimate Std. Error t value", "Std. Error Estimate t value", "Std. Error Estimate t value", "not in its order"),
    ("fit by REML", "fit by maximum likelihood", "REML criterion at convergence: 224.7", "the heading names"),
    ("z            -0.2874     0.2156  -1.333\n", "", "Fixed effects:", "z is missing"),
]


@pytest.mark.parametrize(("old", "new", "place", "message"), REFUSED, ids=[row[3] for row in REFUSED])
def test_a_damaged_print_is_refused_where_it_is_damaged(old: str, new: str, place: str, message: str) -> None:
    text = text_of("B0006")
    assert old in text
    damaged = text.replace(old, new, 1)
    with pytest.raises(lme4math.FormulaError, match=message.replace("(", r"\(")) as caught:
        read_fit(damaged)
    assert caught.value.span is not None
    assert damaged[slice(*caught.value.span)] == place


def test_criteria_that_do_not_follow_from_each_other_are_refused() -> None:
    text = text_of("B0696")
    with pytest.raises(lme4math.FormulaError, match="AIC does not follow from the deviance") as caught:
        read_fit(text.replace("196.4     208.6", "198.4     208.6"))
    assert caught.value.span is not None
    assert text.replace("196.4", "198.4")[slice(*caught.value.span)] == "198.4"


def test_dropped_columns_must_be_as_many_as_lme4_says() -> None:
    text = text_of("B0155", "summary without correlations, lme4 2.1")
    assert len(read_fit(text).fixef) == 12
    with pytest.raises(lme4math.FormulaError, match="Aa2:Bb3 is missing here, and none is said to be dropped"):
        read_fit(text.replace("fixed-effect model matrix is rank deficient so dropping 1 column / coefficient\n", ""))
