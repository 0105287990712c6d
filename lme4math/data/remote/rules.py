"""Functions of R that have a value in other rows than their arguments, where the table is not in memory.

Each rule tells where, or gives None (or raises DataError) where only the rows themselves could tell.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import reduce
from operator import and_, or_
from typing import Any

import numpy as np

from lme4math.data.functions.scalars import flag, number
from lme4math.data.remote.engine_columns import LARGEST, EngineColumn, Everywhere, is_one_of, when, with_labels
from lme4math.data.remote.filters import Operand, number_of, truth_of
from lme4math.data.values import TRUTHS, Null, as_numbers, as_texts, missing
from lme4math.errors import DataError
from lme4math.model import RemoteRule, numbers, row_of
from lme4math.r import Call, Expression

Bound = Mapping[str, Any]
"""The operands of a call by parameter; those of `...` are pairs of a name and an operand."""

Rule = Callable[[Call, Bound, Everywhere], "Operand | None"]


def values_in(bound: Bound) -> list[Operand]:
    """All operands of a call."""
    found: list[Operand] = []
    for value in bound.values():
        found.extend([operand for _, operand in value] if isinstance(value, list) else [value])
    return found


def columns_in(bound: Bound) -> list[EngineColumn]:
    """The operands of a call that differ from row to row."""
    return [value for value in values_in(bound) if isinstance(value, EngineColumn)]


def where(
    condition: Any, factor: bool = False, infinite: Any = None, parts: tuple[Any, ...] = (), sure: bool = True
) -> EngineColumn:
    """A column of which is known only where it has a value, and where that is infinite."""
    return EngineColumn(when(condition, condition), "other", factor, False, infinite, parts, sure)


def present(column: EngineColumn) -> Any:
    """Where a column has a value."""
    return ~column.expression.is_null()


def all_present(columns: Iterable[EngineColumn]) -> Any:
    """Where all of some columns have a value."""
    return reduce(and_, map(present, columns))


def has_zero(operand: Operand) -> bool:
    """Whether 0 may be among the values of an operand."""
    return isinstance(operand, EngineColumn) or bool((as_numbers(operand) == 0).any())


def may_be_infinite(column: EngineColumn, everywhere: Everywhere) -> bool:
    """Whether a column may have infinite values in any row."""
    return (found := column.infinities) is not None and not everywhere(~found)


def any_infinite(columns: Iterable[EngineColumn]) -> Any:
    """Where one of some columns is infinite, or None where none is known to be."""
    found = [column.infinities for column in columns if column.sure and column.infinities is not None]
    return reduce(or_, found) if found else None


def _always(bound: Bound, factor: bool = False) -> EngineColumn:
    return where(~columns_in(bound)[0].nowhere, factor)


def _never_missing(_: Call, bound: Bound, __: Everywhere) -> EngineColumn | None:
    return _always(bound)


def _never_missing_factor(_: Call, bound: Bound, __: Everywhere) -> EngineColumn | None:
    return _always(bound, factor=True)


def _finite(node: Call, bound: Bound, _: Everywhere) -> EngineColumn:
    return EngineColumn((number_of(node, bound["x"]).abs() <= LARGEST).fill_null(False), "logical")


def _of_domain(node: Call, bound: Bound, _: Everywhere) -> EngineColumn | None:
    """A logarithm, a root and other functions that not every number has."""
    x = next(bound[parameter] for parameter in ("x", "q", "p") if parameter in bound)
    if "base" in bound and (number(bound["base"], "base") <= 0 or number(bound["base"], "base") == 1):
        return None
    known = _remote_rule(node)
    (low, high), value = known.domain, number_of(node, x)
    poles = value.is_in(list(map(float, known.poles))).fill_null(False) if known.poles else None
    return where((value >= low) & (value <= high), infinite=poles)


def _power(node: Call, bound: Bound, everywhere: Everywhere) -> EngineColumn | None:
    """`x^y`, which is 1 where x is 1 or y is 0, whatever the other; negative numbers have whole powers only."""
    x, y = (number_of(node, bound[name]) for name in ("e1", "e2"))
    base, exponent = bound["e1"], bound["e2"]
    if not isinstance(exponent, EngineColumn):
        power = number(exponent, "exponent")
        if power == 2:
            return EngineColumn(x * x, "number")
        positive = ~x.is_null() if power.is_integer() else x >= 0
        return (
            _always(bound) if power == 0 else where(positive, infinite=base.infinities if power > 0 else _true(x == 0))
        )
    if not isinstance(base, EngineColumn):
        return where(~y.is_null(), infinite=_true(y > LARGEST)) if number(base, "base") > 1 else None
    if not exponent.whole and not everywhere((x >= 0).fill_null(True)):
        return None
    return where((~x.is_null() & ~y.is_null()) | _true(y == 0) | _true(x == 1), infinite=_true((x == 0) & (y < 0)))


def _remote_rule(node: Expression) -> RemoteRule:
    row = row_of(node)
    return RemoteRule() if row is None else row.remote


def _quotient(node: Call, bound: Bound, everywhere: Everywhere) -> EngineColumn | None:
    """Quotients that are not computed: they are missing where 0 is divided by 0, or what is infinite by the like."""
    above, below = bound["e1"], bound["e2"]
    if any(may_be_infinite(column, everywhere) for column in columns_in(bound)):
        return None
    if any(missing(o) is not None for o in (above, below) if not isinstance(o, EngineColumn)):
        return None
    if _remote_rule(node.operands[1]).not_zero:
        return where(all_present(columns_in(bound)))
    if not has_zero(below):
        return where(present(above))
    return None if has_zero(above) else where(present(below), infinite=present(below), sure=False)


def _modulo(node: Call, bound: Bound, _: Everywhere) -> EngineColumn:
    """`x %% y`, which has no value where y is 0."""
    x, y = (number_of(node, bound[name]) for name in ("e1", "e2"))
    return where(~x.is_null() & (y != 0) & (x.abs() <= LARGEST))


def _whole_quotient(node: Call, bound: Bound, _: Everywhere) -> EngineColumn:
    """`x %/% y`, which has no value where x and y are 0."""
    x, y = (number_of(node, bound[name]) for name in ("e1", "e2"))
    return where(~x.is_null() & ~y.is_null() & ((x != 0) | (y != 0)), infinite=_true((y == 0) & (x != 0)))


def _true(condition: Any) -> Any:
    return condition.fill_null(False)


def _flag(bound: Bound, name: str, default: bool = False) -> bool:
    value = bound.get(name)
    if isinstance(value, EngineColumn):
        raise DataError(f"`{name}` must be TRUE or FALSE.")
    return default if value is None else flag(value, name)


def _of_intervals(node: Call, bound: Bound, _: Everywhere) -> EngineColumn | None:
    """`cut(x, breaks)`: nothing outside the breaks; a number of intervals holds all that is finite."""
    breaks = bound.get("breaks")
    if breaks is None or isinstance(breaks, EngineColumn):
        return None
    x, edges = number_of(node, bound["x"]), np.sort(as_numbers(breaks).reshape(-1))
    if len(edges) < 2:
        return where(x.abs() <= LARGEST, factor=True)
    right, lowest = _flag(bound, "right", True), _flag(bound, "include.lowest")
    low, high = float(edges[0]), float(edges[-1])
    above = x >= low if lowest or not right else x > low
    return where(above & (x <= high if lowest or right else x < high), factor=True)


def _of_levels(_: Call, bound: Bound, __: Everywhere) -> EngineColumn | None:
    """`factor(x, levels)`: nothing but the levels; without levels, NA is one if `exclude` is not it."""
    x, levels, excluded = bound["x"], bound.get("levels"), bound.get("exclude")
    if not isinstance(x, EngineColumn) or isinstance(levels, EngineColumn) or isinstance(excluded, EngineColumn):
        return None
    if levels is None and isinstance(excluded, Null):
        return _always(bound, factor=True)
    kept = present(x)
    for constant, inside in ((levels, True), (excluded, False)):
        if constant is not None and not isinstance(constant, Null):
            texts = as_texts(constant)
            values = with_labels(x, [texts.pool[code] for code in texts.codes if code >= 0])
            if values is None:
                return None
            kept = kept & (is_one_of(x, values) if inside else ~is_one_of(x, values))
            if not inside and levels is None and (texts.codes >= 0).all():
                kept = kept | ~present(x)
    return where(kept, factor=True)


def _of_choice(node: Call, bound: Bound, _: Everywhere) -> EngineColumn | None:
    """`ifelse(test, yes, no)`: what is chosen."""
    import narwhals as nw

    test, yes, no = (bound.get(name) for name in ("test", "yes", "no"))
    if not isinstance(test, EngineColumn) or yes is None or no is None:
        return None
    try:
        condition, one, two = truth_of(node, test), number_of(node, yes), number_of(node, no)
        return EngineColumn(nw.when(condition).then(one).otherwise(when(~condition, two)), "number")
    except DataError:  # text, or what is not computed
        chosen = [_given(operand, test) for operand in (yes, no)]
    if not any(isinstance(o, EngineColumn) or missing(o) is not None for o in (yes, no)):
        return where(present(test))
    condition = truth_of(node, test)
    return where((condition & chosen[0]) | (~condition & chosen[1]))


def _given(operand: Operand, beside: EngineColumn) -> Any:
    if isinstance(operand, EngineColumn):
        return present(operand)
    absent = missing(operand)
    if absent is not None and not absent.all():
        raise DataError("Values that go row by row have no order in a data base.")
    return beside.nowhere if absent is not None else ~beside.nowhere


def _least(node: Call, bound: Bound, _: Everywhere) -> EngineColumn | None:
    """`pmin`."""
    return _of_extremes(node, bound, least=True)


def _greatest(node: Call, bound: Bound, _: Everywhere) -> EngineColumn | None:
    """`pmax`."""
    return _of_extremes(node, bound, least=False)


def _of_extremes(node: Call, bound: Bound, least: bool) -> EngineColumn | None:
    """The least or greatest operand; what is missing among them is left out where `na.rm` says so."""
    operands, columns = values_in({"...": bound["..."]}), columns_in(bound)
    constants = [missing(operand) is None for operand in operands if not isinstance(operand, EngineColumn)]
    if _flag(bound, "na.rm"):
        return _always(bound) if any(constants) else where(reduce(or_, map(present, columns)))
    if not all(constants):
        return None
    try:
        return EngineColumn(reduce(_extreme(least), [number_of(node, o) for o in operands]), "number")
    except DataError:  # of dates, or of what is not computed
        return where(all_present(columns))


def _extreme(least: bool) -> Callable[[Any, Any], Any]:
    import narwhals as nw

    def choose(one: Any, two: Any) -> Any:
        first = one <= two if least else one >= two
        return nw.when(first).then(one).otherwise(when(~first, two))

    return choose


def _row_sums(_: Call, bound: Bound, __: Everywhere) -> EngineColumn | None:
    """`rowSums`, which has a value in every row where missing ones are left out."""
    return _always(bound) if _flag(bound, "na.rm") else where(present(bound["x"]))


def _row_means(_: Call, bound: Bound, __: Everywhere) -> EngineColumn | None:
    """`rowMeans`, which has a value where any column has where missing ones are left out."""
    x = bound["x"]
    if not _flag(bound, "na.rm"):
        return where(present(x))
    return where(reduce(or_, x.parts)) if x.parts else None


def _bound_together(_: Call, bound: Bound, __: Everywhere) -> EngineColumn | None:
    """`cbind`, whose columns are remembered."""
    if any(missing(o) is not None for o in values_in(bound) if not isinstance(o, EngineColumn)):
        return None
    columns = columns_in(bound)
    parts: Sequence[Any] = [part for column in columns for part in column.parts or (present(column),)]
    if len(columns) < len(values_in({"...": bound["..."]})):
        parts = [*parts, ~columns[0].nowhere]
    return where(all_present(columns), infinite=any_infinite(columns), parts=tuple(parts))


def _of_type(node: Call, bound: Bound, _: Everywhere) -> EngineColumn | None:
    """`as.numeric` and the like, of text only where that is a factor's, or numbers' labels."""
    x = bound["x"]
    row = row_of(node.operands[0])
    numeric = x.kind in ("number", "logical", "date") or (row is not None and row.kind is numbers)
    return where(present(x), infinite=x.infinities, sure=x.sure) if x.factor or numeric else None


def _of_labels(_: Call, bound: Bound, __: Everywhere) -> EngineColumn:
    """`as.character`: what is written of a number can be read as one."""
    x = bound["x"]
    return EngineColumn(x.expression, x.kind, x.kind == "number", x.whole)


def _of_truths(_: Call, bound: Bound, __: Everywhere) -> EngineColumn | None:
    x = bound["x"]
    if x.kind == "text":
        return where(is_one_of(x, list(TRUTHS)))
    return where(present(x)) if x.kind in ("number", "logical") and not x.factor else None


def _of_dates(_: Call, bound: Bound, __: Everywhere) -> EngineColumn | None:
    return where(present(bound["x"])) if bound["x"].kind == "date" else None


def _summary(_: Call, bound: Bound, everywhere: Everywhere) -> EngineColumn | None:
    """One value of all rows, which is missing if any is; of infinite values it may be anything."""
    columns = columns_in(bound)
    if any(may_be_infinite(column, everywhere) for column in columns):
        return None
    if _flag(bound, "na.rm") or everywhere(all_present(columns)):
        return _always(bound)
    return where(columns[0].nowhere)


def _whole(_: Call, bound: Bound, everywhere: Everywhere) -> EngineColumn | None:
    """What is made of all rows, or of their order: it is told only where none is missing, and none infinite."""
    columns = columns_in(bound)
    if any(may_be_infinite(column, everywhere) for column in columns):
        return None
    return _always(bound) if everywhere(all_present(columns)) else None


def _scaled(_: Call, bound: Bound, everywhere: Everywhere) -> EngineColumn | None:
    """`scale`, which is told where no value is infinite: the mean of such is not a number."""
    columns = columns_in(bound)
    return None if any(may_be_infinite(column, everywhere) for column in columns) else where(all_present(columns))


def _polynomial(node: Call, bound: Bound, everywhere: Everywhere) -> EngineColumn | None:
    """`poly` refuses what is missing, unless it is raw."""
    if not _flag(bound, "raw"):
        return _whole(node, bound, everywhere)
    columns = columns_in(bound)
    return where(all_present(columns), infinite=any_infinite(columns))


def _average(node: Call, bound: Bound, everywhere: Everywhere) -> EngineColumn | None:
    """`ave(x, g)`: x itself where the group is missing."""
    return _whole(node, {"x": bound["x"]}, everywhere)


OWN: Mapping[str, Rule] = {
    "never": _never_missing,
    "never_factor": _never_missing_factor,
    "domain": _of_domain,
    "power": _power,
    "quotient": _quotient,
    "modulo": _modulo,
    "whole_quotient": _whole_quotient,
    "finite": _finite,
    "levels": _of_levels,
    "intervals": _of_intervals,
    "least": _least,
    "greatest": _greatest,
    "row_sums": _row_sums,
    "row_means": _row_means,
    "type": _of_type,
    "labels": _of_labels,
    "truths": _of_truths,
    "dates": _of_dates,
    "choice": _of_choice,
    "bound": _bound_together,
    "summary": _summary,
    "whole": _whole,
    "scaled": _scaled,
    "polynomial": _polynomial,
    "average": _average,
}
"""The rules that rows of the registry name."""
