"""Unicode text from boxes, for a terminal: matrices over several lines, aligned at the line they are read on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from unicodedata import east_asian_width

from lme4math.printers import boxes
from lme4math.printers.boxes import Box, Display, Part, changed
from lme4math.printers.one_font import in_one_font
from lme4math.printers.wrap import wrapped
from lme4math.records import record
from lme4math.source import visible
from lme4math.trees import asked

SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
TALL = {
    "[": ("⎡", "⎢", "⎣"), "]": ("⎤", "⎥", "⎦"), "(": ("⎛", "⎜", "⎝"), ")": ("⎞", "⎟", "⎠"),
}  # fmt: skip
OPERATORS = {"binary": " {} ", "relation": " {} ", "punctuation": "{} ", "prefix": "{}", "plain": "{}"}
WIDEST_MARGIN = 100
"""A left side of more columns than this stands out to the right, and the others are not moved to line up with it."""
DOTS = {"across": "⋯", "down": "⋮", "diagonal": "⋱", "listed": "…"}


def columns(text: str) -> int:
    """How many columns of a terminal a text takes."""
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)


@record
class TextBlock:
    """Lines of one width; `base` is the line on which it is read."""

    lines: tuple[str, ...]
    base: int = 0

    @property
    def width(self) -> int:
        return max(columns(line) for line in self.lines)

    @property
    def below(self) -> int:
        return len(self.lines) - 1 - self.base

    def centred(self, width: int) -> TextBlock:
        """The same block with blanks on both sides."""
        left = (width - self.width) // 2
        return TextBlock(tuple(" " * left + _pad(line, width - left) for line in self.lines), self.base)


def text_of(display: Display) -> str:
    """A display as lines of Unicode text."""
    display = in_one_font(display)
    lefts = [write(line.left) if line.left else TextBlock(("",)) for line in display.lines]
    margin = max((block.width for block in lefts if block.width <= WIDEST_MARGIN), default=0)
    parts = [
        _beside(
            (TextBlock(tuple(" " * (margin - block.width) + row for row in block.lines), block.base), write(line.right))
        )
        for block, line in zip(lefts, display.lines, strict=True)
    ]
    remarks = [write(line) for remark in display.remarks for line in wrapped(remark)]
    rows = [row.rstrip() for block in parts for row in (*block.lines, *(("",) if len(block.lines) > 1 else ()))]
    below = [row.rstrip() for block in remarks for row in block.lines]
    return "\n".join([*rows, *([""] if rows and rows[-1] else []), *below])


def text_of_box(box: Box) -> str:
    """A box as text, in one line unless it has several."""
    return "\n".join(write(in_line(box)).lines)


def write(box: Box) -> TextBlock:
    """A box as a block of text.

    Raises:
        UnknownNodeError: for a box that this printer does not know.
    """
    return asked(WRITERS, box, "the text printer")


def _pad(line: str, width: int) -> str:
    return line + " " * (width - columns(line))


def _line(value: str) -> TextBlock:
    return TextBlock((value,))


def _beside(blocks: tuple[TextBlock, ...]) -> TextBlock:
    """Blocks in a row, their base lines on one line."""
    above = max((block.base for block in blocks), default=0)
    below = max((block.below for block in blocks), default=0)
    rows = [""] * (above + 1 + below)
    for block in blocks:
        width, first = block.width, above - block.base
        for number in range(len(rows)):
            inside = first <= number < first + len(block.lines)
            rows[number] += _pad(block.lines[number - first] if inside else "", width)
    return TextBlock(tuple(rows), above)


def _above(blocks: tuple[TextBlock, ...], base: int) -> TextBlock:
    """Blocks one above another, centred; the result is read on line `base`."""
    width = max(block.width for block in blocks)
    return TextBlock(tuple(line for block in blocks for line in block.centred(width).lines), base)


def _scripts(box: boxes.Scripts) -> TextBlock:
    base = write(box.base)
    suffix = _script(box.sub, "_", SUBSCRIPTS) + _script(box.sup, "^", SUPERSCRIPTS)
    if len(base.lines) == 1:
        return _line(base.lines[0] + suffix)
    return _beside((base, _line(suffix)))


def _script(box: Box | None, mark: str, digits: dict[int, int]) -> str:
    """A script on the line: small digits, one sign after `_`, or more in brackets."""
    if box is None:
        return ""
    (line,) = write(in_line(box)).lines
    if line.isdigit():
        return line.translate(digits)
    is_bracketed = line.startswith("(") and ")" not in line[:-1]
    return f"{mark}{line}" if len(line) == 1 or is_bracketed else f"{mark}{{{line}}}"


def in_line(part: Part) -> Part:
    """A box without fractions one above the other, where there is but one line: a/b, and (a + b)/(c d)."""
    return changed(part, boxes.Fraction, _beside_a_stroke)


def _beside_a_stroke(fraction: boxes.Fraction) -> Box:
    return boxes.Row((_as_operand(fraction.above), boxes.OperatorSign("/", "plain"), _as_operand(fraction.below)))


def _as_operand(box: Box) -> Box:
    """A box beside a stroke: in brackets if there is more than one thing in it."""
    inner = box.body if isinstance(box, boxes.Mark) else box
    return boxes.Fence("(", box, ")") if isinstance(inner, boxes.Row) else box


def _fence(box: boxes.Fence) -> TextBlock:
    body = write(box.body)
    if len(body.lines) == 1:
        return _line(box.open + body.lines[0] + box.close)
    fenced = _beside((_bracket(box.open, body), body, _bracket(box.close, body)))
    if not (isinstance(box.body, boxes.TableBox) and box.body.has_heading):
        return fenced
    names = [_line(visible(cell.heading)) for cell in box.body.rows[0]]
    heading = _table_row(names, _table_widths(box.body)).lines[0]
    return TextBlock(("  " + heading, *fenced.lines), fenced.base + 1)


def _bracket(sign: str, body: TextBlock) -> TextBlock:
    top, middle, bottom = TALL[sign]
    lines = (top, *(middle,) * (len(body.lines) - 2), bottom)
    gap = "{} " if sign in "[(" else " {}"
    return TextBlock(tuple(gap.format(line) for line in lines), body.base)


def _choices(box: boxes.Choices) -> TextBlock:
    """Both columns begin at the left; the brace has its point in the middle."""
    values, conditions = [write(row.value) for row in box.rows], [write(row.condition) for row in box.rows]
    width = max(value.width for value in values)
    rows = [
        _beside((TextBlock(tuple(_pad(line, width) for line in value.lines), value.base), _line("  "), condition))
        for value, condition in zip(values, conditions, strict=True)
    ]
    lines = tuple(line for row in rows for line in row.lines)
    if len(lines) == 1:
        return _line("{ " + lines[0])
    middle = (len(lines) - 1) // 2
    signs = ["⎧", *"⎪" * (len(lines) - 2), "⎩"] if len(lines) > 2 else ["⎰", "⎱"]
    if len(lines) > 2:
        signs[middle] = "⎨"
    return TextBlock(tuple(f"{sign} {line}" for sign, line in zip(signs, lines, strict=True)), middle)


def _fraction(box: boxes.Fraction) -> TextBlock:
    above, below = write(box.above), write(box.below)
    line = _line("─" * max(above.width, below.width))
    return _above((above, line, below), len(above.lines))


def _table(box: boxes.TableBox) -> TextBlock:
    widths = _table_widths(box)
    rows = [_table_row([write(cell.body) for cell in row], widths) for row in box.rows]
    height = sum(len(row.lines) for row in rows)
    return TextBlock(tuple(line for row in rows for line in row.lines), (height - 1) // 2)


def _table_widths(box: boxes.TableBox) -> list[int]:
    """The width of each column, its name above it included."""
    by_column = zip(*box.rows, strict=True)
    return [max(max(write(cell.body).width, columns(visible(cell.heading))) for cell in cells) for cells in by_column]


def _table_row(cells: list[TextBlock], widths: list[int]) -> TextBlock:
    parts: list[TextBlock] = []
    for cell, width in zip(cells, widths, strict=True):
        parts += [_line("  ")] if parts else []
        parts.append(cell.centred(width))
    return _beside(tuple(parts))


def _under(box: boxes.Under) -> TextBlock:
    base = write(box.base)
    return _above((base, write(box.label)), base.base)


WRITERS: dict[type, Callable[[Any], TextBlock]] = {
    boxes.Letters: lambda box: _line(box.text),
    boxes.NameBox: lambda box: _line(visible(box.text)),
    boxes.FunctionName: lambda box: _line(box.text),
    boxes.DigitsBox: lambda box: _line(box.text),
    boxes.OperatorSign: lambda box: _line(OPERATORS[box.kind].format(box.text)),
    boxes.Dots: lambda box: _line(DOTS[box.direction]),
    boxes.Gap: lambda box: _line(" " * max(1, round(2 * box.width))),
    boxes.Prose: lambda box: _line(visible(box.text)),
    boxes.Row: lambda box: _beside(tuple(write(child) for child in box.children)),
    boxes.Scripts: _scripts,
    boxes.Fence: _fence,
    boxes.Fraction: _fraction,
    boxes.Root: lambda box: _beside((_line("√("), write(box.body), _line(")"))),
    boxes.BigSum: lambda box: _above((write(box.above), _line("∑"), write(box.below)), 1),
    boxes.TableBox: _table,
    boxes.Choices: _choices,
    boxes.Under: _under,
    boxes.Mark: lambda box: write(box.body),
    boxes.Coloured: lambda box: write(box.body),
}
