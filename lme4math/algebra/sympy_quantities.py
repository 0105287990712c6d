"""Symbols, quantities of an observation, and sums, products and functions of them, as sympy."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from functools import reduce
from itertools import zip_longest
from typing import Any

import sympy as sp

from lme4math.algebra.sympy_scope import SympyScope, numbers, spelled, unnumbered
from lme4math.notation import Fixed, Index, Letter, LevelOf, Lookup, Position, Size, Symbol, Word, tree

FUNCTIONS: dict[str, Callable[[Any], Any]] = {
    "log": sp.log, "exp": sp.exp, "sin": sp.sin, "cos": sp.cos, "tan": sp.tan, "sqrt": sp.sqrt,
    "log2": lambda x: sp.log(x, 2), "log10": lambda x: sp.log(x, 10),
}  # fmt: skip


def _element(
    role: str,
    symbol: Symbol,
    over: Sequence[Position],
    at: Sequence[Position],
    scope: SympyScope,
    run_together: bool = False,
) -> Any:
    """A symbol, or where it has numbers or indices an element of it.

    Args:
        over: the indices without which it would be another thing.
        at: the indices that pick one of its values.
    """
    indices = (*numbers(symbol, run_together), *(each for index in (*over, *at) for each in positions(index, scope)))
    is_family = bool(numbers(symbol) or over)
    label = scope.label(role, unnumbered(symbol), (unnumbered(symbol), is_family))
    return sp.IndexedBase(label)[indices] if indices else label


def positions(at: Position, scope: SympyScope) -> tuple[Any, ...]:
    """A position as one index; a nested one, jk, as an index for each of its letters."""
    index = at.group if isinstance(at, Lookup) and at.group.nested else at
    if not isinstance(index, Index) or index in scope.values or len(index.symbol.base.text) == 1:
        return (position(index, scope),)
    letters = (Symbol(Letter(letter)) for letter in index.symbol.base.text)
    return tuple(scope.label("index", letter, letter) for letter in letters)


def position(at: Position, scope: SympyScope) -> Any:
    """An index, one of its values, or a look-up such as `j[i]`."""
    match at:
        case Index():
            return scope.values[at] if at in scope.values else index_symbol(at, scope)
        case Fixed(value=Size() as size):
            return size_of(size, scope)
        case Fixed(value=value):
            return sp.Integer(value)
        case Lookup(group=group, of=of):
            return sp.IndexedBase(scope.label("lookup", group.symbol, group.symbol))[position(of, scope)]
        case LevelOf(of=of):
            return sp.IndexedBase(variable_symbol(at, scope))[positions(of, scope)]


def index_symbol(index: Index, scope: SympyScope) -> Any:
    return scope.label("index", index.symbol, index.symbol)


def size_of(size: Size, scope: SympyScope) -> Any:
    return _element("size", size.symbol, (), (), scope) if size.value is None else sp.Integer(size.value)


def variable_symbol(node: Any, scope: SympyScope) -> Any:
    """The symbol of a variable of the user's, or of a column of it."""
    symbol = node.factor if isinstance(node, LevelOf) else node.symbol
    return scope.label("variable", symbol, symbol)


def _of_observation(node: Any, scope: SympyScope) -> Any:
    return sp.IndexedBase(variable_symbol(node, scope))[positions(node.at, scope)]


def _level(variable: Symbol, level: str, shown: Symbol | None, scope: SympyScope) -> Any:
    name = level if shown is None else spelled(shown)
    return scope.label("level", shown or Symbol(Word(level)), (variable, level), f"'{name}'")


# --- Quantities ----------------------------------------------------------------------------------------------------


def _numeral(node: tree.Numeral, _scope: SympyScope) -> Any:
    return sp.Integer(int(node.value)) if float(node.value).is_integer() else sp.sympify(node.value)


def _indicator(node: tree.Indicator, scope: SympyScope) -> Any:
    delta = _level_reached(node, scope)
    return delta if node.relation == "=" else 1 - delta


def _level_reached(node: tree.Indicator, scope: SympyScope) -> Any:
    factor, level = _of_observation(node, scope), node.level
    if not isinstance(level, str):
        return sp.KroneckerDelta(factor, position(level, scope))
    both = sorted((factor, _level(node.symbol, level, node.shown, scope)), key=sp.default_sort_key)
    return sp.KroneckerDelta(*both, evaluate=False)  # sympy would look for a reason why two symbols differ


RELATIONS = {">": sp.Gt, "<": sp.Lt, "≥": sp.Ge, "≤": sp.Le, "=": sp.Eq, "≠": sp.Ne}


def _condition(node: tree.Condition, scope: SympyScope) -> Any:
    is_true = RELATIONS[node.relation](scope.translate(node.left), scope.translate(node.right))
    return sp.Piecewise((1, is_true), (0, True))


def _cases(node: tree.Cases, scope: SympyScope) -> Any:
    factor = _of_observation(node, scope)
    cases = [
        (scope.translate(value), sp.Eq(factor, _level(node.symbol, level, shown, scope)))
        for (level, value), shown in zip_longest(node.cases, node.shown)
    ]
    return sp.Piecewise(*cases, (0, True))


def _function_of(symbol: Symbol, variable: str, argument: Any, scope: SympyScope) -> Any:
    """A function that is the variable's own, such as the scores of a contrast."""
    return sp.Function(scope.names.name(("function", symbol, variable), spelled(symbol)))(argument)


def _parameter(node: tree.Parameter, scope: SympyScope) -> Any:
    together = node.role == "covariance"
    is_deviation = node.role == "deviation" and not numbers(node.symbol)
    return _element("deviation" if is_deviation else "parameter", node.symbol, (), (), scope, together)


def _membership(node: tree.Membership, scope: SympyScope) -> Any:
    return sp.KroneckerDelta(position(node.lookup, scope), position(node.group, scope))


# --- Composition ---------------------------------------------------------------------------------------------------


def _sum(node: tree.Sum, scope: SympyScope) -> Any:
    terms = [scope.translate(term) for term in node.terms]
    return reduce(operator.add, terms) if any(term.is_Matrix for term in terms) else sp.Add(*terms)


def _powered(base: Any, exponent: Any) -> Any:
    """A power, of a vector entry by entry."""
    return sp.HadamardPower(base, exponent) if base.is_Matrix else base**exponent


def _apply(node: tree.Apply, scope: SympyScope) -> Any:
    function = FUNCTIONS.get(node.function) or sp.Function(node.function)
    arguments = [scope.translate(argument) for argument in node.arguments]
    if node.function == "sqrt":
        return _powered(arguments[0], sp.Rational(1, 2))
    return _each(function, arguments[0]) if arguments[0].is_Matrix else function(*arguments)


def _each(function: Callable[[Any], Any], matrix: Any) -> Any:
    """A function of each entry of a matrix."""
    entry = sp.Symbol("x")
    return matrix.applyfunc(sp.Lambda(entry, function(entry)))


def _own_link(node: tree.OwnLink, scope: SympyScope) -> Any:
    argument = scope.translate(node.argument)
    function = sp.Function(scope.names.name(("function", node.symbol, node.code), spelled(node.symbol)))
    return _each(function, argument) if argument.is_Matrix else function(argument)


def _weighted(node: tree.Weighted, scope: SympyScope) -> Any:
    coefficient = scope.translate(node.coefficient)
    return coefficient if node.column is None else coefficient * scope.translate(node.column)


def _sum_over(node: tree.SumOver, scope: SympyScope) -> Any:
    limits = ((index_symbol(index, scope), index.first, size_of(index.size, scope)) for index in node.indices)
    return sp.Sum(scope.translate(node.body), *limits)


CONSTANTS = {"pi": sp.pi, "TRUE": sp.Integer(1), "FALSE": sp.Integer(0), "NA": sp.nan, "NaN": sp.nan}

RULES: dict[type, Callable[[Any, SympyScope], Any]] = {
    tree.Numeral: _numeral,
    Size: size_of,
    tree.NamedConstant: lambda node, _scope: CONSTANTS[node.name],
    tree.Statistic: variable_symbol,
    tree.ResponseValue: lambda node, scope: scope.translate(node.value),
    tree.Residual: lambda node, scope: _element("residual", node.symbol, (), (node.at,), scope),
    tree.Covariate: _of_observation,
    tree.BasisFunction: lambda node, scope: _function_of(
        node.symbol, f"{node.variable}{node.place + 1}", scope.translate(node.argument), scope
    ),
    tree.Indicator: _indicator,
    tree.Condition: _condition,
    tree.ContrastScore: lambda node, scope: _function_of(
        node.function, node.variable, _of_observation(node, scope), scope
    ),
    tree.Membership: _membership,
    tree.Coefficient: lambda node, scope: _element("coefficient", node.symbol, node.over, (), scope),
    tree.Effect: lambda node, scope: _element("effect", node.symbol, node.over, (node.at,), scope),
    tree.Varying: lambda node, scope: _element("varying", node.symbol, node.over, node.at, scope),
    tree.ByLevel: lambda node, scope: _element("varying", node.symbol, (), node.at, scope),
    tree.Cases: _cases,
    tree.Offset: lambda node, scope: scope.translate(node.value),
    tree.Parameter: _parameter,
    tree.Estimate: lambda node, _: sp.Float(node.value),
    tree.Mean: lambda node, scope: _element("mean", node.symbol, (), (node.at,), scope),
    tree.Sum: _sum,
    tree.Product: lambda node, scope: reduce(operator.mul, map(scope.translate, node.factors)),
    tree.Quotient: lambda node, scope: scope.translate(node.above) * _powered(scope.translate(node.below), -1),
    tree.Power: lambda node, scope: _powered(scope.translate(node.base), scope.translate(node.exponent)),
    tree.Negative: lambda node, scope: -scope.translate(node.value),
    tree.Apply: _apply,
    tree.OwnLink: _own_link,
    tree.Weighted: _weighted,
    tree.SumOver: _sum_over,
}
