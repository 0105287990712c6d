"""Remarks, which are sentences, in lines that fit the page."""

from __future__ import annotations

from lme4math.printers.boxes import Box, Gap, Prose, Row
from lme4math.printers.measure import width

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
