"""A text with formulas as HTML, typeset and marked; as it was typed where it is no LaTeX.

The browser may break a line before an operator, so that each part of a line is a `<math>` element of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from lme4math.attempts.shown.tex_mathml import Marks, PlaceMark, TexPrinter
from lme4math.attempts.tex.passages import passages_of
from lme4math.attempts.tex.tex_nodes import TexNode, TexRow, TexSign
from lme4math.errors import FormulaError
from lme4math.markup import Markup, element, join
from lme4math.source import Span


def typeset(text: str, marks: Sequence[PlaceMark] = ()) -> Markup:
    """A text as HTML, its formulas typeset.

    Args:
        text: as it was typed.
        marks: what is to be marked; of two at one place the first counts, and a mark may enclose others.

    Raises:
        FormulaError: it is no LaTeX.
    """
    printer = TexPrinter(text)
    parts = []
    for passage in passages_of(text):
        if passage.row is None:
            parts.append(element("span", {}, re.sub(r"\s+", " ", passage.words)))
        else:
            parts.append(_formula(printer, passage.row, passage.span, tuple(marks)))
    return element("div", {"class": "lm-typeset"}, *parts)


def marked_text(text: str, marks: Sequence[PlaceMark] = (), start: int = 0, end: int | None = None) -> Markup:
    """A text as it was typed, with marks that may enclose others; of two that overlap otherwise, the first counts.

    The signs are attributes, which the style sheet shows: what is copied is the text.

    Args:
        text: the text.
        marks: what is to be marked.
        start, end: the part of the text that is shown; all of it by default.
    """
    return join(_marked(text, sorted(marks, key=_outer_first), start, len(text) if end is None else end))


def _outer_first(mark: PlaceMark) -> tuple[int, int]:
    return mark.span.start, -mark.span.end


def _marked(text: str, marks: Sequence[PlaceMark], start: int, end: int) -> Iterator[str]:
    done = start
    for place, mark in enumerate(marks):
        if done <= mark.span.start < mark.span.end <= end:
            yield text[done : mark.span.start]
            inner = [one for one in marks[place + 1 :] if one.span.end <= mark.span.end]
            inside = join(_marked(text, inner, mark.span.start, mark.span.end))
            yield element("u", {"class": f"lm-part lm-part-{mark.kind}", "data-lm-sign": mark.sign}, inside)
            done = mark.span.end
    yield text[done:end]


def typeset_or_text(text: str, marks: Sequence[PlaceMark] = ()) -> Markup:
    """A text typeset where that is possible, else as it was typed."""
    try:
        return typeset(text, marks)
    except FormulaError:
        return element("pre", {"class": "lm-latex"}, marked_text(text, marks))


def _formula(printer: TexPrinter, row: TexRow, span: Span, marks: Marks) -> Markup:
    """A formula: within a line where single dollars enclose it, else in lines of its own."""
    before = printer.text[max(span.start - 2, 0) : span.start]
    if before.endswith(("$", "\\(")) and before != "$$":
        return element("math", {}, printer.row(row, marks))
    lines = [list(line) for is_end, line in groupby(row.items, _ends_line) if not is_end]
    return join(element("div", {"class": "lm-said"}, *_chunks(printer, line, marks)) for line in lines)


def _ends_line(item: TexNode) -> bool:
    return isinstance(item, TexSign) and item.text == "newline"


def _chunks(printer: TexPrinter, items: Sequence[TexNode], marks: Marks) -> Iterator[str]:
    """A line in parts that are not broken; a wide blank and a comma are places to break, as an operator is."""
    chunk: list[TexNode] = []
    for item in items:
        sign = item.text if isinstance(item, TexSign) else ""
        if sign in ("+", "-", "gap") and chunk:
            yield printer.math(chunk, marks)
            chunk = []
        if sign == "gap":
            yield element("span", {"class": "lm-gap"})
        elif sign != "&":
            chunk.append(item)
        if sign == ",":
            yield printer.math(chunk, marks)
            chunk = []
    if chunk:
        yield printer.math(chunk, marks)
