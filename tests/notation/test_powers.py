"""A slope beside a higher power of its variable holds where that is 0, however the power is written."""

from __future__ import annotations

import pytest

import lme4math
from lme4math.model import CovariatePiece, Numeric, Variable
from lme4math.notation import power_of
from lme4math.notation.part_columns import PowerOf
from lme4math.r import parse_expression


@pytest.mark.parametrize(
    ("code", "where"),
    [
        ("x + I(2 * x)", []),
        ("I(x^2) + I(2 * x^2)", []),
        ("I(x^2) + x:I(x^2)", ["β₁ is the coefficient of `I(x^2)` (quadratic in `x`) when `x` is 0."]),
    ],
)
def test_only_a_higher_power_beside_a_column_says_where_it_holds(code: str, where: list[str]) -> None:
    model = lme4math.parse(f"lmer(y ~ {code} + (1 | g))")
    assert [line for line in model.explain().splitlines() if " when " in line and "In an" not in line] == where
    (product,) = [entry.meaning for entry in model.legend() if entry.r_text == "x:I(x^2)"] or [""]
    assert "where" not in product


@pytest.mark.parametrize(
    ("code", "base", "exponent"),
    [
        ("x", "x", 1),
        ("I(x^2)", "x", 2),
        ("I((x^2)^3)", "x", 6),
        ("I(-x^2)", "x", 2),
        ("I(+(x^2))", "x", 2),
        ("I(3 * x^2)", "x", 2),
        ("I(x^2 * 3)", "x", 2),
        ("I(x^2 / 3)", "x", 2),
        ("I((2 * x)^3)", "x", 3),
        ("I(2 * (3 * x))", "x", 1),
        ("I(log(x)^2)", "log(x)", 2),
        ("I(x^0.5)", "x", 0.5),
        ("I(x^0)", "x^0", 1),
        ("I(x^-1)", "x^-1", 1),
        ("I(x^n)", "x^n", 1),
        ("I(3 / x)", "3/x", 1),
        ("I(0 * x)", "0 * x", 1),
        ("I(x * z)", "x * z", 1),
        ("I(x - 3)", "x - 3", 1),
    ],
)
def test_a_column_is_a_power(code: str, base: str, exponent: float) -> None:
    variable = Variable(code, parse_expression(code), Numeric())
    assert power_of(CovariatePiece(variable)) == PowerOf(base, exponent)


@pytest.mark.parametrize("code", ["I(x^2)", "I(-x^3 / 2)", "poly(x, 2, raw = TRUE)"])
def test_a_slope_beside_it_holds_where_the_variable_is_zero(code: str) -> None:
    words = lme4math.parse(f"lmer(y ~ x + {code} + (1 | g))").explain()
    assert "β₁ is the slope of `x` when `x` is 0." in words


@pytest.mark.parametrize("code", ["I(z^2)", "I(2 * x)", "I(x^0.5)", "I(3 / x)"])
def test_beside_anything_else_it_holds_everywhere(code: str) -> None:
    words = lme4math.parse(f"lmer(y ~ x + {code} + (1 | g))").explain()
    assert "β₁ is the slope of `x` when" not in words


def test_interactions_are_spoken_of_one_by_one() -> None:
    words = lme4math.parse("lmer(y ~ 1 + (x:z + x:w + z:w | g))").explain()
    assert "the interaction of `x` and `z`, the interaction of `x` and `w` and the interaction of `z` and `w`" in words


@pytest.mark.parametrize(("group", "table"), [("g", "g"), ("a:b", "`a:b`"), ("`my g`", "`my g`"), ("g.1", "g.1")])
def test_the_legend_names_rs_table_in_backticks_where_r_needs_them(group: str, table: str) -> None:
    legend = lme4math.parse(f"lmer(y ~ x + (x | {group}))").legend()
    assert f"coef(fit)${table}: x" in [entry.r_text for entry in legend]
