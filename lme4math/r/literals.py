"""R's literals: numbers written as deparse and `as.character` write them, strings with the escapes of `?Quotes`."""

from __future__ import annotations

import math
import re
import unicodedata

from lme4math.english import quoted
from lme4math.errors import FormulaError
from lme4math.source import Span

_DIGITS = 15

LARGEST_INTEGER = 2**31 - 1
"""R makes NA of larger integers, and reads them as numbers."""


def write_number(value: float | int | complex, *, typed: bool = True) -> str:
    """R's deparse of a number; `typed` gives whole numbers read as `2L` their `L`.

    The rule is `print.default`'s (see `?options`, `scipen`): as many digits as are needed, at most 15, and plain
    notation unless scientific is shorter.
    """
    if isinstance(value, int):
        return f"{value}L" if typed else str(value)
    if isinstance(value, complex):
        return f"{_real(value.real)}+{_real(value.imag)}i"
    return _real(value)


def _real(value: float) -> str:
    if math.isinf(value):
        return "Inf" if value > 0 else "-Inf"
    if value == 0:
        return "0"
    mantissa, _, exponent_text = f"{value:.{_DIGITS - 1}e}".partition("e")
    mantissa = mantissa.rstrip("0").rstrip(".")
    exponent = int(exponent_text)
    scientific = f"{mantissa}e{'-' if exponent < 0 else '+'}{abs(exponent):02d}"
    decimals = max(0, len(mantissa.replace(".", "").replace("-", "")) - 1 - exponent)
    plain = f"{value:.{decimals}f}"
    return plain if len(plain) <= len(scientific) else scientific


def number_label(value: float, integer: bool = False) -> str:
    """A number as `as.character` writes it; NaN stands for NA.

    Args:
        value: the number.
        integer: whether R holds it as an integer, and so writes it in full.
    """
    if math.isnan(value):
        return "NA"
    return write_number(int(value) if integer else value, typed=False)


def short_number(value: float) -> str:
    """A number on a page: a whole one in full, another with six significant digits."""
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else f"{value:.6g}"


MOST_ESCAPES = 100_000
"""The most escapes that one string may have."""

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
      | (?P<unknown>.)
    )""",
    re.VERBOSE | re.DOTALL,
)
_FAMILIES = {"octal": "bytes", "hex": "bytes"} | dict.fromkeys(("u4", "u4b", "u8", "u8b"), "unicode")
_UNPRINTABLE = frozenset({"Cc", "Cn", "Zl", "Zp"})
_WRITTEN = {value: "\\" + letter for letter, value in _ESCAPES.items() if letter in "ntrabfv\\"}


def unescape(text: str, start: int, end: int) -> str:
    """Resolve the escapes in `text[start:end]`, the inside of a quoted string.

    Raises:
        FormulaError: for an escape that R does not know, for octal or hexadecimal ones beside Unicode ones, and
            for more than `MOST_ESCAPES`.
    """
    pieces: list[str] = []
    kinds: set[str | None] = set()
    position = start
    for count, match in enumerate(_ESCAPE.finditer(text, start, end)):
        if count == MOST_ESCAPES:
            raise FormulaError(
                f"This string has more than {MOST_ESCAPES:,} escapes.", Span(start, end), "Make it shorter."
            )
        kinds.add(_FAMILIES.get(match.lastgroup or ""))
        if {"bytes", "unicode"} <= kinds:
            raise FormulaError(
                "R does not mix Unicode escapes with octal or hexadecimal ones in a string.",
                Span(*match.span()),
                "Write all of them as `\\u`.",
            )
        pieces += text[position : match.start()], _escaped(match)
        position = match.end()
    pieces.append(text[position:end])
    return "".join(pieces)


def _places(text: str, start: int, end: int) -> list[int]:
    """The place in `text` of each character of `unescape(text, start, end)`, followed by `end`."""
    places: list[int] = []
    position = start
    for match in _ESCAPE.finditer(text, start, end):
        places += range(position, match.start() + 1)
        position = match.end()
    return [*places, *range(position, end + 1)]


def _escaped(match: re.Match[str]) -> str:
    kind = match.lastgroup or "plain"
    digits = match.group(kind)
    if kind == "plain":
        return _ESCAPES[digits]
    if kind == "unknown":
        raise FormulaError(
            f"R has no escape {quoted(match.group())} in a string.",
            Span(*match.span()),
            "Write a backslash itself as `\\\\`.",
        )
    code = int(digits, 8 if kind == "octal" else 16)
    if code == 0 or code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
        raise FormulaError("R allows no such character in a string.", Span(*match.span()), "Leave it out.")
    return chr(code)


def quote(value: str, mark: str = '"') -> str:
    """Write a string between quotation marks, with the escapes that R's deparse uses."""
    # R reads no `\u` inside backticks, nor beside the octal escapes that control characters take.
    ascii_only = mark == "`" or any(map(_is_octal, value))
    return mark + "".join(_write(character, mark, not ascii_only) for character in value) + mark


def _is_octal(character: str) -> bool:
    return character not in _WRITTEN and ord(character) < 0x80 and not character.isprintable()


def _write(character: str, mark: str, unicode: bool) -> str:
    if character == mark:
        return "\\" + mark
    if character in _WRITTEN:
        return _WRITTEN[character]
    code = ord(character)
    if _is_octal(character):
        return f"\\{code:03o}"
    if not unicode or unicodedata.category(character) not in _UNPRINTABLE:
        return character
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{{{code:x}}}"


def places_inside(text: str, span: Span) -> list[int]:
    """The place of each character of the string literal at `span` of `text`, and the end of the last one."""
    start, end = span
    if text[start] in "rR":
        dashes = text.find("(", start + 2), text.find("[", start + 2), text.find("{", start + 2)
        open_at = min(place for place in dashes if place >= 0)
        first, last = open_at + 1, end - 2 - (open_at - start - 2)
        return list(range(first, last + 1))
    return _places(text, start + 1, end - 1)
