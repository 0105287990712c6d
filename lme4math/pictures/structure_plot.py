"""The figure of the grouping structure: nesting in bands one below the other, crossing in tables of counts.

It needs only the counts of combinations, so that it is drawn for tables that are not in memory too.
"""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure

from lme4math.data import Counts, DesignStructure, LevelSizes
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
from lme4math.pictures.diagram import Band, Incidence, bands, chains, incidence_of

WIDTH, SIDE, MARGIN = 10.0, 2.3, 0.3
BAND, BAND_GAP, CHAIN_GAP, HEADING = 0.34, 0.05, 0.3, 0.32
TABLE_WIDTH, TABLE_HEIGHT, TABLE_ROOM, TABLES_PER_LINE = 2.3, 1.9, 3.2, 3
AROUND_TABLE = 1.25
"""Inches above and below a table for its title, its names and its levels."""
MOST_TABLES = 12
MOST_LEVELS_APART, MOST_COLUMN_NAMES, MOST_ROW_NAMES, MOST_COUNTS = 240, 20, 14, 120
LINE = 0.19
TINT = 0.2


def structure_figure(page: PageNames, counts: Counts, structure: DesignStructure, theme: str = "both") -> Figure:
    """Bands for the factors that nest, tables for those that cross, remarks beneath.

    Args:
        page: what the grouping factors of the model are called; their colours are those of the interactive view.
        counts: of its rows.
        structure: what is known of them.
        theme: "both", "light" or "dark".

    Raises:
        ValueError: there is no such theme.
    """
    looks = theme_of(theme)
    groups = {group.name: group for group in page.model.levels}
    colours = {name: looks.level(number) for number, name in enumerate(groups, start=1)}
    lines = [bands([groups[name] for name in chain], counts, page) for chain in chains(structure)]
    crossed = [pair for pair in structure.pairs if pair.relation in ("crossed", "partially crossed")]
    tables = [incidence_of(pair, page, counts) for pair in crossed[:MOST_TABLES]]
    more = [structure.sentence_of(pair) for pair in crossed[MOST_TABLES:]]
    notes = paragraphs([*more, *structure.remarks], WIDTH - 2 * MARGIN, NORMAL)
    n_table_lines = -(-len(tables) // TABLES_PER_LINE)
    table_line = TABLE_HEIGHT + AROUND_TABLE
    height = HEADING + sum(map(_chain_height, lines)) + n_table_lines * table_line + LINE * len(notes) + 2 * MARGIN
    figure = blank_figure(WIDTH, height)
    y = height - MARGIN
    write(figure, (MARGIN, y), f"{structure.n:,} observations", looks.ink, LARGE)
    y -= HEADING
    sizes = {level.name: level for level in structure.levels}
    for line in lines:
        _draw_chain(figure, line, page, sizes, colours, y, looks)
        y -= _chain_height(line)
    for place, table in enumerate(tables):
        row, column = divmod(place, TABLES_PER_LINE)
        bottom = y - (row + 1) * table_line + AROUND_TABLE - 0.45
        place_of_table = (MARGIN + 0.75 + column * TABLE_ROOM, bottom, TABLE_WIDTH, TABLE_HEIGHT)
        _draw_table(panel(figure, place_of_table, looks), table, page, colours, looks)
    y -= n_table_lines * table_line
    for note in notes:
        write(figure, (MARGIN, y), note, looks.ink, NORMAL)
        y -= LINE
    return figure


def _chain_height(line: Sequence[Band]) -> float:
    return len(line) * (BAND + BAND_GAP) + CHAIN_GAP


def _draw_chain(
    figure: Figure,
    line: Sequence[Band],
    page: PageNames,
    sizes: dict[str, LevelSizes],
    colours: dict[str, str],
    top: float,
    theme: Theme,
) -> None:
    """Bands of one width, the outermost at the top; each level is as wide as it has observations."""
    y = top
    for depth, band in enumerate(line):
        y -= BAND
        size = sizes[band.name]
        label = f"{'└ ' if depth else ''}{short(page.group(band.name), 24)}"
        write(figure, (MARGIN, y + 0.68 * BAND), label, colours[band.name])
        write(figure, (MARGIN + 0.14 * bool(depth), y + 0.2 * BAND), size.phrase, theme.ink, SMALL - 0.5)
        axes = panel(figure, (MARGIN + SIDE, y, WIDTH - 2 * MARGIN - SIDE, BAND), theme, frame=False)
        _draw_band(axes, band, colours[band.name], theme)
        y -= BAND_GAP


def _draw_band(axes: Axes, band: Band, colour: str, theme: Theme) -> None:
    n, n_levels = int(band.edges[-1]), len(band.labels)
    starts, widths = band.edges[:-1].tolist(), (band.edges[1:] - band.edges[:-1]).tolist()
    axes.set_xlim(0, n)
    axes.set_ylim(0, 1)
    if n_levels > MOST_LEVELS_APART:
        axes.broken_barh([(0, n)], (0, 1), facecolor=to_rgba(colour, TINT))
        axes.text(
            n / 2, 0.48, f"{n_levels:,} levels", color=theme.ink, fontsize=SMALL, ha="center", va="center", **PLAIN
        )
        return
    gap = 0.0015 * n if n_levels > 1 else 0.0
    bars = [(start + gap, max(width - 2 * gap, 0.3 * width)) for start, width in zip(starts, widths, strict=True)]
    axes.broken_barh(bars, (0, 1), facecolor=to_rgba(colour, TINT))
    for start, width, label in zip(starts, widths, band.labels, strict=True):
        characters = int((WIDTH - 2 * MARGIN - SIDE) * width / n / 0.075)
        if characters >= min(len(label), 4):
            middle, shown = start + width / 2, short(label, characters)
            axes.text(middle, 0.47, shown, color=theme.ink, fontsize=SMALL, ha="center", va="center", **PLAIN)


def _draw_table(axes: Axes, table: Incidence, page: PageNames, colours: dict[str, str], theme: Theme) -> None:
    n_rows, n_columns = len(table.row_labels), len(table.column_labels)
    greatest = float(table.cells.max()) or 1.0
    axes.imshow(
        table.cells,
        cmap=shading(theme.ink),
        vmin=0.0,
        vmax=3 * greatest if _counted(table) else greatest,  # counts are written over the shade
        aspect="auto",
        interpolation="nearest",
        extent=(0.0, float(n_columns), float(n_rows), 0.0),
    )
    _name_axes(axes, table, page, colours)
    pair = table.pair
    title = f"{pair.relation}: {pair.n_combinations:,} of {pair.n_possible:,}"
    axes.set_title(title, color=theme.ink, fontsize=NORMAL, pad=6, **PLAIN)
    if _counted(table):
        for row in range(n_rows):
            for column in range(n_columns):
                place, count = (column + 0.5, row + 0.52), f"{table.cells[row, column]:,.0f}"
                axes.text(*place, count, color=theme.ink, fontsize=SMALL - 0.5, ha="center", va="center", **PLAIN)


def _name_axes(axes: Axes, table: Incidence, page: PageNames, colours: dict[str, str]) -> None:
    n_rows, n_columns = len(table.row_labels), len(table.column_labels)
    names_across, names_down = n_columns <= MOST_COLUMN_NAMES, n_rows <= MOST_ROW_NAMES
    across = f"{short(page.group(table.across), 30)} ({n_columns:,})"
    axes.set_xlabel(across, color=colours[table.across], fontsize=NORMAL, labelpad=3, **PLAIN)
    down = f"{short(page.group(table.down), 24)} ({n_rows:,})"
    axes.set_ylabel(down, color=colours[table.down], fontsize=NORMAL, labelpad=3, **PLAIN)
    if names_across:
        labels = [short(label, 7) for label in table.column_labels]
        turned = 90 if max(map(len, labels)) * n_columns > 28 else 0
        axes.set_xticks([place + 0.5 for place in range(n_columns)], labels, rotation=turned, **PLAIN)
    if names_down:
        labels = [short(label, 7) for label in table.row_labels]
        axes.set_yticks([place + 0.5 for place in range(n_rows)], labels, **PLAIN)


def _counted(table: Incidence) -> bool:
    """Whether there is room to write the number of observations into each cell."""
    n_rows, n_columns = len(table.row_labels), len(table.column_labels)
    return table.exact and n_rows <= MOST_ROW_NAMES and n_rows * n_columns <= MOST_COUNTS and n_columns <= 10
