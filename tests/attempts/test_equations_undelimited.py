"""Equations beside formulas in dollars, systems in braces and arrays, and subscripts in square brackets."""

from __future__ import annotations

import pytest

from lme4math import check

CODE = "lmer(y ~ x + (1 | g))"
OTHERS = ("lmer(y ~ x + (x | g))", "lmer(y ~ (1 | g))", "lmer(y ~ x + (x || g))", "lmer(y ~ x + z + (1 | g))")
LINES = r"y_{ij} &=& \beta_0 + \beta_1 x_{ij} + u_j + e_{ij} \\ u_j &\sim& N(0, \tau^2) \\ e_{ij} &\sim& N(0, \sigma^2)"
TEXTS = {
    "equation before dollars": r"""The model is
y_{ij} = \beta_0 + \beta_1 x_{ij} + u_j + e_{ij}
with $u_j \sim N(0, \tau^2)$ and $e_{ij} \sim N(0, \sigma^2)$ for groups $j$.""",
    "plain text before dollars": r"""y_ij = b0 + b1*x_ij + u_j + e_ij
where $u_j \sim N(0, \tau^2)$ and $e_{ij} \sim N(0, \sigma^2)$.""",
    "laws after dollars": r"""$y_{ij} = \beta_0 + \beta_1 x_{ij} + u_j + e_{ij}$
u_j \sim N(0, \tau^2)
e_{ij} \sim N(0, \sigma^2)""",
    "array": rf"\begin{{array}}{{rcl}} {LINES} \end{{array}}",
    "brace": rf"\left\{{ \begin{{array}}{{rcl}} {LINES} \end{{array}} \right.",
    "plain lookup": "y[i] = a + b*x[i] + u[g[i]] + e[i]\nu[g] ~ N(0, tau^2)\ne[i] ~ N(0, sigma^2)",
    "two plain indices": "y[i, j] = a + b*x[i, j] + u[j] + e[i, j]\nu[j] ~ N(0, tau^2)\ne[i, j] ~ N(0, sigma^2)",
    "IID in capitals": "y_ij = b0 + b1*x_ij + u_j + e_ij, u_j ~ IID N(0, tau^2), e_ij ~ IID N(0, sigma^2)",
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_an_equation_is_read_where_it_stands(text: str) -> None:
    found = check(text, CODE)
    assert found.verdict == "right", found.text()
    assert {check(text, other).verdict for other in OTHERS} == {"wrong"}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
@pytest.mark.parametrize(
    ("old", "new"),
    [("u_j +", ""), ("+ u_j", "- u_j x_{ij}"), (r"\tau^2", r"\sigma^2"), ("tau^2", "sigma^2"), ("u[g[i]] +", ""),
     ("*x[i]", "*x[i]*u[g[i]]"), (" x[i]", " x[i] z[i]"), ("u[j] +", "u[j]*x[i, j] +"), (r"u_j \sim N", r"u_j \sim t"),
     (r"u_j &\sim& N", r"u_j &\sim& t"), ("+ u_j", "+ u_{ij}")],
)  # fmt: skip
def test_one_thing_changed_in_it_is_not_right(text: str, old: str, new: str) -> None:
    if old in text:
        assert check(text.replace(old, new, 1), CODE).verdict != "right"


@pytest.mark.parametrize("mean", [r"E[y_{ij}]", r"\mathbb{E}[y_{ij}]", r"\operatorname{E}[y_{ij} \mid u_j]"])
def test_brackets_after_a_function_are_no_subscript(mean: str) -> None:
    text = rf"{mean} = \exp[\beta_0 + \beta_1 x_{{ij}} + u_j], y_{{ij}} \sim Poisson, u_j \sim N(0, \tau^2)"
    assert check(text, "glmer(y ~ x + (1 | g), family = poisson)").verdict in ("right", "ambiguous")
    assert check(text, "glmer(y ~ (1 | g), family = poisson)").verdict == "wrong"
