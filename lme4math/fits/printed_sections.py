"""The fits that are printed in a text, and the sections of each: which lines are of which table.

The layout is that of `lme4:::print.merMod` and `lme4:::print.summary.merMod` (1.1 and 2.x) and of lmerTest's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from lme4math.errors import DataError, FormulaError, a_value, not_there
from lme4math.fits.printed_lines import PrintedLine, damaged, lines_of
from lme4math.records import record
from lme4math.source import Span

_HEADING = re.compile(r"mixed model fit by\b")
_LABEL = re.compile(r"\s*(?P<label>Formula|Family|Data|Weights|Offset|Control|Subset):(?=\s|$)")
_STARTS = ("Formula", "Family")
_MARKERS: Mapping[str, re.Pattern[str]] = {
    "REML": re.compile(r"\s*REML criterion at convergence:"),
    "information": re.compile(r"\s*(?:n?AIC|npar)\s+(?:AIC\s+)?BIC\s+logLik\b"),
    "residuals": re.compile(r"\s*(?:Scaled|Pearson|Deviance|Weighted) residuals:\s*$"),
    "random": re.compile(r"\s*Random effects:\s*$"),
    "number": re.compile(r"\s*Number of obs:"),
    "fixed": re.compile(r"\s*Fixed [Ee]ffects:\s*$"),
    "none": re.compile(r"\s*No fixed effect coefficients\s*$"),
}
"""The first line of each section, in R's order."""

_LAST = ("fixed", "none")
_CLOSE_LINES = re.compile(r"\S *\n *\S")
"""Lines without an empty one between them; a text that has none was copied with an empty line after each."""

_COMMAND = re.compile(r"\s*>?\s*(?:(?:summary|print)\(\s*)?(?P<name>[A-Za-z.][\w.]*)\s*(?:,[^)]*)?\)?\s*;?\s*$")


@record
class PrintedSection:
    """A part of a print.

    Attributes:
        first: the line that it starts with.
        lines: those that follow.
    """

    first: PrintedLine
    lines: tuple[PrintedLine, ...]


@record
class PrintedFit:
    """A fit as R printed it.

    Attributes:
        code: the text, all that is not of the head of this print as blanks, so that places are those of the text.
        longer_code: the same with the coefficients, whose names show which factors are ordered.
        head: the lines before the first table.
        sections: by name.
        formula: the place of the formula's line.
    """

    code: str
    longer_code: str
    head: tuple[PrintedLine, ...]
    sections: Mapping[str, PrintedSection]
    formula: Span

    def section(self, name: str) -> PrintedSection | None:
        """A section, if the print has it."""
        return self.sections.get(name)

    def needed(self, name: str, title: str) -> PrintedSection:
        """A section without which nothing can be read.

        Raises:
            FormulaError: the print does not have it.
        """
        if name not in self.sections:
            raise damaged(f"This print has no line {title!r}, and so not the numbers below it.", self.formula)
        return self.sections[name]


def read_sections(text: object, which: str | int | None = None) -> PrintedFit:
    """A fit that is printed in a text.

    Args:
        text: what R printed, with other text around it, or as comments of R code.
        which: of several, the place, from 0 or, negative, from the end; or the name behind `summary(` before it.

    Raises:
        DataError: it is no text.
        NotThereError: there is no such print.
        FormulaError: the text has no print, or one whose parts are not in R's order.
    """
    if not isinstance(text, str):
        raise DataError(f"A print is given as text; {a_value(text)} was given.")
    lines = lines_of(text)
    starts = list(_starts(lines))
    if not starts:
        raise FormulaError(
            "This text has no print of a fit: no line of it starts with `Formula:`.",
            None,
            "Paste what R prints of summary(fit), or of fit.",
        )
    place = _place(lines, starts, which)
    end = starts[place + 1] if place + 1 < len(starts) else len(lines)
    return _read(text, lines[starts[place] : end])


def has_print(text: str) -> bool:
    """Whether a text has what R prints of a fit, damaged or not."""
    return next(_starts(lines_of(text)), None) is not None


def _starts(lines: Sequence[PrintedLine]) -> Iterator[int]:
    """The first lines of prints: a heading; or the first labelled line that no heading of its own stands before."""
    labels: set[str] | None = None
    for place, line in enumerate(lines):
        match = _LABEL.match(line.text)
        if _HEADING.search(line.text):
            labels = set()
            yield place
        elif match is not None and match["label"] in _STARTS:
            if labels is None or "Formula" in labels:
                labels = set()
                yield place
            labels.add(match["label"])


def _place(lines: Sequence[PrintedLine], starts: Sequence[int], which: str | int | None) -> int:
    if which is None:
        return 0
    if isinstance(which, str):
        names = [_name_before(lines, start) for start in starts]
        if which in names:
            return names.index(which)
        raise not_there("print of a fit", which, [name for name in names if name])
    if isinstance(which, bool) or not -len(starts) <= which < len(starts):
        raise not_there("print of a fit", which, [str(place) for place in range(len(starts))])
    return which % len(starts)


def _name_before(lines: Sequence[PrintedLine], start: int) -> str:
    """What is printed, where the line before says it: `> summary(m1)`."""
    before = next((line for line in reversed(lines[:start]) if line.stripped), None)
    match = _COMMAND.match(before.text) if before is not None else None
    return match["name"] if match else ""


def _read(text: str, lines: Sequence[PrintedLine]) -> PrintedFit:
    formula = next((line for line in lines if (match := _LABEL.match(line.text)) and match["label"] == "Formula"), None)
    if formula is None:
        raise damaged("Below this line should stand the formula of the fit, behind `Formula:`.", lines[0].span)
    places = list(_sections(lines))
    first = places[0][0] if places else len(lines)
    ends = [*(place for place, _ in places[1:]), len(lines)][: len(places)]
    sections = {
        name: PrintedSection(lines[place], tuple(lines[place + 1 : end]))
        for (place, name), end in zip(places, ends, strict=True)
    }
    last = sections.get("fixed")
    return PrintedFit(
        _code(text, lines, lines[-1] if last is None else last.first),
        _code(text, lines, lines[-1]),
        tuple(lines[:first]),
        sections,
        formula.span,
    )


def _sections(lines: Sequence[PrintedLine]) -> Iterator[tuple[int, str]]:
    order = list(_MARKERS)
    before = -1
    for place, line in enumerate(lines):
        found = next((name for name, marker in _MARKERS.items() if marker.match(line.text)), None)
        if found is None:
            continue
        if order.index(found) <= before:
            raise damaged("R prints this line once, and before the line that stands before it here.", line.span)
        before = order.index(found)
        yield place, found
        if found in _LAST:
            return


def _code(text: str, lines: Sequence[PrintedLine], last: PrintedLine) -> str:
    """The lines of a print up to one, each character at its place."""
    start, end = lines[0].start, last.start + len(last.text)
    kept = "\n".join(line.text for line in lines)[: end - start]
    if not _CLOSE_LINES.search(kept):
        kept = re.sub(r"\n(?= *\n)", " ", kept)
    blank = re.sub(r"[^\n]", " ", text)
    return blank[:start] + kept + blank[end:]
