"""Vectors and matrices: by name with their sizes, written out, or by the rule for their rows."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from typing import Any, TypeVar

import sympy as sp
from sympy.matrices.expressions.diagonal import DiagMatrix

from lme4math.algebra.sympy_quantities import position, size_of
from lme4math.algebra.sympy_scope import SympyScope, spelled
from lme4math.errors import DataError
from lme4math.evaluate import without_dimensions
from lme4math.notation import Index, Symbol, tree

Key = TypeVar("Key")
Found = TypeVar("Found")


def _matrix_symbol(node: tree.MatrixSymbol, scope: SympyScope) -> Any:
    sized = _known(scope.sizes, node, node.symbol)
    at = "" if node.at is None else f"[{position(node.at, scope)}]"
    name = scope.matrices.name((node.symbol, node.level, node.at), spelled(node.symbol) + at)
    return sp.MatrixSymbol(name, _count(sized.rows, scope), _count(sized.columns, scope))


def _known(sizes: Mapping[Key, Found], key: Key, symbol: Symbol) -> Found:
    if key not in sizes:
        raise DataError(f"The document does not say what size {spelled(symbol)} has.")
    return sizes[key]


def _count(size: tree.Expr | Index, scope: SympyScope) -> Any:
    """A number of rows or columns; an index stands for the number of its values."""
    return n_values(size, scope) if isinstance(size, Index) else scope.translate(size)


def n_values(index: Index, scope: SympyScope) -> Any:
    """The number of values of an index."""
    return size_of(index.size, scope) - index.first + 1


def _covariance_matrix(node: tree.CovarianceMatrix, scope: SympyScope) -> Any:
    """Its size is the number of effects of its term that are distributed together."""
    width = _width(_known(scope.vectors, node.term, node.symbol), scope)
    return sp.MatrixSymbol(scope.matrices.name((node.symbol, node.term), spelled(node.symbol)), width, width)


def vector_entries(node: tree.WrittenMatrix | tree.RowVector) -> tuple[tree.Expr, ...]:
    """The entries of a vector; of a matrix its first column."""
    return tuple(row[0] for row in node.rows) if isinstance(node, tree.WrittenMatrix) else node.entries


def term_of(entries: tuple[tree.Expr, ...]) -> int | None:
    """The random term whose effects these are, or None."""
    first = entries[0].entry if isinstance(entries[0], tree.ForEach) else entries[0]
    return first.term if isinstance(first, tree.Effect) else None


def _width(entries: Sequence[tree.Expr], scope: SympyScope) -> Any:
    return sum((_copies(entry, scope) for entry in entries), sp.Integer(0))


def _copies(entry: tree.Expr, scope: SympyScope) -> Any:
    """The number of neighbouring cells of a matrix that an entry fills."""
    indices = entry.indices if isinstance(entry, tree.ForEach) else ()
    return reduce(operator.mul, (n_values(index, scope) for index in indices), sp.Integer(1))


def picked(entries: Sequence[tree.Expr], place: Any, scope: SympyScope) -> Any:
    """The entry at a place, 0-based, that may be symbolic; an entry for each value of indices fills several places."""
    cases: list[tuple[Any, Any]] = []
    start: Any = sp.Integer(0)
    for entry in entries:
        count = _copies(entry, scope)
        if isinstance(entry, tree.ForEach):
            value = scope.with_indices(_values_at(entry.indices, place - start, scope)).translate(entry.entry)
            cases.append((value, sp.And(place >= start, place < start + count)))
        else:
            cases.append((scope.translate(entry), sp.Eq(place, start)))
        start += count
    return sp.Piecewise(*cases[:-1], (cases[-1][0], True))


def _values_at(indices: tuple[Index, ...], place: Any, scope: SympyScope) -> dict[Index, Any]:
    """The values of indices at a place among all their combinations, the first index fastest, as R has it."""
    values: dict[Index, Any] = {}
    stride: Any = sp.Integer(1)
    for number, index in enumerate(indices):
        count = n_values(index, scope)
        step = sp.floor(place / stride)
        values[index] = index.first + (step if number == len(indices) - 1 else sp.Mod(step, count))
        stride *= count
    return values


def _function_matrix(rows: Any, columns: Any, entry: Callable[[Any, Any], Any], scope: SympyScope) -> Any:
    row, column = (sp.Symbol(scope.names.name(("bound", name), name), integer=True) for name in ("row", "column"))
    return sp.FunctionMatrix(rows, columns, sp.Lambda((row, column), entry(row, column)))


def _rows_by_rule(node: tree.RowsByRule, scope: SympyScope) -> Any:
    def entry(row: Any, column: Any) -> Any:
        return picked(node.entries, column, scope.with_indices({node.index: row + 1}))

    return _function_matrix(size_of(node.index.size, scope), _width(node.entries, scope), entry, scope)


def _beside(node: tree.Beside, scope: SympyScope) -> Any:
    """A block for each group: column c belongs to group c // p and is column c mod p of its block."""
    rule = scope.definitions.get(without_dimensions(node.block))
    if not isinstance(rule, tree.RowsByRule):
        raise DataError("The block of a group is not given by the rule for its rows.")
    entries, width, i = rule.entries, _width(rule.entries, scope), rule.index

    def entry(row: Any, column: Any) -> Any:
        group = sp.floor(column / width) + 1
        return picked(entries, sp.Mod(column, width), scope.with_indices({i: row + 1, node.index: group}))

    columns = width * size_of(node.index.size, scope)
    return _function_matrix(size_of(i.size, scope), columns, entry, scope)


def _stacked(node: tree.Stacked, scope: SympyScope) -> Any:
    """A part for each group: row r belongs to group r // p and is row r mod p of its part."""
    part = scope.definitions.get(without_dimensions(node.block))
    if not isinstance(part, tree.WrittenMatrix):
        raise DataError("The part of a group is not written out.")
    entries = vector_entries(part)
    width = _width(entries, scope)

    def entry(row: Any, _column: Any) -> Any:
        group = sp.floor(row / width) + 1
        return picked(entries, sp.Mod(row, width), scope.with_indices({node.index: group}))

    return _function_matrix(width * size_of(node.index.size, scope), 1, entry, scope)


def _grid(node: tree.WrittenMatrix, scope: SympyScope) -> Any:
    entries = vector_entries(node)
    if any(isinstance(entry, tree.ForEach) for entry in entries):
        return _function_matrix(_width(entries, scope), 1, lambda row, _: picked(entries, row, scope), scope)
    cells = [[scope.translate(entry) for entry in row] for row in node.rows]
    return sp.BlockMatrix(cells) if cells[0][0].is_Matrix else sp.ImmutableMatrix(cells)


def _row_vector(node: tree.RowVector, scope: SympyScope) -> Any:
    if any(isinstance(entry, tree.ForEach) for entry in node.entries):
        width = _width(node.entries, scope)
        return _function_matrix(1, width, lambda _, column: picked(node.entries, column, scope), scope)
    return sp.ImmutableMatrix([[scope.translate(entry) for entry in node.entries]])


def _diagonal(node: tree.Diagonal, scope: SympyScope) -> Any:
    return DiagMatrix(_rows_by_rule(tree.RowsByRule(node.index, (node.entry,)), scope))


def _zero(_node: tree.Zero, _scope: SympyScope) -> Any:
    raise DataError("A matrix of zeros has a size only as the mean of a distribution.")


RULES: dict[type, Callable[[Any, SympyScope], Any]] = {
    tree.MatrixSymbol: _matrix_symbol,
    tree.CovarianceMatrix: _covariance_matrix,
    tree.Sized: lambda node, scope: scope.translate(node.body),
    tree.RowsByRule: _rows_by_rule,
    tree.Diagonal: _diagonal,
    tree.Stacked: _stacked,
    tree.Beside: _beside,
    tree.WrittenMatrix: _grid,
    tree.RowVector: _row_vector,
    tree.BlockDiagonal: lambda node, scope: sp.BlockDiagMatrix(*(scope.translate(block) for block in node.blocks)),
    tree.Kronecker: lambda node, scope: sp.KroneckerProduct(scope.translate(node.left), scope.translate(node.right)),
    tree.Identity: lambda node, scope: sp.Identity(scope.translate(node.size)),
    tree.Zero: _zero,
}
