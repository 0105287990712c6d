"""R expressions read on a table that is not in memory: `subset` as a filter, variables as the rows with a value."""

from __future__ import annotations

from functools import partial
from typing import Any

from lme4math.data.functions import implementation
from lme4math.data.functions.matching import bind_arguments
from lme4math.data.interpreter import Environment, apply, evaluate, known_function
from lme4math.data.remote.computing import Operand, RemoteCall, computed
from lme4math.data.remote.engine_columns import EngineColumn, StoredTable
from lme4math.data.remote.rules import RULES
from lme4math.data.values import Logicals, Null, Value, length
from lme4math.errors import DataError
from lme4math.model import COMPUTED, with_contrasts
from lme4math.r import Call, Expression, Name, fold, picked_column

_NO_COLUMNS = Environment(lambda _: None, (), "the formula")
_FETCH = "Take the data into memory (.collect() or .df()), or compute the variable there as a column."


def condition_of(subset: Expression, table: StoredTable) -> Any:
    """A narwhals expression that is true where `subset` picks a row, or None where it picks all.

    Raises:
        DataError: for what engines are not asked to compute.
    """
    found = _read(subset, table, computing=True)
    if isinstance(found, Null):
        return None
    if isinstance(found, Logicals) and length(found) == 1:
        return None if found.codes[0] == 1 else table.column(table.columns[0]).nowhere
    if isinstance(found, EngineColumn) and found.kind == "logical" and not found.factor:
        return found.expression
    raise DataError(
        "`subset` picks rows by their places, and rows of a table that is not in memory have no order.",
        subset.span,
        "Write a condition, such as x > 0, or take the table into memory.",
    )


def known_of(variable: Expression, table: StoredTable) -> EngineColumn | None:
    """A variable, known at least for where it has a value, or None where that does not depend on the row.

    Raises:
        DataError: for an unknown function, arguments that it does not have, and calls of which only the rows themselves
            could tell.
    """
    found = _read(variable, table, computing=False)
    return found if isinstance(found, EngineColumn) else None


def _read(expression: Expression, table: StoredTable, computing: bool) -> Operand:
    """The value of an expression; with `computing`, only what the engine computes."""

    def leaf(node: Expression | None) -> Operand | None:
        if node is None:
            return Null()
        if (inner := with_contrasts(node)) is not None:
            return _read(inner, table, computing)
        name = picked_column(node) if isinstance(node, Call) else node
        if isinstance(name, Name) and name.name in table.columns:
            return table.column(name.name)
        return None if isinstance(node, Call) else evaluate(node, _NO_COLUMNS)

    def combine(node: Call, operands: list[Operand]) -> Operand:
        return _applied(table, computing, node, operands)

    return fold(expression, leaf, combine)


def _applied(table: StoredTable, computing: bool, node: Call, operands: list[Operand]) -> Operand:
    name = known_function(node)
    constants = [operand for operand in operands if not isinstance(operand, EngineColumn)]
    if len(constants) == len(operands):
        return apply(node, constants) if computing else _constant(node, constants)
    given: list[Any] = [(argument.name, one) for argument, one in zip(node.arguments, operands, strict=True)]
    function, row = implementation(name), COMPUTED[name]
    try:
        bound = bind_arguments(name, function.parameters, given)
        if any(parameter not in bound for parameter in function.required):
            raise DataError(f"{name}() lacks an argument.", hint=f"Its arguments are {', '.join(function.parameters)}.")
        call = RemoteCall(node, name, {one: bound[one] for one in function.parameters if one in bound}, table)
        if computing:
            return computed(row.remote.computed, call)
    except DataError as error:
        error.span, error.hint = error.span or node.span, error.hint or _FETCH
        raise
    for rule in (partial(computed, row.remote.computed), RULES.get(row.remote.rule)):
        try:
            if rule is not None and (found := rule(call)) is not None:
                return found
        except DataError:  # the engine does not compute it
            continue
    what = f"Which rows have a value of {name}() cannot be told of a table that is not in memory."
    raise DataError(what, node.span, _FETCH)


def _constant(node: Call, operands: list[Value]) -> Value:
    try:
        return apply(node, operands)
    except DataError:  # what is wrong is said where the value is needed
        return Null()
