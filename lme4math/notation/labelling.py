"""A maths tree with the reader's own words and symbols in place of R's names.

Labels of coefficients and parameters are the style's matter (`names/styles.py`), which other symbols are made of; all
others are put in here, once for all notations and printers. What a node is stays: its variable, its level and its
place in the R code, so the equations compute as they did.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar

from lme4math.notation import statements, tree
from lme4math.notation.names.labels import Labels
from lme4math.notation.names.naming import Names
from lme4math.notation.names.symbols import LevelOf, Symbol
from lme4math.notation.page_names import PageNames
from lme4math.records import rewrite

Tree = TypeVar("Tree")


def labelled(root: Tree, names: Names) -> Tree:
    """The same document, or node, with the labels of a model; to be used once."""
    if not names.labels:
        return root
    labels, headings = names.labels, PageNames(names.model, names.labels).headings

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
