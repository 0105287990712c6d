"""Makes the content of a view of a fit: that of its model, with estimates in place of its styles."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from lme4math.equations import Equations
from lme4math.notation import NOTATIONS, Expr, Omitted, Sentence, refusal, whole
from lme4math.numbering import NUMBERS
from lme4math.pipeline import Compiled
from lme4math.printers import Mark, Prose, Row, compose, inline
from lme4math.ui.assemble import drawn, places_of_variables
from lme4math.ui.content import StyledView, TableCell, TableRow, ViewContent
from lme4math.ui.excerpted import shown_names
from lme4math.ui.words_in_view import words_shown


def content_with_numbers(
    compiled: Compiled,
    content: ViewContent,
    numbered: Callable[[str, str], Equations],
    cells: Mapping[tuple[int, int], Expr],
    notes: tuple[str, ...],
    told: Callable[[Sequence[Sentence]], tuple[Sentence, ...]],
    unfolded: bool = False,
) -> ViewContent:
    """The content of a view of a fit, whose styles are what stands in the equations: symbols, numbers, or both.

    Args:
        compiled: the model.
        content: that of its view.
        numbered: makes the equations of a notation, with numbers as one of `NUMBERS` says.
        cells: the numbers of the table, by row and level.
        notes: what is said of the fit, as sentences.
        told: what puts estimates into the words of the model.
        unfolded: whether the excerpt of a long model is a longer one.
    """
    symbols, *_ = content.styles
    names, chosen = shown_names(compiled, unfolded)
    places = places_of_variables(chosen)
    rows = zip(symbols.table, names.shown(names.all_rows), strict=True)
    table = tuple(shown if isinstance(row, Omitted) else _with_numbers(shown, row.number, cells) for shown, row in rows)

    words = tuple(words_shown(compiled, whole(names), told))

    def style(way: str) -> StyledView:
        if way == "symbols":
            return replace(symbols, name=way, label=way)
        notations = tuple(
            shown if refusal(name, names) else drawn(numbered(name, way), name, compiled.model.source, places)
            for name, shown in zip(NOTATIONS, symbols.notations, strict=True)
        )
        return replace(symbols, name=way, label=way, notations=notations, table=table, words=words)

    return replace(content, styles=tuple(map(style, NUMBERS)), of_fit=notes)


def _with_numbers(shown: TableRow, number: int, cells: Mapping[tuple[int, int], Expr]) -> TableRow:
    """A row of the table with an estimate in each cell that has one: of the population, else a standard deviation."""
    return replace(
        shown,
        cells=tuple(
            cell if cell is None or (number, level) not in cells else _cell(cell, number, level, cells[number, level])
            for level, cell in enumerate(shown.cells)
        ),
    )


def _cell(cell: TableCell, number: int, level: int, value: Expr) -> TableCell:
    box = compose(value) if level == 0 else Row((Prose("SD "), compose(value)))
    return TableCell(inline(Mark(box, level, number)), cell.key)
