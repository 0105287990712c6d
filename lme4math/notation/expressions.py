"""R expressions as mathematics: `log(time)` as log(time_i), `I(x^2)` as x_i².

Polynomials and splines are functions with a letter each: `poly(x, 2)` is P₁(x_i), P₂(x_i), as its columns are not the
powers of x; `poly(x, 2, raw = TRUE)` and `cbind(x, x^2)` are x_i and x_i². A call without a mathematical form of its
own (`scale(x)`) keeps R's text, with the observation's index; a call whose value is one number for all observations
(`mean(x)`) has none.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Literal

from lme4math.model import (
    BASIS_FORMS,
    CovariatePiece,
    Numeric,
    OpenMatrix,
    form_of,
    frame_name,
    levels_asked,
    row_of,
    variables_in,
)
from lme4math.notation import tree
from lme4math.notation.names.symbols import Digits, Letter, Position, Symbol, Word
from lme4math.notation.tree import (
    Apply,
    Condition,
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
from lme4math.r import (
    Call,
    Constant,
    Expression,
    Name,
    Number,
    arguments_by_parameter,
    called_name,
    deparse,
    operands_of,
    truth_in,
)
from lme4math.records import record, walk

ORTHOGONAL = "orthogonal polynomials"

LETTERS = "PQRSTUVW"


@record
class Basis:
    """A call that makes a basis of one variable.

    Attributes:
        of: the variable.
        form: one of `BASIS_FORMS`.
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
    if row is None or row.form not in BASIS_FORMS or not isinstance(expression, Call):
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


def bound_value(piece: CovariatePiece, at: Position, scope: Scope) -> Expr | None:
    """A column of `cbind(x, x^2)` as the argument that it is, x_i²; None where that has no mathematical form.

    None of the columns has one if an argument may make several columns or none; a column of constants has none.
    """
    values = [_plain_value(value, at, scope) for value in _bound(piece)]
    if None in values or not values:
        return None
    value = values[piece.place or 0]
    return value if any(isinstance(node, Covariate) for node in walk(value)) else None


def bound_argument(piece: CovariatePiece) -> Expression | None:
    """The argument that a column of `cbind(x, x^2)` is, where each makes one column; None for any other column."""
    arguments = _bound(piece)
    return arguments[piece.place or 0] if arguments and variables_in(arguments[piece.place or 0]) else None


def own_variables(piece: CovariatePiece) -> frozenset[str]:
    """The variables of a column: of `cbind(x, z)` only those of the argument that it is."""
    return variables_in(bound_argument(piece) or piece.variable.expression)


def _bound(piece: CovariatePiece) -> list[Expression]:
    """The arguments of a call of `cbind` that make a column each; nothing for any other variable."""
    call, kind = piece.variable.expression, piece.variable.kind
    if not (isinstance(call, Call) and called_name(call) == "cbind" and isinstance(kind, Numeric)):
        return []
    arguments = [item.value for item in call.arguments if item.name != "deparse.level" and item.value is not None]
    return arguments if len(arguments) == max(1, len(kind.components)) else []


def _plain_value(expression: Expression, at: Position, scope: Scope) -> Expr | None:
    """An expression whose every part is a number, a numeric variable or a statistic; None for any other."""
    names = variables_in(expression)
    value = None if names & scope.words else _express(expression, at, scope, MAX_DEPTH)
    return value if all(node.variable in names for node in walk(value) if isinstance(node, Covariate)) else None


def dummy_value(piece: CovariatePiece, at: Position) -> tree.Indicator | None:
    """A column of lme4's `dummy(f, "b")` as the indicator that it is; None for other variables and unknown levels."""
    call, kind = piece.variable.expression, piece.variable.kind
    level = piece.component or (kind.single if isinstance(kind, Numeric) else None)
    if not isinstance(call, Call) or called_name(call) != "dummy" or not call.operands or not level:
        return None
    factor = call.operands[0]
    return tree.Indicator(symbol_of(factor), frame_name(factor), level, at, piece.variable.spans)


CONSTANTS: dict[str, Expr] = {
    "pi": tree.NamedConstant(Symbol(Letter("π")), "pi"),
    "Inf": Numeral(math.inf),
    **{name: tree.NamedConstant(Symbol(Word(name)), name) for name in ("TRUE", "FALSE", "NA", "NaN")},
    **{name: tree.NamedConstant(Symbol(Word("NA")), "NA") for name in ("NA_integer_", "NA_real_", "NA_character_")},
}
"""R's reserved words for constants, and `pi`."""

SHORT = {"T": "TRUE", "F": "FALSE"}
MAX_DEPTH = 40
"""Expressions with more nested brackets than can be read are written as R's text."""

FORMS: dict[tuple[str, int], Callable[..., Expr]] = {
    ("sum", 2): lambda _, a, b: Sum((a, b)),
    ("difference", 2): lambda _, a, b: Sum((a, Negative(b))),
    ("product", 2): lambda _, a, b: Product((a, b)),
    ("quotient", 2): lambda _, a, b: Quotient(a, b),
    ("power", 2): lambda _, a, b: Power(a, b),
    ("difference", 1): lambda _, a: Negative(a),
    ("sum", 1): lambda _, a: a,
    ("same", 1): lambda _, a: a,
    ("applied", 1): lambda name, a: Apply(name, (a,)),
}
"""The node for a form of the registry and a number of operands, from R's name of the function and the operands."""

STATISTIC = "statistic"
"""The form of what is one number for all observations."""

RELATION = "relation "
"""The beginning of the form of a comparison; its sign follows."""


@record
class Scope:
    """The meaning of names within a call.

    Attributes:
        constants: those that mean R's own constants.
        words: variables whose values are no numbers; R compares them as text, or by their levels.
    """

    constants: frozenset[str]
    words: frozenset[str]


def express(expression: Expression, at: Position, scope: Scope) -> Expr:
    """The value of an R expression for one observation.

    Args:
        expression: R's syntax tree.
        at: the observation, as an index or a fixed one.
        scope: what names within calls mean.
    """
    if isinstance(expression, Name):
        return _variable(expression, at)
    return _express(expression, at, scope, MAX_DEPTH) or as_named(expression, at)


OPPOSITES = {">": "≤", "≤": ">", "<": "≥", "≥": "<", "=": "≠", "≠": "="}


def condition(expression: Expression, at: Position, scope: Scope, truth: bool) -> Expr | None:
    """A comparison with a number, a statistic or levels of a factor, as 1[x_i > 3] or 1[f_i = a]; None for any other.

    Args:
        expression: R's syntax tree.
        at: the observation, as an index or a fixed one.
        scope: what names within calls mean.
        truth: whether it is 1 where the comparison is true, or where it is false.
    """
    while isinstance(expression, Call) and form_of(expression) == "same" and len(expression.operands) == 1:
        expression = expression.operands[0]
    return _of_levels(expression, at, scope, truth) or _comparison(expression, at, scope, truth, MAX_DEPTH)


def _of_levels(expression: Expression, at: Position, scope: Scope, truth: bool) -> Expr | None:
    """A comparison with levels: one indicator, or the sum of those of several levels."""
    asked = levels_asked(expression)
    if asked is None or asked.factor.name not in scope.words:
        return None
    symbol, name, levels = symbol_of(asked.factor), asked.factor.name, tuple(dict.fromkeys(asked.levels))
    if len(levels) == 1:
        relation: Literal["=", "≠"] = "=" if asked.truth == truth else "≠"
        return tree.Indicator(symbol, name, levels[0], at, (expression.span,), relation)
    each = tuple(tree.Indicator(symbol, name, level, at, (expression.span,)) for level in levels)
    return Sum(each) if truth else Sum((Numeral(1), *map(Negative, each)))


def _comparison(expression: Expression, at: Position, scope: Scope, truth: bool, depth: int) -> Condition | None:
    if not isinstance(expression, Call) or not form_of(expression).startswith(RELATION):
        return None
    if len(expression.operands) != 2 or any(argument.name for argument in expression.arguments):
        return None
    left, right = (_side(operand, at, scope, depth) for operand in expression.operands)
    if variables_in(expression) & scope.words:
        return None
    if left is None or right is None or not (_is_number(left) or _is_number(right)):
        return None
    relation = form_of(expression).removeprefix(RELATION)
    return Condition(left, relation if truth else OPPOSITES[relation], right)


def _side(expression: Expression, at: Position, scope: Scope, depth: int) -> Expr | None:
    if form_of(expression) == STATISTIC:
        return as_named(expression, at)
    return _express(expression, at, scope, depth)


def _is_number(side: Expr) -> bool:
    """Whether it is one number for all observations, and not NA."""
    for node in walk(side):
        if isinstance(node, Covariate) or (isinstance(node, tree.NamedConstant) and node.name != "pi"):
            return False
    return True


def without_contrasts(expression: Expression) -> Expression:
    """The factor of `C(f, contr.sum)`, whose contrasts the scores show; any other expression as it is."""
    while called_name(expression) == "C" and operands_of(expression):
        expression = operands_of(expression)[0]
    return expression


def symbol_of(expression: Expression) -> Symbol:
    """A variable as R names it; in brackets where an index would seem to belong to its last word: (x %% 2)_i."""
    name = frame_name(expression)
    return Symbol(Word(name if stands_alone(called_name(expression) or "x") else f"({name})"))


def stands_alone(function: str) -> bool:
    """Whether R's text of a call of the function is one thing to a reader, so that it needs no brackets."""
    return function[0].isalpha() or function[0] in ".([$@:"


def as_named(expression: Expression, at: Position) -> Covariate | Statistic:
    """An expression written as R names it, with the observation's index unless it is one number for all."""
    name = deparse(expression)
    if form_of(expression) == STATISTIC:
        return Statistic(Symbol(Word(name)), name, (expression.span,))
    return Covariate(symbol_of(expression), name, at, spans=(expression.span,))


def _variable(name: Name, at: Position) -> Covariate:
    return Covariate(Symbol(Word(name.name)), name.name, at, spans=(name.span,))


def _express(expression: Expression, at: Position, scope: Scope, depth: int) -> Expr | None:
    if isinstance(expression, Number) and not isinstance(expression.value, complex):
        return Numeral(float(expression.value))
    if isinstance(expression, Name):
        constant = CONSTANTS.get(SHORT.get(expression.name, expression.name))
        return constant if constant and expression.name in scope.constants else _variable(expression, at)
    if isinstance(expression, Constant):
        return CONSTANTS.get(expression.name)
    if not isinstance(expression, Call) or depth == 0:
        return None
    if (of_levels := _of_levels(expression, at, scope, True)) is not None:
        return of_levels
    if form_of(expression).startswith(RELATION):
        return _comparison(expression, at, scope, True, depth - 1)
    make = FORMS.get((form_of(expression), len(expression.arguments)))
    if make is None or any(argument.name or argument.value is None for argument in expression.arguments):
        return None
    operands = [_express(operand, at, scope, depth - 1) or as_named(operand, at) for operand in expression.operands]
    if any(isinstance(operand, Covariate) for operand in operands) and not variables_in(expression):
        return None  # R recycles constant vectors against each other before it does against the data
    return make(called_name(expression), *operands)
