"""Rules for the number of elements of a value without data: `quantile(x, c(.3, .7))` has two.

The number of knots of a spline, and so of its columns, depends on it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from lme4math.model.functions.row import FunctionCall
from lme4math.r import Number, constant, operation


def longest(call: FunctionCall) -> int | None:
    """Element by element, shorter arguments repeated."""
    return _longest(call.lengths())


def _longest(lengths: Iterable[int | None]) -> int | None:
    known = list(lengths)
    found = [length for length in known if length is not None]
    return None if not found or len(found) < len(known) else max(found) if min(found) else 0


def first(call: FunctionCall) -> int | None:
    """As long as the first argument."""
    return next(iter(call.lengths()), None)


def one(_: FunctionCall) -> int:
    """One value."""
    return 1


def combined(call: FunctionCall) -> int | None:
    """`c(…)`."""
    lengths = call.lengths()
    return None if None in lengths else sum(length or 0 for length in lengths)


def pasted(call: FunctionCall) -> int | None:
    """`paste(…)`."""
    return (
        1
        if call.vector("collapse")
        else _longest(call.vector_of(argument.value).length for argument in call.dots if argument.value is not None)
    )


def sequence(call: FunctionCall) -> int | None:
    """`seq(…)` of a given length."""
    along, size = call.vector("along.with"), call.whole("length.out", -1)
    return along.length if along is not None else None if size is None or size < 0 else size


def quantiles(call: FunctionCall) -> int | None:
    """`quantile(x, probs)`: one for each probability, by default five."""
    probabilities = call.vector("probs")
    return 5 if probabilities is None else probabilities.length


def of_places(call: FunctionCall) -> int | None:
    """As many as of the places of what is repeated or picked from: `rep(x, 2)`, `x[-1]`."""
    x = call.arguments.get("x") or next(iter(call.expression.operands), None)
    n = None if x is None else call.vector_of(x).length
    if x is None or n is None:
        return None
    one, last = (Number(number, str(number), x.span) for number in (min(n, 1), n))
    places = operation(":" if n else "rep", one, last, x.span)
    arguments = (replace(one, value=places) if one.value is x else one for one in call.expression.arguments)
    found = constant(replace(call.expression, arguments=tuple(arguments)))
    return None if found is None else len(found.elements)
