"""The relative covariance factor of one random term as a function of its parameters, with its derivatives.

Every level of a term with p columns has the same p × p lower triangular block T of Λ (Bates et al. 2015, section 2.2).
Its parameters are those that lme4 2.1 optimises: the entries of T for us; standard deviations relative to σ, then the
correlation, for the structured ones.
"""

from __future__ import annotations

import numpy as np

from lme4math.data import FloatArray
from lme4math.model import Covariance
from lme4math.records import record

_NEAREST = 1e-9
"""How near a correlation comes to the ends of its range, where the factor has no derivative."""


@record(eq=False)
class RelativeFactor:
    """T of one random term.

    Attributes:
        covariance: its structure.
        p: the number of its columns.
    """

    covariance: Covariance
    p: int

    @property
    def n_parameters(self) -> int:
        return self.covariance.n_parameters(self.p)

    @property
    def rows(self) -> tuple[int | None, ...]:
        """Of each parameter the row of T that is proportional to it; None where that is all rows, or no row."""
        if self.covariance.structure == "us":
            return tuple(row for column in range(self.p) for row in range(column, self.p))
        deviations = (None,) if self.covariance.homogeneous else tuple(range(self.p))
        return (*deviations[: self.p], None)[: self.n_parameters]

    @property
    def correlates(self) -> tuple[bool, ...]:
        """Which parameters are correlations."""
        n_deviations = 1 if self.covariance.homogeneous else self.p
        return tuple(self.covariance.structure != "us" and place >= n_deviations for place in range(self.n_parameters))

    @property
    def start(self) -> FloatArray:
        """Where T is the identity."""
        if self.covariance.structure == "us":
            return np.array([float(row == column) for column in range(self.p) for row in range(column, self.p)])
        return np.array([0.0 if correlates else 1.0 for correlates in self.correlates])

    @property
    def least(self) -> FloatArray:
        """The least value of each parameter that is of use.

        Where the sign of a column of T can be changed and Σ stays, nothing bounds it: an optimiser that meets a bound
        at 0 stays there, though the way to the optimum may lead across.
        """
        free = self.covariance.structure in ("us", "diag") or self.covariance.homogeneous
        lowest = -1.0 / (self.p - 1) if self.covariance.structure == "cs" and self.p > 1 else -1.0
        deviation = -np.inf if free else 0.0
        return np.array([lowest + _NEAREST if correlates else deviation for correlates in self.correlates])

    @property
    def most(self) -> FloatArray:
        """The largest value of each parameter."""
        return np.array([1.0 - _NEAREST if correlates else np.inf for correlates in self.correlates])

    def value(self, parameters: FloatArray) -> FloatArray:
        """T, p × p."""
        if self.covariance.structure == "us":
            factor = np.zeros((self.p, self.p))
            columns, rows = np.triu_indices(self.p)
            factor[rows, columns] = parameters
            return factor
        deviations, root = self._parts(parameters)
        return deviations[:, None] * root

    def derivatives(self, parameters: FloatArray) -> FloatArray:
        """The derivatives of T by each parameter, n_parameters × p × p."""
        found = np.zeros((self.n_parameters, self.p, self.p))
        if self.covariance.structure == "us":
            columns, rows = np.triu_indices(self.p)
            found[np.arange(self.n_parameters), rows, columns] = 1.0
            return found
        deviations, root = self._parts(parameters)
        if self.covariance.homogeneous:
            found[0] = root
        else:
            found[np.arange(self.p), np.arange(self.p)] = root
        if self.correlates[-1]:
            change = self._correlations(float(parameters[-1]))[1]
            found[-1] = deviations[:, None] * _change_of_root(root, change)
        return found

    def positive(self, parameters: FloatArray) -> FloatArray:
        """The same Σ by parameters as lme4 has them: no column of T has a negative entry on the diagonal."""
        if self.covariance.structure == "us":
            signs = np.where(np.diag(self.value(parameters)) < 0, -1.0, 1.0)
            columns, _ = np.triu_indices(self.p)
            signed: FloatArray = parameters * signs[columns]
            return signed
        return np.where(self.correlates, parameters, np.abs(parameters))

    def _parts(self, parameters: FloatArray) -> tuple[FloatArray, FloatArray]:
        """The p standard deviations, and the Cholesky factor of the correlation matrix."""
        n_deviations = 1 if self.covariance.homogeneous else self.p
        deviations = np.broadcast_to(parameters[:n_deviations], (self.p,))
        if len(parameters) == n_deviations:
            return deviations, np.eye(self.p)
        return deviations, np.asarray(
            np.linalg.cholesky(self._correlations(float(parameters[-1]))[0]), dtype=np.float64
        )

    def _correlations(self, rho: float) -> tuple[FloatArray, FloatArray]:
        """The correlation matrix, and its derivative by ρ."""
        places = np.arange(self.p)
        distances = np.abs(places[:, None] - places).astype(np.float64)
        if self.covariance.structure == "cs":
            apart = np.minimum(distances, 1.0)
            return 1.0 + (rho - 1.0) * apart, apart
        return rho**distances, distances * rho ** np.maximum(distances - 1.0, 0.0)


def _change_of_root(root: FloatArray, change: FloatArray) -> FloatArray:
    """The derivative of a Cholesky factor by that of its matrix (Murray 2016, arXiv:1602.07527, section 3.1)."""
    inner = np.linalg.solve(root, np.linalg.solve(root, change).T)
    lower = np.tril(inner)
    lower[np.diag_indices_from(lower)] /= 2.0
    return root @ lower
