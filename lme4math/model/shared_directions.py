"""Which random effects have a mean among the fixed effects, and which fixed effects the random ones leave alone.

A random column in the span of X varies around a course that the fixed effects give, whatever its name: `year` beside
`factor(year)`, `scale(x)` beside `x`, `dummy(f, "b")` beside `f`. That an effect has no fixed effect at all is said
only where no column of X is about the same variables in the same way; that a fixed effect is the same in all groups,
only where no random column is.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from functools import reduce
from itertools import product
from typing import TypeVar

from lme4math.model.columns import Column, CovariatePiece, Piece, is_difference
from lme4math.model.functions import form_of
from lme4math.model.functions.basis_rows import BASIS_FORMS
from lme4math.model.mixed import MixedModel
from lme4math.model.polynomials import Monomial, Polynomial, Powers, TooLargeError, multiplied, total, variables_of
from lme4math.model.spans import LevelCoding, coding_of_model
from lme4math.records import kept_for_the_same, record

MOST_COLUMNS = 150
"""Of a fixed part with more columns it is not looked for what they span."""

ROUNDING = 1e-8
EVERYTHING = "."
"""Without data it stands for columns that are not known."""

Key = TypeVar("Key", bound=Hashable)


@record
class Subject:
    """What a column is about.

    Attributes:
        highest: its highest products of numeric variables; the empty one for a column of levels alone.
        all: all products of them.
        factors: its factors.
        compared: those of which it compares the levels.
    """

    highest: frozenset[Powers]
    all: frozenset[Powers]
    factors: frozenset[str]
    compared: frozenset[str]

    def is_met_by(self, other: Subject) -> bool:
        """Whether the other column differs, too, where the levels and values differ that this one compares."""
        if self.numbers & other.sources or self.sources & other.numbers:
            return True
        alike = any(one in other.all or _related(one, two) for one in self.highest for two in other.all)
        return alike and all(_variables([factor]) & other.sources for factor in self.compared)

    @property
    def numbers(self) -> frozenset[str]:
        """The variables of its numbers."""
        return _variables(name for powers in self.all for name, _ in powers)

    @property
    def sources(self) -> frozenset[str]:
        """The variables that its factors are made of."""
        return _variables(self.factors)


def _related(one: Powers, two: Powers) -> bool:
    """Whether they are different functions of the same variables, as `x` and `log(x)`."""
    names, others = {name for name, _ in one}, {name for name, _ in two}
    if EVERYTHING in names | others:
        return True
    return names != others and bool(one) and _variables(names) == _variables(others)


def _variables(names: Iterable[str]) -> frozenset[str]:
    return frozenset[str]().union(*map(variables_of, names))


@record
class Directions:
    """The columns of a model, to be compared.

    Attributes:
        model: the model.
        coding: its factors.
    """

    model: MixedModel
    coding: LevelCoding
    _of_factors: dict[tuple[str, bool], Subject] = field(default_factory=dict, repr=False, compare=False)
    _of_columns: dict[int, tuple[Column, Subject]] = field(default_factory=dict, repr=False, compare=False)
    _met: dict[tuple[Subject, Subject], bool] = field(default_factory=dict, repr=False, compare=False)

    def is_met(self, one: Subject, other: Subject) -> bool:
        """Whether what `other` is about differs, too, where what `one` compares does."""
        if (one, other) not in self._met:
            self._met[one, other] = one.is_met_by(other)
        return self._met[one, other]

    def subject(self, column: Column) -> Subject:
        """What a column is about."""
        if id(column) not in self._of_columns:  # to hash a column takes longer
            self._of_columns[id(column)] = column, self._subject(column)
        return self._of_columns[id(column)][1]

    def _subject(self, column: Column) -> Subject:
        parts = [self._of_piece(piece) for piece in column.pieces]
        if len(parts) == 1:
            return parts[0]
        return Subject(
            frozenset(_products(part.highest for part in parts)),
            frozenset(_products(part.all for part in parts)),
            frozenset[str]().union(*(part.factors for part in parts)),
            frozenset[str]().union(*(part.compared for part in parts)),
        )

    def _of_piece(self, piece: Piece) -> Subject:
        if not isinstance(piece, CovariatePiece):
            key = piece.variable.name, is_difference(piece)
            if key not in self._of_factors:  # a factor may have thousands of levels
                none, name = frozenset({Powers()}), frozenset({self.coding.name(piece.variable)})
                self._of_factors[key] = Subject(none, none, name, name if key[1] else frozenset())
            return self._of_factors[key]
        none = frozenset({Powers()})
        try:
            (polynomial,) = self.coding.piece(piece)
        except TooLargeError:
            own = frozenset({frozenset({(piece.label, 1.0)})})
            return Subject(own, own, frozenset(), frozenset())
        powers = frozenset(monomial.powers for monomial in polynomial)
        factors = frozenset(factor for monomial in polynomial for factor, _ in monomial.levels)
        bends = form_of(piece.variable.expression) in BASIS_FORMS
        highest = powers - none if bends else frozenset(_highest(powers))
        return Subject(highest or none, powers or none, factors, factors)

    @property
    def rank(self) -> int | None:
        """Of how many columns of X none is a combination of the others; None where it is too much to be found out."""
        columns = range(len(self.model.fixed.columns))
        try:
            return len(self._echelon(columns)) if len(columns) <= MOST_COLUMNS else None
        except TooLargeError:
            return None

    def behind(self, kept: Sequence[int], columns: Mapping[Key, Column]) -> dict[Key, frozenset[int]]:
        """The places of the columns of X whose combination a random column is, for those that are known to be one.

        Args:
            kept: places of the columns of X that count.
            columns: the random columns, by anything.
        """
        return {key: frozenset(numbers) for key, numbers in self.combinations(kept, columns).items()}

    def combinations(self, kept: Sequence[int], columns: Mapping[Key, Column]) -> dict[Key, dict[int, float]]:
        """The combinations of columns of X that other columns are, by their places, as in `behind`."""
        if not columns or len(kept) > MOST_COLUMNS:
            return {}
        try:
            basis = self._echelon(kept)
        except TooLargeError:
            return {}
        found = {key: self._combination(column, basis) for key, column in columns.items()}
        return {key: numbers for key, numbers in found.items() if numbers is not None}

    def _combination(self, column: Column, basis: Sequence[_Row]) -> dict[int, float] | None:
        try:
            found = [_reduced(polynomial, {}, basis) for polynomial in self.coding.column(column)]
        except TooLargeError:
            return None
        if any(rest for rest, _ in found) or not found:
            return None
        used = (item for _, combination in found for item in combination.items())
        return {place: value for place, value in used if abs(value) > ROUNDING}

    def _echelon(self, kept: Sequence[int]) -> list[_Row]:
        """The columns of X, each without what the ones before it span."""
        basis: list[_Row] = []
        for place in kept:
            for polynomial in self.coding.column(self.model.fixed.columns[place]):
                rest, combination = _reduced(polynomial, {place: -1.0}, basis)
                if rest:
                    pivot = max(rest, key=lambda monomial: abs(rest[monomial]))
                    basis.append(_Row(pivot, rest, {number: -value for number, value in combination.items()}))
        return basis


@record(eq=False)
class _Row:
    """A combination of columns of X.

    Attributes:
        pivot: a monomial of it.
        polynomial: what it is.
        combination: the coefficients of the columns.
    """

    pivot: Monomial
    polynomial: Polynomial
    combination: dict[int, float]


def _reduced(
    polynomial: Polynomial, combination: dict[int, float], basis: Sequence[_Row]
) -> tuple[Polynomial, dict[int, float]]:
    """What the rows leave of a polynomial, and the combination of columns that was taken from it."""
    rest, taken = polynomial, dict(combination)
    scale = max(map(abs, polynomial.values()), default=1.0)
    for row in basis:
        if row.pivot in rest:
            factor = rest[row.pivot] / row.polynomial[row.pivot]
            rest = {m: v for m, v in total([(1.0, rest), (-factor, row.polynomial)]).items() if m != row.pivot}
            for place, value in row.combination.items():
                taken[place] = taken.get(place, 0.0) + factor * value
    return {monomial: value for monomial, value in rest.items() if abs(value) > ROUNDING * scale}, taken


def _products(parts: Iterable[frozenset[Powers]]) -> Iterator[Powers]:
    for chosen in product(*parts):
        yield reduce(multiplied, chosen, Powers())


def _highest(powers: frozenset[Powers]) -> Iterator[Powers]:
    """Those that are no divisor of another."""
    for one in powers:
        if not any(one != other and _divides(one, other) for other in powers):
            yield one


def _divides(one: Powers, other: Powers) -> bool:
    exponents = dict(other)
    return all(0 < exponent <= exponents.get(name, 0.0) for name, exponent in one)


@kept_for_the_same(2)
def directions_of(model: MixedModel) -> Directions:
    """The columns of a model, to be compared."""
    return Directions(model, coding_of_model(model))
