"""Which columns are powers of one thing: what makes several of them zero at once, and where a slope is one.

Beside a square, the coefficient of `x` is the slope where `x` is 0. Beside another function of `x`, such as `log(x)`,
it is no slope at all.
"""

from __future__ import annotations

from functools import lru_cache

from lme4math.formula.constants import number_in
from lme4math.formula.deparse import deparse
from lme4math.formula.nodes import Call, Expression
from lme4math.model.columns import CovariatePiece
from lme4math.model.functions import form_of
from lme4math.notation.bases import basis_of
from lme4math.records import record


@record
class PowerOf:
    """A column as a multiple of a power.

    Attributes:
        base: R's text of what is raised: `x` in `I(x^2)` and in `poly(x, 2, raw = TRUE)`.
        exponent: the power, more than 0.
    """

    base: str
    exponent: float


@lru_cache(maxsize=1024)
def power_of(piece: CovariatePiece) -> PowerOf:
    """A numeric column as a power; of itself where it is no other."""
    expression = piece.variable.expression
    basis = basis_of(expression)
    if basis is not None and basis.raw and (piece.component or "1").isdigit():
        inner = _power(basis.of)
        return PowerOf(inner.base, inner.exponent * float(piece.component or 1))
    return _power(expression) if piece.place is None else PowerOf(piece.code, 1)


def _power(expression: Expression) -> PowerOf:
    """What is left without brackets, signs, constant factors and constant exponents."""
    exponent = 1.0
    while isinstance(expression, Call):
        form, operands = form_of(expression), expression.operands
        if len(operands) == 1 and form in ("same", "sum", "difference"):
            expression = operands[0]
            continue
        first, second = (number_in(operand) for operand in operands) if len(operands) == 2 else (None, None)
        if form == "power" and second is not None and second > 0:
            exponent *= second
        elif not (form in ("product", "quotient") and second):
            if not (form == "product" and first):
                break
            operands = operands[1:]
        expression = operands[0]
    return PowerOf(deparse(expression), exponent)
