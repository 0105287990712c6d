"""Typst from boxes: a block of mathematics for the statements, and sentences for the remarks.

Names stand in quotes, where only `\\` and `"` mean anything to Typst. Letters are Unicode, as Typst likes them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from lme4math.printers.layout import boxes
from lme4math.printers.layout.boxes import Box, Display, Line, has_heading
from lme4math.printers.layout.measure import words_and_formulas
from lme4math.printers.layout.spelling import DOTS, SPACED, upright
from lme4math.records import dispatch
from lme4math.source import visible

FUNCTIONS = ("log", "exp", "sin", "cos", "tan")
"""Names that Typst sets as functions by itself."""
ACCENTS = {
    "hat": "hat", "bar": "macron", "tilde": "tilde", "dot": "dot", "ddot": "dot.double", "vec": "arrow",
}  # fmt: skip
"""Typst's functions for accents, by LaTeX's names."""
MARKUP = "\\`*_#$@<>~-'\"/=+[]{}:."
"""Signs that mean something in Typst's markup, at least somewhere."""
HEADING = "#box(height: 0.7em, align(bottom, $limits({})^{}$)) "
"""An entry with its column's name floating above, as tall as the entry alone, so that brackets leave the name out."""
HEADING_ROOM = " & #box(height: 0.6em) "
"""An empty line above one whose brackets carry names of columns."""


def quoted(text: str) -> str:
    """Any characters as a string of Typst's: the one place where names are escaped."""
    return '"' + visible(text).replace("\\", "\\\\").replace('"', '\\"') + '"'


def typst_of(display: Display) -> str:
    """A display as Typst markup: a block of mathematics, and the remarks beneath."""
    lines: list[str] = []
    for line in display.lines:
        lines += [HEADING_ROOM] if has_heading(line.right) else []
        lines.append(_line(line))
    equations = "$ " + " \\\n  ".join(line.strip() for line in lines) + " $"
    return "\n\n".join([equations, *([" \\\n".join(map(_sentence, display.remarks))] if display.remarks else [])])


def write(box: Box) -> str:
    """A box as Typst in math mode.

    Raises:
        UnknownNodeError: for a box that this printer does not know.
    """
    return dispatch(WRITERS, box, "the Typst printer")


def _line(line: Line) -> str:
    return f"{write(line.left)} &{write(line.right)}" if line.left else f'& quad ""{write(line.right)}'


def _sentence(remark: Box) -> str:
    """A remark as words that wrap, and formulas between them."""
    return "".join(
        plain(part.text if isinstance(part, boxes.Prose) else upright(part))
        if isinstance(part, boxes.Prose | boxes.NameBox)
        else f"${write(part).strip()}$"
        for part in words_and_formulas(remark)
    )


def plain(text: str) -> str:
    """Any characters as words of Typst's markup; behind a backslash every sign means itself."""
    return "".join(f"\\{sign}" if sign in MARKUP else sign for sign in visible(text))


def _joined(parts: Iterable[str]) -> str:
    """Pieces in a row, with blanks only where two would run into one word or a word into a call."""
    text = ""
    for part in parts:
        together = text[-1:].isalpha() and part[:1] == "("
        text += " " + part if together or (text[-1:].isalnum() and part[:1].isalnum()) else part
    return text


def _argument(box: Box) -> str:
    """A box as an argument of a function, where a bare comma would begin the next one."""
    match box:
        case boxes.Row(children=children):
            return _joined(_argument(child) for child in children)
        case boxes.Mark(body=body):
            return _argument(body)
        case boxes.OperatorSign(text=","):
            return write(box).replace(",", r"\,")
        case _:
            return write(box)


def _letters(box: boxes.Letters) -> str:
    text = " ".join(box.text)
    return f"bold(upright({text}))" if box.bold else text


def _operator(box: boxes.OperatorSign) -> str:
    """A sign; a bracket that stands alone is kept from looking for its fellow."""
    return SPACED[box.kind].format(f"\\{box.text}" if box.text in "()" else box.text)


def _digits(box: boxes.DigitsBox) -> str:
    return box.text if box.text.isdecimal() else quoted(box.text)


def _gap(box: boxes.Gap) -> str:
    return " thin " if box.width < 0.3 else " quad " if box.width <= 1 else " wide "


def _script(box: Box) -> str:
    """A script, in brackets that Typst does not show unless it is one letter or number."""
    text = write(box)
    return text if text.isdecimal() or (len(text) == 1 and text.isalpha()) else f"({text})"


def _scripts(box: boxes.Scripts) -> str:
    sub = f"_{_script(box.sub)}" if box.sub else ""
    sup = f"^{_script(box.sup)}" if box.sup else ""
    if not isinstance(box.base, boxes.Row | boxes.Scripts):
        return write(box.base) + sub + sup
    below = f", b: {_argument(box.sub)}" if box.sub else ""
    above = f", t: {_argument(box.sup)}" if box.sup else ""
    return f"attach({_argument(box.base)}{below}{above})"


def _fence(box: boxes.Fence) -> str:
    if isinstance(box.body, boxes.TableBox):
        return _matrix(box.body, f'"{box.open}"')
    return f"{box.open}{write(box.body)}{box.close}"


def _matrix(box: boxes.TableBox, delimiter: str) -> str:
    rows = "; ".join(", ".join(_cell(cell) for cell in row) for row in box.rows)
    return f"mat(delim: {delimiter}, {rows})"


def _choices(box: boxes.Choices) -> str:
    rows = ", ".join(f"{_argument(row.value)} & {_argument(row.condition)}" for row in box.rows)
    return f"cases({rows})"


def _cell(cell: boxes.Cell) -> str:
    body = _argument(cell.body)
    return HEADING.format(body, quoted(cell.heading)) if cell.heading else body


WRITERS: dict[type, Callable[[Any], str]] = {
    boxes.Letters: _letters,
    boxes.Accented: lambda box: f"{ACCENTS[box.accent]}({_letters(box.body)})",
    boxes.NameBox: lambda box: quoted(upright(box)),
    boxes.FunctionName: lambda box: box.text if box.text in FUNCTIONS else quoted(box.text),
    boxes.DigitsBox: _digits,
    boxes.OperatorSign: _operator,
    boxes.Dots: lambda box: DOTS[box.direction],
    boxes.Gap: _gap,
    boxes.Prose: lambda box: quoted(box.text),
    boxes.Row: lambda box: _joined(write(child) for child in box.children),
    boxes.Scripts: _scripts,
    boxes.Fence: _fence,
    boxes.Fraction: lambda box: f"frac({_argument(box.above)}, {_argument(box.below)})",
    boxes.Root: lambda box: f"sqrt({_argument(box.body)})",
    boxes.BigSum: lambda box: f"sum_({write(box.below)})^({write(box.above)})",
    boxes.Choices: _choices,
    boxes.TableBox: lambda box: _matrix(box, "#none"),
    boxes.Under: lambda box: f"limits({_argument(box.base)})_({write(box.label)})",
    boxes.Mark: lambda box: write(box.body),
    boxes.Coloured: lambda box: f'std.text(fill: std.rgb("{box.colour}"), {_argument(box.body)})',
}
