"""`subset=` as a filter that a data base computes, which picks the rows that R would pick.

A data base has rules of its own for the order of text, for `%in%` of what is missing, for division by zero: what it
would compute otherwise than R is written so that it does not, or refused.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from math import inf
from typing import Any

from lme4math.data.interpreter import Environment, apply, evaluate, known_function
from lme4math.data.remote.engine_columns import (
    EngineColumn,
    Everywhere,
    Stored,
    column_of,
    days_in,
    equal_to,
    is_one_of,
    when,
)
from lme4math.data.table import Declared
from lme4math.data.values import Factor, Logicals, Null, Texts, Value, as_logicals, as_numbers, length, missing
from lme4math.errors import DataError
from lme4math.r import Call, Expression, Name, fold, picked_column
from lme4math.records import record

_ORDER = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
_NOWHERE = Environment(lambda _: None, (), "the formula")
_ELSEWHERE = "Filter the table before, or take it into memory."

Operand = Value | EngineColumn


def filter_of(
    subset: Expression, schema: Mapping[str, Stored], declared: Mapping[str, Declared], everywhere: Everywhere
) -> Any:
    """A narwhals expression that is true where `subset` picks a row, or None where there is nothing to pick by.

    Args:
        subset: the argument's syntax tree.
        schema: the columns, by R's names.
        declared: the columns that somebody declares to be factors.
        everywhere: asks the engine of all rows.

    Raises:
        DataError: for what data bases are not asked to compute.
    """
    reader = Reader(schema, declared, everywhere)
    found = fold(subset, reader.leaf, reader.apply)
    if isinstance(found, Null):
        return None
    if isinstance(found, Logicals) and length(found) == 1:
        return None if found.codes[0] == 1 else column_of(next(iter(schema)), schema, {}, everywhere).nowhere
    if isinstance(found, EngineColumn) and found.kind == "logical" and not found.factor:
        return found.expression
    raise DataError(
        "`subset` picks rows by their places, which rows in a data base do not have.",
        subset.span,
        "Write a condition, such as x > 0, or take the table into memory.",
    )


@record
class Reader:
    """What the parts of a condition are: columns, or values by themselves."""

    schema: Mapping[str, Stored]
    declared: Mapping[str, Declared]
    everywhere: Everywhere

    def leaf(self, node: Expression | None) -> Operand | None:
        """A column, or a literal; None for a call."""
        if node is None:
            raise DataError("An argument is empty.", None, "Give it a value, or take out the comma.")
        name = picked_column(node) if isinstance(node, Call) else node
        if isinstance(name, Name) and name.name in self.schema:
            return column_of(name.name, self.schema, self.declared, self.everywhere)
        return None if isinstance(node, Call) else evaluate(node, _NOWHERE)

    def apply(self, node: Call, operands: list[Operand]) -> Operand:
        """The value of a call: computed here where no column is in it."""
        name = known_function(node)
        constants = [operand for operand in operands if not isinstance(operand, EngineColumn)]
        if len(constants) == len(operands):
            return apply(node, constants)
        rule = RULES.get((name, len(operands)))
        if rule is None or any(argument.name for argument in node.arguments):
            raise _refused(f"`subset` uses {name}(), which the data base is not asked to compute.", node)
        if rule is not _member and any(length(constant) != 1 for constant in constants):
            raise _refused(f"`{name}` of several values goes row by row, and rows in a data base have no order.", node)
        return rule(node, *operands)


def _refused(message: str, node: Call) -> DataError:
    return DataError(message, node.span, _ELSEWHERE)


def number_of(node: Call, operand: Operand) -> Any:
    """An operand as a number."""
    import narwhals as nw

    if isinstance(operand, EngineColumn) and operand.kind in ("number", "logical") and not operand.factor:
        return operand.numbers
    name = known_function(node)
    if isinstance(operand, EngineColumn | Texts | Factor | Null):
        hint = "A data base sorts text otherwise than R; use == or %in%." if name in _ORDER else _ELSEWHERE
        raise DataError(f"A data base is asked to compute `{name}` of numbers only.", node.span, hint)
    number = float(as_numbers(operand)[0])
    return nw.lit(number if number == number else None, dtype=nw.Float64)


def truth_of(node: Call, operand: Operand) -> Any:
    """An operand as a condition; a number holds where it is not 0."""
    import narwhals as nw

    if isinstance(operand, EngineColumn):
        plain = operand.kind == "logical" and not operand.factor
        return operand.expression if plain else number_of(node, operand) != 0
    code = int(as_logicals(operand)[0])
    return nw.lit(None if code < 0 else bool(code), dtype=nw.Boolean)


def _arithmetic(compute: Callable[..., Any]) -> Callable[..., EngineColumn]:
    def rule(node: Call, *operands: Operand) -> EngineColumn:
        return _number(compute(*(number_of(node, operand) for operand in operands)))

    return rule


def _number(value: Any) -> EngineColumn:
    """Numbers that were computed, missing where they are NaN."""
    return EngineColumn(when(~value.is_nan(), value), "number")


def _quotient(node: Call, left: Operand, right: Operand) -> EngineColumn:
    """R's quotient, which for the divisor 0 is infinite, or NaN: that is the dividend times infinity."""
    import narwhals as nw

    above, below = number_of(node, left), number_of(node, right)
    if isinstance(right, EngineColumn):
        return _number(nw.when(below == 0).then(above * inf).otherwise(above / below))
    return _number(above * inf if as_numbers(right)[0] == 0 else above / below)


def _logic(compute: Callable[..., Any]) -> Callable[..., EngineColumn]:
    return lambda node, *operands: EngineColumn(compute(*(truth_of(node, operand) for operand in operands)), "logical")


def _order(compute: Callable[[Any, Any], Any]) -> Callable[..., EngineColumn]:
    def rule(node: Call, left: Operand, right: Operand) -> EngineColumn:
        comparable = _date if _is_date(left) or _is_date(right) else number_of
        return EngineColumn(compute(comparable(node, left), comparable(node, right)), "logical")

    return rule


def _is_date(operand: Operand) -> bool:
    return isinstance(operand, EngineColumn) and operand.kind == "date" and not operand.factor


def _date(node: Call, operand: Operand) -> Any:
    """An operand beside a column of dates, as a date."""
    import narwhals as nw

    if isinstance(operand, EngineColumn):
        if _is_date(operand):
            return operand.expression
    elif days := days_in(operand):
        return nw.lit(days[0])
    raise _refused(f"`{known_function(node)}` compares a date with what is none.", node)


def _equality(negate: Callable[[Any], Any]) -> Callable[..., EngineColumn]:
    def rule(node: Call, left: Operand, right: Operand) -> EngineColumn:
        return EngineColumn(negate(_equal(node, left, right)), "logical")

    return rule


def _equal(node: Call, left: Operand, right: Operand) -> Any:
    if isinstance(left, EngineColumn) and isinstance(right, EngineColumn):
        if left.kind == right.kind and left.kind in ("text", "date"):
            return left.expression == right.expression
        return number_of(node, left) == number_of(node, right)
    column, constant = (left, right) if isinstance(left, EngineColumn) else (right, left)
    assert isinstance(column, EngineColumn)
    assert not isinstance(constant, EngineColumn)
    if missing(constant) is not None:
        return when(column.nowhere, column.nowhere)
    return is_one_of(column, _values(node, column, constant))


def _member(node: Call, left: Operand, right: Operand) -> EngineColumn:
    """`left %in% right`, which is never missing; what is missing is in a table that holds NA."""
    if not isinstance(left, EngineColumn) or isinstance(right, EngineColumn):
        raise _refused("`%in%` needs a column on its left and values on its right in a data base.", node)
    found = is_one_of(left, _values(node, left, right))
    return EngineColumn(found.fill_null(missing(right) is not None), "logical")


def _values(node: Call, column: EngineColumn, constant: Value) -> list[Any]:
    values = None if column.kind == "other" or isinstance(constant, Null) else equal_to(column, constant)
    if values is None:
        what = f"`{known_function(node)}` compares values of different types."
        raise DataError(what, node.span, "Compare numbers with numbers, and text with text.")
    return values


def _same(_: Call, operand: Operand) -> Operand:
    return operand


def _either(left: Any, right: Any) -> Any:
    return (left & ~right) | (~left & right)


RULES: dict[tuple[str, int], Callable[..., Operand]] = {
    **{
        (name, 2): _arithmetic(compute)
        for name, compute in (("+", operator.add), ("-", operator.sub), ("*", operator.mul))
    },
    ("/", 2): _quotient,
    **{(name, 2): _order(compute) for name, compute in _ORDER.items()},
    ("==", 2): _equality(lambda found: found),
    ("!=", 2): _equality(operator.invert),
    ("%in%", 2): _member,
    ("is.element", 2): _member,
    ("&", 2): _logic(operator.and_),
    ("|", 2): _logic(operator.or_),
    ("xor", 2): _logic(_either),
    ("!", 1): _logic(operator.invert),
    ("-", 1): _arithmetic(lambda operand: operand * -1),  # narwhals 1 has no negation
    ("+", 1): _arithmetic(lambda operand: operand),
    ("abs", 1): _arithmetic(lambda operand: operand.abs()),
    ("is.na", 1): lambda _, operand: EngineColumn(operand.expression.is_null(), "logical"),
    **{(name, 1): _same for name in ("(", "I", "identity", "offset")},
}
"""What a data base is asked to compute, by R's name and the number of operands."""
