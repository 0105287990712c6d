"""Right equations with factors, held against code that says nothing of their levels: the answer asks for them."""

from __future__ import annotations

import pytest

from lme4math import check, parse
from tests.oracle import Case, attempts, further_attempts

CASES = [one for one in (*attempts(), *further_attempts()) if one["factors"]]


@pytest.mark.parametrize("case", [one for one in CASES if one["verdict"] == "right"], ids=lambda one: one["id"])
def test_an_equation_that_levels_would_make_right_is_not_called_wrong(case: Case) -> None:
    found = check(case["latex"], case["code"])
    assert found.verdict != "wrong"
    if found.verdict == "ambiguous":
        assert any(f"`{name}`" in question for question in found.questions for name in case["factors"])


WRONG = [one for one in CASES if one["verdict"] == "wrong" and one["id"] != "w-rbc-factor-as-number"]
"""Those left out have a factor as a number, as code that does not say its levels has."""


@pytest.mark.parametrize("case", WRONG, ids=lambda one: one["id"])
def test_what_levels_would_not_mend_stays_wrong(case: Case) -> None:
    assert check(case["latex"], case["code"]).verdict == "wrong"


@pytest.mark.parametrize(
    ("terms", "verdict"),
    [
        (r"\beta_1 \text{oak}_i + \beta_2 \text{pine}_i", "ambiguous"),
        (r"\beta_1 I(\text{oak}_i) + \beta_2 I(\text{pine}_i)", "ambiguous"),
        (r"\gamma_{\text{species}[i]}", "ambiguous"),
        (r"\beta_1 \text{species}_i + \beta_2 \text{age}_i", "wrong"),  # a number, and one more covariate
        (r"\beta_1 \text{age}_i \text{species}_i", "wrong"),
    ],
)
def test_unknown_symbols_may_be_levels_of_a_variable_that_nothing_else_stands_for(terms: str, verdict: str) -> None:
    latex = rf"y_i = \beta_0 + {terms} + u_{{j[i]}} + e_i, u_j \sim N(0, \tau^2), e_i \sim N(0, \sigma^2)"
    assert check(latex, "lmer(y ~ species + (1 | plot))").verdict == verdict


@pytest.mark.parametrize("notation", ["expanded", "levels"])
def test_a_sum_over_levels_that_are_not_known_is_asked_about_wherever_it_stands(notation: str) -> None:
    latex = parse("lmer(y ~ f + x + (1 | f:h))").equations(notation).latex()
    for code in ("lmer(y ~ f + x + (1 | f:h))", "lmer(y ~ x + (1 | f:h))"):
        found = check(latex, code)
        assert found.verdict == "ambiguous"
        assert "The sum cannot be read" in found.text()
