"""Sentences about what the fixed effects are to the random ones: their means, or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from lme4math.english import listed, quoted, quoted_names
from lme4math.model import (
    Column,
    CovariatePiece,
    Directions,
    LevelFamily,
    MixedModel,
    directions_of,
    is_difference,
    is_indicator,
)
from lme4math.notation.names.naming import Names
from lme4math.notation.names.rows import CoefficientRow
from lme4math.notation.words.phrases import capital, varying
from lme4math.records import kept_for_the_same, record

Behind = Mapping[tuple[int, int], frozenset[int]]
"""Places of columns of X whose combination a random column is, by its term and its place there."""


@record(eq=False)
class Means:
    """The random columns of a model beside its fixed ones.

    Attributes:
        names: the names of the model.
        directions: its columns, to be compared.
        behind: the columns of X that have a random column of another name in their span.
    """

    names: Names
    directions: Directions
    behind: Behind

    @property
    def kept(self) -> list[int]:
        """Places of the columns of X that count."""
        return [row.number for row in self.names.fixed_rows]

    def without_mean(self, term: int) -> list[Column]:
        """Those of a random term's columns whose effects have no fixed effect as their mean."""
        others = [column for place, column in self.others(term) if (term, place) not in self.behind]
        return _not_met(self.directions, others, self.names.fixed_rows)

    def others(self, term: int) -> Iterator[tuple[int, Column]]:
        """The columns of a random term that are no columns of X, or are levels where these are differences."""
        return iter(_others(self.names.model, self.names.rows, term))

    def is_of_levels(self, columns: Sequence[Column]) -> bool:
        """Whether columns are about levels of factors alone."""
        pieces = (piece for column in columns for piece in column.pieces if isinstance(piece, CovariatePiece))
        return all(is_indicator(piece.variable.expression) for piece in pieces)

    def constant(self) -> list[CoefficientRow]:
        """The fixed effects without random ones, which no random effect of another column changes."""
        return _constant(self.directions, self.names.rows, self.behind)


def means_of(names: Names, known: Behind | None = None) -> Means:
    """Compare the random columns of a model with its fixed ones.

    Args:
        names: the names of the model.
        known: what the data shows beyond the formula of random columns in the span of X.
    """
    directions = directions_of(names.model)
    return Means(names, directions, _behind(directions, names.rows, known or _NOTHING))


_NOTHING: Behind = {}


# Words are made for each style and notation; what they say of columns is found once.
@kept_for_the_same(2)
def _behind(directions: Directions, rows: Sequence[CoefficientRow], known: Behind) -> Behind:
    model = directions.model
    others = {(term, place): column for term in model.as_written for place, column in _others(model, rows, term)}
    return {**known, **directions.behind([row.number for row in rows if row.fixed], others)}


def _others(model: MixedModel, rows: Sequence[CoefficientRow], term: int) -> list[tuple[int, Column]]:
    members = [(place.position, row) for row in rows for place in row.places if place.term == term]
    in_order = sorted(members, key=lambda member: member[0])
    found: list[tuple[int, Column]] = []
    for (position, row), column in zip(in_order, model.random[term].part.columns, strict=True):
        fixed = model.fixed.columns[row.number] if row.fixed else None
        if fixed is None or _compared(fixed) != _compared(column):
            found.append((position, column))
    return found


@kept_for_the_same(2)
def _constant(directions: Directions, rows: Sequence[CoefficientRow], behind: Behind) -> list[CoefficientRow]:
    changed = frozenset[int]().union(*behind.values())
    alone = [row for row in rows if row.fixed and not row.places and row.number not in changed]
    varying = (row for row in rows if row.places)
    kept = set(map(id, _not_met(directions, [row.column for row in alone], varying)))
    return [row for row in alone if id(row.column) in kept]


def _not_met(directions: Directions, columns: Sequence[Column], rows: Iterable[CoefficientRow]) -> list[Column]:
    """Those columns that no column of the rows is about the same things as."""
    subject, is_met = directions.subject, directions.is_met
    subjects = {subject(row.column) for row in rows} if columns else set()
    alone = [(column, subject(column)) for column in columns]
    met = {one: any(is_met(one, other) for other in subjects) for one in {about for _, about in alone}}
    return [column for column, about in alone if not met[about]]


def mean_sentences(means: Means, term: int) -> Iterator[str]:
    """What the effects of a random term vary around, where the fixed part has no coefficient of the same column."""
    part = means.names.term_part(term)
    by_terms: dict[frozenset[int], list[Column]] = {}
    for place, column in means.others(term):
        if (term, place) in means.behind:
            by_terms.setdefault(means.behind[term, place], []).append(column)
    for about_factors in (True, False):
        chosen = {places: own for places, own in by_terms.items() if means.is_of_levels(own) == about_factors}
        if chosen:
            behind = frozenset[int]().union(*chosen)
            columns = [column for own in chosen.values() for column in own]
            if about_factors and columns == [Column(())]:
                yield _of_intercept(means.names, behind)
                continue
            phrase, plural = varying(columns, part)
            yield f"{capital(phrase)} {'vary' if plural else 'varies'} around {_given(means, behind, columns)}."
    if alone := means.without_mean(term):
        phrase, plural = varying(alone, part)
        are, it = ("are", "they vary") if plural else ("is", "it varies")
        yield f"{capital(phrase)} {are} not in the fixed part: {it} around 0."


def _compared(column: Column) -> frozenset[str]:
    """The factors that it compares the levels of."""
    return frozenset(piece.variable.name for piece in column.pieces if is_difference(piece))


def _of_intercept(names: Names, places: Iterable[int]) -> str:
    """The intercept of a random term beside a factor of which the fixed part has all levels."""
    terms = dict.fromkeys(names.model.fixed.columns[place].term for place in sorted(places))
    return (
        f"In place of an intercept the fixed part has {quoted_names(terms)}: a group's deviation in the intercept is "
        "the same at all levels."
    )


def _given(means: Means, places: Iterable[int], columns: Sequence[Column]) -> str:
    """What the fixed effects give, by the terms that give it."""
    behind = [means.names.model.fixed.columns[place] for place in sorted(places)]
    terms = list(dict.fromkeys(quoted(column.term) for column in behind if column.pieces))
    if means.is_of_levels(columns):
        others = [*(["the intercept"] if any(not column.pieces for column in behind) else []), *terms]
        them = "them" if _several(columns) else "it"
        given = f"what {listed(others)} of the fixed part give{'s' if len(others) == 1 else ''} for {them}"
    else:
        given = f"the course that {listed(terms)} give{'s' if len(terms) == 1 else ''}"
    both = _factors(columns) & _factors(behind)
    differently = sorted(name for name in both if not _codings(columns, name) <= _codings(behind, name))
    return given + (f", as the two parts code {quoted_names(differently)} differently" if differently else "")


def _factors(columns: Iterable[Column]) -> frozenset[str]:
    return frozenset(
        piece.variable.name for one in columns for piece in one.pieces if not isinstance(piece, CovariatePiece)
    )


def _codings(columns: Iterable[Column], factor: str) -> frozenset[str]:
    """Whether a factor's pieces are levels, differences from one, or scores."""
    pieces = (piece for column in columns for piece in column.pieces if piece.variable.name == factor)
    return frozenset(f"{type(piece).__name__} {is_difference(piece)}" for piece in pieces)


def _several(columns: Sequence[Column]) -> bool:
    return len(columns) > 1 or any(isinstance(piece, LevelFamily) for piece in columns[0].pieces)
