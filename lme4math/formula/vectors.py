"""Small vectors of strings that a script spells out, such as the levels of a factor."""

from __future__ import annotations

from collections.abc import Callable

from lme4math.formula.nodes import Call, Constant, Expression, Name, Number, Text
from lme4math.formula.numbers import write_number
from lme4math.formula.walk import called_name, unwrap

LONGEST = 10_000
"""The longest vector that is spelled out."""

Lookup = Callable[[Name], Expression | None]
"""What a script has assigned to a name before the place where it stands."""

_LETTERS = {"letters": "abcdefghijklmnopqrstuvwxyz", "LETTERS": "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}


def spelled_out(expression: Expression, lookup: Lookup, depth: int = 20) -> tuple[str, ...] | None:
    """The elements of a vector as R's `as.character` gives them, or None if the text does not tell.

    Knows literals, `c`, `:`, `rev`, `as.character`, `letters` and names that the script assigned such to.
    """
    node = unwrap(expression)
    if depth == 0:
        return None
    match node:
        case Text():
            return (node.value,)
        case Number():
            return (write_number(node.value, typed=False),)
        case Constant() if node.name in ("TRUE", "FALSE"):
            return (node.name,)
        case Name():
            value = lookup(node)
            if value is None:
                return tuple(_LETTERS[node.name]) if node.name in _LETTERS else None
            return spelled_out(value, lookup, depth - 1)
        case Call():
            return _called(node, lookup, depth - 1)
    return None


def _called(call: Call, lookup: Lookup, depth: int) -> tuple[str, ...] | None:
    name = called_name(call)
    if name == "c":
        return _joined(call, lookup, depth)
    if name == ":" and len(call.operands) == 2:
        return _range(*call.operands)
    if name == "-" and len(call.operands) == 1:
        number = whole(call)
        return None if number is None else (str(number),)
    if name in ("rev", "as.character") and len(call.operands) == 1:
        inner = spelled_out(call.operands[0], lookup, depth)
        return inner if inner is None or name == "as.character" else inner[::-1]
    if name == "seq_len" and len(call.operands) == 1:
        last = whole(call.operands[0])
        return None if last is None else _count(1, last)
    if name == "[" and len(call.operands) == 2:
        return _subset(*(spelled_out(operand, lookup, depth) for operand in call.operands))
    return None


def _joined(call: Call, lookup: Lookup, depth: int) -> tuple[str, ...] | None:
    parts: list[str] = []
    for operand in call.operands:
        part = spelled_out(operand, lookup, depth)
        if part is None or len(parts) + len(part) > LONGEST:
            return None
        parts.extend(part)
    return tuple(parts)


def _subset(vector: tuple[str, ...] | None, at: tuple[str, ...] | None) -> tuple[str, ...] | None:
    if vector is None or at is None or not all(place.isdecimal() and 1 <= int(place) <= len(vector) for place in at):
        return None
    return tuple(vector[int(place) - 1] for place in at)


def _range(first: Expression, last: Expression) -> tuple[str, ...] | None:
    start, stop = whole(first), whole(last)
    return None if start is None or stop is None else _count(start, stop)


def _count(start: int, stop: int) -> tuple[str, ...] | None:
    step = 1 if stop >= start else -1
    return tuple(map(str, range(start, stop + step, step))) if abs(stop - start) < LONGEST else None


def whole(expression: Expression) -> int | None:
    """A whole number that is spelled out, or None."""
    node = unwrap(expression)
    if isinstance(node, Call) and node.operator == "-" and len(node.operands) == 1:
        inner = node.operands[0]
        value = _whole_value(inner) if isinstance(inner, Number) else None
        return None if value is None else -value
    return _whole_value(node) if isinstance(node, Number) else None


def _whole_value(number: Number) -> int | None:
    value = number.value
    return int(value) if not isinstance(value, complex) and float(value).is_integer() else None
