"""Bars wherever they stand, double bars, and what groups."""

from __future__ import annotations

import pytest

from lme4math.errors import FormulaError
from lme4math.pipeline import compile_model
from tests.model.cases import effects, model


@pytest.mark.parametrize(
    ("code", "fixed_formula", "random"),
    [
        ("y ~ (1 | g) - 1 + x", "y ~ 1 + x", ["1 | g"]),
        ("y ~ (1 | g) - x", "y ~ x", ["1 | g"]),
        ("y ~ x | g", "y ~ 1", ["x | g"]),
        ("y ~ x || g", "y ~ 1", ["1 | g", "0 + x | g"]),
        ("y ~ x - (1 | g)", "y ~ x", ["1 | g"]),
        ("y ~ (1 | g)*A", "y ~ A", ["1 | g"]),
        ("y ~ x + (x | g)/h", "y ~ x + h", ["x | g"]),
        ("y ~ (x + (1 | g))", "y ~ (x)", ["1 | g"]),
        ("y ~ a + b + I(a | b)", "y ~ a + b", ["a | b"]),
    ],
)
def test_a_bar_counts_wherever_it_stands_and_odd_places_warn(code: str, fixed_formula: str, random: list[str]) -> None:
    read = model(code)
    assert read.fixed_formula == fixed_formula
    assert [term.bar for term in read.random] == random
    assert read.warnings or "(x +" in code


@pytest.mark.parametrize(
    ("bar", "expected"),
    [
        ("x || g", [["(Intercept)"], ["x"]]),
        ("0 + x || g", [["x"]]),
        ("A || g", [["(Intercept)"], ["Aa1", "Aa2"]]),
        ("x*A || g", [["(Intercept)"], ["x"], ["Aa1", "Aa2"], ["x:Aa1", "x:Aa2"]]),
        ("poly(x, 2) || g", [["(Intercept)"], ["poly(x, 2)1", "poly(x, 2)2"]]),
        ("x > 0 || g", [["(Intercept)"], ["(Intercept)", "0 + x > 0TRUE"]]),
        ("A - 1 || g", [["Aa1", "Aa2"]]),
    ],
)
def test_a_double_bar_separates_terms_but_not_levels(bar: str, expected: list[list[str]]) -> None:
    assert effects(bar) == expected


@pytest.mark.parametrize(
    ("group", "expected"),
    [
        ("a/b", ["b:a", "a"]),
        ("a/b/c", ["c:b:a", "b:a", "a"]),
        ("g*h", ["g", "h", "g:h"]),
        ("(g + h)^2", ["g", "h", "g:h"]),
        ("g + h", ["g", "h"]),
        ("g %in% h", ["g:h"]),
        ("g^2", ["g"]),
        ("g - 1", ["g"]),
        ("g - h", ["g"]),
        ("(g/h)", ["h:g", "g"]),
        ("g:h/A", ["A:h:g", "h:g"]),
        ("(g)", ["g"]),
        ("g:g", ["g"]),
        ("`group id`", ["group id"]),
    ],
)
def test_grouping_factors_expand_like_terms(group: str, expected: list[str]) -> None:
    assert [term.group.name for term in model(f"y ~ x + (1 | {group})").random] == expected


@pytest.mark.parametrize("group", ["-g", "g - g"])
def test_a_grouping_of_nothing_leaves_no_random_effects(group: str) -> None:
    with pytest.raises(FormulaError, match="no random effects"):
        model(f"y ~ x + (1 | {group})")


@pytest.mark.parametrize(
    ("group", "accepted"),
    [("factor(g)", False), ("g + factor(g)", True), ("cut(x, 3)", False), ("d$g", True), ("interaction(x, z)", False)],
)
def test_a_call_as_grouping_sees_only_the_variables_of_the_model(group: str, accepted: bool) -> None:
    code = f"lmer(y ~ x + (1 | {group}), data = d)"
    if accepted:
        assert model(code).random
        return
    with pytest.raises(FormulaError) as caught:
        model(code)
    assert caught.value.span is not None
    assert code[slice(*caught.value.span)] == group


def test_a_call_as_grouping_is_only_doubted_where_the_variables_may_stand_elsewhere() -> None:
    assert any("factor(g)" in warning for warning in model("y ~ x + (1 | factor(g))").warnings)


def test_a_variable_that_groups_is_a_factor_on_the_left_of_its_own_bar() -> None:
    code = "d$t <- as.numeric(d$t)\nlmer(y ~ t + (t | t:g) + (t | h), data = d)"
    read = compile_model(code, factors={"g": 2}).model
    assert [column.name for column in read.random[0].part.columns] == ["(Intercept)", "t"]
    assert type(read.random[0].part.columns[1].pieces[0]).__name__ == "LevelFamily"
    assert type(read.random[1].part.columns[1].pieces[0]).__name__ == "CovariatePiece"
    assert type(read.fixed.columns[1].pieces[0]).__name__ == "CovariatePiece"
