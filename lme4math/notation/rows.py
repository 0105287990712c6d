"""The table coefficient × level: which coefficients a model has, and at which levels each of them varies.

A random effect belongs to the coefficient whose column of X holds the same numbers as its own column; one without such
a partner is a coefficient with no population value.
"""

from __future__ import annotations

from lme4math.model.columns import Column
from lme4math.model.mixed import MixedModel
from lme4math.records import record


@record
class Place:
    """Where a coefficient varies.

    Attributes:
        group: the name of the grouping factor.
        level: its number (1, 2, … in the order of the formula).
        term: the random term, 0-based, in the order of the formula.
        position: the column in the term, 0-based.
        repeat: 0, or how many earlier terms of the same level already let this coefficient vary.
    """

    group: str
    level: int
    term: int
    position: int
    repeat: int = 0


@record
class CoefficientRow:
    """One row of the table.

    Attributes:
        number: its number; the columns of X come first, in their order before any is dropped, so that numbers are the
            same with data and without.
        column: what the coefficient multiplies.
        fixed: whether it has a population value; a column that depends on earlier ones has none.
        places: where it varies, in the order of the formula.
    """

    number: int
    column: Column
    fixed: bool
    places: tuple[Place, ...]


def coefficient_rows(model: MixedModel, dropped: frozenset[str] = frozenset()) -> tuple[CoefficientRow, ...]:
    """The rows of the table coefficient × level of a model.

    Args:
        dropped: names of the columns of X that lme4 drops, for they depend on earlier ones.
    """
    columns = {column.identity: column for column in model.fixed.columns}
    estimated = {identity for identity, column in columns.items() if column.name not in dropped}
    places: dict[object, list[Place]] = {identity: [] for identity in columns}
    level_of = {group.name: number for number, group in enumerate(model.levels, start=1)}
    for number, term in enumerate(model.random):
        level = level_of[term.group.name]
        for position, column in enumerate(term.part.columns):
            columns.setdefault(column.identity, column)
            here = places.setdefault(column.identity, [])
            repeat = sum(place.level == level for place in here)
            here.append(Place(term.group.name, level, number, position, repeat))
    rows = (
        CoefficientRow(number, column, identity in estimated, tuple(places[identity]))
        for number, (identity, column) in enumerate(columns.items())
    )
    return tuple(row for row in rows if row.fixed or row.places)
