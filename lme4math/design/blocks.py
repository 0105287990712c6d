"""The blocks of the matrices of a model: X, and of Z the columns of each random term."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt

from lme4math.design.matrices import Design
from lme4math.design.observations import Observations
from lme4math.design.raster import MOST_ROWS, Raster, raster_of_columns, raster_of_sparse
from lme4math.design.values import IntArray
from lme4math.records import record

_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


@record(eq=False)
class MatrixBlock:
    """One block of [X Z].

    Attributes:
        symbol: X, or Z with the number of the term.
        group: the name of the grouping factor; "" for X.
        says: what it is, in a few words.
        level: 0 for the population, else the number of the grouping factor in the formula.
        span: its columns in X or in Z, from the first to before the last.
        names: of its columns or, in Z, of the levels, each of `per_name` columns.
    """

    symbol: str
    group: str
    says: str
    level: int
    span: tuple[int, int]
    names: Sequence[str]
    per_name: int

    @property
    def width(self) -> int:
        """The number of its columns."""
        return self.span[1] - self.span[0]

    def raster(self, design: Design, order: IntArray, most_columns: int, most_rows: int = MOST_ROWS) -> Raster:
        """What it is filled with, the rows in the given order."""
        if self.level:
            return raster_of_sparse(design.Z, self.span, order, most_columns, most_rows)
        return raster_of_columns(design.X, order, most_columns, most_rows)


def matrix_blocks(observations: Observations) -> list[MatrixBlock]:
    """X and then the blocks of Z in lme4's order, but for those without columns."""
    design, model = observations.design, observations.model
    p = len(design.X_columns)
    places = {group.name: number for number, group in enumerate(model.levels, start=1)}
    blocks = [MatrixBlock("X", "", f"fixed part: {_count(p, 'column')}", 0, (0, p), design.X_columns, 1)]
    for number, place in enumerate(design.term_order):
        term, span = model.random[place], (int(design.Gp[number]), int(design.Gp[number + 1]))
        name, n_columns = term.group.name, len(term.part.columns)
        levels = design.levels[name]
        says = f"({term.bar}): {_count(len(levels), 'level')} × {_count(n_columns, 'column')} = {span[1] - span[0]:,}"
        symbol = "Z" + str(number + 1).translate(_SUBSCRIPTS)
        blocks.append(MatrixBlock(symbol, name, says, places[name], span, levels, n_columns))
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
    """How a picture of the blocks is to be read, as sentences."""
    order = "sorted by their groups" if rows == "groups" else "as in the data"
    down = max((raster.rows_per_cell for raster in rasters), default=1)
    across = max((raster.columns_per_cell for raster in rasters), default=1)
    cell = f"A cell stands for up to {down:,} × {across:,} entries. " if max(down, across) > 1 else ""
    gone = [f"lme4 drops from X: {', '.join(dropped)}."] if dropped else []
    return [f"Rows {order}. {cell}Shade: mean of |value|, relative to the greatest of its column and block.", *gone]
