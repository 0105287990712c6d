"""From the maths tree to boxes: brackets, sub- and superscripts, signs of sums and products.

One function per kind of node, in one table; a node that the table does not know is an error that names it.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from itertools import zip_longest
from typing import Any

from lme4math.notation import Index, Lookup, Position, Size, tree
from lme4math.printers.layout.boxes import (
    COMMA,
    DOT,
    EQUALS,
    MINUS,
    PLUS,
    THIN,
    TIMES,
    WIDE,
    BigSum,
    Box,
    Choice,
    Choices,
    DigitsBox,
    Dots,
    Fence,
    Fraction,
    FunctionName,
    Letters,
    Mark,
    NameBox,
    NameKind,
    OperatorSign,
    Prose,
    Root,
    Row,
    Scripts,
    Under,
    changed,
    is_tall,
)
from lme4math.printers.layout.matrix_boxes import Matrices
from lme4math.printers.layout.spelling import (
    compose_size,
    function_box,
    joined,
    letters_of,
    level_box,
    pointed,
    pointed_position,
    position,
    symbol_box,
)
from lme4math.records import dispatch

INDICATOR = "indicator"
"""The name of the sign 1[…] where it is not of a variable."""


def compose(node: tree.Expr) -> Box:
    """The boxes of an expression.

    Raises:
        UnknownNodeError: for a node that is not of the maths tree.
    """
    return dispatch(COMPOSERS, node, "the page")


def within(node: tree.Expr, *bracketed: type) -> Box:
    """A part of a larger expression, in brackets where it is of a kind that needs them there."""
    body = compose(node)
    return Fence("(", body, ")") if isinstance(node, bracketed) else body


def compose_entry(symbol: tree.Expr | Position) -> Box:
    """The symbol of an entry of the legend: a node of the tree, an index or a look-up."""
    if isinstance(symbol, Index | Lookup):
        return pointed_position(symbol)
    if isinstance(symbol, tree.Omitted):
        return Dots("across")
    return position(symbol) if isinstance(symbol, Position) else compose(symbol)


# --- Quantities ----------------------------------------------------------------------------------------------------


def _covariate(node: tree.Covariate) -> Box:
    return Mark(symbol_box(node.symbol, (node.at,)), None, spans=node.spans)


def _response(node: tree.ResponseValue) -> Box:
    kind: NameKind = "response" if isinstance(node.value, tree.Covariate) else "in response"
    return changed(compose(node.value), NameBox, lambda name: replace(name, kind=kind) if name.kind == "name" else name)


def _basis(node: tree.BasisFunction) -> Box:
    argument = compose(node.argument)
    return Mark(
        Row((symbol_box(node.symbol), Fence("(", argument, ")", small=not is_tall(argument)))), None, spans=node.spans
    )


def _indicator(node: tree.Indicator) -> Box:
    level: Box = level_box(node.level, node.shown) if isinstance(node.level, str) else position(node.level)
    sign = EQUALS if node.relation == "=" else OperatorSign(node.relation, "relation")
    body = Row((symbol_box(node.symbol, (node.at,)), sign, level))
    return Mark(Row((DigitsBox("1"), Fence("[", body, "]", small=True))), None, spans=node.spans)


def _condition(node: tree.Condition) -> Box:
    body = Row((compose(node.left), OperatorSign(node.relation, "relation"), compose(node.right)))
    return pointed(Row((DigitsBox("1"), Fence("[", body, "]", small=True))), INDICATOR)


def _score(node: tree.ContrastScore) -> Box:
    body = Row((function_box(node.function), Fence("(", symbol_box(node.symbol, (node.at,)), ")", small=True)))
    return Mark(body, None, spans=node.spans)


def _membership(node: tree.Membership) -> Box:
    body = Row((position(node.lookup), EQUALS, position(node.group)))
    return pointed(Row((DigitsBox("1"), Fence("[", body, "]", small=True))), INDICATOR)


def _coefficient(node: tree.Coefficient) -> Box:
    return Mark(symbol_box(node.symbol, node.over), 0, node.row)


def _effect(node: tree.Effect) -> Box:
    return Mark(symbol_box(node.symbol, (*node.over, node.at)), node.level, node.row)


def _varying(node: tree.Varying) -> Box:
    # It belongs to every level that it varies over, so to none.
    steps = [node.step] if node.step else []
    name = "-".join(map(str, ("whole", node.row, *steps)))
    return Mark(symbol_box(node.symbol, (*node.over, *node.at)), None, symbol=name)


def _by_level(node: tree.ByLevel) -> Box:
    return symbol_box(node.symbol, node.at)


def _cases(node: tree.Cases) -> Box:
    factor = Row((symbol_box(node.symbol), Fence("[", position(node.at), "]", small=True)))  # as A[i] is an index
    rows = (
        Choice(compose(value), Row((Prose("if "), factor, EQUALS, level_box(level, shown))))
        for (level, value), shown in zip_longest(node.cases, node.shown)
    )
    return Choices(tuple(rows))


def _parameter(node: tree.Parameter) -> Box:
    return Mark(symbol_box(node.symbol), node.level, symbol=_parameter_name(node))


def _parameter_name(node: tree.Parameter) -> str:
    """A parameter by its term and the columns that it is about, or by its role; that of the residuals has no term."""
    about = node.entries or (node.role,)
    return "dispersion" if node.term is None else "-".join(map(str, (node.term, *about)))


def _numeral(value: float) -> Box:
    """A number to the digits that a double has."""
    if math.isinf(value):
        return Row((OperatorSign("−", "prefix"), Letters("∞"))) if value < 0 else Letters("∞")
    return _digits(f"{value:.15g}")


def _estimate(node: tree.Estimate) -> Box:
    number = _digits(node.written)
    if node.error:
        number = Row((number, THIN, Fence("(", _digits(node.error), ")", small=True)))
    of = compose(node.of)
    return replace(of, body=number) if isinstance(of, Mark) else number


def _digits(written: str) -> Box:
    """A number; a very large or small one with a power of ten."""
    mantissa, _, exponent = written.partition("e")
    if not exponent:
        return DigitsBox(mantissa)
    size = DigitsBox(str(abs(int(exponent))))
    power = Scripts(DigitsBox("10"), None, size if int(exponent) > 0 else Row((OperatorSign("−", "prefix"), size)))
    return power if mantissa == "1" else Row((DigitsBox(mantissa), DOT, power))


# --- Composition ---------------------------------------------------------------------------------------------------


def signed_terms(node: tree.Sum) -> tuple[tuple[OperatorSign | None, Box], ...]:
    """The terms of a sum, each with the sign before it; the first has one only where it is negative."""
    found: list[tuple[OperatorSign | None, Box]] = []
    for term in node.terms:
        negative = isinstance(term, tree.Negative)
        body = within(term.value, tree.Sum) if isinstance(term, tree.Negative) else compose(term)
        sign = MINUS if negative else PLUS
        found.append((sign if found else OperatorSign("−", "prefix") if negative else None, body))
    return tuple(found)


def _sum(node: tree.Sum) -> Box:
    return Row(tuple(part for sign, body in signed_terms(node) for part in (sign, body) if part is not None))


def _product(node: tree.Product) -> Box:
    parts: list[Box] = []
    for before, factor in zip((None, *node.factors), node.factors, strict=False):
        if before is not None and not (isinstance(before, tree.Numeral) and isinstance(factor, Size)):
            parts.append(_between(before, factor))
        parts.append(within(factor, tree.Sum, tree.Negative))
    return Row(tuple(parts))


def _between(before: tree.Expr, after: tree.Expr) -> Box:
    """A dot between words or numbers, room between matrices with their dimensions beneath, else hardly anything."""
    if (_is_number(before) and _is_number(after)) or _needs_dot(before) or _needs_dot(after):
        return DOT
    return WIDE if isinstance(before, tree.Sized) else THIN


def _is_number(node: tree.Expr) -> bool:
    """A number, or the power of one."""
    return isinstance(node.base if isinstance(node, tree.Power) else node, tree.Numeral | tree.Estimate)


WORDS = (
    tree.Covariate, tree.BasisFunction, tree.Indicator, tree.Condition, tree.ContrastScore, tree.Membership, tree.Apply
)  # fmt: skip


def _needs_dot(node: tree.Expr) -> bool:
    """Two words, or a word and an indicator, run together without a dot."""
    return isinstance(node, WORDS)


def _power(node: tree.Power) -> Box:
    exponent = compose(node.exponent)
    match node.base:
        case tree.Parameter(level=level):
            body = symbol_box(node.base.symbol, (), exponent)
            return Mark(body, level, symbol=_parameter_name(node.base))
        case tree.Covariate():
            return Mark(symbol_box(node.base.symbol, (node.base.at,), exponent), None, spans=node.base.spans)
        case tree.Mean(symbol=symbol, at=at):
            return Mark(symbol_box(symbol, (at,), exponent), None, symbol="mean")
        case tree.Numeral() | tree.Estimate(error="") if not _has_power_of_ten(base := compose(node.base)):
            return Scripts(base, None, exponent)
        case _:
            return Scripts(Fence("(", compose(node.base), ")"), None, exponent)


def _has_power_of_ten(number: Box) -> bool:
    return isinstance(number.body if isinstance(number, Mark) else number, Row)


def _apply(node: tree.Apply) -> Box:
    arguments = joined(tuple(compose(argument) for argument in node.arguments), COMMA)
    if node.function == "sqrt":
        return Root(arguments)
    body = Row((function_name(node.function), Fence("(", arguments, ")", small=not is_tall(arguments))))
    return pointed(body, "function", node.function)


def _own_link(node: tree.OwnLink) -> Box:
    argument = compose(node.argument)
    body = Row((symbol_box(node.symbol), Fence("(", argument, ")", small=not is_tall(argument))))
    return pointed(body, "function", letters_of(node.symbol))


def function_name(name: str) -> Box:
    """The name of a function, with a base as its subscript: log₂."""
    stem = name.rstrip("0123456789")
    return FunctionName(name) if stem == name else Scripts(FunctionName(stem), DigitsBox(name[len(stem) :]))


def _weighted(node: tree.Weighted) -> Box:
    coefficient = within(node.coefficient, tree.Sum)
    if node.column is None:
        return coefficient
    between = DOT if _is_number(node.coefficient) and _begins_with_digit(node.column) else THIN
    return Row((coefficient, between, within(node.column, tree.Product, tree.Sum, tree.Negative)))


def _begins_with_digit(node: tree.Expr) -> bool:
    """An indicator is 1[…], so that a number before it would be read as one with it."""
    if isinstance(node, tree.Product):
        return _begins_with_digit(node.factors[0])
    return isinstance(node, tree.Indicator | tree.Condition | tree.Membership | tree.Numeral)


def _sum_over(node: tree.SumOver) -> Box:
    parts: list[Box] = []
    for index in node.indices:
        below = Row((symbol_box(index.symbol), EQUALS, DigitsBox(str(index.first))))
        parts += [BigSum(below, compose_size(index.size)), THIN]
    return Row((*parts, compose(node.body)))


# --- Matrices ------------------------------------------------------------------------------------------------------


def _kronecker(node: tree.Kronecker) -> Box:
    return pointed(Row((compose(node.left), OperatorSign("⊗", "binary"), compose(node.right))), "kronecker")


def _matrix_symbol(node: tree.MatrixSymbol) -> Box:
    body = symbol_box(node.symbol, () if node.at is None else (node.at,))
    name = [node.symbol.base.text, *([] if node.level is None else [node.level]), *(["group"] if node.at else [])]
    return Mark(body, node.level, symbol="-".join(map(str, name)))


def _sized(node: tree.Sized) -> Box:
    rows, columns = (within(size, tree.Sum) for size in (node.rows, node.columns))
    body, dimensions = compose(node.body), Row((rows, TIMES, columns))
    return Under(body, pointed(dimensions, body.symbol) if isinstance(body, Mark) and body.symbol else dimensions)


def _identity(node: tree.Identity) -> Box:
    body = Scripts(Letters("I", bold=True), compose(node.size))
    return pointed(body, "identity", letters_of(node.size.symbol)) if isinstance(node.size, Size) else body


def _omitted(node: tree.Omitted) -> Box:
    """Dots, and of what and how many they are."""
    what = f" ({node.count:,} more {node.of}"
    words = (Prose(f"{what} "), NameBox(node.name)) if node.name else (Prose(what),)
    return Row((Dots("across"), *words, Prose(") "), Dots("across")))


_MATRICES = Matrices(compose)
COMPOSERS: dict[type, Callable[[Any], Box]] = {
    tree.Numeral: lambda node: _numeral(node.value),
    Size: compose_size,
    tree.NamedConstant: lambda node: symbol_box(node.symbol),
    tree.Statistic: lambda node: Mark(symbol_box(node.symbol), None, spans=node.spans),
    tree.ResponseValue: _response,
    tree.Residual: lambda node: Mark(symbol_box(node.symbol, (node.at,)), None, symbol="residual"),
    tree.Covariate: _covariate,
    tree.BasisFunction: _basis,
    tree.Indicator: _indicator,
    tree.Condition: _condition,
    tree.ContrastScore: _score,
    tree.Membership: _membership,
    tree.Coefficient: _coefficient,
    tree.Effect: _effect,
    tree.Varying: _varying,
    tree.Offset: lambda node: compose(node.value),
    tree.ByLevel: _by_level,
    tree.Cases: _cases,
    tree.Parameter: _parameter,
    tree.Estimate: _estimate,
    tree.Mean: lambda node: Mark(symbol_box(node.symbol, (node.at,)), None, symbol="mean"),
    tree.Sum: _sum,
    tree.Product: _product,
    tree.Quotient: lambda node: Fraction(compose(node.above), compose(node.below)),
    tree.Power: _power,
    tree.Negative: lambda node: Row((OperatorSign("−", "prefix"), within(node.value, tree.Sum))),
    tree.Apply: _apply,
    tree.OwnLink: _own_link,
    tree.Weighted: _weighted,
    tree.SumOver: _sum_over,
    tree.MatrixSymbol: _matrix_symbol,
    tree.CovarianceMatrix: lambda node: Mark(symbol_box(node.symbol), node.level, symbol=str(node.term)),
    tree.Sized: _sized,
    tree.RowsByRule: _MATRICES.rows_by_rule,
    tree.Diagonal: _MATRICES.diagonal,
    tree.Stacked: _MATRICES.stacked,
    tree.Beside: _MATRICES.beside,
    tree.WrittenMatrix: _MATRICES.grid,
    tree.RowVector: _MATRICES.row_vector,
    tree.BlockDiagonal: _MATRICES.block_diagonal,
    tree.Kronecker: _kronecker,
    tree.Omitted: _omitted,
    tree.Identity: _identity,
    tree.Zero: lambda _node: pointed(Letters("0", bold=True), "zero"),
}
