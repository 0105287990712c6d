"""Where each coefficient stands in equations by level (Raudenbush & Bryk 2002, chapters 2, 8 and 12).

A column is a product of pieces, and each piece belongs to a level: to level 1, the observations, or to the groups in
each of which it has one value. What belongs to level 1 says which coefficient of the observation's equation a column
is about; what belongs to groups, in which equation of that coefficient it is a predictor. So x is about the slope of x,
and x:sector about the slope of x as well, where sector is a predictor of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from lme4math.model import Hierarchy, MixedModel, Piece
from lme4math.notation.names.naming import Names
from lme4math.notation.names.rows import NONE_DROPPED, CoefficientRow, coefficient_rows
from lme4math.records import kept_for_the_same, record

Part = frozenset[Piece]
Prefix = tuple[Part, ...]


@record
class LevelPaths:
    """The equations in which the coefficients of a model stand.

    Attributes:
        chain: the levels from the innermost to the outermost where all nest; empty where some cross, and each has
            equations of its own at level 2.
        homes: the level of each piece; 0 if it varies within groups.
        parts: for each coefficient, by its number, the pieces of its column that belong to level 1, then those of each
            level of the chain; of groups that cross, those of all levels together.
        numbers: the number of each part among those that share the parts before it; 0 where it has no pieces.
        longer: the levels of which some effect multiplies a predictor of its own groups, in their equation.
    """

    chain: tuple[int, ...]
    homes: Mapping[Piece, int]
    parts: Mapping[int, Prefix]
    numbers: Mapping[int, tuple[int, ...]]
    longer: frozenset[int] = frozenset()

    @property
    def steps(self) -> int:
        """The number of equations above that of the observation in which a coefficient can stand."""
        return len(self.chain) or 1

    def step(self, level: int) -> int:
        """The step of a level's equations: 1 where groups cross, else its place in the chain, from 1 on."""
        return self.chain.index(level) + 1 if self.chain else 1

    def effect_numbers(self, row: CoefficientRow, level: int) -> tuple[int, ...]:
        """The numbers of a random effect: of the coefficient whose equation it is in, and what it multiplies there."""
        numbers, least = self.numbers[row.number], self.step(level)
        used = max((place + 1 for place, number in enumerate(numbers) if number), default=0)
        return numbers[: max(least, used)]

    def multiplied(self, row: CoefficientRow, level: int) -> tuple[Piece, ...]:
        """The pieces that a random effect multiplies in its equation: those that are the same within its groups."""
        later = {piece for part in self.parts[row.number][self.step(level) :] for piece in part}
        return tuple(piece for piece in row.column.pieces if piece in later)


def level_paths(names: Names) -> LevelPaths:
    """Find the equations of a model's coefficients."""
    return _paths(names.model, names.hierarchy)


@kept_for_the_same(4)  # both styles, the words and the legend of a view ask for them
def _paths(model: MixedModel, hierarchy: Hierarchy) -> LevelPaths:
    chain = hierarchy.chain
    rows = coefficient_rows(model, NONE_DROPPED)  # also what lme4 drops, so that no number depends on the data
    homes = dict(_homes(hierarchy, rows, chain))
    parts = _parts(rows, homes, chain)
    paths = LevelPaths(chain, homes, parts, _numbers(rows, parts))
    places = ((row, place.level) for row in rows for place in row.places)
    return replace(paths, longer=frozenset(level for row, level in places if paths.multiplied(row, level)))


def _homes(hierarchy: Hierarchy, rows: Sequence[CoefficientRow], chain: tuple[int, ...]) -> Iterator[tuple[Piece, int]]:
    """The level of each piece: the outermost one, or of groups that cross one that no other's effects multiply."""
    for piece in dict.fromkeys(piece for row in rows for piece in row.column.pieces):
        found = hierarchy.constant.get(piece, frozenset())
        if chain:
            yield piece, next((level for level in reversed(chain) if level in found), 0)
            continue
        multiplied = {place.level for row in rows if piece in row.column.pieces for place in row.places}
        own = (level for level in reversed(hierarchy.inwards) if level in found and multiplied <= {level})
        yield piece, next(own, 0)


def _parts(rows: Sequence[CoefficientRow], homes: Mapping[Piece, int], chain: tuple[int, ...]) -> dict[int, Prefix]:
    """The pieces of each row's column that belong to each step, by the row's number."""
    steps = ({0}, *({level} for level in chain)) if chain else ({0}, {home for home in homes.values() if home})
    found: dict[int, Prefix] = {}
    for row in rows:
        at = [(piece, homes[piece]) for piece in row.column.pieces]
        found[row.number] = tuple(frozenset(piece for piece, home in at if home in step) for step in steps)
    return found


def _numbers(rows: Sequence[CoefficientRow], parts: Mapping[int, Prefix]) -> dict[int, tuple[int, ...]]:
    """The numbers of the parts, in the order of the coefficients."""
    known: dict[Prefix, dict[Part, int]] = {}
    found: dict[int, tuple[int, ...]] = {}
    for row in sorted(rows, key=lambda row: row.subscript):
        numbers: list[int] = []
        for place, part in enumerate(parts[row.number]):
            there = known.setdefault(parts[row.number][:place], {frozenset(): 0})
            numbers.append(there.setdefault(part, len(there)))
        found[row.number] = tuple(numbers)
    return found
