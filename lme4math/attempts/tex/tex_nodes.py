"""The nodes of LaTeX that is parsed, and a node as the text that it shows."""

from __future__ import annotations

from lme4math.records import record
from lme4math.source import Span


@record
class TexRow:
    """Items side by side."""

    items: tuple[TexNode, ...]
    span: Span


@record
class TexName:
    """A letter, a word or a command that stands for something.

    Attributes:
        text: without backslash: "alpha", "score".
        kind: "greek", "letter", "word" (letters typed side by side), "text" (of `\\text` and the like).
        accent: "bar", "hat", …, or "".
        bold: whether it is a vector or matrix.
    """

    text: str
    kind: str
    span: Span
    accent: str = ""
    bold: bool = False


@record
class TexNumber:
    """Digits."""

    text: str
    span: Span


@record
class TexSign:
    """An operator, a relation or punctuation: "+", "=", "sim", ",", "newline", "&", "gap" (a wide blank), "dots"."""

    text: str
    span: Span


@record
class TexGroup:
    """What brackets enclose; braces make a group that is not seen.

    Attributes:
        bracket: "(", "[", "{" for visible braces, "<"; or "" for LaTeX's braces.
    """

    bracket: str
    body: TexRow
    span: Span


@record
class TexScripted:
    """A base with subscript, superscript or primes."""

    base: TexNode
    below: TexRow | None
    above: TexRow | None
    primes: int
    span: Span


@record
class TexFraction:
    """A fraction."""

    above: TexRow
    below: TexRow
    span: Span


@record
class TexTable:
    """An environment: its name without star, and the rows of its cells."""

    name: str
    rows: tuple[tuple[TexRow, ...], ...]
    span: Span


@record
class TexProse:
    """Words between formulas, or within them in `\\text`."""

    text: str
    span: Span


TexNode = TexRow | TexName | TexNumber | TexSign | TexGroup | TexScripted | TexFraction | TexTable | TexProse


def flat_text(node: TexNode) -> str:
    """A node as the text that it shows."""
    match node:
        case TexRow(items=items):
            return "".join(map(flat_text, items))
        case TexGroup(bracket=bracket, body=body):
            closing = {"(": ")", "[": "]", "{": "}", "<": ">", "": ""}[bracket]
            return f"{bracket}{flat_text(body)}{closing}"
        case TexScripted(base=base, below=below, above=above, primes=primes):
            parts = [flat_text(base), f"_{flat_text(below)}" if below else "", f"^{flat_text(above)}" if above else ""]
            parts.append("'" * primes)
            return "".join(parts)
        case TexFraction(above=above, below=below):
            return f"{flat_text(above)}/{flat_text(below)}"
        case TexTable():
            return ""
        case TexSign(text=text):
            return {"newline": " ", "gap": " ", "blank": " ", "dots": "…", "and": "&", "sim": "~", "&": " "}.get(
                text, text
            )
        case TexName(text=text) | TexNumber(text=text) | TexProse(text=text):
            return text


def by_commas(row: TexRow) -> list[TexRow]:
    """What stands between the commas."""
    parts: list[list[TexNode]] = [[]]
    for item in row.items:
        if isinstance(item, TexSign) and item.text in (",", ";"):
            parts.append([])
        else:
            parts[-1].append(item)
    return [TexRow(tuple(part), part[0].span.cover(part[-1].span)) for part in parts if part]
