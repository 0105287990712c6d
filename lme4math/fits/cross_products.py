"""The weighted cross-products of Z, X and y, from which the normal equations are made at any θ."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from scipy import sparse

from lme4math.data import FloatArray
from lme4math.fits.grouped_effects import Arrangement
from lme4math.fits.level_blocks import Matrix, compact, full, is_sparse
from lme4math.records import record


@record(eq=False)
class CrossProducts:
    """Z′WZ, Z′WX, X′WX and what the response adds; r counts the effects of the rest and the fixed effects.

    Attributes:
        chain: for two places in the chain, the first not after the second, L × P × Q: what the levels of the first have
            with the levels of the second that they are in.
        with_rest: of each factor in the chain, L P × r.
        rest: r × r.
        response: of each factor in the chain, length L P.
        rest_response: length r.
    """

    chain: Mapping[tuple[int, int], FloatArray]
    with_rest: tuple[Matrix, ...]
    rest: Matrix
    response: tuple[FloatArray, ...]
    rest_response: FloatArray


def columns_of_rest(arrangement: Arrangement, X: FloatArray) -> Matrix:
    """The columns of Z for the rest beside those of X, n × r."""
    if not arrangement.rest:
        return X
    blocks: list[Any] = [*(group.matrix for group in arrangement.rest), sparse.csr_matrix(X)]
    return sparse.hstack(blocks, format="csr")


def cross_products(
    arrangement: Arrangement, rest: Matrix, weighted_response: FloatArray, weights: FloatArray
) -> CrossProducts:
    """All cross-products.

    Args:
        rest: as `columns_of_rest` makes it.
        weighted_response: Wy, length n, without offset.
        weights: length n.
    """
    between: dict[tuple[int, int], FloatArray] = {}
    with_rest: list[Matrix] = []
    response: list[FloatArray] = []
    for place, group in enumerate(arrangement.chain):
        weighted = weights[:, None] * group.covariates
        for other_place, other in enumerate(arrangement.chain[place:], place):
            each = weighted[:, :, None] * other.covariates[:, None, :]
            sums = group.totals @ each.reshape(len(weights), -1)
            between[place, other_place] = sums.reshape(group.n_levels, group.width, other.width)
        response.append(group.by_level(weighted_response).ravel())
        if rest.shape[1]:
            with_rest.append(compact(_weighted(group.matrix, weights).T @ rest))
        else:
            with_rest.append(np.empty((group.size, 0)))
    crossed = _weighted(rest, weights).T @ rest
    sparse_enough = is_sparse(crossed) and 4 * crossed.nnz < crossed.shape[0] ** 2
    within = crossed.tocsr() if sparse_enough else full(crossed)
    return CrossProducts(between, tuple(with_rest), within, tuple(response), np.asarray(rest.T @ weighted_response))


def _weighted(matrix: Matrix, weights: FloatArray) -> Matrix:
    if is_sparse(matrix):
        return matrix.multiply(weights[:, None]).tocsr()
    return matrix * weights[:, None]
