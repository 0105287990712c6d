"""Combinations of the means of cells, or of their slopes, as short as they can be written: μ(b) − μ(a).

A dot stands for the average over the levels of a factor, as in μ(a, ·). Where there are more cells than coefficients a
coefficient has several weights; then the shortest combination is shown, if one cell alone gives it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import reduce
from itertools import product
from math import gcd, lcm, prod, sqrt

from lme4math.model import Cell, CellDesign
from lme4math.records import record

AVERAGE = "·"
MOST_TERMS = 8
SHOWN_TERMS = 3
LARGEST_DENOMINATOR = 10_000
"""Numbers with larger ones are shown as decimals: the scores they come from are no fractions."""

Weights = Mapping[Cell, Fraction]


@record
class Combination:
    """A sum of multiples of the values of cells.

    Attributes:
        terms: the numbers, and the cells, in which a dot stands for the average over the levels of a factor.
        square: all of it is divided by the square root of this.
        pairs: where it is a multiple of one cell, of a difference, of a difference of differences, …: for each factor
            its two levels, or the one; None where it is not.
        times: what these are multiplied by.
    """

    terms: tuple[tuple[Fraction, Cell], ...]
    square: Fraction = Fraction(1)
    pairs: tuple[tuple[str, ...], ...] | None = None
    times: Fraction = Fraction(1)

    @property
    def is_rounded(self) -> bool:
        """Whether its numbers are no fractions that one would write."""
        return any(number.denominator > LARGEST_DENOMINATOR for number, _ in self.terms)

    def weights(self, levels: Sequence[Sequence[str]]) -> dict[Cell, Fraction]:
        """The weights of cells, averages written out, but for the square root.

        Args:
            levels: of each factor.
        """
        found: dict[Cell, Fraction] = {}
        for number, cell in self.terms:
            axes = [own if one == AVERAGE else (one,) for own, one in zip(levels, cell, strict=True)]
            for each in product(*axes):
                found[each] = found.get(each, Fraction(0)) + number / prod(map(len, axes))
        return {cell: weight for cell, weight in found.items() if weight}

    @property
    def is_plain(self) -> bool:
        """Whether it is one cell, or a difference of cells, of differences, …."""
        return self.square == self.times == 1 and self.pairs is not None

    def text(self, value: Callable[[Cell], str], minus: str = " − ") -> str:
        """It in signs.

        Args:
            value: writes the value of a cell.
            minus: what stands between the parts of differences.
        """
        if self.is_rounded:
            return _sum([(float(number) / sqrt(self.square), cell) for number, cell in self.terms], value)
        if self.pairs is not None:
            several = any(len(pair) > 1 for pair in self.pairs)
            sign = "−" if self.times < 0 else ""
            return sign + _times(self.times**2 / self.square, _nested(self.pairs, (), value, minus), several)
        common = reduce(_common, (abs(number) for number, _ in self.terms))
        inner = [(number / common, cell) for number, cell in self.terms]
        return _times(common * common / self.square, _sum(inner, value), len(inner) > 1)


def _common(one: Fraction, two: Fraction) -> Fraction:
    return Fraction(gcd(one.numerator, two.numerator), lcm(one.denominator, two.denominator))


def _times(square: Fraction, body: str, several: bool) -> str:
    """A root of a number times something."""
    above, below = _root(square.numerator), _root(square.denominator)
    if below == "1":
        return body if above == "1" else f"{above} {f'({body})' if several else body}"
    start = f"({body})" if several else body
    return f"{start} / {below}" if above == "1" else f"{above} {start} / {below}"


def _root(number: int) -> str:
    root = round(sqrt(number))
    return str(root) if root * root == number else f"√{number}"


def _sum(terms: Sequence[tuple[Fraction | float, Cell]], value: Callable[[Cell], str]) -> str:
    ordered = sorted(terms, key=lambda term: term[0] < 0)
    shown = ordered if len(ordered) <= MOST_TERMS else ordered[:SHOWN_TERMS]
    parts = [_signed(number, value(cell), first=place == 0) for place, (number, cell) in enumerate(shown)]
    more = f" + … ({len(ordered) - len(shown)} more cells)" if len(shown) < len(ordered) else ""
    return "".join(parts) + more


def _signed(number: Fraction | float, text: str, first: bool) -> str:
    sign = ("−" if number < 0 else "") if first else (" − " if number < 0 else " + ")
    size = abs(number)
    times = "" if size == 1 else f"{size if isinstance(size, Fraction) else f'{size:.4g}'} "
    return f"{sign}{times}{text}"


def _nested(
    pairs: Sequence[tuple[str, ...]], chosen: Cell, value: Callable[[Cell], str], minus: str, inner: bool = False
) -> str:
    """A difference of differences: that of the last factor is the outer one."""
    if not pairs:
        return value(chosen)
    *others, last = pairs
    if len(last) == 1:
        return _nested(others, (last[0], *chosen), value, minus, inner)
    parts = [_nested(others, (level, *chosen), value, minus, inner=True) for level in last]
    text = minus.join(parts)
    return f"({text})" if inner else text


def combination(design: CellDesign, number: int) -> Combination:
    """What a coefficient is in values of cells.

    Args:
        design: of the cells, with its inverse.
        number: the coefficient, by its place among the columns of the design.
    """
    assert design.weights is not None
    square = design.squares[number]
    if not design.is_unique and (alone := _one_cell(design, number)) is not None:
        place, weight = alone
        return _combination({design.cells[place]: weight}, square)
    weights = {design.cells[place]: weight for place, weight in sorted(design.weights[number].items())}
    is_grid = len(design.cells) == prod(len(factor.levels) for factor in design.factors)
    column = {cell: row[number] for cell, row in zip(design.cells, design.design, strict=True) if number in row}
    found = _reduced(weights, design, square, column) if is_grid and weights else _combination(weights, square)
    if found.pairs is None and not design.is_unique and (two := _two_cells(design, number)):
        return _combination(two, square)
    return found


def _one_cell(design: CellDesign, number: int) -> tuple[int, Fraction] | None:
    """The first cell whose value is a multiple of one coefficient alone."""
    found = (place for place, row in enumerate(design.design) if len(row) == 1 and number in row)
    place = next(found, None)
    return None if place is None else (place, 1 / design.design[place][number])


def _two_cells(design: CellDesign, number: int) -> dict[Cell, Fraction]:
    """The first two cells whose difference is a multiple of one coefficient alone; none for others."""
    alike: dict[frozenset[tuple[int, Fraction]], Cell] = {}
    rows = dict(zip(design.cells, design.design, strict=True))
    for cell, row in rows.items():
        other = alike.setdefault(frozenset(item for item in row.items() if item[0] != number), cell)
        difference = row.get(number, Fraction(0)) - rows[other].get(number, Fraction(0))
        if difference:
            return {other: -1 / difference, cell: 1 / difference}
    return {}


def _combination(weights: Weights, square: Fraction) -> Combination:
    """A combination of cells as they are."""
    terms = tuple((weight, cell) for cell, weight in weights.items())
    if len(terms) > 1:
        return Combination(terms, square)
    ((weight, cell),) = terms
    return Combination(terms, square, tuple((level,) for level in cell), weight)


def _reduced(weights: Weights, design: CellDesign, square: Fraction, column: Weights) -> Combination:
    """Averages for factors over whose levels the weights are the same; products of one combination for each factor."""
    levels = [factor.levels for factor in design.factors]
    averaged = dict(weights)
    for place, factor in enumerate(design.factors):
        if len(factor.levels) > 1 and not factor.is_open and _is_even(averaged, place, len(factor.levels)):
            averaged = {
                (*cell[:place], AVERAGE, *cell[place + 1 :]): weight * len(factor.levels)
                for cell, weight in averaged.items()
            }
            levels[place] = (AVERAGE,)
    scale, axes = _axes(averaged, levels)
    if axes is None:
        return _combination(averaged, square)
    open_axes = [place for place, axis in enumerate(axes) if len(axis) > 1]
    if len(open_axes) == 1:
        (place,) = open_axes
        axes[place] = {level: weight * scale for level, weight in axes[place].items()}
        scale = Fraction(1)
    written = [_with_average(axis, levels[place], len(open_axes) == 1) for place, axis in enumerate(axes)]
    terms = tuple(
        (scale * prod((weight for _, weight in chosen), start=Fraction(1)), tuple(level for level, _ in chosen))
        for chosen in product(*(axis.items() for axis in written))
    )
    return Combination(terms, square, *_pairs(written, scale, column))


def _is_even(weights: Weights, place: int, n: int) -> bool:
    """Whether the weights are the same at all levels of a factor."""
    found: dict[Cell, Counter[Fraction]] = {}
    for cell, weight in weights.items():
        found.setdefault((*cell[:place], *cell[place + 1 :]), Counter())[weight] += 1
    return all(len(counts) == 1 and counts.total() == n for counts in found.values())


def _axes(weights: Weights, levels: Sequence[tuple[str, ...]]) -> tuple[Fraction, list[dict[str, Fraction]] | None]:
    """Weights as a number times the products of one weight for each factor; None where they are not."""
    start, scale = max(weights.items(), key=lambda item: abs(item[1]))
    axes = [
        {
            level: weights[cell] / scale
            for level in own
            if (cell := (*start[:place], level, *start[place + 1 :])) in weights
        }
        for place, own in enumerate(levels)
    ]
    products = {
        tuple(level for level, _ in chosen): scale * prod((weight for _, weight in chosen), start=Fraction(1))
        for chosen in product(*(axis.items() for axis in axes))
    }
    return scale, axes if products == dict(weights) else None


def _with_average(axis: Mapping[str, Fraction], levels: Sequence[str], alone: bool) -> dict[str, Fraction]:
    """The weights of one factor, with the average over its levels where that makes them fewer: μ(a) − μ(·)."""
    weights = {level: axis.get(level, Fraction(0)) for level in levels}
    common, times = Counter(weights.values()).most_common(1)[0]
    if times < 2 or not common:
        return dict(axis)
    rest = {level: weight - common for level, weight in weights.items() if weight != common}
    deviates = list(rest.values()) == [1] and common * len(levels) == -1
    if len(rest) + 1 >= len(axis) or (alone and not deviates):
        return dict(axis)
    return {**rest, AVERAGE: common * len(levels)}


def _pairs(
    axes: Sequence[Mapping[str, Fraction]], scale: Fraction, column: Weights
) -> tuple[tuple[tuple[str, ...], ...] | None, Fraction]:
    """Of a multiple of a difference of differences, the levels of each factor, and the number.

    The level at which the column of the coefficient is larger comes first, as in μ(b) − μ(a).
    """
    found: list[tuple[str, ...]] = []
    for place, axis in enumerate(axes):
        numbers = [*axis.values()]
        if len(numbers) == 1:
            scale *= numbers[0]
            found.append(tuple(axis))
        elif len(numbers) == 2 and numbers[0] == -numbers[1]:
            earlier, later = axis
            swapped = later == AVERAGE or _size(column, place, earlier) > _size(column, place, later)
            found.append((earlier, later) if swapped else (later, earlier))
            scale *= numbers[0 if swapped else 1]
        else:
            return None, scale
    pair = max((place for place, own in enumerate(found) if len(own) == 2), default=None)
    if scale < 0 and pair is not None:
        found[pair], scale = found[pair][::-1], -scale
    return tuple(found), scale


def _size(column: Weights, place: int, level: str) -> Fraction:
    """How large a column is at a level of a factor."""
    return max((abs(value) for cell, value in column.items() if cell[place] == level), default=Fraction(0))
