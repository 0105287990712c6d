"""How levels look: a colour and a line for each, so that nothing is told by colour alone.

The colours are those of the printers.
"""

from __future__ import annotations

from lme4math.printers.palette import COLOURS
from lme4math.records import record

LINES = ("solid", "dotted", "double", "dashed", "wavy")

HIGHLIGHT = ("#ffe98a", "#4d4200")
PAGE = ("#ffffff", "#111111")


@record
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
