"""Fitted values and new responses of a fit."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from lme4math import DataError, data, parse
from lme4math.estimating import Fit

SLEEP = "lmer(Reaction ~ Days + (Days | Subject))"
RESPONSES = {
    "gaussian": "glmer({} + 4 ~ x + (1 | g), family = gaussian(link = 'log'))",
    "poisson": "glmer({} ~ x + (1 | g), family = poisson)",
    "Gamma": "glmer({} ~ x + (1 | g), family = Gamma(link = 'log'))",
    "inverse.gaussian": "glmer({} ~ x + (1 | g), family = inverse.gaussian(link = 'log'))",
    "negative binomial": "glmer({} ~ x + (1 | g), family = negative.binomial(3))",
}


@pytest.fixture(scope="module")
def sleep() -> Fit:
    return parse(SLEEP, data.sleepstudy()).fit()


def test_fitted_values_are_rs(sleep: Fit) -> None:
    """`fitted(fit)`, `predict(fit, re.form = NA)` of lme4 1.1, rows 1, 2 and 180."""
    assert sleep.predict()[[0, 1, 179]] == pytest.approx([253.6637, 273.3299, 369.4815], abs=5e-3)
    assert sleep.predict(random_effects=False)[[0, 1, 179]] == pytest.approx([251.4051, 261.8724, 345.6107], abs=1e-3)


def test_the_mean_and_the_linear_predictor() -> None:
    call = "glmer(cbind(incidence, size - incidence) ~ period + (1 | herd), family = binomial)"
    fit = parse(call, data.cbpp()).fit()
    assert fit.predict() == pytest.approx(1 / (1 + np.exp(-fit.predict(mean=False))))
    assert fit.predict(mean=False, random_effects=False)[:2] == pytest.approx([-1.398, -1.398 - 0.992], abs=1e-3)


HERDS = "glmer(incidence / size ~ period + (1 | herd), weights = size, family = binomial)"


def test_predictions_for_new_rows_and_new_groups_are_rs(sleep: Fit) -> None:
    """`predict(fit, newdata, allow.new.levels = TRUE)` of lme4 1.1."""
    new = {"Days": [0, 4.5, 9, 3], "Subject": ["308", "330", "new", "372"]}
    assert sleep.predict(data=new, new_levels=True) == pytest.approx(
        [253.663656, 300.533935, 345.610678, 298.973621], abs=2e-4
    )
    assert sleep.predict(random_effects=False, data=new) == pytest.approx(
        [251.405105, 298.507892, 345.610678, 282.806963], abs=2e-4
    )
    herds = parse(HERDS, data.cbpp()).fit()
    new = {"period": ["1", "4", "2"], "herd": ["1", "99", "15"]}
    assert herds.predict(data=new, new_levels=True) == pytest.approx([0.308165, 0.048426, 0.051131], abs=1e-4)
    assert herds.predict(False, data=new, new_levels=True) == pytest.approx([-0.808713, -2.978088, -2.920871], abs=1e-3)
    casks = parse("lmer(strength ~ 1 + (1 | batch/cask))", data.pastes()).fit()
    new = {"batch": ["A", "A", "Z"], "cask": ["a", "new", "a"]}
    assert casks.predict(data=new, new_levels=True) == pytest.approx([62.628665, 60.853978, 60.053333], abs=1e-5)


def test_the_rows_that_were_fitted_are_predicted_as_fitted_and_missing_values_as_nan(sleep: Fit) -> None:
    fit = parse("lmer(Reaction ~ I(Days^2) + factor(Days > 4) + (1 + Days | Subject))", data.sleepstudy()).fit()
    assert fit.predict(data=data.sleepstudy()) == pytest.approx(fit.predict(), abs=1e-9)
    assert np.isnan(sleep.predict(data={"Days": [0, None], "Subject": ["308", "330"]})).tolist() == [False, True]


def test_new_rows_that_are_not_of_the_model_are_refused(sleep: Fit) -> None:
    with pytest.raises(DataError, match="without these levels of `Subject`: new") as refused:
        sleep.predict(data={"Days": [1], "Subject": ["new"]})
    assert "new_levels=True" in (refused.value.hint or "")
    with pytest.raises(DataError, match="In the model `Days` is numeric"):
        sleep.predict(data={"Days": ["a"], "Subject": ["308"]})
    with pytest.raises(DataError, match="no variable `Days`"):
        sleep.predict(data={"Subject": ["308"]})
    with pytest.raises(DataError, match="`period` has new levels: `9`"):
        parse(HERDS, data.cbpp()).fit().predict(data={"period": ["9"], "herd": ["1"]})


def test_a_seed_draws_the_same_again(sleep: Fit) -> None:
    assert (sleep.simulate(5) == sleep.simulate(5)).all()
    assert (sleep.simulate(5) == sleep.simulate(np.random.default_rng(5))).all()
    assert (sleep.simulate(5) != sleep.simulate(6)).all()
    assert (sleep.simulate() != sleep.simulate()).all()


def test_a_new_response_varies_as_the_equations_say(sleep: Fit) -> None:
    """Over many draws, the covariance of y is the marginal one, and σ² where random effects stay."""
    random = np.random.default_rng(3)
    draws = np.array([sleep.simulate(random) for _ in range(1000)])
    rows = [0, 4, 9, 10]
    covariance = sleep._shown.covariance(theta=sleep.theta, sigma=sleep.sigma or 0.0, rows=rows)
    assert np.cov(draws[:, rows].T) == pytest.approx(covariance, abs=0.1 * covariance.max())
    assert draws.mean(axis=0) == pytest.approx(sleep.predict(random_effects=False), abs=6)
    around = np.array([sleep.simulate(random, new_effects=False) for _ in range(200)]) - sleep.predict()
    assert around.std() == pytest.approx(sleep.sigma, rel=0.02)


def test_weights_divide_the_variance() -> None:
    random = np.random.default_rng(1)
    frame = {"y": random.normal(size=60), "g": list("abcdef") * 10, "w": [1.0, 100.0] * 30}
    fit = parse("lmer(y ~ 1 + (1 | g), weights = w)", frame).fit()
    draws = np.array([fit.simulate(random, new_effects=False) for _ in range(200)]) - fit.predict()
    assert draws[:, ::2].std() == pytest.approx(10 * draws[:, 1::2].std(), rel=0.1)


@pytest.mark.parametrize("family", RESPONSES)
def test_each_family_has_its_mean_and_its_variance(family: str) -> None:
    random = np.random.default_rng(2)
    x, g = np.tile([0.0, 1.0, 2.0, 3.0], 20), np.repeat(list("abcdefgh"), 10)
    y = random.poisson(np.exp(1 + 0.2 * x)) + 1.0
    fit = parse(RESPONSES[family].format("y"), {"y": y, "x": x, "g": g}).fit()
    draws = np.array([fit.simulate(random, new_effects=False) for _ in range(800)])
    mean = fit.predict()
    assert draws.mean(axis=0) == pytest.approx(mean, rel=0.15)
    phi = (fit.sigma or 1.0) ** 2
    variances = {
        "gaussian": np.full_like(mean, phi),
        "poisson": mean,
        "Gamma": phi * mean**2,
        "inverse.gaussian": phi * mean**3,
        "negative binomial": mean + mean**2 / 3,
    }
    assert draws.var(axis=0).mean() == pytest.approx(variances[family].mean(), rel=0.1)


def test_successes_are_drawn_as_proportions_of_their_trials() -> None:
    call = "glmer(cbind(incidence, size - incidence) ~ period + (1 | herd), family = binomial)"
    fit = parse(call, data.cbpp()).fit()
    trials = np.asarray(data.cbpp()["size"], dtype=float)
    successes = fit.simulate(4) * trials
    assert successes == pytest.approx(np.round(successes))
    assert ((successes >= 0) & (successes <= trials)).all()


def test_what_is_not_known_is_said(sleep: Fit) -> None:
    without = replace(sleep.estimates, b=None, sigma=None, covariances=(None,))
    printed = replace(sleep, estimates=without)
    with pytest.raises(DataError, match="random effects of this fit are not known"):
        printed.predict()
    with pytest.raises(DataError, match="covariances of the effects by Subject are not known"):
        printed.simulate()
    with pytest.raises(DataError, match="How much the response varies"):
        replace(sleep, estimates=replace(sleep.estimates, sigma=None)).simulate()
    with pytest.raises(DataError, match="no data"):
        replace(sleep, model=parse(SLEEP)).predict()
    with pytest.raises(DataError, match="no estimate of 'Days'"):
        replace(sleep, estimates=replace(sleep.estimates, fixef={"(Intercept)": 1.0})).predict()
    with pytest.raises(DataError, match="seed must be a whole number"):
        sleep.simulate("1")
