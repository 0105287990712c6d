"""HTML from values; the one place where text is escaped."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape as escape_html

# The classes by which MathJax, of version 3 and of 2, knows to leave dollars alone.
NO_MATHJAX = "mathjax_ignore tex2jax_ignore"

# JupyterLab leaves the arrow keys and Enter to a focused element that carries this.
KEYS: dict[str, str | bool] = {"data-lm-suppress-shortcuts": "true"}

_VOID = frozenset({"input"})
_HALVES = re.compile("[\ud800-\udfff]")
_CODE = re.compile(r"`` (.*?) ``(?!`)|`([^`]*)`")


class Markup(str):
    """HTML that is ready to be shown; any other string is text."""

    __slots__ = ()


def escape(text: str) -> str:
    """Text as HTML; half a character, which could not be sent, is the sign of a character that is missing."""
    return escape_html(_HALVES.sub("\ufffd", text))


def element(name: str, attributes: dict[str, str | bool], *children: str) -> Markup:
    """An element; an attribute that is True stands alone, one that is False is left out."""
    opened = "".join(
        f" {key}" if value is True else f' {key}="{escape(value)}"'
        for key, value in attributes.items()
        if value is not False
    )
    return Markup(f"<{name}{opened}>" if name in _VOID else f"<{name}{opened}>{join(children)}</{name}>")


def join(children: Iterable[str]) -> Markup:
    """Pieces after one another, each escaped unless it is markup."""
    return Markup("".join(child if isinstance(child, Markup) else escape(child) for child in children))


def prose(sentence: str) -> Markup:
    """A sentence in which the words between backticks are code; between two, what may hold backticks itself."""
    parts, end = [], 0
    for code in _CODE.finditer(sentence):
        parts += [sentence[end : code.start()], element("code", {}, code[1] or code[2])]
        end = code.end()
    return join([*parts, sentence[end:]])


def plain(sentence: str) -> str:
    """The same sentence where nothing but text can stand, without its backticks."""
    return _CODE.sub(lambda code: code[1] or code[2], sentence)
