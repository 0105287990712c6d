"""A covariate in other units, or moved, is the same model only where its effects have the same covariances."""

from __future__ import annotations

import pytest

import lme4math

EQUATION = (
    r"y_{{ij}} = b_0 + b_1 x_{{ij}} + u_{{0j}} + u_{{1j}} x_{{ij}} + e_{{ij}}, e_{{ij}} \sim N(0, \sigma^2), "
    r"\begin{{pmatrix}} u_{{0j}} \\ u_{{1j}} \end{{pmatrix}} \sim "
    r"N\left(0, \begin{{pmatrix}} a^2 & {0} \\ {0} & b^2 \end{{pmatrix}}\right)"
)


@pytest.mark.parametrize(
    ("covariate", "bars", "covariance", "verdict"),
    [
        ("scale(x)", "|", "0", "wrong"),
        ("scale(x)", "|", "c", "right"),
        ("scale(x)", "||", "0", "wrong"),
        ("scale(x)", "||", "c", "wrong"),
        ("I(x/10)", "|", "0", "wrong"),
        ("I(x/10)", "|", "c", "right"),
        ("I(x/10)", "||", "0", "right"),
        ("I(x/10)", "||", "c", "wrong"),
        ("I(x - 5)", "|", "0", "wrong"),
        ("I(x - 5)", "||", "0", "wrong"),
        ("log(x)", "|", "c", "wrong"),
    ],
)
def test_an_equation_in_x_of_code_in_another_form_of_x(
    covariate: str, bars: str, covariance: str, verdict: str
) -> None:
    found = lme4math.check(EQUATION.format(covariance), f"lmer(y ~ {covariate} + ({covariate} {bars} g))")
    assert found.verdict == verdict


def test_a_correlation_is_missed_between_the_effects_that_the_code_names() -> None:
    found = lme4math.check(EQUATION.format("0"), "lmer(y ~ scale(x) + (scale(x) | g))")
    assert [one["kind"] for one in found.differences] == ["missing_correlation"]
    assert found.differences[0]["between"] == [["g", "(Intercept)"], ["g", "scale(x)"]]


@pytest.mark.parametrize(
    ("words", "verdict"), [("", "ambiguous"), (r"dose \in \{1, 2, 3\}", "wrong"), (r"dose_{ij} = 1, 2, 3", "wrong")]
)
def test_a_factor_may_be_written_as_one_term_unless_it_is_said_to_be_a_number(words: str, verdict: str) -> None:
    code = lme4math.parse("lmer(y ~ dose + (1 | g))", factors={"dose": ["none", "half", "full"]})
    laws = r"u_j \sim N(0, \tau^2), e_{ij} \sim N(0, \sigma^2)"
    found = lme4math.check(rf"$y_{{ij}} = \beta_0 + \beta_1 dose_{{ij}} + u_j + e_{{ij}}$, ${laws}$, ${words}$", code)
    assert found.verdict == verdict
    assert (verdict == "wrong") or "levels of `dose`" in found.questions[0]


@pytest.mark.parametrize(
    ("laws", "verdict"), [("u ~ N(0, a^2), e ~ N(0, s^2)", "ambiguous"), ("u_i ~ N(0, a^2), e_i ~ N(0, s^2)", "wrong")]
)
def test_one_index_for_all_leaves_open_whose_the_effects_are(laws: str, verdict: str) -> None:
    assert lme4math.check(f"y_i = b0 + b1 x_i + u_i + e_i, {laws}", "lmer(y ~ x + (1 | g))").verdict == verdict
