"""A maths tree, a legend and sentences with the reader's own words and symbols in place of R's names.

Labels of coefficients and parameters are the style's matter (`names/styles.py`), which other symbols are made of; all
others are put in here, once for all notations and printers. What a node is stays: its variable, its level and its
place in the R code, so the equations compute as they did.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any, TypeVar

from lme4math.english import typographic
from lme4math.model import Categorical, Column, CovariatePiece, IndicatorPiece, MixedModel, Piece
from lme4math.notation import statements, tree
from lme4math.notation.names.labels import Labels
from lme4math.notation.names.naming import Names
from lme4math.notation.names.symbols import LevelOf, Symbol, Word, plain_text
from lme4math.records import rewrite

Tree = TypeVar("Tree")


def labelled(root: Tree, names: Names) -> Tree:
    """The same document, or node, with the labels of a model; to be used once."""
    if not names.labels:
        return root
    labels, headings = names.labels, _headings(names)

    def rule(node: Any) -> object:
        match node:
            case Symbol():
                return labels.tag(node)
            case tree.RowsByRule(names=columns):
                return replace(node, names=tuple(headings.get(column, column) for column in columns))
            case _:
                write = RULES.get(type(node))
                return node if write is None else write(node, labels)

    return rewrite(root, rule)


def _named(node: Any, labels: Labels) -> Any:
    return replace(node, symbol=labels.base(node.symbol))


def _indicator(node: tree.Indicator, labels: Labels) -> tree.Indicator:
    shown = labels.level(node.variable, node.level) if isinstance(node.level, str) else None
    return replace(node, symbol=labels.base(node.symbol), shown=shown)


def _cases(node: tree.Cases, labels: Labels) -> tree.Cases:
    shown = tuple(labels.level(node.variable, level) for level, _ in node.cases)
    return replace(node, symbol=labels.base(node.symbol), shown=shown)


def _function_meaning(node: statements.FunctionMeaning, labels: Labels) -> statements.FunctionMeaning:
    shown = tuple(labels.level(node.variable, level) for level, _ in node.scores)
    return replace(node, called=labels.thing(node.variable), shown=shown)


def _called(name: statements.Called, labels: Labels) -> statements.Called:
    return labels.thing(name) if isinstance(name, str) else name


def _range(node: statements.Range, labels: Labels) -> statements.Range:
    factor = None if node.factor is None else _called(node.factor, labels)
    return replace(node, factor=factor, within=tuple(_called(name, labels) for name in node.within))


RULES: dict[type, Callable[[Any, Labels], object]] = {
    **dict.fromkeys((tree.Covariate, tree.Statistic, tree.ContrastScore), _named),
    tree.Indicator: _indicator,
    tree.Cases: _cases,
    tree.CovarianceMatrix: lambda node, labels: replace(node, symbol=labels.below(node.symbol)),
    LevelOf: lambda node, labels: replace(node, factor=labels.base(node.factor)),
    statements.Range: _range,
    statements.LookupMeaning: lambda node, labels: replace(node, factor=_called(node.factor, labels)),
    statements.Independent: lambda node, labels: replace(
        node, factors=tuple(_called(factor, labels) for factor in node.factors)
    ),
    statements.OfLevel: lambda node, labels: replace(node, factor=_called(node.factor, labels)),
    statements.TakenToVary: lambda node, labels: replace(
        node, names=tuple(_called(name, labels) for name in node.names)
    ),
    statements.FunctionMeaning: _function_meaning,
    statements.BasisMeaning: lambda node, labels: replace(node, variable=labels.upright(node.variable)),
}
"""How the names in a node are replaced, by the kind of node; all others have none, or parts that have."""


# --- Names of columns ----------------------------------------------------------------------------------------------


def _headings(names: Names) -> dict[str, str]:
    """The words above a column of a matrix, by R's name of it."""
    parts = (names.model.fixed, *(term.part for term in names.model.random))
    columns = {column.name: column for part in parts for column in part.columns}
    return {name: _heading(column, names.labels) for name, column in columns.items()}


def _heading(column: Column, labels: Labels) -> str:
    pieces = [_piece(piece, labels) for piece in column.pieces]
    changed = any(text != piece.label for text, piece in zip(pieces, column.pieces, strict=True))
    return ":".join(pieces) if changed else column.name


def _piece(piece: Piece, labels: Labels) -> str:
    name = piece.variable.frame_name
    called = labels.upright(name)
    match piece:
        case CovariatePiece(component=component):
            return piece.label if called == name else f"{called} {component}".strip()
        case IndicatorPiece(level=level):
            shown = labels.level(name, level)
            text = level if shown is None else plain_text(shown)
            is_upright = shown is not None and (isinstance(shown.base, Word) or text.isascii())
            return f"{called} = {text if is_upright else level}" if called != name or is_upright else piece.label
        case _:
            return piece.label if called == name else f"{called}{piece.label.removeprefix(piece.variable.name)}"


# --- Sentences -----------------------------------------------------------------------------------------------------

_CODE = re.compile(
    r"""(?: ``\s (?P<two>.+?) \s`` | ` (?P<one>[^`]+) ` )
    (?P<level> (?P<between>\ (?:is\ (?:not\ )?)?) (?: “(?P<quoted>[^”]*)” | (?P<truth>TRUE|FALSE) ) )?""",
    re.VERBOSE,
)
"""R code in a sentence, and the level that a factor of this name is said to have."""


def in_sentence(sentence: str, names: Names) -> str:
    """A sentence with labels in place of R's names between backticks, and of levels in quotes."""
    if not names.labels:
        return sentence
    labels, levels = names.labels, _levels_of_one_factor(names)
    columns = {row.column.name for row in names.rows} - labels.variables

    def changed(found: re.Match[str]) -> str:
        code = found["one"] or found["two"]
        called = code if code in columns else labels.in_code(code)  # R's name of a coefficient stays
        is_name = labels.variable(code) is not None or ":" in code
        start, _ = found.span("one" if found["one"] else "two")
        written = found.string[found.start() : start] + called + ("`" if found["one"] else " ``")
        shown = called if called != code and is_name else written
        return shown + (_level_said(code, found, labels) if found["level"] else "")

    sentence = _CODE.sub(changed, sentence)
    for level, label in levels.items():
        sentence = sentence.replace(typographic(level), typographic(label))
    return sentence


def _level_said(code: str, found: re.Match[str], labels: Labels) -> str:
    own = labels.level(code, found["quoted"] if found["truth"] is None else found["truth"])
    return found["level"] if own is None else found["between"] + typographic(plain_text(own))


def _levels_of_one_factor(names: Names) -> dict[str, str]:
    """The labels of levels that but one factor has, so that a sentence that names one can mean no other."""
    found: dict[str, set[str]] = {}
    for variable, level in levels_of(names.model):
        own = names.labels.level(variable, level)
        found.setdefault(level, set()).add(level if own is None else plain_text(own))
    return {level: next(iter(labels)) for level, labels in found.items() if len(labels) == 1 and labels != {level}}


def in_sentences(sentences: Iterable[str], names: Names) -> tuple[str, ...]:
    """Sentences with the labels of a model."""
    return tuple(in_sentence(sentence, names) for sentence in sentences)


def levels_of(model: MixedModel) -> Iterator[tuple[str, str]]:
    """Each level of each factor whose levels are known, with the factor's name in the model frame."""
    for variable in model.variables:
        if isinstance(variable.kind, Categorical):
            yield from ((variable.frame_name, level) for level in variable.kind.levels)
