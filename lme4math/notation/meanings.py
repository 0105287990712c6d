"""What one entry of the legend says, and what the coefficient of a column is called there."""

from __future__ import annotations

from lme4math.model.columns import Column, Covariate, Indicator, LevelFamily, Score
from lme4math.model.mixed import LinearPart
from lme4math.model.variables import Categorical
from lme4math.notation.symbols import Index
from lme4math.notation.tree import Expr
from lme4math.records import record


@record
class LegendEntry:
    """One symbol.

    Attributes:
        symbol: the symbol, as a node of the maths tree or an index.
        meaning: what it is, in plain words.
        r_text: the characters of R code that it comes from, or R's name of it.
        level: "population", the name of a grouping factor, or "" for what belongs to no level.
        summary: where R's `summary(fit)` shows it, or "".
    """

    symbol: Expr | Index
    meaning: str
    r_text: str
    level: str = ""
    summary: str = ""


def column_meaning(column: Column, part: LinearPart) -> str:
    """What the coefficient of a column is: an intercept, a slope, a value, a difference from the baseline.

    Args:
        column: the column.
        part: the fixed part or the left of the bar that it stands in, which tells whether the baseline has a column.
    """
    match column.pieces:
        case ():
            return "intercept"
        case pieces if all(isinstance(piece, Covariate) for piece in pieces):
            return f"slope of {column.name}"
        case (Indicator() as piece,):
            return _indicator_meaning(piece, part)
        case (LevelFamily(variable=variable, full=full),):
            return f"{'value' if full else 'difference from the first level'} for each level of {variable.frame_name}"
        case (Score(variable=variable, scheme=scheme),):
            return f"contrast {column.name} ({scheme}) of {variable.frame_name}"
        case _:
            return f"coefficient of {column.name}"


def _indicator_meaning(piece: Indicator, part: LinearPart) -> str:
    name, kind = piece.variable.frame_name, piece.variable.kind
    baseline = kind.levels[0] if isinstance(kind, Categorical) and kind.levels else piece.level
    if any(column.pieces == (Indicator(piece.variable, baseline),) for column in part.columns):
        return f"value where {name} is {piece.level}"
    return f"difference of {name} {piece.level} from {baseline}"
