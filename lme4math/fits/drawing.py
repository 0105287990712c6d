"""New responses of a fitted model: random effects drawn from their distribution, then the response from its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, cast

import numpy as np

from lme4math.data import FloatArray, Observations
from lme4math.errors import DataError, a_value
from lme4math.fits.estimates import Estimates
from lme4math.records import record


@record(eq=False)
class Conditional:
    """What the response is drawn from, given the random effects.

    Attributes:
        mean: length n, of one trial where the response is binomial.
        weights: length n, the numbers of trials multiplied in.
        dispersion: σ², where the family has one.
        size: of a negative binomial.
    """

    mean: FloatArray
    weights: FloatArray
    dispersion: float
    size: float


def generator(seed: object) -> np.random.Generator:
    """The generator of random numbers that an argument asks for.

    Raises:
        DataError: it is neither a whole number that is not negative, nor a generator, nor None.
    """
    whole = isinstance(seed, int | np.integer) and not isinstance(seed, bool) and seed >= 0
    if seed is None or whole or isinstance(seed, np.random.Generator):
        return np.random.default_rng(cast("Any", seed))
    raise DataError(f"seed must be a whole number from 0 on, or a generator of numpy's; {a_value(seed)} was given.")


def coefficients(observations: Observations, estimates: Estimates) -> FloatArray:
    """β in the order of the kept columns of X.

    Raises:
        DataError: the fit is of a model with other columns.
    """
    design = observations.design
    names = [design.X_columns[place] for place in design.kept]
    missing = [name for name in names if name not in estimates.fixef]
    if missing:
        raise DataError(
            f"The fit has no estimate of {missing[0]!r}, which the model has on its data.",
            hint="Give the data that the model was fitted to.",
        )
    return np.array([estimates.fixef[name] for name in names])


def known_effects(observations: Observations, estimates: Estimates) -> FloatArray:
    """b as it was estimated, in lme4's order.

    Raises:
        DataError: it is not known, or is that of other data.
    """
    if estimates.b is None:
        raise DataError("The random effects of this fit are not known.", hint="Fit the model here, or read its .rds.")
    if len(estimates.b) != observations.design.Gp[-1]:
        raise DataError(
            f"The fit has {len(estimates.b):,} random effects, and the model has {observations.design.Gp[-1]:,}"
            " on its data.",
            hint="Give the data that the model was fitted to.",
        )
    return estimates.b


def drawn_effects(observations: Observations, estimates: Estimates, random: np.random.Generator) -> FloatArray:
    """b from its distribution, in lme4's order.

    Raises:
        DataError: the covariances of a random term are not known.
    """
    model, design = observations.model, observations.design
    parts = [np.empty(0)]
    for place, term in enumerate(design.term_order):
        covariance = estimates.covariances[term]
        if covariance is None:
            raise DataError(
                f"The covariances of the effects by {model.random[term].group.name} are not known.",
                hint="Fit the model here, or read its .rds.",
            )
        variances, directions = np.linalg.eigh(covariance)  # a singular one has no Cholesky factor
        root = directions * np.sqrt(np.maximum(variances, 0.0))
        n_levels = int(design.Gp[place + 1] - design.Gp[place]) // max(len(covariance), 1)
        parts.append((random.standard_normal((n_levels, len(covariance))) @ root.T).ravel())
    return np.concatenate(parts)


def drawn_response(
    observations: Observations, estimates: Estimates, mean: FloatArray, random: np.random.Generator
) -> FloatArray:
    """The response given its mean: as lme4 has y, a proportion where it is a number of successes.

    Args:
        mean: length n, of one trial where the response is binomial.

    Raises:
        DataError: the residual variance, or what stands for it, is not known.
    """
    family, weights = observations.model.family, observations.design.weights
    size = estimates.size if family.size is None else family.size
    if (family.name in _DISPERSED and estimates.sigma is None) or (family.name == "negative binomial" and not size):
        raise DataError(
            "How much the response varies around its mean is not known of this fit.",
            hint="Fit the model here, or read its .rds.",
        )
    given = Conditional(
        mean,
        np.ones_like(mean) if weights is None else weights,
        1.0 if estimates.sigma is None else estimates.sigma**2,
        size or 1.0,
    )
    return np.asarray(_DRAWS[family.name](given, random), dtype=np.float64)


_DISPERSED = ("gaussian", "Gamma", "inverse.gaussian")


def _proportions(given: Conditional, random: np.random.Generator) -> FloatArray:
    trials = np.round(given.weights).astype(np.int64)
    return random.binomial(trials, given.mean) / np.maximum(trials, 1)


_DRAWS: Mapping[str, Callable[[Conditional, np.random.Generator], FloatArray]] = {
    "gaussian": lambda given, random: random.normal(given.mean, np.sqrt(given.dispersion / given.weights)),
    "binomial": _proportions,
    "poisson": lambda given, random: random.poisson(given.mean).astype(np.float64),
    "Gamma": lambda given, random: random.gamma(
        given.weights / given.dispersion, given.mean * given.dispersion / given.weights
    ),
    "inverse.gaussian": lambda given, random: random.wald(given.mean, given.weights / given.dispersion),
    "negative binomial": lambda given, random: random.negative_binomial(
        given.size, given.size / (given.size + given.mean)
    ).astype(np.float64),
}
