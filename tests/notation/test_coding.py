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
        ("f", "β₁ is the difference of `f` “b” from “a”."),
        ("0 + f", "β₁ and β₂ are the means of `y` at `f` “a” and “b” in an average `g`."),
        (
            "f * h",
            "β₃ is the interaction of `f` “b” and `h` “v”: "
            "how much greater the difference of `f` “b” from “a” is at `h` “v” than at “u”.",
        ),
        ("f * x", "β₃ is how much greater the slope of `x` is at `f` “b” than at “a” (R's `fb:x`)."),
        (
            "x * f * h",
            "β₇ is the interaction of `f` “b” and `h` “v”: how much greater the difference of `f` “b” from “a” in the "
            "slope of `x` is at `h` “v” than at “u”.",
        ),
        (
            "x * z * f",
            "β₇ is how much greater the interaction of `x` and `z` is at `f` “b” than at “a” (R's `x:z:fb`).",
        ),
        ("poly(x, 2) * f", "β₄ and β₅ give the difference of the curve in `x` at `f` “b” from that at “a”."),
        ("poly(x, 2) + f", "β₁ and β₂ are the linear and quadratic coefficients of an orthogonal polynomial in `x`."),
        (
            "ns(x, 3)",
            "β₁, β₂ and β₃ are the coefficients of a natural spline in `x`, which only together give its course.",
        ),
        ("x:f", "β₁ and β₂ are the slopes of `x` at `f` “a” and “b”."),
        ("h + x:f", "There is no term `f` by itself, so all its levels have the same intercept."),
        ("x + f", "β₂ is the difference of `f` “b” from “a”."),
        ("x * z", "β₃ is how much the slope of `x` changes per unit of `z`."),
    ],
)
def test_a_term_is_said_to_be_what_it_is(fixed: str, sentence: str) -> None:
    assert sentence in said(f"lmer(y ~ {fixed} + (1 | g))")


@pytest.mark.parametrize("fixed", ["f * x", "0 + x:f", "f + x", "f:h"])
def test_levels_are_said_to_share_an_intercept_only_where_they_do(fixed: str) -> None:
    assert not any("same intercept" in line for line in said(f"lmer(y ~ {fixed} + (1 | g))"))


def test_contrasts_written_by_hand_are_called_ones_own() -> None:
    lines = said(f"lmer(y ~ f + (1 | g), {OWN})", {"f": 3})
    half, third = "half the difference of `f` “3” from “1”", "a third of that of the mean of “1” and “3” from “2”"
    assert f"β₁ and β₂ are {half} and {third} (R's `f1` and `f2`)." in lines


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
        ("x + I(x^2)", "β₁ is the slope of `x` when `x` is 0."),
        ("x + I(x^2) + I(x^3)", "β₂ is the coefficient of `I(x^2)` (quadratic in `x`) when `x` is 0."),
        ("x + I(x^2) + I(x^3)", "β₃ is the coefficient of `I(x^3)` (cubic in `x`)."),
        ("cbind(x, z) * f", "β₃ is the difference of `f` “b” from “a” when `x` and `z` are 0."),
    ],
)
def test_a_coefficient_is_said_to_hold_where_it_holds(fixed: str, sentence: str) -> None:
    assert sentence in said(f"lmer(y ~ {fixed} + (1 | g))")


THREE = {"f": ["a", "b", "c"], "h": ["u", "v", "w"]}
SUM = 'contrasts = list(h = "contr.sum")'


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("lmer(y ~ x + (f | g))", "The effect of `f` is not in the fixed part: it varies around 0."),
        (
            f"lmer(y ~ h + h:x + (1 | g), {SUM})",
            "β₁ and β₂ are the deviations of `h` “u” and “v” from the mean of its levels (R's `h1` and `h2`) "
            "when `x` is 0.",
        ),
        (
            f"lmer(y ~ h + h:f + (1 | g), {SUM})",
            "β₁ and β₂ are the deviations of `h` “u” and “v” from the mean of its levels (R's `h1` and `h2`) "
            "when `f` is “a”.",
        ),
        ("lmer(y ~ poly(x, 2):z + (1 | g))", "In an average `g`, the mean of `y` is β₀ when `z` is 0."),
        (
            "lmer(y ~ poly(x, 2):poly(z, 2) + (1 | g))",
            "In an average `g`, the mean of `y` is β₀, on average over the values of `x` in the data.",
        ),
        (
            "lmer(y ~ f + (1 | g), contrasts = list(f = matrix(c(-1, 0, 1, 1, -2, 1), 3, 2)))",
            "β₁ and β₂ are half the difference of `f` “c” from “a” and a third of that of the mean of “a” and “c” from "
            "“b” (R's `f1` and `f2`).",
        ),
        (
            "lmer(y ~ f * x + (1 | g), contrasts = list(f = contr.treatment(3)))",
            "β₃ is the slope of `x` when `f` is “a”.",
        ),
        (
            "lmer(y ~ f + (1 | g), contrasts = list(f = -MASS::contr.sdif(3)))",
            "β₁ and β₂ are the differences of `f` “a” from “b” and “b” from “c” (R's `f2-1` and `f3-2`).",
        ),
        (
            "lmer(y ~ f + (1 | g), contrasts = list(f = contr.treatment(3, contrasts = FALSE)))",
            "β₁, β₂ and β₃ are the coefficients of `f`, by `contr.treatment(3, contrasts = FALSE)`; beside the "
            "intercept they are one too many, and lme4 will drop one column.",
        ),
        ("lmer(y ~ f + h:f + (1 | g))", "β₁ to β₈ do not vary between levels of `g`."),
        (
            'lmer(y ~ h * x + (1 | g), contrasts = list(h = "contr.SAS"))',
            "In an average `g`, the mean of `y` is β₀ when `x` is 0 and `h` is “w”.",
        ),
        (
            "lmer(y ~ 0 + h + f + (1 | g))",
            "β₁, β₂ and β₃ are the means of `y` at `h` “u”, “v” and “w” in an average `g` when `f` is “a”.",
        ),
        (
            "lmer(y ~ 0 + x + (1 | g))",
            "In an average `g`, the mean of `y` is 0 when `x` is 0, and changes by β₁ per unit of `x`.",
        ),
        (f"lmer(y ~ h * x + (1 | g), {SUM})", "β₃ is the slope of `x`, on average over the levels of `h`."),
        ("lmer(y ~ z:x + x + (1 | g))", "In an average `g`, the mean of `y` is β₀ when `x` is 0."),
        (
            "lmer(y ~ f + (1 | g), contrasts = list(f = matrix(c(1e-12, 2e-12, 0, 0, 1e-12, 2e-12), 3, 2)))",
            "In an average `g`, the mean of `y` is β₀ when every other column of X is 0.",
        ),
        ("lmer(y ~ x + (0 + z | g))", "The slope of `z` is not in the fixed part: it varies around 0."),
        (
            "lmer(y ~ x + (factor(k) | h))",
            "The coefficients of `factor(k)` (one for each level but the first) are not in the fixed part: "
            "they vary around 0.",
        ),
        ("lmer(y ~ x + (f | g))", "The model has 2 fixed effects, 6 variance and covariance parameters and σ."),
        (
            "glmer(y ~ x + (1 | g), family = inverse.gaussian)",
            "The model has 2 fixed effects, 1 variance parameter and φ.",
        ),
        (
            "glmer(y ~ x + (1 | g), family = inverse.gaussian)",
            "Given the random effects, `y` follows an inverse Gaussian distribution with dispersion φ and mean μ_i, "
            "whose inverse square is the linear predictor.",
        ),
        (
            f"lmer(y ~ h * poly(z, 2) * x + (1 | g), {SUM})",
            "In an average `g`, the mean of `y` is β₀ when `x` is 0, "
            "on average over the levels of `h` and the values of `z` in the data.",
        ),
        (
            f"lmer(y ~ h * poly(z, 2) * x + (1 | g), {SUM})",
            "β₁₂ and β₁₃ give the change of the curve in `z` per unit of `x`, on average over the levels of `h`.",
        ),
        ("lmer(y ~ x * z:w + (1 | g))", "In an average `g`, the mean of `y` is β₀ when `x` and `z` are 0."),
        ("lmer(y ~ x * z + I(x^2) * w + (1 | g))", "β₁ is the slope of `x` when `x` and `z` are 0."),
        ("lmer(y ~ x * z + I(x^2) * w + (1 | g))", "β₂ and β₄ are the slopes of `z` and `w` when `x` is 0."),
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
    assert said(f"lmer(y ~ {fixed} + (1 | g))")[-1].startswith(f"The model has {count} fixed effects")


def test_a_cell_that_lme4_has_dropped_is_not_counted_again() -> None:
    data = {"y": range(16), "f": ["a", "b"] * 8, "h": ["u", "u", "v", "v"] * 4, "g": ["p", "q", "r", "s"] * 4}
    for code, given in (("y ~ f:h + (1 | g)", data), ("y ~ f:h + (1 | g)", None)):
        lines = lme4math.parse(code, given, factors=None if given else TWO_BY_TWO).explain()
        assert "The model has 4 fixed effects, 1 variance parameter and σ." in lines


TWO_BY_TWO = {"f": ["a", "b"], "h": ["u", "v"]}


def test_parameters_are_not_counted_where_levels_are_not_known() -> None:
    assert not any("The model has" in line for line in said("lmer(y ~ x + (0 + factor(k) | g))"))


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
    assert not any("is 0 when" in line for line in said(f"lmer(y ~ {code} + (1 | g))"))


@pytest.mark.parametrize(("number", "shortened"), [(6, False), (7, True)])
def test_long_lists_are_shortened(number: int, shortened: bool) -> None:
    variables = [f"log(x{place})" for place in range(number)]
    (line,) = [line for line in said(f"lmer(y ~ {' + '.join(variables)} + (1 | g))") if "In an average" in line]
    assert ("…" in line) is shortened
    assert f"`{variables[3]}`" in line or shortened


def test_combinations_of_which_lme4_drops_one_are_differences_from_it() -> None:
    rows = [(f, h, g) for f in "ab" for h in "uv" for g in "pqr"] * 2
    data = dict(zip("fhg", map(list, zip(*rows, strict=True)), strict=True))
    text = lme4math.parse("lmer(y ~ f:h + (1 | g))", {**data, "y": [float(row % 7) for row in range(24)]}).explain()
    assert "are the differences of the combinations of `f` and `h` from the one whose column lme4 drops." in text
    assert "are the means" not in text


def test_a_model_without_fixed_effects_says_its_mean() -> None:
    assert "In an average `g`, the mean of `y` is 0." in said("lmer(y ~ 0 + (1 | g))")
    assert "In an average `g`, the mean of `y` is the offset." in said("lmer(y ~ 0 + offset(z) + (1 | g))")


def test_interactions_of_a_difference_with_several_levels_say_what_they_are() -> None:
    lines = said("lmer(y ~ h * f + (1 | g))", {"f": ["a", "b"], "h": ["u", "v", "w"]})
    differing = "how much greater the difference of `f` “b” from “a” is at `h` “v” and “w” than at “u”."
    assert f"β₄ and β₅ are the interactions of `h` and `f`: {differing}" in lines
    cells = said("lmer(y ~ h + h:f + (1 | g))", {"f": ["a", "b"], "h": ["u", "v", "w"]})
    assert "β₃, β₄ and β₅ are the differences of `f` “b” from “a” at each level of `h`." in cells


@pytest.mark.parametrize(
    ("contrasts", "levels", "sentence"),
    [
        (
            "'contr.helmert'",
            3,
            "half the difference of `f` “2” from “1” and a third of that of “3” from the mean of “1”",
        ),
        (
            "'contr.helmert'",
            6,
            "the differences of each level of `f` from the mean of those before it, each divided by",
        ),
        ("'contr.sdif'", 6, "the differences between successive levels of `f`, each from the one before"),
        ("'contr.sum'", 9, "the deviations of all levels but the last of `f` from the mean of its levels"),
        ("'contr.sum'", 2, "half the difference of `f` “1” from “2”"),
        ("'contr.poly'", 4, "the linear, quadratic and cubic trends over the levels of `f`"),
        (
            "matrix(c(1, 2, 3, 5, 1, 0, 2, 2, 0, 1, 3, 1), 4)",
            4,
            "contrasts between the levels of `f`, by contrasts of its own",
        ),
    ],
)
def test_coefficients_of_contrasts_are_what_the_inverse_of_their_matrix_says(
    contrasts: str, levels: int, sentence: str
) -> None:
    text = "\n".join(said(f"lmer(y ~ f + (1 | g), contrasts = list(f = {contrasts}))", {"f": levels}))
    assert sentence in text
