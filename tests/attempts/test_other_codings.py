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


@pytest.mark.parametrize(
    ("fixed", "code", "said"),
    [
        (
            r"\beta_0 + \beta_1 1[f_{ij} = a] + \beta_2 1[f_{ij} = b] + (\beta_3 + \beta_4 1[f_{ij} = a]"
            r" + \beta_5 1[f_{ij} = b]) x_{ij}",
            "lmer(y ~ f * x + (1 | g))",
            {"(Intercept)": "(Intercept) + fc", "fa": "-fc", "x": "x + fc:x", "x:fb": "fb:x - fc:x"},
        ),
        (
            r"\beta_0 + \beta_1 (1[h_{ij} = b] - \frac{1}{2}) + \beta_2 x_{ij} + \beta_3 (1[h_{ij} = b] - \frac{1}{2})"
            " x_{ij}",
            "lmer(y ~ h * x + (1 | g))",
            {"(Intercept)": "(Intercept) + 0.5 * hb", 'I((h == "b") - 0.5)': "hb", "x": "x + 0.5 * hb:x"},
        ),
        (
            r"\beta_0 + \beta_1 (1[h_{ij} = b] - 1[h_{ij} = a])",
            "lmer(y ~ h + (1 | g))",
            {"(Intercept)": "(Intercept) + 0.5 * hb", 'I((h == "b") - (h == "a"))': "0.5 * hb"},
        ),
        (r"\beta_0 + \beta_1 (x_{ij} - 2)", "lmer(y ~ x + (1 | g))", {"(Intercept)": "(Intercept) + 2 * x"}),
    ],
)
def test_coefficients_of_other_codings_are_said_in_those_of_r(fixed: str, code: str, said: dict[str, str]) -> None:
    found = check(rf"y_{{ij}} = {fixed} + u_j + e_{{ij}}{LAWS}", parse(code, factors={**THREE, "h": ["a", "b"]}))
    assert found.verdict == "right"
    for name, made in said.items():
        assert f"`{name}` is R's `{made}`" in found.text()


def test_of_scores_that_are_no_simple_fractions_only_the_names_are_said() -> None:
    latex = rf"y_{{ij}} = \beta_0 + \beta_1 1[f_{{ij}} = b] + \beta_2 1[f_{{ij}} = c] + u_j + e_{{ij}}{LAWS}"
    found = check(latex, parse("lmer(y ~ f + (1 | g), contrasts = list(f = contr.poly))", factors=THREE))
    assert found.verdict == "right"
    assert "`(Intercept), fb, fc` instead of `(Intercept), f.L, f.Q`." in found.text()
