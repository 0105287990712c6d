"""What the engine of a table that is not in memory is asked to compute, written so that it computes it as R does.

Databases have rules of their own for the order of text, for `%in%` of what is missing and for division by zero.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from functools import reduce
from math import inf
from typing import Any

from lme4math.data.functions.scalars import calendar_of, flag
from lme4math.data.remote.engine_columns import LARGEST, EngineColumn, StoredTable, days_in, equal_to, is_one_of, when
from lme4math.data.values import Factor, Null, Texts, Value, as_logicals, as_numbers, length, missing
from lme4math.english import quoted
from lme4math.errors import DataError
from lme4math.r import Call
from lme4math.records import record

Operand = Value | EngineColumn


@record(eq=False)
class RemoteCall:
    """A call of one of R's functions on columns of a table that is not in memory.

    Attributes:
        node: the call.
        name: of the function.
        bound: the operands by parameter, in the function's order; those of `...` are pairs of a name and an operand.
        table: where the columns are.
    """

    node: Call
    name: str
    bound: Mapping[str, Any]
    table: StoredTable

    @property
    def operands(self) -> list[Operand]:
        """All operands."""
        found: list[Operand] = []
        for value in self.bound.values():
            found.extend([operand for _, operand in value] if isinstance(value, list) else [value])
        return found

    @property
    def columns(self) -> list[EngineColumn]:
        """The operands that differ from row to row."""
        return [operand for operand in self.operands if isinstance(operand, EngineColumn)]

    @property
    def constants(self) -> list[Value]:
        """The operands that are the same for all rows."""
        return [operand for operand in self.operands if not isinstance(operand, EngineColumn)]

    @property
    def of_text(self) -> bool:
        """Whether text or a factor is among the operands."""
        columns = any(column.factor or column.kind == "text" for column in self.columns)
        return columns or any(isinstance(constant, Texts | Factor) for constant in self.constants)

    @property
    def of_numbers(self) -> bool:
        """Whether neither text nor factors nor dates are among the operands."""
        dates = any(column.kind == "date" for column in self.columns)
        return not (self.of_text or dates or any(map(calendar_of, self.constants)))

    @property
    def x(self) -> EngineColumn:
        """The first operand, where it is a column."""
        if isinstance(first := self.operands[0], EngineColumn):
            return first
        raise DataError(f"The first argument of {self.name}() must be a column.")

    @property
    def present(self) -> Any:
        """Where no operand is missing; None where a constant is."""
        absent = any(missing(constant) is not None for constant in self.constants)
        return None if absent else reduce(operator.and_, (column.present for column in self.columns))

    @property
    def perhaps_infinite(self) -> list[EngineColumn]:
        """The columns that may have infinite values in any row."""
        known = [(column, column.infinities) for column in self.columns]
        return [column for column, found in known if found is not None and not self.table.all_rows(~found)]

    def numbers(self) -> list[Any]:
        """All operands as numbers."""
        return [self.number(operand) for operand in self.operands]

    def number(self, operand: Operand) -> Any:
        """An operand as a number.

        Raises:
            DataError: it is none, or not computed.
        """
        import narwhals as nw

        if isinstance(operand, EngineColumn) and operand.kind in ("number", "logical") and not operand.factor:
            return operand.numbers
        if isinstance(operand, EngineColumn | Texts | Factor | Null):
            hint = (
                "Databases sort text otherwise than R; use == or %in%." if self.name in ("<", "<=", ">", ">=") else None
            )
            raise DataError(f"Before the rows are fetched, {quoted(self.name)} is computed of numbers only.", hint=hint)
        self.refuse_vector(operand)
        number = float(as_numbers(operand)[0])
        return nw.lit(number if number == number else None, dtype=nw.Float64)

    def truth(self, operand: Operand) -> Any:
        """An operand as a condition; a number is true where it is not 0."""
        import narwhals as nw

        if isinstance(operand, EngineColumn):
            plain = operand.kind == "logical" and not operand.factor
            return operand.expression if plain else self.number(operand) != 0
        self.refuse_vector(operand)
        code = int(as_logicals(operand)[0])
        return nw.lit(None if code < 0 else bool(code), dtype=nw.Boolean)

    def refuse_vector(self, constant: Value) -> None:
        """Raise DataError for a constant of several values."""
        if length(constant) != 1:
            what = f"{quoted(self.name)} of several values goes row by row, and rows of this table have no order."
            raise DataError(what)

    def flag(self, name: str, default: bool = False) -> bool:
        """An argument that is TRUE or FALSE."""
        value = self.bound.get(name)
        if isinstance(value, EngineColumn):
            raise DataError(f"`{name}` must be TRUE or FALSE.")
        return default if value is None else flag(value, name)


Computation = Callable[[RemoteCall], EngineColumn]


def computed(name: str, call: RemoteCall) -> EngineColumn:
    """The values of a call that the engine computes.

    Args:
        name: of the computation, as the function's row of the registry has it; empty for none.
        call: the call.

    Raises:
        DataError: the engine is not asked for it.
    """
    if not name:
        raise DataError(f"{call.name}() is not computed before the rows are fetched.")
    return COMPUTATIONS[name](call)


def _number(value: Any) -> EngineColumn:
    """Numbers that were computed, missing where they are NaN."""
    return EngineColumn(when(~value.is_nan(), value), "number")


def _arithmetic(compute: Callable[..., Any]) -> Computation:
    return lambda call: _number(compute(*call.numbers()))


def _signed(compute: Callable[[Any, Any], Any]) -> Computation:
    """A sum or difference, or a number with a sign."""
    return lambda call: _number(reduce(compute, call.numbers() if len(call.operands) > 1 else [0.0, *call.numbers()]))


def _quotient(call: RemoteCall) -> EngineColumn:
    """R's quotient, which for the divisor 0 is infinite, or NaN: that is the dividend times infinity."""
    import narwhals as nw

    (above, below), divisor = call.numbers(), call.operands[1]
    if isinstance(divisor, EngineColumn):
        return _number(nw.when(below == 0).then(above * inf).otherwise(above / below))
    return _number(above * inf if as_numbers(divisor)[0] == 0 else above / below)


def _logic(compute: Callable[..., Any]) -> Computation:
    return lambda call: EngineColumn(compute(*(call.truth(operand) for operand in call.operands)), "logical")


def _order(compute: Callable[[Any, Any], Any]) -> Computation:
    def rule(call: RemoteCall) -> EngineColumn:
        dates = any(map(_is_date, call.operands))
        return EngineColumn(compute(*(map(_date, call.operands) if dates else call.numbers())), "logical")

    return rule


def _is_date(operand: Operand) -> bool:
    return isinstance(operand, EngineColumn) and operand.kind == "date" and not operand.factor


def _date(operand: Operand) -> Any:
    """An operand beside a column of dates, as a date."""
    import narwhals as nw

    if isinstance(operand, EngineColumn):
        if _is_date(operand):
            return operand.expression
    elif days := days_in(operand):
        return nw.lit(days[0])
    raise DataError("A date is compared with what is none.")


def _equal(call: RemoteCall) -> EngineColumn:
    left, right = call.operands
    if isinstance(left, EngineColumn) and isinstance(right, EngineColumn):
        alike = left.kind == right.kind and left.kind in ("text", "date")
        one, two = (left.expression, right.expression) if alike else call.numbers()
        return EngineColumn(one == two, "logical")
    column, constant = call.columns[0], call.constants[0]
    call.refuse_vector(constant)
    if missing(constant) is not None:
        return EngineColumn(when(column.nowhere, column.nowhere), "logical")
    return EngineColumn(is_one_of(column, equal_to(column, constant)), "logical")


def _unequal(call: RemoteCall) -> EngineColumn:
    return EngineColumn(~_equal(call).expression, "logical")


def _member(call: RemoteCall) -> EngineColumn:
    """`x %in% table`, which is never missing; what is missing is in a table that holds NA."""
    left, right = call.operands
    if not isinstance(left, EngineColumn) or isinstance(right, EngineColumn):
        raise DataError("Before the rows are fetched, `%in%` needs a column on its left and values on its right.")
    found = is_one_of(left, equal_to(left, right))
    return EngineColumn(found.fill_null(missing(right) is not None), "logical")


def _date_itself(call: RemoteCall) -> EngineColumn:
    _date(call.x)
    return call.x


COMPUTATIONS: Mapping[str, Computation] = {
    "add": _signed(operator.add),
    "subtract": _signed(operator.sub),
    "multiply": _arithmetic(operator.mul),
    "divide": _quotient,
    "less": _order(operator.lt),
    "less or equal": _order(operator.le),
    "greater": _order(operator.gt),
    "greater or equal": _order(operator.ge),
    "equal": _equal,
    "unequal": _unequal,
    "member": _member,
    "and": _logic(operator.and_),
    "or": _logic(operator.or_),
    "exclusive or": _logic(lambda left, right: (left & ~right) | (~left & right)),
    "not": _logic(operator.invert),
    "truth": _logic(lambda truth: truth),
    "absolute": _arithmetic(lambda value: value.abs()),
    "missing": lambda call: EngineColumn(~call.x.present, "logical"),
    "finite": lambda call: EngineColumn((call.number(call.x).abs() <= LARGEST).fill_null(False), "logical"),
    "date": _date_itself,
    "same": lambda call: call.x,
}
"""What an engine is asked to compute, by the names that rows of the registry give."""
