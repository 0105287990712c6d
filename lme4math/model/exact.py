"""Exact numbers: floating-point numbers read as fractions or their roots, and inverses of matrices of fractions.

Scores of contrasts are fractions (1/3 of `contr.sdif`) or a vector of fractions times a square root (those of
`contr.poly`). Read so, a design of cells has an exact inverse. Elimination is of Gauss and Jordan, on whole numbers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import gcd, isqrt, lcm

from lme4math.model.polynomials import TooLargeError
from lme4math.records import record

LONGEST_DECIMAL, LARGEST_DENOMINATOR = 10**6, 10**4
MOST_STEPS = 500_000
"""Inverses that need more products of two numbers are not computed."""
ROUNDING = 1e-13
ROUNDING_OF_RATIOS = 1e-10

Row = Mapping[int, Fraction]
"""A row of a matrix by places; what is not in it is 0."""


@record
class ExactScores:
    """A column of scores: numbers times the square root of a number.

    Attributes:
        numbers: the fractions.
        square: the square of the factor; 1 where the scores are fractions themselves.
    """

    numbers: tuple[Fraction, ...]
    square: Fraction = Fraction(1)


def exact_scores(scores: Sequence[float]) -> ExactScores:
    """Scores as fractions, or as fractions times a square root; else as the floating-point numbers that they are."""
    largest = max(map(abs, scores), default=0.0)
    clean = [0.0 if abs(score) <= ROUNDING * largest else score for score in scores]
    found = [_fraction(score) for score in clean]
    known = tuple(one for one in found if one is not None)
    if len(known) == len(clean):
        return ExactScores(known)
    return _with_root(clean) or ExactScores(tuple(map(Fraction, clean)))


def _fraction(number: float) -> Fraction | None:
    """A short decimal, or a fraction with a small denominator; None for others."""
    decimal = Fraction(repr(number))
    if decimal.denominator <= LONGEST_DECIMAL:
        return decimal
    near = Fraction(number).limit_denominator(LARGEST_DENOMINATOR)
    return near if abs(float(near) - number) <= ROUNDING * max(1.0, abs(number)) else None


def _with_root(scores: Sequence[float]) -> ExactScores | None:
    """Scores whose ratios are fractions, and whose squares are."""
    unit = min(abs(score) for score in scores if score)
    ratios = [Fraction(score / unit).limit_denominator(LARGEST_DENOMINATOR) for score in scores]
    pairs = zip(ratios, scores, strict=True)
    if any(
        abs(float(ratio) - score / unit) > ROUNDING_OF_RATIOS * max(1.0, abs(score / unit)) for ratio, score in pairs
    ):
        return None
    of_length_one = 1 / sum((ratio * ratio for ratio in ratios), Fraction(0))
    for square in (of_length_one, Fraction(unit * unit).limit_denominator(LARGEST_DENOMINATOR)):
        if square and abs(float(square) - unit * unit) <= ROUNDING_OF_RATIOS * unit * unit:
            return ExactScores(tuple(ratios), square)
    return None


def root_of(square: Fraction) -> Fraction | None:
    """The square root, where it is a fraction."""
    above, below = isqrt(square.numerator), isqrt(square.denominator)
    return Fraction(above, below) if above**2 == square.numerator and below**2 == square.denominator else None


def independent_of(columns: Sequence[Row]) -> tuple[int, ...]:
    """The places of those columns that do not depend on earlier ones.

    Raises:
        TooLargeError: it would take too long.
    """
    steps = 0
    basis: list[tuple[int, dict[int, int]]] = []
    kept: list[int] = []
    for place, column in enumerate(columns):
        rest = _whole(column)
        for pivot, known in basis:
            if pivot in rest:
                steps += len(rest) + len(known)
                rest = _without(rest, known, pivot)
        if steps > MOST_STEPS:
            raise TooLargeError
        if rest:
            basis.append((min(rest), rest))
            kept.append(place)
    return tuple(kept)


def left_inverse(rows: Sequence[Row], n_columns: int) -> list[dict[int, Fraction]]:
    """The pseudo-inverse of a matrix whose columns are independent: of a square one its inverse.

    Args:
        rows: of the matrix.
        n_columns: how many columns it has.

    Returns:
        The rows of the inverse.

    Raises:
        TooLargeError: it would take too long.
    """
    if len(rows) == n_columns:
        left, right = rows, [{place: Fraction(1)} for place in range(n_columns)]
    else:
        columns: list[dict[int, Fraction]] = [{} for _ in range(n_columns)]
        for number, row in enumerate(rows):
            for place, value in row.items():
                columns[place][number] = value
        left, right = [_products(columns, one) for one in columns], columns
    return _solved(left, right)


def _products(columns: Sequence[Row], one: Row) -> dict[int, Fraction]:
    """The inner products of a column with all columns."""
    found = {
        place: sum((value * other[number] for number, value in one.items() if number in other), Fraction(0))
        for place, other in enumerate(columns)
    }
    return {place: value for place, value in found.items() if value}


def _solved(left: Sequence[Row], right: Sequence[Row]) -> list[dict[int, Fraction]]:
    """X of A X = B, of which A is square and has an inverse."""
    n, steps = len(left), 0
    rows = [
        _whole({**one, **{n + place: value for place, value in other.items()}})
        for one, other in zip(left, right, strict=True)
    ]
    open_rows = set(range(n))
    pivots: list[int] = []
    for column in range(n):
        pivot = min((number for number in open_rows if column in rows[number]), key=lambda number: len(rows[number]))
        open_rows.discard(pivot)
        pivots.append(pivot)
        for number in range(n):
            if number != pivot and column in rows[number]:
                steps += len(rows[number]) + len(rows[pivot])
                rows[number] = _without(rows[number], rows[pivot], column)
        if steps > MOST_STEPS:
            raise TooLargeError
    return [
        {place - n: Fraction(value, rows[pivot][column]) for place, value in rows[pivot].items() if place >= n}
        for column, pivot in enumerate(pivots)
    ]


def _whole(row: Row) -> dict[int, int]:
    """A row times a number, so that its entries are whole and have no common divisor."""
    times = lcm(*(value.denominator for value in row.values()))
    return _reduced({place: value.numerator * (times // value.denominator) for place, value in row.items() if value})


def _without(row: Mapping[int, int], pivot_row: Mapping[int, int], pivot: int) -> dict[int, int]:
    """A row less the multiple of another one that has its entry at a place."""
    common = gcd(row[pivot], pivot_row[pivot])
    times, taken = pivot_row[pivot] // common, row[pivot] // common
    found = {place: value * times for place, value in row.items()}
    for place, value in pivot_row.items():
        found[place] = found.get(place, 0) - taken * value
    return _reduced({place: value for place, value in found.items() if value})


def _reduced(row: dict[int, int]) -> dict[int, int]:
    common = gcd(*row.values())
    return {place: value // common for place, value in row.items()} if common > 1 else row
