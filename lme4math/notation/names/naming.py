"""The names of one model: which letters its indices, sizes, coefficients and bases have."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Literal

from lme4math.english import typographic
from lme4math.errors import one_of, truth
from lme4math.model import (
    Categorical,
    Column,
    Hierarchy,
    IndicatorPiece,
    LevelFamily,
    MixedModel,
    Score,
    Variable,
    frame_name,
    hierarchy_of,
)
from lme4math.notation.expressions import Scope, basis_letters, condition, express, without_contrasts
from lme4math.notation.names.labels import NONE, Labels, read_labels
from lme4math.notation.names.rows import NONE_DROPPED, CoefficientRow, Place, coefficient_rows
from lme4math.notation.names.styles import Style
from lme4math.notation.names.symbols import (
    Index,
    Lookup,
    Position,
    Symbol,
    factor_letters,
    index_of,
    indices,
    link_letter,
    names_taken,
    nested_indices,
    nesting,
)
from lme4math.notation.omitted import Omitted
from lme4math.notation.part_columns import PartColumns, part_columns
from lme4math.notation.tree import Expr
from lme4math.r import Expression
from lme4math.records import kept_for_the_same, record


@record
class Options:
    """How a reader wants the equations written.

    Attributes:
        factor_index: factors as coefficients by level, α_{type[i]}, instead of columns of 0 and 1.
        nested: groups that nest as y_{ijk}, as multilevel textbooks do, instead of by look-up, j[i].
    """

    factor_index: bool = False
    nested: bool = False


INDICES = ("lookup", "nested")


def options_of(factor_index: bool, index: str) -> Options:
    """The options of `Model.equations`, checked.

    Raises:
        ValueError: there is no index of that name.
    """
    one_of(index, INDICES, "index")
    return Options(truth(factor_index, "factor_index"), index == "nested")


@record
class Event:
    """An event of a factor that is the response of a binomial model: R takes its first level as failure.

    Attributes:
        relation, level: that it is the second of two levels, or is not the first of more.
    """

    relation: Literal["=", "≠"]
    level: str

    @property
    def phrase(self) -> str:
        """The event after the name of the factor."""
        return f"{'is' if self.relation == '=' else 'is not'} {typographic(self.level)}"


Member = tuple[CoefficientRow, Place]
"""A coefficient that varies, and where."""
MOST_MEMBERS = 5
"""The most effects of a term that vectors and matrices of an excerpt show."""


def event_of(model: MixedModel) -> Event | None:
    """What the mean of a binomial model is the probability of, where its response is a factor of known levels."""
    kind = model.variables[0].kind if model.response.expression is not None else None
    if model.family.name != "binomial" or not isinstance(kind, Categorical) or kind.logical:
        return None
    first, *others = kind.levels
    return Event("=", others[0]) if len(others) == 1 else Event("≠", first)


@record
class Names:
    """The names of the parts of one model.

    Attributes:
        observation: the index i of observations.
        groups: the index of each level, in the order of the formula.
        rows: the coefficients of the model.
        open_factors: the index of each factor whose levels are not known, by the variable's name.
        parts: the columns of the fixed part that are kept, and of each random term.
        factor_letters: the letters for indices over levels that are not known.
        bases: the letter of each basis of polynomials or splines, by the variable's name in the model frame.
        labels: the reader's own words and symbols.
        scored: what the factors whose columns are scores of contrasts are called there, by their names in the model
            frame.
        hierarchy: which grouping factors nest, and which predictors are those of groups.
        excerpt_of: all coefficients, where `rows` are an excerpt of them; else empty.
    """

    model: MixedModel
    style: Style
    observation: Index
    groups: tuple[Index, ...]
    rows: tuple[CoefficientRow, ...]
    open_factors: dict[str, int]
    parts: tuple[PartColumns, ...]
    factor_letters: str
    bases: dict[str, Symbol]
    scored: dict[str, str]
    hierarchy: Hierarchy
    options: Options = Options()
    labels: Labels = NONE
    excerpt_of: tuple[CoefficientRow, ...] = ()

    @property
    def all_rows(self) -> tuple[CoefficientRow, ...]:
        """The coefficients of the model, also those that an excerpt leaves out."""
        return self.excerpt_of or self.rows

    def shown(self, rows: Iterable[CoefficientRow]) -> Iterator[CoefficientRow | Omitted]:
        """Of some coefficients of the model those that are shown, and what is left out between them."""
        if not self.excerpt_of:
            yield from rows
            return
        yield from _shown(self.rows, tuple(rows))

    @property
    def event(self) -> Event | None:
        """What the mean of the response is the probability of; None unless that is a factor of known levels."""
        return event_of(self.model)

    @property
    def scope(self) -> Scope:
        """How names within calls are read."""
        return Scope(self.model.constants, self.model.words)

    def value(self, expression: Expression, at: Position) -> Expr:
        """The value of an R expression for one observation."""
        return express(expression, at, self.scope)

    def condition(self, expression: Expression, at: Position, truth: bool) -> Expr | None:
        """A comparison of numbers as a condition on an observation, or None."""
        return condition(expression, at, self.scope, truth)

    def lookup(self, level: int) -> Lookup:
        """j[i] for a level."""
        return Lookup(self.groups[level - 1], self.observation)

    @property
    def link(self) -> Symbol:
        """The letter of a link function of the user's own."""
        return link_letter(names_taken(self.model) | self.labels.letters, (self.observation, *self.groups))

    @property
    def chain(self) -> tuple[int, ...]:
        """The levels from the innermost to the outermost, where groups nest; else in the order of the formula."""
        return nesting(self.model) or tuple(range(1, len(self.groups) + 1))

    def group(self, level: int) -> str:
        """The name of a level's grouping factor."""
        return self.model.levels[level - 1].name

    def outside(self, index: Index) -> tuple[int, ...]:
        """The levels within one group of which a nested index counts; none for any other index."""
        if not index.nested:
            return ()
        return self.hierarchy.around(index.level) if index.level else self.hierarchy.innermost

    def is_combination(self, level: int) -> bool:
        """Whether the groups of a level are the combinations of others' groups, and so have no letter of their own."""
        around = [self.model.levels[outer - 1].variables for outer in self.hierarchy.around(level)]
        named = set(self.model.levels[level - 1].variables)
        return len(around) > 1 and named == {name for variables in around for name in variables}

    @property
    def families(self) -> Iterator[LevelFamily]:
        """The pieces of columns that stand for levels which are not known."""
        return (piece for row in self.rows for piece in row.column.pieces if isinstance(piece, LevelFamily))

    def factor_index(self, variable: Variable, full: bool) -> Index:
        """The index over the levels of a factor whose levels are not known, from the second one unless `full`."""
        return index_of(self.factor_letters, self.open_factors[variable.name], -1, None, 1 if full else 2)

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
        return _fixed(self.rows)

    @property
    def all_fixed_rows(self) -> tuple[CoefficientRow, ...]:
        """The same, also those that an excerpt leaves out."""
        return _fixed(self.all_rows)

    @property
    def terms(self) -> tuple[int, ...]:
        """The random terms that have effects, as they are written; `(0 | g)` has none."""
        return tuple(number for number in self.model.as_written if self.model.random[number].part.columns)

    def number_in_group(self, term: int) -> int | None:
        """Which of the terms of its grouping factor a random term is, from 1; None where it is the only one."""
        group = self.model.random[term].group.name
        same = [number for number in self.terms if self.model.random[number].group.name == group]
        return None if len(same) == 1 else same.index(term) + 1

    def term_rows(self, term: int) -> tuple[tuple[CoefficientRow, Place], ...]:
        """The coefficients that vary in a random term, in the order of their numbers, each with its place there.

        An autoregression has the order of its term.
        """
        return self._term_rows(self.rows, term)

    def _term_rows(self, rows: Iterable[CoefficientRow], term: int) -> tuple[Member, ...]:
        ordered = self.model.random[term].covariance.structure == "ar1"
        found = [(row, place) for row in rows for place in row.places if place.term == term]
        return tuple(sorted(found, key=lambda pair: (0 if ordered else pair[0].subscript, pair[1].position)))

    def members(self, term: int) -> tuple[Member | Omitted, ...]:
        """The same as the entries of a vector; of a long one in an excerpt the first two and the last."""
        shown = self.term_rows(term)
        if not self.excerpt_of:
            return shown
        kept = {row.number for row, _ in (shown if len(shown) <= MOST_MEMBERS else (*shown[:2], shown[-1]))}
        runs = groupby(self._term_rows(self.all_rows, term), lambda member: member[0].number in kept)
        return tuple(one for is_kept, run in runs for one in (run if is_kept else (Omitted(len(list(run))),)))

    def term_columns(self, term: int) -> tuple[Column, ...]:
        """The columns of a random term, in the order of `term_rows`."""
        columns = self.model.random[term].part.columns
        return tuple(columns[place.position] for _, place in self.term_rows(term))


@kept_for_the_same(4)  # every sentence asks for them
def _fixed(rows: tuple[CoefficientRow, ...]) -> tuple[CoefficientRow, ...]:
    return tuple(row for row in rows if row.fixed)


@kept_for_the_same(4)  # each notation asks for them, its legend and the table
def _shown(kept: Sequence[CoefficientRow], rows: tuple[CoefficientRow, ...]) -> tuple[CoefficientRow | Omitted, ...]:
    numbers = {row.number for row in kept}
    found: list[CoefficientRow | Omitted] = []
    for is_shown, run in groupby(rows, lambda row: row.number in numbers):
        together = tuple(run)
        found += together if is_shown else (_omitted(together),)
    return tuple(found)


def _omitted(rows: tuple[CoefficientRow, ...]) -> Omitted:
    """What is left out, by the factor or the term of the formula that all of it is of."""
    first = rows[0].column
    if any(row.column.term != first.term for row in rows):
        return Omitted(len(rows))
    match first.pieces:
        case (IndicatorPiece(variable=variable),):
            return Omitted(len(rows), "levels of", variable.frame_name)
        case _:
            return Omitted(len(rows), "coefficients of", first.term)


def name_parts(
    model: MixedModel,
    style: Style,
    n: int | None = None,
    dropped: frozenset[int] = NONE_DROPPED,
    options: Options | None = None,
    hierarchy: Hierarchy | None = None,
    labels: Mapping[str, str] | None = None,
) -> Names:
    """Choose the names for a model; letters follow the order of the formula, never the data.

    Args:
        model: the model.
        style: how coefficients and effects are named.
        n: the number of observations, where it is known.
        dropped: places of the columns of X that depend on earlier ones, where that is known.
        options: how the reader wants the equations written.
        hierarchy: what the data or the user say of it; by the formula alone if None.
        labels: the reader's own words, and symbols between dollar signs, by key (`labels.py`).

    Raises:
        LabelError: a label cannot be read.
        FormulaError: nested indices are asked for, and the groups do not nest.
    """
    chosen = options or Options()
    rows = coefficient_rows(model, dropped)
    open_factors: dict[str, int] = {}
    pieces = [piece for row in rows for piece in row.column.pieces]
    for piece in pieces:
        if isinstance(piece, LevelFamily):
            open_factors.setdefault(piece.variable.name, len(open_factors))
    scored = _scored(piece.variable for piece in pieces if isinstance(piece, Score))
    fixed = part_columns(row.column for row in rows if row.fixed)
    parts = (fixed, *(part_columns(term.part.columns) for term in model.random))
    own = labels_of(model, labels or {})
    taken = names_taken(model) | own.letters
    observation, groups = nested_indices(model, taken) if chosen.nested else indices(model, n, taken)
    letters, bases = factor_letters(taken), basis_letters(pieces, taken)
    known = hierarchy or hierarchy_of(model)
    style = style.labelled(own) if own else style
    return Names(
        model, style, observation, groups, rows, open_factors, parts, letters, bases, scored, known, chosen, own
    )


def labels_of(model: MixedModel, texts: Mapping[str, str]) -> Labels:
    """The reader's own words, and symbols between dollar signs, by key.

    Raises:
        LabelError: a label cannot be read.
    """
    return read_labels(texts, variables_of(model))


def variables_of(model: MixedModel) -> frozenset[str]:
    """All names that a label of a variable or a grouping factor may have; a coefficient of such a name has `fixef`."""
    return names_taken(model) | {variable.frame_name for variable in model.variables}


def _scored(variables: Iterable[Variable]) -> dict[str, str]:
    """Factors without `C()` around them, unless two would be called the same."""
    plain = {one.frame_name: frame_name(without_contrasts(one.expression)) for one in variables}
    counts = Counter(plain.values())
    return {name: short if counts[short] == 1 else name for name, short in plain.items()}
