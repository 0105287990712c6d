"""Makes HTML elements, and sentences of Markdown; the one place of views and tables where text is escaped."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import escape as escape_html

# The classes at which MathJax 3 and MathJax 2 leave dollars alone.
NO_MATHJAX = "mathjax_ignore tex2jax_ignore"

# JupyterLab leaves the arrow keys and Enter to a focused element with this attribute; one within it is not enough.
_KEYS: dict[str, str | bool] = {"data-lm-suppress-shortcuts": True}
_FOCUSED = frozenset({"button", "input", "select", "summary", "textarea"})

_VOID = frozenset({"input"})
_READ = frozenset({"aria-label", "placeholder", "title"})
"""Attributes that are read or heard; the others are for browser and kernel, which need every character."""
_HALVES = "\ud800-\udfff"
_CONTROLS = "\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"
_DIRECTIONS = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_UNSEEN = "\xad\u180e\u200b\u2028\u2029\u2060-\u2065\u206a-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff"
_MISSING = re.compile(f"[{_HALVES}]")
_ACTING = re.compile(f"[{_HALVES}{_CONTROLS}{_DIRECTIONS}{_UNSEEN}]")
_CODE = re.compile(r"`` (.*?) ``(?!`)|`([^`]*)`")
_OF_MARKDOWN = re.compile(r"([\\`*_<>$\[\]#~&])")


class Markup(str):
    """A string that is HTML; any other string is text, and is escaped."""

    __slots__ = ()


def legible(text: str) -> str:
    """Replace by U+FFFD each character that is invisible or acts on the text around it.

    Those are control characters, marks of direction, characters without width, and unpaired surrogates. The joiners
    U+200C and U+200D stay, because some scripts need them.
    """
    return _ACTING.sub("\ufffd", text)


def escape(text: str) -> str:
    """Text as HTML, with every character visible."""
    return escape_html(legible(text))


def _value(key: str, value: str) -> str:
    """The value of an attribute; an unpaired surrogate cannot be encoded in UTF-8, and is replaced."""
    return escape(value) if key in _READ else escape_html(_MISSING.sub("\ufffd", value))


AS_IT_IS = Markup("<!--| quarto-html-table-processing: none -->")
"""In HTML that Quarto passes on, what keeps its tables: it takes others apart, and typesets their formulas again."""


def element(name: str, attributes: dict[str, str | bool], *children: str) -> Markup:
    """An HTML element; an attribute that is True is written without a value, one that is False is left out."""
    if name in _FOCUSED:
        attributes = {**attributes, **_KEYS}
    opened = "".join(
        f" {key}" if value is True else f' {key}="{_value(key, value)}"'
        for key, value in attributes.items()
        if value is not False
    )
    return Markup(f"<{name}{opened}>" if name in _VOID else f"<{name}{opened}>{join(children)}</{name}>")


def join(children: Iterable[str]) -> Markup:
    """Concatenate children, each escaped unless it is `Markup`."""
    return Markup("".join(child if isinstance(child, Markup) else escape(child) for child in children))


def prose(sentence: str) -> Markup:
    """A sentence as HTML: words between backticks, or between two pairs of them, become `<code>`."""
    return join(element("code", {}, text) if is_code else text for text, is_code in _pieces(sentence))


def plain(sentence: str) -> str:
    """A sentence as plain text, without its backticks."""
    return "".join(text for text, _ in _pieces(sentence))


def markdown(sentence: str) -> str:
    """A sentence as Markdown that reads as it stands: its code as code, and nothing else as markup."""
    return "".join(code_span(text) if is_code else _literal(text) for text, is_code in _pieces(sentence))


def markdown_in_cell(sentence: str) -> str:
    """The same in the cell of a table."""
    return "".join(code_in_cell(text) if is_code else _literal(text) for text, is_code in _pieces(sentence))


def code_in_cell(code: str) -> str:
    """Code in the cell of a table, where pandoc and GitHub have different rules for a bar within backticks."""
    return f"<code>{_literal(code).replace('|', '&#124;')}</code>" if "|" in code else code_span(code)


def code_span(code: str) -> str:
    """Code in Markdown, whatever backticks it has."""
    code = legible(code)
    longest = max(map(len, re.findall("`+", code)), default=0)
    fence, blank = "`" * (longest + 1), " " * (longest > 0)
    return f"{fence}{blank}{code}{blank}{fence}"


def _pieces(sentence: str) -> Iterator[tuple[str, bool]]:
    """The parts of a sentence, and whether each is code."""
    end = 0
    for code in _CODE.finditer(sentence):
        yield sentence[end : code.start()], False
        yield code[1] or code[2], True
        end = code.end()
    yield sentence[end:], False


def _literal(text: str) -> str:
    return _OF_MARKDOWN.sub(r"\\\1", legible(text))
