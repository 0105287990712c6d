"""The width of a box in em, near enough to decide where a line must break, and remarks broken into such lines."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import groupby
from typing import Any

from lme4math.printers.layout import boxes
from lme4math.printers.layout.boxes import Box, Display, Gap, NameBox, Prose, Row
from lme4math.printers.layout.spelling import upright
from lme4math.records import dispatch

SCRIPT = 0.72
LETTER, IDEOGRAPH = 0.52, 1.0
COLUMN_GAP = 0.9
OPERATORS = {"binary": 1.25, "relation": 1.35, "prefix": 0.8, "punctuation": 0.45, "plain": 0.5}


def width(box: Box) -> float:
    """The width of a box in em.

    Raises:
        UnknownNodeError: for a box that is not of `boxes`.
    """
    return dispatch(WIDTHS, box, "the width of a page")


def _text(text: str) -> float:
    if text.isascii():
        return LETTER * len(text)
    return sum(LETTER if character < "\u2e80" else IDEOGRAPH for character in text)


def _scripts(box: boxes.Scripts) -> float:
    return width(box.base) + SCRIPT * max(width(script) if script else 0.0 for script in (box.sub, box.sup))


def _table(box: boxes.TableBox) -> float:
    columns = zip(*box.rows, strict=True)
    widest = (max(max(width(cell.body), SCRIPT * _text(cell.heading)) for cell in column) for column in columns)
    return sum(widest) + COLUMN_GAP * (len(box.rows[0]) - 1)


def _choices(box: boxes.Choices) -> float:
    return 1.0 + max(width(row.value) for row in box.rows) + 1.0 + max(width(row.condition) for row in box.rows)


WIDTHS: dict[type, Callable[[Any], float]] = {
    boxes.Letters: lambda box: _text(box.text),
    boxes.Accented: lambda box: width(box.body),
    boxes.NameBox: lambda box: _text(upright(box)),
    boxes.FunctionName: lambda box: _text(box.text),
    boxes.DigitsBox: lambda box: _text(box.text),
    boxes.Prose: lambda box: _text(box.text),
    boxes.OperatorSign: lambda box: OPERATORS[box.kind],
    boxes.Dots: lambda _box: 1.0,
    boxes.Gap: lambda box: box.width,
    boxes.Row: lambda box: sum(width(child) for child in box.children),
    boxes.Scripts: _scripts,
    boxes.Fence: lambda box: width(box.body) + (0.6 if box.small else 0.9),
    boxes.Fraction: lambda box: max(width(box.above), width(box.below)) + 0.2,
    boxes.Root: lambda box: width(box.body) + 0.9,
    boxes.BigSum: lambda box: max(1.4, SCRIPT * width(box.below), SCRIPT * width(box.above)),
    boxes.TableBox: _table,
    boxes.Choices: _choices,
    boxes.Under: lambda box: max(width(box.base), SCRIPT * width(box.label)),
    boxes.Mark: lambda box: width(box.body),
    boxes.Coloured: lambda box: width(box.body),
}


REMARK_WIDTH = 44.0
"""The widest line of a remark, in em."""
INDENT = Gap(1.0)


def wrapped(remark: Box, room: float = REMARK_WIDTH) -> tuple[Box, ...]:
    """A remark in lines, broken at blanks between words; the second and later ones are indented.

    Args:
        room: the widest line wanted, in em; what has no blank in it is not broken.
    """
    lines: list[list[Box]] = [[]]
    left = room
    for piece in _pieces(remark):
        taken = sum(width(box) for box in piece)
        if lines[-1] and taken > left:
            lines.append([INDENT])
            left = room - INDENT.width
        lines[-1] += piece
        left -= taken
    return tuple(Row(_trimmed(_merged(line))) for line in lines)


def remark_lines(display: Display, room: float = REMARK_WIDTH) -> Iterator[Box]:
    """The lines of all remarks of a display, at most `room` em wide."""
    return (line for remark in display.remarks for line in wrapped(remark, room))


def words_and_formulas(remark: Box) -> Iterator[Box]:
    """The words and names of a remark, and as one row each the formulas between them."""
    parts = remark.children if isinstance(remark, Row) else (remark,)
    for are_words, run in groupby(parts, lambda part: isinstance(part, Prose | NameBox)):
        found = tuple(run)
        yield from found if are_words else (Row(found),)


def _pieces(remark: Box) -> list[list[Box]]:
    """What may not be broken: the boxes from one blank to the next."""
    pieces: list[list[Box]] = [[]]
    for box in remark.children if isinstance(remark, Row) else (remark,):
        if not isinstance(box, Prose):
            pieces[-1].append(box)
            continue
        *words, last = box.text.split(" ")
        for word in words:
            pieces[-1].append(Prose(word + " "))
            pieces.append([])
        pieces[-1] += [Prose(last)] if last else []
    return [piece for piece in pieces if piece]


def _trimmed(boxes: tuple[Box, ...]) -> tuple[Box, ...]:
    """A line without the blank at its end."""
    last = boxes[-1]
    return (*boxes[:-1], Prose(last.text.rstrip(" "))) if isinstance(last, Prose) else boxes


def _merged(boxes: list[Box]) -> tuple[Box, ...]:
    """Neighbouring words as one text."""
    merged: list[Box] = []
    for box in boxes:
        if isinstance(box, Prose) and merged and isinstance(merged[-1], Prose):
            merged[-1] = Prose(merged[-1].text + box.text)
        else:
            merged.append(box)
    return tuple(merged)
