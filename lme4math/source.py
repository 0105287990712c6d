"""The text a user typed, and places in it.

Everything that is shown to a user remembers the characters of R code that it came from. Those characters are
named by a `Span`; the text they stand in is a `Source`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple, cast

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

    def is_within(self, other: Span) -> bool:
        """Whether no character of it is outside the other."""
        return other.start <= self.start and self.end <= other.end


new_span = cast("Callable[[tuple[int, int]], Span]", partial(tuple.__new__, Span))
"""A span as `Span(…)` makes it, in half of the time: the syntax tree of a script has ten thousand."""


@record
class Source:
    """An immutable text that spans point into.

    Attributes:
        text: what a user typed or pasted.
        code: the R code in it, where that is not the text itself, as in a transcript of a console.
        places: where each character of `code`, and its end, stands in the text.
    """

    text: str
    code: str | None = None
    places: tuple[int, ...] | None = None

    @property
    def r_code(self) -> str:
        """The R code that the text is read as."""
        return self.text if self.code is None else self.code

    def inside(self, span: Span, places_inside: Callable[[str, Span], Sequence[int]]) -> list[int]:
        """The places in the text of what stands in the code that `span` names.

        Args:
            span: characters of the text.
            places_inside: gives the places in the code, for the code and the characters of it.
        """
        if self.places is None:
            return list(places_inside(self.text, span))
        start, end = (bisect_left(self.places, place) for place in span)
        return [self.places[place] for place in places_inside(self.r_code, Span(start, end))]

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
