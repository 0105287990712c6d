"""Conditions on the levels of a factor, and factors that have the groups of another: `f == "a"`, `C(f, contr.sum)`."""

from __future__ import annotations

from lme4math.model.functions import TO_NUMBERS
from lme4math.r import Call, Expression, Name, Text, called_name, operands_of, strings_in, unwrap, walk
from lme4math.records import record
from lme4math.script import FACTOR_FUNCTIONS

SAME_LEVELS = frozenset({*FACTOR_FUNCTIONS, "C"}) - {"gl", "addNA"}
"""Functions that make a factor with the same groups as their first argument."""


def plain_factor(expression: Expression) -> Expression:
    """What a factor has its groups from: `f` of `C(f, contr.sum)`, `year` of `factor(year)`."""
    expression = unwrap(expression)
    while called_name(expression) in SAME_LEVELS and operands_of(expression):
        call, inner = expression, unwrap(operands_of(expression)[0])
        alone = len(operands_of(call)) == 1 or called_name(call) in ("C", "relevel")
        if not alone or not isinstance(inner, Name | Call):
            break
        expression = inner
    return expression


@record
class LevelsAsked:
    """A condition on the levels of a factor.

    Attributes:
        factor: the factor.
        levels: those that are named.
        truth: whether it is true at these, or at all others.
        by_text: whether they are named by text, which a number is seldom compared with.
    """

    factor: Name
    levels: tuple[str, ...]
    truth: bool = True
    by_text: bool = True


def levels_asked(expression: Expression) -> LevelsAsked | None:
    """A comparison of a variable with text, `f == "a"` or `f %in% c("a", "b")`; None for any other expression."""
    expression = as_it_is(expression)
    name, operands = called_name(expression), operands_of(expression)
    if name not in CONDITIONS or len(operands) != 2:
        return None
    sides = [unwrap(operand) for operand in operands]
    if name != "%in%" and isinstance(sides[0], Text):
        sides.reverse()
    texts = strings_in(sides[1]) if not isinstance(sides[1], Name) else None
    if not isinstance(sides[0], Name) or texts is None or (name != "%in%" and len(texts) != 1):
        return None
    by_text = any(isinstance(node, Text) for node in walk(sides[1]))
    return LevelsAsked(sides[0], texts, name != "!=", by_text)


def as_it_is(expression: Expression) -> Expression:
    """An expression without what only hands it on, as numbers: brackets, `as.numeric()`, `I()`."""
    expression = unwrap(expression)
    while called_name(expression) in TRANSPARENT and len(operands_of(expression)) == 1:
        expression = unwrap(operands_of(expression)[0])
    return expression


TRANSPARENT = TO_NUMBERS | {"I"}
CONDITIONS = frozenset({"==", "!=", "%in%"})
INDICATORS = CONDITIONS | {"dummy", "<", ">", "<=", ">="}


def plain_name(expression: Expression) -> str:
    """The name of what a factor has its groups from; "" where that is no plain variable."""
    plain = plain_factor(expression)
    return plain.name if isinstance(plain, Name) else ""


def is_indicator(expression: Expression) -> bool:
    """Whether an expression is 0 or 1 because of a condition: `dummy(f, "a")`, `as.numeric(x > 3)`."""
    return called_name(as_it_is(expression)) in INDICATORS


def factor_asked(expression: Expression) -> str:
    """The variable that must be a factor, or text, in an expression: that of `dummy(f)` and `f == "a"`; or ""."""
    expression = unwrap(expression)
    if called_name(expression) == "dummy" and operands_of(expression):
        return plain_name(operands_of(expression)[0])
    asked = levels_asked(expression)
    return asked.factor.name if asked is not None and asked.by_text else ""
