"""What one entry of the legend says, and what the coefficient of a column is called there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lme4math.english import listed, quoted
from lme4math.model.columns import Column, CovariatePiece, IndicatorPiece, LevelFamily, Score
from lme4math.notation.conditions import Reference
from lme4math.notation.parts import PartColumns
from lme4math.notation.symbols import Base, Digits, Position
from lme4math.notation.tree import Expr
from lme4math.notation.words import spoken
from lme4math.records import record


@record
class LegendEntry:
    """One symbol.

    Attributes:
        symbol: the symbol, as a node of the maths tree, an index, a look-up or the level that an observation has.
        meaning: what it is, in plain words.
        r_text: the characters of R code that it comes from, or R's name of it.
        level: "population", the name of a grouping factor, or "" for what belongs to no level.
        summary: where R's `summary(fit)` shows it, or "".
    """

    symbol: Expr | Position
    meaning: str
    r_text: str
    level: str = ""
    summary: str = ""


def which_term(marks: Iterable[Base]) -> str:
    """Which of several terms over one grouping factor is meant, where a symbol's marks have a number for it."""
    return "".join(f", term {mark.text}" for mark in marks if isinstance(mark, Digits))


def column_meaning(column: Column, part: PartColumns, at: Reference | None = None) -> str:
    """What the coefficient of a column is: an intercept, a slope, a value, a difference from the baseline.

    Args:
        column: the column.
        part: the fixed part or the left of the bar that it stands in, which tells whether the baseline has a column.
        at: where the coefficient is by itself, if that shall be said.
    """
    covariates = [piece for piece in column.pieces if isinstance(piece, CovariatePiece)]
    levels = [piece for piece in column.pieces if isinstance(piece, IndicatorPiece)]
    what, conditions = _without_levels(column, part), tuple[str, ...]()
    if levels and len(covariates) <= 1 and len(covariates) + len(levels) == len(column.pieces):
        inside = spoken([Column(tuple(covariates))], part).removeprefix("the ") if covariates else ""
        compared = [piece for piece in levels if piece.base]
        cells = tuple(f"{quoted(piece.variable.frame_name)} is {piece.level}" for piece in levels if not piece.base)
        if not compared and not covariates and frozenset() in part.known:
            what = f"difference of the combination in which {listed(cells)} from the one whose column lme4 drops"
        else:
            what = _compared(compared) + (f" in the {inside}" if inside else "") if compared else inside or "value"
            conditions = cells
    return what + (at or Reference()).beside(conditions).phrase


def _without_levels(column: Column, part: PartColumns) -> str:
    """What the coefficient of a column is that is no product of levels that are known."""
    match column.pieces:
        case pieces if all(isinstance(piece, CovariatePiece) for piece in pieces):
            return spoken([column], part).removeprefix("the ")
        case (LevelFamily(variable=variable, full=full),):
            name = quoted(variable.frame_name)
            return f"{'value' if full else 'difference from the first level'} for each level of {name}"
        case (Score(variable=variable, scheme=scheme),):
            return f"contrast {quoted(column.name)} of {quoted(variable.frame_name)} ({scheme or 'your own'})"
        case _:
            return f"coefficient of {quoted(column.name)}"


def _compared(levels: Sequence[IndicatorPiece]) -> str:
    """A difference from a baseline, or an interaction of several."""
    if len(levels) > 1:
        return f"interaction of {listed([_level(piece) for piece in levels])}"
    return f"difference of {_level(levels[0])} from level {levels[0].base}"


def _level(piece: IndicatorPiece) -> str:
    return f"{quoted(piece.variable.frame_name)} level {piece.level}"
