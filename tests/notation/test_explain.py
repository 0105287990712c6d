"""What is said in words is true of the model, not only of its columns."""

from __future__ import annotations

from time import perf_counter

import pytest

import lme4math

POWERS = ["coefficient of `I(x^2)` where `x` is 0", "coefficient of `I(x^3)`"]
FACTORS = {"A": ["a1", "a2"], "B": ["b1", "b2"]}


def words(code: str) -> str:
    return lme4math.parse(code, factors={name: levels for name, levels in FACTORS.items() if name in code}).explain()


@pytest.mark.parametrize(
    ("code", "the_same"),
    [
        ("lmer(y ~ A + (0 + A | g))", None),
        ("lmer(y ~ 0 + A + (A | g))", None),
        ("lmer(y ~ A * B + (A:B | g))", None),
        ("lmer(y ~ x + (0 + x:A | g))", "β₀ does not vary between levels of `g`."),
        ("lmer(y ~ A + (0 + x | g))", "β₀ and β₁ do not vary between levels of `g`."),
        ("lmer(y ~ A + (1 | g))", "β₁ does not vary between levels of `g`."),
        ("lmer(y ~ 0 + A + (0 + x | g))", "β₁ and β₂ do not vary between levels of `g`."),
    ],
)
def test_nothing_is_the_same_in_all_groups_that_another_column_moves(code: str, the_same: str | None) -> None:
    text = words(code)
    assert the_same in text if the_same else "not vary between" not in text


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
    assert "β₄ is how much the slope of `x` changes per unit of `z` when `w` is 0." in text
    assert "β₇ is how much the interaction of `x` and `z` changes per unit of `w`." in text


def test_the_legend_of_a_coefficient_that_two_parts_code_differently_claims_no_difference() -> None:
    model = lme4math.parse("lmer(y ~ A + (0 + A | `my g`))", factors={"A": ["a1", "a2"]})
    meanings = {entry.symbol: entry.meaning for entry in model.legend()}
    assert meanings["β_{1,j}"] == "coefficient of `Aa2` for one level of `my g`: population value plus deviation"
    assert meanings["β_{2,j}"] == "deviation in the value where `A` is “a1” for one level of `my g`, with mean 0"
    summaries = [entry.summary for entry in model.legend()]
    assert "ranef(fit)$`my g`: Aa1" in summaries
    assert "Random effects: my g, Aa1 and Aa2, Corr times both Std.Dev." in summaries


@pytest.mark.parametrize(
    ("fixed", "meanings"),
    [
        ("x + I(x^2)", ["intercept where `x` is 0", "slope of `x` where `x` is 0", "coefficient of `I(x^2)`"]),
        ("poly(x, 2, raw = TRUE)", ["intercept where `x` is 0", "slope of `x` where `x` is 0"]),
        ("poly(x, 2)", ["intercept, on average over the values of `x` in the data", "coefficient of `poly(x, 2)1`"]),
        ("I(x / 10) + I((x / 10)^3)", ["intercept where `x` is 0", "slope of `I(x/10)` where `x` is 0"]),
        ("x + I(x^2) + A:x", ["intercept where `x` is 0", "slope of `x` where `x` is 0 and `A` is “a1”"]),
        (
            "x + log(x)",
            ["intercept where every other column of X is 0", "coefficient of `x`", "coefficient of `log(x)`"],
        ),
        ("x * z", ["intercept where `x` is 0 and `z` is 0", "slope of `x` where `z` is 0"]),
        ("I(x^2) + I(x^3)", ["intercept where `x` is 0", *POWERS]),
        ("A:x", ["intercept where `x` is 0", "slope of `x` where `A` is “a1”", "slope of `x` where `A` is “a2”"]),
        (
            "A * x",
            ["intercept where `A` is “a1” and `x` is 0", "difference of `A` level “a2” from level “a1” where `x` is 0"],
        ),
    ],
)
def test_the_legend_says_where_a_coefficient_is_what_it_is_called(fixed: str, meanings: list[str]) -> None:
    factors = {"A": ["a1", "a2"]} if "A" in fixed else {}
    entries = lme4math.parse(f"lmer(y ~ {fixed} + (1 | g))", factors=factors).legend()
    said = [entry.meaning.removeprefix("population ") for entry in entries if entry.level == "population"]
    assert said[: len(meanings)] == meanings


def test_a_random_effect_is_told_among_those_of_its_own_term() -> None:
    model = lme4math.parse("lmer(y ~ x + I(x^2) + A + (x | g))", factors={"A": ["a1", "a2"]})
    meanings = [entry.meaning for entry in model.legend() if entry.summary.startswith("ranef")]
    assert meanings == [
        "deviation of one level of `g` in the intercept where `x` is 0",
        "deviation of one level of `g` in the slope of `x`",
    ]


def test_many_coefficients_of_a_term_are_one_sentence_with_the_range_of_their_symbols() -> None:
    text = lme4math.parse("lmer(y ~ x * z + A + (1 | g))", factors={"A": list("abcdefghij")}).explain()
    assert "β₃ to β₁₁ are the differences of the 9 other levels of `A` from “a”." in text
    assert "β₁ to β₁₂ do not vary between levels of `g`." in text
    lettered = lme4math.parse("lmer(y ~ A + (1 | g))", factors={"A": list("abcdefghij")}).explain("lettered")
    assert "β, δ, …, ω₉ are the differences" in lettered  # letters of their own make no range


@pytest.mark.parametrize("levels", [2, 6, 20])
def test_the_words_of_many_levels_are_few_and_made_at_once(levels: int) -> None:
    model = lme4math.parse("lmer(y ~ a * b + (1 | g))", factors={"a": levels, "b": levels})
    start = perf_counter()
    text = model.explain()
    assert perf_counter() - start < 0.5
    assert len(text.splitlines()) == 9


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (
            "glmer.nb(y ~ x + (1 | g))",
            "`y` follows a negative binomial distribution with size θ and mean μ_i, whose logarithm is",
        ),
        (
            "glmer(y ~ x + (1 | g), family = binomial)",
            "the probability that `y` is 1 is μ_i, whose log odds are the linear predictor.",
        ),
        (
            "glmer(y ~ x + (1 | g), family = inverse.gaussian)",
            "`y` follows an inverse Gaussian distribution with dispersion φ and mean μ_i, whose inverse square",
        ),
    ],
)
def test_distributions_have_the_names_that_people_use(call: str, said: str) -> None:
    assert said in words(call)


@pytest.mark.parametrize(
    ("fixed", "random", "around_zero"),
    [("poly(x, 2)", "x", False), ("ns(x, 3)", "x", False), ("x", "I(x / 10)", False), ("I(x^2)", "x", True)],
)
def test_a_curve_is_behind_a_slope_of_the_same_variable(fixed: str, random: str, around_zero: bool) -> None:
    assert ("around 0" in words(f"lmer(y ~ {fixed} + ({random} | g))")) == around_zero


def test_what_a_slope_moves_of_a_curve_is_not_said_to_be_the_same() -> None:
    text = words("lmer(y ~ poly(x, 2) + z + (x | g))")
    assert "β₃ does not vary between levels of `g`." in text
    assert "The slope of `x` varies around the course that `poly(x, 2)` gives." in text


def test_a_factor_of_unknown_levels_has_a_coefficient_for_each() -> None:
    text = words("lmer(y ~ factor(week) + (0 + factor(week) | id))")
    assert "The coefficients of `factor(week)` (one for each level) vary between levels of `id`" in text
    assert "β_{1,s} is the difference of each level of `factor(week)` from its first level." in text
    assert "follow a multivariate normal distribution with covariance matrix Σ_{id}." in text


def test_one_condition_follows_another() -> None:
    model = lme4math.parse("lmer(y ~ 0 + A + A:x + (1 | g))", factors={"A": ["a1", "a2"]})
    assert "population value where `A` is “a1” and `x` is 0" in {entry.meaning for entry in model.legend()}


@pytest.mark.parametrize(
    ("random", "said"),
    [
        ("(x || g)", "2 variance parameters"),
        ("diag(1 + x | g)", "2 variance parameters"),
        ("(x | g)", "3 variance and"),
    ],
)
def test_covariances_are_counted_where_there_are_some(random: str, said: str) -> None:
    assert said in words(f"lmer(y ~ x + {random})")


@pytest.mark.parametrize(
    ("failures", "trials"),
    [("b - a", "`b` trials"), ("b", "`a + b` trials"), ("12 - a", "12 trials"), ("1 - a", "one trial")],
)
def test_trials_are_named(failures: str, trials: str) -> None:
    said = words(f"glmer(cbind(a, {failures}) ~ 1 + (1 | g), family = binomial)")
    assert f"Of {trials}, `a` " in said
    assert "; given the random effects, their number is binomial with probability μ_i, whose log odds are" in said


def test_weights_of_a_dispersion_are_said() -> None:
    assert "with dispersion φ divided by the weight `w` and mean μ_i, whose inverse is" in words(
        "glmer(y ~ 1 + (1 | g), family = Gamma, weights = w)"
    )
    log_normal = words("glmer(y ~ 1 + (1 | g), family = gaussian('log'), weights = w)")
    assert "with variance σ² divided by the weight `w` and mean μ_i, whose logarithm is" in log_normal
    assert "divided by the weight" not in words("glmer(y ~ 1 + (1 | g), family = poisson, weights = w)")


def test_a_rate_needs_no_condition_on_its_offset() -> None:
    text = words("glmer(n ~ x + offset(log(area)) + (1 | g), family = poisson)")
    assert "coefficient 1, so that rates of `n` per unit of `area` are modelled." in text
    assert "the log rate is β₀ when `x` is 0 and changes by β₁ per unit of `x` (rate ratio exp(β₁))." in text
    assert "when `x` and the offset are 0" in words("glmer(n ~ x + offset(t) + (1 | g), family = poisson)")


def test_conditions_are_one_list() -> None:
    model = lme4math.parse("lmer(y ~ 0 + A:B + A:B:x + (1 | g))", factors=FACTORS)
    assert "population value where `A` is “a1”, `B` is “b1” and `x` is 0" in {entry.meaning for entry in model.legend()}


def test_an_ordered_factor_of_unknown_levels_is_not_said_to_be_coded_as_shown() -> None:
    model = lme4math.parse("lmer(y ~ ordered(dose) + factor(week) + (1 | g))")
    assert any("The levels of `ordered(dose)` are compared with the first here" in text for text in model.assumptions)
    assert not any("polynomials" in text for text in lme4math.parse("y ~ factor(week) + (1 | g)").assumptions)
