"""The profiled criterion of a linear mixed model and its gradient.

The deviance, −2 log-likelihood, with β and σ² at their optimum given θ, is

    log|Λ′Z′WZΛ + I| + n (1 + log(2π r²/n)) − Σ log wᵢ,

and the REML criterion has the log-determinant of what is left of X′WX beside it, and n − p for n (Bates et al. 2015,
eq. 35 and 41).
"""

from __future__ import annotations

import numpy as np
from scipy import linalg

from lme4math.data import FloatArray, Observations
from lme4math.fits.cross_products import columns_of_rest, cross_products
from lme4math.fits.determinant_slopes import determinant_slopes, inverse_blocks
from lme4math.fits.elimination import Eliminated, eliminate
from lme4math.fits.random_terms import random_terms
from lme4math.records import record


@record(eq=False)
class ScaledColumns:
    """X in columns of weighted length 1 that are orthogonal, so that no scale of a covariate costs digits.

    Attributes:
        X: n × p.
        to_beta: the upper triangular R with X R as it was given.
    """

    X: FloatArray
    to_beta: FloatArray

    def beta(self, internal: FloatArray) -> FloatArray:
        """β in the scale of the data."""
        return np.asarray(linalg.solve_triangular(self.to_beta, internal)) if internal.size else internal

    def covariance(self, internal: FloatArray) -> FloatArray:
        """The covariance matrix of β in the scale of the data."""
        if not internal.size:
            return internal
        half = linalg.solve_triangular(self.to_beta, internal)
        return np.asarray(linalg.solve_triangular(self.to_beta, half.T))

    @property
    def log_det(self) -> float:
        """Of X′WX."""
        return 2.0 * float(np.log(np.abs(np.diag(self.to_beta))).sum())


def scaled_columns(X: FloatArray, weights: FloatArray) -> ScaledColumns:
    """X with its columns made orthogonal."""
    to_beta = np.asarray(np.linalg.qr(X * np.sqrt(weights)[:, None], mode="r"))
    scaled = linalg.solve_triangular(to_beta, X.T, trans="T").T if X.size else X
    return ScaledColumns(scaled, to_beta)


@record(eq=False)
class Solution:
    """The conditional estimates at one value of the parameters.

    Attributes:
        criterion: −2 log-likelihood, or the REML criterion.
        eliminated: u and β in the internal scale of X, with the factorisation.
        factors: T of each grouping factor.
        penalised: r², the penalised weighted residual sum of squares.
        residuals: length n.
    """

    criterion: float
    eliminated: Eliminated
    factors: tuple[FloatArray, ...]
    penalised: float
    residuals: FloatArray


class ProfiledCriterion:
    """The criterion that the parameters of a linear mixed model minimise."""

    def __init__(self, observations: Observations, y: FloatArray, weights: FloatArray, reml: bool) -> None:
        design = observations.design
        self.y = y if design.offset is None else y - design.offset
        self.weights, self.reml = weights, reml
        self.columns = scaled_columns(design.X[:, list(design.kept)], weights)
        self.terms = random_terms(observations)
        self.arrangement = self.terms.arrangement
        rest = columns_of_rest(self.arrangement, self.columns.X)
        self.products = cross_products(self.arrangement, rest, weights * self.y, weights)
        self._constant = (self.columns.log_det if reml else 0.0) - float(np.log(weights).sum())

    @property
    def degrees(self) -> int:
        """n, or n − p for REML."""
        return len(self.y) - (self.columns.X.shape[1] if self.reml else 0)

    def solve(self, parameters: FloatArray) -> Solution:
        """Everything at these parameters.

        Raises:
            LinAlgError: the normal equations are singular to the computer's precision.
        """
        return self.solve_with(self.terms.factors(parameters))

    def solve_with(self, factors: tuple[FloatArray, ...]) -> Solution:
        """Everything at these T."""
        eliminated = eliminate(self.arrangement, self.products, factors)
        residuals = self.y - self.columns.X @ eliminated.beta
        for group, factor, effects in zip(self.arrangement.groups, factors, eliminated.effects, strict=True):
            residuals = residuals - group.predictor(effects @ factor.T)
        length = sum(float((effects**2).sum()) for effects in eliminated.effects)
        penalised = float((self.weights * residuals**2).sum()) + length
        criterion = (
            eliminated.log_det_effects
            + self.degrees * (1.0 + float(np.log(2.0 * np.pi * penalised / self.degrees)))
            + (eliminated.log_det_beta if self.reml else 0.0)
            + self._constant
        )
        return Solution(criterion, eliminated, factors, penalised, residuals)

    def slopes(self, solution: Solution, precision: float) -> list[FloatArray]:
        """The derivatives by the entries of T of the log-determinants and of r² / σ².

        Of r² only the explicit dependence on T counts, as u and β minimise it.

        Args:
            precision: 1 / σ².
        """
        eliminated, arrangement = solution.eliminated, self.arrangement
        inverse = inverse_blocks(arrangement, eliminated, restricted=self.reml)
        slopes = determinant_slopes(arrangement, self.products, solution.factors, eliminated, inverse)
        scores = self.weights * solution.residuals
        each = zip(slopes, arrangement.groups, eliminated.effects, strict=True)
        return [slope - 2.0 * precision * group.by_level(scores).T @ effects for slope, group, effects in each]

    def gradient(self, parameters: FloatArray, solution: Solution) -> FloatArray:
        """The derivatives of the criterion by the parameters, where σ² = r² / n."""
        return self.terms.gradient(parameters, self.slopes(solution, self.degrees / solution.penalised))

    def with_sigma(self, factors: tuple[FloatArray, ...], sigma: float) -> tuple[float, list[FloatArray], float]:
        """The criterion at a σ that is given, with its derivatives by the entries of T and by log σ."""
        solution = self.solve_with(factors)
        share = solution.penalised / (self.degrees * sigma**2)
        value = solution.criterion + self.degrees * (share - 1.0 - float(np.log(share)))
        return value, self.slopes(solution, 1.0 / sigma**2), 2.0 * self.degrees * (1.0 - share)

    def value_and_gradient(self, parameters: FloatArray) -> tuple[float, FloatArray]:
        solution = self.solve(parameters)
        return solution.criterion, self.gradient(parameters, solution)
