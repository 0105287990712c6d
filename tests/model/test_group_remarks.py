"""Grouping factors that the fixed part has as well, or that divide the observations alike."""

from __future__ import annotations

from typing import Any

import duckdb
import polars as pl
import pytest

import lme4math

FACTORS = {"A": ["a1", "a2", "a3"], "B": ["b1", "b2"]}
LEFT = "The fixed part has"
SCHOOLS = {
    "y": [0.1 * (7 * row % 11) for row in range(24)],
    "x": [0.3 * (5 * row % 7) for row in range(24)],
    "school": [row // 12 for row in range(24)],
    "class": [row // 4 for row in range(24)],
    "copy": [f"c{row // 4}" for row in range(24)],
}


def warnings(code: str, data: Any = None) -> str:
    factors = {} if data is not None else {name: levels for name, levels in FACTORS.items() if name in code}
    return "\n".join(lme4math.parse(code, data, factors=factors).warnings)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("y ~ A + (1 | A)", "has a value for each level of `A` already, so the variance of the intercept in `(1 | A)`"),
        ("y ~ A * x + (0 + x | A)", "has a slope of `x` for each level of `A` already, so the variance of the coeff"),
        ("y ~ A * x + (x | A)", "has a value and a slope of `x` for each level of `A` already, so the variances of"),
        ("y ~ A * B + (1 | A:B)", "for each level of `A:B` already"),
        ("y ~ factor(year) + (1 | year)", "for each level of `year` already"),
        ("y ~ C(A, contr.sum) + (1 | A)", "for each level of `A` already"),
        ("y ~ 0 + A + (1 | A / s)", "Leave `(1 | A)` out, or take `A` out of the fixed part."),
    ],
)
def test_a_factor_with_fixed_effects_leaves_its_random_ones_nothing(code: str, said: str) -> None:
    assert LEFT in (text := warnings(code))
    assert said in text


@pytest.mark.parametrize(
    "code",
    [
        "y ~ A + (0 + x | A)",
        "y ~ A + (1 | g) + (1 | g:A)",
        "y ~ A + B + (1 | A:B)",
        "d$year <- as.numeric(d$year); lmer(y ~ year + (1 | year), data = d)",
        "y ~ A + (A | g)",
        "y ~ x:A + (1 | A)",
    ],
)
def test_other_fixed_effects_leave_them_something(code: str) -> None:
    assert LEFT not in warnings(code)


@pytest.mark.parametrize("engine", ["memory", "polars", "duckdb"])
def test_grouping_factors_that_divide_the_rows_alike_are_warned_of(engine: str) -> None:
    frame = pl.DataFrame(SCHOOLS)
    data = {"memory": SCHOOLS, "polars": frame.lazy(), "duckdb": duckdb.from_arrow(frame.to_arrow())}[engine]
    text = warnings("lmer(y ~ x + (x | class / school))", data)
    assert "`school:class` and `class` divide the observations in the same way." in text
    assert "only the sum of the two variances can be estimated" in text
    assert "In the data `class` is nested in `school`, for which write `(x | school/class)`." in text


@pytest.mark.parametrize(
    ("random", "alike", "turned"),
    [
        ("(1 | school / class)", False, False),
        ("(1 | class) + (1 | copy)", True, False),
        ("(1 | class) + (0 + x | copy)", False, False),
        ("(1 | class / copy)", True, False),
        ("(1 | school) + (1 | class) + (1 | school:class)", True, False),
        ("(1 | class) + (1 | school:class)", True, True),
    ],
)
def test_only_those_that_share_an_effect(random: str, alike: bool, turned: bool) -> None:
    text = warnings(f"lmer(y ~ x + {random})", SCHOOLS)
    assert ("divide the observations in the same way" in text) == alike
    assert ("for which write" in text) == turned


def test_a_double_bar_over_factors_brings_two_warnings_and_not_one_for_each_pair() -> None:
    found = lme4math.parse("lmer(y ~ A*B + (A*B || s))", factors=FACTORS).warnings
    assert len(found) == 2
    assert "`(0 + A | s)`, `(0 + B | s)` and `(0 + A:B | s)` stay correlated." in found[0]
    assert "write `diag(A*B | s)`" in found[0]
    assert found[1].startswith("`(1 | s)`, `(0 + A | s)`, `(0 + B | s)` and `(0 + A:B | s)` share effects.")
    assert lme4math.parse("lmer(y ~ A*B + diag(A*B | s))", factors=FACTORS).warnings == ()
