"""Where R's deparse puts brackets that the tree does not have.

Trees read from text carry their own `(`; these rules matter for trees that were put together, by a pipe
or by rewriting.
"""

from __future__ import annotations

from lme4math.formula import operators
from lme4math.formula.nodes import Call, Expression, Function, Name, Number
from lme4math.formula.operators import Operator, Side

_LOOPS = frozenset({"if", "for", "while", "repeat"})
_NOT_WRITTEN_INFIX = frozenset({"?", ":=", "|>"})


def needs_brackets(operator: Operator, operand: Expression, *, left: bool, exposed: int = operators.OPEN) -> bool:
    """Whether R brackets `operand` beside `operator`.

    Args:
        operator: the operator.
        operand: what stands beside it.
        left: whether it stands on the left.
        exposed: the level of the operator that follows the operator's own call, which could take the right end from it.
    """
    if isinstance(operand, Number):
        return isinstance(operand.value, complex) and _looser(operators.SUM, operator, left)
    if not isinstance(operand, Call) or operand.operator is None:
        return isinstance(operand, Function) and left
    name, count = operand.operator, len(operand.arguments)
    if name in _LOOPS:
        return left or exposed > operators.OPEN
    if name in _NOT_WRITTEN_INFIX:
        return False
    if count == 1 and name in operators.PREFIX:
        level = operators.PREFIX[name].level
        return _looser(level, operator, left) if left else level < exposed
    inner = operators.binary(name) if count == 2 else None
    if inner is None:
        return False
    if operator.level == inner.level == operators.COMPARE:
        return True
    return _looser(inner.level, operator, left)


def _looser(level: int, operator: Operator, left: bool) -> bool:
    return level < operator.level or (level == operator.level and left == (operator.side is Side.RIGHT))


def callee_needs_brackets(callee: Expression) -> bool:
    """Whether R brackets what is called, where that is not a name."""
    if isinstance(callee, Function):
        return True
    if not isinstance(callee, Call):
        return False
    if not isinstance(callee.function, Name):
        return True
    name, count = callee.function.name, len(callee.arguments)
    return (
        name in _LOOPS
        or (count == 2 and operators.binary(name) is not None)
        or (count == 1 and name in operators.PREFIX)
    )
