"""Powers, roots, lags and accents make another covariate, unless the code has it so."""

from __future__ import annotations

import pytest

from lme4math import check

EQUATION = r"y_{ij} = \beta_0 + \beta_1 COVARIATE + u_j + e_{ij}, u_j \sim N(0, \tau^2), e_{ij} \sim N(0, \sigma^2)"


@pytest.mark.parametrize(
    "covariate",
    [
        "x_{ij}^{1.5}", "x_{ij}^{0.5}", "x_{ij}^{-1}", "x_{ij}^k", "10^k x_{ij}", "10^{x_{ij}}", "(x_{ij})^4",
        "(x_{ij})^k", "(x_{ij})^{-1}", r"\sqrt[3]{x_{ij}}", "x_{i(j-1)}", "x_{i-1,j}", r"\Delta x_{ij}",
        r"\dot x_{ij}", r"\tilde x_{ij}", r"\bar x_j", "|x_{ij}|",
    ],
)  # fmt: skip
def test_another_covariate_is_not_called_right(covariate: str) -> None:
    assert check(EQUATION.replace("COVARIATE", "x_{ij}"), "lmer(y ~ x + (1 | g))").verdict == "right"
    assert check(EQUATION.replace("COVARIATE", covariate), "lmer(y ~ x + (1 | g))").verdict != "right"


@pytest.mark.parametrize(
    ("covariate", "code"),
    [
        ("x_{ij}^{1.5}", "I(x^1.5)"),
        ("x_{ij}^{-1}", "I(1/x)"),
        (r"\sqrt[3]{x_{ij}}", "I(x^(1/3))"),
        (r"10^{-3} x_{ij}", "I(x/1000)"),
    ],
)
def test_the_covariate_of_the_code_is_right(covariate: str, code: str) -> None:
    latex = EQUATION.replace("COVARIATE", covariate)
    assert check(latex, f"lmer(y ~ {code} + (1 | g))").verdict == "right"


@pytest.mark.parametrize("entry", [r"\beta_0^2", r"2 + \beta_0"])
def test_an_entry_of_a_vector_of_coefficients_is_one_coefficient(entry: str) -> None:
    latex = r"""y = X\beta + Zb + e, \quad \beta = (B, \beta_1)', \quad
    X = \begin{bmatrix} 1 & x_1 \\ \vdots & \vdots \\ 1 & x_n\end{bmatrix},
    \quad b \sim N(0, \tau^2 I), \quad e \sim N(0, \sigma^2 I),
    \text{ where Z holds the indicators of g}"""
    assert check(latex.replace("B", r"\beta_0"), "lmer(y ~ x + (1 | g))").verdict == "right"
    assert check(latex.replace("B", entry), "lmer(y ~ x + (1 | g))").verdict != "right"


def test_a_logit_alone_leaves_the_response_open() -> None:
    logit = r"\text{logit}(p_{ij}) = \beta_0 + \beta_1 x_{ij} + u_j, u_j \sim N(0, \tau^2)"
    code = "glmer(y ~ x + (1 | g), family = binomial)"
    assert check(rf"y_{{ij}} \sim \text{{Bernoulli}}(p_{{ij}}), {logit}", code).verdict == "right"
    found = check(logit, code)
    assert found.verdict == "ambiguous"
    assert "response" in found.text()


def test_a_proportion_is_that_of_the_code() -> None:
    latex = r"""\frac{dead_i}{dead_i + alive_i} \sim \text{Binomial}(1, p_i),
    \text{logit}(p_i) = \beta_0 + \beta_1 x_i + u_{j[i]},
    u_j \sim N(0, \tau^2)"""
    assert check(latex, "glmer(dead / (dead + alive) ~ x + (1 | g), family = binomial)").verdict == "right"
    assert check(latex, "glmer(alive / (dead + alive) ~ x + (1 | g), family = binomial)").verdict == "wrong"
