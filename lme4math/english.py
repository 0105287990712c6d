"""Quoting of R code, and lists in words, for messages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_IN_BACKTICKS = re.compile(r"`[^`]+`")


def quoted(text: str) -> str:
    """R code within a sentence; R's own backticks are enough, and code with some inside gets two, as in Markdown."""
    if "`" not in text:
        return f"`{text}`"
    return text if _IN_BACKTICKS.fullmatch(text) else f"`` {text} ``"


def listed(things: Sequence[str], conjunction: str = "and") -> str:
    """Things in a list in words: a, b and c; the last comma stays where "…" stands for some of them."""
    if len(things) < 2:
        return "".join(things)
    return f"{', '.join(things[:-1])}{',' if things[-2] == '…' else f' {conjunction}'} {things[-1]}"


def quoted_names(names: Iterable[str], conjunction: str = "and") -> str:
    """R's names in a list in words: `a`, `b` and `c`."""
    return listed([quoted(name) for name in names], conjunction)


def the_first(things: Sequence[str], most: int) -> str:
    """Things with commas between them; of more than `most` the first ones."""
    return ", ".join([*things[:most], *["…"] * (len(things) > most)])


def typographic(text: str) -> str:
    """A level of a factor in typographic quotes, which set it apart from what is around it, but for TRUE and FALSE."""
    return text if text in ("TRUE", "FALSE") else f"“{text}”"


def first_levels(levels: Sequence[str], most: int = 8) -> str:
    """Levels of a factor in quotes, with commas between them; of more than `most` the first ones."""
    return the_first([*map(typographic, levels[: most + 1])], most)


def level_or(level: str, otherwise: str) -> str:
    """A level of a factor in quotes, or other words where it is not known."""
    return typographic(level) if level else otherwise
