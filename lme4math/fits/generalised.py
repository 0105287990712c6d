"""Generalised linear mixed models, fitted by maximum likelihood in Laplace's approximation, as `glmer` does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from lme4math.data import FloatArray, Observations
from lme4math.fits.cross_products import cross_products
from lme4math.fits.elimination import eliminate
from lme4math.fits.estimates import Estimates
from lme4math.fits.laplace import GeneralisedResponse, LaplaceCriterion, Mode, curves
from lme4math.fits.optimum import Minimum, Search
from lme4math.fits.profiled import ScaledColumns, scaled_columns
from lme4math.fits.random_terms import RandomTerms, random_terms
from lme4math.fits.reporting import report
from lme4math.fits.response_laws import InverseLink, ResponseLaw, negative_binomial
from lme4math.records import record

_STEP = 1e-4
"""Of the differences of gradients, for parameters of like size."""

_SIZES = (-7.0, 14.0)
"""Between which logarithms the size of a negative binomial is searched."""


class _Joint:
    """The criterion as a function of the parameters of the random terms and β together."""

    def __init__(self, terms: RandomTerms, columns: ScaledColumns, response: GeneralisedResponse) -> None:
        self.terms, self.columns, self.response = terms, columns, response
        self.laplace = LaplaceCriterion(terms.arrangement, columns.X, response)
        self.n_parameters = len(terms.start)

    def mode(self, x: FloatArray) -> Mode:
        parameters, beta = np.split(x, [self.n_parameters])
        return self.laplace.mode(self.terms.factors(parameters), beta)

    def value_and_gradient(self, x: FloatArray) -> tuple[float, FloatArray]:
        mode = self.mode(x)
        slopes, by_beta = self.laplace.gradient(mode)
        return mode.criterion, np.concatenate([self.terms.gradient(x[: self.n_parameters], slopes), by_beta])

    def started(self, parameters: FloatArray) -> FloatArray:
        """These parameters, with the β that penalised least squares gives there."""
        guess = np.zeros(self.columns.X.shape[1])
        if not np.isfinite(self.response.deviance(self.response.offset)):
            guess = self._first_beta()
        return np.concatenate([parameters, self.laplace.mode(self.terms.factors(parameters), guess, joint=True).beta])

    def _first_beta(self) -> FloatArray:
        """A β with possible means, where β = 0 has none: that of the link of y itself, moved away from its ends."""
        middle = np.average(self.response.y, weights=self.response.weights)
        targets = self.response.link.of_mean(0.5 * (self.response.y + middle)) - self.response.offset
        return np.asarray(np.linalg.lstsq(self.columns.X, targets, rcond=None)[0])

    def information(self, x: FloatArray) -> FloatArray:
        """Of β without that of the random terms: what is left of X′WX at the modes, p × p."""
        mode = self.mode(x)
        weights = curves(self.response, mode.eta).weights
        products = cross_products(self.terms.arrangement, self.laplace.with_beta, np.zeros_like(weights), weights)
        n_rest = self.terms.arrangement.n_rest
        root = eliminate(self.terms.arrangement, products, mode.factors).root[n_rest:, n_rest:]
        return np.asarray(root @ root.T)


def fit_generalised(
    observations: Observations, y: FloatArray, weights: FloatArray, law: ResponseLaw | None, link: InverseLink
) -> Estimates:
    """Fit a generalised linear mixed model.

    Args:
        y: length n; proportions of a binomial response.
        weights: length n, the numbers of trials multiplied in.
        law: None for a negative binomial, whose size is then estimated.
    """
    if law is not None:
        return _fit(observations, y, weights, law, link)
    return _with_size(lambda size: _fit(observations, y, weights, negative_binomial(size), link))


def _with_size(fitted: Callable[[float], Estimates]) -> Estimates:
    """The best size of a negative binomial, found along its logarithm (lme4's `glmer.nb`)."""
    from scipy.optimize import minimize_scalar

    found: dict[float, Estimates] = {}

    def criterion(log_size: float) -> float:
        found[log_size] = fitted(float(np.exp(log_size)))
        return found[log_size].criterion or np.inf

    minimize_scalar(criterion, bounds=_SIZES, method="bounded", options={"xatol": 1e-6})
    best = min(found, key=lambda log_size: found[log_size].criterion or np.inf)
    return replace(found[best], size=float(np.exp(best)))


@record(eq=False)
class _Problem:
    """What is searched for a generalised model, and where the search begins."""

    joint: _Joint
    search: Search
    starts: tuple[FloatArray, ...]


def _problem(
    observations: Observations,
    y: FloatArray,
    weights: FloatArray,
    law: ResponseLaw,
    link: InverseLink,
    near: FloatArray | None = None,
    terms: RandomTerms | None = None,
) -> _Problem:
    design = observations.design
    terms = terms or random_terms(observations)
    columns = scaled_columns(design.X[:, list(design.kept)], weights)
    offset = np.zeros_like(y) if design.offset is None else design.offset
    joint = _Joint(terms, columns, GeneralisedResponse(y, offset, weights, law, link))
    sizes = terms.sizes(weights)
    begun = (terms.start / sizes, 0.2 * terms.start / sizes)
    starts = tuple(joint.started(start) for start in begun) if near is None else (near,)
    of_beta = np.sqrt(np.diag(joint.information(starts[-1])))
    space = terms.space(weights).with_free(np.where(of_beta > 0, of_beta, 1.0))
    search = Search(joint.value_and_gradient, space)
    return _Problem(joint, search, starts)


def least_deviance(
    observations: Observations,
    y: FloatArray,
    weights: FloatArray,
    law: ResponseLaw,
    link: InverseLink,
    near: FloatArray | None,
    terms: RandomTerms | None = None,
) -> Minimum:
    """The minimum alone; near parameters of a like problem where these are known, or with random terms of their own."""
    problem = _problem(observations, y, weights, law, link, near, terms)
    return problem.search.minimum(problem.starts)


def _fit(
    observations: Observations, y: FloatArray, weights: FloatArray, law: ResponseLaw, link: InverseLink
) -> Estimates:
    problem = _problem(observations, y, weights, law, link)
    joint, search = problem.joint, problem.search
    terms, columns, response = joint.terms, joint.columns, joint.response
    minimum = search.minimum(problem.starts, wide=True)
    parameters = terms.positive(minimum.at[: joint.n_parameters])
    at = np.concatenate([parameters, minimum.at[joint.n_parameters :]])
    mode = joint.mode(at)
    sigma = float(np.sqrt((response.pearson(mode.eta) + mode.length) / len(y))) if law.scaled else None
    return report(
        observations,
        terms,
        parameters,
        beta=columns.beta(mode.beta),
        covariance=columns.covariance(_covariance(joint, search, at)),
        sigma=sigma,
        scale=1.0,
        b=terms.effects(mode.factors, mode.effects),
        criterion=mode.criterion,
        reml=None,
        converged=minimum.converged,
    )


def _covariance(joint: _Joint, search: Search, at: FloatArray) -> FloatArray:
    """Of β in its internal scale: from the second derivatives of the criterion, as `vcov(fit)` takes it.

    Where these have no positive inverse, it is that given θ (lme4's `vcov.merMod`).
    """
    scaled = at * search.scales
    rows = []
    for place in range(len(at)):
        step = np.zeros_like(scaled)
        step[place] = _STEP * max(1.0, abs(scaled[place]))
        rows.append((search.scaled(scaled + step)[1] - search.scaled(scaled - step)[1]) / (2.0 * step[place]))
    second = np.array(rows)
    second = (second + second.T) / 2.0
    n = joint.n_parameters
    scales = search.scales[n:]
    try:
        np.linalg.cholesky(second)
        inverse = 2.0 * np.linalg.inv(second)[n:, n:]
    except np.linalg.LinAlgError:
        return np.asarray(np.linalg.inv(joint.information(at)))
    return inverse / np.outer(scales, scales)
