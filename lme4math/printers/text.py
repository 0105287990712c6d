"""Unicode text for a terminal with one font: matrices over several lines, names and levels marked by signs.

A name stands in backticks, as in R, where R could not read it without, or where a letter of the equations looks the
same: `` `my x`_i ``, and `` `b`_i `` beside a vector b. A bold letter is one of Unicode's bold letters where the same
letter is a symbol by itself: 𝛃 = [α; β].
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any, get_args
from unicodedata import east_asian_width

from lme4math.errors import FormulaError
from lme4math.notation import ACCENTS, stands_alone
from lme4math.printers.layout import boxes
from lme4math.printers.layout.boxes import Box, Display, Letters, NameBox, NameKind, Part, Scripts, changed
from lme4math.printers.layout.breaking import fitted_strictly
from lme4math.printers.layout.measure import REMARK_WIDTH, remark_lines
from lme4math.printers.layout.spelling import DOTS, GREEK, SPACED, bold, upright
from lme4math.r import Call, Constant, called_name, deparse, deparse_name, is_syntactic, parse_expression, quote
from lme4math.records import dispatch, parts, record, walk
from lme4math.source import visible

RESPONSES = "y"
"""The vector of all responses: a response of that name needs no backticks, as y is made of it."""

MATRICES = frozenset("XZby")
"""Letters of every model in the matrix notation; a name like one of them has backticks in all notations."""

_CODE = re.compile(r"(?P<code>.*[)\]])[\w.]*", re.DOTALL)


def in_one_font(page: Part) -> Part:
    """A display, or all boxes that are to be read together, with the signs that plain text needs.

    Args:
        page: the boxes, with names and letters as on a typeset page.
    """
    return changed(page, (Letters, NameBox), _Signs.of(page).mark)


@record
class _Signs:
    """The letters and names of a page, as far as they decide how others are written.

    Attributes:
        letters: all letters of the equations, and of `MATRICES`.
        alone: those that are a whole symbol somewhere and not bold, and names in a function of the response.
        response: names in the response.
    """

    letters: frozenset[str]
    alone: frozenset[str]
    response: frozenset[str]

    @classmethod
    def of(cls, page: object) -> _Signs:
        letters: set[str] = set()
        texts: dict[str, set[str]] = {kind: set() for kind in get_args(NameKind)}
        for box in walk(page):
            if isinstance(box, NameBox):
                texts[box.kind].add(box.text)
            elif isinstance(box, Letters):
                letters.add(box.text)
        alone, within = {box.text for box in walk(page, into=_whole_symbols) if _is_plain(box)}, texts["in response"]
        response = texts["response"] | within
        return cls(frozenset(letters | MATRICES), frozenset(alone | within), frozenset(response))

    def mark(self, box: Letters | NameBox) -> Letters | NameBox:
        """A letter or a name, marked where it needs a sign."""
        return self._letter(box) if isinstance(box, Letters) else self._name(box)

    def _letter(self, box: Letters) -> Letters:
        return replace(box, text=bold(box.text)) if box.bold and box.text in self.alone else box

    def _name(self, box: NameBox) -> NameBox:
        match box.kind:
            case "label":
                return box
            case "level":
                return replace(box, text=upright(box))
            case _:
                written = self._of_variable(box.text)
                return box if written == box.text else replace(box, text=written)

    def _of_variable(self, text: str) -> str:
        looks_like_a_letter = text in self.letters or GREEK.fullmatch(text)
        if looks_like_a_letter and not (text == RESPONSES and text in self.response):
            return quote(text, "`")
        return text if _is_code(text) else deparse_name(text)


def _is_plain(part: object) -> bool:
    return isinstance(part, Letters) and not part.bold


def _whole_symbols(part: object) -> Sequence[object]:
    """The parts in which letters are a whole symbol: β and β², not β₀, and not the ε of σ_ε."""
    if isinstance(part, Scripts):
        return (part.base,) if part.sub is None else ()
    return parts(part)


@lru_cache(maxsize=1024)
def _is_code(text: str) -> bool:
    """Whether a name is R's own text of something, such as scale(x) or its columns, where names have backticks."""
    if is_syntactic(text):
        return True
    column = _CODE.fullmatch(text)
    code = column["code"] if column else text
    try:
        read = parse_expression(code)
    except FormulaError:
        return False
    is_call = isinstance(read, Call) and stands_alone(called_name(read) or "x")  # a sum is in brackets, a call of `(`
    return (is_call or isinstance(read, Constant)) and deparse(read) == code


SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
SUPERSCRIPTS = str.maketrans("0123456789−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
TALL = {
    "[": ("⎡", "⎢", "⎣"), "]": ("⎤", "⎥", "⎦"), "(": ("⎛", "⎜", "⎝"), ")": ("⎞", "⎟", "⎠"),
}  # fmt: skip
WIDEST_MARGIN = 100
"""A left side of more columns than this is not aligned with the others."""


@lru_cache(maxsize=4096)
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


CHARACTER = 0.52
"""The width of a character in em."""


def text_within(display: Display, width: float) -> str:
    """A display as lines of Unicode text that are not longer than asked, unless a single term is.

    Args:
        display: its lines, not broken, and remarks.
        width: the number of characters of a line.
    """
    room = CHARACTER * width
    return _lines(fitted_strictly(in_one_font(display), room, lambda box: CHARACTER * write(box).width), room)


def text_of(display: Display) -> str:
    """A display as lines of Unicode text."""
    return _lines(in_one_font(display), REMARK_WIDTH)


def _lines(display: Display, room: float) -> str:
    """The lines of a display that is in one font, with its remarks in lines of at most `room` em."""
    lefts = [write(line.left) if line.left else TextBlock(("",)) for line in display.lines]
    margin = max((block.width for block in lefts if block.width <= WIDEST_MARGIN), default=0)
    parts = [
        _beside(
            (TextBlock(tuple(" " * (margin - block.width) + row for row in block.lines), block.base), write(line.right))
        )
        for block, line in zip(lefts, display.lines, strict=True)
    ]
    remarks = [write(line) for line in remark_lines(display, room)]
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
    return dispatch(WRITERS, box, "the text printer")


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
    if all(ord(sign) in digits for sign in line):
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
    boxes.Accented: lambda box: _line((bold(box.body.text) if box.body.bold else box.body.text) + ACCENTS[box.accent]),
    boxes.NameBox: lambda box: _line(visible(box.text)),
    boxes.FunctionName: lambda box: _line(box.text),
    boxes.DigitsBox: lambda box: _line(box.text),
    boxes.OperatorSign: lambda box: _line(SPACED[box.kind].format(box.text)),
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
