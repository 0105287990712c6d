"""The table coefficient × level: which coefficients a model has, and at which levels each of them varies.

A random effect belongs to the coefficient whose column of X has the same numbers as its own column; a random effect
without such a column belongs to a coefficient without a population value.
"""

from __future__ import annotations

from lme4math.model import Column, MixedModel
from lme4math.records import record


@record
class Place:
    """A random term in which a coefficient varies.

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


def coefficient_rows(model: MixedModel, dropped: frozenset[int] = frozenset()) -> tuple[CoefficientRow, ...]:
    """The rows of the table coefficient × level of a model.

    Args:
        dropped: places of the columns of X that lme4 drops, for they depend on earlier ones.
    """
    fixed = len(model.fixed.columns)
    columns = list(model.fixed.columns)
    numbers: dict[object, int] = {}
    for number, column in enumerate(columns):
        numbers.setdefault(column.identity, number)
    places: list[list[Place]] = [[] for _ in columns]
    level_of = {group.name: number for number, group in enumerate(model.levels, start=1)}
    for number, term in enumerate(model.random):
        level = level_of[term.group.name]
        for position, column in enumerate(term.part.columns):
            if column.identity not in numbers:
                numbers[column.identity] = len(columns)
                columns.append(column)
                places.append([])
            here = places[numbers[column.identity]]
            repeat = sum(place.level == level for place in here)
            here.append(Place(term.group.name, level, number, position, repeat))
    rows = (
        CoefficientRow(number, column, number < fixed and number not in dropped, tuple(places[number]))
        for number, column in enumerate(columns)
    )
    return tuple(row for row in rows if row.fixed or row.places)
