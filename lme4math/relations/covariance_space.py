"""The covariance matrices of the response under two models, as points of one space of few dimensions.

Two observations i and j of one group have the covariance rᵢ′ G rⱼ from a random term with columns r and covariance
matrix G, those of different groups none. So Cov(y) is a sum of few n × n matrices with the entries of G, and of σ² W⁻¹,
as weights. They need not be made: their inner products follow from sums over groups, and with these any question of
linear dependence is one of small matrices. Grouping factors with the same groups are one, and all columns of the random
terms of one are written in one orthonormal basis.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from scipy import sparse

from lme4math.data import ColumnNumbers, FloatArray, IntArray, Observations
from lme4math.errors import DataError
from lme4math.model import Covariance
from lme4math.records import record
from lme4math.relations.structured_sets import directions, unbound

DEPENDENT = 1e-11
"""Eigenvalues of the matrix of inner products, each matrix of length 1, below which it counts as singular."""

SAME_COLUMNS = 1e-9
"""The part of a column, by its length, that may be left over by rounding."""

MOST_PRODUCTS = 60_000_000
"""No more numbers are held at once."""

_TOO_MANY = "The random effects have too many columns for their covariances to be compared."


@record(eq=False)
class Part:
    """What a random term contributes to the covariance of the response.

    Attributes:
        term: its place in the formula.
        groups: the place of its partition of the rows.
        columns: its p columns in the basis of the partition, d × p, divided by their scales.
        scales: of the p columns, such that none outweighs another; one for all where their deviations are one.
        covariance: the set of its covariance matrices.
    """

    term: int
    groups: int
    columns: FloatArray
    scales: FloatArray
    covariance: Covariance

    @property
    def p(self) -> int:
        """The number of its columns."""
        return len(self.scales)


@record(eq=False)
class CovarianceParts:
    """The covariance of the response under one model.

    Attributes:
        parts: of the random terms.
        residual: the place of its residual variances; None where the linear predictor has none.
        residual_scale: what σ² is divided by in the space.
    """

    parts: tuple[Part, ...]
    residual: int | None
    residual_scale: float = 1.0


@record(eq=False)
class CovarianceSpace:
    """The space: a symmetric d × d matrix for each partition of the rows, and a variance for each kind of residual.

    Attributes:
        codes: of each partition, the group of each row, from 0.
        bases: of each partition, n × d, orthonormal.
        starts: where the entries of each partition's matrix begin, then each kind of residual, and how many there are.
        to_coordinates: from entries to coordinates in which the length of a point is that of its n × n matrix.
    """

    codes: tuple[IntArray, ...]
    bases: tuple[FloatArray, ...]
    starts: tuple[int, ...]
    to_coordinates: FloatArray

    def point(self, side: CovarianceParts, matrices: Sequence[FloatArray], residual: float) -> FloatArray:
        """Cov(y) by its coordinates.

        Args:
            matrices: the covariance matrix of each part.
            residual: σ².
        """
        found = np.zeros(self.starts[-1])
        for part, matrix in zip(side.parts, matrices, strict=True):
            self._add(found, part, matrix)
        if side.residual is not None:
            found[self.starts[len(self.bases) + side.residual]] += residual
        return self.to_coordinates @ found

    def spanning(self, side: CovarianceParts) -> FloatArray:
        """Coordinates × the directions of all parts, then of the residual."""
        made: list[FloatArray] = []
        for part in side.parts:
            for matrix in directions(part.covariance, part.p):
                column = np.zeros(self.starts[-1])
                self._add(column, part, matrix)
                made.append(column)
        if side.residual is not None:
            made.append(np.eye(self.starts[-1])[self.starts[len(self.bases) + side.residual]])
        return self.to_coordinates @ np.column_stack(made) if made else np.zeros((len(self.to_coordinates), 0))

    def _add(self, to: FloatArray, part: Part, matrix: FloatArray) -> None:
        whole = part.columns @ matrix @ part.columns.T
        start = self.starts[part.groups]
        to[start : start + _n_entries(len(whole))] += _entries(whole)


def _n_entries(size: int) -> int:
    return size * (size + 1) // 2


def _entries(matrix: FloatArray) -> FloatArray:
    """The lower triangle, as coefficients of the matrices with a pair of ones."""
    found: FloatArray = matrix[np.tril_indices(len(matrix))]
    return found


def _doubled(matrix: FloatArray) -> FloatArray:
    """The inner products of a symmetric matrix with those that have a one on the diagonal, or a pair of ones off it."""
    rows, columns = np.tril_indices(len(matrix))
    found: FloatArray = np.where(rows == columns, matrix[rows, columns], matrix[rows, columns] + matrix[columns, rows])
    return found


def covariance_space(
    first: Observations, second: Observations
) -> tuple[CovarianceSpace, CovarianceParts, CovarianceParts]:
    """The space of two models on the same rows, and both in it."""
    sides = (first, second)
    codes: list[IntArray] = []
    terms: list[list[tuple[int, int, FloatArray]]] = []
    for side in sides:
        numbers = ColumnNumbers(side.data.frame)
        of_side: list[tuple[int, int, FloatArray]] = []
        for place, term in enumerate(side.model.random):
            at = _place_of(codes, side.data.group(term.group.name).codes)
            values = [np.asarray(numbers.column(column), dtype=np.float64) for column in term.part.columns]
            of_side.append((place, at, np.column_stack(values) if values else np.zeros((side.n, 0))))
        terms.append(of_side)
    bases = tuple(
        _basis([values for of in terms for _, at, values in of if at == place]) for place in range(len(codes))
    )
    residuals: list[FloatArray] = []
    parts = [
        CovarianceParts(
            tuple(_part(side, place, at, bases[at].T @ values) for place, at, values in of if values.shape[1]),
            *_residual(residuals, side),
        )
        for side, of in zip(sides, terms, strict=True)
    ]
    sizes = [*(_n_entries(basis.shape[1]) for basis in bases), *(1 for _ in residuals)]
    starts = (0, *np.cumsum(sizes, dtype=int).tolist())
    products = _inner_products(codes, bases, residuals, starts)
    return CovarianceSpace(tuple(codes), bases, starts, _coordinates(products)), parts[0], parts[1]


def _coordinates(products: FloatArray) -> FloatArray:
    """The root of a matrix of inner products, which may be singular."""
    lengths = np.sqrt(np.maximum(np.diag(products), 1e-300))
    values, vectors = np.linalg.eigh(products / np.outer(lengths, lengths))
    kept = values > DEPENDENT * max(values.max(initial=0.0), 1e-300)
    found: FloatArray = np.sqrt(values[kept])[:, None] * vectors[:, kept].T * lengths
    return found


def _inner_products(
    codes: Sequence[IntArray], bases: Sequence[FloatArray], residuals: Sequence[FloatArray], starts: Sequence[int]
) -> FloatArray:
    """The inner products (Frobenius) of the n × n matrices of all entries.

    Raises:
        DataError: the random terms have too many columns.
    """
    if any(basis.shape[1] ** 4 > MOST_PRODUCTS for basis in bases):
        raise DataError(_TOO_MANY)
    found = np.zeros((starts[-1], starts[-1]))
    places = [slice(a, b) for a, b in pairwise(starts)]
    many = len(bases)
    for one in range(many):
        for two in range(one, many):
            between = _between((codes[one], codes[two]), (bases[one], bases[two]))
            found[places[one], places[two]], found[places[two], places[one]] = between, between.T
        for place, residual in zip(places[many:], residuals, strict=True):
            along = _doubled((bases[one] * residual[:, None]).T @ bases[one])
            found[places[one], place.start] = found[place.start, places[one]] = along
    for place, residual in zip(places[many:], residuals, strict=True):
        found[place, starts[many] :] = [residual @ other for other in residuals]
    return found


def _between(codes: tuple[IntArray, IntArray], bases: tuple[FloatArray, FloatArray]) -> FloatArray:
    """Σ over the common groups of tr(M S N S′), S being the cross-products of both bases there, for all M and N."""
    first, second = bases
    _, cells = np.unique(codes[0] * (int(codes[1].max(initial=0)) + 1) + codes[1], return_inverse=True)
    n_cells = int(cells.max(initial=-1)) + 1
    if n_cells * first.shape[1] * second.shape[1] > MOST_PRODUCTS:
        raise DataError(_TOO_MANY)
    summing = sparse.csr_array((np.ones(len(cells)), (cells, np.arange(len(cells)))), (n_cells, len(cells)))
    sums = np.stack([summing @ (first[:, [a]] * second) for a in range(first.shape[1])], axis=1)
    flat = sums.reshape(n_cells, -1)
    products = (flat.T @ flat).reshape(*sums.shape[1:], *sums.shape[1:])  # S_ac S_bd at a, c, b, d
    return np.stack(
        [
            _doubled(products[a, :, b, :] + (products[b, :, a, :] if a != b else 0.0))
            for a, b in zip(*np.tril_indices(first.shape[1]), strict=True)
        ]
    )


def _part(side: Observations, place: int, at: int, columns: FloatArray) -> Part:
    covariance = side.model.random[place].covariance
    lengths = np.linalg.norm(columns, axis=0)
    scales = np.full_like(lengths, np.sqrt((lengths**2).mean())) if covariance.homogeneous else lengths
    scales = np.where(scales > 0, scales, 1.0)
    return Part(place, at, columns / scales, scales, unbound(covariance, columns.shape[1]))


def _place_of(codes: list[IntArray], groups: IntArray) -> int:
    """The place of a partition among those known, whatever its groups are called; a new one is added."""
    _, first, back = np.unique(groups, return_index=True, return_inverse=True)
    order = np.empty(len(first), dtype=np.intp)
    order[np.argsort(first)] = np.arange(len(first))
    renamed: IntArray = order[back]
    for place, known in enumerate(codes):
        if np.array_equal(known, renamed):
            return place
    codes.append(renamed)
    return len(codes) - 1


def _basis(columns: list[FloatArray]) -> FloatArray:
    """An orthonormal basis of columns, n × d, from left to right."""
    together = np.column_stack(columns)
    lengths = np.linalg.norm(together, axis=0)
    scaled = together[:, lengths > 0] / lengths[lengths > 0]
    left, values, _ = np.linalg.svd(scaled, full_matrices=False)
    found: FloatArray = left[:, values > SAME_COLUMNS * max(values.max(initial=0.0), 1e-300)]
    return found


def _residual(residuals: list[FloatArray], side: Observations) -> tuple[int | None, float]:
    """The place of a model's residual variances among the kinds known, and σ² there where it is 1; one may be added."""
    if side.model.function != "lmer":
        return None, 1.0
    weights = side.design.weights
    variances = np.ones(side.n) if weights is None else 1.0 / np.maximum(weights, 1e-300)
    length = float(np.linalg.norm(variances))
    for place, known in enumerate(residuals):
        if np.linalg.norm(variances / length - known) <= SAME_COLUMNS:
            return place, length
    residuals.append(variances / length)
    return len(residuals) - 1, length
