"""Where a variable of a table that is not in memory has a value: the rows that R's `na.omit` keeps.

Most functions have no value where one of their arguments has none, and the others are listed here. What filters can
compute is computed; of all else it is only asked whether its columns have values.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import reduce
from operator import and_
from typing import Any

import numpy as np

from lme4math.design.engine_columns import Column, equal_to, is_one_of, when
from lme4math.design.evaluate import apply, fold, with_contrasts
from lme4math.design.filters import RULES, Operand, Reader, number_of, truth_of
from lme4math.design.table import Declared
from lme4math.design.values import Null, Value, as_numbers, missing
from lme4math.errors import DataError
from lme4math.formula.nodes import Call, Expression
from lme4math.formula.walk import called_name
from lme4math.model.literals import truth_in

_NEVER_MISSING = frozenset({"is.na", "is.finite", "addNA", "paste", "paste0", "%in%", "is.element"})
_LOWEST = {"log": 0.0, "log2": 0.0, "log10": 0.0, "sqrt": 0.0, "log1p": -1.0}


def has_value(variable: Expression, schema: Mapping[str, Any], declared: Mapping[str, Declared]) -> Any:
    """A narwhals expression that is true where a variable has a value, or None where that does not depend on the row.

    Args:
        variable: its syntax tree; its names are columns, or constants of R's.
        schema: the frame's column types.
        declared: the columns that somebody declares to be factors.
    """
    reader = Reader(schema, declared)

    def leaf(node: Expression | None) -> Operand | None:
        if node is None:
            return Null()
        inner = with_contrasts(node)
        return reader.leaf(node) if inner is None else fold(inner, leaf, _combined)

    found = fold(variable, leaf, _combined)
    return _present(found) if isinstance(found, Column) else None


def _combined(node: Call, operands: list[Operand]) -> Operand:
    columns = [operand for operand in operands if isinstance(operand, Column)]
    if not columns:
        return _constant(node, [operand for operand in operands if not isinstance(operand, Column)])
    name = called_name(node) or ""
    if name in _NEVER_MISSING or any(item.name == "na.rm" and truth_in(item.value) for item in node.arguments):
        return _where(~columns[0].nowhere)
    for rule in (_OWN.get(name), RULES.get((name, len(operands)))):
        try:
            if rule is not None and (found := rule(node, *operands)) is not None:
                return found
        except DataError:  # it is not a data base that will compute it
            continue
    return _where(reduce(and_, map(_present, columns)))


def _constant(node: Call, operands: list[Value]) -> Value:
    try:
        return apply(node, operands)
    except DataError:  # what is wrong is said where the value is needed
        return Null()


def _where(condition: Any) -> Column:
    """A column of which is known only where it has a value."""
    return Column(when(condition, condition), "other")


def _present(operand: Column) -> Any:
    return ~operand.expression.is_null()


def _given(node: Call, operands: tuple[Operand, ...], name: str, position: int) -> Operand | None:
    """The argument of a name, or else that of a position among those without names."""
    unnamed = [operand for item, operand in zip(node.arguments, operands, strict=True) if not item.name]
    named = [operand for item, operand in zip(node.arguments, operands, strict=True) if item.name == name]
    return next(iter(named), unnamed[position] if position < len(unnamed) else None)


def _of_domain(node: Call, *operands: Operand) -> Column:
    """A logarithm or a root."""
    return _where(number_of(node, operands[0]) >= _LOWEST[called_name(node) or ""])


def _of_intervals(node: Call, *operands: Operand) -> Column | None:
    """`cut(x, breaks)`: nothing outside the breaks."""
    breaks = _given(node, operands, "breaks", 1)
    if breaks is None or isinstance(breaks, Column) or len(edges := np.sort(as_numbers(breaks).reshape(-1))) < 2:
        return None
    flags = {item.name: truth_in(item.value) for item in node.arguments}
    right, lowest = flags.get("right") is not False, bool(flags.get("include.lowest"))
    x, low, high = number_of(node, operands[0]), float(edges[0]), float(edges[-1])
    above = x >= low if lowest or not right else x > low
    return _where(above & (x <= high if lowest or right else x < high))


def _of_levels(node: Call, *operands: Operand) -> Column | None:
    """`factor(x, levels)`: nothing but the levels; with `exclude = NULL`, and no levels, NA is one."""
    x, levels = operands[0], _given(node, operands, "levels", 1)
    excluded = next((o for item, o in zip(node.arguments, operands, strict=True) if item.name == "exclude"), None)
    if not isinstance(x, Column) or isinstance(levels, Column) or isinstance(excluded, Column) or x.kind == "other":
        return None
    if levels is None and isinstance(excluded, Null):
        return _where(~x.nowhere)
    kept = _present(x)
    for constant, inside in ((levels, True), (excluded, False)):
        if constant is not None and not isinstance(constant, Null):
            if (values := equal_to(x, constant)) is None:
                return None
            kept = kept & (is_one_of(x, values) if inside else ~is_one_of(x, values))
    return _where(kept)


def _of_choice(node: Call, *operands: Operand) -> Column | None:
    """`ifelse(test, yes, no)`: what is chosen."""
    test, yes, no = (_given(node, operands, name, place) for place, name in enumerate(("test", "yes", "no")))
    if not isinstance(test, Column) or yes is None or no is None:
        return None
    condition = truth_of(node, test)
    chosen = [_present(o) if isinstance(o, Column) else test.nowhere | (missing(o) is None) for o in (yes, no)]
    return _where((condition & chosen[0]) | (~condition & chosen[1]))


_OWN: Mapping[str, Callable[..., Column | None]] = {
    **dict.fromkeys(_LOWEST, _of_domain),
    **dict.fromkeys(("factor", "ordered"), _of_levels),
    "cut": _of_intervals,
    "ifelse": _of_choice,
}
"""Functions that have no value for some values of their arguments."""
