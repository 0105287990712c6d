"""X and Z as they are filled: the blocks of the model's matrices side by side, whatever their size.

Nothing is drawn entry by entry. The matrices come as rasters of some hundred cells a side.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from lme4math.design.matrices import Design
from lme4math.design.observations import Observations
from lme4math.design.raster import Raster, raster_of_columns, raster_of_sparse, rows_by_group
from lme4math.design.values import IntArray
from lme4math.printers.plots.canvas import (
    LARGE,
    NORMAL,
    SMALL,
    Theme,
    blank_figure,
    panel,
    paragraphs,
    shading,
    short,
    theme_of,
    write,
)
from lme4math.records import record

HEIGHT, LEFT, RIGHT, GAP, TOP = 4.6, 0.55, 0.3, 0.14, 0.42
NARROWEST, ALL_BLOCKS, PER_COLUMN, CELLS_PER_INCH = 0.7, 8.4, 0.17, 60
LINE = 0.2
_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


@record(eq=False)
class _Block:
    """One block of [X Z].

    Attributes:
        symbol: X, or Z with the number of the term.
        group: the name of the grouping factor; "" for X.
        says: what it is, for the lines beneath.
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

    def raster(self, design: Design, order: IntArray, most_columns: int) -> Raster:
        """What it is filled with."""
        if self.level:
            return raster_of_sparse(design.Z, self.span, order, most_columns)
        return raster_of_columns(design.X, order, most_columns)


def matrices_figure(observations: Observations, rows: str = "groups", theme: str = "both") -> Figure:
    """[X Z] with a block per random term.

    Args:
        observations: the rows used and the matrices.
        rows: "groups" brings rows of the same group together; "data" leaves them as they are in the data.
        theme: "both", "light" or "dark".

    Raises:
        ValueError: there is no such order or theme.
    """
    looks = theme_of(theme)
    if rows not in ("groups", "data"):
        raise ValueError(f"There is no order of rows {rows!r}; there are groups, data.")
    design, order = observations.design, rows_by_group(observations)
    if rows == "data":
        order.sort()
    blocks = _blocks(observations)
    rooms = _rooms(blocks)
    rasters = [
        block.raster(design, order, int(CELLS_PER_INCH * room)) for block, room in zip(blocks, rooms, strict=True)
    ]
    width = LEFT + sum(rooms) + GAP * (len(blocks) - 1) + RIGHT
    notes = paragraphs(_notes(rasters, rows, design.dropped), width - LEFT - RIGHT)
    words = LINE * (len(blocks) + len(notes))
    beneath = words + 0.2 + max(map(_name_room, blocks, rooms), default=0.0)
    figure = blank_figure(width, HEIGHT + TOP + beneath)
    left = LEFT
    for block, room, raster in zip(blocks, rooms, rasters, strict=True):
        _draw(panel(figure, (left, beneath, room, HEIGHT), looks), block, raster, looks, room)
        left += room + GAP
    if blocks:
        figure.axes[0].set_ylabel(f"{observations.n:,} observations", color=looks.ink, fontsize=NORMAL)
    _write_words(figure, blocks, notes, words, looks)
    return figure


def _write_words(figure: Figure, blocks: Sequence[_Block], notes: Sequence[str], top: float, theme: Theme) -> None:
    y = top
    for block in blocks:
        write(figure, (LEFT, y), block.symbol, theme.level(block.level), LARGE)
        write(figure, (LEFT + 0.35, y), block.says, theme.ink)
        y -= LINE
    for note in notes:
        write(figure, (LEFT, y), note, theme.ink, SMALL)
        y -= LINE


def _blocks(observations: Observations) -> list[_Block]:
    design, model = observations.design, observations.model
    p = len(design.X_columns)
    places = {group.name: number for number, group in enumerate(model.levels, start=1)}
    blocks = [_Block("X", "", f"fixed part: {_count(p, 'column')}", 0, (0, p), design.X_columns, 1)]
    for number, place in enumerate(design.term_order):
        term, span = model.random[place], (int(design.Gp[number]), int(design.Gp[number + 1]))
        name, n_columns = term.group.name, len(term.part.columns)
        levels = design.levels[name]
        says = f"({term.bar}): {_count(len(levels), 'level')} × {_count(n_columns, 'column')} = {span[1] - span[0]:,}"
        symbol = "Z" + str(number + 1).translate(_SUBSCRIPTS)
        blocks.append(_Block(symbol, name, says, places[name], span, levels, n_columns))
    return [block for block in blocks if block.width]


def _count(number: int, word: str) -> str:
    return f"{number:,} {word}" if number == 1 else f"{number:,} {word}s"


def _rooms(blocks: Sequence[_Block]) -> list[float]:
    """Inches per block: as many as its columns want, or by their square roots where there are too many."""
    wanted = [PER_COLUMN * block.width for block in blocks]
    if sum(wanted) > ALL_BLOCKS:
        roots = [sqrt(width) for width in wanted]
        wanted = [ALL_BLOCKS * root / sum(roots) for root in roots]
    return [max(NARROWEST, width) for width in wanted]


def _draw(axes: Axes, block: _Block, raster: Raster, theme: Theme, room: float) -> None:
    colour = theme.level(block.level)
    axes.imshow(
        raster.shades,
        cmap=shading(colour),
        vmin=0.0,
        vmax=float(raster.shades.max()) or 1.0,
        aspect="auto",
        interpolation="nearest",
        extent=(0.0, float(block.width), 0.0, 1.0),
    )
    title = f"{block.symbol}  {short(block.group, max(1, int(room * 10) - 4))}".rstrip()
    axes.set_title(title, color=colour, fontsize=LARGE, pad=5, parse_math=False)
    if _name_room(block, room):
        middles = [(place + 0.5) * block.per_name for place in range(len(block.names))]
        axes.set_xticks(middles, [short(name) for name in block.names], rotation=90, parse_math=False)


def _name_room(block: _Block, room: float) -> float:
    """Inches that the names beneath a block need, or 0 where they cannot stand side by side."""
    if len(block.names) * 0.12 > room:
        return 0.0
    return 0.1 + 0.075 * max(len(short(name)) for name in block.names)


def _notes(rasters: Sequence[Raster], rows: str, dropped: Sequence[str]) -> list[str]:
    order = "sorted by their groups" if rows == "groups" else "as in the data"
    down = max((raster.rows_per_cell for raster in rasters), default=1)
    across = max((raster.columns_per_cell for raster in rasters), default=1)
    cell = f"A cell stands for up to {down:,} × {across:,} entries. " if max(down, across) > 1 else ""
    gone = [f"lme4 drops from X: {', '.join(dropped)}."] if dropped else []
    return [f"Rows {order}. {cell}Shade: mean of |value|, relative to the greatest of its column and block.", *gone]
