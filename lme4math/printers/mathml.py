"""MathML Core from boxes, as browsers draw it natively.

Every part that belongs to a level carries the class `lm-lv-L`, and `lm-around` where other such parts or a
table are in it, so that a line under it would be one too many; the class of `link_key` connects it to the same thing
elsewhere on the page; the style sheet and the hovering use these classes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from html import escape as escape_html
from typing import Any

from lme4math.printers.classes import (
    belongs_to,
    key_of_coefficient,
    key_of_level,
    key_of_symbol,
    key_of_variable,
    lit_by,
)
from lme4math.printers.layout import boxes
from lme4math.printers.layout.boxes import Box, Display, Line, Row, grows, has_heading
from lme4math.printers.layout.breaking import beside
from lme4math.printers.layout.measure import remark_lines, width, words_and_formulas
from lme4math.printers.layout.spelling import ACCENTS, DOTS, bold, upright
from lme4math.records import dispatch
from lme4math.source import visible

HEADING_LIFT = "1.5em"
"""The height of an entry with its column's name above it, clear of the bracket."""
HEADING_ROOM, LINE_ROOM = "1.9em", "0.45em"
"""The space above a line, with and without names of columns above its brackets."""


def escape(text: str) -> str:
    """Any characters as MathML text: the one place where names are escaped."""
    return escape_html(visible(text))


def mathml_of(display: Display) -> str:
    """A display with its remarks as one `<math>` element."""
    rows = _rows(display.lines)
    if not display.remarks:
        return _math(_aligned(rows))
    remarks = "".join(f"<mtr>{_cell_of(write(line), 'left')}</mtr>" for line in remark_lines(display))
    below = f'<mtable columnalign="left">{remarks}</mtable>'
    return _math(f"<mtable><mtr><mtd>{_aligned(rows)}</mtd></mtr><mtr><mtd>{below}</mtd></mtr></mtable>")


def html_lines(lines: Iterable[Line]) -> str:
    """Lines of a display as HTML, which the browser breaks between terms to the width that there is; "" of none.

    Each left side and each term is a `<math>` element of its own.

    Args:
        lines: lines that are not broken.
    """
    together: list[Line] = []
    for line in lines:
        together.append(beside(together.pop(), line) if line.beside else line)
    return f'<div class="lm-lines">{"".join(map(_html_line, together))}</div>' if together else ""


SHORT_SIDE, LONG_SIDE = 7.0, 16.0
"""The widths in em up to which a left side always has its line's beginning, and from which it has a line of its own."""
LARGEST_SHARE = 0.4
"""The share of a page that a left side may take."""
ROOMS = (20, 25, 30, 35, 40, 45, 50, 60)
"""The widths of pages, in em, that the style sheet knows: up to `lm-long-30`, a left side has a line of its own."""


def _html_line(line: Line) -> str:
    left = _piece(line.left) if line.left else ""
    first, *rest = line.terms
    terms = "<wbr>".join(_piece(term) for term in (Row((line.relation, first)) if line.relation else first, *rest))
    return f"<div{_room(line)}><div>{left}</div><div>{terms}</div></div>"


def _room(line: Line) -> str:
    """The class of a line by the page on which its left side is long: too long to stand beside each of its terms."""
    side = width(line.left) if line.left else 0.0
    if side < SHORT_SIDE:
        return ""
    needed = max(side / LARGEST_SHARE, side + max(map(width, line.terms)))
    room = next((room for room in ROOMS if needed <= room and side < LONG_SIDE), None)
    return f' class="lm-long{"er" if room is None else f"-{room}"}"'


def _piece(box: Box) -> str:
    headed = ' class="lm-headed"' if has_heading(box) else ""
    return f"<math{headed}>{write(box)}</math>"


def html_of(box: Box) -> str:
    """A remark as HTML: words that wrap, and formulas between them."""
    return "".join(_run(part) for part in words_and_formulas(box))


def _run(part: Box) -> str:
    match part:
        case boxes.Prose(text=text):
            return escape(text)
        case boxes.NameBox():
            return f"<b>{escape(upright(part))}</b>"
        case _:
            return inline(part)


def inline(box: Box) -> str:
    """A box as a `<math>` element within a line."""
    return f"<math>{write(box)}</math>"


def write(box: Box) -> str:
    """A box as MathML; a row gives several elements.

    Raises:
        UnknownNodeError: for a box that this printer does not know.
    """
    return dispatch(WRITERS, box, "the MathML printer")


def _math(body: str) -> str:
    return f'<math xmlns="http://www.w3.org/1998/Math/MathML" display="block">{body}</math>'


def _aligned(rows: str) -> str:
    return f'<mtable displaystyle="true" columnalign="right left" class="lm-display">{rows}</mtable>'


def _rows(lines: tuple[Line, ...]) -> str:
    return "".join(_row(line) for line in lines)


def _row(line: Line) -> str:
    """A line; one with names of columns above its brackets keeps room for them."""
    left = write(line.left) if line.left else ""
    right = write(line.right) if line.left else '<mspace width="1.4em"/>' + write(line.right)
    room = HEADING_ROOM if has_heading(line.right) else LINE_ROOM
    return f"<mtr>{_cell_of(left, 'right', room)}{_cell_of(right, 'left', room)}</mtr>"


def _cell_of(body: str, side: str, above: str = LINE_ROOM) -> str:
    """A cell of a display. Chromium and WebKit know alignment in MathML by a name of their own."""
    style = f"text-align:{side};text-align:-webkit-{side};padding-top:{above}"
    return f'<mtd class="lm-{side}" style="{style}"><mrow>{body}</mrow></mtd>'


def _wrap(box: Box) -> str:
    """A box as exactly one element, as scripts and the like need their parts."""
    body = write(box)
    several = isinstance(box, Row) or (isinstance(box, boxes.Letters) and len(box.text) > 1)
    return f"<mrow>{body}</mrow>" if several else body


def _letters(box: boxes.Letters) -> str:
    return "".join(f"<mi>{escape(bold(letter) if box.bold else letter)}</mi>" for letter in box.text)


def _operator(box: boxes.OperatorSign) -> str:
    """A sign. Attributes say only what the operator dictionary of MathML Core does not say of it in its place."""
    text = escape(box.text)
    match box.kind:
        case "punctuation":
            return f"<mo>{text}</mo>"
        case "plain" if box.text == ",":
            return f'<mo rspace="0">{text}</mo>'
        case "prefix" | "plain":
            return f'<mo form="prefix" stretchy="false" lspace="0" rspace="0">{text}</mo>'
        case _:
            return f"<mo>{text}</mo>" if box.text in ONLY_INFIX else f'<mo form="infix">{text}</mo>'


ONLY_INFIX = "=×⋅⊗"
"""Signs that all browsers take for what they are at the beginning of a line, too, or that never stand there."""


def _dots(box: boxes.Dots) -> str:
    """Dots; those in place of an entry of a matrix need no room beside them."""
    looks = '<mo lspace="0.12em" rspace="0">{}</mo>' if box.direction == "listed" else "<mtext>{}</mtext>"
    return looks.format(DOTS[box.direction])


def _scripts(box: boxes.Scripts) -> str:
    parts = [_wrap(box.base), *(_wrap(script) for script in (box.sub, box.sup) if script)]
    element = "msubsup" if box.sub and box.sup else "msub" if box.sub else "msup"
    return f"<{element}>{''.join(parts)}</{element}>"


def _fence(box: boxes.Fence) -> str:
    """Brackets; Chromium gives those that may stretch the width of the tallest, so only those may that must.

    A name in small ones is a label as a whole, such as the grouping factor of an effect.
    """
    if box.small and isinstance(box.body, boxes.NameBox):
        return f"<mtext>{escape(box.open + upright(box.body) + box.close)}</mtext>"
    looks = "" if grows(box) else ' stretchy="false"'
    return f"<mrow><mo{looks}>{escape(box.open)}</mo>{write(box.body)}<mo{looks}>{escape(box.close)}</mo></mrow>"


def _table(box: boxes.TableBox) -> str:
    rows = "".join("<mtr>" + "".join(f"<mtd>{_cell(cell)}</mtd>" for cell in row) + "</mtr>" for row in box.rows)
    return f"<mtable>{rows}</mtable>"


def _choices(box: boxes.Choices) -> str:
    """Both columns begin at the left; the brace stretches over all lines."""
    left = ' style="text-align:left;text-align:-webkit-left"'
    rows = "".join(
        f"<mtr><mtd{left}>{_wrap(row.value)}</mtd><mtd{left}>{_wrap(row.condition)}</mtd></mtr>" for row in box.rows
    )
    return f'<mrow><mo>{{</mo><mtable columnalign="left left">{rows}</mtable></mrow>'


def _cell(cell: boxes.Cell) -> str:
    """An entry; the name of its column floats above without making the row, and so its brackets, any taller."""
    if not cell.heading:
        return _wrap(cell.body)
    lifted = f'<mpadded height="{HEADING_LIFT}">{_wrap(cell.body)}</mpadded>'
    name = f'<mtext class="lm-heading">{escape(cell.heading)}</mtext>'
    return f'<mpadded height="0.9em"><mover>{lifted}{name}</mover></mpadded>'


def link_key(box: boxes.Mark) -> str:
    """The class of all elements for the same thing, or ""."""
    if box.symbol:
        return key_of_symbol(box.symbol)
    if box.level is None:
        return key_of_variable(box.spans[0].start) if box.spans else ""
    return key_of_level(box.level) if box.row is None else key_of_coefficient(box.row, box.level)


def _mark(box: boxes.Mark) -> str:
    classes = [belongs_to(box.level)] if box.level is not None else []
    classes += [key] if (key := link_key(box)) else []
    classes += [lit_by(key_of_level(box.level))] if box.level and box.symbol else []
    if not classes:
        return _wrap(box.body)
    body = write(box.body)
    classes += ["lm-around"] if 'class="lm-lv' in body or "<mtable" in body else []
    return f'<mrow class="{" ".join(classes)}">{body}</mrow>'


WRITERS: dict[type, Callable[[Any], str]] = {
    boxes.Letters: _letters,
    boxes.Accented: lambda box: (
        f'<mover accent="true">{_wrap(box.body)}<mo stretchy="false">{ACCENTS[box.accent]}</mo></mover>'
    ),
    boxes.NameBox: lambda box: f"<mtext>{escape(upright(box))}</mtext>",
    boxes.FunctionName: lambda box: f'<mi mathvariant="normal">{escape(box.text)}</mi>',
    boxes.DigitsBox: lambda box: f"<mn>{escape(box.text)}</mn>",
    boxes.OperatorSign: _operator,
    boxes.Dots: _dots,
    boxes.Gap: lambda box: f'<mspace width="{box.width:g}em"/>',
    boxes.Prose: lambda box: f"<mtext>{escape(box.text).replace(' ', chr(0xA0))}</mtext>",
    Row: lambda box: "".join(write(child) for child in box.children),
    boxes.Scripts: _scripts,
    boxes.Fence: _fence,
    boxes.Fraction: lambda box: f"<mfrac>{_wrap(box.above)}{_wrap(box.below)}</mfrac>",
    boxes.Root: lambda box: f"<msqrt>{_wrap(box.body)}</msqrt>",
    boxes.BigSum: lambda box: f"<munderover><mo>∑</mo>{_wrap(box.below)}{_wrap(box.above)}</munderover>",
    boxes.TableBox: _table,
    boxes.Choices: _choices,
    boxes.Under: lambda box: f"<munder>{_wrap(box.base)}{_wrap(box.label)}</munder>",
    boxes.Mark: _mark,
    boxes.Coloured: lambda box: f'<mrow style="color:{box.colour}">{write(box.body)}</mrow>',
}
