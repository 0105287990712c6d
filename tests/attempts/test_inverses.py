"""Inverses of a mean, which are links, and inverses and powers of a response."""

from __future__ import annotations

import pytest

from lme4math import check

REST = r"\beta_0 + \beta_1 x_i + u_{j[i]}, u_j \sim N(0, \tau^2)"
GAMMA = r"y_i \sim \text{Gamma}(\mu_i, \phi), "


@pytest.mark.parametrize(
    ("written", "verdict"),
    [
        (GAMMA + r"\frac{1}{\mu_i} = ", "right"),
        (GAMMA + r"1 / \mu_i = ", "right"),
        (GAMMA + r"\mu_i^{-1} = ", "right"),
        (r"y_i \sim \text{Gamma}, 1 / E(y_i) = ", "right"),
        (GAMMA + r"\log(\mu_i) = ", "wrong"),
        (GAMMA + r"\mu_i = ", "wrong"),
        (GAMMA + r"\frac{1}{\sqrt{\mu_i}} = ", "wrong"),
        (GAMMA + r"\frac{1}{\log(\mu_i)} = ", "wrong"),
    ],
)
def test_an_inverse_of_the_mean_is_the_link(written: str, verdict: str) -> None:
    assert check(written + REST, "glmer(y ~ x + (1 | g), family = Gamma)").verdict == verdict


def test_an_inverse_square_is_another_link() -> None:
    equation = r"y_i \sim \text{IG}(\mu_i, \phi), 1 / \mu_i^2 = " + REST
    assert check(equation, "glmer(y ~ x + (1 | g), family = inverse.gaussian)").verdict == "right"
    found = check(equation, 'glmer(y ~ x + (1 | g), family = inverse.gaussian(link = "inverse"))')
    assert found.verdict != "right"


@pytest.mark.parametrize(
    ("left", "code", "verdict"),
    [
        (r"1 / y_i", "1/y", "right"),
        (r"y_i^{-1}", "1/y", "right"),
        (r"\frac{1}{y_i}", "y^-1", "right"),
        (r"y_i^2", "y^2", "right"),
        (r"\frac{1}{y_i}", "y^2", "wrong"),
        (r"\frac{1}{y_i^2}", "1/y", "wrong"),
        (r"\frac{1}{\sqrt{y_i}}", "1/y", "wrong"),
        (r"\log(\sqrt{y_i})", "log(y)", "wrong"),
        (r"\log(\sqrt{y_i})", "log(sqrt(y))", "right"),
    ],
)
def test_functions_of_a_response_are_told_apart(left: str, code: str, verdict: str) -> None:
    equation = rf"{left} = \beta_0 + u_{{j[i]}} + e_i, u_j \sim N(0, \tau^2), e_i \sim N(0, \sigma^2)"
    assert check(equation, f"lmer({code} ~ 1 + (1 | g))").verdict == verdict
