"""The content of a view, made from a model."""

from __future__ import annotations

from collections.abc import Iterator

from lme4math.notation import NOTATIONS, writer
from lme4math.notation.legend import LegendEntry, legend
from lme4math.notation.names import Names
from lme4math.notation.rows import CoefficientRow
from lme4math.notation.symbols import Index
from lme4math.printers.boxes import Mark
from lme4math.printers.compose import compose
from lme4math.printers.equations import Equations
from lme4math.printers.mathml import html_of, inline
from lme4math.printers.naming import symbol_box
from lme4math.source import Span
from lme4math.ui.content import Cell, CodeMark, LegendRow, Level, Notation, Row, ViewContent

POPULATION = "population"


def view_content(names: Names, warnings: tuple[str, ...] = ()) -> ViewContent:
    """All that a view of a model shows.

    Args:
        names: the model and how its parts are called.
        warnings: what a person should know, as sentences.
    """
    model = names.model
    levels = (Level(0, POPULATION), *(Level(number, group.name) for number, group in enumerate(model.levels, start=1)))
    return ViewContent(
        code=model.source.text,
        notations=tuple(_notation(names, name) for name in NOTATIONS),
        levels=levels,
        table=tuple(_row(names, row, levels) for row in names.rows),
        code_marks=tuple(_code_marks(names)),
        legend=tuple(_legend_row(entry) for entry in legend(names)),
        assumptions=model.assumptions,
        warnings=warnings,
    )


def _notation(names: Names, name: str) -> Notation:
    equations = Equations(writer(name)(names))
    remarks = tuple(html_of(remark) for remark in equations.display.remarks)
    return Notation(name, name, equations.mathml_of_statements(), equations.latex(), equations.text(), remarks)


def _row(names: Names, row: CoefficientRow, levels: tuple[Level, ...]) -> Row:
    """A row of the table; a level where several terms let the coefficient vary shows the first of them."""
    cells: dict[int, Cell] = {}
    if row.fixed:
        cells[0] = _cell(inline(Mark(symbol_box(names.style.coefficient(row)), 0, row.number)), row, 0)
    for place in reversed(row.places):
        symbol = Mark(symbol_box(names.style.effect(row, place)), place.level, row.number)
        cells[place.level] = _cell(inline(symbol), row, place.level)
    return Row(row.column.name, tuple(cells.get(level.index) for level in levels))


def _cell(mathml: str, row: CoefficientRow, level: int) -> Cell:
    return Cell(mathml, _key(row, level))


def _key(row: CoefficientRow, level: int) -> str:
    return f"lm-k-{row.number}-{level}"


def _code_marks(names: Names) -> Iterator[CodeMark]:
    """The characters of R code that each coefficient, random effect and grouping factor comes from."""
    for row in names.rows:
        if row.fixed:
            yield from _marks(row.column.spans, _key(row, 0))
        for place in row.places:
            column = names.model.random[place.term].part.columns[place.position]
            yield from _marks(column.spans, _key(row, place.level))
    level_of = {group.name: number for number, group in enumerate(names.model.levels, start=1)}
    for term in names.model.random:
        level = level_of[term.group.name]
        yield from _marks(term.group.spans, f"lm-lv lm-lv-{level}")


def _marks(spans: tuple[Span, ...], classes: str) -> Iterator[CodeMark]:
    return (CodeMark(span.start, span.end, classes) for span in spans)


def _legend_row(entry: LegendEntry) -> LegendRow:
    symbol = symbol_box(entry.symbol.symbol) if isinstance(entry.symbol, Index) else compose(entry.symbol)
    return LegendRow(inline(symbol), entry.meaning, entry.r_text)
