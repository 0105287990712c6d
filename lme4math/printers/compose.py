"""From meaning to boxes: where brackets go, what stands above and below, how a rule for rows becomes a matrix.

One function per kind of node, in one table; a node that the table does not know is an error that names it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lme4math.notation import tree
from lme4math.notation.substitute import hold
from lme4math.notation.symbols import Fixed, Index, Size
from lme4math.printers.boxes import (
    BigSum,
    Box,
    Cell,
    Choice,
    Choices,
    Digits,
    Dots,
    Fence,
    Fraction,
    Function,
    Gap,
    Letters,
    Mark,
    Name,
    Operator,
    Prose,
    Root,
    Row,
    Scripts,
    Table,
    Under,
    is_tall,
)
from lme4math.printers.measure import width
from lme4math.printers.naming import compose_size, joined, number_text, position, symbol_box

PLUS, MINUS, DOT = Operator("+", "binary"), Operator("−", "binary"), Operator("⋅", "binary")
EQUALS, TIMES = Operator("=", "relation"), Operator("×", "binary")
COMMA = Operator(",", "punctuation")
THIN, WIDE = Gap(0.17), Gap(0.6)
SHOWN_WHOLE = 3
"""A rule with at most this many rows is written out; a longer one keeps the first, second and last."""
SHOWN_CELLS, SHOWN_COLUMNS = 5, 8
"""The same for the rows and columns of a matrix whose entries differ, and for the columns of a design."""
MATRIX_WIDTH = 33.0
"""The widest matrix, in em, of which all columns are shown."""


class UnknownNodeError(TypeError):
    """A node that no printer knows: a mistake in this package, never in a user's input."""

    def __init__(self, node: object) -> None:
        super().__init__(f"the printers do not know the node {type(node).__name__}")


def compose(node: tree.Expr) -> Box:
    """The boxes of an expression.

    Raises:
        UnknownNodeError: for a node that is not of the maths tree.
    """
    try:
        make = COMPOSERS[type(node)]
    except KeyError:
        raise UnknownNodeError(node) from None
    return make(node)


# --- Quantities ----------------------------------------------------------------------------------------------------


def _covariate(node: tree.Covariate) -> Box:
    return Mark(symbol_box(node.symbol, (node.at,)), None, spans=node.spans)


def _basis(node: tree.BasisFunction) -> Box:
    argument = compose(node.argument)
    return Mark(
        Row((symbol_box(node.symbol), Fence("(", argument, ")", small=not is_tall(argument)))), None, spans=node.spans
    )


def _indicator(node: tree.Indicator) -> Box:
    level: Box = Name(node.level) if isinstance(node.level, str) else position(node.level)
    body = Row((symbol_box(node.symbol, (node.at,)), EQUALS, level))
    return Mark(Row((Digits("1"), Fence("[", body, "]", small=True))), None, spans=node.spans)


def _score(node: tree.ContrastScore) -> Box:
    body = Row((symbol_box(node.function), Fence("(", symbol_box(node.symbol, (node.at,)), ")", small=True)))
    return Mark(body, None, spans=node.spans)


def _membership(node: tree.Membership) -> Box:
    body = Row((position(node.lookup), EQUALS, position(node.group)))
    return Row((Digits("1"), Fence("[", body, "]", small=True)))


def _coefficient(node: tree.Coefficient) -> Box:
    return Mark(symbol_box(node.symbol, node.over), 0, node.row)


def _effect(node: tree.Effect) -> Box:
    return Mark(symbol_box(node.symbol, (*node.over, node.at)), node.level, node.row)


def _varying(node: tree.Varying) -> Box:
    return symbol_box(node.symbol, (*node.over, *node.at))  # it belongs to every level that it varies over


def _by_level(node: tree.ByLevel) -> Box:
    return symbol_box(node.symbol, node.at)


def _cases(node: tree.Cases) -> Box:
    factor = symbol_box(node.symbol, (node.at,))
    rows = (Choice(compose(value), Row((Prose("if "), factor, EQUALS, Name(level)))) for level, value in node.cases)
    return Choices(tuple(rows))


def _parameter(node: tree.Parameter) -> Box:
    return Mark(symbol_box(node.symbol), node.level, whole=True) if node.level else symbol_box(node.symbol)


# --- Composition ---------------------------------------------------------------------------------------------------


def signed_terms(node: tree.Sum) -> tuple[tuple[Operator | None, Box], ...]:
    """The terms of a sum, each with the sign before it; the first has one only where it is negative."""
    found: list[tuple[Operator | None, Box]] = []
    for term in node.terms:
        negative = isinstance(term, tree.Negative)
        body = _within(term.value, tree.Sum) if isinstance(term, tree.Negative) else compose(term)
        sign = MINUS if negative else PLUS
        found.append((sign if found else Operator("−", "prefix") if negative else None, body))
    return tuple(found)


def _sum(node: tree.Sum) -> Box:
    return Row(tuple(part for sign, body in signed_terms(node) for part in (sign, body) if part is not None))


def _within(node: tree.Expr, *bracketed: type) -> Box:
    """A part of a larger expression, in brackets where it is of a kind that needs them there."""
    body = compose(node)
    return Fence("(", body, ")") if isinstance(node, bracketed) else body


def _product(node: tree.Product) -> Box:
    parts: list[Box] = []
    for before, factor in zip((None, *node.factors), node.factors, strict=False):
        if before is not None and not (isinstance(before, tree.Numeral) and isinstance(factor, Size)):
            parts.append(_between(before, factor))
        parts.append(_within(factor, tree.Sum, tree.Negative))
    return Row(tuple(parts))


def _between(before: tree.Expr, after: tree.Expr) -> Box:
    """A dot between words, room between matrices that have their dimensions beneath, else hardly anything."""
    if _needs_dot(before) or _needs_dot(after):
        return DOT
    return WIDE if isinstance(before, tree.Sized) else THIN


def _needs_dot(node: tree.Expr) -> bool:
    """Two words, or a word and an indicator, run together without a dot."""
    return isinstance(
        node, tree.Covariate | tree.BasisFunction | tree.Indicator | tree.ContrastScore | tree.Membership | tree.Apply
    )


def _power(node: tree.Power) -> Box:
    exponent = compose(node.exponent)
    match node.base:
        case tree.Parameter(level=level):
            body = symbol_box(node.base.symbol, (), exponent)
            return Mark(body, level, whole=True) if level else body
        case tree.Covariate():
            return Mark(symbol_box(node.base.symbol, (node.base.at,), exponent), None, spans=node.base.spans)
        case tree.Mean(symbol=symbol, at=at):
            return symbol_box(symbol, (at,), exponent)
        case tree.Numeral():
            return Scripts(compose(node.base), None, exponent)
        case _:
            return Scripts(Fence("(", compose(node.base), ")"), None, exponent)


def _apply(node: tree.Apply) -> Box:
    arguments = joined(tuple(compose(argument) for argument in node.arguments), COMMA)
    if node.function == "sqrt":
        return Root(arguments)
    return Row((function_name(node.function), Fence("(", arguments, ")", small=not is_tall(arguments))))


def function_name(name: str) -> Box:
    """The name of a function, with a base as its subscript: log₂."""
    stem = name.rstrip("0123456789")
    return Function(name) if stem == name else Scripts(Function(stem), Digits(name[len(stem) :]))


def _weighted(node: tree.Weighted) -> Box:
    coefficient = _within(node.coefficient, tree.Sum)
    if node.column is None:
        return coefficient
    return Row((coefficient, THIN, _within(node.column, tree.Product, tree.Sum, tree.Negative)))


def _sum_over(node: tree.SumOver) -> Box:
    parts: list[Box] = []
    for index in node.indices:
        below = Row((symbol_box(index.symbol), EQUALS, Digits(str(index.first))))
        parts += [BigSum(below, compose_size(index.size)), THIN]
    return Row((*parts, compose(node.body)))


# --- Vectors and matrices ------------------------------------------------------------------------------------------


def bracketed(rows: tuple[tuple[Cell, ...], ...], most_columns: int = SHOWN_CELLS) -> Box:
    """A matrix; a large one keeps its first, second and last rows, and columns.

    Args:
        most_columns: how many columns are shown if they fit on the page.
    """
    columns = len(rows[0])
    is_wide = SHOWN_WHOLE < columns <= most_columns and width(Table(rows)) > MATRIX_WIDTH
    across = _kept(columns, SHOWN_WHOLE if is_wide else most_columns)
    down = _kept(len(rows), SHOWN_CELLS)
    return Fence("[", Table(tuple(tuple(_cell(rows, row, column) for column in across) for row in down)), "]")


def _kept(count: int, most: int) -> tuple[int | None, ...]:
    """The places that are shown; None where dots stand."""
    return tuple(range(count)) if count <= most else (0, 1, None, count - 1)


def _cell(rows: tuple[tuple[Cell, ...], ...], row: int | None, column: int | None) -> Cell:
    if row is not None and column is not None:
        return rows[row][column]
    is_between_rows = row is None or rows[row][0].body == Dots("down")
    if column is None:
        return Cell(Dots("diagonal" if is_between_rows else "across"))
    return Cell(Dots("down"))


def shown_values(index: Index) -> tuple[Fixed | None, ...]:
    """The values of an index that a long rule shows; None where dots stand."""
    size = index.size
    if size.value is not None and size.value <= SHOWN_WHOLE:
        return tuple(Fixed(number) for number in range(1, size.value + 1))
    return (Fixed(1), Fixed(2), None, Fixed(size))


def _rows_by_rule(node: tree.RowsByRule) -> Box:
    names = node.names or ("",) * len(node.entries)
    headings = [name for entry, name in zip(node.entries, names, strict=True) for name in _spread_name(entry, name)]
    rows: list[tuple[Cell, ...]] = []
    for value in shown_values(node.index):
        if value is None:
            rows.append((Cell(Dots("down")),) * len(headings))
            continue
        boxes = [box for entry in node.entries for box in spread(hold(entry, node.index, value), Dots("across"))]
        shown = headings if not rows else [""] * len(boxes)
        rows.append(tuple(Cell(box, name) for box, name in zip(boxes, shown, strict=True)))
    return bracketed(tuple(rows), SHOWN_COLUMNS)


def spread(node: tree.Expr, dots: Dots) -> tuple[Box, ...]:
    """The cells that an entry of a matrix fills: one, or the first and last of many."""
    if not isinstance(node, tree.ForEach):
        return (compose(node),)
    first = last = node.entry
    for index in node.indices:
        first, last = hold(first, index, Fixed(index.first)), hold(last, index, Fixed(index.size))
    return compose(first), dots, compose(last)


def _spread_name(entry: tree.Expr, name: str) -> tuple[str, ...]:
    return ("", name, "") if isinstance(entry, tree.ForEach) else (name,)


def _stacked(node: tree.Stacked) -> Box:
    return bracketed(tuple((Cell(block),) for block in _blocks(node.index, node.block, Dots("down"))))


def _beside(node: tree.Beside) -> Box:
    return bracketed((tuple(Cell(block) for block in _blocks(node.index, node.block, Dots("across"))),))


def _blocks(index: Index, block: tree.Expr, dots: Dots) -> tuple[Box, ...]:
    return tuple(dots if value is None else compose(hold(block, index, value)) for value in shown_values(index))


def _grid(node: tree.Grid) -> Box:
    if all(len(row) == 1 for row in node.rows):
        return bracketed(tuple((Cell(box),) for row in node.rows for box in spread(row[0], Dots("down"))))
    down, across = (frozenset(_kept(count, SHOWN_CELLS)) for count in (len(node.rows), len(node.rows[0])))
    return bracketed(
        tuple(
            tuple(
                Cell(compose(entry)) if row in down and column in across else HIDDEN
                for column, entry in enumerate(entries)
            )
            for row, entries in enumerate(node.rows)
        )
    )


HIDDEN = Cell(Dots("listed"))
"""Stands for an entry that no page shows, so that most of a large matrix is not composed in vain."""


def _diagonal(node: tree.Diagonal) -> Box:
    entries = joined(_blocks(node.index, node.entry, Dots("listed")), COMMA)
    return Row((Function("diag"), Fence("(", entries, ")", small=not is_tall(entries))))


def _row_vector(node: tree.RowVector) -> Box:
    every = [box for entry in node.entries for box in spread(entry, Dots("listed"))]
    kept = _kept(len(every), SHOWN_CELLS)
    entries = tuple(Dots("listed") if place is None else every[place] for place in kept)
    return Fence("[", joined(entries, Row((COMMA, THIN))), "]")


def _block_diagonal(node: tree.BlockDiagonal) -> Box:
    size = len(node.blocks)
    zero = Cell(compose(tree.Zero()))
    rows = tuple(
        tuple(Cell(compose(node.blocks[row])) if row == column else zero for column in range(size))
        for row in range(size)
    )
    return bracketed(rows)


def _kronecker(node: tree.Kronecker) -> Box:
    return Row((compose(node.left), Operator("⊗", "binary"), compose(node.right)))


def _matrix_symbol(node: tree.MatrixSymbol) -> Box:
    body = symbol_box(node.symbol, () if node.at is None else (node.at,))
    return body if node.level is None else Mark(body, node.level, whole=True)


def _sized(node: tree.Sized) -> Box:
    rows, columns = (_within(size, tree.Sum) for size in (node.rows, node.columns))
    return Under(compose(node.body), Row((rows, TIMES, columns)))


COMPOSERS: dict[type, Callable[[Any], Box]] = {
    tree.Numeral: lambda node: Digits(number_text(node.value)),
    Size: compose_size,
    tree.Pi: lambda _node: Letters("π"),
    tree.Statistic: lambda node: Mark(symbol_box(node.symbol), None, spans=node.spans),
    tree.Response: lambda node: compose(node.value),
    tree.Residual: lambda node: symbol_box(node.symbol, (node.at,)),
    tree.Covariate: _covariate,
    tree.BasisFunction: _basis,
    tree.Indicator: _indicator,
    tree.ContrastScore: _score,
    tree.Membership: _membership,
    tree.Coefficient: _coefficient,
    tree.Effect: _effect,
    tree.Varying: _varying,
    tree.Offset: lambda node: compose(node.value),
    tree.ByLevel: _by_level,
    tree.Cases: _cases,
    tree.Parameter: _parameter,
    tree.Mean: lambda node: symbol_box(node.symbol, (node.at,)),
    tree.Sum: _sum,
    tree.Product: _product,
    tree.Quotient: lambda node: Fraction(compose(node.above), compose(node.below)),
    tree.Power: _power,
    tree.Negative: lambda node: Row((Operator("−", "prefix"), _within(node.value, tree.Sum))),
    tree.Apply: _apply,
    tree.Weighted: _weighted,
    tree.SumOver: _sum_over,
    tree.MatrixSymbol: _matrix_symbol,
    tree.CovarianceMatrix: lambda node: Mark(symbol_box(node.symbol), node.level, whole=True),
    tree.Sized: _sized,
    tree.RowsByRule: _rows_by_rule,
    tree.Diagonal: _diagonal,
    tree.Stacked: _stacked,
    tree.Beside: _beside,
    tree.Grid: _grid,
    tree.RowVector: _row_vector,
    tree.BlockDiagonal: _block_diagonal,
    tree.Kronecker: _kronecker,
    tree.Identity: lambda node: Scripts(Letters("I", bold=True), compose(node.size)),
    tree.Zero: lambda _node: Letters("0", bold=True),
}
