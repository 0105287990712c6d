"""Lines of a display broken to a width, and short ones put side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import groupby

from lme4math.printers.layout.boxes import Box, Display, Fence, Gap, Line, OperatorSign, Row
from lme4math.printers.layout.measure import width
from lme4math.printers.layout.narrowing import narrowed

PAGE_WIDTH = 40.0
"""Widest line in em: the width of a notebook cell in a window of 900 pixels."""
GAP = 2.0
BETWEEN = (OperatorSign(",", "plain"), Gap(GAP))
"""What stands between two lines that share one."""
EVENING_STEPS = 20
Measure = Callable[[Box], float]
"""Gives the width of a box in em."""


def fitted(display: Display, page_width: float = PAGE_WIDTH) -> Display:
    """A display whose lines have much the width of a page.

    Args:
        display: lines that are not broken.
        page_width: the widest line wanted, in em; a single term wider than that is broken only at a sum in brackets.
    """
    lines = (
        part
        for line in _joined(display.lines, page_width)
        for part in _broken(line, page_width - (width(line.left) if line.left else 0.0))
    )
    return replace(display, lines=tuple(lines))


NOTHING = Row(())
"""A left side of no width."""
INDENT = 2.2
"""What a line that continues another is moved by, with the relation sign, in em."""
SHORT = 1.0
"""What a wide matrix may be wider on a page than by the measure, in em."""
SHORT_SIDE = 4.0
"""A left side that always stands before its relation sign, in em."""


def fitted_strictly(display: Display, page_width: float, measure: Measure = width) -> Display:
    """A display whose lines, aligned at their relation signs, do not go beyond a page.

    Long left sides are not aligned: those of more than a third of the page, and shorter ones if the terms would not fit
    otherwise. They have a line of their own, unless the whole has room on one.

    Args:
        display: lines that are not broken.
        page_width: the widest line wanted, in em; a single term wider than that is broken only at a sum in brackets.
        measure: the width of a box in em.
    """
    widest = max((measure(term) for line in display.lines for term in line.terms), default=0.0)
    roomy = [line for part in display.lines for line in _without_long_side(part, page_width / 3, page_width, measure)]
    tight = [line for part in display.lines for line in _without_long_side(part, SHORT_SIDE, page_width, measure)]
    lines = roomy if widest <= _room(roomy, page_width, measure) else tight
    room = _room(lines, page_width, measure)
    lines = [replace(line, terms=tuple(narrowed(term, room - SHORT, measure) for term in line.terms)) for line in lines]
    hidden = (remark for line in lines for remark in line.hidden_columns)
    remarks = tuple(dict.fromkeys((*hidden, *display.remarks))) if display.remarks else ()  # none where none is wanted
    joined = _joined(tuple(lines), page_width - INDENT, measure)
    return Display(tuple(part for line in joined for part in _broken(line, room, measure)), remarks)


def _room(lines: list[Line], page_width: float, measure: Measure) -> float:
    """What the widest left side leaves of a page."""
    return page_width - INDENT - max((measure(line.left) for line in lines if line.left), default=0.0)


def _without_long_side(line: Line, longest: float, page_width: float, measure: Measure) -> Iterator[Line]:
    if line.left and measure(line.left) > longest:
        if _width(line, measure) <= page_width - INDENT - longest:
            yield Line(NOTHING, None, (Row((line.left, line.right)),), columns=line.columns)
            return
        yield Line(NOTHING, None, (line.left,))
        yield Line(None, line.relation, line.terms, columns=line.columns)
    else:
        yield line


def _broken(line: Line, room: float, measure: Measure = width) -> Iterator[Line]:
    """A line, its sum broken between terms where it does not fit, into lines of much the same width.

    A term that is itself broken has lines of its own.
    """
    rows: list[list[Box]] = []
    for fits, group in groupby(line.terms, lambda term: measure(term) <= room):
        terms = list(group)
        parts = [terms] if fits else (_pieces_within(term, room, measure) for term in terms)
        rows += [row for part in parts for row in _packed(part, room, measure)]
    yield Line(line.left, line.relation, tuple(rows[0]))
    for row in rows[1:]:
        yield Line(None, None, tuple(row))


def _joined(lines: tuple[Line, ...], page_width: float, measure: Measure = width) -> Iterator[Line]:
    """The lines, those that may share one with the line before it together where there is room."""
    current: Line | None = None
    for line in lines:
        if current is not None and line.beside and _width(current, measure) + GAP + _width(line, measure) <= page_width:
            current = beside(current, line)
            continue
        if current is not None:
            yield current
        current = line
    if current is not None:
        yield current


def beside(first: Line, second: Line) -> Line:
    """Two lines as one, the second as one more term."""
    *before, last = first.terms
    whole = Row((second.left, second.right)) if second.left else second.right
    return replace(first, terms=(*before, Row((last, *BETWEEN)), whole))


def _width(line: Line, measure: Measure) -> float:
    return (measure(line.left) if line.left else 0.0) + measure(line.right)


def _pieces_within(part: Box, room: float, measure: Measure) -> list[Box]:
    """A term broken in its brackets, and what is still too wide in the brackets after them."""
    pieces = _pieces(part)
    return [smaller for piece in pieces for smaller in (_pieces(piece) if measure(piece) > room else [piece])]


def _pieces(part: Box) -> list[Box]:
    """A term broken between the parts of the sum, or else of the product, in its brackets; as it is without."""
    boxes = list(_flat(part))
    for place, box in enumerate(boxes):
        if isinstance(box, Fence) and box.open == "(" and isinstance(box.body, Row):
            start = Row((*boxes[:place], OperatorSign("(", "plain")))
            end = Row((OperatorSign(")", "plain"), *boxes[place + 1 :]))
            summands = _parts(box.body.children, "+−") or _parts(box.body.children, "⋅")
            return [Row((start, summands[0])), *summands[1:-1], Row((summands[-1], end))] if summands else [part]
    return [part]


def _flat(box: Box) -> Iterator[Box]:
    """The boxes of a row, and of the rows in it."""
    if isinstance(box, Row):
        for child in box.children:
            yield from _flat(child)
    else:
        yield box


def _parts(boxes: tuple[Box, ...], signs: str) -> list[Box]:
    """What stands between operators, each part with the sign before it; empty where there are none of these signs."""
    parts: list[list[Box]] = [[]]
    for box in boxes:
        if isinstance(box, OperatorSign) and box.kind == "binary" and box.text in signs and parts[-1]:
            parts.append([])
        parts[-1].append(box)
    return [Row(tuple(part)) for part in parts] if parts[1:] else []


def _packed(parts: list[Box], room: float, measure: Measure) -> list[list[Box]]:
    """Parts on as few rows as fit into `room`, none much longer than another."""
    widths = [measure(part) for part in parts]
    fewest = _filled(parts, widths, room)
    if len(fewest) == 1:
        return fewest
    narrower = (_filled(parts, widths, room * step / EVENING_STEPS) for step in range(1, EVENING_STEPS))
    return next((rows for rows in narrower if len(rows) <= len(fewest)), fewest)


def _filled(parts: list[Box], widths: list[float], room: float) -> list[list[Box]]:
    """Parts on rows, each row filled before the next is begun."""
    rows: list[list[Box]] = [[]]
    left = room
    for part, taken in zip(parts, widths, strict=True):
        if rows[-1] and taken > left:
            rows.append([])
            left = room
        rows[-1].append(part)
        left -= taken
    return rows
