"""What `compare` says of two models: of their parameters, of edges, of tests, and of what cannot be compared."""

from __future__ import annotations

import pytest

import lme4math
from lme4math import compare


@pytest.mark.parametrize(
    ("first", "second", "relation"),
    [
        ("y ~ x + (x | g)", "y ~ I(x - 2) + (I(x - 2) | g)", "same"),
        ("y ~ x + (x || g)", "y ~ I(x - 2) + (I(x - 2) || g)", "neither"),
        ("y ~ x + (x || g)", "y ~ I(2 * x) + (I(2 * x) || g)", "same"),
        ("y ~ x + (1 | g/k)", "y ~ x + (1 | g) + (1 | k:g)", "same"),
        ("y ~ 1 + (1 | g) + (0 + f | g)", "y ~ 1 + (0 + f | g)", "same"),
        ("y ~ f + cs(0 + f | g, hom = TRUE)", "y ~ f + (1 | g) + (1 | g:f)", "second in first"),
        ("y ~ f + ar1(0 + f | g)", "y ~ f + cs(0 + f | g, hom = TRUE)", "neither"),
        ("y ~ f + ar1(0 + f | g)", "y ~ f + (0 + f | g)", "first in second"),
        ("y ~ f + diag(0 + f | g)", "y ~ f + cs(0 + f | g)", "first in second"),
        ("y ~ f + diag(0 + f | g, hom = TRUE)", "y ~ f + (1 | g:f)", "same"),
        ("y ~ x + offset(z) + (1 | g)", "y ~ x + z + (1 | g)", "first in second"),
        ("y ~ x + offset(2 * x) + (1 | g)", "y ~ x + (1 | g)", "same"),
        ("y ~ ordered(x) + (1 | g)", "y ~ factor(x) + (1 | g)", "same"),
    ],
)
def test_without_data_the_formulas_decide(first: str, second: str, relation: str) -> None:
    models = [lme4math.parse(code, factors={"f": ["a", "b", "c"]} if "f" in code else None) for code in (first, second)]
    comparison = compare(*models)
    assert comparison.relation == relation
    assert compare(*models[::-1]).relation == {
        "first in second": "second in first",
        "second in first": "first in second",
    }.get(relation, relation)


@pytest.mark.parametrize(
    ("small", "large", "constraint"),
    [
        ("y ~ x + (1 | g)", "y ~ x + (x | g)", "τ₁² = 0"),
        ("y ~ x + (x || g)", "y ~ x + (x | g)", "τ₀₁ = 0"),
        ("y ~ x + (1 | g)", "y ~ x + z + (1 | g)", "β₂ = 0"),
        ("y ~ x + offset(z) + (1 | g)", "y ~ x + z + (1 | g)", "β₂ = 1"),
        ("y ~ I(x + z) + (1 | g)", "y ~ x + z + (1 | g)", "β₁ = β₂"),
        ("y ~ x + (1 | g)", "y ~ x + (1 | g) + (1 | k)", "ω₀² = 0"),
        ("y ~ x + (0 + I(x + z) | g)", "y ~ x + (0 + x + z | g)", "τ₁² = τ₂²"),
        ("y ~ f + diag(0 + f | g)", "y ~ f + cs(0 + f | g)", "ρ_τ = 0"),
        ("y ~ f + cs(0 + f | g)", "y ~ f + (0 + f | g)", "one correlation for all pairs of effects of `(0 + f | g)`"),
    ],
)
def test_the_constraint_is_said_in_the_symbols_of_the_larger(small: str, large: str, constraint: str) -> None:
    factors = {"f": ["a", "b", "c"]} if "f" in small else None
    comparison = compare(*(lme4math.parse(code, factors=factors) for code in (small, large)))
    assert comparison.relation == "first in second"
    assert comparison.constraints[0] == constraint
    assert comparison.text().startswith("The first model is a special case of the second")


@pytest.mark.parametrize(
    ("small", "large", "boundary", "words"),
    [
        ("y ~ x + (x || g)", "y ~ x + (x | g)", False, "a χ² distribution with 1 degree of freedom"),
        ("y ~ x + (1 | g)", "y ~ x + (x | g)", True, "χ² with 1 degree of freedom and χ² with 2 degrees of freedom"),
        ("y ~ x + (1 | g)", "y ~ x + (1 | g) + (1 | k)", True, "an equal mixture of 0 and χ² with 1 degree of freedom"),
        ("y ~ x + (1 | g)", "y ~ x + (x + z | g)", True, "no χ² distribution holds"),
        ("y ~ x + (1 | g)", "y ~ x + z + w + (1 | g)", False, "a χ² distribution with 2 degrees of freedom"),
    ],
)
def test_edges_make_other_tests(small: str, large: str, boundary: bool, words: str) -> None:
    comparison = compare(small, large)
    assert comparison.boundary is boundary
    assert words in comparison.text()


def test_the_same_means_coded_otherwise_shift_the_reml_criterion() -> None:
    data = lme4math.data.sleepstudy()
    first = lme4math.parse("lmer(Reaction ~ Days + (1 | Subject))", data)
    second = lme4math.parse("lmer(Reaction ~ I(Days * 10) + (1 | Subject))", data)
    comparison = compare(first, second)
    assert comparison.relation == "same"
    assert not comparison.reml_comparable
    shift = first.fit().criterion - second.fit().criterion
    assert f"the REML criterion of the second is larger by {-shift:.4g}" in comparison.text()
    assert compare(first, first).reml_comparable


def test_other_rows_responses_and_families_are_told_apart() -> None:
    data = {"y": [1, 0, 1, 1, 0, 1], "x": [1.0, 2.0, None, 4.0, 5.0, 7.0], "g": list("aabbcc")}
    rows = compare("lmer(y ~ x + (1 | g))", "lmer(y ~ 1 + (1 | g))", data)
    assert rows.relation == "neither"
    assert rows.text().startswith("The models cannot be compared: they use different rows")
    assert (
        "their responses are different, `log(y)` and `y`".replace("`", "")
        in compare("log(y) ~ x + (1 | g)", "y ~ x + (1 | g)").text()
    )
    calls = [f"glmer(y ~ x + (1 | g), family = {family})" for family in ("binomial", "poisson", "binomial(probit)")]
    assert "different families, binomial and poisson" in compare(calls[0], calls[1]).text()
    assert "different links, logit and probit" in compare(calls[0], calls[2]).text()


def test_what_other_data_could_change_is_said() -> None:
    text = compare("y ~ x + (1 | g/k)", "y ~ x + (1 | g) + (1 | k)").text()
    assert text.startswith("Neither model is a special case of the other")
    assert "Where each level of k belongs to one level of g, the models are the same." in text


def test_shifting_a_covariate_changes_effects_without_correlation_only() -> None:
    shifted = compare("y ~ x + (x || g)", "y ~ I(x - 2) + (I(x - 2) || g)").text()
    assert "moving x changes (x || g), and leaves (x | g) as it is" in shifted
    assert "moving x" not in compare("y ~ x + (x | g)", "y ~ I(x - 2) + (I(x - 2) | g)").text()


def test_terms_that_add_nothing_are_named() -> None:
    comparison = compare("y ~ h + (1 | g) + (0 + factor(h) | g)", "y ~ h + (0 + factor(h) | g)")
    assert comparison.relation == "same"
    assert comparison.df[0] == comparison.df[1] + 1
    assert "in the first, (1 | g) adds nothing" in comparison.text().replace("In the", "in the")


def test_fits_bring_their_criteria() -> None:
    data = lme4math.data.sleepstudy()
    fits = [
        lme4math.parse(f"lmer(Reaction ~ Days + ({bar} | Subject), REML = FALSE)", data).fit() for bar in ("1", "Days")
    ]
    comparison = compare(*fits)
    frame = comparison.to_frame("pandas")
    assert frame["aic"].round(2).tolist() == [1802.08, 1763.94]
    assert frame["bic"].round(2).tolist() == [1814.85, 1783.10]
    assert "1763.9" in str(comparison)


def test_the_page_frames_what_only_one_model_has() -> None:
    html = compare("y ~ x + z + (1 | g)", "y ~ x + (x | g)")._repr_html_()
    assert html.count("first only") == 1
    assert html.count("second only") == 1
    assert "random terms" in html
    assert html.count("<math") > 2
    assert "<script" not in html


def test_what_needs_data_asks_for_it() -> None:
    with pytest.raises(lme4math.Error) as caught:
        compare("y ~ rcs(x, 3) + (1 | g)", "y ~ x + (1 | g)")
    assert "data" in str(caught.value)


@pytest.mark.parametrize(
    ("first", "second", "relation"),
    [
        ("cbind(s, n - s) ~ x + (1 | g)", "cbind(s, n - s) ~ x + (x | g)", "first in second"),
        ("cbind(n - f, f) ~ x + (1 | g)", "cbind(n - f, f) ~ 1 + (1 | g)", "second in first"),
        ("s / n ~ log(x) + (1 | g)", "s / n ~ log2(x) + (1 | g)", "same"),
        ("asin(sqrt(p)) ~ sqrt(x - 5) + (1 | g)", "asin(sqrt(p)) ~ x + (1 | g)", "neither"),
    ],
)
def test_data_is_made_up_on_which_the_formulas_exist(first: str, second: str, relation: str) -> None:
    family = "" if "asin" in first else ", family = binomial"
    function = "glmer" if family else "lmer"
    assert compare(f"{function}({first}{family})", f"{function}({second}{family})").relation == relation


def test_numbers_of_made_up_data_are_not_told() -> None:
    text = compare("y ~ x + (1 | g)", "y ~ ns(x, 3) + (1 | g)").text().splitlines()[0]
    assert text.startswith("The first model is a special case of the second one: all its distributions")


GROUPED = {
    "y": [float(row % 7) + row % 3 for row in range(400)],
    "g": [f"g{row % 40}" for row in range(400)],
    "sec": ["pq"[row % 2] for row in range(400)],
    "x": [float((row * 7919) % 101) for row in range(400)],
}


def test_a_variance_for_each_kind_of_group_is_no_edge() -> None:
    comparison = compare("y ~ sec + (1 | g)", "y ~ sec + (sec | g)", GROUPED)
    assert comparison.boundary is False
    assert "a χ² distribution with 1 degree of freedom" in comparison.text()
    assert "Of the 6 parameters of the second only 5 can be told apart." in comparison.text()


def test_a_fixed_effect_for_each_group_leaves_no_known_test() -> None:
    text = compare("y ~ x + (1 | g)", "y ~ x + factor(g) + (1 | g)", GROUPED).text()
    assert "The distribution of a likelihood-ratio statistic is not known here" in text


def test_bounds_are_told_beside_constraints() -> None:
    factors = {"f": ["a", "b", "c"]}
    codes = ("y ~ f + (1 | g) + (1 | g:f)", "y ~ f + cs(0 + f | g)")
    assert ", within further bounds." in compare(*(lme4math.parse(code, factors=factors) for code in codes)).text()
    assert "bounds" not in compare("y ~ x + (x || g)", "y ~ x + (x | g)").text()


def test_made_up_levels_and_other_rows_are_told() -> None:
    text = compare("lmer(y ~ time + (1 | g), data = men)", "lmer(y ~ factor(time) + (1 | g), data = women)").text()
    assert "Of time the levels are not known; parameters are counted for three." in text
    assert "The code lets the two have other rows" in text
    assert "β₁ =" not in text


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [("nAGQ = 9", "nAGQ = 1L", True), ("nAGQ = 0", "control = glmerControl()", True), ("nAGQ = 1L", "nAGQ = 1", False)],
)
def test_likelihoods_that_are_approximated_in_different_ways_may_not_be_compared(
    first: str, second: str, said: bool
) -> None:
    one, two = f"glmer(y ~ x + (1 | g), family = binomial, {first})", f"glmer(y ~ (1 | g), family = binomial, {second})"
    assert ("may not be compared" in compare(one, two).text()) == said


def test_slopes_of_covariates_that_are_constant_in_a_group_only_allow_more_values() -> None:
    """Four variances, of the four kinds of subjects, free of each other or bounded by each other."""
    data = {
        "subj": [f"s{subject}" for subject in range(16) for _ in range(3)],
        "A": [float(subject % 2) for subject in range(16) for _ in range(3)],
        "B": [float(subject // 2 % 2) for subject in range(16) for _ in range(3)],
        "rt": [float(place * 7 % 11) for place in range(48)],
    }
    small, large = (lme4math.parse(f"lmer(rt ~ A * B + ({bar} | subj))", data) for bar in ("A + B", "A * B"))
    found = compare(small, large)
    assert found.relation == "first in second"
    assert "the second only allows more values of them, so there is nothing to test" in found.text()


def test_the_order_of_grouping_variables_is_no_difference() -> None:
    page = compare("lmer(y ~ x + (1 | a:b))", "lmer(y ~ x + (1 | b:a))")._repr_html_()
    assert "only" not in page.partition("What only one of the models has is framed.")[2]
    assert "first: " not in page
