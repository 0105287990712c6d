"""Where a variable of a table that is not in memory has a value: the rows that R's `na.omit` keeps.

The row of a function in the registry names the rule that tells it; what `subset` can compute is computed. Of any other
call it cannot be told, and the data must be fetched first. Numbers that are not computed there are taken not to
overflow, nor to be all the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from lme4math.data.functions.matching import bind_arguments
from lme4math.data.interpreter import apply, known_function, with_contrasts
from lme4math.data.remote.engine_columns import EngineColumn, Everywhere, Stored
from lme4math.data.remote.filters import RULES as COMPUTING, Operand, Reader
from lme4math.data.remote.rules import (
    OWN,
    Bound,
    Rule,
    all_present,
    any_infinite,
    columns_in,
    has_zero,
    may_be_infinite,
    present,
    values_in,
    where,
)
from lme4math.data.table import Declared
from lme4math.data.values import Null, Value, length, missing
from lme4math.errors import DataError
from lme4math.model import COMPUTED
from lme4math.r import DOTS, Call, Expression, fold

_FETCH = "Take the data into memory (.collect() or .df()), or compute the variable there as a column."


def known_of(
    variable: Expression, schema: Mapping[str, Stored], declared: Mapping[str, Declared], everywhere: Everywhere
) -> EngineColumn | None:
    """A variable, known at least for where it has a value, or None where that does not depend on the row.

    Args:
        variable: its syntax tree; its names are columns, or constants of R's.
        schema: the columns, by R's names.
        declared: the columns that somebody declares to be factors.
        everywhere: asks the engine of all rows.

    Raises:
        DataError: for an unknown function, arguments that it does not have, and calls of which only the rows themselves
            could tell.
    """
    reader = Reader(schema, declared, everywhere)

    def leaf(node: Expression | None) -> Operand | None:
        if node is None:
            return Null()
        inner = with_contrasts(node)
        return reader.leaf(node) if inner is None else fold(inner, leaf, combine)

    def combine(node: Call, operands: list[Operand]) -> Operand:
        return _combined(node, operands, everywhere)

    found = fold(variable, leaf, combine)
    return found if isinstance(found, EngineColumn) else None


def _combined(node: Call, operands: list[Operand], everywhere: Everywhere) -> Operand:
    constants = [operand for operand in operands if not isinstance(operand, EngineColumn)]
    if len(constants) == len(operands):
        return _constant(node, constants)
    name = known_function(node)
    given: list[Any] = [(argument.name, operand) for argument, operand in zip(node.arguments, operands, strict=True)]
    try:
        bound = bind_arguments(name, COMPUTED[name].parameters, given)
    except DataError as error:
        error.span = error.span or node.span
        raise
    for rule in (_computed, RULES.get(COMPUTED[name].remote.rule)):
        try:
            if rule is not None and (found := rule(node, bound, everywhere)) is not None:
                return found
        except DataError:  # it is not a data base that will compute it
            continue
    raise DataError(
        f"Which rows have a value of {name}() cannot be told of a table that is not in memory.", node.span, _FETCH
    )


def _constant(node: Call, operands: list[Value]) -> Value:
    try:
        return apply(node, operands)
    except DataError:  # what is wrong is said where the value is needed
        return Null()


def _computed(node: Call, bound: Bound, _: Everywhere) -> Operand | None:
    """What `subset` computes too."""
    name = known_function(node)
    if DOTS in bound:
        return None
    operands = [bound[parameter] for parameter in COMPUTED[name].parameters if parameter in bound]
    rule: Callable[..., Operand] | None = COMPUTING.get((name, len(operands)))
    by_row = [o for o in operands if not isinstance(o, EngineColumn) and length(o) != 1]
    return rule(node, *operands) if rule and (not by_row or name in _SETS) else None


_SETS = ("%in%", "is.element")


def _all_given(bound: Bound) -> Any:
    """Where no argument is missing; None where a constant is."""
    constants = [value for value in values_in(bound) if not isinstance(value, EngineColumn)]
    absent = any(missing(constant) is not None for constant in constants)
    return None if absent else all_present(columns_in(bound))


def _keeps(_: Call, bound: Bound, __: Everywhere) -> EngineColumn | None:
    """No value exactly where one of the arguments has none."""
    condition = _all_given(bound)
    return None if condition is None else where(condition)


def _keeps_factor(_: Call, bound: Bound, __: Everywhere) -> EngineColumn | None:
    condition = _all_given(bound)
    return None if condition is None else where(condition, factor=True)


def _unbounded(_: Call, bound: Bound, everywhere: Everywhere) -> EngineColumn | None:
    """The same, and infinite where one of the arguments is."""
    return _with_infinities(bound, _infinite_columns(bound, everywhere))


def _sum(_: Call, bound: Bound, everywhere: Everywhere) -> EngineColumn | None:
    """The same, unless two infinite numbers may come together."""
    columns = _infinite_columns(bound, everywhere)
    return None if len(columns) > 1 else _with_infinities(bound, columns)


def _product(_: Call, bound: Bound, everywhere: Everywhere) -> EngineColumn | None:
    """The same, unless an infinite number and 0 may come together."""
    columns = [column for column in columns_in(bound) if may_be_infinite(column, everywhere)]
    constants = [value for value in values_in(bound) if not isinstance(value, EngineColumn)]
    if columns and (len(columns_in(bound)) > 1 or any(map(has_zero, constants))):
        return None
    return _with_infinities(bound, columns)


def _infinite_columns(bound: Bound, everywhere: Everywhere) -> list[EngineColumn]:
    """The columns that may be infinite; of one alone the engine need not be asked."""
    columns = columns_in(bound)
    return columns if len(columns) == 1 else [column for column in columns if may_be_infinite(column, everywhere)]


def _with_infinities(bound: Bound, columns: list[EngineColumn]) -> EngineColumn | None:
    condition = _all_given(bound)
    if condition is None:
        return None
    if len(columns) == 1:
        return where(condition, infinite=columns[0].infinities, sure=columns[0].sure)
    return where(condition, infinite=any_infinite(columns))


def _exponential(_: Call, bound: Bound, __: Everywhere) -> EngineColumn | None:
    """An exponential, infinite where its argument is and is positive; what is not computed has no known sign."""
    x = columns_in(bound)[0]
    if x.kind == "number" and not x.whole:
        return where(present(x), infinite=x.infinities & (x.numbers > 0))
    return where(present(x), infinite=x.infinities, sure=False)


RULES: Mapping[str, Rule] = {
    **OWN,
    "keeps": _keeps,
    "keeps_factor": _keeps_factor,
    "unbounded": _unbounded,
    "sum": _sum,
    "product": _product,
    "exponential": _exponential,
}
"""The rules that rows of the registry name: where a function has a value, and where that is infinite."""
