"""Equations with estimates: what they show, and what they compute."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from lme4math import DataError, Error, Fit, data, parse
from tests.fits.test_recorded_fits import FITS, fit_of
from tests.oracle import Case, ids

NOTATIONS = ("expanded", "compact", "additive", "levels", "matrix")


@pytest.fixture(scope="module")
def sleep() -> Fit:
    return parse("lmer(Reaction ~ Days + (Days | Subject))", data.sleepstudy()).fit()


@pytest.fixture(scope="module")
def cows() -> Fit:
    return parse(
        "glmer(cbind(incidence, size - incidence) ~ period + (1 | herd), family = binomial)", data.cbpp()
    ).fit()


@pytest.mark.parametrize("notation", NOTATIONS)
@pytest.mark.parametrize("case", FITS, ids=ids(FITS))
def test_the_numbers_on_the_page_compute_what_the_symbols_do(case: Case, notation: str) -> None:
    """Numbers stand for β and for the covariances, so that neither β nor θ that is handed in matters."""
    fit = fit_of(case)
    try:
        shown = fit.model.equations(notation)
    except Error as refused:
        with pytest.raises(type(refused)):
            fit.equations(notation)
        return
    beta, nothing = list(fit.fixef.values()), [0.0] * len(fit.fixef)
    expected = shown.evaluate(beta, fit.b)
    assert fit.theta is not None
    spread = shown.covariance(theta=fit.theta, sigma=fit.sigma or 1.0, rows=range(12))
    for way in ({}, {"spread": "variances"}):
        numbers = fit.equations(notation, **way)
        assert np.allclose(numbers.evaluate(nothing, fit.b), expected, rtol=1e-12)
        alone = numbers.covariance(theta=0 * fit.theta, sigma=0, rows=range(12))
        assert np.allclose(alone, spread, rtol=1e-9, atol=1e-12 * spread.max())
    both = fit.equations(notation, numbers="both")
    assert np.allclose(both.evaluate(beta, fit.b), expected, rtol=1e-12)


@pytest.mark.parametrize("notation", NOTATIONS)
def test_every_printer_writes_them(sleep: Fit, notation: str) -> None:
    shown = sleep.equations(notation)
    for written in (shown.latex(), shown.text(), shown.mathml(), shown.typst()):
        assert "251.4" in written
        assert "10.5" in written
        assert "25.6" in written
    assert "251.405" in str(shown.sympy())


def test_estimates_stand_in_the_place_of_symbols(sleep: Fit) -> None:
    text = sleep.equations().text()
    assert "Reaction_i = (251.4 + b_{0,j[i]}^(Subject)) + (10.5 + b_{1,j[i]}^(Subject)) Days_i + ε_i" in text
    assert "0.07 ⋅ 24.7 ⋅ 5.92" in text
    assert "ε_i ∼ N(0, 25.6²)" in text
    assert "β" not in text


def test_negative_estimates_subtract(cows: Fit) -> None:
    text = cows.equations("additive").text(width=200)
    terms = ("−1.40", "− 0.99 ⋅ 1[period_{ij} = “2”]", "− 1.13 ⋅ 1[period_{ij} = “3”]", "− 1.58 ⋅ 1[period_{ij} = “4”]")
    assert f"= {' '.join(terms)} + b" in text


def test_a_negative_correlation_has_its_sign_before_the_product() -> None:
    fit = parse("lmer(Reaction ~ Days + (Days + I(Days^2) | Subject))", data.sleepstudy()).fit()
    assert "−0.91 ⋅ 14.4 ⋅ 1.44" in fit.equations().text(width=300)


def test_both_lists_the_values_beneath_with_their_standard_errors(sleep: Fit) -> None:
    text = sleep.equations("compact", numbers="both", errors=True).text()
    assert "β_{0,j[i]} = β₀ + b" in text
    assert "β₀ = 251.4 (6.8),    β₁ = 10.5 (1.5)" in text
    assert "σ = 25.6" in text


def test_digits_and_spread_are_as_asked(sleep: Fit) -> None:
    assert "251.405" in sleep.equations(digits=4).text()
    shown = sleep.equations(spread="variances", digits=4).text()
    assert "612.1" in shown
    assert "9.604" in shown
    assert "N(0, 654.9)" in shown
    with pytest.raises(ValueError, match="from 1 to 15"):
        sleep.equations(digits=0)
    with pytest.raises(ValueError, match="variances"):
        sleep.equations(spread="sd")


def test_symbols_are_those_of_the_model(sleep: Fit) -> None:
    assert sleep.equations("matrix", numbers="symbols").tree == sleep.model.equations("matrix").tree


def test_the_equation_of_one_level_is_its_own(sleep: Fit) -> None:
    shown = sleep.for_level("Subject", 308)
    assert "Reaction_i = 253.7 + 19.7 Days_i + ε_i" in shown.text()
    assert "whose Subject is “308”" in shown.text()
    assert "i = 1, …, 10 (observations)" in shown.text()
    assert "N(mean, variance)" in shown.text()
    assert "b_" not in shown.text()
    every = sleep.model.equations().evaluate(list(sleep.fixef.values()), sleep.b)
    design = sleep.model.design()
    own = np.flatnonzero(np.asarray(data.sleepstudy()["Subject"]) == "308")
    assert len(design.rows) == len(every)
    assert np.allclose(shown.evaluate([0.0, 0.0], sleep.b), every[own])


def test_levels_of_one_factor_leave_the_effects_of_another() -> None:
    fit = parse("lmer(diameter ~ 1 + (1 | plate) + (1 | sample))", data.penicillin()).fit()
    text = fit.for_level("sample", "F").text()
    assert "diameter_i = (19.97 + b_{0,j[i]}^(plate)) + ε_i" in text
    assert "^(sample)" not in text
    assert "k" not in text.split("\n\n")[1].replace("whose", "")
    assert "The random effects of plate and the residuals" in text


def test_a_level_has_the_levels_within_it_and_no_effects_of_its_own() -> None:
    text = parse("lmer(strength ~ 1 + (1 | batch/cask))", data.pastes()).fit().for_level("batch", "B").text()
    assert "k = 1, …, 3 (levels of cask:batch)" in text
    assert "The random effects of cask:batch and the residuals" in text


def test_a_standard_deviation_with_a_power_of_ten_is_squared_in_brackets() -> None:
    sleep = data.sleepstudy()
    tiny = {
        "y": np.asarray(sleep["Reaction"]) * 1e-12,
        "x": np.asarray(sleep["Days"]),
        "g": np.asarray(sleep["Subject"]),
    }
    shown = parse("lmer(y ~ x + (1 | g))", tiny).fit().equations()
    assert "ε_i ∼ N(0, (3.10 ⋅ 10⁻¹¹)²)" in shown.text()
    assert r"(3.10 \cdot 10^{-11})^{2}" in shown.latex()


def test_what_is_not_there_is_said(sleep: Fit) -> None:
    with pytest.raises(ValueError, match="Subject"):
        sleep.for_level("subject", "308")
    with pytest.raises(ValueError, match="309"):
        sleep.for_level("Subject", "1")
    with pytest.raises(DataError, match="are not known"):
        Fit(sleep.model, "text", _without_effects(sleep)).for_level("Subject", "308")


def test_what_lme4_dropped_is_not_shown_with_a_number(sleep: Fit) -> None:
    """A print of a model whose X is rank-deficient lacks an estimate that its formula, without data, would have."""
    more = parse("lmer(Reaction ~ Days + I(2 * Days) + (Days | Subject))")
    with pytest.raises(DataError, match="is not among the estimates"):
        Fit(more, "text", sleep.estimates).equations()


def _without_effects(fit: Fit) -> Any:
    return replace(fit.estimates, b=None)
