"""An equation that a person wrote, as MathML, with marks at the places that they are about.

The nodes of `tex_nodes.py` keep what a formula means; where the typed characters say more (`\\cdot` or `*`, a script
letter), the printer looks at them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import Any

from lme4math.attempts.tex.tex_nodes import (
    TexFraction,
    TexGroup,
    TexName,
    TexNode,
    TexNumber,
    TexProse,
    TexRow,
    TexScripted,
    TexSign,
    TexTable,
)
from lme4math.attempts.tex.tex_signs import ACCENTS, BRACKETS, FENCES, GREEK_LETTERS, LARGE, SIGNS, TYPED_SIGNS, in_font
from lme4math.markup import Markup, element, join
from lme4math.records import record
from lme4math.source import Span


@record
class PlaceMark:
    """A mark at a place of the text.

    Attributes:
        span: the place.
        kind: "right", "wrong", "level", "open" or "note".
        numbers: of the sentences that are about it.
    """

    span: Span
    kind: str
    numbers: tuple[int, ...] = ()

    @property
    def sign(self) -> str:
        """What stands below the part: the sign of its kind, and the numbers."""
        return " ".join(filter(None, (SIGN_OF_MARK[self.kind], ", ".join(map(str, self.numbers)))))


SIGN_OF_MARK = {"right": "✓", "wrong": "✗", "level": "↕", "open": "?", "note": ""}
"""What stands below a part, so that no mark is in colour alone."""
Marks = tuple[PlaceMark, ...]


class TexPrinter:
    """The writers of nodes, with the text that the nodes were read from."""

    def __init__(self, text: str) -> None:
        self.text = text

    def math(self, items: Sequence[TexNode], marks: Marks) -> Markup:
        """Items as one element; a blank after it lets a line break."""
        display: dict[str, str | bool] = {"displaystyle": "true"}
        return join((element("math", display, self.items(items, marks)), " "))

    def row(self, row: TexRow, marks: Marks) -> Markup:
        """A row as exactly one element."""
        return element("mrow", {}, self.items(row.items, marks))

    def items(self, items: Sequence[TexNode], marks: Marks) -> Markup:
        """Items with the marks around those of them that they are about."""
        return join(self._marked([(item, _own(item, items, marks)) for item in items], marks))

    def _marked(self, items: Sequence[tuple[TexNode, PlaceMark | None]], marks: Marks) -> Iterator[Markup]:
        for _, run in groupby(items, lambda one: id(one[1])):
            those = list(run)
            mark = those[0][1]
            inner = tuple(one for one in marks if one is not mark)
            body = list(self._spelt([item for item, _ in those], inner))
            yield join(body) if mark is None else _around(mark, body)

    def _spelt(self, items: Sequence[TexNode], marks: Marks) -> Iterator[Markup]:
        """Items one after the other; a root takes the brackets that follow it."""
        before: TexNode | None = None
        for item in items:
            if _is_word(item) and before is not None and not isinstance(before, TexSign):
                yield element("mspace", {"width": "0.17em"})
            is_root = isinstance(before, TexName) and self._is_root(before)
            if is_root and isinstance(item, TexGroup):
                yield element("msqrt", {}, self.items(item.body.items, marks))
            elif not (isinstance(item, TexName) and self._is_root(item)):
                if _is_function(before) and not isinstance(item, TexGroup):
                    yield element("mspace", {"width": "0.17em"})
                yield self.node(item, marks)
            before = item

    def _is_root(self, node: TexName) -> bool:
        return node.text == "sqrt" and self.typed(node).startswith("\\sqrt")

    def node(self, node: TexNode, marks: Marks) -> Markup:
        """A node as one element."""
        return _WRITERS[type(node)](self, node, marks)

    def typed(self, node: TexNode) -> str:
        """The characters of a node."""
        return self.text[node.span.start : node.span.end]

    def name(self, node: TexName, _: Marks) -> Markup:
        """A letter is slanted, a word upright; a letter with digits has these below."""
        typed = self.typed(node)
        if node.kind == "greek":
            letter = GREEK_LETTERS.get(typed.removeprefix("\\"), GREEK_LETTERS.get(node.text, node.text))
            body = _letter(in_font(letter, typed, is_bold=node.bold), slanted=not letter.isupper())
        elif node.text in LARGE:
            body = element("mo", {}, LARGE[node.text])
        elif numbered := _NUMBERED.fullmatch(node.text if node.kind == "word" else ""):
            body = element("msub", {}, element("mi", {}, numbered[1]), element("mn", {}, numbered[2]))
        elif len(node.text) == 1:
            plain = node.kind == "text" and not node.bold
            body = _letter(in_font(node.text, typed, is_bold=node.bold), slanted=not plain)
        else:
            body = element("mi", {}, node.text)
        if not node.accent:
            return body
        return element("mover", {"accent": "true"}, body, element("mo", {}, ACCENTS.get(node.accent, "^")))

    def number(self, node: TexNumber, _: Marks) -> Markup:
        """Digits."""
        return element("mn", {}, node.text)

    def sign(self, node: TexSign, _: Marks) -> Markup:
        """An operator, a relation, punctuation or a blank."""
        if node.text in ("gap", "newline", "&", "blank"):
            return element("mspace", {"width": "1em" if node.text == "gap" else "0.3em"})
        typed = TYPED_SIGNS.get(self.typed(node).strip(), SIGNS.get(node.text, node.text.removeprefix("\\")))
        looks: dict[str, str | bool] = {"form": "infix"} if typed in _INFIX else {}
        return element("mo", {"stretchy": "false"} if typed in _FENCE_SIGNS else looks, typed)

    def group(self, node: TexGroup, marks: Marks) -> Markup:
        """What brackets enclose."""
        if not node.bracket:
            return self.row(node.body, marks)
        inside = self.items(node.body.items, marks)
        looks: dict[str, str | bool] = {} if _is_tall(node.body) else {"stretchy": "false"}
        opening, closing = (element("mo", looks, sign) for sign in BRACKETS[node.bracket])
        return element("mrow", {}, opening, inside, closing)

    def scripted(self, node: TexScripted, marks: Marks) -> Markup:
        """A base with its scripts; those of a sum stand above and below it."""
        body = self.node(node.base, marks)
        primes = [element("mo", {}, "⊤" if "^" in self.typed(node) and node.above is None else "′" * node.primes)]
        above = [self.script(node.above, marks)] if node.above else []
        above += primes if node.primes else []
        parts = [self.script(node.below, marks)] if node.below else []
        parts += [above[0] if len(above) == 1 else element("mrow", {}, *above)] if above else []
        limits = isinstance(node.base, TexName) and node.base.text in LARGE
        kinds = ("under", "over") if limits else ("sub", "sup")
        name = "m" + kinds[0] * bool(node.below) + kinds[1] * bool(above)
        return element(name, {}, body, *parts) if parts else body

    def script(self, row: TexRow, marks: Marks) -> Markup:
        """A script, in which letters side by side are indices, each slanted."""
        split = [letter for item in row.items for letter in _letters_of(item)]
        return element("mrow", {}, self.items(split, marks))

    def fraction(self, node: TexFraction, marks: Marks) -> Markup:
        """A fraction."""
        return element("mfrac", {}, self.row(node.above, marks), self.row(node.below, marks))

    def prose(self, node: TexProse, _: Marks) -> Markup:
        """Words in a formula, with the blanks around them."""
        return element("mtext", {}, node.text.replace(" ", "\u00a0"))

    def table(self, node: TexTable, marks: Marks) -> Markup:
        """A matrix, or lines that are aligned."""
        sides = ("center",) if node.name not in _ALIGNED else ("left",) if "cases" in node.name else ("right", "left")
        rows = (
            element("mtr", {}, *(self._cell(cell, sides[place % len(sides)], marks) for place, cell in enumerate(row)))
            for row in node.rows
        )
        table = element("mtable", {"displaystyle": "true"} if node.name in _ALIGNED else {}, *rows)
        opening, closing = FENCES.get(node.name, ("", ""))
        fences = [element("mo", {}, sign) if sign else "" for sign in (opening, closing)]
        return element("mrow", {}, fences[0], table, fences[1])

    def _cell(self, cell: TexRow, side: str, marks: Marks) -> Markup:
        style = f"text-align:{side};text-align:-webkit-{side}"
        return element("mtd", {"style": style}, element("mrow", {}, self.items(cell.items, marks)))


_NUMBERED = re.compile(r"([A-Za-z])(\d+)")
_MOST_INDICES = 4
_FUNCTIONS = frozenset(("log", "ln", "exp", "logit", "probit", "cloglog", "min", "max", "diag", "Pr"))
_FENCE_SIGNS = frozenset("()[]{}|‖")
_INFIX = frozenset("+−∼")
_ALIGNED = frozenset((
    "aligned", "align", "alignat", "alignedat", "split", "eqnarray", "gather", "gathered", "flalign", "equation",
    "multline", "displaymath", "math", "cases", "dcases",
))  # fmt: skip

_WRITERS: dict[type, Callable[[Any, Any, Marks], Markup]] = {
    TexRow: TexPrinter.row,
    TexName: TexPrinter.name,
    TexNumber: TexPrinter.number,
    TexSign: TexPrinter.sign,
    TexGroup: TexPrinter.group,
    TexScripted: TexPrinter.scripted,
    TexFraction: TexPrinter.fraction,
    TexTable: TexPrinter.table,
    TexProse: TexPrinter.prose,
}


def _letters_of(item: TexNode) -> Sequence[TexNode]:
    """Letters side by side, one by one; scripts belong to the last of them."""
    if isinstance(item, TexScripted):
        *first, last = _letters_of(item.base)
        return [*first, TexScripted(last, item.below, item.above, item.primes, item.span)]
    if isinstance(item, TexName) and item.kind == "word" and 0 < len(item.text) <= _MOST_INDICES:
        return [TexName(letter, "letter", item.span) for letter in item.text]
    return [item]


def _is_word(item: TexNode | None) -> bool:
    base = item.base if isinstance(item, TexScripted) else item
    return isinstance(base, TexName) and base.kind in ("word", "text") and len(base.text) > 1


def _is_function(item: TexNode | None) -> bool:
    return isinstance(item, TexName) and item.text in _FUNCTIONS


def _is_tall(row: TexRow) -> bool:
    """Whether brackets around it must grow."""
    waiting: list[TexNode] = [*row.items]
    while waiting:
        node = waiting.pop()
        if isinstance(node, TexFraction | TexTable):
            return True
        if isinstance(node, TexGroup):
            waiting += node.body.items
        elif isinstance(node, TexScripted):
            waiting.append(node.base)
    return False


def _letter(text: str, *, slanted: bool) -> Markup:
    """A letter; browsers slant one that stands alone, unless they are told not to."""
    return element("mi", {} if slanted else {"mathvariant": "normal"}, text)


def _own(item: TexNode, beside: Sequence[TexNode], marks: Marks) -> PlaceMark | None:
    """The mark that stands around an item: the first that reaches it, unless it is about a part of it alone."""
    for mark in marks:
        if not _meets(mark.span, item.span):
            continue
        is_within = item.span.start <= mark.span.start and mark.span.end <= item.span.end and mark.span != item.span
        alone = not any(_meets(mark.span, other.span) for other in beside if other is not item)
        if not (is_within and alone and _has_place(item, mark.span)):
            return mark
    return None


def _has_place(item: TexNode, span: Span) -> bool:
    """Whether a mark can be put within an item: a row of it has a part that the mark covers."""
    match item:
        case TexGroup(body=body):
            rows: Sequence[TexRow] = (body,)
        case TexFraction(above=above, below=below):
            rows = (above, below)
        case TexTable(rows=lines):
            rows = [cell for line in lines for cell in line]
        case TexScripted(base=base):
            return _meets(base.span, span) and _has_place(base, span)
        case TexRow():
            rows = (item,)
        case _:
            return False
    return any(_meets(one.span, span) for row in rows for one in row.items)


def _meets(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _around(mark: PlaceMark, body: Sequence[Markup]) -> Markup:
    inside = element("mrow", {"class": f"lm-part lm-part-{mark.kind}"}, *body)
    return element("munder", {}, inside, element("mtext", {"class": "lm-part-sign"}, mark.sign))
