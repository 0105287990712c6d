"""The same as test_oracle, for models that people wrote."""

from __future__ import annotations

import pytest

from lme4math.notation import NOTATIONS
from tests.evaluate.test_oracle import check_covariance, check_predictor
from tests.oracle import Case, ids, wild_cases

FITTED = [case for case in wild_cases() if case.get("fit")]


@pytest.mark.parametrize("notation", NOTATIONS)
@pytest.mark.parametrize("case", FITTED, ids=ids(FITTED))
def test_the_shown_equation_gives_lme4s_predictor_and_mean(case: Case, notation: str) -> None:
    check_predictor(case, notation)


@pytest.mark.parametrize("notation", NOTATIONS)
@pytest.mark.parametrize("case", FITTED, ids=ids(FITTED))
def test_the_shown_statements_give_lme4s_covariance(case: Case, notation: str) -> None:
    check_covariance(case, notation)
