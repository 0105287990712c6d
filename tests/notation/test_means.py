"""What random effects vary around is decided by what columns are, not by what they are called."""

from __future__ import annotations

import pytest

import lme4math

FACTORS = {"f": ["a", "b", "c"]}
ZERO, SAME = "around 0", "not vary between"


def words(code: str) -> str:
    factors = FACTORS if "f" in code.replace("factor", "") else {}
    return lme4math.parse(code, factors=factors).explain()


@pytest.mark.parametrize(
    ("fixed", "random", "said"),
    [
        ("x", "scale(x)", "The slope of `scale(x)` varies around the course that `x` gives."),
        ("scale(x)", "x", "The slope of `x` varies around the course that `scale(x)` gives."),
        ("x", "I(x - 8)", "The slope of `I(x - 8)` varies around the course that `x` gives."),
        ("I(x / 10)", "x", "The slope of `x` varies around the course that `I(x/10)` gives."),
        ("log(x)", "log2(x)", "The slope of `log2(x)` varies around the course that `log(x)` gives."),
        ("log(x)", "log(x / 10)", "around the course that `log(x)` gives."),
        ("poly(x, 2)", "x", "The slope of `x` varies around the course that `poly(x, 2)` gives."),
        ("x + I(x^2)", "poly(x, 2)", "The curve in `x` varies around the course that `x` and `I(x^2)` give."),
        ("ns(x, 3)", "x", "The slope of `x` varies around the course that `ns(x, 3)` gives."),
        ("x + z", "I(x + z)", "around the course that `x` and `z` give."),
        ("factor(year)", "year", "The slope of `year` varies around the course that `factor(year)` gives."),
        ("factor(year)", "poly(year, 2)", "The curve in `year` varies around the course that `factor(year)` gives."),
        ("f", '0 + dummy(f, "b")', 'The coefficient of `dummy(f, "b")` varies around what `f` of the fixed part gives'),
        ("f", '0 + as.numeric(f == "a")', "varies around what the intercept and `f` of the fixed part give for it."),
        ("f", '0 + I(f %in% c("a", "b"))', "vary around what the intercept and `f` of the fixed part give for them."),
        (
            "f",
            "0 + f",
            "The values at the levels of `f` vary around what the intercept and `f` of the fixed part give for them",
        ),
        ("0 + f", "f", "as the two parts code `f` differently."),
        ("C(f, contr.sum)", "f", "The effect of `f` varies around what the intercept and `C(f, contr.sum)` of the"),
        ("0 + f", "1", "In place of an intercept the fixed part has `f`: a group's deviation in the intercept is the"),
        ("x * f", "scale(x) * f", "vary around the course that `x`, `f` and `x:f` give."),
    ],
)
def test_a_column_in_the_span_of_the_fixed_part_has_a_mean(fixed: str, random: str, said: str) -> None:
    text = words(f"lmer(y ~ {fixed} + ({random} | g))")
    assert said in text
    assert ZERO not in text


@pytest.mark.parametrize(
    ("fixed", "random"),
    [
        ("log(x)", "x"),
        ("x", "ns(x, 3)"),
        ("cut(x, 3)", "x"),
        ("I(x + z)", "x"),
        ("0 + x", "0 + scale(x)"),
        (".", "x"),
        ("year", "factor(year)"),
        ("unknown(x)", "x"),
    ],
)
def test_nothing_is_said_of_what_is_neither(fixed: str, random: str) -> None:
    text = words(f"lmer(y ~ {fixed} + ({random} | g))")
    assert ZERO not in text
    assert "vary around" not in text.replace("varies", "vary")
    assert SAME not in text


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("y ~ x + (x + I(x^2) | g)", "The coefficient of `I(x^2)` is not in the fixed part: it varies around 0."),
        ("y ~ x + (0 + dummy(f, 'b') | g)", 'The coefficient of `dummy(f, "b")` is not in the fixed part: it varies'),
        ("y ~ scale(x) * z + (z | g)", "β₁ and β₃ do not vary between levels of `g`."),
        ("y ~ I(x - 8) * z + (x | g)", "β₂ and β₃ do not vary between levels of `g`."),
        ("y ~ f + z + (x | g)", "β₁, β₂ and β₃ do not vary between levels of `g`."),
    ],
)
def test_what_is_sure_is_said(code: str, said: str) -> None:
    assert said in words(f"lmer({code})")


def test_a_factor_that_a_condition_is_about_need_not_be_declared() -> None:
    model = lme4math.parse('lmer(d ~ age + Sex + (1 | s) + (0 + dummy(Sex, "Female") | s))')
    assert "β₁ does not vary between levels of `s`." in (text := model.explain())
    assert 'The coefficient of `dummy(Sex, "Female")` varies around what' in text
    assert model.assumptions[1] == "`Sex` is a factor with unknown levels."


def test_long_products_and_deep_calls_are_compared() -> None:
    deep = "x" + " + 1" * 3_000
    power = " * ".join(["(a + b + c)"] * 12)
    model = lme4math.parse(f"lmer(y ~ x + a + b + c + (I({deep}) + I({power}) | g))")
    assert "β₂, β₃ and β₄ do not vary between levels of `g`." in model.explain()
