"""Profile likelihood intervals of standard deviations and correlations of random effects, and of σ."""

from __future__ import annotations

from math import inf, log, sqrt

import numpy as np

from lme4math.data import FloatArray, Observations
from lme4math.errors import DataError
from lme4math.fits.fitting import fitted_response
from lme4math.fits.generalised import least_deviance
from lme4math.fits.held_parameters import HeldParameter, held_parameters
from lme4math.fits.linear import least_criterion
from lme4math.fits.optimum import Search
from lme4math.fits.profiled import ProfiledCriterion
from lme4math.fits.profiling import Profile, Searched, quantile
from lme4math.fits.random_terms import random_terms
from lme4math.fits.response_laws import InverseLink, response_law

_SHARE = 0.3
"""The first step, as a share of a standard deviation, or of 1 for a correlation."""

_SMALL = 0.1
"""The first step from a standard deviation of 0, as a share of σ."""

Intervals = dict[str, tuple[float, float]]


def variance_intervals(observations: Observations, level: float) -> Intervals:
    """The interval of each standard deviation and correlation, and of σ, by maximum likelihood.

    Where the deviance has not risen by z² at the bound of a parameter, the interval ends there.

    Args:
        level: the confidence.

    Raises:
        DataError: the model is not fitted here, has a size that is estimated, or its deviance does not rise far enough.

    Source:
        Bates et al. (2015), section 5.1; `profile.merMod` of lme4.
    """
    y, weights, link = fitted_response(observations)
    if link is None:
        return _of_linear(observations, y, weights, quantile(level))
    return _of_generalised(observations, y, weights, link, quantile(level))


def _of_linear(observations: Observations, y: FloatArray, weights: FloatArray, z: float) -> Intervals:
    criterion = ProfiledCriterion(observations, y, weights, reml=False)
    minimum = least_criterion(criterion, weights)
    sigma = sqrt(criterion.solve(minimum.at).penalised / criterion.degrees)
    found: Intervals = {}
    for one in held_parameters(observations, criterion.terms, minimum.at):
        search = _LinearSearch(criterion, weights, one, np.append(one.near(criterion.terms, minimum.at), log(sigma)))
        found[one.name] = _interval(one, sigma, minimum.value, search, z)

    def given_sigma(value: float, near: FloatArray | None) -> tuple[float, FloatArray]:
        terms = criterion.terms

        def deviance(x: FloatArray) -> tuple[float, FloatArray]:
            value_there, slopes, _ = criterion.with_sigma(terms.factors(x), value)
            return value_there, terms.gradient(x, slopes)

        best = Search(deviance, terms.space(weights)).minimum([minimum.at if near is None else near])
        return best.value, best.at

    found["sigma"] = Profile("sigma", sigma, minimum.value, given_sigma, (0.0, inf)).interval(_SHARE * sigma, z)
    return found


class _LinearSearch:
    """The search of the other parameters of Σ and of σ at a value of one."""

    def __init__(
        self, criterion: ProfiledCriterion, weights: FloatArray, one: HeldParameter, start: FloatArray
    ) -> None:
        self._criterion, self._one, self._start = criterion, one, start
        terms = one.given(criterion.terms, one.held.given)
        self._space = terms.space(weights).with_free(np.sqrt([2.0 * len(weights)]))

    def __call__(self, value: float, near: FloatArray | None) -> tuple[float, FloatArray]:
        criterion, one = self._criterion, self._one

        def deviance(x: FloatArray) -> tuple[float, FloatArray]:
            others, sigma = x[:-1], np.exp(x[-1])  # of any size: a number of numpy does not overflow
            relative = value / sigma if one.deviation else value
            terms = one.given(criterion.terms, relative)
            found, slopes, by_log_sigma = criterion.with_sigma(terms.factors(others), sigma)
            if one.deviation:
                by_log_sigma -= relative * one.slope(terms, others, slopes)
            return found, np.append(terms.gradient(others, slopes), by_log_sigma)

        best = Search(deviance, self._space).minimum([self._start if near is None else near])
        return best.value, best.at


def _of_generalised(
    observations: Observations, y: FloatArray, weights: FloatArray, link: InverseLink, z: float
) -> Intervals:
    law = response_law(observations.model.family)
    if law is None:
        raise DataError(
            "The size of this negative binomial is estimated: intervals of standard deviations are not computed then.",
            hint="Give the size, as in family = negative.binomial(2).",
        )
    terms = random_terms(observations)
    minimum = least_deviance(observations, y, weights, law, link, None)
    at, beta = np.split(minimum.at, [len(terms.start)])
    found: Intervals = {}
    for one in held_parameters(observations, terms, at):

        def given(value: float, near: FloatArray | None, one: HeldParameter = one) -> tuple[float, FloatArray]:
            begin = np.append(one.near(terms, at), beta) if near is None else near
            best = least_deviance(observations, y, weights, law, link, begin, one.given(terms, value))
            return best.value, best.at

        found[one.name] = _interval(one, 1.0, minimum.value, given, z)
    return found


def _interval(one: HeldParameter, scale: float, least: float, search: Searched, z: float) -> tuple[float, float]:
    """Of one parameter; T is relative to `scale`."""
    middle = one.held.given * scale if one.deviation else one.held.given
    step = max(_SHARE * middle, _SMALL * scale) if one.deviation else _SHARE
    return Profile(one.name, middle, least, search, one.bounds).interval(step, z)
