"""What is said of the columns that R makes of a term: differences, levels, contrasts, curves, interactions."""

from __future__ import annotations

from typing import Any

import pytest

import lme4math

TWO = {"f": ["a", "b"], "h": ["u", "v"]}
OWN = "contrasts = list(f = matrix(c(-1, 0, 1, 1, -2, 1), 3, 2))"


def said(code: str, factors: dict[str, Any] | None = None) -> list[str]:
    return lme4math.parse(code, factors=factors or TWO).explain().splitlines()


@pytest.mark.parametrize(
    ("fixed", "sentence"),
    [
        ("f", "R makes the column `fb` of `f`: how the mean of `y` differs from where `f` is “a”."),
        ("0 + f", "R makes the columns `fa` and `fb` of `f`: the mean of `y` for each level of `f`."),
        ("f * h", "R makes the column `fb:hv` of `f:h`: the interaction of `f` (against “a”) and `h` (against “u”)."),
        (
            "x * f * h",
            "R makes the column `x:fb:hv` of `x:f:h`: "
            "the interaction of `f` (against “a”) and `h` (against “u”) in the slope of `x`.",
        ),
        (
            "x * z * f",
            "R makes the column `x:z:fb` of `x:z:f`: how the interaction of `x` and `z` differs from where `f` is “a”.",
        ),
        (
            "poly(x, 2) * f",
            "R makes the columns `poly(x, 2)1:fb` and `poly(x, 2)2:fb` of `poly(x, 2):f`: "
            "how the curve in `x` differs from where `f` is “a”.",
        ),
        ("h + x:f", "There is no term `f` by itself, so all its levels have the same intercept."),
        ("x + f", "R makes the column `fb` of `f`: how the mean of `y` differs from where `f` is “a”."),
        ("x * z", "`x:z` is the product of its variables: how the slope of one changes with the other."),
    ],
)
def test_a_term_is_said_to_be_what_it_is(fixed: str, sentence: str) -> None:
    assert sentence in said(f"lmer(y ~ {fixed} + (1 | g))")


@pytest.mark.parametrize("fixed", ["f * x", "0 + x:f", "f + x", "f:h"])
def test_levels_are_said_to_share_an_intercept_only_where_they_do(fixed: str) -> None:
    assert not any("same intercept" in line for line in said(f"lmer(y ~ {fixed} + (1 | g))"))


def test_contrasts_written_by_hand_are_called_ones_own() -> None:
    lines = said(f"lmer(y ~ f + (1 | g), {OWN})", {"f": 3})
    contrasts = "contrasts of the mean of `y` between the levels of `f`, by"
    assert any(contrasts in line and "contrasts of your own" in line for line in lines)


def test_a_column_that_is_dropped_is_said_to_be() -> None:
    x = [1.0, 2.0, 3.0, 5.0, 7.0, 8.0]
    data = {"y": [1.0, 2, 4, 3, 3.3, 5], "x": x, "z": [2 * each for each in x], "g": ["p", "p", "q", "q", "r", "r"]}
    lines = lme4math.parse("lmer(y ~ x + z + (1 | g))", data).explain().splitlines()
    assert "lme4 drops `z`, which depends on columns before it." in lines
    more = {**data, "w": [3 * each for each in x]}
    lines = lme4math.parse("lmer(y ~ x + cbind(z, w) + (1 | g))", more).explain().splitlines()
    assert any(line.startswith("lme4 drops") and "which depend on columns before them" in line for line in lines)


@pytest.mark.parametrize(
    ("fixed", "sentence"),
    [
        ("x + I(x^2)", "The slope of `x` holds where `x` is 0."),
        ("x + I(x^2) + I(x^3)", "The coefficient of `I(x^2)` holds where `x` is 0."),
        (
            "cbind(x, z) * f",
            "R makes the column `fb` of `f`: how the mean of `y` differs from where `f` is “a”, "
            "where `x` is 0 and `z` is 0.",
        ),
    ],
)
def test_a_coefficient_is_said_to_hold_where_it_holds(fixed: str, sentence: str) -> None:
    assert sentence in said(f"lmer(y ~ {fixed} + (1 | g))")


def test_the_highest_power_holds_everywhere() -> None:
    lines = said("lmer(y ~ x + I(x^2) + I(x^3) + (1 | g))")
    assert not any(line.startswith("The coefficient of `I(x^3)` holds") for line in lines)


THREE = {"f": ["a", "b", "c"], "h": ["u", "v", "w"]}
SUM = 'contrasts = list(h = "contr.sum")'


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("lmer(y ~ x + (f | g))", "The coefficients of `fb` and `fc` have no fixed effect: they vary around 0."),
        (
            f"lmer(y ~ h + h:x + (1 | g), {SUM})",
            "R makes the columns `h1` and `h2` of `h`: contrasts of the mean of `y` between the levels of `h`, by "
            "`contr.sum`, where `x` is 0.",
        ),
        (
            f"lmer(y ~ h + h:f + (1 | g), {SUM})",
            "R makes the columns `h1` and `h2` of `h`: contrasts of the mean of `y` between the levels of `h`, by "
            "`contr.sum`, where `f` is “a”.",
        ),
        ("lmer(y ~ poly(x, 2):z + (1 | g))", "The intercept is the mean of `y` where `z` is 0, in an average group."),
        (
            "lmer(y ~ poly(x, 2):poly(z, 2) + (1 | g))",
            "The intercept is the mean of `y`, on average over the values of `x` in the data, in an average group.",
        ),
        (
            "lmer(y ~ f + (1 | g), contrasts = list(f = matrix(c(-1, 0, 1, 1, -2, 1), 3, 2)))",
            "R makes the columns `f1` and `f2` of `f`: contrasts of the mean of `y` between the levels of `f`, by "
            "contrasts of your own.",
        ),
        (
            "lmer(y ~ f * x + (1 | g), contrasts = list(f = contr.treatment(3)))",
            "The slope of `x` holds where `f` is “a”.",
        ),
        (
            "lmer(y ~ f + (1 | g), contrasts = list(f = -MASS::contr.sdif(3)))",
            "R makes the columns `f2-1` and `f3-2` of `f`: contrasts of the mean of `y` between the levels of `f`, by "
            "`-MASS::contr.sdif(3)`.",
        ),
        (
            "lmer(y ~ f + (1 | g), contrasts = list(f = contr.treatment(3, contrasts = FALSE)))",
            "R makes the columns `f1`, `f2` and `f3` of `f`, by `contr.treatment(3, contrasts = FALSE)`; beside the "
            "intercept they are one too many, and lme4 will drop one.",
        ),
        ("lmer(y ~ f + h:f + (1 | g))", "The coefficients of `fb`, `fc`, …, `fc:hw` are the same in all groups."),
        (
            'lmer(y ~ h * x + (1 | g), contrasts = list(h = "contr.SAS"))',
            "The intercept is the mean of `y` where `h` is “w” and `x` is 0, in an average group.",
        ),
        (
            "lmer(y ~ 0 + h + f + (1 | g))",
            "R makes the columns `hu`, `hv` and `hw` of `h`: the mean of `y` for each level of `h`, where `f` is “a”.",
        ),
        (
            "lmer(y ~ 0 + x + (1 | g))",
            "There is no intercept: the mean of `y` is 0 where `x` is 0, in an average group.",
        ),
        (f"lmer(y ~ h * x + (1 | g), {SUM})", "The slope of `x` holds on average over the levels of `h`."),
        ("lmer(y ~ z:x + x + (1 | g))", "The intercept is the mean of `y` where `x` is 0, in an average group."),
        (
            "lmer(y ~ f + (1 | g), contrasts = list(f = matrix(c(1e-12, 2e-12, 0, 0, 1e-12, 2e-12), 3, 2)))",
            "The intercept is the mean of `y` where every other column of X is 0, in an average group.",
        ),
        ("lmer(y ~ x + (0 + z | g))", "The slope of `z` has no fixed effect: it varies around 0."),
        (
            "lmer(y ~ x + (factor(k) | h))",
            "The coefficients of `factor(k)` (one for each level but the first) have no fixed effect: "
            "they vary around 0.",
        ),
        ("lmer(y ~ x + (f | g))", "In all: 2 population coefficients, 6 variance and covariance parameters and σ."),
        (
            "glmer(y ~ x + (1 | g), family = inverse.gaussian)",
            "In all: 2 population coefficients, 1 variance parameter and φ.",
        ),
        (
            "glmer(y ~ x + (1 | g), family = inverse.gaussian)",
            "Given the random effects, `y` has an inverse Gaussian distribution; "
            "the inverse square of the mean of `y` is the linear predictor.",
        ),
        (
            f"lmer(y ~ h * poly(z, 2) * x + (1 | g), {SUM})",
            "The intercept is the mean of `y` where `x` is 0, "
            "on average over the levels of `h` and the values of `z` in the data, in an average group.",
        ),
        (
            f"lmer(y ~ h * poly(z, 2) * x + (1 | g), {SUM})",
            "`poly(z, 2):x` is the product of its variables: "
            "how the slope of one changes with the other, on average over the levels of `h`.",
        ),
        (
            "lmer(y ~ x * z:w + (1 | g))",
            "The intercept is the mean of `y` where `x` is 0 and `z` is 0, in an average group.",
        ),
        ("lmer(y ~ x * z + I(x^2) * w + (1 | g))", "The slope of `x` holds where `x` is 0 and `z` is 0."),
        ("lmer(y ~ x * z + I(x^2) * w + (1 | g))", "The slope of `z` holds where `x` is 0."),
    ],
)
def test_effects_and_conditions_are_said_in_full(code: str, sentence: str) -> None:
    assert sentence in said(code, THREE)


@pytest.mark.parametrize("with_data", [False, True])
def test_cells_beside_an_intercept_are_said_to_be_differences(with_data: bool) -> None:
    rows = [(f, h, g) for f in "ab" for h in "uv" for g in "pqr"] * 2
    columns = dict(zip("fhg", map(list, zip(*rows, strict=True)), strict=True))
    data = {**columns, "y": [float(place % 7) for place in range(len(rows))]} if with_data else None
    legend = lme4math.parse("lmer(y ~ f:h + (1 | g))", data, factors=None if with_data else TWO).legend()
    (meaning,) = [entry.meaning for entry in legend if entry.symbol == "β₁"]
    combination = "the combination in which `f` is “a” and `h` is “u”"
    assert meaning == f"population difference of {combination} from the one whose column lme4 drops"


def test_cells_without_an_intercept_are_values() -> None:
    legend = lme4math.parse("lmer(y ~ 0 + f:h + (1 | g))", factors=TWO).legend()
    (meaning,) = [entry.meaning for entry in legend if entry.symbol == "β₁"]
    assert meaning == "population value where `f` is “a” and `h` is “u”"


def test_what_has_no_fixed_effect_is_said_to_be_a_deviation() -> None:
    legend = lme4math.parse("lmer(y ~ f + (0 + f | g))", factors=TWO).legend()
    meanings = {entry.symbol: entry.meaning for entry in legend}
    assert meanings["β_{2,j}"] == "deviation in the value where `f` is “a” for one level of `g`, with mean 0"
    assert meanings["β_{1,j}"].endswith("for one level of `g`: population value plus deviation")


@pytest.mark.parametrize(
    ("fixed", "count"), [("f:h", 4), ("0 + f:h", 4), ("f * h", 4), ("f", 2), ("x + f:h", 5), ("f:x", 3)]
)
def test_a_column_that_will_be_dropped_is_not_counted(fixed: str, count: int) -> None:
    assert said(f"lmer(y ~ {fixed} + (1 | g))")[-1].startswith(f"In all: {count} population coefficients")


def test_a_cell_that_lme4_has_dropped_is_not_counted_again() -> None:
    data = {"y": range(16), "f": ["a", "b"] * 8, "h": ["u", "u", "v", "v"] * 4, "g": ["p", "q", "r", "s"] * 4}
    for code, given in (("y ~ f:h + (1 | g)", data), ("y ~ f:h + (1 | g)", None)):
        lines = lme4math.parse(code, given, factors=None if given else TWO_BY_TWO).explain()
        assert "In all: 4 population coefficients, 1 variance parameter and σ." in lines


TWO_BY_TWO = {"f": ["a", "b"], "h": ["u", "v"]}


def test_parameters_are_not_counted_where_levels_are_not_known() -> None:
    assert not any("In all" in line for line in said("lmer(y ~ x + (0 + factor(k) | g))"))


@pytest.mark.parametrize(
    ("code", "shared"),
    [
        ("f:x", True),
        ("x + f:x", True),
        ("f + f:x", False),
        ("h + h:f + f:x", False),
        ("C(f, contr.sum) + f:x", False),
        ("0 + f:x", False),
    ],
)
def test_levels_share_the_intercept_where_nothing_else_tells_them_apart(code: str, shared: bool) -> None:
    lines = lme4math.parse(f"lmer(y ~ {code} + (1 | g))", factors=TWO_BY_TWO).explain()
    assert ("There is no term `f` by itself, so all its levels have the same intercept." in lines) is shared


@pytest.mark.parametrize(
    ("code", "alone"),
    [
        ("h + (f | g)", True),
        ("f + (f | g)", False),
        ("0 + f + (f | g)", False),
        ("h + (0 + f | g)", False),
        ("C(f, contr.sum) + (0 + f | g)", False),
        ("x + (0 + x:f | g)", False),
        ("f + (x:f | g)", True),
    ],
)
def test_random_effects_without_a_fixed_one_vary_around_zero(code: str, alone: bool) -> None:
    lines = lme4math.parse(f"lmer(y ~ {code})", factors=TWO_BY_TWO).explain()
    assert ("around 0" in lines) is alone


@pytest.mark.parametrize("code", ["0 + f", "0 + f + x", "f", "x"])
def test_means_of_levels_do_not_lack_an_intercept(code: str) -> None:
    assert not any("no intercept" in line for line in said(f"lmer(y ~ {code} + (1 | g))"))


@pytest.mark.parametrize(("number", "shortened"), [(6, False), (7, True)])
def test_long_lists_are_shortened(number: int, shortened: bool) -> None:
    variables = [f"log(x{place})" for place in range(number)]
    (line,) = [line for line in said(f"lmer(y ~ {' + '.join(variables)} + (1 | g))") if "same in all groups" in line]
    assert ("…" in line) is shortened
    assert f"`{variables[3]}`" in line or shortened
