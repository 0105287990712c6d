"""R's string literals: resolving their escapes when read, and writing them as R's deparse does.

The escapes are those of `?Quotes`.
"""

from __future__ import annotations

import re
import unicodedata

from lme4math.errors import FormulaError
from lme4math.source import Span

_ESCAPES = {
    "n": "\n",
    "t": "\t",
    "r": "\r",
    "a": "\a",
    "b": "\b",
    "f": "\f",
    "v": "\v",
    "\\": "\\",
    '"': '"',
    "'": "'",
    "`": "`",
    " ": " ",
    "\n": "\n",
}
_ESCAPE = re.compile(
    r"""\\(?:
        (?P<octal>[0-7]{1,3})
      | x(?P<hex>[0-9a-fA-F]{1,2})
      | u(?:\{(?P<u4b>[0-9a-fA-F]{1,4})\}|(?P<u4>[0-9a-fA-F]{1,4}))
      | U(?:\{(?P<u8b>[0-9a-fA-F]{1,8})\}|(?P<u8>[0-9a-fA-F]{1,8}))
      | (?P<plain>[ntrabfv\\"'` \n])
    )""",
    re.VERBOSE,
)
_UNPRINTABLE = frozenset({"Cc", "Cn", "Zl", "Zp"})
_WRITTEN = {value: "\\" + letter for letter, value in _ESCAPES.items() if letter in "ntrabfv\\"}


def unescape(text: str, start: int, end: int) -> tuple[str, list[int]]:
    """Resolve the escapes in `text[start:end]`, the inside of a quoted string.

    Returns:
        The string, and for each of its characters the place in `text` where that is written, closed by `end`.

    Raises:
        FormulaError: for an escape that R does not know.
    """
    characters: list[str] = []
    places: list[int] = []
    position = start
    while position < end:
        places.append(position)
        if text[position] != "\\":
            characters.append(text[position])
            position += 1
            continue
        match = _ESCAPE.match(text, position, end)
        if match is None:
            raise FormulaError(
                f"R knows no escape `{text[position : position + 2]}` in a string.",
                Span(position, min(position + 2, end)),
                "Write a backslash itself as `\\\\`.",
            )
        characters.append(_escaped(match))
        position = match.end()
    return "".join(characters), [*places, end]


def _escaped(match: re.Match[str]) -> str:
    kind = match.lastgroup or "plain"
    digits = match.group(kind)
    if kind == "plain":
        return _ESCAPES[digits]
    code = int(digits, 8 if kind == "octal" else 16)
    if code == 0 or code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
        raise FormulaError("R allows no such character in a string.", Span(*match.span()), "Leave it out.")
    return chr(code)


def quote(value: str, mark: str = '"') -> str:
    """Write a string between quotation marks, with the escapes that R's deparse uses."""
    return mark + "".join(_write(character, mark) for character in value) + mark


def _write(character: str, mark: str) -> str:
    if character == mark:
        return "\\" + mark
    if character in _WRITTEN:
        return _WRITTEN[character]
    code = ord(character)
    if code < 0x80:
        return character if character.isprintable() else f"\\{code:03o}"
    # R reads no `\u` inside backticks.
    if mark == "`" or unicodedata.category(character) not in _UNPRINTABLE:
        return character
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{{{code:x}}}"


def inside(text: str, span: Span) -> tuple[str, list[int]]:
    """What a string literal says that stands at `span` of `text`, and the places of its characters, as `unescape`."""
    start, end = span
    if text[start] in "rR":
        dashes = text.find("(", start + 2), text.find("[", start + 2), text.find("{", start + 2)
        open_at = min(place for place in dashes if place >= 0)
        first, last = open_at + 1, end - 2 - (open_at - start - 2)
        return text[first:last], list(range(first, last + 1))
    return unescape(text, start + 1, end - 1)
