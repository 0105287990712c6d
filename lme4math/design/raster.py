"""Matrices of any size as a small raster: each cell tells how much of its piece of the matrix is filled."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy import sparse

from lme4math.design.observations import Observations
from lme4math.design.values import FloatArray, IntArray
from lme4math.records import record

MOST_ROWS = 320
MOST_COLUMNS = 480


@record(eq=False)
class Raster:
    """A matrix of n_rows × n_columns in some hundred cells down and across.

    Attributes:
        shades: cells down × cells across; the mean of |value| in the cell, each column of the matrix relative to its
            greatest, so that 0 is empty and 1 is full.
    """

    shades: FloatArray
    n_rows: int
    n_columns: int

    @property
    def rows_per_cell(self) -> int:
        """The most rows of the matrix that a cell stands for."""
        return -(-self.n_rows // len(self.shades))

    @property
    def columns_per_cell(self) -> int:
        """The most columns of the matrix that a cell stands for."""
        return -(-self.n_columns // int(self.shades.shape[1]))


def raster_of_columns(
    columns: FloatArray, order: IntArray, most_columns: int = MOST_COLUMNS, most_rows: int = MOST_ROWS
) -> Raster:
    """A dense matrix, n × p, its rows in the given order, in at most so many cells across and down."""
    n, p = columns.shape
    edges, (cells, sizes) = _edges(n, most_rows), _cells(p, most_columns)
    shades = np.zeros((len(edges) - 1, len(sizes)))
    for place, column in enumerate(columns.T):
        heights = np.abs(column)
        greatest = heights.max(initial=0.0)
        if greatest > 0:
            shades[:, cells[place]] += np.add.reduceat(heights.take(order), edges[:-1]) / greatest
    return Raster(shades / (np.diff(edges)[:, None] * sizes), n, p)


def raster_of_sparse(
    matrix: sparse.csc_matrix[Any],
    span: tuple[int, int],
    order: IntArray,
    most_columns: int = MOST_COLUMNS,
    most_rows: int = MOST_ROWS,
) -> Raster:
    """The columns of a sparse matrix from the first of `span` to before the last, its rows in the given order."""
    first, last = span
    n = matrix.shape[0]
    across, widths = _cells(last - first, most_columns)
    down, heights = _cells(n, most_rows)
    row_cells = np.empty(n, dtype=np.int64)
    row_cells[order] = down * len(widths)
    counts = np.diff(matrix.indptr[first : last + 1])
    start, stop = int(matrix.indptr[first]), int(matrix.indptr[last])
    numbers = np.abs(matrix.data[start:stop])
    starts = matrix.indptr[first:last][counts > 0] - start
    if len(starts):
        numbers /= np.repeat(np.maximum.reduceat(numbers, starts), counts[counts > 0])
    places = row_cells[matrix.indices[start:stop]] + np.repeat(across, counts)
    filled = np.bincount(places, weights=numbers, minlength=len(heights) * len(widths))
    shape = (len(heights), len(widths))
    return Raster(filled.reshape(shape) / (heights[:, None] * widths), n, last - first)


def greys(shades: FloatArray, steps: int) -> list[bytes]:
    """Cells as whole numbers, a line of them after another: 0 where there is nothing, else 1 to `steps`."""
    share = shades / (shades.max(initial=0.0) or 1.0)
    return [line.tobytes() for line in np.ceil(share * steps).astype(np.uint8)]


def incidence(
    rows: IntArray, columns: IntArray, weights: IntArray, shape: tuple[int, int], most: tuple[int, int]
) -> FloatArray:
    """How many observations each pair of levels has, as at most so many cells down and across, their mean each.

    Args:
        rows, columns, weights: of each observed pair, its two levels and its number of observations.
        shape: the numbers of levels.
        most: the numbers of cells.
    """
    (down, heights), (across, widths) = _cells(shape[0], most[0]), _cells(shape[1], most[1])
    places = down[rows] * len(widths) + across[columns]
    total = np.bincount(places, weights=weights, minlength=len(heights) * len(widths))
    return np.asarray(total.reshape(len(heights), len(widths)) / (heights[:, None] * widths))


def rows_by_group(observations: Observations) -> IntArray:
    """The order of the rows that brings together what shares a group, the factor with the fewest levels first."""
    levels = range(1, len(observations.model.levels) + 1)
    finest_first = sorted(levels, key=observations.n_groups, reverse=True)
    return np.lexsort([observations.groups(level) for level in finest_first])


def _edges(size: int, most: int) -> IntArray:
    """Where the cells begin that share `size` things among at most `most`, and the end."""
    n_cells = max(1, min(size, most))
    return np.arange(n_cells + 1) * size // n_cells


def _cells(size: int, most: int) -> tuple[IntArray, IntArray]:
    """The cell of each of `size` things, and how many things each cell holds."""
    sizes = np.diff(_edges(size, most))
    return np.repeat(np.arange(len(sizes)), sizes), np.maximum(sizes, 1)
