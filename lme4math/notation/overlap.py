"""Whether a random effect of one column moves what the coefficient of another stands for.

A coefficient is a contrast of means or slopes over the levels of the factors that are coded as differences. A random
effect that is the same at all these levels cancels out of it; one that depends on them moves it, although its column
may have another name, as with a fixed `A` and `(0 + A | g)`.
"""

from __future__ import annotations

from collections.abc import Iterable

from lme4math.formula.deparse import deparse
from lme4math.model.columns import Column, CovariatePiece
from lme4math.notation.bases import basis_of
from lme4math.notation.names import Names
from lme4math.notation.parts import is_difference
from lme4math.notation.powers import power_of
from lme4math.notation.rows import CoefficientRow


def unmoved(names: Names, fixed: Iterable[CoefficientRow]) -> list[CoefficientRow]:
    """Those of some fixed coefficients without random effects that no random effect of another column moves."""
    random = _by_slopes(row.column for row in names.rows if row.places)
    return [row for row in fixed if not _depends(row.column, random)]


def around_zero(names: Names, term: int) -> list[Column]:
    """Those of a random term's columns that no fixed coefficient is behind."""
    fixed = _by_slopes(row.column for row in names.fixed_rows)
    columns = names.model.random[term].part.columns
    alone = (column for (row, _), column in zip(names.term_rows(term), columns, strict=True) if not row.fixed)
    return [column for column in alone if not _depends(column, fixed)]


def _depends(column: Column, others: BySlopes) -> bool:
    """Whether one of the other columns differs where the levels that a column compares do."""
    compared = frozenset(piece.variable.name for piece in column.pieces if is_difference(piece))
    return any(compared <= factors for factors in others.get(_slopes(column), ()))


BySlopes = dict[frozenset[str], set[frozenset[str]]]
"""The factors of columns, by the numeric variables that the columns hold."""


def _by_slopes(columns: Iterable[Column]) -> BySlopes:
    found: BySlopes = {}
    for column in columns:
        factors = frozenset(piece.variable.name for piece in column.pieces if not isinstance(piece, CovariatePiece))
        found.setdefault(_slopes(column), set()).add(factors)
    return found


def _slopes(column: Column) -> frozenset[str]:
    """The numeric variables of a column; all columns of a polynomial or a spline are of the variable that it bends."""
    return frozenset(_moving(piece) for piece in column.pieces if isinstance(piece, CovariatePiece))


def _moving(piece: CovariatePiece) -> str:
    basis = basis_of(piece.variable.expression)
    if basis is not None and not basis.raw:
        return deparse(basis.of)
    power = power_of(piece)
    return power.base if power.exponent == 1 else f"({power.base})^{power.exponent:g}"
