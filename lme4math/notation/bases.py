"""Functions that turn one variable into several columns: orthogonal polynomials and splines.

`poly(x, 2)` is written P₁(x_i), P₂(x_i), for its columns are not the powers of x; `poly(x, 2, raw = TRUE)` is x_i and
x_i². Each such function of a model has a letter of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence

from lme4math.formula.arguments import arguments_by_parameter
from lme4math.formula.constants import truth_in
from lme4math.formula.nodes import Call, Expression
from lme4math.model.columns import CovariatePiece
from lme4math.model.functions import row_of
from lme4math.model.variables import OpenMatrix
from lme4math.notation import tree
from lme4math.notation.symbols import Digits, Letter, Position, Symbol
from lme4math.notation.tree import Expr, Numeral, Power
from lme4math.records import record

ORTHOGONAL = "orthogonal polynomials"
BASES = frozenset({ORTHOGONAL, "natural splines", "B-splines"})
"""The forms of the registry that are bases."""

LETTERS = "PQRSTUVW"


@record
class Basis:
    """A call that makes a basis of one variable.

    Attributes:
        of: the variable.
        form: one of `BASES`.
        raw: whether it makes plain powers.
    """

    of: Expression
    form: str
    raw: bool

    @property
    def sums_to_zero(self) -> bool:
        """Whether each of its columns sums to zero over the observations."""
        return self.form == ORTHOGONAL and not self.raw


def basis_of(expression: Expression) -> Basis | None:
    """The basis that an expression makes, or None."""
    row = row_of(expression)
    if row is None or row.form not in BASES or not isinstance(expression, Call):
        return None
    arguments = arguments_by_parameter(expression, row.parameters)
    return Basis(arguments["x"], row.form, bool(truth_in(arguments.get("raw")))) if "x" in arguments else None


def basis_letters(pieces: Iterable[object], taken: Collection[str] = ()) -> dict[str, Symbol]:
    """A symbol for each basis of a model, by the variable's name in the model frame; none is a name that is `taken`."""
    letters = [letter for letter in LETTERS if letter not in taken] or list(LETTERS)
    found: dict[str, Symbol] = {}
    for piece in pieces:
        if isinstance(piece, CovariatePiece):
            basis = basis_of(piece.variable.expression)
            of_one = not piece.component or piece.component.isdigit()
            if basis is not None and of_one and not basis.raw and piece.variable.frame_name not in found:
                found[piece.variable.frame_name] = _letter(letters, len(found))
    return found


def _letter(letters: Sequence[str], number: int) -> Symbol:
    if number < len(letters):
        return Symbol(Letter(letters[number]))
    return Symbol(Letter(letters[0]), (), (Digits(str(number + 1)),))


def basis_value(
    letters: dict[str, Symbol], piece: CovariatePiece, at: Position, value: Callable[[Expression, Position], Expr]
) -> Expr | None:
    """A column of a basis for one observation; None for a variable that is no basis, or of several variables.

    Args:
        letters: of the bases, by their variables' names in the model frame.
        piece: the column.
        at: the observation.
        value: gives the value of an R expression for one observation.
    """
    basis = basis_of(piece.variable.expression)
    component = piece.component or "1"
    if basis is None or not component.isdigit():
        return None
    argument = value(basis.of, at)
    if basis.raw:
        return argument if component == "1" else Power(argument, Numeral(float(component)))
    letter = letters[piece.variable.frame_name]
    number = () if isinstance(piece.variable.kind, OpenMatrix) else (Digits(component),)
    symbol = Symbol(letter.base, number, letter.tag)
    return tree.BasisFunction(symbol, piece.variable.frame_name, piece.place or 0, argument, at, piece.variable.spans)
