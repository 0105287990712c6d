"""Names and letters where there is only one font: what fonts tell apart on a page is told apart by signs.

A name stands in backticks, as R has it, where R could not read it without, or where a letter of the equations looks
the same: `` `my x`_i ``, and `` `b`_i `` for there is a vector b. Levels stand in quotes where one would read as
another thing: 1[f_i = "a=1"]. A bold letter is one of Unicode's bold ones where the same letter is a symbol by itself:
𝛃 = [α; β].
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import get_args

from lme4math.errors import FormulaError
from lme4math.formula.deparse import deparse, deparse_name, is_syntactic
from lme4math.formula.nodes import Call, Constant
from lme4math.formula.parser import parse_expression
from lme4math.formula.strings import quote
from lme4math.formula.walk import called_name
from lme4math.printers.boxes import Letters, NameBox, NameKind, Part, Scripts, changed
from lme4math.printers.naming import GREEK, bold
from lme4math.records import record
from lme4math.trees import parts, walk

RESPONSES = "y"
"""The vector of all responses: a response of that name needs no telling apart, as y is made of it."""

MATRICES = frozenset("XZby")
"""Letters that every model has in the matrix notation; a name is told apart from them on all pages, to be one thing."""

_NUMBER = re.compile(r"-?[\d.]+(e[-+]?\d+)?")
_WORDS = re.compile(rf"[\w.]+( [\w.]+)*|{_NUMBER.pattern}")
_CODE = re.compile(r"(?P<code>.*[)\]])[\w.]*", re.DOTALL)


def in_one_font(page: Part) -> Part:
    """A page for one font: a display, or all boxes that are to be read together.

    Args:
        page: the boxes, with names and letters as they are where there are fonts.
    """
    return changed(page, (Letters, NameBox), _Signs.of(page).apart)


@record
class _Signs:
    """What decides on a page how its letters and names are written.

    Attributes:
        letters: all letters of the equations, and of `MATRICES`.
        alone: those that are a whole symbol somewhere and not bold, and names in a function of the response.
        response: names in the response.
        quotes_levels: whether a level would read as something else; then all have quotes.
    """

    letters: frozenset[str]
    alone: frozenset[str]
    response: frozenset[str]
    quotes_levels: bool

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
        names = texts["name"] | response
        quotes_levels = any(not _WORDS.fullmatch(level) or level in names for level in texts["level"])
        return cls(frozenset(letters | MATRICES), frozenset(alone | within), frozenset(response), quotes_levels)

    def apart(self, box: Letters | NameBox) -> Letters | NameBox:
        """A letter or a name as it is written."""
        return self._letter(box) if isinstance(box, Letters) else self._name(box)

    def _letter(self, box: Letters) -> Letters:
        return replace(box, text=bold(box.text)) if box.bold and box.text in self.alone else box

    def _name(self, box: NameBox) -> NameBox:
        match box.kind:
            case "label":
                return box
            case "level":
                is_quoted = self.quotes_levels and not _NUMBER.fullmatch(box.text)
                return replace(box, text=quote(box.text, '"')) if is_quoted else box
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
    is_call = isinstance(read, Call) and _is_written_so(called_name(read) or "x")
    return (is_call or isinstance(read, Constant)) and deparse(read) == code


def _is_written_so(function: str) -> bool:
    """Whether a call of the function stands on a page as R writes it; a sum is in brackets, so a call of `(`."""
    return function[0].isalpha() or function[0] in ".([$@:"
