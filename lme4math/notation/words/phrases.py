"""Phrases of the legend and the explanation: lists, R's names, coefficients such as "the slopes of `x` and `z`"."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from lme4math.english import level_or, listed, quoted, typographic
from lme4math.model import Categorical, Column, CovariatePiece, LevelFamily, OpenCategorical, Piece, levels_asked
from lme4math.notation.expressions import bound_argument
from lme4math.notation.laws import written_number
from lme4math.notation.names.naming import Names
from lme4math.notation.names.symbols import Index
from lme4math.notation.part_columns import PartColumns, power_of
from lme4math.notation.tree import Numeral, Quotient
from lme4math.r import deparse, number_label

LINK_WORDS = {"1/mu^2": "inverse square", "sqrt": "square root"}
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


def shortened(things: Sequence[str]) -> list[str]:
    """Things, the middle ones left out where they are many."""
    return list(things) if len(things) <= MOST_LISTED else [*things[:2], "…", things[-1]]


def predicted(names: Names) -> str:
    """What the linear predictor is, as a phrase: the mean of the response, on the scale of the link."""
    family, response = names.model.family, names.model.response.name
    of_what = f" of {quoted(response)}" if response else ""
    what = probability(names) if family.name == "binomial" else f"the mean{of_what}"
    if family.exponent is not None:
        return f"{what} to the power {_numeral(written_number(family.exponent))}"
    return what if family.link == "identity" else f"the {LINK_WORDS.get(family.link, family.link)} of {what}"


def _numeral(number: Numeral | Quotient) -> str:
    parts = (number,) if isinstance(number, Numeral) else (number.above, number.below)
    return "/".join(number_label(part.value) for part in parts if isinstance(part, Numeral))


def probability(names: Names) -> str:
    """The mean of a binomial model as a phrase: the probability of what, if it is a level or TRUE."""
    what = success(names)
    return f"the probability that {what}" if what else "the probability"


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
