"""What is said in words is true of the model, not only of its columns."""

from __future__ import annotations

import pytest

import lme4math

FACTORS = {"A": ["a1", "a2"], "B": ["b1", "b2"]}


def words(code: str) -> str:
    return lme4math.parse(code, factors={name: levels for name, levels in FACTORS.items() if name in code}).explain()


@pytest.mark.parametrize(
    ("code", "the_same"),
    [
        ("lmer(y ~ A + (0 + A | g))", None),
        ("lmer(y ~ 0 + A + (A | g))", None),
        ("lmer(y ~ A * B + (A:B | g))", None),
        ("lmer(y ~ x + (0 + x:A | g))", "The intercept is the same for everybody."),
        ("lmer(y ~ A + (0 + x | g))", "The intercept and the coefficient of `Aa2` are the same for everybody."),
        ("lmer(y ~ A + (1 | g))", "The coefficient of `Aa2` is the same for everybody."),
        ("lmer(y ~ 0 + A + (0 + x | g))", "The coefficient of `Aa1` and the coefficient of `Aa2` are the same for"),
    ],
)
def test_nothing_is_the_same_for_everybody_that_another_column_moves(code: str, the_same: str | None) -> None:
    text = words(code)
    assert the_same in text if the_same else "same for everybody" not in text


@pytest.mark.parametrize(
    ("code", "around_zero"),
    [
        ("lmer(y ~ A + (0 + A | g))", False),
        ("lmer(y ~ 0 + A + (A | g))", False),
        ("lmer(y ~ x + (0 + x:A | g))", False),
        ("lmer(y ~ A + (0 + x | g))", True),
        ("lmer(y ~ 0 + x + (1 | g))", True),
        ("lmer(y ~ 1 + (A | g))", True),
    ],
)
def test_only_what_no_fixed_coefficient_is_behind_varies_around_zero(code: str, around_zero: bool) -> None:
    assert ("around 0" in words(code)) == around_zero


def test_products_of_numbers_say_where_they_hold() -> None:
    text = words("lmer(y ~ x * z * w + (1 | g))")
    assert "`x:z` is the product of its variables: how the slope of one changes with the other where `w` is 0." in text
    assert "`x:z:w` is the product of its variables: how the interaction of all but one of them changes" in text


def test_the_legend_of_a_coefficient_that_two_parts_code_differently_claims_no_difference() -> None:
    model = lme4math.parse("lmer(y ~ A + (0 + A | `my g`))", factors={"A": ["a1", "a2"]})
    meanings = {entry.symbol: entry.meaning for entry in model.legend()}
    assert meanings["β_{1,j}"] == "coefficient of Aa2 with its deviations, for one level of my g"
    assert meanings["β_{2,j}"] == "value where A is a1 with its deviations, for one level of my g"
    summaries = [entry.summary for entry in model.legend()]
    assert "ranef(fit)$`my g`: Aa1" in summaries
    assert "Random effects: my g, Aa1 and Aa2, Corr times both Std.Dev." in summaries
