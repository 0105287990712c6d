"""The columns of the fixed part or of a random term, and which of them are powers of the same variable.

Beside a square, the coefficient of `x` is the slope where `x` is 0; beside another function of `x`, such as `log(x)`,
it is no slope. The columns of a part are searched once, for all sentences about it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from functools import lru_cache
from typing import Any

from lme4math.model import Column, CovariatePiece, Piece, form_of, is_difference, is_indicator
from lme4math.notation.expressions import basis_of, bound_argument, own_variables
from lme4math.r import Call, Expression, deparse, number_in
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
    if (argument := bound_argument(piece)) is not None:
        return _power(argument)
    return _power(expression) if piece.place is None else PowerOf(piece.code, 1)


def _power(expression: Expression) -> PowerOf:
    """The base and exponent of an expression, without brackets, signs and constant factors."""
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


Identity = frozenset[Piece]


@record
class PartColumns:
    """The columns of the fixed part, or of the left side of a bar.

    Attributes:
        columns: the pieces of each, in their order.
        known: the same as sets, to look one up.
        slopes: those that are one numeric variable, no condition, beside no other function of it than powers.
        raised: the higher powers, each with the column that it stands in.
        holding: the places of the columns that hold a piece.
        without: the places of the columns that hold no piece of a variable, by its name.
        references: the values at which coefficients are read, of those that were looked up, so that it is done once.
    """

    columns: tuple[tuple[Piece, ...], ...]
    known: frozenset[Identity]
    slopes: frozenset[Identity]
    raised: tuple[tuple[CovariatePiece, Identity], ...]
    holding: Mapping[Piece, Sequence[int]]
    without: Mapping[str, Sequence[int]]
    references: dict[tuple[Piece, ...], Any] = field(default_factory=dict, repr=False, compare=False)


def part_columns(columns: Iterable[Column]) -> PartColumns:
    """Look through the columns of a part."""
    pieces = tuple(column.pieces for column in columns)
    identities = [frozenset(own) for own in pieces]
    numbers = dict.fromkeys(piece for own in identities for piece in own if isinstance(piece, CovariatePiece))
    bases: dict[str, set[str]] = {}
    for piece in numbers:
        for variable in own_variables(piece):
            bases.setdefault(variable, set()).add(power_of(piece).base)
    slopes = {
        frozenset({piece})
        for piece in numbers
        if power_of(piece).exponent == 1
        and not is_indicator(piece.variable.expression)
        and not (piece.place is not None and power_of(piece).base == piece.code)
        and all(len(bases[variable]) == 1 for variable in own_variables(piece))
    }
    raised = tuple(
        (piece, own)
        for own in identities
        for piece in own
        if isinstance(piece, CovariatePiece) and power_of(piece).exponent != 1
    )
    holding: dict[Piece, list[int]] = {}
    of_variable: dict[str, set[int]] = {}
    for place, own in enumerate(identities):
        for held in own:
            holding.setdefault(held, []).append(place)
            of_variable.setdefault(held.variable.name, set()).add(place)
    without = {name: sorted({*range(len(pieces))} - places) for name, places in of_variable.items()}
    return PartColumns(pieces, frozenset(identities), frozenset(slopes), raised, holding, without)


def is_level(piece: Piece) -> bool:
    """Whether it is one level of a factor of which every level has a column."""
    return not isinstance(piece, CovariatePiece) and not is_difference(piece)
