"""Rules for the number of elements of a value without data: `quantile(x, c(.3, .7))` has two.

The number of knots of a spline, and so of its columns, depends on it.
"""

from __future__ import annotations

from collections.abc import Iterable

from lme4math.model.functions.row import LARGEST_COUNT, FunctionCall, Known


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


def repeated(call: FunctionCall) -> int | None:
    """`rep(x, times, each, length.out)`, with one number of times."""
    x, size = call.vector("x"), call.whole("length.out", -1)
    times, each = call.whole("times", 1), call.whole("each", 1)
    if size is None or size >= 0:
        return size
    return None if x is None or x.length is None or times is None or each is None else x.length * each * times


def quantiles(call: FunctionCall) -> int | None:
    """`quantile(x, probs)`: one for each probability, by default five."""
    probabilities = call.vector("probs")
    return 5 if probabilities is None else probabilities.length


def picked(call: FunctionCall) -> int | None:
    """`x[i]`, by places or all but some."""
    if len(call.expression.operands) != 2 or len(call.expression.arguments) != 2:
        return None
    x, index = map(call.vector_of, call.expression.operands)
    places = places_among(index, x.length, ())
    return None if places is None else len(places)


def places_among(index: Known, size: int | None, names: tuple[str, ...]) -> list[int] | None:
    """The 0-based places that an index names among `size` elements, or None where that is not known."""
    if index.values is None or not index.values.elements or size is None or size > LARGEST_COUNT:
        return None
    texts, whole = index.texts, [int(number) for number in index.numbers or () if abs(number) <= LARGEST_COUNT]
    if index.is_text:
        return [names.index(text) for text in texts] if texts is not None and set(texts) <= set(names) else None
    if all(isinstance(element, bool) for element in index.values.elements):
        return [place for place in range(size) if whole[place % len(whole)]]
    if len(whole) < len(index.values.elements) or not all(0 < abs(place) <= size for place in whole):
        return None
    if max(whole) < 0:
        return [place for place in range(size) if -(place + 1) not in whole]
    return [place - 1 for place in whole] if min(whole) > 0 else None
