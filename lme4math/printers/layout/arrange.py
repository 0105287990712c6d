"""From a document to a display: statements aligned at their relation signs, remarks in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import zip_longest
from typing import Any

from lme4math.notation import Base, Digits as Counted, Index, statements, tree
from lme4math.printers.layout.boxes import (
    COMMA,
    EQUALS,
    Box,
    DigitsBox,
    Display,
    Dots,
    Fence,
    FunctionName,
    Line,
    NameBox,
    OperatorSign,
    Prose,
    Row,
    is_tall,
)
from lme4math.printers.layout.compose import compose, signed_terms
from lme4math.printers.layout.spelling import (
    compose_size,
    function_box,
    joined,
    letters_of,
    level_box,
    named,
    pointed,
    pointed_position,
    position,
    symbol_box,
)
from lme4math.r import short_number
from lme4math.records import UnknownNodeError, dispatch

TILDE, MAPS_TO = OperatorSign("∼", "relation"), OperatorSign("↦", "relation")


def arrange(document: statements.Document) -> Display:
    """The lines and remarks of a document; no line is broken yet, which `breaking.fitted` does."""
    lines = tuple(
        replace(line, detail=document.brief is not None and place >= document.brief)
        for place, statement in enumerate(document.statements)
        for line in _lines(statement)
    )
    hidden = (remark for line in lines for remark in line.hidden_columns)
    return Display(lines, (*hidden, *map(remark_box, document.where)))


def _lines(statement: statements.Statement) -> Iterator[Line]:
    match statement:
        case statements.Equation(left=left, right=right):
            columns = _columns(left, right) if isinstance(right, tree.RowsByRule) else None
            yield Line(compose(left), EQUALS, _terms(right), columns=columns)
        case statements.Distributed(left=left, law=law):
            yield Line(compose(left), TILDE, (_law(law),))
        case tree.Omitted():
            yield Line(None, None, (compose(statement),))
        case statements.Together(statements=parts):
            lines = [line for part in parts for line in _lines(part)]
            yield from (lines[0], *(replace(line, beside=True) for line in lines[1:]))
        case _:
            raise UnknownNodeError("the page", statement)


def _columns(left: tree.Expr, rule: tree.RowsByRule) -> Box | None:
    """All columns of a design in words; of levels that are not known, or that an excerpt leaves out, there are none."""
    if any(isinstance(entry, tree.ForEach | tree.Omitted) for entry in rule.entries):
        return None
    name = compose(left.body if isinstance(left, tree.Sized) else left)
    columns = (part for entry in rule.entries for part in (Prose(", "), compose(entry)))
    return Row((Prose("The columns of "), name, Prose(" are "), *tuple(columns)[1:]))


def _terms(right: tree.Expr) -> tuple[Box, ...]:
    """The terms of a sum, each with the sign before it; what is no sum is one term."""
    if not isinstance(right, tree.Sum):
        return (compose(right),)
    return tuple(Row((sign, body)) if sign else body for sign, body in signed_terms(right))


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
    counted = pointed(symbol_box(counter), "index", letters_of(index.symbol))
    values = (counted, EQUALS, first, COMMA, Dots("listed"), COMMA, compose_size(index.size))
    within = (Prose(" within "), *_names_in_words(remark.within)) if remark.within else ()
    if remark.factor is None:
        return Row((*values, Prose(" (observations"), *within, Prose(")")))
    return Row((*values, Prose(" (levels of "), named(remark.factor), *within, Prose(")")))


def _names_in_words(names: Sequence[statements.Called]) -> Iterator[Box]:
    """Names as "a, b and c"."""
    for place, name in enumerate(names):
        if place:
            yield Prose(" and " if place == len(names) - 1 else ", ")
        yield named(name)


def _first_letter(base: Base) -> Base:
    """Of a nested index such as jk, the letter that counts within k."""
    return replace(base, text=base.text[0])


def _lookup(remark: statements.LookupMeaning) -> Box:
    of = remark.lookup.of
    observation = pointed_position(of) if isinstance(of, Index) else position(of)
    words = Prose(" is the level of "), named(remark.factor), Prose(" that observation "), observation
    return Row((pointed_position(remark.lookup), *words, Prose(" belongs to")))


def _law_meaning(remark: statements.LawMeaning) -> Box:
    arguments = joined(tuple(Prose(argument) for argument in remark.arguments), Prose(", "))
    variance = (Prose(", with variance "), compose(remark.variance)) if remark.variance else ()
    return Row((FunctionName(remark.name), Fence("(", arguments, ")", small=True), *variance))


def _basis_meaning(remark: statements.BasisMeaning) -> Box:
    symbols = joined(tuple(symbol_box(replace(remark.symbol, sub=(Counted(text),))) for text in "12"), COMMA)
    return Row((symbols, COMMA, Dots("listed"), Prose(f" are the {remark.kind} "), NameBox(remark.variable)))


def _link_meaning(remark: statements.LinkMeaning) -> Box:
    symbol = pointed(symbol_box(remark.symbol), "function", letters_of(remark.symbol))
    return Row((symbol, Prose(" is the link function "), NameBox(remark.code)))


def _likelihood_weight(remark: statements.LikelihoodWeight) -> Box:
    who = (Prose("Observation "), pointed_position(remark.observation), Prose(" counts "))
    return Row((*who, compose(remark.weight), Prose(" times in the likelihood")))


def _taken_to_vary(remark: statements.TakenToVary) -> Box:
    verb = "is" if len(remark.names) == 1 else "are"
    return Row(
        (*_names_in_words(remark.names), Prose(f" {verb} taken to vary within groups, as nothing says otherwise"))
    )


def _of_level(remark: statements.OfLevel) -> Box:
    words = Prose("These are the equations of the observations whose "), named(remark.factor), Prose(" is ")
    return Row((*words, level_box(remark.level, None)))


def _function_meaning(remark: statements.FunctionMeaning) -> Box:
    parts: list[Box] = [
        function_box(remark.function),
        Prose(" scores the levels of "),
        named(remark.variable if remark.called is None else remark.called),
        Prose(": "),
    ]
    for number, ((level, score), shown) in enumerate(zip_longest(remark.scores, remark.shown)):
        parts += [COMMA] if number else []
        parts += [level_box(level, shown), MAPS_TO, DigitsBox(short_number(score).replace("-", "−"))]
    return Row(tuple(parts))


def _independent(remark: statements.Independent) -> Box:
    """The sentence on independence; several terms of one grouping factor are counted."""
    things: list[tuple[Box, ...]] = []
    for name, terms in Counter(remark.factors).items():
        who = Prose("those of " if things else "The random effects of ")
        each = (Prose(f" in each of its {terms} terms"),) if terms > 1 else ()
        things.append((who, named(name), *each))
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
    statements.LinkMeaning: _link_meaning,
    statements.FunctionMeaning: _function_meaning,
    statements.TakenToVary: _taken_to_vary,
    statements.OfLevel: _of_level,
    statements.Independent: _independent,
}
