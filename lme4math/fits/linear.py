"""Linear mixed models, fitted by penalised least squares and the profiled criterion (Bates et al. 2015, section 3)."""

from __future__ import annotations

import numpy as np

from lme4math.data import FloatArray, Observations
from lme4math.fits.estimates import Estimates
from lme4math.fits.optimum import Minimum, Search
from lme4math.fits.profiled import ProfiledCriterion
from lme4math.fits.reporting import report

_SMALLER = 0.2
"""A second start: T where effects are small beside the residuals."""

_MANY = 3_000
"""Random effects of which the criterion has one minimum in practice, and takes its time: one start will do."""


def fit_linear(observations: Observations, y: FloatArray, weights: FloatArray, reml: bool) -> Estimates:
    """Fit a linear mixed model.

    Args:
        y: length n.
        weights: length n, above 0.
        reml: restricted maximum likelihood, else maximum likelihood.
    """
    reml = reml and bool(observations.design.kept)  # as lme4 has it: without fixed effects both criteria are one
    criterion = ProfiledCriterion(observations, y, weights, reml)
    terms = criterion.terms
    minimum = least_criterion(criterion, weights)
    parameters = terms.positive(minimum.at)
    solution = criterion.solve(parameters)
    eliminated = solution.eliminated
    sigma = float(np.sqrt(solution.penalised / criterion.degrees))
    n_rest = criterion.arrangement.n_rest
    inverse = np.linalg.inv(eliminated.root[n_rest:, n_rest:])
    return report(
        observations,
        terms,
        parameters,
        beta=criterion.columns.beta(eliminated.beta),
        covariance=sigma**2 * criterion.columns.covariance(inverse.T @ inverse),
        sigma=sigma,
        scale=sigma,
        b=terms.effects(solution.factors, eliminated.effects),
        criterion=solution.criterion,
        reml=reml,
        converged=minimum.converged,
    )


def least_criterion(criterion: ProfiledCriterion, weights: FloatArray, near: FloatArray | None = None) -> Minimum:
    """The minimum over the parameters of the random terms.

    Args:
        criterion: what is minimised.
        weights: length n.
        near: parameters that are near it, where such are known; the search then begins only there.
    """
    terms = criterion.terms
    search = Search(criterion.value_and_gradient, terms.space(weights))
    if near is not None:
        return search.minimum([near])
    sizes = terms.sizes(weights)
    starts = [terms.start / sizes, _SMALLER * terms.start / sizes]
    if (sizes != 1.0).any():
        starts.append(terms.start)
    few = sum(group.size for group in terms.arrangement.groups) < _MANY
    return search.minimum(starts if few else starts[:1], wide=few)
