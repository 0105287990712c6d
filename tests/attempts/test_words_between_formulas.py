"""Sentences around formulas that no dollar sign tells apart; equations on lines of their own; independence in words."""

from __future__ import annotations

import pytest

from lme4math import check

CODE = "lmer(RT ~ x + (1 | subj))"
IN_WORDS = (
    "RT_si = b0 + b1*x_si + u_s + e_si, where u_s ~ N(0, s1^2) and e_si ~ N(0, s^2)",
    "RT_si = b0 + b1*x_si + u_s + e_si. Here u_s ~ N(0, s1^2) and e_si ~ N(0, s^2).",
    "RT_si = b0 + b1*x_si + u_s + e_si\n\nHere u_s ~ N(0, s1^2) and e_si ~ N(0, s^2)",
    "RT_si = b0 + b1*x_si + u_s + e_si where x is centred, u_s ~ N(0, s1^2), e_si ~ N(0, s^2)",
    "RT_si = b0 + b1*x_si + u_s + e_si, where s is the subject, u_s ~ N(0, s1^2), e_si ~ N(0, s^2)",
    "RT_si = b0 + b1*x_si + u_s + e_si, u_s ~ N(0, s1^2), e_si ~ N(0, s^2)\nwhere s indexes subjects and i trials",
    "RT_si = b0 + b1*x_si + u_s + e_si, u_s ~ N(0, s1^2), e_si ~ N(0, s^2) for s = 1, ..., S and i = 1, ..., n",
    r"RT_{si} = \beta_0 + \beta_1 x_{si} + u_s + e_{si}, where u_s \sim N(0, \tau^2) and e_{si} \sim N(0, \sigma^2)",
    "RTₛᵢ = β₀ + β₁ xₛᵢ + uₛ + eₛᵢ with uₛ ~ N(0, τ²) and eₛᵢ ~ N(0, σ²)",
    "Level 1: RT_si = b_0s + b1*x_si + e_si, e_si ~ N(0, s^2)\nLevel 2: b_0s = g00 + u_s, u_s ~ N(0, t^2)",
)


@pytest.mark.parametrize("text", IN_WORDS)
def test_words_of_sentences_are_no_symbols(text: str) -> None:
    found = check(text, CODE)
    assert found.verdict == "right", found.text()


@pytest.mark.parametrize("text", IN_WORDS)
@pytest.mark.parametrize(
    ("old", "new"),
    [("u_s +", ""), ("x_si", "u_s x_si"), ("u_s ~ N(0, s1^2)", "u_s ~ N(0, s^2)"), ("g00 + u_s", "g00 + u_i"),
     (r"u_s \sim N", r"u_s \sim t"), ("uₛ +", ""), (" xₛᵢ", ""), (r"\beta_1 x_{si}", r"x_{si}")],
)  # fmt: skip
def test_one_thing_changed_beside_the_words_is_not_right(text: str, old: str, new: str) -> None:
    if old in text:
        assert check(text.replace(old, new), CODE).verdict != "right"


def test_words_may_say_that_an_index_counts_the_group_of_another() -> None:
    words = "RT_ti = b0 + b1*x_ti + u_i + e_ti, u_i ~ N(0, a^2), e_ti ~ N(0, s^2), where {} is the subject"
    assert check(words.format("i"), CODE).verdict == "right"
    assert check(words.format("t"), CODE).verdict == "wrong"


ON_LINES = r"""Level-1: y_{ij} = \beta_{0j} + \beta_{1j} x_{ij} + e_{ij}
Level-2: \beta_{0j} = \gamma_{00} + u_{0j}
\beta_{1j} = \gamma_{10} + u_{1j}
\begin{pmatrix}u_{0j}\\u_{1j}\end{pmatrix} \sim N(0, \begin{bmatrix}t_{00}&t_{01}\\t_{01}&t_{11}\end{bmatrix})
e_{ij} \sim N(0, \sigma^2)"""


def test_a_matrix_on_one_line_leaves_the_others_equations() -> None:
    assert check(ON_LINES, "lmer(y ~ x + (x | g))").verdict == "right"
    assert check(ON_LINES, "lmer(y ~ x + (x || g))").verdict == "wrong"
    assert check(ON_LINES.replace(r"\gamma_{10} + u_{1j}", r"\gamma_{10}"), "lmer(y ~ x + (x | g))").verdict == "wrong"


SLOPES = "y_ij = b0 + b1*x_ij + u0_j + u1_j*x_ij + e_ij, u0_j ~ N(0, t0^2), u1_j ~ N(0, t1^2), e_ij ~ N(0, s^2)"


@pytest.mark.parametrize(
    "words",
    [", all independent", ". All random effects are independent.", ", mutually independent", ", cor(u0_j, u1_j) = 0",
     " where u0 and u1 are independent", ", u0_j and u1_j uncorrelated", " and cov(u0_j, u1_j) = 0",
     ", E(u0_j u1_j) = 0",
     "\nThe random effects are mutually independent"],
)  # fmt: skip
def test_independence_is_heard(words: str) -> None:
    assert check(SLOPES + words, "lmer(y ~ x + (x || g))").verdict == "right"
    assert check(SLOPES + words, "lmer(y ~ x + (x | g))").verdict == "wrong"


def test_a_covariance_is_heard_and_is_of_the_effects_that_it_names() -> None:
    assert check(SLOPES + ", cov(u0_j, u1_j) = t01", "lmer(y ~ x + (x | g))").verdict == "right"
    assert check(SLOPES + ", cov(u0_j, u1_j) = t01", "lmer(y ~ x + (x || g))").verdict == "wrong"
    assert check(SLOPES + ", cov(u0_j, e_ij) = 0", "lmer(y ~ x + (x | g))").verdict == "ambiguous"
