"""Fits that are computed here, beside lme4's of the same models."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from lme4math import Fit, parse
from tests.oracle import Case, designed_fits, frame, ids

FITS = designed_fits()
LINEAR = [case for case in FITS if case["fit"]["reml"] is not None]


@cache
def fitted(call: str, data: str) -> Fit:
    return parse(call, frame(data)).fit()


def fit_of(case: Case) -> Fit:
    return fitted(case["call"], case["data"])


@pytest.mark.parametrize("case", FITS, ids=ids(FITS))
def test_the_criterion_is_never_above_lme4_at_its_strictest(case: Case) -> None:
    check_criterion(fit_of(case), case)


@pytest.mark.parametrize("case", FITS, ids=ids(FITS))
def test_the_estimates_are_lme4s_where_the_optimum_is_one(case: Case) -> None:
    check_estimates(fit_of(case), case)


def check_criterion(fit: Fit, case: Case) -> None:
    best = (case["tight"] or case["fit"])["criterion"]
    if best is not None:
        assert fit.criterion is not None
        assert fit.criterion <= best + 1e-6
    assert fit.converged


def check_estimates(fit: Fit, case: Case) -> None:
    """Names and order always; numbers but where the criterion is lower than lme4's, or flat along θ."""
    recorded, best = case["fit"], case["tight"] or case["fit"]
    rows = [(row["grp"], row["var1"], row["var2"]) for row in fit.varcorr]
    assert rows == [(row["grp"], row["var1"], row["var2"]) for row in recorded["varcorr"]]
    assert list(fit.fixef) == recorded["fixef_names"]
    assert (fit.n, fit.groups, fit.reml) == (recorded["n"], recorded["ngrps"], recorded["reml"])
    if best["criterion"] is None or fit.criterion is None or fit.criterion < best["criterion"] - 1e-4:
        return
    errors = np.array(best["se"], dtype=float)
    assert fit.se is not None
    assert fit.theta is not None
    found, there = np.array(list(fit.fixef.values())), np.array(best["fixef"], dtype=float)
    assert (np.abs(found - there) <= 1e-4 * errors).all()
    theta = np.array(best["theta"])
    if (np.abs(fit.theta - theta) <= 1e-3 + 1e-3 * theta).all():
        assert fit.singular == best["singular"]
        if recorded["reml"] is not None:
            assert np.allclose(list(fit.se.values()), errors, rtol=2e-3)
            assert np.isclose(fit.sigma or 0.0, best["sigma"], rtol=1e-3)


@pytest.mark.parametrize("case", LINEAR, ids=ids(LINEAR))
def test_the_criterion_is_the_density_that_the_equations_on_the_page_give(case: Case) -> None:
    """The law of y that is displayed, at the estimates: its −2 log density, or that of REML."""
    model = parse(case["call"], frame(case["data"]))
    fit, design = fit_of(case), model.design()
    assert design.y is not None
    assert fit.b is not None
    shown = model.equations("compact")
    mean = shown.evaluate(list(fit.fixef.values()), np.zeros_like(fit.b))
    covariance = shown.covariance(theta=fit.theta, sigma=fit.sigma or 0.0)
    root = np.linalg.cholesky(covariance)
    away = np.linalg.solve(root, design.y - mean)
    log_det = 2 * np.log(np.diag(root)).sum()
    n, p = len(design.y), len(fit.fixef)
    X = np.linalg.solve(root, design.X[:, list(design.kept)])
    restricted = np.linalg.slogdet(X.T @ X)[1] if fit.reml else 0.0
    density = log_det + away @ away + restricted + (n - (p if fit.reml else 0)) * np.log(2 * np.pi)
    assert fit.criterion == pytest.approx(density, abs=1e-6)


@pytest.mark.parametrize("case", LINEAR, ids=ids(LINEAR))
def test_the_random_effects_are_their_conditional_means(case: Case) -> None:
    """b = Cov(b, y) Var(y)⁻¹ (y − E y) of the dense matrices, and with it the sum of squares gives σ."""
    model = parse(case["call"], frame(case["data"]))
    fit, design = fit_of(case), model.design()
    assert design.y is not None
    assert fit.theta is not None
    assert fit.b is not None
    shown = model.equations("matrix")
    away = design.y - shown.evaluate(list(fit.fixef.values()), np.zeros_like(fit.b))
    factor = design.Z @ design.Lambda(fit.theta)
    weights = np.ones(len(away)) if design.weights is None else design.weights
    between = factor @ factor.T
    expected = design.Lambda(fit.theta) @ (factor.T @ np.linalg.solve(between.toarray() + np.diag(1 / weights), away))
    assert np.allclose(fit.b, expected, atol=1e-6 * np.abs(expected).max(initial=1.0))
