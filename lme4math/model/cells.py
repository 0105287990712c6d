"""What the cells of a model's factors have in common with its coefficients: the design of the cells, and its inverse.

In a cell, a combination of levels of the factors, the linear predictor is a sum of products of covariates. The cells'
values of one such product (their means for the empty product, their slopes for one covariate) are the design of the
cells times the coefficients of its columns. With independent columns the pseudo-inverse gives the coefficients back as
combinations of the cells' values (Venables & Ripley 2002, section 6.2); of a square design it is the inverse.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import product
from math import prod

from lme4math.model.columns import Column, CovariatePiece, IndicatorPiece, LevelFamily, Piece, Score
from lme4math.model.exact import ExactScores, Row, exact_scores, independent_of, left_inverse, root_of
from lme4math.model.level_conditions import levels_asked, plain_name
from lme4math.model.mixed import LinearPart
from lme4math.model.polynomials import TooLargeError
from lme4math.model.variables import Categorical, Variable
from lme4math.records import record

MOST_ENTRIES = 60_000
"""Designs with more cells times columns are not worked out."""
FIRST_LEVEL, OTHER_LEVEL, EACH_LEVEL = "first level", "another level", "each level"
"""What stands for levels that are not known."""

Cell = tuple[str, ...]
"""A level of each factor."""


@record
class CellFactor:
    """A factor of cells.

    Attributes:
        variable: the first of the variables that have its groups, such as `f` and `C(f, contr.sum)`.
        levels: its levels, or what stands for those that are not known.
        is_open: whether its levels are not known.
    """

    variable: Variable
    levels: tuple[str, ...]
    is_open: bool = False

    @property
    def name(self) -> str:
        """What it is called: `f` of `C(f, contr.sum)`."""
        return plain_name(self.variable.expression) or self.variable.frame_name


@record(eq=False)
class CellDesign:
    """The columns of X with the same product of covariates, in the cells of their factors.

    A column is `design` times the square root of its number in `squares`, its weights are those here divided by it.

    Attributes:
        covariates: the product; empty for the means.
        columns: the places of the columns of X, of those that count.
        factors: the factors of the columns.
        cells: the combinations of levels that can occur; in data those that do.
        design: each cell's row, by the places among `columns`.
        squares: of each column's factor.
        weights: the cells' weights in each coefficient, by their places; None where they are not worked out.
        empty: combinations that do not occur in the data, each with its row; None for one that is not estimable.
        dropped: the places of the columns of X that depend on earlier ones.
    """

    covariates: tuple[CovariatePiece, ...]
    columns: tuple[int, ...]
    factors: tuple[CellFactor, ...]
    cells: tuple[Cell, ...] = ()
    design: tuple[Row, ...] = ()
    squares: tuple[Fraction, ...] = ()
    weights: tuple[Row, ...] | None = None
    empty: tuple[tuple[Cell, Row | None], ...] = ()
    dropped: tuple[int, ...] = ()

    @property
    def is_unique(self) -> bool:
        """Whether there are as many cells as coefficients, so that only these weights give a coefficient."""
        return len(self.cells) == len(self.columns)


Observed = Callable[[Sequence[Variable]], Collection[Cell] | None]
"""The combinations of levels that occur in data; None without data."""


def cell_designs(
    fixed: LinearPart, dropped: Collection[int] = (), observed: Observed = lambda _: None, most: int = MOST_ENTRIES
) -> tuple[CellDesign, ...]:
    """The fixed part by products of covariates, in the order of X.

    Args:
        fixed: the fixed part.
        dropped: the places of columns of X that lme4 drops, where data tells.
        observed: which combinations of levels occur.
        most: designs with more cells times columns are not worked out.
    """
    products: dict[frozenset[Piece], list[int]] = {}
    for place, column in enumerate(fixed.columns):
        products.setdefault(frozenset(_covariates(column)), []).append(place)
    pieces = (piece for column in fixed.columns for piece in column.pieces)
    order = {name: place for place, name in enumerate(dict.fromkeys(piece.variable.name for piece in pieces))}
    lost = frozenset(dropped)
    return tuple(_design(fixed.columns, places, lost, order, observed, most) for places in products.values())


def vanishes(design: CellDesign, weights: Mapping[Cell, Fraction], column: Column) -> bool:
    """Whether a combination of cells takes away a column of other covariates, at whatever levels of other factors.

    Args:
        design: of the cells.
        weights: of the combination.
        column: a column of X.
    """
    at = {factor.name: place for place, factor in enumerate(design.factors)}
    pieces = [piece for piece in column.pieces if not isinstance(piece, CovariatePiece)]
    scores = [(at[name], _scores(piece)[0]) for piece in pieces if (name := _factor(piece).name) in at]
    values = (
        weight * prod((own.get(cell[place], Fraction(0)) for place, own in scores), start=Fraction(1))
        for cell, weight in weights.items()
    )
    return not sum(values, Fraction(0))


def _covariates(column: Column) -> tuple[CovariatePiece, ...]:
    return tuple(piece for piece in column.pieces if isinstance(piece, CovariatePiece))


class _OpenError(Exception):
    """The levels of a factor are not known, nor what stands for them."""


def _design(
    columns: Sequence[Column],
    places: Sequence[int],
    dropped: frozenset[int],
    order: Mapping[str, int],
    observed: Observed,
    most: int,
) -> CellDesign:
    """The cells of one product of covariates; `order` has the places of variables by their names."""
    covariates = _covariates(columns[places[0]])
    own = [columns[place] for place in places]
    known = tuple(place for place in places if place not in dropped)
    lost = tuple(place for place in places if place in dropped)
    try:
        factors = tuple(sorted(_factors(own).values(), key=lambda factor: order[factor.variable.name]))
        if prod(len(factor.levels) for factor in factors) * len(places) > most:
            return CellDesign(covariates, known, factors, dropped=lost)
        return _of_cells(covariates, dict(zip(places, own, strict=True)), factors, dropped, observed)
    except (_OpenError, TooLargeError):
        return CellDesign(covariates, known, (), dropped=lost)


def _factors(columns: Iterable[Column]) -> dict[str, CellFactor]:
    """The factors of columns by the names of what they have their groups from, in the order of their appearance."""
    found: dict[str, CellFactor] = {}
    for piece in (piece for column in columns for piece in column.pieces if not isinstance(piece, CovariatePiece)):
        factor = _factor(piece)
        before = found.setdefault(factor.name, factor)
        if before.levels is not factor.levels and set(before.levels) != set(factor.levels):
            raise _OpenError
    return found


def _factor(piece: Piece) -> CellFactor:
    if isinstance(piece, LevelFamily):
        if piece.coding:
            raise _OpenError
        levels = (EACH_LEVEL,) if piece.full else (piece.reference or FIRST_LEVEL, OTHER_LEVEL)
        return CellFactor(piece.variable, levels, is_open=True)
    assert isinstance(piece.variable.kind, Categorical)
    return CellFactor(piece.variable, piece.variable.kind.levels)


def _of_cells(
    covariates: tuple[CovariatePiece, ...],
    columns: Mapping[int, Column],
    factors: tuple[CellFactor, ...],
    dropped: frozenset[int],
    observed: Observed,
) -> CellDesign:
    possible = [cell for cell in product(*(factor.levels for factor in factors)) if _agrees(cell, factors)]
    seen = None if any(factor.is_open for factor in factors) else observed([factor.variable for factor in factors])
    order = sorted(possible, key=lambda cell: seen is not None and cell not in seen)
    n_cells = len(order) if seen is None else sum(cell in seen for cell in order)
    scored = [_scored(column, factors, order) for column in columns.values()]
    in_cells = [{cell: value for cell, value in numbers.items() if cell < n_cells} for numbers, _ in scored]
    known = [number for number, place in enumerate(columns) if place not in dropped]
    kept = [known[number] for number in independent_of([in_cells[number] for number in known])]
    rows: list[dict[int, Fraction]] = [{} for _ in order]
    for place, number in enumerate(kept):
        for cell, value in scored[number][0].items():
            rows[cell][place] = value
    places = tuple(columns)
    lost = tuple(place for number, place in enumerate(places) if number not in kept)
    by_cell = [{number: column[cell] for number, column in enumerate(in_cells) if cell in column}
               for cell in range(n_cells)] if lost else []  # fmt: skip
    return CellDesign(
        covariates,
        tuple(places[number] for number in kept),
        factors,
        tuple(order[:n_cells]),
        tuple(rows[:n_cells]),
        tuple(scored[number][1] for number in kept),
        tuple(left_inverse(rows[:n_cells], len(kept))),
        tuple(_empty(order, rows, scored, by_cell, n_cells)),
        lost,
    )


def _empty(
    order: Sequence[Cell],
    rows: Sequence[Row],
    scored: Sequence[tuple[Row, Fraction]],
    by_cell: Sequence[Row],
    n_cells: int,
) -> Iterator[tuple[Cell, Row | None]]:
    """The cells without observations; where a column is dropped, those outside the span of the others have no value."""
    for cell in range(n_cells, len(order)):
        own = {number: numbers[cell] for number, (numbers, _) in enumerate(scored) if cell in numbers}
        estimable = not by_cell or len(by_cell) not in independent_of([*by_cell, own])
        yield order[cell], rows[cell] if estimable else None


def _agrees(cell: Cell, factors: Sequence[CellFactor]) -> bool:
    """Whether a condition on the levels of a factor, `f == "a"`, has the truth that the factor's own level gives it."""
    levels = {factor.name: level for factor, level in zip(factors, cell, strict=True)}
    for factor, level in zip(factors, cell, strict=True):
        asked = levels_asked(factor.variable.expression)
        if asked is not None and asked.factor.name in levels:
            truth = (levels[asked.factor.name] in asked.levels) == asked.truth
            if level != str(truth).upper():
                return False
    return True


def _scored(
    column: Column, factors: Sequence[CellFactor], cells: Sequence[Cell]
) -> tuple[dict[int, Fraction], Fraction]:
    """A column's numbers in the cells, and the square of the factor of all of them."""
    square = Fraction(1)
    scores: list[dict[str, Fraction]] = [{} for _ in factors]
    at = {factor.name: place for place, factor in enumerate(factors)}
    for piece in (piece for piece in column.pieces if not isinstance(piece, CovariatePiece)):
        own, by = _scores(piece)
        square *= by
        place = at[_factor(piece).name]
        before = scores[place] or dict.fromkeys(own, Fraction(1))
        scores[place] = {level: before[level] * value for level, value in own.items() if level in before and value}
    root, numbers = root_of(square), dict[int, Fraction]()
    for number, cell in enumerate(cells):
        parts = [own[level] for own, level in zip(scores, cell, strict=True) if own and level in own]
        if len(parts) == sum(map(bool, scores)):
            numbers[number] = prod(parts, start=Fraction(1)) * (1 if root is None else root)
    return numbers, square if root is None else Fraction(1)


def _scores(piece: Piece) -> tuple[dict[str, Fraction], Fraction]:
    """The numbers of a factor's piece at its levels, and the square of their factor."""
    match piece:
        case IndicatorPiece(level=level):
            return {level: Fraction(1)}, Fraction(1)
        case LevelFamily(full=full):
            return {EACH_LEVEL if full else OTHER_LEVEL: Fraction(1)}, Fraction(1)
        case Score(variable=Variable(kind=Categorical(levels=levels)), scores=scores):
            found: ExactScores = exact_scores(scores)
            return {level: value for level, value in zip(levels, found.numbers, strict=True) if value}, found.square
        case _:
            raise _OpenError
