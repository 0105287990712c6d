"""The equation that is shown, computed, gives what lme4 gives: its linear predictor, its mean, its covariance."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import lme4math
from lme4math.notation import NOTATIONS
from tests.oracle import Case, designed_cases, frame, ids

FITTED = [case for case in designed_cases() if case.get("fit")]


def equations(case: Case, notation: str) -> lme4math.Equations:
    return lme4math.parse(case["call"], frame(case["data"])).equations(notation)


def close(ours: Any, theirs: Any, relative: float) -> None:
    np.testing.assert_allclose(np.asarray(ours, float), np.asarray(theirs, float), rtol=relative, atol=relative)


def check_predictor(case: Case, notation: str) -> None:
    fit = case["fit"]
    shown = equations(case, notation)
    close(shown.evaluate(fit["fixef"], fit["b"]), fit["eta"], 1e-8)
    close(shown.evaluate(fit["fixef"], fit["b"], mean=True), fit["fitted"], 1e-8)


def check_covariance(case: Case, notation: str) -> None:
    fit = case["fit"]
    shown = equations(case, notation)
    rows = [row - 1 for row in fit["cov_rows_1based"]]
    linear = fit.get("marginal_cov_block") is not None
    theirs = fit["marginal_cov_block"] if linear else fit["ZLLtZt_block"]
    sigma = fit["sigma"] if linear else 1.0
    close(shown.covariance(theta=fit["theta"], sigma=sigma, rows=rows), theirs, 1e-6)
    if fit.get("par") is not None:
        close(shown.covariance(par=fit["par"], sigma=sigma, rows=rows), theirs, 1e-6)


@pytest.mark.parametrize("notation", NOTATIONS)
@pytest.mark.parametrize("case", FITTED, ids=ids(FITTED))
def test_the_shown_equation_gives_lme4s_predictor_and_mean(case: Case, notation: str) -> None:
    check_predictor(case, notation)


@pytest.mark.parametrize("notation", NOTATIONS)
@pytest.mark.parametrize("case", FITTED, ids=ids(FITTED))
def test_the_shown_statements_give_lme4s_covariance(case: Case, notation: str) -> None:
    check_covariance(case, notation)
