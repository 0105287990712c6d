"""What prints tell of variables, and the tables that `contrasts(d$f)` and `summary(d)` print.

R pads the cells of a column to one width, so that its numbers, or its colons, stand one under the other; a table in
which they do not is not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from lme4math.r import Call, Expression, Name, call_of, called_name, parse_expression, quote, unwrap, written_out
from lme4math.records import record
from lme4math.script.factor_calls import FactorValue
from lme4math.script.frames import ContrastSetting, Declaration, Held, ScriptFit, known_factor
from lme4math.script.targets import change_variable, root_of
from lme4math.source import Span

FACTOR, ORDERED, TEXT, NUMERIC, LOGICAL = "factor", "ordered", "text", "numeric", "logical"
"""What a variable is shown to be."""

_NUMBER = re.compile(r"-?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$")
_STATISTICS = frozenset({"Min.", "1st Qu.", "Median", "Mean", "3rd Qu.", "Max."})
_MISSING, _OTHERS = "NA's", "(Other)"
_GAP = re.compile(r"[ \t]{2,}")
_WORDS = re.compile(r"\S+")


@record
class Fact:
    """What is shown of a column, or, if `column` is None, of the variable that a command names.

    Attributes:
        column: the column.
        kind: what it is.
        levels: its levels, empty where they are not shown.
        place: where in the text it is shown.
        contrasts: its contrast matrix as R code; "" where it is not shown, or is that of treatment contrasts.
    """

    column: str | None
    kind: str
    levels: tuple[str, ...]
    place: int
    contrasts: str = ""


@record(eq=False)
class ShownVariable:
    """A variable, such as `d$f`, and what it is shown to be."""

    variable: Expression
    fact: Fact


@record
class Output:
    """The lines that a command printed, each with its place in the text."""

    command: Expression
    lines: tuple[tuple[int, str], ...]


def note_shown(shown: ShownVariable, names: dict[str, Held]) -> None:
    """Keep what a variable is shown to be.

    Args:
        shown: the variable, and what it is.
        names: what the names hold, which changes.
    """
    variable, fact = shown.variable, shown.fact
    if not isinstance(names.get(root_of(variable)), ScriptFit):
        change_variable(variable, Span(fact.place, fact.place), names, lambda one: _with_contrasts(one, fact))


def _with_contrasts(one: Declaration, fact: Fact) -> Declaration:
    """What a print tells of a variable; contrasts that are set stay."""
    one = _with_kind(one, fact.kind, fact.levels, Span(fact.place, fact.place))
    if not fact.contrasts or one.coding is not None:
        return one
    matrix = parse_expression(fact.contrasts, [fact.place] * (len(fact.contrasts) + 1))  # no place has their code
    return replace(one, coding=ContrastSetting(matrix, matrix.span, one.levels, as_is=True))


def _with_kind(one: Declaration, kind: str, levels: tuple[str, ...], span: Span) -> Declaration:
    """A variable that is printed as what it is; what statements tell of it stays."""
    scope = {one.name: one} if one.value is not None or one.factor is not None else {}
    if kind in _CONVERSIONS:
        if one.factor is not None:
            return one
        value = call_of(_CONVERSIONS[kind], span, Name(one.name, span))
        return replace(one, value=value, span=span, scope=scope, written=None)
    factor = FactorValue(levels or None, kind == ORDERED, plain=not levels)
    if one.factor is None:
        return replace(one, value=None, span=span, scope=scope, read_factor=known_factor(factor))
    if not levels or one.levels == levels:
        return one
    one = replace(one, value=None, left=None, without=(), unused=True)
    return replace(one, read_factor=known_factor(factor), span=span, scope=scope)


_CONVERSIONS = {TEXT: "as.character", NUMERIC: "as.numeric", LOGICAL: "as.logical"}


def contrasts_printed(output: Output) -> Iterator[Fact]:
    """`contrasts(d$f)`: the levels and the contrast matrix of a factor."""
    node = written_out(unwrap(output.command))
    if not isinstance(node, Call) or called_name(node) != "contrasts" or len(node.operands) != 1:
        return
    lines = [(place, line) for place, line in output.lines if line.strip()]
    if len(lines) < 2 or not lines[0][1][:1].isspace():
        return
    place, header = lines[0]
    columns = header.split()
    if columns[0] == ".L":
        yield Fact(None, ORDERED, (), place)
        return
    for width in dict.fromkeys((len(columns), len(lines) - 2)):
        rows = [line.rsplit(None, width) for _, line in lines[1:]]
        if width and all(len(row) == width + 1 and all(map(_NUMBER.match, row[1:])) for row in rows):
            levels = tuple(row[0].strip() for row in rows)
            yield Fact(None, FACTOR, levels, place, _matrix(rows, columns, levels))
            return


def _matrix(rows: Sequence[Sequence[str]], columns: Sequence[str], levels: tuple[str, ...]) -> str:
    """A contrast matrix as R code; "" for treatment contrasts whose baseline is the first level."""
    numbers = [row[1:] for row in rows]
    treatment = [["1" if place == at else "0" for at in range(1, len(rows))] for place in range(len(rows))]
    numbered = columns[0] == "[,1]"
    if numbers == treatment and not numbered:
        return ""
    values = ", ".join(number for column in zip(*numbers, strict=True) for number in column)
    names = [quote(name) for name in columns]
    named = f", dimnames = list(NULL, c({', '.join(names)}))" if not numbered and len(names) == len(numbers[0]) else ""
    return f"matrix(c({values}), {len(levels)}{named})"


def summary_printed(output: Output) -> Iterator[Fact]:
    """`summary(d)` and `summary(d$f)`: kinds of variables, and the levels of factors with their counts."""
    if called_name(written_out(unwrap(output.command))) != "summary":
        return
    header: tuple[int, str] | None = None
    rows: list[str] = []
    for place, line in (*output.lines, (0, "")):
        if header is not None and ":" not in header[1] and (":" in line or (rows and line and not line.strip())):
            rows.append(line)
            continue
        if header is not None:
            yield from _columns(*header, rows) if rows else _counts(*header, line)
        header, rows = (place, line) if line.strip() and ":" not in line else None, []


def _columns(place: int, header: str, rows: Sequence[str]) -> Iterator[Fact]:
    """The columns of the summary of a data frame: each has cells `label:value`."""
    names = header.split()
    colons = [at for at, character in enumerate(rows[0]) if character == ":"]
    if not header[:1].isspace() or len(names) != len(colons):
        return
    cells: list[list[tuple[str, str]]] = [[] for _ in names]
    for row in rows:
        bounds = [*colons, len(row)]
        start = 0
        for column, at in enumerate(colons):
            label = row[start:at].strip()
            value, *rest = _GAP.split(row[at + 1 : bounds[column + 1]].lstrip(), maxsplit=1)
            start = at + 1 + row[at + 1 :].find(value) + len(value) if value else at + 1
            if row[at : at + 1] == ":" and value:
                cells[column].append((label, value.strip()))
            elif label or (rest and rest[0].strip() and row[at : at + 1] == ":"):
                return
    for name, column_cells in zip(names, cells, strict=True):
        kind = _kind(dict(column_cells))
        if kind is not None:
            levels = _levels([label for label, _ in column_cells]) if kind == FACTOR else ()
            yield Fact(name, kind, levels, place)


def _kind(cells: Mapping[str, str]) -> str | None:
    """What a variable is whose summary has these cells."""
    labels = cells.keys() - {_MISSING}
    if labels == _STATISTICS:
        return NUMERIC if all(_NUMBER.match(cells[label]) for label in labels) else None
    if "Class" in labels or "Mode" in labels:
        return {"character": TEXT, "logical": LOGICAL}.get(cells.get("Mode", ""))
    return FACTOR if labels and all(value.isdecimal() for value in cells.values()) else None


def _levels(labels: Sequence[str]) -> tuple[str, ...]:
    return () if _OTHERS in labels else tuple(label for label in labels if label != _MISSING)


def _counts(place: int, header: str, counts: str) -> Iterator[Fact]:
    """The summary of a variable: numbers of rows below levels, or the statistics of numbers."""
    names, numbers = (list(_WORDS.finditer(line)) for line in (header, counts))
    if not numbers or not all(_NUMBER.match(number.group()) for number in numbers):
        return
    if names[0].group() == "Min.":
        yield Fact(None, NUMERIC, (), place)
        return
    if not all(number.group().isdecimal() for number in numbers):
        return
    aligned = [one.end() for one in names] == [one.end() for one in numbers]
    yield Fact(None, FACTOR, _levels([name.group() for name in names]) if aligned else (), place)
