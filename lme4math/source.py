"""The text a user typed, and places in it.

Everything that is shown to a user remembers the characters of R code that it came from. Those characters are
named by a `Span`; the text they stand in is a `Source`.
"""

from __future__ import annotations

from typing import NamedTuple

from lme4math.records import record


def visible(text: str) -> str:
    """Text with line breaks, control characters and marks of direction as blanks; every other character stays.

    A user's name may bring along what acts on a page or a terminal instead of standing on it.
    """
    if text.isprintable():
        return text
    return "".join(character if character.isprintable() else " " for character in text)


class Span(NamedTuple):
    """A half-open range of characters, `text[start:end]`, 0-based."""

    start: int
    end: int

    def cover(self, other: Span) -> Span:
        """The smallest span that includes both."""
        return Span(min(self.start, other.start), max(self.end, other.end))


@record
class Source:
    """An immutable text that spans point into."""

    text: str

    def slice(self, span: Span) -> str:
        """The characters that `span` names."""
        return self.text[span.start : span.end]

    def extract(self, span: Span, most: int = 60) -> str:
        """The characters that `span` names on one line, cut where they are more than `most`."""
        text = " ".join(self.slice(span).split())
        return text if len(text) <= most else text[: most - 1] + "…"

    def line(self, span: Span) -> int:
        """The number of the line where `span` starts, from 1."""
        return self.text.count("\n", 0, span.start) + 1

    def caret_picture(self, span: Span, width: int = 100) -> str:
        """The line where `span` starts, with carets under the part of the span that stands on it.

        Lines longer than `width` characters are cut to a window around the span, so that a formula of any length
        gives a picture that fits a terminal.
        """
        line_start = self.text.rfind("\n", 0, span.start) + 1
        line_end = self.text.find("\n", span.start)
        line = self.text[line_start : len(self.text) if line_end < 0 else line_end].rstrip("\r")
        first = min(span.start - line_start, len(line))
        last = max(first + 1, min(span.end - line_start, max(len(line), first + 1)))
        cut = max(0, first - width // 2) if len(line) > width else 0
        shown = line[cut : cut + width]
        before, after = "…" if cut else "", "…" if cut + width < len(line) else ""
        carets = "^" * max(1, min(last - cut, width) - (first - cut))
        blanks = "".join("\t" if character == "\t" else " " for character in before + shown[: first - cut])
        return f"{before}{shown}{after}\n{blanks}{carets}"
