"""The distributions of a generalised response as numbers: inverse links, variances, deviances and likelihoods.

Sources: R's `stats::make.link` and `stats::family`; where a dispersion is estimated its `aic`, as lme4 takes it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from scipy import special, stats

from lme4math.data import FloatArray
from lme4math.model import Family
from lme4math.records import record

_LEAST = float(np.finfo(np.float64).eps)
"""R keeps means and slopes this far from where they have no logarithm."""

Elementwise = Callable[[FloatArray], FloatArray]


@record(eq=False)
class InverseLink:
    """The mean as a function of the linear predictor, with its first and second derivative, and the link itself."""

    mean: Elementwise
    slope: Elementwise
    curvature: Elementwise
    of_mean: Elementwise


@record(eq=False)
class ResponseLaw:
    """A family as numbers.

    Attributes:
        variance: the variance function of μ.
        variance_slope: its derivative.
        deviances: of y and μ, the squared deviance residuals for prior weights of 1.
        likelihood: of y, μ, the weights and the total deviance: −2 log-likelihood.
        by_mean: its derivatives by each μ, the total deviance held fixed.
        by_deviance: its derivative by the total deviance; 0 where no dispersion is estimated.
        within: whether all means are possible ones.
        scaled: whether a dispersion is estimated.
    """

    variance: Elementwise
    variance_slope: Elementwise
    deviances: Callable[[FloatArray, FloatArray], FloatArray]
    likelihood: Callable[[FloatArray, FloatArray, FloatArray, float], float]
    by_mean: Callable[[FloatArray, FloatArray, FloatArray, float], FloatArray]
    by_deviance: Callable[[FloatArray, FloatArray, FloatArray, float], float]
    within: Callable[[FloatArray], bool]
    scaled: bool = False


def inverse_link(family: Family) -> InverseLink | None:
    """The inverse of a family's link; None for one that is not computed here."""
    if family.exponent is not None:
        return _power(1.0 / family.exponent)
    return _LINKS.get(family.link)


def response_law(family: Family) -> ResponseLaw | None:
    """A family as numbers; None for a negative binomial of unknown size."""
    if family.name == "negative binomial":
        return None if family.size is None else negative_binomial(family.size)
    return _LAWS[family.name]


def _power(exponent: float) -> InverseLink:
    """Of the link μ^(1 / exponent)."""
    return InverseLink(
        lambda eta: eta**exponent,
        lambda eta: exponent * eta ** (exponent - 1.0),
        lambda eta: exponent * (exponent - 1.0) * eta ** (exponent - 2.0),
        lambda mean: mean ** (1.0 / exponent),
    )


def _exponential(eta: FloatArray) -> FloatArray:
    return np.maximum(np.exp(eta), _LEAST)


def _logistic_slope(eta: FloatArray) -> FloatArray:
    return np.asarray(np.maximum(special.expit(eta) * special.expit(-eta), _LEAST))


def _normal_density(eta: FloatArray) -> FloatArray:
    return np.asarray(np.maximum(np.exp(-0.5 * eta**2) / np.sqrt(2.0 * np.pi), _LEAST))


def _cauchy_density(eta: FloatArray) -> FloatArray:
    return np.maximum(1.0 / (np.pi * (1.0 + eta**2)), _LEAST)


def _gumbel_density(eta: FloatArray) -> FloatArray:
    return np.maximum(np.exp(eta - np.exp(eta)), _LEAST)


_LINKS: Mapping[str, InverseLink] = {
    "identity": InverseLink(lambda eta: eta, np.ones_like, np.zeros_like, lambda mean: mean),
    "log": InverseLink(_exponential, _exponential, _exponential, np.log),
    "logit": InverseLink(
        special.expit,
        _logistic_slope,
        lambda eta: _logistic_slope(eta) * (1.0 - 2.0 * special.expit(eta)),
        special.logit,
    ),
    "probit": InverseLink(special.ndtr, _normal_density, lambda eta: -eta * _normal_density(eta), special.ndtri),
    "cloglog": InverseLink(
        lambda eta: -np.expm1(-np.exp(eta)),
        _gumbel_density,
        lambda eta: _gumbel_density(eta) * (1.0 - np.exp(eta)),
        lambda mean: np.log(-np.log1p(-mean)),
    ),
    "cauchit": InverseLink(
        lambda eta: 0.5 + np.arctan(eta) / np.pi,
        _cauchy_density,
        lambda eta: -2.0 * np.pi * eta * _cauchy_density(eta) ** 2,
        lambda mean: np.tan(np.pi * (mean - 0.5)),
    ),
    "inverse": _power(-1.0),
    "sqrt": _power(2.0),
    "1/mu^2": _power(-0.5),
}


def _y_log(y: FloatArray, mean: FloatArray) -> FloatArray:
    """y log(y / μ), which is 0 where y is."""
    return np.asarray(special.xlogy(y, np.where(y > 0, y, 1.0) / mean))


def _above_zero(mean: FloatArray) -> bool:
    return bool((mean > 0).all())


def _nothing(_y: FloatArray, _mean: FloatArray, _weights: FloatArray, _deviance: float) -> float:
    return 0.0


def _binomial_likelihood(y: FloatArray, mean: FloatArray, weights: FloatArray, _: float) -> float:
    """R rounds: of a proportion without weights it is that of 0 or 1."""
    counted = weights > 0
    trials = np.round(weights[counted])
    logs = np.asarray(stats.binom.logpmf(np.round((weights * y)[counted]), trials, mean[counted]))
    return -2.0 * float(logs.sum())


def _binomial_by_mean(y: FloatArray, mean: FloatArray, weights: FloatArray, _: float) -> FloatArray:
    successes, trials = np.round(weights * y), np.round(weights)
    return -2.0 * (successes / mean - (trials - successes) / (1.0 - mean))


def _poisson_likelihood(y: FloatArray, mean: FloatArray, weights: FloatArray, _: float) -> float:
    return -2.0 * float((weights * (special.xlogy(y, mean) - mean - special.gammaln(y + 1.0))).sum())


def _gamma_likelihood(y: FloatArray, mean: FloatArray, weights: FloatArray, deviance: float) -> float:
    shape = weights.sum() / deviance
    logs = shape * np.log(shape / mean) - special.gammaln(shape) + (shape - 1.0) * np.log(y) - shape * y / mean
    return -2.0 * float((weights * logs).sum()) + 2.0


def _gamma_by_mean(y: FloatArray, mean: FloatArray, weights: FloatArray, deviance: float) -> FloatArray:
    return np.asarray(-2.0 * weights * (weights.sum() / deviance) * (y - mean) / mean**2)


def _gamma_by_deviance(y: FloatArray, mean: FloatArray, weights: FloatArray, deviance: float) -> float:
    shape = weights.sum() / deviance
    by_shape = np.log(shape / mean) + 1.0 - special.digamma(shape) + np.log(y) - y / mean
    return float(2.0 * (weights * by_shape).sum() * shape / deviance)


def _inverse_gaussian_likelihood(y: FloatArray, _: FloatArray, weights: FloatArray, deviance: float) -> float:
    logs = np.log(deviance / weights.sum() * 2.0 * np.pi) + 1.0 + 3.0 * np.log(y)
    return float((weights * logs).sum()) + 2.0


def _gaussian_likelihood(y: FloatArray, _: FloatArray, weights: FloatArray, deviance: float) -> float:
    return len(y) * (float(np.log(2.0 * np.pi * deviance / len(y))) + 1.0) + 2.0 - float(np.log(weights).sum())


def _through_deviance(_y: FloatArray, mean: FloatArray, _weights: FloatArray, _deviance: float) -> FloatArray:
    return np.zeros_like(mean)


def negative_binomial(size: float) -> ResponseLaw:
    """A negative binomial law with variance μ + μ² / size."""

    def deviances(y: FloatArray, mean: FloatArray) -> FloatArray:
        return 2.0 * (_y_log(y, mean) - (y + size) * np.log((y + size) / (mean + size)))

    def likelihood(y: FloatArray, mean: FloatArray, weights: FloatArray, _: float) -> float:
        logs = stats.nbinom.logpmf(y, size, size / (size + mean))
        return -2.0 * float((weights * logs).sum())

    def by_mean(y: FloatArray, mean: FloatArray, weights: FloatArray, _: float) -> FloatArray:
        return -2.0 * weights * (y - mean) / (mean + mean**2 / size)

    return ResponseLaw(
        lambda mean: mean + mean**2 / size,
        lambda mean: 1.0 + 2.0 * mean / size,
        deviances,
        likelihood,
        by_mean,
        _nothing,
        _above_zero,
    )


_LAWS: Mapping[str, ResponseLaw] = {
    "gaussian": ResponseLaw(
        np.ones_like,
        np.zeros_like,
        lambda y, mean: (y - mean) ** 2,
        _gaussian_likelihood,
        _through_deviance,
        lambda y, _mean, _weights, deviance: len(y) / deviance,
        lambda _: True,
        scaled=True,
    ),
    "binomial": ResponseLaw(
        lambda mean: np.maximum(mean * (1.0 - mean), _LEAST),
        lambda mean: 1.0 - 2.0 * mean,
        lambda y, mean: 2.0 * (_y_log(y, mean) + _y_log(1.0 - y, 1.0 - mean)),
        _binomial_likelihood,
        _binomial_by_mean,
        _nothing,
        lambda mean: bool(((mean >= 0) & (mean <= 1)).all()),
    ),
    "poisson": ResponseLaw(
        lambda mean: mean,
        np.ones_like,
        lambda y, mean: 2.0 * (_y_log(y, mean) - (y - mean)),
        _poisson_likelihood,
        lambda y, mean, weights, _: -2.0 * weights * (y - mean) / mean,
        _nothing,
        _above_zero,
    ),
    "Gamma": ResponseLaw(
        lambda mean: mean**2,
        lambda mean: 2.0 * mean,
        lambda y, mean: -2.0 * (np.log(y / mean) - (y - mean) / mean),
        _gamma_likelihood,
        _gamma_by_mean,
        _gamma_by_deviance,
        _above_zero,
        scaled=True,
    ),
    "inverse.gaussian": ResponseLaw(
        lambda mean: mean**3,
        lambda mean: 3.0 * mean**2,
        lambda y, mean: (y - mean) ** 2 / (y * mean**2),
        _inverse_gaussian_likelihood,
        _through_deviance,
        lambda _y, _mean, weights, deviance: float(weights.sum()) / deviance,
        _above_zero,
        scaled=True,
    ),
}
