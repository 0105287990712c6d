"""Symbols, indices and numbers as boxes: the subscript and superscript of a letter, names that look like letters."""

from __future__ import annotations

import re
from dataclasses import replace

from lme4math.english import typographic
from lme4math.notation import Base, Digits, Fixed, Index, Letter, LevelOf, Lookup, Position, Size, Symbol, Word
from lme4math.printers.layout.boxes import (
    INDEX_COMMA,
    Accented,
    Box,
    DigitsBox,
    Fence,
    Letters,
    Mark,
    NameBox,
    Row,
    Scripts,
    changed,
)


def joined(boxes: tuple[Box, ...], between: Box) -> Box:
    """Boxes with another between each two."""
    parts: list[Box] = []
    for box in boxes:
        parts += [between, box] if parts else [box]
    return parts[0] if len(parts) == 1 else Row(tuple(parts))


def base(part: Base) -> Box:
    """A letter, a user's name or a number."""
    match part:
        case Letter(text=text, bold=bold, accent=accent):
            return Accented(Letters(text, bold), accent) if accent else Letters(text, bold)
        case Word(text=text):
            return NameBox(text)
        case Digits(text=text):
            return DigitsBox(text)


ACCENTS = {"hat": "^", "bar": "¯", "tilde": "~", "dot": "˙", "ddot": "¨", "vec": "→"}
"""The accents of letters as signs of their own, by LaTeX's names."""
DOTS = {"across": "⋯", "down": "⋮", "diagonal": "⋱", "listed": "…"}
"""The dots of Unicode, by their direction."""
SPACED = {"binary": " {} ", "relation": " {} ", "punctuation": "{} ", "prefix": "{}", "plain": "{}"}
"""An operator with the blanks around it in plain text, by its kind."""
GREEK = re.compile("[Α-Ωα-ωϑϕϵ\N{MICRO SIGN}]")


def upright(name: NameBox) -> str:
    """A user's name on a typeset page; a single Greek letter is quoted, as the equations have such letters."""
    if name.kind == "level":
        return typographic(name.text)
    return f"‘{name.text}’" if GREEK.fullmatch(name.text) else name.text


BOLD_RANGES = (("A", "Z", 0x1D400), ("a", "z", 0x1D41A), ("0", "9", 0x1D7CE), ("Α", "Ω", 0x1D6A8), ("α", "ω", 0x1D6C2))


def bold(text: str) -> str:
    """Letters as Unicode's bold mathematical ones."""
    found = []
    for character in text:
        base = next(
            (start + ord(character) - ord(low) for low, high, start in BOLD_RANGES if low <= character <= high), 0
        )
        found.append(chr(base) if base else character)
    return "".join(found)


def named(called: str | Symbol) -> Box:
    """A variable or a grouping factor, by its name or the reader's symbol."""
    return NameBox(called) if isinstance(called, str) else symbol_box(called)


def level_box(level: str, shown: Symbol | None = None) -> Box:
    """A level of a factor, or the reader's words or symbol for it."""
    if shown is None or isinstance(shown.base, Word):
        return NameBox(level if shown is None else shown.base.text, "level")
    return symbol_box(shown)


def position(at: Position) -> Box:
    """An index, one of its values, or a look-up such as j[i]."""
    match at:
        case Index(symbol=symbol):
            return symbol_box(symbol)
        case Fixed(value=Size() as size):
            return compose_size(size)
        case Fixed(value=value):
            return DigitsBox(str(value))
        case Lookup(group=Index(nested=True, symbol=symbol)):
            return symbol_box(symbol)
        case Lookup(group=group, of=of):
            return Row((symbol_box(group.symbol), Fence("[", position(of), "]", small=True)))
        case LevelOf(factor=factor, of=of):
            return Row((symbol_box(factor), Fence("[", position(of), "]", small=True)))


def pointed(body: Box, *name: str) -> Mark:
    """What belongs to no level and stands for the same thing wherever it stands, such as n or the identity matrix."""
    return Mark(body, None, symbol="-".join(name))


def pointed_position(at: Index | Lookup) -> Mark:
    """An index, or a look-up such as j[i], that stands by itself."""
    if isinstance(at, Lookup):
        return pointed(position(at), "look-up", letters_of(at.group.symbol))
    return pointed(position(at), "index", letters_of(at.symbol))


def letters_of(symbol: Symbol) -> str:
    """The letters of an index or of a size, which are never the user's."""
    return "".join(part.text for part in (symbol.base, *symbol.sub))


def symbol_box(symbol: Symbol, at: tuple[Position, ...] = (), power: Box | None = None) -> Box:
    """A symbol with its subscript, its indices, and its tag or power above."""
    below = tuple(base(part) for part in symbol.sub) + tuple(position(index) for index in at)
    above: Box | None = power
    if symbol.tag:
        above = Fence("(", joined(tuple(base(part) for part in symbol.tag), INDEX_COMMA), ")", small=True)
    sub = joined(below, INDEX_COMMA) if below else None
    stem = base(symbol.base)
    body = stem if sub is None and above is None else Scripts(stem, sub, above)
    return Scripts(Fence("(", body, ")"), None, power) if symbol.tag and power is not None else body


def function_box(symbol: Symbol) -> Box:
    """The symbol of a function with its label."""
    return changed(symbol_box(symbol), NameBox, lambda name: replace(name, kind="label"))


def compose_size(size: Size) -> Box:
    """The number where it is known, else its symbol."""
    body = symbol_box(size.symbol) if size.value is None else DigitsBox(str(size.value))
    return pointed(body, "size", letters_of(size.symbol))
