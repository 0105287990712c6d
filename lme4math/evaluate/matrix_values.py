"""Vectors and matrices of the matrix notation, computed from their rules.

A block of columns for each group is never made cell by cell: an entry that is a product with 1[j[i] = j] has one
value in each row, in the columns of the observation's own group.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from functools import reduce
from typing import Any

import numpy as np
from scipy import sparse

from lme4math.data import FloatArray, IntArray
from lme4math.evaluate.quantities import amount, effects_of_term
from lme4math.evaluate.scope import State, without_dimensions
from lme4math.evaluate.without_value import CannotEvaluateError
from lme4math.notation import Expr, Index, Size, tree


def matrix(node: Expr, state: State) -> Any:
    """The value of a matrix expression: a sparse array of two dimensions, or a number.

    Raises:
        CannotEvaluateError: the expression is not a matrix that the document defines.
    """
    try:
        rule = RULES[type(node)]
    except KeyError:
        return _number(node, state)
    return rule(node, state)


def vector(node: Expr, state: State) -> FloatArray:
    """The value of an expression that is a column, as an array of one dimension."""
    column: FloatArray = np.asarray(dense(matrix(node, state)), dtype=np.float64)
    return column.reshape(-1)


def _number(node: Expr, state: State) -> Any:
    value = amount(node, state)
    if np.ndim(value) > 0:
        raise CannotEvaluateError("A value for each observation stands where one number should.")
    return value


def _symbol(node: tree.MatrixSymbol, state: State) -> Any:
    if node in state.definitions:
        return matrix(state.definitions[node], state)
    if node.symbol.base.text == "ε":
        return 0.0
    raise CannotEvaluateError(f"The document has no equation for {node.symbol.base.text}.")


def _covariance(node: tree.CovarianceMatrix, state: State) -> Any:
    if node in state.definitions:
        return matrix(state.definitions[node], state)
    if node.term not in state.covariances:
        raise CannotEvaluateError("A covariance matrix is not one of the model's.")
    return sparse.csr_array(state.covariances[node.term])


def _rows_by_rule(node: tree.RowsByRule, state: State) -> Any:
    columns = [_each(entry, state) for entry in node.entries]
    places = [np.flatnonzero(column) for column in columns]
    values = np.concatenate([column[found] for column, found in zip(columns, places, strict=True)])
    starts = np.cumsum([0, *map(len, places)])
    return sparse.csc_array((values, np.concatenate(places), starts), shape=(state.observations.n, len(columns)))


def _each(entry: Expr, state: State) -> FloatArray:
    """An entry's value for every observation, also where it is the same for all."""
    return np.broadcast_to(np.asarray(amount(entry, state), dtype=np.float64), (state.observations.n,))


def _beside(node: tree.Beside, state: State) -> Any:
    """The blocks of all groups, the group slowest: columns g·p, …, g·p + p - 1 belong to group g."""
    block = _definition(node.block, state)
    if not isinstance(block, tree.RowsByRule) or node.index.level is None:
        raise CannotEvaluateError("The block of a group is not given by the rule for its rows.")
    n, width = state.observations.n, len(block.entries)
    n_groups = state.observations.n_groups(node.index.level)
    parts = [_spread(entry, place, width, node.index, state) for place, entry in enumerate(block.entries)]
    rows, columns, values = (np.concatenate(part) for part in zip(*parts, strict=True))
    return sparse.csr_array(sparse.coo_array((values, (rows, columns)), shape=(n, n_groups * width)))


def _spread(entry: Expr, place: int, width: int, group: Index, state: State) -> tuple[Any, Any, Any]:
    """Rows, columns and values of an entry in the blocks of all groups."""
    factors = entry.factors if isinstance(entry, tree.Product) else (entry,)
    members = [factor for factor in factors if isinstance(factor, tree.Membership)]
    value = _each(tree.Product(tuple(factor for factor in factors if factor not in members)), state)
    rows, groups = _cells_of(members, group, state)
    return rows, groups * width + place, value[rows]


def _cells_of(members: list[tree.Membership], group: Index, state: State) -> tuple[IntArray, IntArray]:
    """The rows and groups at which each 1[j[i] = j] is 1: every group of every row where there is none."""
    n, n_groups = state.observations.n, state.observations.n_groups(group.level or 0)
    levels = [member.lookup.group.level for member in members if member.group == group]
    if None in levels or len(levels) < len(members):
        raise CannotEvaluateError("1[j[i] = j] is about another group than the block that it stands in.")
    if not levels:
        return np.repeat(np.arange(n), n_groups), np.tile(np.arange(n_groups), n)
    first, *others = (state.observations.groups(level or 0) for level in levels)
    in_all = first < n_groups
    for other in others:
        in_all &= first == other
    rows = np.flatnonzero(in_all)
    return rows, first[rows]


def _stacked(node: tree.Stacked, state: State) -> Any:
    """The effects of all groups, the group slowest."""
    block = _definition(node.block, state)
    if not isinstance(block, tree.WrittenMatrix):
        raise CannotEvaluateError("The part of a group is not written out.")
    effects = [row[0] for row in block.rows]
    columns = [effects_of_term(effect, state) for effect in effects if isinstance(effect, tree.Effect)]
    if len(columns) < len(effects):
        raise CannotEvaluateError("The part of a group holds something that is not a random effect.")
    return sparse.csr_array(np.column_stack(columns).reshape(-1, 1))


def _definition(node: Expr, state: State) -> Expr:
    if without_dimensions(node) not in state.definitions:
        raise CannotEvaluateError("The document has no equation for the block of a group.")
    return state.definitions[without_dimensions(node)]


def _grid(node: tree.WrittenMatrix, state: State) -> Any:
    values = [[matrix(entry, state) for entry in row] for row in node.rows]
    blocks = [[value if is_matrix(value) else sparse.csr_array([[value]]) for value in row] for row in values]
    return sparse.csr_array(sparse.block_array(blocks))


def dense(value: Any) -> Any:
    """A matrix without gaps; a number as it is."""
    return value.toarray() if is_matrix(value) else value


def is_matrix(value: Any) -> bool:
    """Whether a value is a matrix, and not a number."""
    return bool(sparse.issparse(value))


def _product(node: tree.Product, state: State) -> Any:
    return reduce(_times, (matrix(factor, state) for factor in node.factors))


def _times(left: Any, right: Any) -> Any:
    return left @ right if is_matrix(left) and is_matrix(right) else left * right


def _sum(node: tree.Sum, state: State) -> Any:
    return reduce(operator.add, (matrix(term, state) for term in node.terms))


def _block_diagonal(node: tree.BlockDiagonal, state: State) -> Any:
    return sparse.csr_array(sparse.block_diag([matrix(block, state) for block in node.blocks]))


def _kronecker(node: tree.Kronecker, state: State) -> Any:
    return sparse.csr_array(sparse.kron(matrix(node.left, state), matrix(node.right, state)))


def _identity(node: tree.Identity, _state: State) -> Any:
    if not isinstance(node.size, Size) or node.size.value is None:
        raise CannotEvaluateError("The size of an identity matrix is not known.")
    return sparse.csr_array(sparse.eye_array(node.size.value))


def _diagonal(node: tree.Diagonal, state: State) -> Any:
    return sparse.csr_array(sparse.diags_array(_each(node.entry, state)))


RULES: dict[type, Callable[[Any, State], Any]] = {
    tree.MatrixSymbol: _symbol,
    tree.CovarianceMatrix: _covariance,
    tree.Sized: lambda node, state: matrix(node.body, state),
    tree.RowsByRule: _rows_by_rule,
    tree.Beside: _beside,
    tree.Stacked: _stacked,
    tree.WrittenMatrix: _grid,
    tree.Product: _product,
    tree.Sum: _sum,
    tree.BlockDiagonal: _block_diagonal,
    tree.Kronecker: _kronecker,
    tree.Identity: _identity,
    tree.Diagonal: _diagonal,
}
