"""A text with formulas as HTML, typeset and marked; as it was typed where it is no LaTeX.

The browser may break a line before an operator, so that each part of a line is a `<math>` element of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from lme4math.attempts.passages import passages_of
from lme4math.attempts.tex_mathml import SIGN_OF_MARK, Marks, PlaceMark, TexPrinter
from lme4math.attempts.tex_nodes import TexNode, TexRow, TexSign
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


def marked_text(text: str, marks: Sequence[PlaceMark] = ()) -> Markup:
    """A text that cannot be typeset, as it was typed, with the same marks."""
    parts: list[str] = []
    done = 0
    for mark in sorted(marks, key=lambda one: (one.span.start, -one.span.end)):
        if mark.span.start >= done:
            inside = text[mark.span.start : mark.span.end]
            shown = element("u", {"class": f"lm-part lm-part-{mark.kind}"}, inside)
            parts += [text[done : mark.span.start], shown, element("sub", {}, SIGN_OF_MARK[mark.kind])]
            done = mark.span.end
    return element("pre", {"class": "lm-latex"}, *parts, text[done:])


def typeset_or_text(text: str, marks: Sequence[PlaceMark] = ()) -> Markup:
    """A text typeset where that is possible, else as it was typed."""
    try:
        return typeset(text, marks)
    except FormulaError:
        return marked_text(text, marks)


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
