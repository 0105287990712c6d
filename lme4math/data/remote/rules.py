"""In which rows a function has a value, and where that is infinite, where the engine does not compute the value.

These are the rows that R's `na.omit` keeps. Where only the rows themselves could tell, the data must be fetched first.
Numbers that are not computed are taken not to overflow, nor to be all the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial, reduce
from operator import or_
from typing import Any

import numpy as np

from lme4math.data.functions.scalars import calendar_of, number
from lme4math.data.remote.computing import Operand, RemoteCall
from lme4math.data.remote.engine_columns import LARGEST, EngineColumn, is_one_of, when, with_labels
from lme4math.data.values import Null, Numbers, Texts, as_numbers, as_texts, missing
from lme4math.errors import DataError
from lme4math.model import RemoteRule, numbers, row_of
from lme4math.r import Call, Expression

Rule = Callable[[RemoteCall], EngineColumn | None]
"""What is known of a call's values, or None (or DataError) where only the rows themselves could tell."""


def _where(condition: Any, factor: bool = False, infinite: Any = None, sure: bool = True) -> EngineColumn:
    """A column of which is known only where it has a value, and where that is infinite."""
    return EngineColumn(when(condition, condition), "other", factor, False, infinite, sure)


def _true(condition: Any) -> Any:
    return condition.fill_null(False)


def _keeps(call: RemoteCall, factor: bool = False) -> EngineColumn | None:
    """No value exactly where one of the arguments has none."""
    return None if call.present is None else _where(call.present, factor)


def _always(call: RemoteCall, factor: bool = False) -> EngineColumn:
    """A value in every row."""
    return _where(~call.columns[0].nowhere, factor)


def _unbounded(call: RemoteCall) -> EngineColumn | None:
    """No value where one of the arguments has none, and infinite where one is."""
    return _with_infinities(call, call.columns)


def _numeric(call: RemoteCall) -> EngineColumn | None:
    """The same of numbers."""
    return _unbounded(call) if call.of_numbers else None


def _bounded(call: RemoteCall) -> EngineColumn | None:
    """What is never infinite, of numbers."""
    return _keeps(call) if call.of_numbers else None


def _comparison(call: RemoteCall) -> EngineColumn | None:
    """Of numbers, or of text with a constant: beside text NaN of a column is text too, and NA may be a level."""
    text = all(column.kind == "text" and not column.factor for column in call.columns)
    constants = all(isinstance(one, Texts | Numbers) and not calendar_of(one) for one in call.constants)
    return _keeps(call) if call.of_numbers or (text and constants) else None


def _sum(call: RemoteCall) -> EngineColumn | None:
    """A sum: no value where one of the arguments has none, unless two infinite numbers may come together."""
    columns = call.columns if len(call.columns) == 1 else call.perhaps_infinite
    return None if len(columns) > 1 or call.of_text else _with_infinities(call, columns)


def _product(call: RemoteCall) -> EngineColumn | None:
    """A product: no value where one of the arguments has none, unless an infinite number and 0 may come together."""
    columns = call.perhaps_infinite
    if not call.of_numbers or (columns and (len(call.columns) > 1 or any(map(_has_zero, call.constants)))):
        return None
    return _with_infinities(call, columns)


def _with_infinities(call: RemoteCall, columns: Sequence[EngineColumn]) -> EngineColumn | None:
    """No value where an argument has none, and infinite where one of some columns is."""
    if call.present is None:
        return None
    known = [column.infinities for column in columns if column.infinities is not None]
    sure = all(column.sure for column in columns)
    return _where(call.present, infinite=reduce(or_, known) if known else None, sure=sure)


def _has_zero(operand: Operand) -> bool:
    """Whether 0 may be among the values of an operand."""
    return isinstance(operand, EngineColumn) or bool((as_numbers(operand) == 0).any())


def _exponential(call: RemoteCall) -> EngineColumn | None:
    """An exponential, infinite where its argument is and is positive; what is not computed has no known sign."""
    x = call.x
    if not call.of_numbers:
        return None
    if x.kind == "number" and not x.whole:
        return _where(x.present, infinite=x.infinities & (x.numbers > 0))
    return _where(x.present, infinite=x.infinities, sure=False)


def _of_domain(call: RemoteCall) -> EngineColumn | None:
    """A logarithm, a root and other functions that not every number has."""
    base = call.bound.get("base")
    if base is not None and (number(base, "base") <= 0 or number(base, "base") == 1):
        return None
    known, value = _remote_rule(call.node), call.number(call.x)
    poles = _true(value.is_in(list(map(float, known.poles)))) if known.poles else None
    return _where((value >= known.domain[0]) & (value <= known.domain[1]), infinite=poles)


def _remote_rule(node: Expression) -> RemoteRule:
    row = row_of(node)
    return RemoteRule() if row is None else row.remote


def _power(call: RemoteCall) -> EngineColumn | None:
    """`x^y`, which is 1 where x is 1 or y is 0, whatever the other; negative numbers have whole powers only."""
    (base, exponent), (x, y) = call.operands, call.numbers()
    if not isinstance(exponent, EngineColumn):
        power = number(exponent, "exponent")
        if power == 2:
            return EngineColumn(x * x, "number")
        if power == 0:
            return _always(call)
        infinite = call.x.infinities if power > 0 else _true(x == 0)
        return _where(~x.is_null() if power.is_integer() else x >= 0, infinite=infinite)
    if not isinstance(base, EngineColumn):
        return _where(~y.is_null(), infinite=_true(y > LARGEST)) if number(base, "base") > 1 else None
    if not exponent.whole and not call.table.all_rows((x >= 0).fill_null(True)):
        return None
    return _where((~x.is_null() & ~y.is_null()) | _true(y == 0) | _true(x == 1), infinite=_true((x == 0) & (y < 0)))


def _quotient(call: RemoteCall) -> EngineColumn | None:
    """Quotients that are not computed: they are missing where 0 is divided by 0, or what is infinite by the like."""
    above, below = call.operands
    if call.present is None or call.perhaps_infinite:
        return None
    if _remote_rule(call.node.operands[1]).not_zero or not _has_zero(below):
        return _where(call.present)
    return None if _has_zero(above) else _where(call.present, infinite=call.present, sure=False)


def _modulo(call: RemoteCall) -> EngineColumn | None:
    """`x %% y`, which has no value where y is 0."""
    x, y = call.numbers()
    return None if call.perhaps_infinite else _where(~x.is_null() & (y != 0))


def _whole_quotient(call: RemoteCall) -> EngineColumn | None:
    """`x %/% y`, which has no value where x and y are 0."""
    x, y = call.numbers()
    if call.perhaps_infinite:
        return None
    return _where(~x.is_null() & ~y.is_null() & ((x != 0) | (y != 0)), infinite=_true((y == 0) & (x != 0)))


def _of_intervals(call: RemoteCall) -> EngineColumn | None:
    """`cut(x, breaks)`: nothing outside the breaks; a number of intervals holds all numbers, which must be finite."""
    breaks = call.bound.get("breaks")
    if breaks is None or isinstance(breaks, EngineColumn):
        return None
    x, edges = call.number(call.x), np.sort(as_numbers(breaks).reshape(-1))
    if len(edges) < 2:
        return None if call.perhaps_infinite else _where(call.x.present, factor=True)
    right, lowest = call.flag("right", True), call.flag("include.lowest")
    low, high = float(edges[0]), float(edges[-1])
    above = x >= low if lowest or not right else x > low
    return _where(above & (x <= high if lowest or right else x < high), factor=True)


def _of_levels(call: RemoteCall) -> EngineColumn | None:
    """`factor(x, levels, exclude)`: nothing but the levels, of which NA is one unless `exclude` holds it."""
    x, levels, excluded = call.x, call.bound.get("levels"), call.bound.get("exclude")
    if isinstance(inner := call.node.operands[0], Call) and _hides_missing(call, inner):
        return None
    kept = x.present if levels is None else _true(is_one_of(x, _labelled(x, levels)))
    if excluded is not None:
        kept = kept & ~_true(is_one_of(x, _labelled(x, excluded)))
        if missing(excluded) is None and (levels is None or missing(levels) is not None):
            kept = kept | ~x.present
    return _where(kept, factor=True)


def _hides_missing(call: RemoteCall, inner: Call) -> bool:
    """Whether NA may be a level of a factor that another is made of, or a computed NaN one of its levels."""
    of_levels = _remote_rule(inner).rule == "always factor" or any(item.name == "exclude" for item in inner.arguments)
    of_numbers = call.x.kind in ("number", "other") and not call.x.factor
    return (call.x.factor and of_levels) or (of_numbers and not call.table.all_rows(call.x.present))


def _labelled(x: EngineColumn, labels: Any) -> list[Any]:
    """The values of a column that have one of some labels."""
    if isinstance(labels, EngineColumn):
        raise DataError("Levels must be the same for all rows.")
    if isinstance(labels, Null):
        return []
    texts = as_texts(labels)
    return with_labels(x, [texts.pool[code] for code in texts.codes if code >= 0])


def _of_choice(call: RemoteCall) -> EngineColumn | None:
    """`ifelse(test, yes, no)`: what is chosen."""
    import narwhals as nw

    _, yes, no = call.operands
    condition = call.truth(call.x)
    try:
        one, two = call.number(yes), call.number(no)
        return EngineColumn(nw.when(condition).then(one).otherwise(when(~condition, two)), "number")
    except DataError:  # text, or what is not computed
        if call.perhaps_infinite:
            return None
        one, two = (_given(call, operand) for operand in (yes, no))
    return _where((condition & one) | (~condition & two))


def _given(call: RemoteCall, operand: Operand) -> Any:
    """Where an operand of `ifelse` has a value."""
    if isinstance(operand, EngineColumn):
        return operand.present
    call.refuse_vector(operand)
    return ~call.x.nowhere if missing(operand) is None else call.x.nowhere


def _of_type(call: RemoteCall) -> EngineColumn | None:
    """`as.numeric`, of text only where that is a factor's, or numbers' labels."""
    row = row_of(call.node.operands[0])
    numeric = call.x.kind in ("number", "logical", "date") or (row is not None and row.kind is numbers)
    return _with_infinities(call, [call.x]) if call.x.factor or numeric else None


def _integer(call: RemoteCall) -> EngineColumn:
    """`as.integer`, which has no value beyond R's integers."""
    codes = call.x.factor and call.x.kind != "number"
    return _where(call.x.present if codes else call.number(call.x).abs() < 2**31)


def _of_labels(call: RemoteCall) -> EngineColumn | None:
    """`as.character`: what is written of a number can be read as one."""
    known = call.x.kind in ("number", "text")
    return replace(call.x, factor=call.x.kind == "number") if known else None


def _of_text(call: RemoteCall) -> EngineColumn | None:
    """What is made of text; of numbers, NaN is not missing there."""
    return _keeps(call) if call.x.kind == "text" else None


def _of_finite(call: RemoteCall) -> EngineColumn | None:
    """What infinite numbers would make NaN of in other rows; without them it has a value where all arguments have."""
    return None if call.flag("na.rm") or call.perhaps_infinite else _keeps(call)


def _whole(call: RemoteCall) -> EngineColumn | None:
    """What is made of all rows, or of their order: it is known only where none is missing, and none infinite."""
    found = _of_finite(call)
    return found if found is not None and call.table.all_rows(call.present) else None


def _summary(call: RemoteCall) -> EngineColumn | None:
    """One value of all rows, which is missing if any is; of infinite values it may be anything."""
    if call.perhaps_infinite or call.present is None:
        return None
    complete = call.flag("na.rm") or call.table.all_rows(call.present)
    return _always(call) if complete else _where(call.columns[0].nowhere)


def _polynomial(call: RemoteCall) -> EngineColumn | None:
    """`poly` refuses what is missing, unless it is raw."""
    return _unbounded(call) if call.flag("raw") else _whole(call)


RULES: Mapping[str, Rule] = {
    "keeps factor": partial(_keeps, factor=True),
    "always": _always,
    "always factor": partial(_always, factor=True),
    "unbounded": _unbounded,
    "numeric": _numeric,
    "bounded": _bounded,
    "comparison": _comparison,
    "sum": _sum,
    "product": _product,
    "exponential": _exponential,
    "domain": _of_domain,
    "power": _power,
    "quotient": _quotient,
    "modulo": _modulo,
    "whole quotient": _whole_quotient,
    "levels": _of_levels,
    "intervals": _of_intervals,
    "type": _of_type,
    "integer": _integer,
    "labels": _of_labels,
    "text": _of_text,
    "choice": _of_choice,
    "summary": _summary,
    "whole": _whole,
    "finite": _of_finite,
    "polynomial": _polynomial,
}
"""The rules that rows of the registry name."""
