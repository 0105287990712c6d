"""The table coefficient × level: which coefficients a model has, and at which levels each of them varies.

A random effect belongs to the coefficient whose column of X has the same numbers as its own column; a random effect
without such a column belongs to a coefficient without a population value.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from lme4math.model import Column, MixedModel
from lme4math.records import kept_for_the_same, record


@record
class Place:
    """A random term in which a coefficient varies.

    Attributes:
        group: the name of the grouping factor.
        level: its number (1, 2, … in the order of the formula).
        term: the random term, 0-based, in the order of the formula.
        position: the column in the term, 0-based.
        repeat: 0, or how many earlier terms of the same level already let this coefficient vary.
        letter: which letter its covariances have, 0-based in the model: one for a grouping factor, and another for a
            term of it whose symbols would be the same as an earlier term's.
        another: 0, or how many letters the earlier terms of the same level have.
        apart: whether two numbers in a subscript have a comma between them, for some of the model have two digits:
            τ₂₆ would be a name of coefficient 26 as well.
    """

    group: str
    level: int
    term: int
    position: int
    repeat: int = 0
    letter: int = 0
    another: int = 0
    apart: bool = False


@record
class CoefficientRow:
    """One row of the table.

    Attributes:
        number: the place of its column in X before any is dropped; higher ones for columns that X does not have.
        subscript: the number that its symbols carry: 0 for an intercept, and from 1 on for all others, the columns of
            X first, whether data drops some or not.
        column: what the coefficient multiplies.
        fixed: whether it has a population value; a column that depends on earlier ones has none.
        places: where it varies, in the order of the formula.
    """

    number: int
    subscript: int
    column: Column
    fixed: bool
    places: tuple[Place, ...]


NONE_DROPPED = frozenset[int]()


@kept_for_the_same(2)  # the names of a model, and its equations by level, ask for them
def coefficient_rows(model: MixedModel, dropped: frozenset[int]) -> tuple[CoefficientRow, ...]:
    """The rows of the table coefficient × level of a model.

    Args:
        dropped: places of the columns of X that lme4 drops, for they depend on earlier ones.
    """
    fixed = len(model.fixed.columns)
    columns = list(model.fixed.columns)
    numbers: dict[object, int] = {}
    for number, column in enumerate(columns):
        numbers.setdefault(column.identity, number)
    order = list(range(fixed))
    for term in (model.random[place] for place in model.as_written):
        new = list(dict.fromkeys(one for one in term.part.columns if one.identity not in numbers))
        numbers |= {column.identity: len(columns) + more for more, column in enumerate(new)}
        order += range(len(columns), len(columns) + len(new))
        columns += new
        if term.covariance.structure == "ar1":
            _put_before_neighbours(order, [numbers[column.identity] for column in term.part.columns])
    members = {
        term: [numbers[column.identity] for column in model.random[term].part.columns] for term in model.as_written
    }
    varying = [number for number in order if columns[number].pieces]
    subscripts = dict.fromkeys(order, 0) | {number: place for place, number in enumerate(varying, start=1)}
    apart = any(subscripts[number] > 9 for numbers in members.values() for number in numbers)
    places = _places(model, members, apart)
    rows = (
        CoefficientRow(
            number,
            subscripts[number],
            columns[number],
            number < fixed and number not in dropped,
            tuple(places.get(number, ())),
        )
        for number in order
    )
    return tuple(row for row in rows if row.fixed or row.places)


def _put_before_neighbours(order: list[int], members: list[int]) -> None:
    """Order the coefficients so that those of an autoregression follow one another; those of X stay where they are."""
    for number, following in reversed(list(pairwise(members))):
        if order.index(number) > order.index(following):
            order.remove(number)
            order.insert(order.index(following), number)


def _places(model: MixedModel, members: Mapping[int, Sequence[int]], apart: bool) -> dict[int, list[Place]]:
    """Where each coefficient varies, by its number."""
    level_of = {group.name: number for number, group in enumerate(model.levels, start=1)}
    letters = _letters(model, members)
    found: dict[int, list[Place]] = {}
    for term, numbers in members.items():
        group = model.random[term].group.name
        for position, number in enumerate(numbers):
            here = found.setdefault(number, [])
            repeat = sum(place.group == group for place in here)
            here.append(Place(group, level_of[group], term, position, repeat, *letters[term], apart))
    return found


def _letters(model: MixedModel, members: Mapping[int, Sequence[int]]) -> dict[int, tuple[int, int]]:
    """The letter of the covariances of each term, and how many letters earlier terms of its grouping factor have."""
    in_use: dict[str, list[tuple[int, set[object]]]] = {}
    found: dict[int, tuple[int, int]] = {}
    count = 0
    for term, numbers in members.items():
        covariance = model.random[term].covariance
        own = in_use.setdefault(model.random[term].group.name, [])
        symbols: set[object] = {"common deviation"} if covariance.homogeneous else set(numbers)
        if covariance.structure in ("cs", "ar1") and len(numbers) > 1:
            symbols.add("correlation")
        free = (another for another, (_, used) in enumerate(own) if not used & symbols)
        another = len(own) if covariance.homogeneous else next(free, len(own))
        if another == len(own):
            own.append((count, set()))
            count += 1
        own[another][1].update(symbols)
        found[term] = own[another][0], another
    return found
