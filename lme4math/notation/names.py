"""Which letters stand for the indices and sizes of a model, and how its variables are written."""

from __future__ import annotations

from itertools import pairwise

from lme4math.errors import FormulaError
from lme4math.formula.nodes import Expression
from lme4math.model.columns import LevelFamily, Score
from lme4math.model.mixed import MixedModel
from lme4math.model.variables import Variable
from lme4math.notation.bases import basis_letters
from lme4math.notation.expressions import express
from lme4math.notation.parts import PartColumns, part_columns
from lme4math.notation.rows import CoefficientRow, Place, coefficient_rows
from lme4math.notation.style import Style
from lme4math.notation.symbols import Digits, Index, Letter, Lookup, Position, Size, Symbol
from lme4math.notation.tree import Expr
from lme4math.records import record

GROUP_LETTERS = "jkmhgqrd"
"""Without l, which looks like 1, and without n, which counts observations."""
FACTOR_LETTERS = "stuvw"
OBSERVATION_LETTERS, COUNT_LETTERS = "ioae", "nNIO"
"""The first that is no variable's name is taken; somebody who has used them all has asked for it, and gets the last."""


def _lettered(letters: str, number: int) -> tuple[str, tuple[Digits, ...]]:
    """The letter for the `number`-th thing (0-based), with a subscript once the letters have run out."""
    if number < len(letters):
        return letters[number], ()
    return (letters or GROUP_LETTERS)[0], (Digits(str(number + 1)),)


def _index(letters: str, number: int, level: int, n: int | None, first: int = 1) -> Index:
    letter, sub = _lettered(letters, number)
    size = Size(Symbol(Letter(letter.upper()), sub), n)
    return Index(Symbol(Letter(letter), sub), size, level, first)


@record
class Options:
    """How a reader wants the equations written.

    Attributes:
        factor_index: factors as coefficients by level, α_{type[i]}, instead of columns of 0 and 1.
        nested: groups that nest as y_{ijk}, as multilevel textbooks do, instead of by look-up, j[i].
    """

    factor_index: bool = False
    nested: bool = False


@record
class Names:
    """Everything that a notation needs in order to call the parts of one model by name.

    Attributes:
        observation: the index i of observations.
        groups: the index of each level, in the order of the formula.
        rows: the coefficients of the model.
        open_factors: the index of each factor whose levels are not known, by the variable's name.
        parts: the columns of the fixed part that are kept, and of each random term.
        bases: the letter of each basis of polynomials or splines, by the variable's name in the model frame.
        scored: the factors whose columns are scores of contrasts, by their names in the model frame.
    """

    model: MixedModel
    style: Style
    observation: Index
    groups: tuple[Index, ...]
    rows: tuple[CoefficientRow, ...]
    open_factors: dict[str, int]
    parts: tuple[PartColumns, ...]
    bases: dict[str, Symbol]
    scored: frozenset[str]
    options: Options = Options()

    def value(self, expression: Expression, at: Position) -> Expr:
        """The value of an R expression for one observation."""
        return express(expression, at, self.model.constants)

    def lookup(self, level: int) -> Lookup:
        """j[i] for a level."""
        return Lookup(self.groups[level - 1], self.observation)

    @property
    def chain(self) -> tuple[int, ...]:
        """The levels from the innermost to the outermost, where groups nest; else in the order of the formula."""
        return nesting(self.model) or tuple(range(1, len(self.groups) + 1))

    def group(self, level: int) -> str:
        """The name of a level's grouping factor."""
        return self.model.levels[level - 1].name

    def factor_index(self, variable: Variable, full: bool) -> Index:
        """The index over the levels of a factor whose levels are not known, from the second one unless `full`."""
        return _index(FACTOR_LETTERS, self.open_factors[variable.name], -1, None, 1 if full else 2)

    @property
    def fixed_part(self) -> PartColumns:
        """The columns of the fixed part that are kept."""
        return self.parts[0]

    def term_part(self, term: int) -> PartColumns:
        """The columns of a random term."""
        return self.parts[term + 1]

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


def nesting(model: MixedModel) -> tuple[int, ...]:
    """The levels from the innermost to the outermost where each lies in the next by its variables, else nothing."""
    order = sorted(range(len(model.levels)), key=lambda place: -len(model.levels[place].variables))
    sets = [frozenset(model.levels[place].variables) for place in order]
    nested = all(inner > outer for inner, outer in pairwise(sets))
    return tuple(place + 1 for place in order) if nested else ()


def name_parts(
    model: MixedModel,
    style: Style,
    n: int | None = None,
    dropped: frozenset[str] = frozenset(),
    options: Options | None = None,
) -> Names:
    """Choose the names for a model; letters follow the order of the formula, never the data.

    Args:
        model: the model.
        style: how coefficients and effects are named.
        n: the number of observations, where it is known.
        dropped: names of the columns of X that depend on earlier ones, where that is known.
        options: how the reader wants the equations written.

    Raises:
        FormulaError: nested indices are asked for, and the groups do not nest.
    """
    chosen = options or Options()
    rows = coefficient_rows(model, dropped)
    open_factors: dict[str, int] = {}
    pieces = [piece for row in rows for piece in row.column.pieces]
    for piece in pieces:
        if isinstance(piece, LevelFamily):
            open_factors.setdefault(piece.variable.name, len(open_factors))
    scored = frozenset(piece.variable.frame_name for piece in pieces if isinstance(piece, Score))
    fixed = part_columns(row.column for row in rows if row.fixed)
    parts = (fixed, *(part_columns(term.part.columns) for term in model.random))
    observation, groups = _nested_indices(model) if chosen.nested else _indices(model, n)
    return Names(model, style, observation, groups, rows, open_factors, parts, basis_letters(pieces), scored, chosen)


def _indices(model: MixedModel, n: int | None) -> tuple[Index, tuple[Index, ...]]:
    """i for observations, and an index of its own for each level; none is a letter that the user gave to a variable."""
    taken = {name for group in model.levels for name in (group.name, *group.variables)}
    taken |= {variable.frame_name for variable in model.variables}
    free = "".join(letter for letter in GROUP_LETTERS if not {letter, letter.upper()} & taken)
    observation, count = (
        next((letter for letter in letters if letter not in taken), letters[-1])
        for letters in (OBSERVATION_LETTERS, COUNT_LETTERS)
    )
    groups = (_index(free, number, number + 1, group.n_levels) for number, group in enumerate(model.levels))
    return Index(Symbol(Letter(observation)), Size(Symbol(Letter(count)), n)), tuple(groups)


def _nested_indices(model: MixedModel) -> tuple[Index, tuple[Index, ...]]:
    """ijk for observations, jk for the inner groups, k for the outer ones."""
    chain = nesting(model)
    if not chain or len(chain) > len(GROUP_LETTERS):
        spans = model.levels[-1].spans
        raise FormulaError(
            "The groups do not nest in one another, so an observation has no nested index such as ijk.",
            spans[0] if spans else None,
            'Use index="lookup".',
        )
    letters = GROUP_LETTERS[: len(chain)]
    groups: dict[int, Index] = {}
    for place, level in enumerate(chain):
        outer = letters[place + 1 :]
        count = model.levels[level - 1].n_levels if not outer else None
        size = Size(Symbol(Letter(letters[place].upper()), (Letter(outer),) if outer else ()), count)
        groups[level] = Index(Symbol(Letter(letters[place:])), size, level, nested=True)
    observation = Index(Symbol(Letter("i" + letters)), Size(Symbol(Letter("n"), (Letter(letters),))), nested=True)
    return observation, tuple(groups[level] for level in sorted(groups))
