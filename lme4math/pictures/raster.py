"""X and Z in blocks, each as a small raster: the share of each cell that is filled.

The blocks are X and, of Z, the columns of each random term.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from typing import Any

import numpy as np
from scipy import sparse

from lme4math.data import Design, FloatArray, IntArray, Observations
from lme4math.notation import PageNames
from lme4math.records import record

MOST_ROWS = 320
MOST_COLUMNS = 480


@record(eq=False)
class Raster:
    """A matrix of n_rows × n_columns as at most some hundred cells down and across.

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
    """The number of observations of each pair of levels; of several pairs in one cell their mean.

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
    """The first place of each cell, for `size` things in at most `most` cells, and the end."""
    n_cells = max(1, min(size, most))
    return np.arange(n_cells + 1) * size // n_cells


def _cells(size: int, most: int) -> tuple[IntArray, IntArray]:
    """The cell of each of `size` things, and the number of things in each cell."""
    sizes = np.diff(_edges(size, most))
    return np.repeat(np.arange(len(sizes)), sizes), np.maximum(sizes, 1)


_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


@record(eq=False)
class MatrixBlock:
    """One block of [X Z].

    Attributes:
        symbol: X, or Z with the number of the term.
        group: what the grouping factor is called; "" for X.
        description: a few words for a label.
        level: 0 for the population, else the number of the grouping factor in the formula.
        span: its columns in X or in Z, from the first to before the last.
        names: of its columns or, in Z, of the levels, each of `per_name` columns.
    """

    symbol: str
    group: str
    description: str
    level: int
    span: tuple[int, int]
    names: Sequence[str]
    per_name: int

    @property
    def width(self) -> int:
        """The number of its columns."""
        return self.span[1] - self.span[0]

    def raster(self, design: Design, order: IntArray, most_columns: int, most_rows: int = MOST_ROWS) -> Raster:
        """Its raster, the rows in the given order."""
        if self.level:
            return raster_of_sparse(design.Z, self.span, order, most_columns, most_rows)
        return raster_of_columns(design.X, order, most_columns, most_rows)


def matrix_blocks(observations: Observations, page: PageNames) -> list[MatrixBlock]:
    """X and then the blocks of Z in lme4's order, but for those without columns; named as on the page."""
    design, model = observations.design, observations.model
    p = len(design.X_columns)
    places = {group.name: number for number, group in enumerate(model.levels, start=1)}
    columns = tuple(map(page.column, design.X_columns))
    blocks = [MatrixBlock("X", "", f"fixed part: {_count(p, 'column')}", 0, (0, p), columns, 1)]
    for number, place in enumerate(design.term_order):
        term, span = model.random[place], (int(design.Gp[number]), int(design.Gp[number + 1]))
        name, n_columns = term.group.name, len(term.part.columns)
        levels = page.levels(term.group, design.levels[name])
        counts = f"{_count(len(levels), 'level')} × {_count(n_columns, 'column')} = {span[1] - span[0]:,}"
        description = f"({page.code(term.bar)}): {counts}"
        symbol = "Z" + str(number + 1).translate(_SUBSCRIPTS)
        blocks.append(MatrixBlock(symbol, page.group(name), description, places[name], span, levels, n_columns))
    return [block for block in blocks if block.width]


def _count(number: int, word: str) -> str:
    return f"{number:,} {word}" if number == 1 else f"{number:,} {word}s"


def rooms(blocks: Sequence[MatrixBlock], per_column: float, whole: float, narrowest: float) -> list[float]:
    """The width of each block's picture: what its columns want, or by their square roots where there are too many."""
    wanted = [per_column * block.width for block in blocks]
    if sum(wanted) > whole:
        roots = [sqrt(width) for width in wanted]
        wanted = [whole * root / sum(roots) for root in roots]
    return [max(narrowest, width) for width in wanted]


def notes_on(rasters: Sequence[Raster], rows: str, dropped: Sequence[str]) -> list[str]:
    """The sentences beneath the figure of the blocks."""
    order = "sorted by their groups" if rows == "groups" else "as in the data"
    down = max((raster.rows_per_cell for raster in rasters), default=1)
    across = max((raster.columns_per_cell for raster in rasters), default=1)
    cell = f"A cell stands for up to {down:,} × {across:,} entries. " if max(down, across) > 1 else ""
    gone = [f"lme4 drops from X: {', '.join(dropped)}."] if dropped else []
    return [f"Rows {order}. {cell}Shade: mean of |value|, relative to the greatest of its column and block.", *gone]
