"""From a document to a display: statements aligned at their relation signs, long sums broken, remarks in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from lme4math.notation import Base, Digits as Counted, statements, tree
from lme4math.printers.layout.boxes import (
    COMMA,
    EQUALS,
    Box,
    DigitsBox,
    Display,
    Dots,
    Fence,
    FunctionName,
    Gap,
    Line,
    NameBox,
    OperatorSign,
    Prose,
    Row,
    is_tall,
)
from lme4math.printers.layout.compose import compose, signed_terms
from lme4math.printers.layout.measure import width
from lme4math.printers.layout.spelling import compose_size, function_box, joined, position, symbol_box
from lme4math.r import short_number
from lme4math.records import UnknownNodeError, dispatch

PAGE_WIDTH = 40.0
"""Widest line in em: the width of a notebook cell in a window of 900 pixels."""
TILDE, MAPS_TO = OperatorSign("∼", "relation"), OperatorSign("↦", "relation")
BETWEEN = Gap(2.0)
EVENING_STEPS = 20


def arrange(document: statements.Document, page_width: float = PAGE_WIDTH) -> Display:
    """The lines and remarks of a document.

    Args:
        page_width: the widest line wanted, in em; a single term wider than that is not broken.
    """
    lines = tuple(line for statement in document.statements for line in _lines(statement, page_width))
    return Display(lines, tuple(remark_box(remark) for remark in document.where))


def _lines(statement: statements.Statement, page_width: float) -> Iterator[Line]:
    match statement:
        case statements.Equation(left=left, right=right):
            yield from _equation(compose(left), right, page_width)
        case statements.Distributed(left=left, law=law):
            yield Line(compose(left), Row((TILDE, _law(law))))
        case statements.Together(statements=parts):
            yield from _together(parts, page_width)
        case _:
            raise UnknownNodeError("the page", statement)


def _equation(left: Box, right: tree.Expr, page_width: float) -> Iterator[Line]:
    """An equation, its sum broken between terms where it does not fit, into lines of much the same width."""
    terms = signed_terms(right) if isinstance(right, tree.Sum) else ((None, compose(right)),)
    room = page_width - width(left)
    whole = [Row((sign, body)) if sign else body for sign, body in terms]
    rows = _packed([piece for part in whole for piece in _pieces(part, room)], room)
    yield Line(left, Row((EQUALS, *rows[0])))
    for row in rows[1:]:
        yield Line(None, Row(tuple(row)))


def _pieces(part: Box, room: float) -> list[Box]:
    """A term as it is; one that is wider than a line, broken between the parts of the sum in its brackets."""
    if width(part) <= room:
        return [part]
    boxes = list(_flat(part))
    for place, box in enumerate(boxes):
        if isinstance(box, Fence) and box.open == "(" and isinstance(box.body, Row):
            start = Row((*boxes[:place], OperatorSign("(", "plain")))
            end = Row((OperatorSign(")", "plain"), *boxes[place + 1 :]))
            summands = _summands(box.body.children)
            return [Row((start, summands[0])), *summands[1:-1], Row((summands[-1], end))] if summands[1:] else [part]
    return [part]


def _flat(box: Box) -> Iterator[Box]:
    """The boxes of a row, and of the rows in it."""
    if isinstance(box, Row):
        for child in box.children:
            yield from _flat(child)
    else:
        yield box


def _summands(boxes: tuple[Box, ...]) -> list[Box]:
    """The parts of a sum, each with the sign before it."""
    parts: list[list[Box]] = [[]]
    for box in boxes:
        if isinstance(box, OperatorSign) and box.kind == "binary" and box.text in "+−" and parts[-1]:
            parts.append([])
        parts[-1].append(box)
    return [Row(tuple(part)) for part in parts]


def _packed(parts: list[Box], room: float) -> list[list[Box]]:
    """Parts on as few rows as fit into `room`, none much longer than another."""
    widths = [width(part) for part in parts]
    fewest = _filled(parts, widths, room)
    if len(fewest) == 1:
        return fewest
    narrower = (_filled(parts, widths, room * step / EVENING_STEPS) for step in range(1, EVENING_STEPS))
    return next((rows for rows in narrower if len(rows) <= len(fewest)), fewest)


def _filled(parts: list[Box], widths: list[float], room: float) -> list[list[Box]]:
    """Parts on rows, each row filled before the next is begun."""
    rows: list[list[Box]] = [[]]
    left = room
    for part, taken in zip(parts, widths, strict=True):
        if rows[-1] and taken > left:
            rows.append([])
            left = room
        rows[-1].append(part)
        left -= taken
    return rows


def _together(parts: tuple[statements.Equation | statements.Distributed, ...], page_width: float) -> Iterator[Line]:
    """Statements side by side, on as few lines as they need."""
    current: Line | None = None
    for part in parts:
        (line,) = _lines(part, float("inf"))
        whole = Row((line.left, line.right)) if line.left else line.right
        if current is not None and _line_width(current) + BETWEEN.width + width(whole) <= page_width:
            current = Line(current.left, Row((current.right, OperatorSign(",", "plain"), BETWEEN, whole)))
            continue
        if current is not None:
            yield current
        current = line
    if current is not None:
        yield current


def _line_width(line: Line) -> float:
    return (width(line.left) if line.left else 0.0) + width(line.right)


def _law(law: statements.Law) -> Box:
    parameters = joined(tuple(compose(parameter) for parameter in law.parameters), COMMA)
    return Row((FunctionName(law.name), Fence("(", parameters, ")", small=not is_tall(parameters))))


# --- Remarks -------------------------------------------------------------------------------------------------------


def remark_box(remark: statements.Remark) -> Box:
    """A remark as words and symbols."""
    return dispatch(REMARKS, remark, "the page")


def _range(remark: statements.Range) -> Box:
    index = remark.index
    counter = replace(index.symbol, base=_first_letter(index.symbol.base)) if index.nested else index.symbol
    first = DigitsBox(str(index.first))
    values = (symbol_box(counter), EQUALS, first, COMMA, Dots("listed"), COMMA, compose_size(index.size))
    within = (Prose(" within "), NameBox(remark.within)) if remark.within else ()
    if remark.factor is None:
        return Row((*values, Prose(" (observations"), *within, Prose(")")))
    return Row((*values, Prose(" (levels of "), NameBox(remark.factor), *within, Prose(")")))


def _first_letter(base: Base) -> Base:
    """Of a nested index such as jk, the letter that counts within k."""
    return replace(base, text=base.text[0])


def _lookup(remark: statements.LookupMeaning) -> Box:
    observation = position(remark.lookup.of)
    words = Prose(" is the level of "), NameBox(remark.factor), Prose(" that observation "), observation
    return Row((position(remark.lookup), *words, Prose(" belongs to")))


def _law_meaning(remark: statements.LawMeaning) -> Box:
    arguments = joined(tuple(Prose(argument) for argument in remark.arguments), Prose(", "))
    variance = (Prose(", with variance "), compose(remark.variance)) if remark.variance else ()
    return Row((FunctionName(remark.name), Fence("(", arguments, ")", small=True), *variance))


def _basis_meaning(remark: statements.BasisMeaning) -> Box:
    symbols = joined(tuple(symbol_box(replace(remark.symbol, sub=(Counted(text),))) for text in "12"), COMMA)
    return Row((symbols, COMMA, Dots("listed"), Prose(f" are the {remark.kind} "), NameBox(remark.variable)))


def _likelihood_weight(remark: statements.LikelihoodWeight) -> Box:
    who = (Prose("Observation "), symbol_box(remark.observation.symbol), Prose(" counts "))
    return Row((*who, compose(remark.weight), Prose(" times in the likelihood")))


def _function_meaning(remark: statements.FunctionMeaning) -> Box:
    parts: list[Box] = [
        function_box(remark.function),
        Prose(" scores the levels of "),
        NameBox(remark.variable),
        Prose(": "),
    ]
    for number, (level, score) in enumerate(remark.scores):
        parts += [COMMA] if number else []
        parts += [NameBox(level, "level"), MAPS_TO, DigitsBox(short_number(score).replace("-", "−"))]
    return Row(tuple(parts))


def _independent(remark: statements.Independent) -> Box:
    """The sentence on independence; several terms of one grouping factor are counted."""
    things: list[tuple[Box, ...]] = []
    for name, terms in Counter(remark.factors).items():
        who = Prose("those of " if things else "The random effects of ")
        each = (Prose(f" in each of its {terms} terms"),) if terms > 1 else ()
        things.append((who, NameBox(name), *each))
    if remark.residual is not None:
        things.append((Prose("the residuals "), compose(remark.residual)))
    given = () if remark.residual is not None else (Prose("; given them, so are the observations"),)
    if len(things) == 1 and len(remark.factors) == 1:
        return Row((*things[0], Prose(" are independent from level to level"), *given))
    listed: list[Box] = list(things[0])
    for number, thing in enumerate(things[1:], start=2):
        listed += [Prose(" and " if number == len(things) else ", "), *thing]
    between = "from level to level and from observation to observation" if remark.residual else "from level to level"
    return Row((*listed, Prose(f" are independent of each other, {between}"), *given))


REMARKS: dict[type, Callable[[Any], Box]] = {
    statements.BasisMeaning: _basis_meaning,
    statements.Range: _range,
    statements.LookupMeaning: _lookup,
    statements.LawMeaning: _law_meaning,
    statements.LikelihoodWeight: _likelihood_weight,
    statements.FunctionMeaning: _function_meaning,
    statements.Independent: _independent,
}
