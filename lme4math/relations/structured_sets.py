"""The covariance matrices that a structure allows: those of a random term with p columns, as a set.

Unstructured and diagonal ones, and homogeneous compound symmetry, are convex cones; the others bend: σⱼσₖρ and
σⱼσₖρ^|j-k| (R package reformulas 0.4.5). Every set is closed: standard deviations may be 0 and correlations at their
bounds, as lme4's may.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from lme4math.data import FloatArray
from lme4math.evaluate import common_correlation, rows_of
from lme4math.model import Covariance

Chance = np.random.Generator


def unbound(covariance: Covariance, p: int) -> Covariance:
    """The same set by its simplest name: of one column, and of two with two deviations, each is unstructured."""
    correlated = covariance.structure in ("cs", "ar1")
    if p == 1 or (p == 2 and correlated and not covariance.homogeneous):
        return Covariance("us")
    return covariance


def is_convex(covariance: Covariance, p: int) -> bool:
    """Whether mixtures of two matrices of the set are of the set."""
    simple = unbound(covariance, p)
    return simple.structure in ("us", "diag") or (simple.homogeneous and (simple.structure == "cs" or p == 2))


def directions(covariance: Covariance, p: int) -> Iterator[FloatArray]:
    """Symmetric p × p matrices that span the set."""
    if covariance.structure == "diag" and covariance.homogeneous:
        yield np.eye(p)
    elif covariance.structure == "cs" and covariance.homogeneous and p > 1:
        yield np.eye(p)
        yield np.ones((p, p)) - np.eye(p)
    elif covariance.structure == "ar1" and covariance.homogeneous:
        yield from (_at_distance(p, distance) for distance in range(p))
    else:
        for row, column in zip(*np.tril_indices(p), strict=True):
            if row == column or covariance.structure != "diag":
                matrix = np.zeros((p, p))
                matrix[row, column] = matrix[column, row] = 1.0
                yield matrix


def _at_distance(p: int, distance: int) -> FloatArray:
    places = np.arange(p)
    found: FloatArray = (np.abs(places[:, None] - places) == distance).astype(np.float64)
    return found


def n_free(covariance: Covariance, p: int) -> int:
    """How many numbers `matrix_at` takes."""
    return covariance.n_parameters(p)


def matrix_at(covariance: Covariance, p: int, free: FloatArray) -> FloatArray:
    """The matrix of the set at any numbers: of a triangular factor, or standard deviations and an angle for ρ."""
    if covariance.structure == "us":
        factor = np.zeros((p, p))
        factor[np.tril_indices(p)] = free
        return factor @ factor.T
    n_deviations = 1 if covariance.homogeneous else p
    deviations = np.broadcast_to(free[:n_deviations], (p,)).astype(np.float64)
    if covariance.structure == "diag" or p == 1:
        return np.diag(deviations**2)
    lowest = _lowest(covariance, p)
    rho = (1 + lowest) / 2 + (1 - lowest) / 2 * float(np.sin(free[n_deviations]))
    return with_correlation(covariance, deviations, rho)


def weights_of(covariance: Covariance, matrix: FloatArray) -> FloatArray:
    """A matrix of the span as weights of its `directions`."""
    if not covariance.homogeneous or covariance.structure == "us":
        kept = np.tril_indices(len(matrix))
        entries: FloatArray = matrix[kept]
        return entries[kept[0] == kept[1]] if covariance.structure == "diag" else entries
    many = {"diag": 1, "cs": min(2, len(matrix)), "ar1": len(matrix)}[covariance.structure]
    first: FloatArray = matrix[:many, 0]
    return first


def slopes_at(covariance: Covariance, p: int, free: FloatArray) -> FloatArray:
    """The derivative of the weights of `matrix_at`, weights × free numbers."""
    if covariance.structure != "us":
        return _differences(covariance, p, free)
    rows, columns = np.tril_indices(p)
    factor = np.zeros((p, p))
    factor[rows, columns] = free
    moved = np.zeros((len(free), p, p))
    moved[np.arange(len(free)), rows] = factor.T[columns]  # one entry of L times L′
    whole = moved + moved.transpose(0, 2, 1)
    found: FloatArray = whole[:, rows, columns].T
    return found


def _differences(covariance: Covariance, p: int, free: FloatArray, step: float = 1e-6) -> FloatArray:
    """The same derivative by central differences."""
    moves = step * np.eye(len(free))
    above, below = (
        np.column_stack([weights_of(covariance, matrix_at(covariance, p, free + turn * move)) for move in moves])
        for turn in (1, -1)
    )
    found: FloatArray = (above - below) / (2 * step)
    return found


def _lowest(covariance: Covariance, p: int) -> float:
    """The least correlation with which the matrix has no negative variance."""
    return -1.0 if covariance.structure == "ar1" else -1.0 / (p - 1)


def with_correlation(covariance: Covariance, deviations: FloatArray, rho: float) -> FloatArray:
    """σⱼσₖρ, or σⱼσₖρ^|j-k|, with the variances on the diagonal."""
    places = np.arange(len(deviations))
    distances = np.abs(places[:, None] - places)
    powers = distances if covariance.structure == "ar1" else np.minimum(distances, 1)
    found: FloatArray = np.outer(deviations, deviations) * np.power(rho, powers)
    return found


def inside(covariance: Covariance, p: int, chance: Chance) -> FloatArray:
    """A random matrix of the set which is not at its edge."""
    if covariance.structure == "us":
        factor = chance.normal(size=(p, p + 1))
        return factor @ factor.T
    return matrix_at(covariance, p, chance.uniform(0.4, 1.2, n_free(covariance, p)) * chance.choice([-1.0, 1.0]))


def at_edge(covariance: Covariance, p: int, chance: Chance) -> FloatArray:
    """A random matrix at the edge of the set: of rank one, with deviations of 0, or a correlation at its bound."""
    if covariance.structure == "us":
        direction = chance.normal(size=p)
        direction[chance.random(p) < 0.3] = 0.0
        return np.outer(direction, direction)
    free = chance.uniform(0.3, 1.5, n_free(covariance, p))
    n_deviations = 1 if covariance.homogeneous else p
    if chance.random() < 0.5:
        free[:n_deviations][chance.random(n_deviations) < 0.5] = 0.0
    if len(free) > n_deviations:
        free[n_deviations] = chance.choice([-np.pi / 2, np.pi / 2, -1.2, -0.6, 0.0])
    return matrix_at(covariance, p, free)


def holds(covariance: Covariance, matrix: FloatArray, tolerance: float) -> bool:
    """Whether a matrix in the span of the set is of the set.

    Args:
        tolerance: what entries may be off, as a part of the largest.
    """
    allowed = tolerance * max(float(np.abs(matrix).max(initial=0.0)), 1e-300)
    if np.linalg.eigvalsh(matrix).min(initial=0.0) < -allowed:
        return False
    if is_convex(covariance, len(matrix)):
        return True
    variances = np.maximum(np.diag(matrix), 0.0)
    rho = common_correlation(rows_of(matrix), decays=covariance.structure == "ar1")
    again = with_correlation(covariance, np.sqrt(variances), rho)
    return bool(np.abs(again - matrix).max() <= 10 * allowed)
