"""Where a variable of a table that is not in memory has a value: the rows that R's `na.omit` keeps.

Functions that are known to have no value exactly where one of their arguments has none are listed in `_KEEPING`; others
have rules of their own in `engine_rules`, or are computed as `subset` is. Of any other call it cannot be told, and the
data must be fetched first. Numbers that nobody computes there are taken not to overflow, nor to be all the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from lme4math.design.engine_columns import Column, Everywhere, Stored
from lme4math.design.engine_rules import (
    OWN,
    Bound,
    all_present,
    any_infinite,
    columns_in,
    has_zero,
    may_be_infinite,
    present,
    values_in,
    where,
)
from lme4math.design.evaluate import apply, known_function, with_contrasts
from lme4math.design.filters import RULES, Operand, Reader
from lme4math.design.functions.match import bind_arguments
from lme4math.design.table import Declared
from lme4math.design.values import Null, Value, length, missing
from lme4math.errors import DataError
from lme4math.formula.arguments import DOTS
from lme4math.formula.nodes import Call, Expression
from lme4math.formula.walk import fold
from lme4math.model.functions import COMPUTED
from lme4math.model.literals import words

_FACTORS = words("as.factor as.ordered droplevels relevel interaction :")
_EXPONENTIALS = words("exp expm1")
_UNBOUNDED = words(
    "( { I identity offset c + - * abs floor ceiling trunc round signif sinh cosh asinh lgamma",
    "as.vector as.matrix unclass",
)
"""Functions that are infinite where one of their arguments is."""

_KEEPING = (
    _FACTORS
    | _EXPONENTIALS
    | _UNBOUNDED
    | words("== != < <= > >= ! sign atan tanh atan2 plogis pnorm dummy nchar toupper tolower substr bs ns")
)
"""Functions that have no value exactly where one of their arguments has none."""

_FETCH = "Take the data into memory (.collect() or .df()), or compute the variable there as a column."


def known_of(
    variable: Expression, schema: Mapping[str, Stored], declared: Mapping[str, Declared], everywhere: Everywhere
) -> Column | None:
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
    return found if isinstance(found, Column) else None


def _combined(node: Call, operands: list[Operand], everywhere: Everywhere) -> Operand:
    constants = [operand for operand in operands if not isinstance(operand, Column)]
    if len(constants) == len(operands):
        return _constant(node, constants)
    name = known_function(node)
    given: list[Any] = [(argument.name, operand) for argument, operand in zip(node.arguments, operands, strict=True)]
    try:
        bound = bind_arguments(name, COMPUTED[name].parameters, given)
    except DataError as error:
        error.span = error.span or node.span
        raise
    for rule in (_computed, OWN.get(name), _keeping):
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
    rule: Callable[..., Operand] | None = RULES.get((name, len(operands)))
    by_row = [o for o in operands if not isinstance(o, Column) and length(o) != 1]
    return rule(node, *operands) if rule and (not by_row or name in _SETS) else None


_SETS = ("%in%", "is.element")


def _keeping(node: Call, bound: Bound, everywhere: Everywhere) -> Column | None:
    name, columns = known_function(node), columns_in(bound)
    constants = [value for value in values_in(bound) if not isinstance(value, Column)]
    if name not in _KEEPING or any(missing(constant) is not None for constant in constants):
        return None
    condition = all_present(columns)
    if name in _EXPONENTIALS:
        return _exponential(columns[0])
    if name not in _UNBOUNDED:
        return where(condition, name in _FACTORS)
    if len(columns) > 1 or name == "*":
        columns = [column for column in columns if may_be_infinite(column, everywhere)]
    if len(columns) > 1 and name in ("+", "-", "*"):
        return None
    if columns and name == "*" and (len(columns_in(bound)) > 1 or any(map(has_zero, constants))):
        return None
    if len(columns) == 1:
        return where(condition, infinite=columns[0].infinities, sure=columns[0].sure)
    return where(condition, infinite=any_infinite(columns))


def _exponential(x: Column) -> Column:
    """An exponential, infinite where its argument is and is positive; what is not computed has no known sign."""
    if x.kind == "number" and not x.whole:
        return where(present(x), infinite=x.infinities & (x.numbers > 0))
    return where(present(x), infinite=x.infinities, sure=False)
