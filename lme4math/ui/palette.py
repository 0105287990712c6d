"""How levels look: a colour and a line for each, so that nothing is told by colour alone.

The colours are darkened (light theme) and lightened (dark theme) relatives of Okabe and Ito's colour-blind-safe set;
the tests measure their contrast.
"""

from __future__ import annotations

from dataclasses import dataclass

# (light theme, dark theme); population first
COLOURS = (
    ("#00664a", "#5fd6ad"),  # bluish green
    ("#0054a6", "#7cc0ff"),  # blue
    ("#9c3600", "#ffab73"),  # vermillion
    ("#82307c", "#f0a6e6"),  # reddish purple
    ("#665200", "#e8d25a"),  # yellow
    ("#005a6b", "#63d5ea"),  # teal
    ("#a3123f", "#ff9db4"),  # crimson
)
LINES = ("solid", "dotted", "double", "dashed", "wavy")

HIGHLIGHT = ("#ffe98a", "#4d4200")
PAGE = ("#ffffff", "#111111")


@dataclass(frozen=True, slots=True)
class LevelLook:
    """The look of one level; from the sixth on the lines come again, with one above as well."""

    light: str
    dark: str
    line: str
    above: bool

    def text_decoration(self) -> str:
        """The line as CSS has it for text."""
        return f"underline overline {self.line}" if self.above else f"underline {self.line}"


def level_look(index: int) -> LevelLook:
    """The look of the level with this index; distinct for as long as anybody could tell them apart."""
    light, dark = COLOURS[index % len(COLOURS)]
    return LevelLook(light, dark, LINES[index % len(LINES)], above=index // len(LINES) % 2 == 1)
