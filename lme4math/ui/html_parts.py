"""The elements of HTML and MathML that this library has written, where each tag that opens is closed."""

from __future__ import annotations

import re

from lme4math.records import record


@record
class HtmlElement:
    """An element: its name, its first tag, its content, and all of it as it is written."""

    name: str
    opened: str
    children: tuple[Part, ...]
    html: str

    @property
    def closed(self) -> str:
        """The last tag; none of an element that has no content."""
        return "" if self.name in EMPTY else f"</{self.name}>"

    def with_classes(self, classes: str) -> str:
        """The first tag with further classes."""
        if 'class="' in self.opened:
            return re.sub(r'class="([^"]*)"', rf'class="\1 {classes}"', self.opened, count=1)
        end = -2 if self.opened.endswith("/>") else -1
        return f'{self.opened[:end]} class="{classes}"{self.opened[end:]}'


Part = str | HtmlElement
Parts = tuple[Part, ...]
EMPTY = frozenset({"input", "mspace", "path", "wbr"})
"""Elements that have no content."""
TOKENS = frozenset({"mi", "mn", "mo", "mtext"})
"""Elements of MathML that have text only."""
BLOCKS = frozenset({"details", "div", "li", "mtd", "mtr", "p", "td", "tr"})
"""Elements that neither `span` nor `mrow` may stand around."""
FIXED = frozenset({"mfrac", "mover", "msub", "msubsup", "msup", "munder", "munderover"})
"""Elements of MathML whose content means something by its place."""

_TOKEN = re.compile(r"</?([\w-]+)[^>]*>|[^<]+")
_WORD = re.compile(r"&\w+;|\w+|\s+|.")


def parts_of(html: str) -> Parts:
    """The elements and texts of HTML, each line of a text by itself."""
    open_ones: list[tuple[int, str, list[Part]]] = [(0, "", [])]
    for found in _TOKEN.finditer(html):
        token, name = found[0], found[1]
        if not name:
            open_ones[-1][2].extend(token.splitlines(keepends=True))
        elif token.startswith("</"):
            start, opened, children = open_ones.pop()
            open_ones[-1][2].append(HtmlElement(name, opened, tuple(children), html[start : found.end()]))
        elif name in EMPTY:
            open_ones[-1][2].append(HtmlElement(name, token, (), token))
        else:
            open_ones.append((found.start(), token, []))
    return tuple(open_ones[0][2])


def words_in(line: str) -> Parts:
    """The words and signs of a text."""
    return tuple(_WORD.findall(line))


def written(part: Part) -> str:
    """A part as it is written."""
    return part if isinstance(part, str) else part.html


def has_blocks(parts: Parts) -> bool:
    """Whether there are elements that nothing may stand around."""
    return any(isinstance(part, HtmlElement) and part.name in BLOCKS for part in parts)
