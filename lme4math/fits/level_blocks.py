"""Matrices of one small block for each level of a grouping factor, and what they are multiplied with.

Blocks are held as one array, L × P × Q. The other matrices have L P rows, level by level; they are arrays where they
are small, else sparse.
"""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from scipy import sparse

from lme4math.data import FloatArray, IntArray

Matrix: TypeAlias = Any
"""An array of two axes, or a sparse matrix by rows."""

_SMALL = 400_000
"""Entries of a matrix up to which the array is faster."""


def is_sparse(matrix: Matrix) -> bool:
    return bool(sparse.issparse(matrix))


def compact(matrix: Matrix) -> Matrix:
    """An array, where the matrix is small."""
    if not is_sparse(matrix):
        return matrix
    return matrix.toarray() if matrix.shape[0] * matrix.shape[1] <= _SMALL else matrix.tocsr()


def full(matrix: Matrix) -> FloatArray:
    """The array of a matrix."""
    return np.asarray(matrix.toarray() if is_sparse(matrix) else matrix)


def repeated(block: FloatArray, n_levels: int) -> FloatArray:
    """The same block for each level."""
    return np.broadcast_to(block, (n_levels, *block.shape))


def transposed(blocks: FloatArray) -> FloatArray:
    return np.swapaxes(blocks, 1, 2)


def diagonal(blocks: FloatArray) -> sparse.csr_matrix[Any]:
    """The sparse matrix with these blocks on its diagonal."""
    n_levels, rows, columns = blocks.shape
    ends = np.arange(n_levels + 1)
    shape = (n_levels * rows, n_levels * columns)
    return sparse.bsr_matrix((blocks, ends[:-1], ends), shape=shape).tocsr()


def times(blocks: FloatArray, matrix: Matrix) -> Matrix:
    """The blocks times a matrix, or a vector, level by level."""
    if is_sparse(matrix):
        return diagonal(blocks) @ matrix
    n_levels, rows, columns = blocks.shape
    n_columns = matrix.shape[1] if matrix.ndim == 2 else 1
    product = blocks @ matrix.reshape(n_levels, columns, n_columns)
    return product.reshape(n_levels * rows, *matrix.shape[1:])


def summed(parents: IntArray, blocks: FloatArray, n_parents: int) -> FloatArray:
    """The sums of the blocks of all levels that are in one level of another factor."""
    sums = np.zeros((n_parents, *blocks.shape[1:]))
    np.add.at(sums, parents, blocks)
    return sums


def gathered(parents: IntArray, blocks: FloatArray, n_parents: int) -> sparse.csr_matrix[Any]:
    """The sparse matrix that has each level's block in the rows of its parent: it multiplies and sums."""
    n_levels, rows, columns = blocks.shape
    inner = np.arange(n_levels)
    entries = (blocks.ravel(), _places(parents, inner, rows, columns))
    return sparse.csr_matrix(entries, shape=(n_parents * rows, n_levels * columns))


def _places(parents: IntArray, inner: IntArray, rows: int, columns: int) -> tuple[IntArray, IntArray]:
    down = parents[:, None, None] * rows + np.arange(rows)[:, None] + np.zeros(columns, dtype=np.intp)
    across = inner[:, None, None] * columns + np.arange(columns) + np.zeros((rows, 1), dtype=np.intp)
    return down.ravel(), across.ravel()


def products_of_rows(matrix: Matrix, n_levels: int, others: FloatArray, parents: IntArray) -> FloatArray:
    """For each level, the products of its rows of `matrix` with its parent's rows of `others`, L × P × Q.

    Args:
        matrix: L P × r.
        others: n_parents × Q × r.
    """
    width = matrix.shape[0] // n_levels
    if not is_sparse(matrix):
        products: FloatArray = matrix.reshape(n_levels, width, matrix.shape[1]) @ transposed(others)[parents]
        return products
    entries = matrix.tocoo()
    above = parents[entries.row // width]
    sums = [
        np.bincount(entries.row, entries.data * others[above, row, entries.col], minlength=matrix.shape[0])
        for row in range(others.shape[1])
    ]
    return np.stack(sums, axis=1).reshape(n_levels, width, others.shape[1]).astype(np.float64, copy=False)


def products_over_levels(first: FloatArray, second: Matrix, width: int) -> FloatArray:
    """The products of rows of two matrices with L P rows, summed over the levels, P × P."""
    if not is_sparse(second):
        by_level = [one.reshape(len(one) // width, width, one.shape[1]) for one in (first, second)]
        return np.asarray(np.einsum("lam,lbm->ab", *by_level, optimize=True))
    entries = second.tocoo()
    level, column = entries.row // width, entries.row % width
    return np.stack(
        [
            np.bincount(column, entries.data * first[level * width + row, entries.col], minlength=width)
            for row in range(width)
        ]
    )
