"""Matrices and lists made narrower where a page has no room for them: dots stand for more of the entries between."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from lme4math.printers.layout.boxes import Box, Cell, DigitsBox, Dots, Fence, Letters, Row, TableBox, changed

Item = TypeVar("Item")


def narrowed(box: Box, room: float, measure: Callable[[Box], float]) -> Box:
    """A box whose matrices and lists show fewer entries, as long as it is too wide and there are some to leave out.

    A matrix with names above its columns ends in dots where its last column is what has no room.

    Args:
        box: a term, or a left side.
        room: the width that there is, in em.
        measure: the width of a box in em.
    """
    narrow = _with_fewer(box, room, measure)
    return narrow if measure(narrow) <= room else _with_fewer(changed(box, TableBox, _open_ended), room, measure)


def _with_fewer(box: Box, room: float, measure: Callable[[Box], float]) -> Box:
    taken = measure(box)
    while taken > room:
        box = changed(box, (TableBox, Fence), _with_one_less)
        before, taken = taken, measure(box)
        if taken >= before:
            break
    return box


def _open_ended(box: TableBox) -> TableBox:
    """A matrix without its last column, dots in the place of it."""
    if not box.has_heading or len(box.rows[0]) < 2:
        return box
    columns = tuple(zip(*box.rows, strict=True))
    dots = _dots_of(box.rows)
    shown = columns[: columns.index(dots)] if dots in columns else columns[:-1]
    return TableBox(tuple(zip(*shown, dots, strict=True)))


def _with_one_less(box: TableBox | Fence) -> Box:
    if isinstance(box, TableBox):
        return TableBox(_narrower(box.rows))
    entries = box.body
    if isinstance(entries, Row) and (box.open == "[" or Dots("listed") in entries.children):
        separator, shown = entries.children[1:2], _fewer(entries.children[::2], Dots("listed"))
        spaced = (part for entry in shown for part in (*separator, entry))
        return Fence(box.open, Row(tuple(spaced)[1:]), box.close, box.small)
    return box


def _narrower(rows: tuple[tuple[Cell, ...], ...]) -> tuple[tuple[Cell, ...], ...]:
    """Rows that follow one rule, with a column less; a matrix that has a shape of its own, or a zero, stays whole."""
    if len(rows) > 1 and not any(cell.body == Dots("down") for cell in rows[-2]):
        return rows
    if {DigitsBox("0"), Letters("0", bold=True)} & {cell.body for row in rows for cell in row}:
        return rows
    columns = tuple(zip(*rows, strict=True))
    return tuple(zip(*_fewer(columns, _dots_of(rows)), strict=True))


def _dots_of(rows: tuple[tuple[Cell, ...], ...]) -> tuple[Cell, ...]:
    """A column that stands for others."""
    return tuple(Cell(Dots("diagonal" if row[0].body == Dots("down") else "across")) for row in rows)


def _fewer(items: tuple[Item, ...], dots: Item) -> tuple[Item, ...]:
    """The items with one less before the dots; without dots, these in place of the one before the last."""
    if dots in items:
        place = items.index(dots)
        return items[: place - 1] + items[place:] if place > 1 else items
    return (*items[:-2], dots, items[-1]) if len(items) > 2 else items
