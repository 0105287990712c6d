"""What a text says of variances, coefficients and group means, and lme4 would not take from it, is not called right."""

from __future__ import annotations

import pytest

import lme4math

LINE = r"y_{ij} = \beta_0 + \beta_1 x_{ij} + u_j + \varepsilon_{ij}"
SLOPES = r"y_{ij} = \beta_0 + u_{0j} + (\beta_1 + u_{1j}) x_{ij} + \varepsilon_{ij}"
GROUPS = r"u_j \sim N(0, \sigma_u^2)"
ERRORS = r"\varepsilon_{ij} \sim N(0, \sigma^2)"
CODE = "lmer(y ~ x + (1 | g))"


def check(*statements: str, code: str = CODE) -> str:
    return lme4math.check(r",\quad ".join(statements), code).verdict


def test_the_plain_equations_are_right() -> None:
    assert check(LINE, GROUPS, ERRORS) == "right"
    slopes = check(SLOPES, r"(u_{0j}, u_{1j})^\top \sim N(0, \Sigma)", ERRORS, code="lmer(y ~ x + (x | g))")
    assert slopes == "right"


@pytest.mark.parametrize("variance", [r"\sigma^2 / w_{ij}", r"\sigma^2 x_{ij}", "1", r"\sigma_{ij}^2 w_{ij}"])
def test_a_residual_variance_is_one_unknown_number(variance: str) -> None:
    assert check(LINE, GROUPS, rf"\varepsilon_{{ij}} \sim N(0, {variance})") != "right"


@pytest.mark.parametrize(
    ("variance", "verdict"),
    [(r"\sigma^2 / w_{ij}", "right"), (r"\sigma^2", "ambiguous"), (r"\sigma^2 w_{ij}", "ambiguous")],
)
def test_weights_divide_the_residual_variance(variance: str, verdict: str) -> None:
    law = rf"\varepsilon_{{ij}} \sim N(0, {variance})"
    assert check(LINE, GROUPS, law, code="lmer(y ~ x + (1 | g), weights = w)") == verdict


@pytest.mark.parametrize("variance", ["1", r"\sigma_{u,j}^2", r"\sigma_{ij}^2"])
def test_a_variance_of_effects_is_unknown_and_the_same_for_all_groups(variance: str) -> None:
    assert check(LINE, rf"u_j \sim N(0, {variance})", ERRORS) != "right"


@pytest.mark.parametrize(
    ("law", "code"),
    [
        (r"\mathbf{u}_j \sim N(0, I)", "lmer(y ~ x + (x | g))"),
        (r"(u_{0j}, u_{1j})^\top \sim N(0, \Sigma_j)", "lmer(y ~ x + (x | g))"),
        (r"(u_{0j}, u_{1j})^\top \sim N(0, \tau^2 I)", "lmer(y ~ x + (x || g))"),
        (
            r"(u_{0j}, u_{1j})^\top \sim N(0, \begin{pmatrix} \tau^2 & 0 \\ 0 & \tau^2 \end{pmatrix})",
            "lmer(y ~ x + (x || g))",
        ),
    ],
)
def test_covariances_of_several_effects_are_those_of_the_code(law: str, code: str) -> None:
    assert check(SLOPES, law, ERRORS, code=code) != "right"


@pytest.mark.parametrize("more", [r"\beta_1 = 0", r"\mathrm{Cov}(u_j, \varepsilon_{ij}) = \rho"])
def test_what_is_said_beside_the_equations_counts(more: str) -> None:
    assert check(LINE, GROUPS, ERRORS, more) != "right"


@pytest.mark.parametrize("covariate", [r"(x_{ij} - \bar x_j)", r"(x_{ij} - \bar{x}_{\cdot j})", r"\bar x_j"])
def test_group_means_are_variables_of_their_own(covariate: str) -> None:
    line = rf"y_{{ij}} = \beta_0 + \beta_1 {covariate} + u_j + \varepsilon_{{ij}}"
    assert check(line, GROUPS, ERRORS) != "right"


def test_an_offset_in_the_link_is_not_overlooked() -> None:
    rate = r"\log(\lambda_{ij} / t_{ij}) = \beta_0 + \beta_1 x_{ij} + u_j"
    law = r"y_{ij} \sim \text{Poisson}(\lambda_{ij})"
    assert check(law, rate, GROUPS, code="glmer(y ~ x + (1 | g), family = poisson)") != "right"


def test_an_effect_of_each_observation_is_none_of_a_group() -> None:
    line = LINE.replace("u_j", "u_{ij}")
    assert check(line, r"u_{ij} \sim N(0, \sigma_u^2)", ERRORS) != "right"


PAIR = (
    r"y_{ij} = \beta_0 + \beta_1 x_{ij} + u_{0j} + u_{1j} x_{ij} + \varepsilon_{ij}, \begin{pmatrix} u_{0j} \\ u_{1j}"
)
PAIR += r"\end{pmatrix} \sim N(0, \begin{pmatrix} V & C \\ C & \tau_1^2 \end{pmatrix}), "
PAIR += r"\varepsilon_{ij} \sim N(0, \sigma^2)"
SINGLE = r"y_{ij} = \beta_0 + \beta_1 x_{ij} + u_j + \varepsilon_{ij}, u_j \sim N(0, V), "
SINGLE += r"\varepsilon_{ij} \sim N(0, \sigma^2)"


@pytest.mark.parametrize(
    "variance", [r"2\tau_0^2", r"\tau_{002}^2", r"\tau_0^2 + \sigma^2", r"\frac{1}{2}\tau_0^2", r"-\tau_0^2"]
)
def test_what_is_no_parameter_in_the_place_of_a_variance_is_asked_about(variance: str) -> None:
    pair, single = PAIR.replace("C", r"\tau_{01}"), "lmer(y ~ x + (1 | g))"
    assert check(pair.replace("V", r"\tau_0^2"), code="lmer(y ~ x + (x | g))") == "right"
    assert check(pair.replace("V", variance), code="lmer(y ~ x + (x | g))") != "right"
    assert check(SINGLE.replace("V", r"\tau_{00}"), code=single) == "right"
    assert check(SINGLE.replace("V", variance), code=single) != "right"


@pytest.mark.parametrize("covariance", [r"\tau_0\tau_1", r"0.5", r"-\tau_{01}"])
def test_a_covariance_is_a_parameter(covariance: str) -> None:
    latex = PAIR.replace("V", r"\tau_0^2")
    assert check(latex.replace("C", r"\rho\tau_0\tau_1"), code="lmer(y ~ x + (x | g))") == "right"
    assert check(latex.replace("C", covariance), code="lmer(y ~ x + (x | g))") != "right"
