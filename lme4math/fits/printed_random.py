"""The table of variances, standard deviations and correlations of a print, read by names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from lme4math.fits.matched_names import PartNames
from lme4math.fits.printed_lines import NUMBER, Figure, PrintedLine, damaged, refuse_other_forms, refuse_unlike
from lme4math.fits.printed_sections import PrintedFit
from lme4math.records import record
from lme4math.source import Span

RESIDUAL = "Residual"
_TITLE = r"Variance|Std\.Dev\.|Corr"
_HEADER = re.compile(rf"\s*Groups\s+Name(?P<titles>(?:\s+(?:{_TITLE}))+)\s*$")
_FURTHER = re.compile(rf"(?P<titles>(?:\s*(?:{_TITLE}))+)\s*$")
_ORDER = ("Variance", "Std.Dev.", "Corr")
_STRUCTURE = re.compile(r"\s\((?P<name>us|diag|cs|ar1)\)\s*$")


@record
class PrintedEffect:
    """A row of the table.

    Attributes:
        column: what varies; "" for the residual.
        span: the place of the row.
        variance, deviation: None where the table does not have them.
        correlations: with the rows of the same term above; of a structured one a single number, in its first row.
        structure: what stands behind that number, as "cs".
    """

    column: str
    span: Span
    variance: Figure | None
    deviation: Figure | None
    correlations: tuple[Figure, ...]
    structure: str = ""


@record
class PrintedTerm:
    """The rows of a random term, or of the residual.

    Attributes:
        label: what stands under Groups.
        effects: its rows.
    """

    label: str
    effects: tuple[PrintedEffect, ...]

    @property
    def span(self) -> Span:
        """The place of its rows."""
        return self.effects[0].span.cover(self.effects[-1].span)


@record
class PrintedRandom:
    """The table of random effects.

    Attributes:
        terms: in the order of the print, the residual left out.
        residual: its row, if there is one.
        titles: the columns that the table has.
    """

    terms: tuple[PrintedTerm, ...]
    residual: PrintedEffect | None
    titles: tuple[str, ...]


class _EffectRow:
    """A row while it is read; what does not fit the width of the console comes further below."""

    def __init__(self, line: PrintedLine, label: str, column: str, figures: Sequence[Figure], structure: str) -> None:
        self.line, self.label, self.column, self.structure = line, label, column, structure
        self.figures = list(figures)
        self.place = 0


def read_random(printed: PrintedFit, names: Mapping[str, Sequence[PartNames]]) -> PrintedRandom:
    """The table of random effects.

    Args:
        printed: the print.
        names: by what can stand under Groups, the names that columns can have there.

    Raises:
        FormulaError: a row cannot be read, or its numbers do not go together.
    """
    section = printed.needed("random", "Random effects:")
    lines = [line for line in section.lines if line.stripped]
    header = _HEADER.match(lines[0].text) if lines else None
    if header is None:
        wrong = lines[0] if lines else section.first
        raise damaged("Here should stand the heading of the table: Groups, Name, Std.Dev.", wrong.span)
    titles = header["titles"].split()
    rows, rest = _main_rows(lines[1:], [title for title in titles if title != "Corr"], names)
    if not rows:
        raise damaged("No random effects stand below this line.", lines[0].span)
    _add_further(rows, rest, titles)
    if titles != [title for title in _ORDER if title in titles] or titles == ["Corr"]:
        raise damaged("The columns of this table are not those that R prints, or not in its order.", lines[0].span)
    effects = [(row, _effect(row, titles)) for row in rows]
    _refuse_inconsistent([effect for _, effect in effects])
    terms = list(_grouped(effects))
    residual = next((term for term in terms if term.label == RESIDUAL), None)
    return PrintedRandom(
        tuple(term for term in terms if term is not residual),
        residual.effects[0] if residual is not None else None,
        tuple(titles),
    )


def _main_rows(
    lines: Sequence[PrintedLine], base: Sequence[str], names: Mapping[str, Sequence[PartNames]]
) -> tuple[list[_EffectRow], Sequence[PrintedLine]]:
    """The rows that start with names, and the lines after them."""
    rows: list[_EffectRow] = []
    for place, line in enumerate(lines):
        if not _words(line)[0]:
            return rows, lines[place:]
        if _FURTHER.match(line.stripped):
            return rows, lines[place:]
        rows.append(_row(line, rows[-1].label if rows else "", len(base), names))
        same = [row for row in rows if row.label == rows[-1].label]
        rows[-1].place = len(same) - 1
        if any(row.column == rows[-1].column for row in same[:-1]):
            raise damaged("This row stands here a second time.", line.span)
        if len(rows) > 1 and len(same) > 1 and rows[-2].label != rows[-1].label:
            raise damaged("The rows of this grouping factor stand apart.", line.span)
    return rows, ()


def _words(line: PrintedLine) -> tuple[str, tuple[Figure, ...], str]:
    """The words that a line starts with, the numbers after them, and the structure behind these."""
    match = _STRUCTURE.search(line.text)
    text = line.text if match is None else line.text[: match.start()]
    pieces = list(re.finditer(r"\S+", text))
    first = len(pieces)
    while first and NUMBER.fullmatch(pieces[first - 1][0]):
        first -= 1
    figures = tuple(line.figure(piece) for piece in pieces[first:])
    front = text[pieces[0].start() : pieces[first - 1].end()] if first else ""
    return front, figures, match["name"] if match is not None else ""


def _row(line: PrintedLine, label: str, base: int, names: Mapping[str, Sequence[PartNames]]) -> _EffectRow:
    """A row; numbers at the end of a name are of the name where it is one only with them."""
    front, figures, structure = _words(line)
    for taken in range(len(figures) - base + 1):
        start = line.span.start - line.start
        whole = line.text[start : figures[taken - 1].span.end - line.start] if taken else front
        found = _name(whole, label, names)
        if found is not None:
            return _EffectRow(line, *found, figures[taken:], structure)
    raise damaged("This row is not one of the random effects of the formula, with its numbers.", line.span)


def _name(text: str, before: str, names: Mapping[str, Sequence[PartNames]]) -> tuple[str, str] | None:
    """Under which name of a group, and for which column, a row stands."""
    if text == RESIDUAL:
        return RESIDUAL, ""
    for label in sorted(names, key=len, reverse=True):
        column = text.removeprefix(label)
        if column != text and column[:1] == " " and any(part.is_one(column.strip()) for part in names[label]):
            return label, column.strip()
    if any(part.is_one(text) for part in names.get(before, ())):
        return before, text
    return None


def _add_further(rows: list[_EffectRow], lines: Sequence[PrintedLine], titles: list[str]) -> None:
    """Give rows the numbers that stand below the table because they did not fit its width."""
    waiting: list[_EffectRow] = []
    for line in lines:
        title = _FURTHER.match(line.stripped)
        front, figures, structure = _words(line)
        if title is not None and not waiting:
            titles += title["titles"].split()
            waiting = list(rows) if titles[-1] != "Corr" or len(title["titles"].split()) > 1 else []
            continue
        if not waiting:
            most = max(len(row.figures) for row in rows)
            base = len([one for one in titles if one != "Corr"])
            waiting = [row for row in rows if len(row.figures) == most and row.place > most - base]
        if front or not waiting or not figures:
            raise damaged("These numbers are of no row of the table above.", line.span)
        row = waiting.pop(0)
        row.figures += figures
        row.structure = row.structure or structure
    if waiting:
        raise damaged("Further below, a row of the table goes on with nothing.", waiting[0].line.span)


def _effect(row: _EffectRow, titles: Sequence[str]) -> PrintedEffect:
    base = [title for title in titles if title != "Corr"]
    if len(row.figures) < len(base) or (len(row.figures) > len(base) and "Corr" not in titles):
        raise damaged("This row does not have one number for each column.", row.line.span)
    found = dict(zip(base, row.figures, strict=False))
    correlations = tuple(row.figures[len(base) :])
    for one in correlations:
        if abs(one.value) > 1:
            raise damaged(f"{one.text} is no correlation.", one.span)
    variance, deviation = found.get("Variance"), found.get("Std.Dev.")
    for number in (variance, deviation):
        if number is not None and not number.value >= 0:
            raise damaged(f"{number.text} is no variance or standard deviation.", number.span)
    return PrintedEffect(row.column, row.line.span, variance, deviation, correlations, row.structure)


def _refuse_inconsistent(effects: Sequence[PrintedEffect]) -> None:
    """Numbers of a column have one form, and a variance is the square of its standard deviation."""
    refuse_other_forms([one.variance for one in effects if one.variance is not None], "Variance")
    refuse_other_forms([one.deviation for one in effects if one.deviation is not None], "Std.Dev.")
    refuse_other_forms([number for one in effects for number in one.correlations], "Corr")
    for one in effects:
        if one.variance is not None and one.deviation is not None:
            value, half = one.deviation.value, one.deviation.half
            message = f"{one.variance.text} is not the square of {one.deviation.text}, as it should be in this row."
            refuse_unlike(one.variance, max(0.0, value - half) ** 2, (value + half) ** 2, message)


def _grouped(effects: Sequence[tuple[_EffectRow, PrintedEffect]]) -> Iterator[PrintedTerm]:
    labels = dict.fromkeys(row.label for row, _ in effects)
    for label in labels:
        yield PrintedTerm(label, tuple(effect for row, effect in effects if row.label == label))
