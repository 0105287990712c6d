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
_READ = frozenset({"aria-label", "placeholder", "title"})
"""Attributes that a person reads; the others are for browser and kernel, which need every character."""
_HALVES = "\ud800-\udfff"
_CONTROLS = "\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"
_DIRECTIONS = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_UNSEEN = "\xad\u180e\u200b\u2028\u2029\u2060-\u2065\u206a-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff"
_MISSING = re.compile(f"[{_HALVES}]")
_ACTING = re.compile(f"[{_HALVES}{_CONTROLS}{_DIRECTIONS}{_UNSEEN}]")
_CODE = re.compile(r"`` (.*?) ``(?!`)|`([^`]*)`")


class Markup(str):
    """HTML that is ready to be shown; any other string is text."""

    __slots__ = ()


def legible(text: str) -> str:
    """Text whose every character can be seen: one that acts on what is around it, or hides, is the sign for such.

    Those are what controls a terminal, what turns the direction of writing, what has no width, and halves of
    characters. The joiners stay, without which some scripts cannot be written.
    """
    return _ACTING.sub("\ufffd", text)


def escape(text: str) -> str:
    """Text as HTML, every character of it to be seen."""
    return escape_html(legible(text))


def _value(key: str, value: str) -> str:
    """The value of an attribute; half a character could not be sent."""
    return escape(value) if key in _READ else escape_html(_MISSING.sub("\ufffd", value))


def element(name: str, attributes: dict[str, str | bool], *children: str) -> Markup:
    """An element; an attribute that is True stands alone, one that is False is left out."""
    opened = "".join(
        f" {key}" if value is True else f' {key}="{_value(key, value)}"'
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
