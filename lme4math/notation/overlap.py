"""Whether a random effect of one column moves what the coefficient of another stands for.

A factor coded by its levels in the random part, `(0 + A | g)`, moves the mean at every level of `A`, and so the
intercept and the differences of a fixed `A` that is coded from a baseline, although no column has the same name.
"""

from __future__ import annotations

from collections.abc import Iterable

from lme4math.formula.deparse import deparse
from lme4math.model.columns import Column, Covariate, Indicator, LevelFamily, Piece
from lme4math.model.mixed import LinearPart
from lme4math.model.variables import Categorical
from lme4math.notation.bases import basis_of
from lme4math.notation.names import Names
from lme4math.notation.powers import power_of
from lme4math.notation.rows import CoefficientRow


def unmoved(names: Names, fixed: Iterable[CoefficientRow]) -> list[CoefficientRow]:
    """Those of some fixed coefficients without random effects that no random effect of another column moves."""
    by_levels = _terms_by_levels(names.model.fixed)
    random = _by_slopes(row.column for row in names.rows if row.places)
    return [row for row in fixed if not _is_moved(row.column, random, by_levels)]


def _is_moved(column: Column, random: BySlopes, by_levels: frozenset[str]) -> bool:
    own, is_by_levels = _factors(column), column.term in by_levels
    return any(own <= other or (is_by_levels and other <= own) for other, _ in random.get(_slopes(column), ()))


def around_zero(names: Names, random: Iterable[CoefficientRow], part: LinearPart) -> list[CoefficientRow]:
    """Those of the effects of `part`, a term's columns, that no fixed coefficient is behind."""
    by_levels, fixed_by_levels = _terms_by_levels(part), _terms_by_levels(names.model.fixed)
    fixed = _by_slopes(row.column for row in names.fixed_rows)
    return [row for row in random if not row.fixed and not _is_backed(row.column, fixed, by_levels, fixed_by_levels)]


def _is_backed(column: Column, fixed: BySlopes, by_levels: frozenset[str], fixed_by_levels: frozenset[str]) -> bool:
    own, is_by_levels, slopes = _factors(column), column.term in by_levels, _slopes(column)
    return any(
        (bool(slopes) and own == other) or (is_by_levels and other <= own) or (term in fixed_by_levels and own <= other)
        for other, term in fixed.get(slopes, ())
    )


BySlopes = dict[frozenset[str], set[tuple[frozenset[str], str]]]
"""The factors of columns, and the terms they belong to, by the numeric variables that the columns hold."""


def _by_slopes(columns: Iterable[Column]) -> BySlopes:
    found: BySlopes = {}
    for column in columns:
        found.setdefault(_slopes(column), set()).add((_factors(column), column.term))
    return found


def _slopes(column: Column) -> frozenset[str]:
    """The numeric variables of a column; all columns of a polynomial or a spline are of the variable that it bends."""
    return frozenset(_moving(piece) for piece in column.pieces if isinstance(piece, Covariate))


def _moving(piece: Covariate) -> str:
    basis = basis_of(piece.variable.expression)
    if basis is not None and not basis.raw:
        return deparse(basis.of)
    power = power_of(piece)
    return power.base if power.exponent == 1 else f"({power.base})^{power.exponent:g}"


def _factors(column: Column) -> frozenset[str]:
    return frozenset(piece.variable.name for piece in column.pieces if not isinstance(piece, Covariate))


def _terms_by_levels(part: LinearPart) -> frozenset[str]:
    """The terms with a column for a factor's first level, too, whose columns stand for no differences."""
    return frozenset(column.term for column in part.columns if any(map(_is_first, column.pieces)))


def _is_first(piece: Piece) -> bool:
    match piece:
        case LevelFamily(full=full):
            return full
        case Indicator(variable=variable, level=level) if isinstance(variable.kind, Categorical):
            return variable.kind.levels[:1] == (level,)
        case _:
            return False
