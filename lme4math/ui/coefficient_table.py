"""The table coefficient × level, and the R code with its marks: the two panels that a reader points at.

In the live view the cells of the table are buttons that add and remove random effects. Rows and columns that leave the
model keep their place, empty, so that they can be added again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import count, pairwise

from lme4math.markup import Markup, element, join, prose
from lme4math.printers import is_key, key_of_level
from lme4math.records import record
from lme4math.ui.content import REMOVED, CodeMark, Level, TableRow, ViewContent
from lme4math.ui.in_styles import in_notations, in_styles


@record
class CoefficientTable:
    """The coefficients and the levels of a table, in order."""

    rows: tuple[TableRow, ...]
    columns: tuple[Level, ...]


def grid_of(content: ViewContent) -> CoefficientTable:
    """The rows and columns of a model."""
    return CoefficientTable(content.styles[0].table, content.levels)


def kept(shown: CoefficientTable, content: ViewContent) -> CoefficientTable:
    """The table after a change of the model: rows and columns that left it keep their place, empty."""
    new = grid_of(content)
    return CoefficientTable(_kept_rows(shown.rows, new.rows), _kept_columns(shown.columns, new.columns))


def _kept_columns(shown: Sequence[Level], levels: Sequence[Level]) -> tuple[Level, ...]:
    """The columns that were shown, in their order, then new levels."""
    there = {level.name: level for level in levels}
    before = {level.name: level for level in shown}
    kept = (there.get(name, replace(level, index=REMOVED)) for name, level in before.items())
    return (*kept, *(level for level in levels if level.name not in before))


def _kept_rows(shown: Sequence[TableRow], rows: Sequence[TableRow]) -> tuple[TableRow, ...]:
    """The model's rows in their order; a row whose term left the model follows the term that it followed before.

    In an excerpt none is kept, for what is not shown has not left the model.
    """
    if any(row.is_gap for row in (*shown, *rows)):
        return tuple(rows)
    terms = {row.code for row in rows}
    found = list(rows)
    after = 0
    for row in shown:
        if row.code not in terms:
            found.insert(after, replace(row, cells=()))
            after += 1
        else:
            after = 1 + max(place for place, one in enumerate(found) if one.code == row.code)
    return tuple(found)


DrawCell = Callable[[ViewContent, int, TableRow, Level], Markup]
"""Draws a cell, given the number of its row in the content, the row and the level."""


def level_name(level: Level) -> Markup:
    """The name of a level in its colour and underline."""
    if level.index == REMOVED:
        return element("span", {"title": "press a cell to let a coefficient vary here again"}, level.shown)
    return element("span", {"class": f"lm-name lm-name-{level.index} {key_of_level(level.index)}"}, level.shown)


def still_table(content: ViewContent) -> Markup:
    """The table without a kernel. It is one tab stop: its cells are radios, so the arrow keys move between them."""
    return _table(content, "Which coefficient varies where", partial(_still_cell, content.meanings()), grid_of(content))


def live_table(content: ViewContent, grid: CoefficientTable) -> Markup:
    """The table whose cells are buttons that change the model. It is one tab stop, which the script moves."""
    return _table(content, "What varies where (press to change)", _live_cell, grid)


def _table(content: ViewContent, caption: str, cell: DrawCell, grid: CoefficientTable) -> Markup:
    if not grid.rows:
        return Markup("")
    names = [element("th", {"scope": "col", "class": _removed(level)}, level_name(level)) for level in grid.columns]
    head = element("tr", {}, element("th", {"scope": "col"}, "Coefficient"), *names)
    numbers = count()
    body = [
        _gap(row, len(grid.columns) + 1, content.unfolds and cell is _live_cell, next(numbers))
        if row.is_gap
        else _row(content, next(numbers) if row.cells else REMOVED, row, cell, grid.columns)
        for row in grid.rows
    ]
    return element(
        "table",
        {"class": "lm-table"},
        element("caption", {}, caption),
        element("thead", {}, head),
        element("tbody", {}, *body),
    )


def _gap(row: TableRow, columns: int, unfolds: bool, _number: int) -> Markup:
    """A row in place of those that are not shown; in a live view it unfolds the excerpt."""
    attributes: dict[str, str | bool] = {"type": "button", "class": "lm-unfolds", "data-lm-edit": "unfold"}
    button = element("button", attributes, "Show more") if unfolds else Markup("")
    return element("tr", {}, element("td", {"colspan": str(columns)}, "⋯ ", prose(row.name), " ", button))


def _row(content: ViewContent, number: int, row: TableRow, cell: DrawCell, columns: Sequence[Level]) -> Markup:
    cells = [
        element("td", {"class": _key_or_removed(row, level)}, cell(content, number, row, level)) for level in columns
    ]
    back: dict[str, str | bool] = {"class": "lm-away", "title": "press a cell to let it vary there"}
    name = element("th", {"scope": "row"}, element("code", {}, _breakable(row.name)))
    return element("tr", {} if row.cells else back, name, *cells)


LONGEST_WHOLE = 12
"""The characters of a name that always fit on a line."""
_WORD_ENDS = re.compile(r"(?<=[_.:])(?=\w)|(?<=[a-z])(?=[A-Z])")


def _breakable(name: str) -> Markup:
    """A long name, which may go on in a new line between its words."""
    first, *rest = _WORD_ENDS.split(name) if len(name) > LONGEST_WHOLE else [name]
    return join((first, *(part for word in rest for part in (Markup("<wbr>"), word))))


def _key_or_removed(row: TableRow, level: Level) -> str | bool:
    """The key of a cell, all of which is pointed at."""
    cell = row.cells[level.index] if row.cells and level.index != REMOVED else None
    return cell.key if cell else _removed(level)


def _removed(level: Level) -> str | bool:
    return "lm-away" if level.index == REMOVED else False


def _still_cell(meanings: Mapping[str, str], content: ViewContent, number: int, row: TableRow, level: Level) -> Markup:
    cell = row.cells[level.index]
    if cell is None:
        return element("span", {"class": "lm-nothing", "title": "does not vary here"}, "–")
    label = ": ".join(filter(None, (f"{row.name}, {level.shown}", meanings.get(cell.key))))
    symbols = _symbols(content, number, level)
    return element("label", {"class": "lm-cell"}, pointer("lm-place", label), symbols)


def pointer(name: str, label: str) -> Markup:
    """A hidden radio; while it has the focus, everything with a key of what it is in lights up."""
    return element("input", {"type": "radio", "name": name, "aria-label": label})


def _symbols(content: ViewContent, number: int, level: Level) -> Markup:
    """A cell's symbol in all styles and notations."""
    cells = ((style, style.table[number].cells[level.index]) for style in content.styles)
    forms = (in_notations(cell.mathml, cell.others, len(style.notations)) for style, cell in cells if cell is not None)
    return in_styles(tuple(forms))


def _live_cell(content: ViewContent, number: int, row: TableRow, level: Level) -> Markup:
    cell = None if REMOVED in (number, level.index) else row.cells[level.index]
    attributes: dict[str, str | bool] = {
        "type": "button",
        "class": "lm-cell" if cell else "lm-cell lm-nothing",
        "tabindex": "0" if number == level.index == 0 else "-1",
        "aria-label": f"{row.name} varies by {level.shown}" if level.index else f"{row.name} in the population",
    }
    if level.index:
        attributes |= {
            "aria-pressed": "true" if cell else "false",
            "data-lm-edit": "effect",
            "data-lm-coefficient": row.name,
            "data-lm-group": level.name,
        }
    else:
        attributes["aria-disabled"] = "true"
    return element("button", attributes, _symbols(content, number, level) if cell else Markup("–"))


SHORT = 100
"""The characters of code that stand on one line of most pages."""


def code_panel(code: str, marks: Sequence[CodeMark], meanings: Mapping[str, str], fold: bool = False) -> Markup:
    """The R code. It is one tab stop: its tokens are radios, so the arrow keys move between them.

    Args:
        code: the R code.
        marks: its tokens.
        meanings: the meaning of each key, in words.
        fold: show the call of the model on one line, and the rest of long code when the reader asks for it.
    """
    tokens = element("code", {}, marked_code(code, marks, meanings))
    attributes: dict[str, str | bool] = {"class": "lm-code", "role": "group", "aria-label": "R code"}
    if not fold or (len(code) <= SHORT and "\n" not in code.strip()):
        return element("pre", attributes, tokens)
    unfold = element("input", {"type": "checkbox", "class": "lm-unfold", "aria-label": "all of the code"})
    return element("pre", attributes | {"class": "lm-code lm-folding"}, tokens, element("label", {}, unfold))


def marked_code(code: str, marks: Sequence[CodeMark], meanings: Mapping[str, str]) -> Markup:
    """The code, split where marks begin and end, each piece with the classes of all marks that cover it.

    Splitting lets marks nest and overlap, as in `a*b`, where both names stand for three columns together.
    """
    cuts = sorted({0, len(code), *(place for mark in marks for place in (mark.start, mark.end))})
    pieces = []
    for start, end in pairwise(cuts):
        covering = " ".join(mark.classes for mark in marks if mark.start <= start and end <= mark.end)
        classes = list(dict.fromkeys(covering.split()))
        pieces.append(_token(code[start:end], classes, meanings) if classes else code[start:end])
    return join(pieces)


def _token(text: str, classes: list[str], meanings: Mapping[str, str]) -> Markup:
    keys = [name for name in classes if is_key(name)]
    meaning = next((f": {meanings[key]}" for key in keys if key in meanings), "")
    is_pointed = keys and any(map(str.isalnum, text))  # a sign between words is no stop of its own
    point = pointer("lm-token", f"{text}{meaning}") if is_pointed else Markup("")
    return element("span", {"class": " ".join(classes)}, point, text)
