"""The derivatives of the log-determinants of the normal equations by the entries of T.

With K the matrix of the normal equations, N its right side without the response, Λ′Z′WZ over X′WZ, and Λ a function of
T, the derivative of log|K| by the entry of Λ in row i and column j is 2 (K⁻¹N)ⱼᵢ. Of K⁻¹ only blocks are computed that
stand where observations connect two levels.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import linalg

from lme4math.data import FloatArray, IntArray
from lme4math.fits.cross_products import CrossProducts
from lme4math.fits.elimination import Eliminated, by_lambda
from lme4math.fits.grouped_effects import Arrangement
from lme4math.fits.level_blocks import (
    full,
    is_sparse,
    products_of_rows,
    products_over_levels,
    repeated,
    times,
    transposed,
)
from lme4math.records import record


@record(eq=False)
class InverseBlocks:
    """The blocks of K⁻¹ that are needed.

    Attributes:
        rest: r × r.
        with_rest: of each factor in the chain, L P × r.
        chain: for two places in the chain, the first not after the second, L × P × Q.
    """

    rest: FloatArray
    with_rest: tuple[FloatArray, ...]
    chain: dict[tuple[int, int], FloatArray]


def inverse_blocks(arrangement: Arrangement, eliminated: Eliminated, *, restricted: bool) -> InverseBlocks:
    """Blocks of the inverse, from the outside inwards.

    Args:
        restricted: invert the matrix with the rows of β, else the one without, whose inverse has zeros there.
    """
    rest = _inverse_of_rest(eliminated.root, arrangement.n_rest, restricted=restricted)
    chain, parents = arrangement.chain, arrangement.parents
    with_rest: list[FloatArray] = [np.empty(0)] * len(chain)
    blocks: dict[tuple[int, int], FloatArray] = {}
    for place in reversed(range(len(chain))):
        group, solved_rest = chain[place], eliminated.solved_rest[place]
        later = range(place + 1, len(chain))
        rows = -full(solved_rest @ rest).reshape(group.n_levels, group.width, len(rest))
        for other in later:
            rows = (
                rows
                - eliminated.solved[place, other]
                @ _by_level(with_rest[other], chain[other].width)[parents[place, other]]
            )
        with_rest[place] = rows.reshape(group.size, len(rest))
        for other in later:
            above = _by_level(with_rest[other], chain[other].width)
            block = -products_of_rows(solved_rest, group.n_levels, above, parents[place, other])
            for between in later:
                block = block - eliminated.solved[place, between] @ _between(
                    blocks, between, other, parents[place, min(between, other)]
                )
            blocks[place, other] = block
        own = eliminated.inverses[place] - products_of_rows(
            solved_rest, group.n_levels, rows, np.arange(group.n_levels)
        )
        for other in later:
            own = own - eliminated.solved[place, other] @ transposed(blocks[place, other])
        blocks[place, place] = own
    return InverseBlocks(rest, tuple(with_rest), blocks)


def determinant_slopes(
    arrangement: Arrangement,
    products: CrossProducts,
    factors: Sequence[FloatArray],
    eliminated: Eliminated,
    inverse: InverseBlocks,
) -> list[FloatArray]:
    """The derivatives of log|K| by the entries of T, P × P for each factor of the arrangement."""
    chain, lambda_rest = arrangement.chain, eliminated.lambda_rest
    slopes = [np.zeros((group.width, group.width)) for group in arrangement.groups]
    for place, group in enumerate(chain):
        right = by_lambda(products.with_rest[place], lambda_rest)
        slopes[place] += products_over_levels(inverse.with_rest[place], right, group.width)
        for other in range(place, len(chain)):
            block, crossed = inverse.chain[place, other], products.chain[place, other]
            slopes[place] += (block @ factors[other].T @ transposed(crossed)).sum(axis=0)
            if other != place:
                slopes[other] += (transposed(block) @ factors[place].T @ crossed).sum(axis=0)
    first = 0
    if arrangement.rest:
        own = by_lambda(products.rest, lambda_rest)
        rows = [
            times(repeated(factors[place].T, group.n_levels), products.with_rest[place]).T
            for place, group in enumerate(chain)
        ]
        rows = [one.tocsr() if is_sparse(one) else one for one in rows]
    for place, group in enumerate(arrangement.rest, len(chain)):
        mine = slice(first, first + group.size)
        slopes[place] += products_over_levels(inverse.rest[mine], own[mine], group.width)
        for inner in range(len(chain)):
            slopes[place] += products_over_levels(inverse.with_rest[inner].T[mine], rows[inner][mine], group.width)
        first += group.size
    return [2.0 * slope.T for slope in slopes]


def _inverse_of_rest(root: FloatArray, n_rest: int, *, restricted: bool) -> FloatArray:
    if restricted:
        return _inverse(root)
    inverse = np.zeros_like(root)
    inverse[:n_rest, :n_rest] = _inverse(root[:n_rest, :n_rest])
    return inverse


def _inverse(root: FloatArray) -> FloatArray:
    """The inverse of a matrix from its Cholesky factor.

    By way of the factor's own inverse: `dpotri` computes no less, and wakes all threads of BLAS for the smallest
    matrix, which takes a hundred times the computation where other programs have the processors.
    """
    if not root.size:
        return root
    half = np.asarray(linalg.lapack.dtrtri(root, lower=True)[0])
    return np.asarray(half.T @ half)


def _by_level(rows: FloatArray, width: int) -> FloatArray:
    return rows.reshape(len(rows) // width, width, rows.shape[1])


def _between(blocks: dict[tuple[int, int], FloatArray], first: int, second: int, levels: IntArray) -> FloatArray:
    """The block of K⁻¹ with rows of one factor and columns of another, where these levels meet."""
    if first <= second:
        return blocks[first, second][levels]
    return transposed(blocks[second, first][levels])
