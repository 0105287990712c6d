"""The table coefficient × level: to point at, and in the live view to change the model with."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import count

from lme4math.printers.classes import key_of_level, points_at
from lme4math.ui.content import AWAY, Level, TableCell, TableRow, ViewContent
from lme4math.ui.grid import CoefficientTable, grid_of
from lme4math.ui.markup import KEYS, Markup, element

DrawCell = Callable[[ViewContent, int, TableRow, Level], Markup]
"""Draws a cell, from the number of its row among those of the content, its row and its level."""


def level_name(level: Level) -> Markup:
    """The name of a level, in its colour and with its line."""
    if level.index == AWAY:
        return element("span", {"title": "press a cell to let a coefficient vary here again"}, level.name)
    return element("span", {"class": f"lm-name lm-name-{level.index} {key_of_level(level.index)}"}, level.name)


def still_table(content: ViewContent) -> Markup:
    """The table to read. One tab stop: the radios of the cells let the arrow keys walk from cell to cell."""
    return _table(content, "Which coefficient varies where", _still_cell, grid_of(content))


def live_table(content: ViewContent, grid: CoefficientTable) -> Markup:
    """The table whose cells are pressed to change the model. One tab stop: the script moves it with the arrow keys."""
    return _table(content, "What varies where (press to change)", _live_cell, grid)


def _table(content: ViewContent, caption: str, cell: DrawCell, grid: CoefficientTable) -> Markup:
    if not grid.rows:
        return Markup("")
    names = [element("th", {"scope": "col", "class": _away(level)}, level_name(level)) for level in grid.columns]
    head = element("tr", {}, element("th", {"scope": "col"}, "Coefficient"), *names)
    numbers = count()
    body = [_row(content, next(numbers) if row.cells else AWAY, row, cell, grid.columns) for row in grid.rows]
    return element(
        "table",
        {"class": "lm-table"},
        element("caption", {}, caption),
        element("thead", {}, head),
        element("tbody", {}, *body),
    )


def _row(content: ViewContent, number: int, row: TableRow, cell: DrawCell, columns: Sequence[Level]) -> Markup:
    cells = [element("td", {"class": _away(level)}, cell(content, number, row, level)) for level in columns]
    back: dict[str, str | bool] = {"class": "lm-away", "title": "press a cell to let it vary there"}
    name = element("th", {"scope": "row"}, element("code", {}, row.name))
    return element("tr", {} if row.cells else back, name, *cells)


def _away(level: Level) -> str | bool:
    return "lm-away" if level.index == AWAY else False


def _still_cell(content: ViewContent, number: int, row: TableRow, level: Level) -> Markup:
    cell = row.cells[level.index]
    if cell is None:
        return element("span", {"class": "lm-nothing", "title": "does not vary here"}, "–")
    label = f"point at {row.name}, {level.name}"
    symbols = _symbols(content, number, level)
    return element("label", {"class": "lm-cell"}, pointer("lm-point", [cell.key], label), *symbols)


def pointer(name: str, keys: Iterable[str], label: str) -> Markup:
    """A radio, unseen, that points at all that carries one of its keys while the keyboard is on it."""
    classes = " ".join(map(points_at, keys))
    return element("input", {"type": "radio", "name": name, "class": classes, "aria-label": label, **KEYS})


def _symbols(content: ViewContent, number: int, level: Level) -> list[Markup]:
    """A cell's symbol in each style."""
    return [
        element("span", {"class": f"lm-in lm-in-{place}"}, Markup(cell.mathml))
        for place, style in enumerate(content.styles)
        if (cell := style.table[number].cells[level.index]) is not None
    ]


def _live_cell(content: ViewContent, number: int, row: TableRow, level: Level) -> Markup:
    cell = None if AWAY in (number, level.index) else row.cells[level.index]
    attributes: dict[str, str | bool] = {
        "type": "button",
        "class": _button_class(cell),
        "tabindex": "0" if number == level.index == 0 else "-1",
        "aria-label": f"{row.name} varies by {level.name}" if level.index else f"{row.name} in the population",
        **KEYS,
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
    return element("button", attributes, *(_symbols(content, number, level) if cell else [Markup("–")]))


def _button_class(cell: TableCell | None) -> str:
    return "lm-cell lm-nothing" if cell is None else f"lm-cell {points_at(cell.key)}"
