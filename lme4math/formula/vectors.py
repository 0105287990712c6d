"""Small vectors of strings that a script spells out, such as the levels of a factor."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from lme4math.formula.nodes import Call, Constant, Expression, Name, Number, Text
from lme4math.formula.numbers import write_number
from lme4math.formula.walk import called_name, unwrap

LONGEST = 10_000
"""The longest vector that is spelled out."""

_DEEPEST = 20
_MOST_STEPS = 100_000

Lookup = Callable[[Name], Expression | None]
"""What a script has assigned to a name before the place where it stands."""

_MONTHS = "January February March April May June July August September October November December".split()  # noqa: SIM905

WORDS: Mapping[str, tuple[str, ...]] = {
    "letters": tuple("abcdefghijklmnopqrstuvwxyz"),
    "LETTERS": tuple("ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
    "month.name": tuple(_MONTHS),
    "month.abb": tuple(month[:3] for month in _MONTHS),
}
"""Base R's vectors of words."""

_Vector = tuple[str, ...] | None


def spelled_out(expression: Expression, lookup: Lookup) -> tuple[str, ...] | None:
    """The elements of a vector as R's `as.character` gives them, or None if the text does not tell.

    Knows literals, `c`, `:`, `rev`, `as.character`, `seq_len`, `letters` and names that the script assigned such to.
    """
    return _Speller(lookup).read(expression, _DEEPEST)


def whole(expression: Expression) -> int | None:
    """A whole number that is spelled out, or None."""
    node = unwrap(expression)
    sign = 1
    if isinstance(node, Call) and node.operator == "-" and len(node.operands) == 1:
        node, sign = node.operands[0], -1
    if not isinstance(node, Number) or isinstance(node.value, complex) or not float(node.value).is_integer():
        return None
    return sign * int(node.value)


class _Speller:
    """Reads one vector; counts its steps, because names may stand for each other many times over."""

    def __init__(self, lookup: Lookup) -> None:
        self._lookup = lookup
        self._steps = 0

    def read(self, expression: Expression, depth: int) -> _Vector:
        self._steps += 1
        if depth == 0 or self._steps > _MOST_STEPS:
            return None
        node = unwrap(expression)
        match node:
            case Text():
                return (node.value,)
            case Number():
                return (write_number(node.value, typed=False),)
            case Constant() if node.name in ("TRUE", "FALSE"):
                return (node.name,)
            case Name():
                value = self._lookup(node)
                if value is None:
                    return WORDS.get(node.name)
                return self.read(value, depth - 1)
            case Call():
                return self._called(node, depth - 1)
        return None

    def _called(self, call: Call, depth: int) -> _Vector:
        name, operands = called_name(call), call.operands
        if name == "c":
            return self._joined(operands, depth)
        if name == ":" and len(operands) == 2:
            return _range(whole(operands[0]), whole(operands[1]))
        if name == "-" and len(operands) == 1:
            number = whole(call)
            return None if number is None else (str(number),)
        if name in ("rev", "as.character") and len(operands) == 1:
            inner = self.read(operands[0], depth)
            return inner if inner is None or name == "as.character" else inner[::-1]
        if name == "seq_len" and len(operands) == 1:
            return _range(1, whole(operands[0]))
        if name == "[" and len(operands) == 2:
            return _subset(self.read(operands[0], depth), self.read(operands[1], depth))
        return None

    def _joined(self, operands: tuple[Expression, ...], depth: int) -> _Vector:
        parts: list[str] = []
        for operand in operands:
            part = self.read(operand, depth)
            if part is None or len(parts) + len(part) > LONGEST:
                return None
            parts.extend(part)
        return tuple(parts)


def _subset(vector: _Vector, at: _Vector) -> _Vector:
    if vector is None or at is None or not all(place.isdecimal() and 1 <= int(place) <= len(vector) for place in at):
        return None
    return tuple(vector[int(place) - 1] for place in at)


def _range(start: int | None, stop: int | None) -> _Vector:
    if start is None or stop is None or abs(stop - start) >= LONGEST:
        return None
    step = 1 if stop >= start else -1
    return tuple(map(str, range(start, stop + step, step)))
