"""Which label a symbol of the equations has, so that a view can offer to change it where it stands."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lme4math.notation import tree
from lme4math.notation.names.labels import RESIDUAL, effect_key, group_key, level_key
from lme4math.notation.names.naming import Names, variables_of
from lme4math.notation.names.symbols import LevelOf, plain_text
from lme4math.notation.page_names import levels_of
from lme4math.records import record


@record
class Nameable:
    """Something with a name that a reader may change.

    Attributes:
        key: what a label for it is called by.
        shown: the words that stand for it on the page.
        factor: the key of its factor, where it is a level of one.
    """

    key: str
    shown: str
    factor: str = ""


def label_key_of(node: object, names: Names) -> str:
    """The key of the label of a node, as R names are in it; "" for what has none."""
    find = KEYS.get(type(node))
    return "" if find is None else find(node, names)


def _variable(node: Any, names: Names) -> str:
    name = node.factor.base.text if isinstance(node, LevelOf) else node.variable
    return name if name in variables_of(names.model) else ""


def _coefficient(node: tree.Coefficient | tree.Varying, names: Names) -> str:
    row = next((row for row in names.fixed_rows if row.number == node.row), None)
    if row is None or (isinstance(node, tree.Varying) and node.step):
        return ""
    name = row.column.name
    return group_key("fixef", name) if name in variables_of(names.model) else name


def _effect(node: tree.Effect, names: Names) -> str:
    term = names.model.random[node.term]
    return effect_key("ranef", (term.part.columns[node.position].name,), term.group.name)


def _parameter(node: tree.Parameter, names: Names) -> str:
    what = {"deviation": "sd", "covariance": "cov", "correlation": "cor"}[node.role]
    if node.term is None:
        return RESIDUAL if node.symbol == names.style.residual_deviation() else ""
    term = names.model.random[node.term]
    columns = tuple(term.part.columns[entry].name for entry in node.entries)
    return effect_key(what, columns, term.group.name) if columns else group_key(what, term.group.name)


KEYS: dict[type, Callable[[Any, Names], str]] = {
    **dict.fromkeys((tree.Covariate, tree.Statistic, LevelOf), _variable),
    tree.ResponseValue: lambda node, names: label_key_of(node.value, names),
    **dict.fromkeys((tree.Coefficient, tree.Varying), _coefficient),
    tree.Effect: _effect,
    tree.Parameter: _parameter,
    tree.CovarianceMatrix: lambda node, names: group_key("cov", names.model.random[node.term].group.name),
}


def nameables(names: Names) -> tuple[Nameable, ...]:
    """The variables, grouping factors and levels of a model, and the words that stand for them."""
    labels = names.labels
    variables = sorted(variables_of(names.model))
    levels = []
    for variable, level in levels_of(names.model):
        own = labels.level(variable, level)
        levels.append(Nameable(level_key(variable, level), level if own is None else plain_text(own), variable))
    return (*(Nameable(name, labels.in_code(name)) for name in variables), *levels)
