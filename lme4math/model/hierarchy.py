"""The hierarchy of a model: which grouping factors nest, and which predictors are the same throughout a group."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from lme4math.model.columns import Column, Piece
from lme4math.model.grouping import variables_in
from lme4math.model.mixed import GroupingFactor, MixedModel
from lme4math.r import Expression
from lme4math.records import record


@record
class Hierarchy:
    """What nests in what, and what is the same for all observations of a group.

    Levels are numbered as everywhere, in the order of the formula.

    Attributes:
        outer: for each level, the levels that it nests in, from the nearest to the outermost.
        constant: for each piece of a column, the levels in each of whose groups it has one value.
        assumed: variables that are taken to vary within groups, as neither data nor the user say otherwise.
    """

    outer: tuple[tuple[int, ...], ...]
    constant: Mapping[Piece, frozenset[int]]
    assumed: tuple[str, ...] = ()

    @property
    def inwards(self) -> tuple[int, ...]:
        """All levels, those that nest in most others first; else in the order of the formula."""
        return tuple(sorted(range(1, len(self.outer) + 1), key=lambda level: -len(self.outer[level - 1])))

    def around(self, level: int) -> tuple[int, ...]:
        """The levels that a level nests in, without those that these nest in themselves."""
        outer = self.outer[level - 1]
        further = {beyond for one in outer for beyond in self.outer[one - 1]}
        return tuple(one for one in outer if one not in further)

    @property
    def innermost(self) -> tuple[int, ...]:
        """The levels in which no other nests."""
        outer = {one for levels in self.outer for one in levels}
        return tuple(level for level in range(1, len(self.outer) + 1) if level not in outer)

    @property
    def chain(self) -> tuple[int, ...]:
        """All levels from the innermost to the outermost, where each nests in the next; else nothing."""
        order = self.inwards
        steps = range(len(order))
        return order if all(len(self.outer[order[step] - 1]) == len(order) - 1 - step for step in steps) else ()


Nests = Callable[[GroupingFactor, GroupingFactor], bool]
IsConstant = Callable[[GroupingFactor, Column], bool]


def hierarchy_of(model: MixedModel, nests: Nests | None = None, constant: IsConstant | None = None) -> Hierarchy:
    """The hierarchy of a model: by its formula, and by the data where there is some.

    Args:
        model: the model.
        nests: whether each group of the first factor is within one of the second; by their variables if None.
        constant: whether a column has one value in each group of a factor; if None, only that of a variable of the
            grouping factor itself is known to.
    """
    groups = model.levels
    pieces = dict.fromkeys(piece for column in model.columns for piece in column.pieces)
    variables = {piece.variable.name: piece.variable.expression for piece in pieces}
    named = {name: _named_by(expression, groups) for name, expression in variables.items()}
    within = {piece: frozenset(_levels_of(piece, groups, named[piece.variable.name], constant)) for piece in pieces}
    unknown = () if constant else dict.fromkeys(piece.variable.name for piece in pieces if not within[piece])
    assumed = tuple(dict.fromkeys(name for one in unknown for name in sorted(variables_in(variables[one]))))
    return Hierarchy(_outer(groups, nests or _by_variables), within, assumed)


def _by_variables(inner: GroupingFactor, outer: GroupingFactor) -> bool:
    return set(inner.variables) >= set(outer.variables)


def _outer(groups: tuple[GroupingFactor, ...], nests: Nests) -> tuple[tuple[int, ...], ...]:
    """The levels outside each level, ordered; of two that divide the observations alike the first is outside."""
    numbers = range(1, len(groups) + 1)
    nested = {
        (one, two)
        for one in numbers
        for two in numbers
        if one != two and (_by_variables(groups[one - 1], groups[two - 1]) or nests(groups[one - 1], groups[two - 1]))
    }
    one_way = {(one, two) for one, two in nested if (two, one) not in nested or _is_inner(groups, one, two)}
    counts = {level: sum(inner == level for inner, _ in one_way) for level in numbers}
    return tuple(
        tuple(sorted((outer for inner, outer in one_way if inner == level), key=lambda outer: (-counts[outer], outer)))
        for level in numbers
    )


def _is_inner(groups: tuple[GroupingFactor, ...], one: int, two: int) -> bool:
    """Of two levels with the same groups, the inner one has more variables, or stands later in the formula."""
    return (len(groups[one - 1].variables), one) > (len(groups[two - 1].variables), two)


def _levels_of(
    piece: Piece, groups: tuple[GroupingFactor, ...], named: frozenset[int], constant: IsConstant | None
) -> Iterator[int]:
    """The levels in each of whose groups a piece has one value; of those in `named` it has by their names."""
    for level, group in enumerate(groups, start=1):
        if level in named or (constant is not None and constant(group, Column((piece,)))):
            yield level


def _named_by(expression: Expression, groups: tuple[GroupingFactor, ...]) -> frozenset[int]:
    """The levels whose grouping factor has all variables of an expression."""
    names = variables_in(expression)
    return frozenset(level for level, group in enumerate(groups, start=1) if names and names <= set(group.variables))
