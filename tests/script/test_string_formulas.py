"""Formulas put together from strings that stand in the script; one that is computed otherwise is said to be."""

from __future__ import annotations

import pytest

import lme4math
from lme4math.errors import FormulaError
from lme4math.r import deparse, operands_of
from lme4math.script import read_model_call
from tests.r.marked import refusal

F = "y ~ x + z + (1 | g)"


@pytest.mark.parametrize(
    "code",
    [
        'cov <- "+ z + (1 | g)"\nlmer(as.formula(paste("y ~ x", cov)), data = d)',
        'lmer(paste0("y", " ~ x + z", " + (1 | g)"), d)',
        'lmer(reformulate(c("x", "z", "(1 | g)"), response = "y"), d)',
        'f <- sprintf("%s ~ x + z + (1 | %s)", "y", "g")\nlmer(f, d)',
        'v <- c("x", "z")\nlmer(formula(paste("y ~", paste(v, collapse = " + "), "+ (1 | g)")), d)',
        'r <- "y"\nlmer(as.formula(glue::glue("{r} ~ x + z + (1 | g)")), d)',
        'lmer(stringr::str_c("y ~ x + z", " + (1 | g)"), d)',
        'f <- as.formula(paste("y ~ x + z", "+ (1 | g)"))',
    ],
)
def test_a_spelled_out_formula_is_read(code: str) -> None:
    formula = read_model_call(code).formula
    assert deparse(formula) == F
    _, bar = operands_of(formula.operands[1])
    assert "(1 | " in code[slice(*bar.span)]


def test_a_symbol_points_to_its_characters() -> None:
    code = 'cov <- "weight"\nlmer(as.formula(paste("y ~ age +", cov, "+ (1 | g)")), d)'
    formula = read_model_call(code).formula
    fixed, _ = operands_of(formula.operands[1])
    places = [code[slice(*node.span)] for node in operands_of(fixed)]
    assert places == ["age", "weight"]
    assert code[slice(*formula.span)] == 'paste("y ~ age +", cov, "+ (1 | g)")'


def test_it_can_be_changed() -> None:
    model = lme4math.parse('lmer(as.formula(paste("y ~ x", "+ (1 | g)")), d)').with_effect("x", "g")
    assert model.describe()["formula"] == "y ~ x + (1 + x | g)"


@pytest.mark.parametrize(
    ("marked", "name"),
    [
        ("lmer(⟦make_formula('y')⟧, d)", "make_formula"),
        ("lmer(as.formula(⟦paste0(response, ' ~ x + (1 | g)')⟧), d)", "paste0"),
        ("lmer(⟦pkg::build(1)⟧, d)", "build"),
    ],
)
def test_a_computed_formula_is_said_to_be_computed(marked: str, name: str) -> None:
    error = refusal(read_model_call, marked)
    assert error.message == f"This formula is computed by `{name}(…)`, and the code is not run."


def test_a_mistake_in_a_string_is_shown_there() -> None:
    code = 'lmer(paste("y ~ x +", "(1 | | g)"), d)'
    with pytest.raises(FormulaError) as caught:
        read_model_call(code)
    assert caught.value.span is not None
    assert code[slice(*caught.value.span)] == "|"
