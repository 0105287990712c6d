"""Equations by level, as in Raudenbush & Bryk (2002).

y_{ij} = β_{0j} + β_{1j} x_{ij} + ε_{ij}, β_{0j} = γ₀₀ + γ₀₁ w_j + u_{0j}, β_{1j} = γ₁₀ + …: the first equation is the
observation's. Each of its coefficients that is not the same in all groups has an equation at level 2, where the
predictors of groups and the random effects are; the coefficients there that vary further have theirs at level 3, and so
on. A coefficient that is the same in all groups is written as what it is, γ.

Where groups cross, nothing nests: a coefficient that several factors share is the sum of the population's value and of
what each factor adds. What a factor adds has an equation of its own where there are predictors of its groups, so that
no equation of a group has a variable that is not the same throughout the group.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from lme4math.model import LevelFamily, Piece
from lme4math.notation.by_observation import closing_statements, observation_statements
from lme4math.notation.conventions import remarks
from lme4math.notation.laws import law_of_effects
from lme4math.notation.names.level_paths import Part, Prefix
from lme4math.notation.names.level_styles import LevelStyle
from lme4math.notation.names.naming import Names
from lme4math.notation.names.rows import CoefficientRow
from lme4math.notation.names.symbols import Index, Lookup, Position, contains
from lme4math.notation.omitted import Omitted
from lme4math.notation.predictor import coefficient, effect, piece_value
from lme4math.notation.statements import Document, Equation, Statement, TakenToVary
from lme4math.notation.tree import Expr, Product, Sum, SumOver, Varying, Weighted

NO_PIECES: Part = frozenset()


def levels(names: Names) -> Document:
    """A model in equations by level; the names are those of `with_equations_by_level`."""
    assert isinstance(names.style, LevelStyle)
    equations = _Equations(names, names.style)
    left_out = (one for one in names.shown(names.all_rows) if isinstance(one, Omitted))
    terms = (*equations.level_one(), *left_out)
    statements: list[Statement] = [*observation_statements(names, terms), *closing_statements(names)]
    paths = names.style.paths
    for step in range(1, paths.steps + 1):
        statements += equations.found[step]
        here = (term for term in names.terms if paths.step(names.term_rows(term)[0][1].level) == step)
        statements += (law for term in here for law in law_of_effects(names, term, written_out=True))
    where = remarks(names, tuple(statements))
    if names.hierarchy.assumed:
        where = (*where, TakenToVary(names.hierarchy.assumed))
    return Document("levels", tuple(statements), where)


class _Equations:
    """The equations of one model; those above level 1 are found on the way from the observation upwards.

    Attributes:
        found: the equations of each step, from 1 on.
    """

    def __init__(self, names: Names, style: LevelStyle) -> None:
        self.names, self.style, self.paths = names, style, style.paths
        self.rows = sorted(names.rows, key=lambda row: self.paths.numbers[row.number])
        self.found: dict[int, list[Equation]] = {step: [] for step in range(1, self.paths.steps + 1)}

    def level_one(self) -> Iterator[Expr]:
        """The terms of the linear predictor."""
        for part in dict.fromkeys(self.paths.parts[row.number][0] for row in self.rows):
            members = self._members((part,))
            value = self._of_nested((part,)) if self.paths.chain else self._of_crossed(part)
            if isinstance(value, Varying):
                at = (Lookup(index, self.names.observation) for index in value.at if isinstance(index, Index))
                value = replace(value, at=tuple(at))
            if value is not None:
                yield self._weighted(members[0], value, _in_order(part, members[0]))

    def _members(self, prefix: Prefix) -> list[CoefficientRow]:
        """The coefficients whose columns begin with these parts; the one that has no others, if there is one, first."""
        return [row for row in self.rows if self.paths.parts[row.number][: len(prefix)] == prefix]

    def _of_nested(self, prefix: Prefix) -> Expr | None:
        """A coefficient where groups nest: by its name if it has an equation at its level or further out, else γ."""
        step, members = len(prefix), self._members(prefix)
        if step > self.paths.steps:
            return self._population(members)
        level = self.paths.chain[step - 1]
        parts = [part for part in dict.fromkeys(self.paths.parts[row.number][step] for row in members) if part]
        effects = list(self._effects(members, level))
        first = self._of_nested((*prefix, NO_PIECES))
        if not parts and not effects:
            return first
        predictors = (self._predictor(prefix, part) for part in parts)
        name = self._named(members[0], prefix, (level,), step)
        self.found[step].append(Equation(name, _sum((first, *predictors, *effects))))
        return name

    def _predictor(self, prefix: Prefix, part: Part) -> Expr | None:
        """A predictor of groups with its coefficient, which may vary further out."""
        row = self._members((*prefix, part))[0]
        value = self._of_nested((*prefix, part))
        return None if value is None else self._weighted(row, value, _in_order(part, row))

    def _of_crossed(self, part: Part) -> Expr | None:
        """A coefficient where groups cross: by its name if any group has a share in it, else γ."""
        members = self._members((part,))
        own = self._population([row for row in members if not self.paths.parts[row.number][1]])
        predictors = [row for row in members if row.fixed and self.paths.parts[row.number][1]]
        shares = {
            level: (
                [self._fixed(row) for row in predictors if self._homes(row) == {level}],
                list(self._effects(members, level)),
            )
            for level in range(1, len(self.names.groups) + 1)
        }
        shares = {level: share for level, share in shares.items() if any(share)}
        mixed = [row for row in predictors if len(self._homes(row)) > 1]
        if not shares and not mixed:
            return own
        everywhere = sorted({*shares, *(home for row in mixed for home in self._homes(row))})
        name = self._named(members[0], (part,), everywhere, 1)
        if len(everywhere) == 1:
            ((fixed, effects),) = shares.values()
            self.found[1].append(Equation(name, _sum((own, *fixed, *effects))))
            return name
        own_equations: list[Equation] = []
        terms = [own]
        for level, (fixed, effects) in shares.items():
            if fixed:
                share = self._named(members[0], (part,), (level,), 1 + level, self.names.group(level))
                own_equations.append(Equation(share, _sum((*fixed, *effects))))
            terms += [share] if fixed else effects
        self.found[1] += [Equation(name, _sum((*terms, *map(self._fixed, mixed)))), *own_equations]
        return name

    def _population(self, members: Sequence[CoefficientRow]) -> Expr | None:
        return next((coefficient(self.names, row) for row in members if row.fixed), None)

    def _homes(self, row: CoefficientRow) -> set[int]:
        return {self.paths.homes[piece] for piece in self.paths.parts[row.number][1]}

    def _fixed(self, row: CoefficientRow) -> Expr:
        """The fixed effect of a predictor of groups that cross."""
        value = coefficient(self.names, row)
        return self._weighted(row, value, _in_order(self.paths.parts[row.number][1], row))

    def _effects(self, members: Iterable[CoefficientRow], level: int) -> Iterator[Expr]:
        """The random effects of a level's groups in the equation of a coefficient."""
        index = self.names.groups[level - 1]
        for row in members:
            for place in row.places:
                if place.level == level:
                    value = effect(self.names, row, place, index)
                    pieces = self.paths.multiplied(row, level)
                    yield self._weighted(row, value, pieces) if pieces else value

    def _named(self, row: CoefficientRow, prefix: Prefix, levels: Sequence[int], step: int, group: str = "") -> Varying:
        """The name of a coefficient that varies over these levels."""
        symbol = self.style.varying(self.paths.numbers[row.number][: len(prefix)], group)
        pieces = (piece for part in prefix for piece in _in_order(part, row))
        indices = tuple(self.names.groups[level - 1] for level in levels)
        return Varying(symbol, row.number, _without_contained(indices), self._families(pieces), step)

    def _weighted(self, row: CoefficientRow, value: Expr, pieces: Sequence[Piece]) -> Expr:
        """A coefficient times some pieces of its column, each with the index of the level that it belongs to."""
        values = tuple(piece_value(self.names, piece, self._position(piece)) for piece in pieces)
        column = (values[0] if len(values) == 1 else Product(values)) if values else None
        indices, term = self._families(pieces), Weighted(value, column, row.number)
        return SumOver(indices, term) if indices else term

    def _position(self, piece: Piece) -> Position:
        home = self.paths.homes[piece]
        return self.names.groups[home - 1] if home else self.names.observation

    def _families(self, pieces: Iterable[Piece]) -> tuple[Index, ...]:
        """The indices over the levels of factors that are not known."""
        return tuple(
            self.names.factor_index(piece.variable, piece.full) for piece in pieces if isinstance(piece, LevelFamily)
        )


def _in_order(part: Part, row: CoefficientRow) -> tuple[Piece, ...]:
    """The pieces of a part in the order of a column."""
    return tuple(piece for piece in row.column.pieces if piece in part)


def _sum(terms: Iterable[Expr | None]) -> Expr:
    found = tuple(term for term in terms if term is not None)
    return found[0] if len(found) == 1 else Sum(found)


def _without_contained(indices: tuple[Index, ...]) -> tuple[Index, ...]:
    """Indices without those that another names as well, as jk does k."""
    return tuple(one for one in indices if not any(one is not other and contains(other, one) for other in indices))
