"""Every recorded model, in every notation and style, as sympy; and its moments."""

from __future__ import annotations

import pytest

import lme4math
from tests.engines.corpus import shown
from tests.oracle import Case, designed_cases, ids, levels, wild_cases

CASES = [*designed_cases(), *wild_cases()]


@pytest.mark.parametrize("case", CASES, ids=ids(CASES))
def test_a_model_that_is_read_has_its_sympy_and_its_moments(case: Case) -> None:
    try:
        model = lme4math.parse(case["call"], factors=levels(case["data"]))
    except lme4math.Error:
        return  # what lme4 refuses, and who refuses what, is tested in tests/model
    for piece in shown(case["id"], model):
        assert len(piece.equations.sympy()) >= len(piece.equations.tree.statements), piece.what
    assert model.moments().variance != 0
