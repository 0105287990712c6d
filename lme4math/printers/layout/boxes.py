"""The boxes of a page: letters, words, rows, scripts, brackets, tables.

Boxes carry layout and no meaning, except `Mark`, which names the level and the coefficient that a part of the page
belongs to. Every printer knows every kind of box; there are few of them on purpose. Signs and spaces that are used in
several places stand at the end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Literal, TypeVar

from lme4math.records import record, rewrite, walk
from lme4math.source import Span


@record
class Letters:
    """Mathematical letters, slanted, or bold and upright."""

    text: str
    bold: bool = False


@record
class Accented:
    """A letter with an accent, which is named as LaTeX does."""

    body: Letters
    accent: str


NameKind = Literal["name", "response", "in response", "level", "label"]


@record
class NameBox:
    """An upright name of the user's, of any characters, kept together.

    Attributes:
        kind: a variable's or factor's, or R's own text of one; the same where it is the response, or in a function
            that is the response; a level's of a factor; or the label of a function.
    """

    text: str
    kind: NameKind = "name"


@record
class FunctionName:
    """The upright name of a mathematical function or distribution."""

    text: str


@record
class DigitsBox:
    """A number."""

    text: str


@record
class OperatorSign:
    """An operator; `kind` decides the space around it."""

    text: str
    kind: Literal["binary", "relation", "prefix", "punctuation", "plain"]
    """A binary sign, a relation, a sign before its operand, a comma between arguments, a comma between indices."""


@record
class Dots:
    """Dots in place of entries that are left out."""

    direction: Literal["across", "down", "diagonal", "listed"]


@record
class Gap:
    """A space, in em."""

    width: float


@record
class Prose:
    """Words of ours between formulas; blanks at its ends count."""

    text: str


@record
class Row:
    """Boxes one after another."""

    children: tuple[Box, ...]


@record
class Scripts:
    """A base with a subscript, a superscript or both."""

    base: Box
    sub: Box | None = None
    sup: Box | None = None


@record
class Fence:
    """Brackets as tall as their content; `small` ones keep the height of the line."""

    open: str
    body: Box
    close: str
    small: bool = False


@record
class Fraction:
    """One box over another, with a line between."""

    above: Box
    below: Box


@record
class Root:
    """A square root."""

    body: Box


@record
class BigSum:
    """A summation sign with limits."""

    below: Box
    above: Box


@record
class Cell:
    """An entry of a table; `heading` stands above the table's brackets, over the entry's column."""

    body: Box
    heading: str = ""


@record
class TableBox:
    """Entries in rows and columns, centred, without brackets."""

    rows: tuple[tuple[Cell, ...], ...]

    @property
    def has_heading(self) -> bool:
        return any(cell.heading for cell in self.rows[0])


@record
class Choice:
    """A value and its condition."""

    value: Box
    condition: Box


@record
class Choices:
    """Values by condition, behind one large brace."""

    rows: tuple[Choice, ...]


@record
class Under:
    """A box with a small label beneath."""

    base: Box
    label: Box


@record
class Mark:
    """A part of the page that belongs to a level, and to a coefficient's row where it is one cell of the table.

    Attributes:
        level: 0 for the population, 1, 2, … for the grouping factors; None for a variable.
        row: the row of the table coefficient × level.
        symbol: which parameter it is, or the mean or the residual: the same wherever the same thing stands.
        spans: the characters of R code that it comes from, where it is a variable.
    """

    body: Box
    level: int | None
    row: int | None = None
    symbol: str = ""
    spans: tuple[Span, ...] = ()


@record
class Coloured:
    """A box in a colour, as `#rrggbb`."""

    body: Box
    colour: str


@record
class Line:
    """A line of a display: the left side, the relation sign, and the terms of the right side, each with its sign.

    Between terms the line may be broken; what continues another line has neither left side nor relation. A line may
    stand `beside` the one before it, where there is room. A `detail` writes out what earlier lines say in short.
    `columns` is a sentence with all columns of the design that the line shows, for where it shows only some.
    """

    left: Box | None
    relation: OperatorSign | None
    terms: tuple[Box, ...]
    beside: bool = False
    detail: bool = False
    columns: Box | None = None

    @property
    def right(self) -> Row:
        """All that follows the left side."""
        return Row((self.relation, *self.terms) if self.relation else self.terms)

    @property
    def hidden_columns(self) -> tuple[Box, ...]:
        """The sentence, where dots stand for columns."""
        tables = boxes_of(self.terms, TableBox) if self.columns is not None else ()
        hides = any(cell.body == Dots("across") for table in tables for cell in table.rows[0])
        return (self.columns,) if self.columns is not None and hides else ()


@record
class Display:
    """Lines aligned at their relation signs, and lines of remarks beneath."""

    lines: tuple[Line, ...]
    remarks: tuple[Box, ...] = ()


Box = (
    Letters
    | Accented
    | NameBox
    | FunctionName
    | DigitsBox
    | OperatorSign
    | Dots
    | Gap
    | Prose
    | Row
    | Scripts
    | Fence
    | Fraction
    | Root
    | BigSum
    | TableBox
    | Choices
    | Under
    | Mark
    | Coloured
)


Part = TypeVar("Part")
Kind = TypeVar("Kind")


def boxes_of(part: object, kind: type[Kind]) -> Iterator[Kind]:
    """Every box of a kind in a display, a line or a box, in reading order."""
    return (box for box in walk(part) if isinstance(box, kind))


def changed(part: Part, kind: type | tuple[type, ...], change: Callable[[Any], Box]) -> Part:
    """The same display, line, box or boxes with every box of a kind, or of several, changed."""
    if not any(isinstance(box, kind) for box in walk(part)):
        return part  # as most are: to look takes half as long as to take it apart
    return rewrite(part, lambda box: change(box) if isinstance(box, kind) else box)


def contains(box: Box, wanted: Callable[[Box], bool]) -> bool:
    """Whether a box, or one in its row, brackets or mark, is as wanted."""
    match box:
        case Row(children=children):
            return any(contains(child, wanted) for child in children)
        case Fence(body=body) | Mark(body=body) | Coloured(body=body):
            return contains(body, wanted)
        case _:
            return wanted(box)


def has_heading(box: Box) -> bool:
    """Whether names of columns stand above a matrix in this box."""
    return contains(box, lambda part: isinstance(part, TableBox) and part.has_heading)


def grows(box: Fence) -> bool:
    """Whether brackets are taller than a line: around what is tall, and around a letter with a script on each side."""
    return not box.small and (is_tall(box.body) or contains(box.body, _has_both_scripts))


def has_high_cells(box: TableBox) -> bool:
    """Whether rows would touch that are set as close as rows of letters."""
    return any(is_tall(cell.body) or contains(cell.body, _has_both_scripts) for row in box.rows for cell in row)


def _has_both_scripts(box: Box) -> bool:
    return isinstance(box, Scripts) and box.sub is not None and box.sup is not None


def is_tall(box: Box) -> bool:
    """Whether brackets around this box must be taller than a line."""
    return contains(box, lambda part: isinstance(part, TableBox | Choices | Fraction | BigSum))


PLUS, MINUS, DOT = OperatorSign("+", "binary"), OperatorSign("−", "binary"), OperatorSign("⋅", "binary")
EQUALS, TIMES = OperatorSign("=", "relation"), OperatorSign("×", "binary")
COMMA, INDEX_COMMA = OperatorSign(",", "punctuation"), OperatorSign(",", "plain")
THIN, WIDE = Gap(0.17), Gap(0.6)
