"""Whether every covariance matrix of one model is one of another's.

Random covariance matrices of the first, inside its set and at its edges, are written as the second's. Where the second
has one matrix G for each, because its terms do not depend on each other, this is linear algebra. Where it has many, the
nearest of its covariance matrices is searched for; that of a convex set has no false minima.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from scipy.linalg import block_diag

from lme4math.data import FloatArray
from lme4math.records import record
from lme4math.relations.covariance_space import CovarianceParts, CovarianceSpace, Part
from lme4math.relations.structured_sets import (
    Chance,
    at_edge,
    directions,
    holds,
    inside,
    is_convex,
    matrix_at,
    n_free,
    slopes_at,
    weights_of,
)

NEAR = 1e-6
"""The distance of two covariance matrices, by the length of one, up to which they are the same."""

FAR = 1e-4
"""The distance from which on they are not."""

N_INSIDE = 6
N_AT_EDGES = 60
N_STARTS = 6
N_STARTS_CONVEX = 3
MOST_STEPS = 300
TINY = 1e-14
STILL = 1e-6
"""A search ends where a step makes the squared distance smaller by no more than this part of it: it is at a minimum
that is not 0. On the way to 0, also at the edge of a set, every step gains more."""


@record(eq=False)
class Sample:
    """A covariance matrix of a model: the matrix of each part, and σ²."""

    matrices: tuple[FloatArray, ...]
    residual: float


@record(eq=False)
class Writer:
    """Writes points of the space as covariance matrices of one model.

    Attributes:
        side: the model, without parts that others have in them.
        spanning: the directions of its covariance matrices, coordinates × directions.
        is_unique: whether each covariance matrix of the response is one of its parameters' only.
    """

    side: CovarianceParts
    spanning: FloatArray
    is_unique: bool

    @property
    def n_free(self) -> int:
        """How many numbers its parameters are."""
        return sum(n_free(part.covariance, part.p) for part in self.side.parts) + (self.side.residual is not None)

    def written(self, point: FloatArray, chance: Chance) -> tuple[Sample | None, bool]:
        """A covariance matrix of the model that is this point, if there is one; and whether that is certain."""
        weights = self._spanned(point)
        if weights is None:
            return None, True
        sample = self._sample(weights)
        if self._is_of_model(sample):
            return sample, True
        return (None, True) if self.is_unique else self._searched(point, sample, chance)

    def lacks(self, point: FloatArray, chance: Chance) -> bool:
        """Whether the point is on the plane of the model's covariance matrices, and certainly none of them."""
        return self._spanned(point) is not None and self.written(point, chance) == (None, True)

    def _spanned(self, point: FloatArray) -> FloatArray | None:
        """The weights of the directions that make the point; None if it is not on their plane."""
        weights: FloatArray = np.linalg.lstsq(self.spanning, point, rcond=NEAR)[0].astype(np.float64)
        return weights if np.linalg.norm(self.spanning @ weights - point) <= 10 * NEAR * _length(point) else None

    def written_inside(self, point: FloatArray, chance: Chance) -> list[Sample]:
        """Covariance matrices of the model that are this point, from random starts, of which few lie at an edge."""
        ends = (self._nearest(point, chance.normal(size=self.n_free)) for _ in range(N_STARTS))
        return [self._sample_at(free) for free, distance in ends if distance < NEAR]

    def _sample(self, weights: FloatArray) -> Sample:
        matrices: list[FloatArray] = []
        at = 0
        for part in self.side.parts:
            spread = list(directions(part.covariance, part.p))
            matrices.append(np.tensordot(weights[at : at + len(spread)], np.array(spread), axes=1))
            at += len(spread)
        return Sample(tuple(matrices), float(weights[at]) if self.side.residual is not None else 0.0)

    def _is_of_model(self, sample: Sample) -> bool:
        sizes = [float(np.abs(one).max(initial=0.0)) for one in sample.matrices]
        allowed = 10 * NEAR * max([abs(sample.residual), *sizes])
        return sample.residual >= -allowed and all(
            holds(part.covariance, matrix, allowed / max(size, 1e-300))
            for part, matrix, size in zip(self.side.parts, sample.matrices, sizes, strict=True)
        )

    def _searched(self, point: FloatArray, nearest: Sample, chance: Chance) -> tuple[Sample | None, bool]:
        """The nearest covariance matrix of the model, from several starts."""
        least = np.inf
        for start in self._starts(nearest, chance):
            free, distance = self._nearest(point, start)
            least = min(least, distance)
            if least < NEAR:
                return self._sample_at(free), True
        return None, least > FAR

    def _nearest(self, point: FloatArray, start: FloatArray) -> tuple[FloatArray, float]:
        """The free numbers of the nearest covariance matrix, and its distance by the length of the point."""
        from scipy.optimize import least_squares

        length = _length(point)

        def missed(free: FloatArray) -> FloatArray:
            found: FloatArray = (self.spanning @ self._weights(free) - point) / length
            return found

        def slopes(free: FloatArray) -> FloatArray:
            found: FloatArray = self.spanning @ self._slopes(free) / length
            return found

        found = least_squares(missed, start, slopes, xtol=TINY, ftol=STILL, gtol=TINY, max_nfev=MOST_STEPS)
        return found.x, float(np.sqrt(2 * found.cost))

    def _starts(self, nearest: Sample, chance: Chance) -> Iterator[FloatArray]:
        """Free numbers near what linear algebra gives, then random ones."""
        of_parts = [_free_near(part, matrix) for part, matrix in zip(self.side.parts, nearest.matrices, strict=True)]
        of_residual = [np.sqrt(np.maximum([nearest.residual], 1e-3))] if self.side.residual is not None else []
        yield np.concatenate([*of_parts, *of_residual])
        convex = all(is_convex(part.covariance, part.p) for part in self.side.parts)
        for _ in range((N_STARTS_CONVEX if convex else N_STARTS) - 1):
            yield chance.normal(size=self.n_free)

    def _parts_at(self, free: FloatArray) -> Iterator[tuple[Part, FloatArray]]:
        at = 0
        for part in self.side.parts:
            size = n_free(part.covariance, part.p)
            yield part, free[at : at + size]
            at += size

    def _sample_at(self, free: FloatArray) -> Sample:
        matrices = tuple(matrix_at(part.covariance, part.p, own) for part, own in self._parts_at(free))
        return Sample(matrices, float(free[-1] ** 2) if self.side.residual is not None else 0.0)

    def _weights(self, free: FloatArray) -> FloatArray:
        """The weights of the directions at free numbers."""
        of_parts = [
            weights_of(part.covariance, matrix_at(part.covariance, part.p, own)) for part, own in self._parts_at(free)
        ]
        return np.concatenate([*of_parts, free[-1:] ** 2] if self.side.residual is not None else of_parts)

    def _slopes(self, free: FloatArray) -> FloatArray:
        """Their derivative, directions × free numbers."""
        blocks = [slopes_at(part.covariance, part.p, own) for part, own in self._parts_at(free)]
        of_residual = [np.array([[2 * free[-1]]])] if self.side.residual is not None else []
        found: FloatArray = block_diag(*blocks, *of_residual)
        return found

    def dimension(self, chance: Chance) -> int:
        """How many parameters the covariance has that can be told apart: the rank of its derivative."""
        if not self.n_free:
            return 0
        slopes = self.spanning @ self._slopes(chance.uniform(0.5, 1.5, self.n_free))
        values = np.linalg.svd(slopes, compute_uv=False)
        return int((values > FAR * 0.1 * values.max(initial=0.0)).sum())


def writer_of(space: CovarianceSpace, side: CovarianceParts) -> Writer:
    """What writes points of the space as covariance matrices of a model."""
    least = reduced(side)
    spanning = space.spanning(least)
    lengths = np.linalg.norm(spanning, axis=0)
    rank = np.linalg.matrix_rank(spanning / np.where(lengths > 0, lengths, 1.0), tol=NEAR) if spanning.size else 0
    return Writer(least, spanning, int(rank) == spanning.shape[1])


def _length(point: FloatArray) -> float:
    return float(np.linalg.norm(point)) or 1.0


def _free_near(part: Part, matrix: FloatArray) -> FloatArray:
    """The free numbers of a matrix of the set that is near a symmetric one."""
    values, vectors = np.linalg.eigh(matrix)
    positive = np.maximum(values, 1e-3 * max(float(np.abs(values).max(initial=0.0)), 1e-3))
    near = (vectors * positive) @ vectors.T
    if part.covariance.structure == "us":
        found: FloatArray = np.linalg.cholesky(near)[np.tril_indices(part.p)]
        return found
    deviations = np.sqrt(np.diag(near))
    start = deviations.mean(keepdims=True) if part.covariance.homogeneous else deviations
    return np.concatenate([start, np.zeros(n_free(part.covariance, part.p) - len(start))])


def samples_of(side: CovarianceParts, chance: Chance) -> Iterator[Sample]:
    """Random covariance matrices of a model: some inside its set, then many at its edges."""
    has_residual = side.residual is not None
    for _ in range(N_INSIDE):
        matrices = tuple(inside(part.covariance, part.p, chance) for part in side.parts)
        yield Sample(matrices, chance.uniform(0.5, 2.0) if has_residual else 0.0)
    for one in range(N_AT_EDGES):
        alone = one % 2 and len(side.parts) > 1
        chosen = chance.integers(len(side.parts)) if side.parts else 0
        matrices = tuple(
            at_edge(part.covariance, part.p, chance) * (not alone or place == chosen)
            for place, part in enumerate(side.parts)
        )
        yield Sample(matrices, chance.choice([1.0, 0.01]) if has_residual else 0.0)


def reduced(side: CovarianceParts) -> CovarianceParts:
    """A model without the terms that an unstructured term of the same groups has in it, as `(1 | g) + (0 + f | g)`."""
    kept = list(side.parts)
    for part in side.parts:
        rest = [other for other in kept if other is not part]
        if any(_has_in_it(other, part) for other in rest):
            kept = rest
    return replace(side, parts=tuple(kept))


def _has_in_it(one: Part, other: Part) -> bool:
    if one.groups != other.groups or one.covariance.structure != "us":
        return False
    weights = np.linalg.lstsq(one.columns, other.columns, rcond=NEAR)[0]
    left = np.linalg.norm(one.columns @ weights - other.columns)
    return bool(left <= NEAR * np.linalg.norm(other.columns))


def is_inside(space: CovarianceSpace, smaller: CovarianceParts, larger: CovarianceParts) -> bool | None:
    """Whether all covariance matrices of one model are the other's; None where that was not decided."""
    of_parts = all(any(_has_in_it(other, part) for other in larger.parts) for part in smaller.parts)
    if of_parts and smaller.residual in (None, larger.residual):
        return True
    chance = np.random.default_rng(0)
    writer, least = writer_of(space, larger), reduced(smaller)
    doubtful = False
    for sample in samples_of(least, chance):
        found, certain = writer.written(space.point(least, sample.matrices, sample.residual), chance)
        if found is None and certain:
            return False
        doubtful = doubtful or found is None
    return None if doubtful else True
