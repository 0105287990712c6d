"""Covariates less their mean, vectors of one effect for each level, dummies of all levels, means by name, moments."""

from __future__ import annotations

import pytest

from lme4math import check, parse

CENTRED = r"y_{ij} = \beta_0 + \beta_1 (x_{ij} - \bar{x}) + u_{0i} + u_{1i} (x_{ij} - \bar{x}) + e_{ij}, "
CENTRED += r"(u_{0i}, u_{1i}) \sim N(0, \Sigma), e_{ij} \sim N(0, \sigma^2)"
APART = r"\begin{pmatrix} \tau_0^2 & 0 \\ 0 & \tau_1^2 \end{pmatrix}"
PRODUCT = r"y_{ij} = \beta_0 + \beta_1 (x_{ij} - \bar x) + \beta_2 (z_{ij} - \bar z) + \beta_3 (x_{ij} - \bar x)"
PRODUCT += r"(z_{ij} - \bar z) + u_i + e_{ij}, u_i \sim N(0, \tau^2), e_{ij} \sim N(0, \sigma^2)"


def test_a_mean_of_all_is_a_constant() -> None:
    assert check(CENTRED, "lmer(y ~ x + (x | subj))").verdict == "right"
    assert check(CENTRED.replace(r"\bar{x})", r"\bar{x}_{\cdot\cdot})"), "lmer(y ~ x + (x | subj))").verdict == "right"
    assert check(PRODUCT, "lmer(y ~ x * z + (1 | subj))").verdict == "right"


@pytest.mark.parametrize(
    ("latex", "code"),
    [
        (CENTRED.replace(r"\bar{x})", r"\bar{x}_i)"), "lmer(y ~ x + (x | subj))"),
        (CENTRED.replace(r"\bar{x})", r"\bar{z})"), "lmer(y ~ x + (x | subj))"),
        (CENTRED.replace(r"\beta_0 + ", ""), "lmer(y ~ x + (x | subj))"),
        (CENTRED.replace(r"\Sigma", APART), "lmer(y ~ x + (x || subj))"),
        (CENTRED.replace("u_{0i} + ", ""), "lmer(y ~ x + (0 + x | subj))"),
        (PRODUCT.replace(r"\beta_2 (z_{ij} - \bar z) + ", ""), "lmer(y ~ x + x:z + (1 | subj))"),
        (PRODUCT.replace(r"(z_{ij} - \bar z) + u", r"(z_{ij} - \bar x) + u"), "lmer(y ~ x * z + (1 | subj))"),
    ],
)
def test_a_mean_that_is_no_recoding_is_not_right(latex: str, code: str) -> None:
    assert check(latex, code).verdict != "right"


MACHINES = {"Machine": ["A", "B", "C"]}
VECTOR = r"y_{ijk} = \beta_j + b_{ij} + e_{ijk}, \mathbf{b}_i = (b_{i1}, b_{i2}, b_{i3})^T \sim N(0, \Psi), "
VECTOR += r"e_{ijk} \sim N(0, \sigma^2)"


@pytest.mark.parametrize(
    ("old", "new", "code", "verdict"),
    [
        ("", "", "lmer(score ~ Machine + (0 + Machine | Worker))", "right"),
        ("", "", "lmer(score ~ Machine + (Machine | Worker))", "right"),
        ("", "", "lmer(score ~ Machine + (1 | Worker/Machine))", "wrong"),
        ("", "", "lmer(score ~ 1 + (0 + Machine | Worker))", "wrong"),
        (r"\Psi", r"\tau^2 I", "lmer(score ~ Machine + (0 + Machine | Worker))", "wrong"),
        (", b_{i3}", "", "lmer(score ~ Machine + (0 + Machine | Worker))", "wrong"),
        ("b_{i3}", "b_{i2}", "lmer(score ~ Machine + (0 + Machine | Worker))", "wrong"),
    ],
)
def test_a_vector_of_an_effect_for_each_level(old: str, new: str, code: str, verdict: str) -> None:
    assert check(VECTOR.replace(old, new) if old else VECTOR, parse(code, factors=MACHINES)).verdict == verdict


DUMMIES = r"y_{ij} \sim \mathrm{Bernoulli}(h_{ij}), \mathrm{cloglog}(h_{ij}) = \alpha_1 D_{1ij} + \alpha_2 D_{2ij} + "
DUMMIES += r"\alpha_3 D_{3ij} + \beta_1 x_i + u_i, u_i \sim N(0, \sigma_u^2)"


@pytest.mark.parametrize(
    ("old", "new", "is_right"),
    [("", "", True), (r"\alpha_1 D_{1ij} + ", "", False), (r"\alpha_1 D", r"\alpha_0 + \alpha_1 D", False)],
)
def test_dummies_of_all_levels_have_no_intercept_beside_them(old: str, new: str, is_right: bool) -> None:
    code = 'glmer(event ~ 0 + period + x + (1 | id), family = binomial(link = "cloglog"))'
    model = parse(code, factors={"period": ["1", "2", "3"]})
    found = check(DUMMIES.replace(old, new) if old else DUMMIES, model)
    assert (found.verdict == "right") is is_right


def test_a_mean_may_have_the_name_of_its_factor() -> None:
    latex = r"y_{ij} = \mu_{trt} + u_j + e_{ij}, u_j \sim N(0, \tau^2), e_{ij} \sim N(0, \sigma^2)"
    factors = {"trt": ["none", "cover"]}
    assert check(latex, parse("lmer(y ~ trt + (1 | g))", factors=factors)).verdict == "right"
    assert check(latex, parse("lmer(y ~ trt + x + (1 | g))", factors=factors)).verdict == "wrong"
    assert check(latex.replace("trt", "g"), parse("lmer(y ~ trt + (1 | g))", factors=factors)).verdict != "right"


@pytest.mark.parametrize("code", ["lmer(y ~ t + (1 | id))", "lmer(y ~ t + (t | id))"])
def test_moments_of_the_response_alone_are_called_what_they_are(code: str) -> None:
    latex = r"E(Y_{ij}) = \beta_1 + \beta_2 t_{ij}, \mathrm{Var}(Y_{ij}) = \sigma_b^2 + \sigma^2, "
    found = check(latex + r"\mathrm{Cov}(Y_{ij}, Y_{ik}) = \sigma_b^2", code)
    assert found.verdict == "ambiguous"
    assert "marginal form" in found.text()
