"""Equations in the styles of textbooks are right; with more said, or one thing changed, they are not."""

from __future__ import annotations

import pytest

from lme4math import check, parse
from tests.attempts.textbook_equations import EQUATIONS, Textbook

LINE = r"y_{ij} = \beta_0 + \beta_1 x_{ij} + u_j + \varepsilon_{ij}, \quad u_j \sim N(0, \sigma_u^2), \quad "
LINE += r"\varepsilon_{ij} \sim N(0, \sigma^2)"
NESTED = r"y_{ijk} = \beta_0 + v_k + u_{jk} + \varepsilon_{ijk}, \quad v_k \sim N(0, \sigma_v^2), \quad "
NESTED += r"u_{jk} \sim N(0, \sigma_u^2), \quad \varepsilon_{ijk} \sim N(0, \sigma^2)"


@pytest.mark.parametrize("textbook", EQUATIONS, ids=lambda one: one.style)
def test_a_textbook_s_equation_is_right(textbook: Textbook) -> None:
    found = check(textbook.latex, parse(textbook.code, factors=textbook.factors or None))
    assert found.verdict == "right", found.text()


@pytest.mark.parametrize(
    "more",
    [
        r"\beta_1 > 0", r"\beta_1 \geqslant 0", r"0 < \beta_1", r"\beta_1 ≤ 1", r"\beta_1 \in [0, 1]", r"\beta_1 \ne 0",
        r"|\beta_1| < 1", r"u_j > 0", r"\sum_j u_j = 0", r"\sigma^2 \propto x_{ij}", r"\sigma_u = 2 \sigma",
        r"\sigma_u > \sigma", r"\sigma^2 = 1", r"x_{ij} = 1", r"\beta_1 = 2 \beta_0",
    ],
)  # fmt: skip
def test_what_constrains_a_symbol_of_the_model_is_not_overlooked(more: str) -> None:
    assert check(rf"{LINE}, \quad {more}", "lmer(y ~ x + (1 | g))").verdict != "right"


@pytest.mark.parametrize(
    "more",
    [
        r"\sigma > 0", r"\sigma_u \ge 0", r"j = 1, \dots, J", r"i \in \{1, \dots, n_j\}", r"u_j \perp \varepsilon_{ij}",
        r"E(\varepsilon_{ij}) = 0", r"\beta_1 \in \mathbb{R}", r"\rho = \sigma_u^2 / (\sigma_u^2 + \sigma^2)",
        r"x_{ij} \in \{0, 1\}",
    ],
)  # fmt: skip
def test_what_is_so_in_every_model_may_be_said(more: str) -> None:
    assert check(rf"{LINE}, \quad {more}", "lmer(y ~ x + (1 | g))").verdict == "right"


@pytest.mark.parametrize(("trials", "verdict"), [("n_i", "right"), ("n_k", "ambiguous"), ("p_i", "ambiguous")])
def test_the_trials_are_those_of_the_observation(trials: str, verdict: str) -> None:
    latex = (
        rf"s_i \sim \text{{Binomial}}({trials}, p_i), \quad \text{{logit}}(p_i) = \beta_0 + \beta_1 x_i + u_{{j[i]}}, "
    )
    latex += r"\quad u_j \sim N(0, \tau^2)"
    assert check(latex, "glmer(cbind(s, n - s) ~ x + (1 | g), family = binomial)").verdict == verdict


def test_two_indices_are_a_level_within_another() -> None:
    assert check(NESTED, "lmer(y ~ 1 + (1 | school / class))").verdict == "right"
    assert check(NESTED, "lmer(y ~ 1 + (1 | school) + (1 | class))").verdict == "ambiguous"


@pytest.mark.parametrize(
    "mean",
    [
        r"y_i \sim \text{Poisson}(t_i \lambda_i), \quad \log \lambda_i = ",
        r"y_i \sim \text{Poisson}(\lambda_i), \quad \log(\lambda_i / t_i) = ",
        r"y_i \mid u \sim \text{Poisson}, \quad \log\frac{E[y_i \mid u]}{t_i} = ",
        r"y_i \sim \text{Poisson}(\mu_i), \quad \log \mu_i = \log t_i + ",
    ],
)
def test_an_exposure_is_an_offset_wherever_it_stands(mean: str) -> None:
    latex = mean + r"\beta_0 + \beta_1 x_i + u_{j[i]}, \quad u_j \sim N(0, \sigma_u^2)"
    with_offset = "glmer(y ~ x + offset(log(t)) + (1 | g), family = poisson)"
    assert check(latex, with_offset).verdict == "right"
    assert check(latex, with_offset.replace("+ offset(log(t)) ", "")).verdict == "wrong"
    assert check(latex, with_offset.replace("log(t)", "t")).verdict == "wrong"


@pytest.mark.parametrize("code", ["lmer(y ~ x + xm + (1 | g))", "lmer(y ~ I(x - xm) + xm + (1 | g))"])
def test_a_column_of_group_means_is_what_a_bar_stands_for(code: str) -> None:
    centred = LINE.replace(r"\beta_1 x_{ij}", r"\beta_1 (x_{ij} - \bar x_j) + \beta_2 \bar x_j")
    assert check(centred, code).verdict == "right"
    assert check(LINE.replace(r"\beta_1 x_{ij}", r"\beta_1 (x_{ij} - \bar x_j)"), code).verdict == "wrong"


LEVELS = r"""$y_{ij} = \beta_{0j} + \beta_{1j} x_{ij} + e_{ij}$, $\beta_{0j} = \gamma_{00} + u_{0j}$,
$\beta_{1j} = \gamma_{10} + u_{1j}$, $(u_{0j}, u_{1j}) \sim N(0, \Sigma)$, $e_{ij} \sim N(0, \sigma^2)$. """
COMBINED = r"Combined: $y_{ij} = \gamma_{00} + \gamma_{10} x_{ij} + u_{0j} + u_{1j} x_{ij} + e_{ij}$"


@pytest.mark.parametrize(
    ("latex", "verdict"),
    [
        (LEVELS + COMBINED, "right"),
        (LEVELS + COMBINED.replace("u_{1j} x_{ij}", "u_{1j}"), "wrong"),
        (LEVELS.replace(r"\gamma_{10} + u_{1j}", r"\gamma_{10}") + COMBINED, "wrong"),
    ],
)
def test_each_of_two_equations_of_the_response_counts(latex: str, verdict: str) -> None:
    assert check(latex, "lmer(y ~ x + (x | g))").verdict == verdict


@pytest.mark.parametrize(
    ("right", "other"),
    [
        (r"u_j \sim N(0, \sigma_u^2)", r"u_j \sim N(0 + \sigma_u^2)"),
        (r"u_j \sim N(0, \sigma_u^2)", r"u_j \sim N(, \sigma_u^2)"),
        (r"u_j \sim N(0, \sigma_u^2)", r"u_j \sim N(0, \sigma_u^9)"),
        (r"u_j \sim N(0, \sigma_u^2)", r"u_j \sim N(0, \sigma_u^0)"),
        (r"u_j \sim N(0, \sigma_u^2)", r"u_j \sim N(0, \sigma_u^2)^2"),
        (r"u_j \sim N(0, \sigma_u^2)", r"u_j \sim N(0, \sigma \sigma_u)"),
        (r"\beta_1 x_{ij}", r"\varepsilon x_{ij}"),
        (r"\beta_0 +", r"\beta_0 + z_{ij} +"),
    ],
)
def test_a_slip_in_a_distribution_is_seen(right: str, other: str) -> None:
    assert check(LINE.replace(right, other), "lmer(y ~ x + (1 | g))").verdict != "right"
