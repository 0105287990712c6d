"""The figure of X and Z: the blocks of the model's matrices side by side, as rasters."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from lme4math.data import Observations
from lme4math.errors import one_of
from lme4math.notation import PageNames
from lme4math.pictures.canvas import (
    LARGE,
    NORMAL,
    PLAIN,
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
from lme4math.pictures.raster import MatrixBlock, Raster, matrix_blocks, notes_on, rooms, rows_by_group

HEIGHT, LEFT, RIGHT, GAP, TOP = 4.6, 0.55, 0.3, 0.14, 0.42
NARROWEST, ALL_BLOCKS, PER_COLUMN, CELLS_PER_INCH = 0.7, 8.4, 0.17, 60
LINE = 0.2


ORDERS = ("groups", "data")


def matrices_figure(observations: Observations, page: PageNames, rows: str = "groups", theme: str = "both") -> Figure:
    """[X Z] with a block per random term.

    Args:
        observations: the rows used and the matrices.
        page: what columns, groups and levels are called.
        rows: "groups" brings rows of the same group together; "data" leaves them as they are in the data.
        theme: "both", "light" or "dark".

    Raises:
        ValueError: there is no such order or theme.
    """
    looks = theme_of(theme)
    one_of(rows, ORDERS, "order of rows")
    design, order = observations.design, rows_by_group(observations)
    if rows == "data":
        order.sort()
    blocks = matrix_blocks(observations, page)
    widths = rooms(blocks, PER_COLUMN, ALL_BLOCKS, NARROWEST)
    rasters = [
        block.raster(design, order, int(CELLS_PER_INCH * room)) for block, room in zip(blocks, widths, strict=True)
    ]
    width = LEFT + sum(widths) + GAP * (len(blocks) - 1) + RIGHT
    notes = paragraphs(notes_on(rasters, rows, [page.column(name) for name in design.dropped]), width - LEFT - RIGHT)
    words = LINE * (len(blocks) + len(notes))
    beneath = words + 0.2 + max(map(_name_room, blocks, widths), default=0.0)
    figure = blank_figure(width, HEIGHT + TOP + beneath)
    left = LEFT
    for block, room, raster in zip(blocks, widths, rasters, strict=True):
        _draw(panel(figure, (left, beneath, room, HEIGHT), looks), block, raster, looks, room)
        left += room + GAP
    if blocks:
        figure.axes[0].set_ylabel(f"{observations.n:,} observations", color=looks.ink, fontsize=NORMAL, **PLAIN)
    _write_words(figure, blocks, notes, words, looks)
    return figure


def _write_words(figure: Figure, blocks: Sequence[MatrixBlock], notes: Sequence[str], top: float, theme: Theme) -> None:
    y = top
    for block in blocks:
        write(figure, (LEFT, y), block.symbol, theme.level(block.level), LARGE)
        write(figure, (LEFT + 0.35, y), block.description, theme.ink)
        y -= LINE
    for note in notes:
        write(figure, (LEFT, y), note, theme.ink, SMALL)
        y -= LINE


def _draw(axes: Axes, block: MatrixBlock, raster: Raster, theme: Theme, room: float) -> None:
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
    axes.set_title(title, color=colour, fontsize=LARGE, pad=5, **PLAIN)
    if _name_room(block, room):
        middles = [(place + 0.5) * block.per_name for place in range(len(block.names))]
        axes.set_xticks(middles, [short(name) for name in block.names], rotation=90, **PLAIN)


def _name_room(block: MatrixBlock, room: float) -> float:
    """Inches that the names beneath a block need, or 0 where they cannot stand side by side."""
    if len(block.names) * 0.12 > room:
        return 0.0
    return 0.1 + 0.075 * max(len(short(name)) for name in block.names)
