"""Parts of a factor's contrasts that a script sets, `contrasts(f)[, 1] <- c(1, 0, -1)`, and names of the columns."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import cycle

from lme4math.model.contrasts import CONSTANT_FUNCTIONS, UnreadContrastsError
from lme4math.model.variables import Contrasts
from lme4math.r import (
    Argument,
    Call,
    Expression,
    Name,
    NotConstant,
    VectorFunction,
    called_name,
    computed,
    finite,
    matrix_of,
    nothing_assigned,
    number_in,
    operands_of,
    strings_in,
)


def edited_contrasts(contrasts: Contrasts, levels: Sequence[str], target: Call, value: Expression) -> Contrasts:
    """Contrasts after a part of them is set.

    Args:
        contrasts: before.
        levels: of the factor.
        target: the part: some numbers, or the names of the columns.
        value: what it is given.

    Raises:
        UnreadContrastsError: the text does not tell which part, or what it is given.
    """
    try:
        if called_name(target) == "[" and called_name(target.operands[0]) == "contrasts":
            return _with_numbers(contrasts, levels, target, value)
        names = strings_in(value) if _is_of_columns(target) else None
    except NotConstant:
        names = None
    if names is None or len(names) != len(contrasts.columns):
        raise UnreadContrastsError("These contrasts are not read.", target.span)
    return Contrasts("", names, contrasts.columns)


def _is_of_columns(target: Call) -> bool:
    """Whether it is `colnames(contrasts(f))` or `dimnames(contrasts(f))[[2]]`."""
    if called_name(target) == "[[" and len(target.operands) == 2 and number_in(target.operands[1]) == 2:
        inner = target.operands[0]
        return called_name(inner) == "dimnames" and called_name(operands_of(inner)[0]) == "contrasts"
    return called_name(target) == "colnames" and called_name(target.operands[0]) == "contrasts"


def _with_numbers(contrasts: Contrasts, levels: Sequence[str], target: Call, value: Expression) -> Contrasts:
    """The numbers at the places that the index picks out of a matrix of places."""
    n, columns = len(levels), contrasts.columns
    places = matrix_of(
        [[column * n + row for row in range(n)] for column in range(len(columns))], contrasts.suffixes, tuple(levels)
    )
    functions = {**CONSTANT_FUNCTIONS, _PLACES: VectorFunction((), lambda _: places)}
    matrix = Call(Name(_PLACES, target.span), (), target.span)
    picking = Call(target.function, (Argument(matrix, None, target.span), *target.arguments[1:]), target.span)
    picked = finite(computed(picking, nothing_assigned, functions))
    given = finite(computed(value, nothing_assigned, CONSTANT_FUNCTIONS))
    if not given or len(picked) % len(given):
        raise NotConstant
    numbers = [number for column in columns for number in column]
    for place, number in zip(picked, cycle(given), strict=False):
        numbers[int(place)] = number
    changed = tuple(tuple(numbers[column * n : (column + 1) * n]) for column in range(len(columns)))
    return Contrasts("", contrasts.suffixes, changed)


_PLACES = "places of a matrix"
