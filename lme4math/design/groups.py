"""Grouping factors: the observed combinations of the variables right of a bar."""

from __future__ import annotations

import numpy as np

from lme4math.design.evaluate import Environment, evaluate
from lme4math.design.frame import ModelFrame
from lme4math.design.values import Factor, IntArray, as_factor, drop_unused, length, pair_codes, places_among, relabel
from lme4math.english import quoted
from lme4math.errors import DataError, Error
from lme4math.formula.nodes import Call, Expression, Name
from lme4math.model.variables import frame_name
from lme4math.records import record


def grouping_factor(frame: ModelFrame, group: Expression) -> Factor:
    """The factor of a bar's right side at the rows used, without unused levels.

    A name is the variable itself; a call is evaluated on the model frame, where every variable is made a factor, so its
    arguments must themselves be variables of the model; of a product only the observed combinations are levels, the
    first-named factor varying slowest (`reformulas::mkReTrms`).

    Raises:
        DataError: if a call cannot be evaluated so.
    """
    parts = [_part(frame, part) for part in product_parts(group)]
    combined = parts[0]
    for part in parts[1:]:
        combined = combine(combined, part)
    return combined


def product_parts(group: Expression) -> list[Expression]:
    """The factors of a product by `:` (or `%in%`), from left to right, brackets taken off."""
    parts: list[Expression] = []
    todo = [group]
    while todo:
        node = todo.pop()
        if isinstance(node, Call) and node.operator in (":", "%in%") and len(node.operands) == 2:
            todo.extend(reversed(node.operands))
        elif isinstance(node, Call) and node.operator == "(" and len(node.operands) == 1:
            todo.extend(node.operands)
        else:
            parts.append(node)
    return parts


def _part(frame: ModelFrame, part: Expression) -> Factor:
    name = frame_name(part)
    if name in frame.values and (isinstance(part, Name) or (isinstance(part, Call) and part.operator in ("$", "[["))):
        return drop_unused(frame.factor(name))
    scope = Environment(
        lambda name: frame.factor(name) if name in frame.values else None, tuple(frame.values), "the model frame"
    )
    try:
        value = evaluate(part, scope)
    except Error as error:
        raise DataError(
            f"The grouping factor {quoted(frame_name(part))} cannot be computed within the model: {error.message}",
            part.span,
            "Add the grouping factor to the data as a column of its own.",
        ) from None
    factor = drop_unused(as_factor(value))
    if length(factor) != frame.n or (factor.codes < 0).any():
        raise DataError(
            f"The grouping factor {quoted(frame_name(part))} has missing values or the wrong length.",
            part.span,
            "Add the grouping factor to the data as a column of its own.",
        )
    return factor


def combine(slow: Factor, fast: Factor) -> Factor:
    """The observed pairs of levels, named with `:`; pairs whose names coincide are one level."""
    n_fast = len(fast.levels)
    observed, codes = _observed(pair_codes(slow.codes, fast.codes, n_fast), len(slow.levels) * n_fast)
    labels = [f"{slow.levels[key // n_fast]}:{fast.levels[key % n_fast]}" for key in observed.tolist()]
    merged = places_among(labels)
    if len(merged) < len(labels):
        codes = relabel(codes, [merged[label] for label in labels])
    return Factor(codes, tuple(merged), tight=True)


@record(eq=False)
class Crossing:
    """Two factors, combination by combination.

    Attributes:
        first_levels, second_levels: the levels of each.
        first, second: the levels of each observed combination, 0-based, in increasing order.
        rows: the number of rows of each.
    """

    first_levels: tuple[str, ...]
    second_levels: tuple[str, ...]
    first: IntArray
    second: IntArray
    rows: IntArray


def cross(first: Factor, second: Factor, rows: IntArray | None = None) -> Crossing:
    """The observed combinations of two factors of one length; each element may stand for several rows."""
    n_second = len(second.levels)
    observed, codes = _observed(pair_codes(first.codes, second.codes, n_second), len(first.levels) * n_second)
    counts = np.bincount(codes, weights=rows, minlength=len(observed)).astype(np.intp)
    return Crossing(first.levels, second.levels, observed // n_second, observed % n_second, counts)


def _observed(keys: IntArray, n_possible: int) -> tuple[IntArray, IntArray]:
    """The distinct keys in increasing order and each key's place among them; in linear time where that is small."""
    if n_possible > 4 * len(keys) + 1024:
        observed, codes = np.unique(keys, return_inverse=True)
        return observed, codes
    present = np.bincount(keys, minlength=n_possible) > 0
    places = np.cumsum(present, dtype=np.int32) - np.int32(1)
    return np.flatnonzero(present), places[keys]
