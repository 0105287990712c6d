"""R expressions of data as mathematics: `log(time)` as log(time_i), `I(x^2)` as x_i².

What has no mathematical form of its own (`scale(x)`, `ns(x, 3)`) is written as R names it, with the observation's
index; what is one number for all observations (`mean(x)`) without.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection

from lme4math.formula.deparse import deparse
from lme4math.formula.nodes import Call, Constant, Expression, Name, Number
from lme4math.formula.walk import called_name
from lme4math.notation import tree
from lme4math.notation.symbols import Letter, Position, Symbol, Word
from lme4math.notation.tree import (
    Apply,
    Covariate,
    Expr,
    Negative,
    Numeral,
    Power,
    Product,
    Quotient,
    Statistic,
    Sum,
)

FUNCTIONS = {"log": "log", "exp": "exp", "sin": "sin", "cos": "cos", "tan": "tan", "log2": "log2", "log10": "log10"}
CONSTANTS: dict[str, Expr] = {
    "pi": tree.Constant(Symbol(Letter("π")), "pi"),
    "Inf": Numeral(math.inf),
    **{name: tree.Constant(Symbol(Word(name)), name) for name in ("TRUE", "FALSE", "NA", "NaN")},
    **{name: tree.Constant(Symbol(Word("NA")), "NA") for name in ("NA_integer_", "NA_real_", "NA_character_")},
}
"""What R has a name for that cannot mean anything else, and `pi`."""

SHORT = {"T": "TRUE", "F": "FALSE"}
STATISTICS = frozenset({"mean", "median", "sd", "var", "min", "max", "sum", "length"})
MAX_DEPTH = 40
"""Deeper expressions than this are written as R's text; nobody reads forty nested brackets."""

OPERATORS: dict[tuple[str, int], Callable[..., Expr]] = {
    ("+", 2): lambda a, b: Sum((a, b)),
    ("-", 2): lambda a, b: Sum((a, Negative(b))),
    ("*", 2): lambda a, b: Product((a, b)),
    ("/", 2): Quotient,
    ("^", 2): Power,
    ("-", 1): Negative,
    ("+", 1): lambda a: a,
    ("(", 1): lambda a: a,
    ("I", 1): lambda a: a,
    ("sqrt", 1): lambda a: Apply("sqrt", (a,)),
    **{(name, 1): (lambda a, name=name: Apply(name, (a,))) for name in FUNCTIONS},
}


def express(expression: Expression, at: Position, constants: Collection[str]) -> Expr:
    """The value of an R expression for one observation.

    Args:
        expression: R's syntax tree.
        at: the observation, as an index or a fixed one.
        constants: the names that mean R's own constants within a call.
    """
    if isinstance(expression, Name):
        return _variable(expression, at)
    return _express(expression, at, constants, MAX_DEPTH) or as_named(expression, at)


def as_named(expression: Expression, at: Position) -> Covariate | Statistic:
    """An expression written as R names it, with the observation's index unless it is one number for all."""
    name = deparse(expression)
    if isinstance(expression, Call) and called_name(expression) in STATISTICS:
        return Statistic(Symbol(Word(name)), name, (expression.span,))
    return Covariate(Symbol(Word(name)), name, at, spans=(expression.span,))


def _variable(name: Name, at: Position) -> Covariate:
    return Covariate(Symbol(Word(name.name)), name.name, at, spans=(name.span,))


def _express(expression: Expression, at: Position, constants: Collection[str], depth: int) -> Expr | None:
    if isinstance(expression, Number) and not isinstance(expression.value, complex):
        return Numeral(float(expression.value))
    if isinstance(expression, Name):
        name = SHORT.get(expression.name, expression.name)
        return CONSTANTS[name] if expression.name in constants else _variable(expression, at)
    if isinstance(expression, Constant):
        return CONSTANTS.get(expression.name)
    if not isinstance(expression, Call) or depth == 0:
        return None
    make = OPERATORS.get((called_name(expression) or "", len(expression.arguments)))
    if make is None or any(argument.name or argument.value is None for argument in expression.arguments):
        return None
    operands = [_express(operand, at, constants, depth - 1) or as_named(operand, at) for operand in expression.operands]
    return make(*operands)
