"""Phrases of the legend and the explanation: lists, R's names, coefficients such as "the slopes of `x` and `z`"."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from lme4math.english import level_or, listed, quoted, typographic
from lme4math.model import (
    Categorical,
    Column,
    CovariatePiece,
    LevelFamily,
    OpenCategorical,
    Piece,
    is_difference,
    levels_asked,
)
from lme4math.notation.expressions import basis_of, bound_argument
from lme4math.notation.names.naming import Names
from lme4math.notation.names.symbols import Index
from lme4math.notation.part_columns import PartColumns, power_of
from lme4math.r import deparse

LEVELS = "coefficients of levels"
MOST_LISTED = 6
"""Longer lists are shortened in the middle."""


def letter_of(index: Index) -> str:
    """An index within a sentence."""
    return "".join(part.text for part in (index.symbol.base, *index.symbol.sub))


def capital(text: str) -> str:
    """A phrase at the beginning of a sentence."""
    return text[:1].upper() + text[1:]


def spoken(columns: Sequence[Column], part: PartColumns) -> str:
    """Coefficients as a phrase: "the intercept, the slopes of `x` and `z` and the coefficient of `Ab`".

    Args:
        columns: the columns that they multiply.
        part: the fixed part or the left of the bar that these stand in.
    """
    phrases: list[str] = []
    for kind, group in groupby(columns, lambda column: _kind(column, part)):
        members = list(group)
        names = [spoken_name(column, kind) for column in members]
        if kind == "intercept":
            phrases.append("the intercept")
        elif kind == LEVELS:
            each = zip(names, members, strict=True)
            phrases += [f"the coefficients of {name} (one for {each_level(column)})" for name, column in each]
        elif len(names) == 1:
            phrases.append(f"the {kind} of {names[0]}")
        elif kind == "interaction":
            phrases += [f"the interaction of {name}" for name in names]
        else:
            phrases.append(f"the {kind}s of {listed(shortened(names))}")
    return listed(shortened(phrases))


def varying(columns: Sequence[Column], part: PartColumns, most: int | None = MOST_LISTED) -> tuple[str, bool]:
    """Random effects as a phrase, those of a factor together, and whether its verb is in the plural.

    Args:
        columns: the columns that they multiply.
        part: the part of the model that these stand in.
        most: of more phrases the middle ones are left out; all stay if None.
    """
    runs = [list(run) for _, run in groupby(columns, lambda column: _together(column, part))]
    phrases = [_varying(run, part) for run in runs]
    plural = len(phrases) > 1 or phrases[0].startswith(("the values", "the slopes", "the coefficients"))
    return listed(phrases if most is None else shortened(phrases, most)), plural


def _together(column: Column, part: PartColumns) -> object:
    """What the columns share that are spoken of together: a kind, or a term of factors or of several columns."""
    kind = _kind(column, part)
    return column.term if kind == "coefficient" and column.term else kind


def _varying(columns: Sequence[Column], part: PartColumns) -> str:
    """The columns of one kind, or of one term."""
    pieces = [piece for column in columns for piece in column.pieces]
    factors = {piece.variable.name: piece for piece in pieces if not isinstance(piece, CovariatePiece)}
    numbers = {piece.variable.name: piece for piece in pieces if isinstance(piece, CovariatePiece)}
    if any(isinstance(piece, LevelFamily) for piece in pieces) or len({column.term for column in columns}) > 1:
        return spoken(columns, part)
    if not factors:
        bases = {basis.of: basis for piece in numbers.values() if (basis := basis_of(piece.variable.expression))}
        curved = len(columns) > 1 and len(numbers) == len(bases) == 1
        return f"the curve in {quoted(deparse(next(iter(bases))))}" if curved else spoken(columns, part)
    compared = [quoted(name) for name, piece in factors.items() if is_difference(piece)]
    at = [quoted(name) for name, piece in factors.items() if not is_difference(piece)]
    at_each = f" at the {'levels' if len(at) == 1 else 'combinations'} of {listed(at)}" if at else ""
    in_order = [piece.variable.name for piece in columns[0].pieces]
    effects = [quoted(name) for name in in_order if name in numbers or quoted(name) in compared]
    if not effects:
        return f"the values{at_each}"
    if len(effects) > 1:
        return f"the interaction of {listed(effects)}{at_each}"
    sloping = [piece for piece in numbers.values() if frozenset({piece}) in part.slopes]
    return f"the {'slopes' if sloping and at else 'slope' if sloping else 'effect'} of {effects[0]}{at_each}"


def each_level(column: Column) -> str:
    """The phrase for the coefficients of a column for each level of factors whose levels are not known."""
    families = [piece for piece in column.pieces if isinstance(piece, LevelFamily)]
    if len(families) > 1:
        return "each combination of levels" + ("" if all(piece.full for piece in families) else " that R codes")
    return "each level" + ("" if families[0].full else f" but {level_or(families[0].reference, 'the first')}")


def _kind(column: Column, part: PartColumns) -> str:
    if not column.pieces:
        return "intercept"
    if any(isinstance(piece, LevelFamily) for piece in column.pieces):
        return LEVELS
    if column.identity in part.slopes:
        return "slope"
    is_product = len(column.pieces) > 1 and all(isinstance(piece, CovariatePiece) for piece in column.pieces)
    return "interaction" if is_product else "coefficient"


def spoken_name(column: Column, kind: str) -> str:
    """A column within a phrase of a kind: an interaction by its variables, a first power by what is raised."""
    if kind == "interaction":
        return listed([quoted(piece.label) for piece in column.pieces])
    if kind == "slope" and isinstance(piece := column.pieces[0], CovariatePiece) and piece.place is not None:
        return quoted(power_of(piece).base)
    return quoted(":".join(map(_label, column.pieces)) or column.name)


def _label(piece: Piece) -> str:
    """A piece by its R name; a column of `cbind(x, x^2)` as the argument that it is."""
    argument = bound_argument(piece) if isinstance(piece, CovariatePiece) else None
    return piece.label if argument is None else deparse(argument)


def shortened(things: Sequence[str], most: int = MOST_LISTED) -> list[str]:
    """Things, the middle ones left out where they are many."""
    return list(things) if len(things) <= most else [*things[:2], "…", things[-1]]


def success(names: Names) -> str:
    """What counts as a success of a binomial model, as "`Outcome` is c"; "" where the response is numbers."""
    model = names.model
    expression = model.response.expression
    if expression is None or model.family.name != "binomial":
        return ""
    kind, name = model.variables[0].kind, quoted(model.response.name)
    if names.event is not None:
        return f"{name} {names.event.phrase}"
    if isinstance(kind, OpenCategorical):
        return f"{name} is not {level_or(kind.reference, 'at its first level')}"
    asked = levels_asked(expression)
    if isinstance(kind, Categorical) and asked is not None and len(asked.levels) == 1:
        return f"{quoted(asked.factor.name)} is {'' if asked.truth else 'not '}{typographic(asked.levels[0])}"
    return f"{name} is TRUE" if isinstance(kind, Categorical) else ""
