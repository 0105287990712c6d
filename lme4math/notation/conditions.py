"""Where a coefficient of the fixed part is by itself: what an intercept, or a main effect beside an interaction, means.

A coefficient describes the mean alone where every other column that contains its own is zero. Treatment contrasts are
zero at the baseline, numeric variables at 0; contrasts that sum to zero are so on average over the levels.
"""

from __future__ import annotations

from lme4math.formula.deparse import deparse
from lme4math.model.columns import Covariate, Indicator, LevelFamily, Piece, Score
from lme4math.model.variables import Categorical
from lme4math.notation.bases import basis_of
from lme4math.notation.names import Names
from lme4math.notation.rows import CoefficientRow
from lme4math.notation.words import listed, quoted
from lme4math.records import record


@record
class Reference:
    """Where a coefficient is by itself.

    Attributes:
        where: what holds there, such as "`time` is 0".
        over: factors over whose levels it is an average.
        known: whether these conditions make all other columns zero.
    """

    where: tuple[str, ...] = ()
    over: tuple[str, ...] = ()
    known: bool = True

    @property
    def phrase(self) -> str:
        """The end of a sentence: " where `time` is 0"; empty where there is nothing to say."""
        if not self.known:
            return " where every other column of X is 0"
        where = f" where {listed(self.where)}" if self.where else ""
        return where + (f", on average over the levels of {listed(self.over)}" if self.over else "")


def reference(names: Names, pieces: tuple[Piece, ...]) -> Reference:
    """Where the coefficient of a column is by itself.

    Args:
        pieces: the column, as a product of pieces; empty for the intercept.
    """
    own = frozenset(pieces)
    longer = (row.column.pieces for row in names.rows if row.fixed and len(row.column.pieces) > len(own))
    others = (other for other in longer if own.issubset(other))
    where: dict[str, None] = {}
    over: dict[str, None] = {}
    known = True
    for other in sorted(others, key=len):  # a product is zero where one of its pieces is: the short ones decide first
        extra = [piece for piece in other if piece not in own]
        ways = [way for way in map(_at_zero, extra) if way]
        means = [quoted(piece.variable.name) for piece in extra if _sums_to_zero(piece)]
        if not any(way in where for way in ways) and not any(mean in over for mean in means):
            known = known and bool(ways or means)
            where.update(dict.fromkeys(ways[:1]))
            over.update(dict.fromkeys(means[:1] if not ways else ()))
    if not pieces and (names.model.fixed.offsets or names.model.offset_argument is not None):
        where["the offset is 0"] = None
    return Reference(tuple(where), tuple(over), known)


def _at_zero(piece: Piece) -> str:
    """When a piece of a column is zero; "" where no single value makes it so."""
    kind, name = piece.variable.kind, quoted(piece.variable.name)
    match piece:
        case Covariate(component=""):
            return f"{name} is 0"
        case Covariate():
            basis = basis_of(piece.variable.expression)
            return f"{quoted(deparse(basis.of))} is 0" if basis and basis.raw else f"the columns of {name} are 0"
        case Indicator(level=level) if isinstance(kind, Categorical) and kind.levels and kind.levels[0] != level:
            return f"{name} is {kind.levels[0]}"
        case LevelFamily(full=False):
            return f"{name} is at its first level"
        case _:
            return ""


def _sums_to_zero(piece: Piece) -> bool:
    return isinstance(piece, Score) and abs(sum(piece.scores)) < SMALL * max(map(abs, piece.scores))


SMALL = 1e-9
"""Rounding in the scores of a contrast that sums to zero."""


def dropped_rows(names: Names) -> tuple[CoefficientRow, ...]:
    """The coefficients whose columns of X lme4 drops, as they depend on earlier ones; they stand in no equation."""
    kept = {row.column.identity for row in names.fixed_rows}
    return tuple(
        CoefficientRow(number, column, False, ())
        for number, column in enumerate(names.model.fixed.columns)
        if column.identity not in kept
    )
