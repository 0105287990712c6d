"""Reading R's literals (`2`, `-1`, `"a"`, `c("a", "b")`, `1:3`) out of a syntax tree; nothing is run."""

from __future__ import annotations

import math

from lme4math.formula.deparse import deparse
from lme4math.formula.nodes import Argument, Call, Constant, Expression, Name, Number, Text
from lme4math.formula.walk import called_name

LONGEST = 10_000
"""No sequence `a:b` is written out beyond this length."""


def words(*lines: str) -> frozenset[str]:
    """The words of a text, as a set."""
    return frozenset(" ".join(lines).split())


def number_in(node: Expression | None) -> float | None:
    """The value of a numeric literal, signed or in brackets, or None."""
    sign = 1.0
    while isinstance(node, Call) and node.operator in ("-", "+", "(") and len(node.operands) == 1:
        sign = -sign if node.operator == "-" else sign
        node = node.operands[0]
    if isinstance(node, Number) and not isinstance(node.value, complex):
        return sign * node.value
    if isinstance(node, Constant) and node.name == "Inf":
        return sign * float("inf")
    return None


def whole_in(node: Expression | None, default: int, largest: int = 1_000) -> int:
    """The value of a numeric literal as a whole number from 0 to `largest`; `default` for anything else."""
    number = number_in(node)
    return default if number is None or not 0 <= number <= largest else int(number)


def truth_in(node: Expression | None) -> bool | None:
    """The value of TRUE, FALSE, T, F or a number taken as one, or None."""
    number = number_in(node)
    if number is not None:
        return number != 0
    if isinstance(node, Constant | Name) and node.name in ("TRUE", "FALSE", "T", "F"):
        return node.name in ("TRUE", "T")
    return None


def numbers_in(node: Expression | None) -> tuple[float, ...] | None:
    """The values of a literal numeric vector, or None."""
    if isinstance(node, Call) and node.operator == ":" and len(node.operands) == 2:
        first, last = (number_in(operand) for operand in node.operands)
        if first is None or last is None or not abs(last - first) <= LONGEST:
            return None
        step = 1 if last >= first else -1
        return tuple(first + step * place for place in range(int(abs(last - first)) + 1))
    values = [number_in(element) for element in elements_of(node)]
    return tuple(value for value in values if value is not None) if values and None not in values else None


def strings_in(node: Expression | None) -> tuple[str, ...] | None:
    """The values of a literal character vector, or None; numbers are written as R turns them into strings."""
    found: list[str] = []
    for element in elements_of(node):
        if isinstance(element, Text):
            found.append(element.value)
        else:
            numbers = numbers_in(element)
            if numbers is None:
                return None
            found.extend(number_text(value) for value in numbers)
    return tuple(found) or None


def elements_of(node: Expression | None) -> tuple[Expression, ...]:
    """The elements of `c(…)`, or the node alone."""
    if node is None:
        return ()
    return node.operands if isinstance(node, Call) and called_name(node) == "c" else (node,)


def number_text(value: float) -> str:
    """A number as `as.character` writes it, with up to 15 digits."""
    if not math.isfinite(value):
        return str(value).replace("inf", "Inf").replace("nan", "NaN")
    return str(int(value)) if value == int(value) and abs(value) < 1e5 else f"{value:.15g}"


def arguments_by_parameter(call: Call, parameters: tuple[str, ...]) -> dict[str, Expression]:
    """A call's arguments by parameter, as R matches them: by full name, by a partial name, then by position."""
    found: dict[str, Expression] = {}
    unnamed: list[Argument] = []
    for argument in call.arguments:
        name = argument.name and _parameter(argument.name, parameters)
        if argument.value is None:
            continue
        if name and name not in found:
            found[name] = argument.value
        elif not argument.name:
            unnamed.append(argument)
    free = [parameter for parameter in parameters if parameter not in found]
    found.update(
        (parameter, argument.value) for parameter, argument in zip(free, unnamed, strict=False) if argument.value
    )
    return found


def _parameter(name: str, parameters: tuple[str, ...]) -> str | None:
    if name in parameters:
        return name
    candidates = [parameter for parameter in parameters if parameter.startswith(name)]
    return candidates[0] if len(candidates) == 1 else None


def names_bound(call: Call) -> list[tuple[Argument, str | None]]:
    """The arguments of `cbind(…)` and the names that they give to columns: their own, else by `deparse.level`.

    With 1, R's default, a bare variable names its column; with 2 every expression does; with 0 none.
    """
    given = next((argument.value for argument in call.arguments if argument.name == "deparse.level"), None)
    level = whole_in(given, 1)
    return [(argument, argument.name or _name_by(level, argument.value)) for argument in call.arguments]


def _name_by(level: int, value: Expression | None) -> str | None:
    if level > 0 and isinstance(value, Name):
        return value.name
    return deparse(value) if level > 1 and value is not None else None
