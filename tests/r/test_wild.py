"""Formulas and calls as people wrote them."""

from __future__ import annotations

import pytest

from lme4math.r import deparse, parse_expression
from lme4math.script import read_model_call
from tests.oracle import Case, ids, wild_cases, wild_formulas
from tests.r.shape import shape

formulas = wild_formulas()
cases = [case for case in wild_cases() if case["status"] == "ok"]


@pytest.mark.parametrize("wild", formulas, ids=ids(formulas))
def test_formulas_deparse_as_in_r(wild: Case) -> None:
    tree = parse_expression(wild["formula"])
    written = deparse(tree)
    assert written.split() == wild["deparsed"].split()
    assert shape(parse_expression(written)) == shape(tree)


@pytest.mark.parametrize("case", cases, ids=ids(cases))
def test_calls_are_read(case: Case) -> None:
    call = read_model_call(case["call"])
    assert call.function == case["fun"]
    assert shape(call.formula) == shape(parse_expression(case["formula"]))
