"""The values of the other variables at which a coefficient of the fixed part is read.

A coefficient describes the mean alone where every other column that contains its own is zero. Treatment contrasts are
zero at the baseline, numeric variables at 0; contrasts that sum to zero are so on average over the levels.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from lme4math.english import level_or, listed, quoted, typographic
from lme4math.model import Column, CovariatePiece, IndicatorPiece, LevelFamily, Piece, Score
from lme4math.notation.expressions import basis_of, bound_argument, own_variables
from lme4math.notation.names.naming import Names
from lme4math.notation.names.rows import CoefficientRow
from lme4math.notation.part_columns import PartColumns, is_level, power_of
from lme4math.notation.words.phrases import shortened
from lme4math.r import deparse
from lme4math.records import kept_for_the_same, record

AT_ZERO = ((" is 0", " are 0", ""), (" are 0", " are 0", "the columns of "))
"""How conditions end, one alone and several together, and begin: of variables, and of the columns of a variable."""


NO_OFFSET = "the offset is 0"


@record
class Reference:
    """The values at which a coefficient is read.

    Attributes:
        where: conditions, such as "`time` is 0".
        over: factors over whose levels it is an average.
        observed: numeric variables over whose values in the data it is an average.
        known: whether these conditions make all other columns zero.
        numbers: those of the conditions that are about numeric variables.
        numbers_known: whether the conditions make all other columns zero that have a numeric variable.
    """

    where: tuple[str, ...] = ()
    over: tuple[str, ...] = ()
    observed: tuple[str, ...] = ()
    known: bool = True
    numbers: tuple[str, ...] = ()
    numbers_known: bool = True

    def beside(self, conditions: tuple[str, ...]) -> Reference:
        """The same with more conditions before the others."""
        if not self.known:
            return Reference((*conditions, "every other column of X is 0"))
        return replace(self, where=(*conditions, *self.where))

    @property
    def beside_cells(self) -> Reference:
        """The same of a combination of cells, which itself says at which levels of factors it is read."""
        return Reference(self.numbers, (), self.observed, self.numbers_known, self.numbers)

    def and_without(self, products: Iterable[Sequence[Piece]]) -> Reference:
        """The same, where products of numeric variables are zero as well, or on average."""
        numbers, observed, known = dict.fromkeys(self.numbers), dict.fromkeys(self.observed), self.numbers_known
        for pieces in products:
            ways = [way for way in map(_at_zero, pieces) if way]
            sums = [text for text in map(_orthogonal, pieces) if text]
            if not (numbers.keys() & ways or observed.keys() & sums):
                numbers.update(dict.fromkeys(ways[:1]))
                observed.update(dict.fromkeys(() if ways else sums[:1]))
                known = known and bool(ways or sums)
        where = tuple(numbers)
        return replace(self, where=where, numbers=where, observed=tuple(observed), known=known, numbers_known=known)

    @property
    def of_rates(self) -> Reference:
        """The same of a rate, which an offset is already taken from."""
        where, numbers = (
            tuple(condition for condition in conditions if condition != NO_OFFSET)
            for conditions in (self.where, self.numbers)
        )
        return replace(self, where=where, numbers=numbers)

    @property
    def phrase(self) -> str:
        """The end of an entry of the legend, such as " where `time` is 0"; empty without a condition."""
        if not self.known:
            return " where every other column of X is 0"
        return (f" where {listed(self.where)}" if self.where else "") + self._averages

    @property
    def clause(self) -> str:
        """The end of a sentence, such as " when `time` and `x` are 0"; empty without a condition."""
        if not self.known:
            return " when every other column of X is 0"
        clauses: list[str] = []
        for one, several, of in AT_ZERO:
            found = [condition for condition in self.where if condition.endswith(one)]
            things = [condition.removesuffix(one).removeprefix(of) for condition in found]
            clauses += found if len(found) < 2 else [f"{of}{listed(shortened(things))}{several}"]
        clauses += [condition for condition in self.where if not condition.endswith(" 0")]
        return (f" when {listed(shortened(clauses))}" if clauses else "") + self._averages

    @property
    def _averages(self) -> str:
        averages = [f"the levels of {listed(self.over)}"] if self.over else []
        averages += [f"the values of {listed(self.observed)} in the data"] if self.observed else []
        return f", on average over {listed(averages)}" if averages else ""


def reference(names: Names, pieces: tuple[Piece, ...]) -> Reference:
    """The values at which the coefficient of a column of the fixed part is read.

    Args:
        pieces: the column, as a product of pieces; empty for the intercept.
    """
    found = reference_among(names.fixed_part, pieces)
    if not pieces and (names.model.fixed.offsets or names.model.offset_argument is not None):
        return replace(found, where=(*found.where, NO_OFFSET), numbers=(*found.numbers, NO_OFFSET))
    return found


def reference_among(part: PartColumns, pieces: tuple[Piece, ...]) -> Reference:
    """The values at which the coefficient of a column is read, among the other columns of its part."""
    found: Reference | None = part.references.get(pieces)
    if found is None:
        found = part.references[pieces] = _found_among(part, pieces)
    return found


def _found_among(part: PartColumns, pieces: tuple[Piece, ...]) -> Reference:
    own = frozenset(pieces)
    levels = frozenset(filter(is_level, own))
    if own - levels in part.known:  # beside that column, one for each level is one too many: they are differences
        levels = frozenset()
    own_factors = {piece.variable.name for piece in own if not isinstance(piece, CovariatePiece)}

    def extra_of(other: Sequence[Piece]) -> list[Piece]:
        return _extra(other, own, levels, own_factors)

    others = (part.columns[place] for place in _sharing(part, own, levels))
    where: dict[str, Piece | None] = dict.fromkeys(_raised(own, part))
    over: dict[str, None] = {}
    observed: dict[str, None] = {}
    known = numbers_known = True
    zero, at_zero = _Zeros(), set[Piece]()
    # A product is zero where one of its pieces is: the short ones decide first.
    for other in sorted(others, key=(lambda other: len(extra_of(other))) if levels else len):
        if not at_zero.isdisjoint(other) and any(zero[piece] in where for piece in other if piece in at_zero):
            continue
        extra = extra_of(other)
        if not extra or any(zero[piece] in where for piece in extra):
            continue
        ways = {way: piece for piece in extra if (way := zero[piece])}
        means = [quoted(piece.variable.name) for piece in extra if _sums_to_zero(piece)]
        sums = [text for text in map(_orthogonal, extra) if text]
        if not (over.keys() & means or observed.keys() & sums):
            settled = bool(ways or means or sums)
            known = known and settled
            numbers_known = numbers_known and (settled or not any(isinstance(one, CovariatePiece) for one in extra))
            where.update(list(ways.items())[:1])
            over.update(dict.fromkeys(means[:1] if not ways else ()))
            observed.update(dict.fromkeys(sums[:1] if not (ways or means) else ()))
            at_zero.update(piece for piece in extra if zero[piece] in where)
    consistent = not _contradictory(where.values())
    numbers = tuple(way for way, piece in where.items() if piece is None or isinstance(piece, CovariatePiece))
    return Reference(
        tuple(where), tuple(over), tuple(observed), known and consistent, numbers, numbers_known and consistent
    )


class _Zeros:
    """When pieces are zero, each looked up once; by their identity, as to compare them takes longer."""

    def __init__(self) -> None:
        self._found: dict[int, str] = {}

    def __getitem__(self, piece: Piece) -> str:
        if (found := self._found.get(id(piece))) is None:
            found = self._found[id(piece)] = _at_zero(piece)
        return found


def _sharing(part: PartColumns, own: frozenset[Piece], levels: frozenset[Piece]) -> Iterable[int]:
    """The places of the columns that may count, looked up by the piece that leaves fewest; a factor may have many."""
    found: list[Iterable[int]] = [
        sorted({*part.holding.get(piece, ()), *part.without.get(piece.variable.name, ())})
        if piece in levels
        else part.holding.get(piece, ())
        for piece in own
        if not isinstance(piece, Score)
    ]
    return min(map(tuple, found), key=len, default=range(len(part.columns)))


def _extra(
    other: Sequence[Piece], own: frozenset[Piece], levels: frozenset[Piece], own_factors: set[str]
) -> list[Piece]:
    """The other pieces of a column that affects the meaning of a coefficient; nothing for one that does not.

    A coefficient is the slope in its covariates, compared between the levels of its contrasts: only columns with all of
    these count. It is meant at its `levels`, those of factors of which every level has a column; there the columns of
    other levels are zero. `own_factors` are the names of the factors of its own column.
    """
    for piece in own:
        if piece in other:
            continue
        is_level_of_all = piece in levels
        if not is_level_of_all and not isinstance(piece, Score):
            return []
        factors = (one.variable.name for one in other if not isinstance(one, CovariatePiece))
        if (piece.variable.name in factors) is is_level_of_all:
            return []
    return [piece for piece in other if piece not in own and piece.variable.name not in own_factors]


def _raised(own: frozenset[Piece], part: PartColumns) -> Iterator[str]:
    """Conditions for a slope beside higher powers: it is that where the variable is 0."""
    for raised, column in part.raised:
        higher = power_of(raised)
        for piece in own:
            if isinstance(piece, CovariatePiece) and raised not in own and own - {piece} <= column:
                power = power_of(piece)
                if higher.base == power.base and higher.exponent > power.exponent:
                    yield f"{quoted(power.base)} is 0"


def _contradictory(pieces: Iterable[Piece | None]) -> bool:
    """Whether some are zero at different values of one variable, as `x` and `log(x)`."""
    sets = [own_variables(piece) for piece in pieces if isinstance(piece, CovariatePiece)]
    return sum(map(len, sets)) > len(frozenset[str]().union(*sets))


def _at_zero(piece: Piece) -> str:
    """When a piece of a column is zero; "" where no single value makes it so."""
    name = quoted(piece.variable.name)
    match piece:
        case CovariatePiece():
            basis = basis_of(piece.variable.expression)
            if basis is None or basis.raw:
                several = piece.place is not None and basis is None and bound_argument(piece) is None
                return f"the columns of {name} are 0" if several else f"{quoted(power_of(piece).base)} is 0"
            return "" if _orthogonal(piece) else f"the columns of {name} are 0"
        case IndicatorPiece(base=base) | Score(base=base) if base:
            return f"{name} is {typographic(base)}"
        case LevelFamily(full=False):
            return "" if piece.coding else f"{name} is {level_or(piece.reference, 'at its first level')}"
        case _:
            return ""


def _orthogonal(piece: Piece) -> str:
    """The variable of an orthogonal polynomial, whose columns sum to zero over the observations."""
    if not isinstance(piece, CovariatePiece) or (piece.component and not piece.component.isdigit()):
        return ""  # poly(x, z) has products of such polynomials, which need not sum to zero
    basis = basis_of(piece.variable.expression)
    return quoted(deparse(basis.of)) if basis is not None and basis.sums_to_zero else ""


def _sums_to_zero(piece: Piece) -> bool:
    return isinstance(piece, Score) and abs(sum(piece.scores)) < SMALL * max(map(abs, piece.scores))


SMALL = 1e-9
"""Rounding in the scores of a contrast that sums to zero."""


def dropped_rows(names: Names) -> tuple[CoefficientRow, ...]:
    """The coefficients whose columns of X lme4 drops, as they depend on earlier ones; they stand in no equation."""
    return _dropped(names.model.fixed.columns, names.all_fixed_rows)


@kept_for_the_same(2)  # the words and the legend of each style ask for them
def _dropped(columns: Sequence[Column], rows: Sequence[CoefficientRow]) -> tuple[CoefficientRow, ...]:
    kept = {row.number for row in rows}
    return tuple(
        CoefficientRow(number, number, column, False, ()) for number, column in enumerate(columns) if number not in kept
    )
