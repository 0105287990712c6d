"""Which letters stand for the indices and sizes of a model, and how its variables are written."""

from __future__ import annotations

from dataclasses import dataclass

from lme4math.model.columns import LevelFamily
from lme4math.model.mixed import MixedModel
from lme4math.model.variables import Variable
from lme4math.notation.rows import CoefficientRow, Place, coefficient_rows
from lme4math.notation.style import Style
from lme4math.notation.symbols import Digits, Index, Letter, Lookup, Size, Symbol

GROUP_LETTERS = "jkmhgqrd"
"""Without l, which looks like 1, and without n, which counts observations."""
FACTOR_LETTERS = "stuvw"


def _lettered(letters: str, number: int) -> tuple[str, tuple[Digits, ...]]:
    """The letter for the `number`-th thing (0-based), with a subscript once the letters have run out."""
    if number < len(letters):
        return letters[number], ()
    return letters[0], (Digits(str(number + 1)),)


def _index(letters: str, number: int, level: int, n: int | None, first: int = 1) -> Index:
    letter, sub = _lettered(letters, number)
    size = Size(Symbol(Letter(letter.upper()), sub), n)
    return Index(Symbol(Letter(letter), sub), size, level, first)


@dataclass(frozen=True, slots=True)
class Names:
    """Everything that a notation needs in order to call the parts of one model by name.

    Attributes:
        observation: the index i of observations.
        groups: the index of each level, in the order of the formula.
        rows: the coefficients of the model.
        open_factors: the index of each factor whose levels are not known, by the variable's name.
    """

    model: MixedModel
    style: Style
    observation: Index
    groups: tuple[Index, ...]
    rows: tuple[CoefficientRow, ...]
    open_factors: dict[str, int]

    def lookup(self, level: int) -> Lookup:
        """j[i] for a level."""
        return Lookup(self.groups[level - 1], self.observation)

    def group(self, level: int) -> str:
        """The name of a level's grouping factor."""
        return self.model.levels[level - 1].name

    def factor_index(self, variable: Variable, full: bool) -> Index:
        """The index over the levels of a factor whose levels are not known, from the second one unless `full`."""
        return _index(FACTOR_LETTERS, self.open_factors[variable.name], -1, None, 1 if full else 2)

    def row(self, number: int) -> CoefficientRow:
        """The coefficient of a number."""
        return next(row for row in self.rows if row.number == number)

    @property
    def fixed_rows(self) -> tuple[CoefficientRow, ...]:
        """The coefficients with a population value, in the order of X."""
        return tuple(row for row in self.rows if row.fixed)

    @property
    def terms(self) -> tuple[int, ...]:
        """The random terms that have effects, in the order of the formula; `(0 | g)` has none."""
        return tuple(number for number, term in enumerate(self.model.random) if term.part.columns)

    def term_rows(self, term: int) -> tuple[tuple[CoefficientRow, Place], ...]:
        """The coefficients that vary in a random term, in the term's order, each with its place there."""
        found = [(row, place) for row in self.rows for place in row.places if place.term == term]
        return tuple(sorted(found, key=lambda pair: pair[1].position))


def name_parts(model: MixedModel, style: Style, n: int | None = None, dropped: frozenset[str] = frozenset()) -> Names:
    """Choose the names for a model; letters follow the order of the formula, never the data.

    Args:
        model: the model.
        style: how coefficients and effects are named.
        n: the number of observations, where it is known.
        dropped: names of the columns of X that depend on earlier ones, where that is known.
    """
    observation = Index(Symbol(Letter("i")), Size(Symbol(Letter("n")), n))
    groups = tuple(
        _index(GROUP_LETTERS, number, number + 1, group.n_levels) for number, group in enumerate(model.levels)
    )
    rows = coefficient_rows(model, dropped)
    open_factors: dict[str, int] = {}
    for row in rows:
        for piece in row.column.pieces:
            if isinstance(piece, LevelFamily):
                open_factors.setdefault(piece.variable.name, len(open_factors))
    return Names(model, style, observation, groups, rows, open_factors)
