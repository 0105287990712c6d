"""That coefficients are others than R's is said where they are, with what they are, and nowhere else."""

from __future__ import annotations

import pytest

from lme4math import check, parse

LAWS = r", u_j \sim N(0, \tau^2), e_{ij} \sim N(0, \sigma^2)"
THREE = {"f": ["a", "b", "c"]}


@pytest.mark.parametrize(
    "code",
    [
        "lmer(y ~ f + (1 | g), contrasts = list(f = contr.sum))",
        "lmer(y ~ f + (1 | g), contrasts = list(f = contr.helmert))",
        "lmer(y ~ f * x + (1 | g))",
        "lmer(y ~ f * x + (1 | g), contrasts = list(f = contr.poly))",
        "lmer(y ~ f * x + (1 | g), contrasts = list(f = contr.sum))",
        "lmer(y ~ poly(x, 2) + f + (1 | g))",
        "lmer(y ~ I((x - 2)^2) + x + (1 | g))",
        "lmer(y ~ 0 + f + (1 | g))",
    ],
)
def test_our_own_equations_have_the_coefficients_of_r(code: str) -> None:
    model = parse(code, factors=THREE)
    found = check(model.equations().latex(), model)
    assert found.verdict == "right"
    assert found.notes == ()


def test_a_square_of_a_difference_is_the_column_of_the_code() -> None:
    latex = rf"y_{{ij}} = \beta_0 + \beta_1 (x_{{ij}} - 2)^2 + u_j + e_{{ij}}{LAWS}"
    assert not any(one["kind"] == "other_parametrisation" for one in check(latex, "y ~ I((x - 2)^2) + (1 | g)").notes)


def test_another_baseline_is_said_with_what_its_coefficients_compare() -> None:
    latex = rf"y_{{ij}} = \beta_0 + \beta_1 A_{{ij}} + \beta_2 B_{{ij}} + u_j + e_{{ij}}{LAWS}, \text{{ where }}"
    latex += r"A_{ij} = 1 \text{ for a, else 0, and } B_{ij} = 1 \text{ for b, else 0}"
    found = check(latex, parse("lmer(y ~ f + (1 | g))", factors=THREE))
    assert found.verdict == "right"
    assert "`fa` is “a” less “c”; `fb` is “b” less “c”" in found.text()


def test_coefficients_of_levels_are_the_levels_themselves() -> None:
    latex = r"y_i = \beta_{f[i]} + u_{j[i]} + e_i, u_j \sim N(0, \tau^2), e_i \sim N(0, \sigma^2)"
    found = check(latex, parse("lmer(y ~ f + (1 | g))", factors=THREE))
    assert found.verdict == "right"
    assert "`fa` is “a” itself; `fb` is “b” itself" in found.text()
