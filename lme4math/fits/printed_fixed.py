"""The fixed effects of a print: rows of a summary, or pairs of lines, names above numbers, of the fit itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from lme4math.fits.matched_names import PartNames
from lme4math.fits.printed_lines import FORM, NUMBERS, Figure, PrintedLine, damaged, refuse_other_forms, refuse_unlike
from lme4math.fits.printed_sections import PrintedFit
from lme4math.records import record
from lme4math.source import Span

_TITLES = {
    "estimate": (r"Estimate", FORM),
    "error": (r"Std\. ?Error", FORM),
    "df": (r"df", FORM),
    "statistic": (r"[tz] value", FORM),
    "p": (r"Pr\(>\|[tz]\|\)", rf"<?\s?{FORM}"),
}
"""The columns in R's order: how each is headed, and what stands in it."""

_STARS = r"(?:\s+(?:\*{1,3}|\.))?\s*$"
_TAIL = re.compile(
    r"\s*(?:---\s*$|Signif\. codes:|Correlation (?:of Fixed Effects|matrix)\b|fit warnings:|optimizer \("
    r"|convergence code|boundary \(singular\)|fixed-effect model matrix|Some predictor|Model |Warning"
    r"|[Uu]nable to|>|```|\[\d+\])"
)
"""What R prints, or what people have, right below the table."""

_MOST_WORDS = 20
"""Of a name."""


@record
class PrintedCoefficient:
    """A fixed effect as it is printed.

    Attributes:
        name: R's name of it.
        span: where the name stands.
        figures: the numbers of its row by column: "estimate", and of a summary "error" and "statistic".
    """

    name: str
    span: Span
    figures: dict[str, Figure]


@record
class PrintedFixed:
    """The fixed effects of a print.

    Attributes:
        coefficients: in the order of the print.
        tail: the lines below the table.
    """

    coefficients: tuple[PrintedCoefficient, ...]
    tail: tuple[PrintedLine, ...]


def read_fixed(printed: PrintedFit, names: PartNames) -> PrintedFixed:
    """The fixed effects.

    Args:
        printed: the print.
        names: those that coefficients of its formula can have.

    Raises:
        FormulaError: a line of the table cannot be read, or its numbers do not go together.
    """
    section = printed.section("fixed")
    if section is None:
        none = printed.section("none")
        if none is None and (names.intercept or names.terms):
            raise damaged("This print ends before the fixed effects of its formula.", printed.formula)
        below = none or printed.section("number") or printed.needed("random", "Random effects:")
        return PrintedFixed((), below.lines)
    first = next((line for line in section.lines if line.stripped), section.first)
    read = _rows if _columns(first) else _pairs
    fixed = read(section.lines, names)
    if not fixed.coefficients:
        raise damaged("No fixed effects stand below this line.", section.first.span)
    _refuse_twice(fixed.coefficients)
    _refuse_inconsistent(fixed.coefficients)
    return fixed


def _columns(line: PrintedLine) -> tuple[str, ...]:
    """The columns that a line is the heading of; none if it is another line."""
    found: list[str] = []
    text = line.stripped
    while text:
        title = next((name for name, (title, _) in _TITLES.items() if re.match(rf"{title}(?:\s|$)", text)), None)
        if title is None:
            return ()
        match = re.match(_TITLES[title][0], text)
        assert match is not None
        found.append(title)
        text = text[match.end() :].lstrip()
    return tuple(found)


def _rows(lines: Sequence[PrintedLine], names: PartNames) -> PrintedFixed:
    """A table whose columns may go on below, under a heading of their own, with the names again."""
    blocks: list[tuple[PrintedLine, tuple[str, ...], list[PrintedCoefficient]]] = []
    end, gap = len(lines), False
    for place, line in enumerate(lines):
        columns = _columns(line)
        if not line.stripped:
            gap = True
        elif columns:
            blocks.append((line, columns, []))
        elif _TAIL.match(line.text):
            end = place
            break
        else:
            row = _row(line, blocks[-1][1])
            if row is None or (" " in row.name and not names.is_one(row.name)) or (gap and not names.has(row.name)):
                if not gap:
                    raise damaged("This line is no row of the table of fixed effects.", line.span)
                end = place
                break
            blocks[-1][2].append(row)
    return PrintedFixed(_joined(blocks), tuple(lines[end:]))


def _row(line: PrintedLine, columns: Sequence[str]) -> PrintedCoefficient | None:
    numbers = r"\s+".join(rf"(?P<{name}>{_TITLES[name][1]})" for name in columns)
    match = re.match(rf"\s*(?P<name>\S.*?)\s+{numbers}{_STARS}", line.text)
    if match is None:
        return None
    figures = {name: line.figure(match, name) for name in columns if name != "p"}
    return PrintedCoefficient(match["name"], line.part(*match.span("name")), figures)


def _joined(
    blocks: Sequence[tuple[PrintedLine, tuple[str, ...], list[PrintedCoefficient]]],
) -> tuple[PrintedCoefficient, ...]:
    columns = [name for _, own, _ in blocks for name in own]
    line = blocks[0][0]
    if columns != [name for name in _TITLES if name in columns] or not {"estimate", "error", "statistic"} <= {*columns}:
        raise damaged("The columns of the fixed effects are not those that R prints, or not in its order.", line.span)
    rows = blocks[0][2]
    for line, _, further in blocks[1:]:
        if [row.name for row in further] != [row.name for row in rows]:
            raise damaged("The rows below this line are not those of the columns before.", line.span)
        rows = [
            PrintedCoefficient(row.name, row.span, row.figures | other.figures)
            for row, other in zip(rows, further, strict=True)
        ]
    return tuple(rows)


def _pairs(lines: Sequence[PrintedLine], names: PartNames) -> PrintedFixed:
    """Lines of names, each above a line of as many numbers."""
    found: list[PrintedCoefficient] = []
    above: PrintedLine | None = None
    gap = False
    for place, line in enumerate(lines):
        numbers = NUMBERS.match(line.text)
        if not line.stripped:
            gap = True
        elif above is not None:
            if not numbers:
                raise damaged("Below this line of names should stand their estimates.", above.span)
            found += _pair(above, line, names)
            above, gap = None, False
        elif numbers:
            raise damaged("Above these numbers should stand the names of the coefficients.", line.span)
        elif _TAIL.match(line.text) or (found and gap and not _continues(lines, place)):
            return PrintedFixed(tuple(found), tuple(lines[place:]))
        else:
            above = line
    if above is not None:
        raise damaged("Below this line of names should stand their estimates.", above.span)
    return PrintedFixed(tuple(found), ())


def _continues(lines: Sequence[PrintedLine], place: int) -> bool:
    below = next((line for line in lines[place + 1 :] if line.stripped), None)
    return below is not None and NUMBERS.match(below.text) is not None


def _pair(above: PrintedLine, below: PrintedLine, names: PartNames) -> Iterator[PrintedCoefficient]:
    figures = below.figures()
    columns = [match.span() for match in re.finditer(r"\S+(?: \S+)*", above.text)]
    if len(columns) != len(figures):
        words = [match.span() for match in re.finditer(r"\S+", above.text)]
        columns = _divided(above, words, len(figures), names)
    for (start, end), figure in zip(columns, figures, strict=True):
        name = " ".join(above.text[start:end].split())
        yield PrintedCoefficient(name, above.part(start, end), {"estimate": figure})


def _divided(
    line: PrintedLine, words: Sequence[tuple[int, int]], count: int, names: PartNames
) -> list[tuple[int, int]]:
    """A line of words as so many names that the model can have.

    Raises:
        FormulaError: there is no such way, or more than one.
    """
    ways: dict[tuple[int, int], list[list[tuple[int, int]]]] = {(0, 0): [[]]}
    for end in range(1, len(words) + 1):
        for start in range(max(0, end - _MOST_WORDS), end):
            reached = [made for made in range(count) if (start, made) in ways]
            span = words[start][0], words[end - 1][1]
            if reached and names.is_one(line.text[slice(*span)]):
                for made in reached:
                    longer = [[*way, span] for way in ways[start, made]]
                    ways[end, made + 1] = [*ways.get((end, made + 1), []), *longer][:2]
    found = ways.get((len(words), count), [])
    if len(found) == 1:
        return found[0]
    message = f"This line should have the names of {count} coefficients, one for each number below it."
    raise damaged(message, line.span)


def _refuse_twice(coefficients: Sequence[PrintedCoefficient]) -> None:
    seen: set[str] = set()
    for one in coefficients:
        if one.name in seen:
            hint = "Paste the print again; if R calls two effects so, rename a variable or a level before the fit."
            raise damaged(f"The coefficient {one.name} stands here a second time.", one.span, hint)
        seen.add(one.name)


def _refuse_inconsistent(coefficients: Sequence[PrintedCoefficient]) -> None:
    """Numbers of a column have one form, and a t or z value is the estimate over its standard error."""
    for column in ("estimate", "error", "statistic"):
        refuse_other_forms([one.figures[column] for one in coefficients if column in one.figures], column)
    for one in coefficients:
        estimate, error, ratio = (one.figures.get(column) for column in ("estimate", "error", "statistic"))
        if estimate is None or error is None or ratio is None or error.value - error.half <= 0:
            continue
        ends = [
            (estimate.value + sign * estimate.half) / (error.value + other * error.half)
            for sign in (-1, 1)
            for other in (-1, 1)
        ]
        message = f"{ratio.text} is not {estimate.text} over {error.text}, as it should be in this row."
        refuse_unlike(ratio, min(ends), max(ends), message)
