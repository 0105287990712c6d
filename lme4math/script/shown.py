"""What is printed between the commands of a transcript tells what variables are: `str(d)`, `levels(d$f)`, a tibble.

Only prints that have one meaning are read. What `summary(fit)` shows of factors is known before the model's own
statement.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence

from lme4math.errors import FormulaError
from lme4math.r import (
    ASSIGNMENTS,
    Call,
    Expression,
    Name,
    Text,
    call_of,
    called_name,
    collation_key,
    deparse,
    is_syntactic,
    parse_expression,
    picked_column,
    unwrap,
    walk_calls,
    written_out,
)
from lme4math.script.drafts import draft_of
from lme4math.script.other_models import OURS
from lme4math.script.printouts import printed_factors
from lme4math.script.shown_facts import (
    FACTOR,
    LOGICAL,
    NUMERIC,
    ORDERED,
    TEXT,
    Fact,
    Output,
    ShownVariable,
    contrasts_printed,
    summary_printed,
)
from lme4math.source import Span


def shown_in(text: str, expressions: Sequence[Expression]) -> Mapping[int, Sequence[ShownVariable]]:
    """What a text shows of variables, by the place of the expression after which it is known, -1 for before the first.

    Args:
        text: the text.
        expressions: the code in it.
    """
    after: dict[int, list[ShownVariable]] = {}
    for number, output in _outputs(text, expressions):
        whose = _whose(output.command)
        facts = (fact for read in _READERS for fact in read(output)) if whose is not None else ()
        for fact in facts:
            variable = whose if fact.column is None else _column_of(whose, fact)
            if variable is not None:
                after.setdefault(number, []).append(ShownVariable(variable, fact))
        for factor, place in printed_factors("\n".join(line for _, line in output.lines)):
            model = _fitted(expressions[: number + 1], output.command, factor.formula)
            if model is not None:
                at = _place_of(output, place)
                fact = Fact(None, ORDERED if factor.ordered else FACTOR, (), at)
                after.setdefault(model - 1, []).append(
                    ShownVariable(_variable(factor.frame, factor.variable, at), fact)
                )
    return after


def _place_of(output: Output, place: int) -> int:
    """Where the line starts that has a character of what was printed."""
    for start, line in output.lines:
        place -= len(line) + 1
        if place < 0:
            return start
    return output.lines[-1][0]


_COMMENT = re.compile(r"[ \t]*(?:#+>|##+|#(?=[ \t]*(?:\[\d|Levels:|\$|'data\.frame')))[ \t]?")


def _outputs(text: str, expressions: Sequence[Expression]) -> Iterator[tuple[int, Output]]:
    """The lines between the expressions, those of the last of several on a line being nobody's."""
    if not expressions:
        return
    draft = draft_of(text)
    starts = [node.span.start for node in expressions]
    ends = [node.span.end for node in expressions]
    found: dict[int, list[tuple[int, str]]] = {}
    for start, end in draft.lines():
        number = bisect_right(starts, end) - 1
        if number < 0 or start < ends[number]:
            continue
        line = text[start:end]
        mark = _COMMENT.match(line)
        found.setdefault(number, []).append((start, line[mark.end() :] if mark else line))
    for number, lines in found.items():
        alone = number == 0 or "\n" in text[ends[number - 1] : starts[number]]
        if alone and any(line.strip() for _, line in lines):
            yield number, Output(expressions[number], tuple(lines))


def _whose(command: Expression) -> Expression | None:
    """The variable or data frame that a command prints; of an assignment, the one that it assigns to."""
    node = written_out(unwrap(command))
    while isinstance(node, Call):
        if node.operator in ASSIGNMENTS and len(node.operands) == 2:
            return node.operands[0] if isinstance(node.operands[0], Name) else None
        if picked_column(node) is not None:
            return node
        if called_name(node) not in _PRINTING or not node.operands:
            return None
        node = written_out(unwrap(node.operands[0]))
    return node if isinstance(node, Name) else None


_PRINTING = frozenset(
    {
        *("str", "levels", "unique", "class", "is.factor", "head", "tail", "print", "glimpse", "as_tibble"),
        *("slice_head", "contrasts", "summary"),
    }
)


def _column_of(frame: Expression | None, fact: Fact) -> Expression | None:
    return _variable(frame.name, fact.column or "", fact.place) if isinstance(frame, Name) else None


def _variable(frame: str | None, name: str, place: int) -> Expression:
    span = Span(place, place)
    if frame is None:
        return Name(name, span)
    return call_of("$", span, Name(frame, span), Name(name, span))


def _fitted(expressions: Sequence[Expression], command: Expression, formula: str) -> int | None:
    """The place of the expression in which the model was fitted that a command prints."""
    shown = _whose_fit(command)
    for place in reversed(range(len(expressions))):
        node = expressions[place]
        calls = [call for call in walk_calls(node) if called_name(call) in OURS]
        assigned = isinstance(node, Call) and node.operator in ASSIGNMENTS and len(node.operands) == 2
        target = node.operands[0] if assigned and isinstance(node, Call) else None
        if shown is not None and isinstance(target, Name) and target.name == shown:
            return place
        if any(call.operator == "~" and deparse(call) == formula for one in calls for call in walk_calls(one)):
            return place
    return None


def _whose_fit(command: Expression) -> str | None:
    node = written_out(unwrap(command))
    if isinstance(node, Call) and called_name(node) in ("summary", "print") and node.operands:
        node = node.operands[0]
    return node.name if isinstance(node, Name) else None


# What the lines say

_KINDS: Mapping[str, str] = {
    **dict.fromkeys(("num", "int", "dbl", "numeric", "integer", "double", "i64"), NUMERIC),
    **dict.fromkeys(("chr", "char", "character"), TEXT),
    **dict.fromkeys(("fct", "fctr", "factor"), FACTOR),
    **dict.fromkeys(("ord", "ordered"), ORDERED),
    **dict.fromkeys(("logi", "lgl", "logical"), LOGICAL),
}
_STRING = r'"(?:[^"\\]|\\.)*"'
_FACTOR = re.compile(rf"(?P<ordered>Ord\.f|F)actor w/ (?P<n>\d+) levels? (?P<levels>(?:{_STRING}[,<]?)*)")
_PLAIN = re.compile(r"(?P<kind>num|int|chr|logi)(?: \[1:\d+\])?(?=[ \t]+[^\[\s]|[ \t]*$)")
_ITEM = re.compile(r"[ \t]*\$[ \t]*(?P<name>.*?)[ \t]*:[ \t]*(?=\S)")
_GLIMPSED = re.compile(r"\$[ \t]+(?P<name>`[^`]+`|\S+)[ \t]+<(?P<kind>\w+)>")
_TYPES = re.compile(r"[ \t]*(?:<[\w+]+>[ \t]*)+$")
_MORE = re.compile(r"(?P<name>`[^`]+`|[\w.]+)\s+<(?P<kind>\w+)>")
_SPECIFIED = re.compile(r"(?P<kind>chr|dbl|int|lgl|fct|ord)[ \t]+\(\d+\):[ \t]*(?P<names>.*)")
_WORD = re.compile(r"(?!(?:NA|NaN|Inf|TRUE|FALSE)$)[A-Za-z][\w.]*$")
_INDEX = re.compile(r"[ \t]*\[\d+\][ \t]?")
_TAIL = re.compile(r"Levels:[ \t]*(?P<levels>.*)")


def _type(text: str) -> tuple[str, tuple[str, ...]] | None:
    """What `str()` says of a vector."""
    factor = _FACTOR.match(text)
    if factor is not None:
        levels = tuple(map(_unquoted, re.findall(_STRING, factor["levels"])))
        kind = FACTOR if factor["ordered"] == "F" else ORDERED
        return kind, levels if len(levels) == int(factor["n"][:9]) else ()
    plain = _PLAIN.match(text)
    return (_KINDS[plain["kind"]], ()) if plain else None


def _unquoted(text: str) -> str:
    try:
        value = parse_expression(text)
    except FormulaError:
        return text[1:-1]
    return value.value if isinstance(value, Text) else text[1:-1]


def _structure(output: Output) -> Iterator[Fact]:
    """`str(d)` and `str(d$f)`."""
    node = written_out(unwrap(output.command))
    if called_name(node) != "str":
        return
    of_frame = any(re.match(r"[ \t]*(?:'data\.frame'|tibble|Classes |grouped_df)", line) for _, line in output.lines)
    for place, line in output.lines:
        item = _ITEM.match(line) if of_frame else None
        start = item.end() if item else 0
        told = _type(line[start:].lstrip()) if item or not of_frame else None
        if told is not None:
            yield Fact(item["name"] if item else None, *told, place)
        if not of_frame and line.strip():
            return


def _columns(output: Output) -> Iterator[Fact]:
    """The types in the print of a tibble or data.table, of `glimpse(d)`, and of what `read_csv()` says."""
    rest = False
    for (_, before), (place, line) in zip([(0, ""), *output.lines], output.lines, strict=False):
        if _TYPES.match(line):
            kinds, names = line.split(), re.findall(r"`[^`]+`|\S+", before)
            pairs = zip(names, kinds, strict=True) if len(names) == len(kinds) else ()
            yield from (fact for name, kind in pairs for fact in _column(name, kind.strip("<>"), place))
        rest = rest or "more variable" in line
        for match in [_GLIMPSED.match(line), *(_MORE.finditer(line) if rest else ())]:
            yield from _column(match["name"], match["kind"], place) if match else ()
        specified = _SPECIFIED.match(line.strip())
        for name in specified["names"].split(",") if specified else ():
            yield from _column(name.strip(), specified["kind"], place) if specified else ()


def _column(name: str, kind: str, place: int) -> Iterator[Fact]:
    if kind in _KINDS and name and not name.endswith(("…", "...", "~")):
        yield Fact(name.strip("`"), _KINDS[kind], (), place)


def _words(output: Output) -> Iterator[Fact]:
    """The columns of a printed data frame that have words in all rows."""
    header: list[str] = []
    rows: list[list[str]] = []
    at = 0
    for place, line in (*output.lines, (0, "")):
        cells = line.split()
        if header and len(cells) == len(header) + 1:
            rows.append(cells[1:])
            continue
        for name, column in zip(header, zip(*rows, strict=True), strict=False):
            if all(map(_WORD.match, column)) and is_syntactic(name):
                yield Fact(name, FACTOR, (), at)
        header, rows, at = (cells, [], place) if line[:1].isspace() else ([], [], 0)


def _vector(output: Output) -> Iterator[Fact]:
    """`levels(d$f)`, `unique(d$f)`, `class(d$f)`, `is.factor(d$f)`, and a factor that is printed."""
    node = written_out(unwrap(output.command))
    while isinstance(node, Call) and called_name(node) == "print" and node.operands:
        node = written_out(unwrap(node.operands[0]))
    function = called_name(node)
    first = next((place for place, line in output.lines if line.strip()), 0)
    body = [line[mark.end() :] for _, line in output.lines if (mark := _INDEX.match(line))]
    items = [item for line in body for item in re.findall(rf"{_STRING}|\S+", line)]
    texts = tuple(_unquoted(item) for item in items if item.startswith('"'))
    tail = next((match["levels"] for _, line in output.lines if (match := _TAIL.match(line))), None)
    if function in ("levels", "unique") and texts and len(texts) == len([one for one in items if one != "NA"]):
        in_order = texts if function == "levels" else tuple(sorted(texts, key=collation_key))
        yield Fact(None, FACTOR, in_order, first)
    elif function == "class" and texts and (kind := _KINDS.get(texts[0])) is not None:
        yield Fact(None, kind, (), first)
    elif function == "is.factor" and items == ["TRUE"]:
        yield Fact(None, FACTOR, (), first)
    elif tail is not None and body and function != "levels":
        ordered = " < " in tail
        levels = tuple(tail.split(" < ") if ordered else tail.split())
        certain = ordered or _aligned(body, levels)
        yield Fact(None, ORDERED if ordered else FACTOR, levels if certain else (), first)


def _aligned(lines: Sequence[str], levels: Sequence[str]) -> bool:
    """Whether R printed these words, which it pads to one width, and none of them is a part of a level with blanks."""
    lines = [line.rstrip() for line in lines]
    width = max((len(word) for line in lines for word in line.split()), default=0)
    padded = all(line == " ".join(word.ljust(width) for word in line.split()).rstrip() for line in lines)
    return padded and {word for line in lines for word in line.split()} <= {*levels, "<NA>"} and "..." not in levels


_READERS: tuple[Callable[[Output], Iterator[Fact]], ...] = (
    _words,
    _columns,
    _structure,
    _vector,
    contrasts_printed,
    summary_printed,
)
