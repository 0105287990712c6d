"""The lines and the numbers of a text that R printed, each with its place."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

from lme4math.errors import FormulaError
from lme4math.records import record
from lme4math.source import Span

FORM = r"(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:e[-+]\d{2,3})?|-?Inf|NaN|NA)"
"""How R prints a number: no point without digits on both sides, and no zero too many before it."""

NUMBER = re.compile(rf"{FORM}(?=\s|$)")
NUMBERS = re.compile(rf"\s*(?:{FORM}(?:\s+|$))+$")
"""A line of numbers alone."""

_COMMENT = re.compile(r"^[ \t]*#+>?", re.MULTILINE)
_QUOTATION = re.compile(r"^[ \t]*>", re.MULTILINE)
_UNQUOTED = re.compile(r"^[ \t]*[^\s>]", re.MULTILINE)
_PLAIN = str.maketrans({"\t": " ", "\r": " ", "\f": " ", "\v": " ", "\u00a0": " ", "\u2212": "-"})
"""Signs that stand for others where text is copied; one for one, so that places stay."""


@record
class Figure:
    """A number as it is printed.

    Attributes:
        text: its characters.
        span: their place.
    """

    text: str
    span: Span

    @property
    def value(self) -> float:
        return math.nan if self.text == "NA" else float(self.text)

    @property
    def decimals(self) -> tuple[int, bool]:
        """How many digits stand behind the point, and whether a power of ten follows; one column has one form."""
        mantissa, _, power = self.text.partition("e")
        return len(mantissa.partition(".")[2]), bool(power)

    @property
    def half(self) -> float:
        """Half a unit of its last digit: how far the number may be from what was rounded to it."""
        _, _, power = self.text.partition("e")
        if not self.text[-1].isdigit():
            return 0.0
        return 0.5 * float(10 ** (int(power or 0) - self.decimals[0])) if abs(int(power or 0)) < 300 else 0.0


@record
class PrintedLine:
    """A line of a text.

    Attributes:
        text: its characters, without the line break, with marks of comments as blanks.
        start: the place of the first.
    """

    text: str
    start: int

    @property
    def stripped(self) -> str:
        return self.text.strip()

    @property
    def span(self) -> Span:
        """The place of what is written on it."""
        first = len(self.text) - len(self.text.lstrip())
        return Span(self.start + first, self.start + max(first + 1, len(self.text.rstrip())))

    def part(self, start: int, end: int) -> Span:
        """The place of some of its characters."""
        return Span(self.start + start, self.start + end)

    def figure(self, match: re.Match[str], group: str | int = 0) -> Figure:
        """A number that was found on it."""
        return Figure(match[group], self.part(*match.span(group)))

    def figures(self) -> tuple[Figure, ...]:
        """The numbers of a line that has no other words."""
        return tuple(self.figure(match) for match in re.finditer(r"\S+", self.text))


def lines_of(text: str) -> list[PrintedLine]:
    """The lines of a text; each character keeps its place."""
    mark = _COMMENT if _UNQUOTED.search(text) else _QUOTATION
    plain = mark.sub(lambda match: " " * len(match[0]), text).translate(_PLAIN)
    return list(_lines(plain))


def _lines(text: str) -> Iterator[PrintedLine]:
    start = 0
    for line in text.split("\n"):
        yield PrintedLine(line, start)
        start += len(line) + 1


def damaged(message: str, span: Span, hint: str | None = None) -> FormulaError:
    """The error of a print that is not as R printed it."""
    return FormulaError(message, span, hint or "Paste the print again, whole and unchanged.")


def refuse_other_forms(figures: list[Figure], column: str) -> None:
    """R prints the numbers of a column with the same decimals.

    Raises:
        FormulaError: one has others, so that digits are missing or added.
    """
    shown = [figure for figure in figures if figure.text[-1].isdigit()]
    for figure in shown[1:]:
        if figure.decimals != shown[0].decimals:
            message = f"{figure.text} has other decimals than {shown[0].text} in the same column, {column}."
            raise damaged(message, figure.span)


def refuse_unlike(figure: Figure, least: float, most: float, message: str) -> None:
    """A number that follows from others of the print.

    Args:
        figure: the number.
        least, most: between which it is, with the rounding of the others.
        message: what is wrong where it is not.

    Raises:
        FormulaError: it is not, even with its own rounding.
    """
    slack = figure.half + 1e-9 * max(abs(least), abs(most))
    if math.isfinite(figure.value) and not least - slack <= figure.value <= most + slack:
        raise damaged(message, figure.span)
