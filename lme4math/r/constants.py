"""Evaluates R expressions that need no data: `c(-.5, .5)`, `seq(0, 1, .25)`, `matrix(1:6, 3) / 2`.

Levels, arguments of functions and contrasts are read with it. Nothing is run: an expression is walked against a table
of functions, and one that calls any other function has no value here.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from lme4math.r.arguments import DOTS, Mismatch, matched_parameters
from lme4math.r.constant_vectors import (
    EMPTY,
    LONGEST,
    NULL,
    WORDS,
    Arguments,
    NotConstant,
    Value,
    Vector,
    VectorFunction,
    texts_of,
)
from lme4math.r.deparsing import deparse
from lme4math.r.nodes import Argument, Call, Constant, Expression, Name, Number, Text, called_name, fold
from lme4math.r.vector_functions import VECTOR_FUNCTIONS

Lookup = Callable[[Name], Expression | None]
"""What a script has assigned to a name before the place where it stands."""

_MOST_STEPS = 100_000
_DEEPEST = 20

KEYWORDS: Mapping[str, Vector] = {
    "TRUE": Vector((True,)),
    "FALSE": Vector((False,)),
    **dict.fromkeys(("NA", "NA_integer_", "NA_real_", "NA_character_"), Vector((None,))),
    "NULL": NULL,
    "Inf": Vector((math.inf,)),
    "NaN": Vector((math.nan,)),
}
"""R's constants that are words of its grammar."""

R_CONSTANTS: Mapping[str, Vector] = {
    "T": Vector((True,)),
    "F": Vector((False,)),
    "pi": Vector((math.pi,)),
    **{name: Vector(words) for name, words in WORDS.items()},
}
"""What names stand for in base R; a column of the data goes before them."""


def nothing_assigned(_: Name) -> None:
    """The lookup where there is no script."""
    return


def constant(
    expression: Expression | None,
    lookup: Lookup = nothing_assigned,
    functions: Mapping[str, VectorFunction] = VECTOR_FUNCTIONS,
) -> Vector | None:
    """The value of an expression, or None where it needs data or an unknown function, or where R would refuse it.

    Args:
        expression: a syntax tree of any depth.
        lookup: what a script assigned to a name.
        functions: those that may be called, by name.
    """
    if expression is None:
        return None
    try:
        return computed(expression, lookup, functions)
    except NotConstant:
        return None


def computed(expression: Expression, lookup: Lookup, functions: Mapping[str, VectorFunction]) -> Vector:
    """As `constant`.

    Raises:
        NotConstant: the expression has no value here; the message says why where a function knows.
    """
    try:
        found = _Evaluator(lookup, functions).read(expression, _DEEPEST)
    except (ArithmeticError, LookupError, ValueError) as error:  # numbers and sizes that R refuses
        raise NotConstant from error
    if not isinstance(found, Vector):
        raise NotConstant
    return found


class _Evaluator:
    """Evaluates one expression; counts its steps, because assigned names may refer to each other many times."""

    def __init__(self, lookup: Lookup, functions: Mapping[str, VectorFunction]) -> None:
        self._lookup = lookup
        self._functions = functions
        self._steps = 0

    def read(self, expression: Expression, depth: int) -> Value:
        """The value of an expression, whose names may be looked up to this depth."""
        if not depth:
            raise NotConstant
        return fold(expression, lambda node: self._leaf(node, depth), self._called)

    def _leaf(self, node: Expression | None, depth: int) -> Value | None:
        self._steps += 1
        if self._steps > _MOST_STEPS:
            raise NotConstant
        if isinstance(node, Text):
            return Vector((node.value,))
        if isinstance(node, Call) and called_name(node) in self._functions:
            return None
        if isinstance(node, Number) and not isinstance(node.value, complex):
            return Vector((node.value,))
        if isinstance(node, Name):
            value = self._lookup(node)
            if value is not None:
                return self.read(value, depth - 1)
            if node.name in R_CONSTANTS:
                return R_CONSTANTS[node.name]
        if isinstance(node, Constant):
            return KEYWORDS[node.name]
        if node is None:
            return EMPTY
        raise NotConstant

    def _called(self, call: Call, values: list[Value]) -> Value:
        name = called_name(call) or ""
        function = self._functions[name]
        binds = name in ("cbind", "rbind")
        names = [own for _, own in names_bound(call)] if binds else [item.name for item in call.arguments]
        try:
            parameters = matched_parameters(name, names, function.parameters)
        except Mismatch as mismatch:
            raise NotConstant(mismatch.message, mismatch.hint) from None
        matched = list(zip(parameters, names, values, strict=True))
        dots = tuple((own, value) for parameter, own, value in matched if parameter == DOTS)
        given = {name: value for name, _, value in matched if name != DOTS and value is not EMPTY}
        return function.apply(Arguments(given, dots))


def number_in(node: Expression | None) -> float | None:
    """The value of an expression that is one number, neither missing nor a truth value, or None."""
    found = constant(node)
    number = found.elements[0] if found is not None and len(found.elements) == 1 else None
    return None if isinstance(number, bool | str | None) or number != number else float(number)


def whole_in(node: Expression | None, default: int, largest: int = 1_000) -> int:
    """The value of a number cut to a whole one from 0 to `largest`; `default` for anything else."""
    number = number_in(node)
    return default if number is None or not 0 <= number <= largest else int(number)


def truth_in(node: Expression | None) -> bool | None:
    """The value of an expression that is TRUE, FALSE or a number taken as one, or None."""
    found = constant(node)
    if found is None or len(found.elements) != 1 or not isinstance(found.elements[0], bool | int | float):
        return None
    return bool(found.elements[0])


def strings_in(node: Expression | None, lookup: Lookup = nothing_assigned) -> tuple[str, ...] | None:
    """The elements of a vector as R's `as.character` gives them, none of them missing, or None."""
    if (texts := _texts_alone(node)) is not None:
        return texts
    found = constant(node, lookup)
    if found is None or None in found.elements:
        return None
    return tuple(text for text in texts_of(found) if text is not None) or None


def _texts_alone(node: Expression | None) -> tuple[str, ...] | None:
    """The elements of `c("a", "b")`, of which long scripts have hundreds, without the work that other calls need."""
    if not isinstance(node, Call) or node.operator != "c" or not 0 < len(node.arguments) <= LONGEST:
        return None
    found = [item.value.value for item in node.arguments if isinstance(item.value, Text)]
    return tuple(found) if len(found) == len(node.arguments) else None


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
