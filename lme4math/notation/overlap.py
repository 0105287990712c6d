"""Whether a random effect of one column moves what the coefficient of another stands for.

A factor coded by its levels in the random part, `(0 + A | g)`, moves the mean at every level of `A`, and so the
intercept and the differences of a fixed `A` that is coded from a baseline, although no column has the same name.
"""

from __future__ import annotations

from lme4math.model.columns import Column, Covariate, Indicator, LevelFamily, Piece
from lme4math.model.mixed import LinearPart
from lme4math.model.variables import Categorical
from lme4math.notation.names import Names
from lme4math.notation.rows import CoefficientRow


def moved(names: Names, fixed: CoefficientRow) -> bool:
    """Whether a random effect moves a fixed coefficient that has none of its own."""
    by_levels = _by_levels(fixed.column, names.model.fixed)
    for row in names.rows:
        if row.places and _slopes(row.column) == _slopes(fixed.column):
            of_random, of_fixed = _factors(row.column), _factors(fixed.column)
            if of_fixed <= of_random or (by_levels and of_random <= of_fixed):
                return True
    return False


def is_around_zero(names: Names, random: CoefficientRow, part: LinearPart) -> bool:
    """Whether no fixed coefficient is behind an effect of `part`, a term's columns, that has none of its own name."""
    by_levels = _by_levels(random.column, part)
    for row in names.fixed_rows:
        if _slopes(row.column) == _slopes(random.column):
            of_random, of_fixed = _factors(random.column), _factors(row.column)
            if by_levels and of_fixed <= of_random:
                return False
            if of_random <= of_fixed and _by_levels(row.column, names.model.fixed):
                return False
    return True


def _slopes(column: Column) -> frozenset[str]:
    return frozenset(piece.label for piece in column.pieces if isinstance(piece, Covariate))


def _factors(column: Column) -> frozenset[str]:
    return frozenset(piece.variable.name for piece in column.pieces if not isinstance(piece, Covariate))


def _by_levels(column: Column, part: LinearPart) -> bool:
    """Whether a column belongs to a term that has one for the first level, too, and so stands for no difference."""
    term = (other for other in part.columns if other.term == column.term)
    return any(_is_first(piece) for other in term for piece in other.pieces)


def _is_first(piece: Piece) -> bool:
    match piece:
        case LevelFamily(full=full):
            return full
        case Indicator(variable=variable, level=level) if isinstance(variable.kind, Categorical):
            return variable.kind.levels[:1] == (level,)
        case _:
            return False
