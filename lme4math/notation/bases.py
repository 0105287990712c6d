"""Functions that turn one variable into several columns: orthogonal polynomials and splines.

`poly(x, 2)` is written P₁(x_i), P₂(x_i), for its columns are not the powers of x; `poly(x, 2, raw = TRUE)` is x_i and
x_i². Each such function of a model has a letter of its own.
"""

from __future__ import annotations

from collections.abc import Iterable

from lme4math.formula.nodes import Call, Constant, Expression
from lme4math.model.columns import Covariate
from lme4math.notation import tree
from lme4math.notation.expressions import express
from lme4math.notation.symbols import Digits, Letter, Position, Symbol
from lme4math.notation.tree import Expr, Numeral, Power

BASES = {"poly": "orthogonal polynomials", "ns": "natural splines", "bs": "B-splines"}
LETTERS = "PQRSTUVW"


def basis_call(expression: Expression) -> Call | None:
    """The call of a function that makes a basis of one variable, or None."""
    if not isinstance(expression, Call) or expression.operator not in BASES:
        return None
    unnamed = [argument for argument in expression.arguments if argument.name is None and argument.value is not None]
    return expression if unnamed and not expression.arguments[0].name else None


def is_raw(call: Call) -> bool:
    """Whether a polynomial is of plain powers."""
    return any(
        argument.name == "raw" and isinstance(argument.value, Constant) and argument.value.name in ("TRUE", "T")
        for argument in call.arguments
    )


def basis_letters(pieces: Iterable[object]) -> dict[str, Symbol]:
    """A symbol for each basis of a model, by the variable's name in the model frame."""
    found: dict[str, Symbol] = {}
    for piece in pieces:
        if isinstance(piece, Covariate):
            call = basis_call(piece.variable.expression)
            if call is not None and not is_raw(call) and piece.variable.frame_name not in found:
                found[piece.variable.frame_name] = _letter(len(found))
    return found


def _letter(number: int) -> Symbol:
    if number < len(LETTERS):
        return Symbol(Letter(LETTERS[number]))
    return Symbol(Letter(LETTERS[0]), (), (Digits(str(number + 1)),))


def basis_value(letters: dict[str, Symbol], piece: Covariate, at: Position) -> Expr | None:
    """A column of a basis for one observation; None for a variable that is no basis, or of several variables."""
    call = basis_call(piece.variable.expression)
    component = piece.component or "1"
    if call is None or not component.isdigit():
        return None
    argument = express(call.operands[0], at)
    if is_raw(call):
        return argument if component == "1" else Power(argument, Numeral(float(component)))
    letter = letters[piece.variable.frame_name]
    symbol = Symbol(letter.base, (Digits(component),), letter.tag)
    return tree.BasisFunction(symbol, piece.variable.frame_name, piece.component, argument, at, piece.variable.spans)
