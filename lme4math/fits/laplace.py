"""Laplace's approximation of the likelihood of a generalised linear mixed model, and its gradient.

The conditional modes of u are found by penalised iteratively reweighted least squares, and −2 log-likelihood is

    −2 log f(y | u) + u′u + log|Λ′Z′WZΛ + I|

with the weights W at these modes (Bates et al. 2015, section 5 of lme4's "Computational methods"; `glmer`, nAGQ = 1).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from lme4math.data import FloatArray
from lme4math.fits.cross_products import CrossProducts, columns_of_rest, cross_products
from lme4math.fits.determinant_slopes import determinant_slopes, inverse_blocks
from lme4math.fits.elimination import Eliminated, eliminate
from lme4math.fits.grouped_effects import Arrangement
from lme4math.fits.leverages import leverages
from lme4math.fits.response_laws import InverseLink, ResponseLaw
from lme4math.records import record

_ITERATIONS = 200
_HALVINGS = 30
_TOLERANCE = 1e-11
"""How far the linear predictor moves in the last step, as a share of its largest value."""

_OF_NEWTON = 1e-6
"""The same of Newton's steps: what is left after one is as the square of its length."""

_ROUNDING = 1e-13

Effects = tuple[FloatArray, ...]


@record(eq=False)
class GeneralisedResponse:
    """The response: y, offset and weights of length n, with its law."""

    y: FloatArray
    offset: FloatArray
    weights: FloatArray
    law: ResponseLaw
    link: InverseLink

    def deviance(self, eta: FloatArray) -> float:
        """The sum of the squared deviance residuals; infinite where a mean is impossible."""
        mean = self.link.mean(eta)
        if not np.isfinite(mean).all() or not self.law.within(mean):
            return np.inf
        total = float((self.weights * self.law.deviances(self.y, mean)).sum())
        return total if np.isfinite(total) else np.inf

    def pearson(self, eta: FloatArray) -> float:
        """The sum of the squared Pearson residuals."""
        mean = self.link.mean(eta)
        return float((self.weights * (self.y - mean) ** 2 / self.law.variance(mean)).sum())


@record(eq=False)
class Curves:
    """What the law gives at a linear predictor, each of length n.

    Attributes:
        scores: minus half of the derivatives of the deviance by η.
        weights: W, the expected second derivatives.
        observed: the second derivatives themselves; the same for canonical links.
        weight_slopes: the derivatives of W.
    """

    scores: FloatArray
    weights: FloatArray
    observed: FloatArray
    weight_slopes: FloatArray


def curves(response: GeneralisedResponse, eta: FloatArray) -> Curves:
    """The derivatives of the deviance and of the weights."""
    link, law = response.link, response.law
    mean, slope, curvature = link.mean(eta), link.slope(eta), link.curvature(eta)
    variance, variance_slope = law.variance(mean), law.variance_slope(mean)
    left = response.y - mean
    weights = response.weights * slope**2 / variance
    return Curves(
        scores=response.weights * left * slope / variance,
        weights=weights,
        observed=weights - response.weights * left * (curvature / variance - slope**2 * variance_slope / variance**2),
        weight_slopes=response.weights * (2.0 * slope * curvature / variance - slope**3 * variance_slope / variance**2),
    )


@record(eq=False)
class Mode:
    """The conditional modes at one θ and β.

    Attributes:
        factors: T of each grouping factor.
        effects: u of each grouping factor, L × P.
        beta: in the internal scale of X.
        eta: the linear predictor, length n.
        deviance: the sum of the squared deviance residuals.
        criterion: −2 log-likelihood by Laplace's approximation.
        curves: the derivatives of the deviance there.
        products: Z′WZ with the weights there.
        eliminated: the factorisation of Λ′Z′WZΛ + I.
    """

    factors: tuple[FloatArray, ...]
    effects: Effects
    beta: FloatArray
    eta: FloatArray
    deviance: float
    criterion: float
    curves: Curves
    products: CrossProducts
    eliminated: Eliminated

    @property
    def length(self) -> float:
        """u′u."""
        return _length(self.effects)


class LaplaceCriterion:
    """The criterion, as a function of T and β; a search for modes begins where the last one ended."""

    def __init__(self, arrangement: Arrangement, X: FloatArray, response: GeneralisedResponse) -> None:
        self.arrangement, self.X, self.response = arrangement, X, response
        self.effects: Effects = tuple(np.zeros((group.n_levels, group.width)) for group in arrangement.groups)
        self.with_beta = columns_of_rest(arrangement, X)
        self.without_beta = columns_of_rest(arrangement, X[:, :0])

    def mode(self, factors: tuple[FloatArray, ...], beta: FloatArray, *, joint: bool = False) -> Mode:
        """The modes of u given β, or of u and β together.

        Args:
            factors: T of each grouping factor.
            beta: in the internal scale; where `joint`, a first guess.

        Raises:
            LinAlgError: no mode is found.
        """
        effects, eta = self.effects, self._predictor(factors, self.effects, beta)
        penalised = self._penalised(effects, eta)
        if not np.isfinite(penalised):
            effects = tuple(np.zeros_like(one) for one in effects)
            eta = self._predictor(factors, effects, beta)
            penalised = self._penalised(effects, eta)
        for _ in range(_ITERATIONS):
            at = curves(self.response, eta)
            newton = bool((at.observed > 0).all())  # where its step goes downwards
            weights = at.observed if newton else at.weights
            target, target_beta = self._least_squares(factors, beta, eta, at.scores, weights, joint=joint)
            length, before = 1.0, eta
            worst = penalised + _ROUNDING * (abs(penalised) + 1.0)
            for _ in range(_HALVINGS):
                new = tuple(old + length * (to - old) for old, to in zip(effects, target, strict=True))
                new_beta = beta + length * (target_beta - beta) if joint else beta
                new_eta = self._predictor(factors, new, new_beta)
                found = self._penalised(new, new_eta)
                if found <= worst:
                    effects, beta, eta, penalised = new, new_beta, new_eta, found
                    break
                length /= 2.0
            enough = _OF_NEWTON if newton and length == 1.0 else _TOLERANCE
            if not np.abs(eta - before).max(initial=0.0) > enough * (1.0 + np.abs(eta).max(initial=0.0)):
                break
        if not np.isfinite(penalised):
            raise np.linalg.LinAlgError("There is no conditional mode.")
        self.effects = effects
        return self._at(factors, effects, beta, eta)

    def gradient(self, mode: Mode) -> tuple[list[FloatArray], FloatArray]:
        """The derivatives of the criterion by the entries of T, and by β in the internal scale.

        The criterion depends on them by itself and through the modes u, which solve u = Λ′Z′s with the scores s.
        """
        arrangement, response, law = self.arrangement, self.response, self.response.law
        at = mode.curves
        mean, slope = response.link.mean(mode.eta), response.link.slope(mode.eta)
        inverse = inverse_blocks(arrangement, mode.eliminated, restricted=False)
        slopes = determinant_slopes(arrangement, mode.products, mode.factors, mode.eliminated, inverse)
        given = (response.y, mean, response.weights, mode.deviance)
        by_eta = law.by_mean(*given) * slope - 2.0 * law.by_deviance(*given) * at.scores
        by_eta = by_eta + leverages(arrangement, mode.factors, inverse) * at.weight_slopes
        right = cross_products(arrangement, self.without_beta, by_eta + 2.0 * at.scores, at.observed)
        moved = eliminate(arrangement, right, mode.factors).effects
        away = sum(
            (
                group.predictor(own @ factor.T)
                for group, factor, own in zip(arrangement.groups, mode.factors, moved, strict=True)
            ),
            np.zeros_like(mode.eta),
        )
        direct = by_eta - at.observed * away
        each = zip(slopes, arrangement.groups, mode.effects, moved, strict=True)
        return [
            slope + group.by_level(direct).T @ effects + group.by_level(at.scores).T @ own
            for slope, group, effects, own in each
        ], self.X.T @ direct

    def _at(self, factors: tuple[FloatArray, ...], effects: Effects, beta: FloatArray, eta: FloatArray) -> Mode:
        response = self.response
        at = curves(response, eta)
        products = cross_products(self.arrangement, self.without_beta, np.zeros_like(eta), at.weights)
        eliminated = eliminate(self.arrangement, products, factors)
        deviance = response.deviance(eta)
        likelihood = response.law.likelihood(response.y, response.link.mean(eta), response.weights, deviance)
        criterion = likelihood + _length(effects) + eliminated.log_det_effects
        return Mode(factors, effects, beta, eta, deviance, criterion, at, products, eliminated)

    def _least_squares(
        self,
        factors: Sequence[FloatArray],
        beta: FloatArray,
        eta: FloatArray,
        scores: FloatArray,
        weights: FloatArray,
        *,
        joint: bool,
    ) -> tuple[Effects, FloatArray]:
        """u, and β where it is not given, by the working response at a linear predictor."""
        fixed = 0.0 if joint else self.X @ beta
        working = weights * (eta - self.response.offset - fixed) + scores
        columns = self.with_beta if joint else self.without_beta
        eliminated = eliminate(self.arrangement, cross_products(self.arrangement, columns, working, weights), factors)
        return eliminated.effects, eliminated.beta

    def _predictor(self, factors: Sequence[FloatArray], effects: Effects, beta: FloatArray) -> FloatArray:
        eta = self.response.offset + self.X @ beta
        for group, factor, own in zip(self.arrangement.groups, factors, effects, strict=True):
            eta = eta + group.predictor(own @ factor.T)
        return eta

    def _penalised(self, effects: Effects, eta: FloatArray) -> float:
        with np.errstate(all="ignore"):
            return self.response.deviance(eta) + _length(effects)


def _length(effects: Effects) -> float:
    return sum(float((one**2).sum()) for one in effects)
