"""Equations that are the code's in all but one thing that stands beside the terms; and their twins, which are right."""

from __future__ import annotations

import pytest

from lme4math import check

PLAIN = "lmer(y ~ x + (1 | g))"
SLOPES = "lmer(y ~ x + (x | g))"
COUNTS = "glmer(cbind(s, f) ~ x + (1 | g), family = binomial)"
OF_ALL = "glmer(cbind(s, n - s) ~ x + (1 | g), family = binomial)"
SHARES = "glmer(s/n ~ x + (1 | g), family = binomial, weights = n)"
RATES = "glmer(y ~ x + offset(log(t)) + (1 | g), family = poisson)"

MEAN = r"\beta_0 + \beta_1 x_{ij} + u_j"
SUM = rf"y_{{ij}} = {MEAN} + e_{{ij}}"
U, E = r"u_j \sim N(0, \tau^2)", r"e_{ij} \sim N(0, \sigma^2)"
LOGIT = rf"logit(p_{{ij}}) = {MEAN}, {U}"
PAIR = r"y_{ij} = \beta_0 + \beta_1 x_{ij} + u_{0j} + u_{1j} x_{ij} + e_{ij}, (u_{0j}, u_{1j}) \sim N(0, \Sigma)"


@pytest.mark.parametrize(
    ("code", "latex", "right"),
    [
        (PLAIN, rf"{SUM}, \mathbf{{u}} \sim N(\mathbf{{0}}, \mathbf{{A}}\sigma_u^2), {E}", False),
        (PLAIN, rf"{SUM}, \mathbf{{u}} \sim N(\mathbf{{0}}, \sigma_u^2 \mathbf{{K}}), {E}", False),
        (PLAIN, rf"{SUM}, u \sim N(0, A\sigma_a^2), {E} \text{{ with the kinship }} A", False),
        (PLAIN, rf"{SUM}, u_j \sim N(0, \sigma_u^2 A), {E}", False),
        (PLAIN, rf"{SUM}, u_j \sim N(0, \sigma_u^2), {E}", True),
        (PLAIN, rf"{SUM}, \mathbf{{u}} \sim MVN(\mathbf{{0}}, \Sigma), {E}", False),
        (PLAIN, rf"{SUM}, \mathbf{{u}} \sim N(\mathbf{{0}}, \mathbf{{I}}\sigma_u^2), {E}", True),
        (PLAIN, rf"{SUM}, \mathbf{{u}} \sim N(\mathbf{{0}}, \sigma_u^2 \mathbf{{I}}_J), {E}", True),
        (COUNTS, rf"s_{{ij}} \sim Binomial(f_{{ij}}, p_{{ij}}), {LOGIT}", False),
        (COUNTS, rf"s_{{ij}} \sim Binomial(x_{{ij}}, p_{{ij}}), {LOGIT}", False),
        (COUNTS, rf"f_{{ij}} \sim Binomial(n_{{ij}}, p_{{ij}}), {LOGIT}", False),
        (COUNTS, rf"s_{{ij}} \sim Binomial(n_{{ij}}, p_{{ij}}), {LOGIT}", True),
        (COUNTS, rf"s_{{ij}} \sim Binomial(s_{{ij}} + f_{{ij}}, p_{{ij}}), {LOGIT}", True),
        (OF_ALL, rf"s_{{ij}} \sim Binomial(s_{{ij}}, p_{{ij}}), {LOGIT}", False),
        (OF_ALL, rf"s_{{ij}} \sim Binomial(n_{{ij}}, p_{{ij}}), {LOGIT}", True),
        (SHARES, rf"s_{{ij}} \sim Binomial(n_{{ij}}, p_{{ij}}), {LOGIT}", True),
        (RATES, rf"y_{{ij}} \sim Poisson(\mu_{{ij}} t_{{ij}}), \log\mu_{{ij}} = \log t_{{ij}} + {MEAN}, {U}", False),
        (RATES, rf"y_{{ij}} \sim Poisson(\mu_{{ij}}), \log(\mu_{{ij}}/t_{{ij}}) = \log t_{{ij}} + {MEAN}, {U}", False),
        (RATES, rf"y_{{ij}} \sim Poisson(\mu_{{ij}} t_{{ij}}), \log\mu_{{ij}} = {MEAN}, {U}", True),
        (RATES, rf"y_{{ij}} \sim Poisson(\mu_{{ij}}), \log(\mu_{{ij}}/t_{{ij}}) = {MEAN}, {U}", True),
        (PLAIN, r"y_{ij} = \beta_0 + \beta_1 x_{ij} + \sigma u_j + \sigma e_{ij}, u_j, e_{ij} \sim N(0, 1)", False),
        (PLAIN, r"y_{ij} = \beta_0 + \beta_1 x_{ij} + \tau u_j + \sigma e_{ij}, u_j, e_{ij} \sim N(0, 1)", True),
        (PLAIN, rf"{SUM}, {U}, {E}, \beta_1 \sim N(0, \omega^2)", False),
        (PLAIN, rf"{SUM}, {U}, {E}, \beta_1 \sim N(0, 10^2)", True),
        (SLOPES, rf"{PAIR}, \rho = 0, {E}", False),
        (SLOPES, rf"{PAIR}, {E}", True),
        (PLAIN, rf"y_{{ij}} \sim N({MEAN}, \sigma^2) T(0,), {U}", False),
        (PLAIN, rf"y_{{ij}} \sim N({MEAN}, \sigma^2) I(y_{{ij}} > 0), {U}", False),
        (PLAIN, rf"y_{{ij}} \sim N({MEAN}, \sigma^2), {U}", True),
        (PLAIN, rf"{SUM}, {U}, {E}, \text{{where }} j \text{{ is the observation}}", False),
        (PLAIN, rf"{SUM}, {U}, {E}, \text{{where }} i \text{{ is the observation}}", True),
    ],
)  # fmt: skip
def test_what_stands_beside_the_terms_counts(code: str, latex: str, right: bool) -> None:
    assert (check(latex, code).verdict == "right") is right


def test_the_failures_as_the_response_are_a_difference() -> None:
    found = check(rf"f_{{ij}} \sim Binomial(n_{{ij}}, p_{{ij}}), {LOGIT}", COUNTS)
    assert [one["kind"] for one in found.differences] == ["wrong_response"]


def test_one_scale_of_two_standard_deviates_is_a_shared_variance() -> None:
    text = r"y_{ij} = \beta_0 + \beta_1 x_{ij} + \sigma u_j + \sigma e_{ij}, u_j \sim N(0, 1), e_{ij} \sim N(0, 1)"
    assert [one["kind"] for one in check(text, PLAIN).differences] == ["shared_variance"]
