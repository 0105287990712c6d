"""R's poly(): orthogonal and raw polynomials.

R's spline bases: bs() and ns() of the package splines, with scipy's B-splines underneath.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from math import ceil, factorial
from typing import Any

import numpy as np

from lme4math.data.functions.matching import Given
from lme4math.data.functions.scalars import count, flag, number, vector
from lme4math.data.functions.statistics import quantiles
from lme4math.data.values import FloatArray, IntArray, Logicals, Matrix, Null, Numbers, Value, as_numbers, length
from lme4math.errors import DataError
from lme4math.r import DOTS

_MOST_COLUMNS = 1000


def orthogonal(x: FloatArray, degree: int, at: FloatArray | None = None) -> FloatArray:
    """Orthonormal polynomials of degree 1 … `degree` at the points `x`, n × degree, as `stats::poly` computes them.

    They are the columns of Q in the QR decomposition of the powers of x − mean(x), with the signs that make each
    leading coefficient positive. At other points they follow from the recursion of three terms.
    """
    centred = x - x.mean()
    powers = np.vander(centred, degree + 1, increasing=True)
    scales = np.sqrt((powers**2).sum(axis=0))
    scales = np.where(scales > 0, scales, 1)
    q, r = np.linalg.qr(powers / scales)
    if at is None:
        signs = np.where(np.diag(r) < 0, -1.0, 1.0)
        return np.asarray((q * signs)[:, 1:])
    sizes, middles = np.abs(np.diag(r)) * scales, centred @ q**2
    before, monic, found = np.zeros_like(at), np.ones_like(at), []
    for power in range(degree):
        share = (sizes[power] / sizes[power - 1]) ** 2 if power else 0.0
        before, monic = monic, (at - x.mean() - middles[power]) * monic - share * before
        found.append(monic / sizes[power + 1])
    return np.column_stack(found)


def poly(
    x: Value,
    dots: list[Given],
    degree: Value | None = None,
    coefs: Value | None = None,
    raw: Value | None = None,
    at: Mapping[str, Any] | None = None,
) -> Value:
    variables, degree = _unnamed(x, dots, degree)
    order = 1 if degree is None else count(degree, "degree")
    if coefs is not None:
        raise DataError("poly() with given `coefs` is not supported.")
    raw_powers = raw is not None and flag(raw, "raw")
    columns = [_checked(column, order, raw_powers) for variable in variables for column in _columns_of(variable)]
    wanted: list[FloatArray] | list[None] = [None] * len(columns)
    if at is not None:
        others = (at["x"], *(value for _, value in at[DOTS]))[: len(variables)]
        wanted = [vector(column, "poly()").values for variable in others for column in _columns_of(variable)]
    bases = [_powers(values, order, raw_powers, ats) for values, ats in zip(columns, wanted, strict=True)]
    if len(bases) == 1:
        return Matrix(bases[0], tuple(str(power) for power in range(1, order + 1)))
    return _products(bases, order)


def _unnamed(x: Value, dots: list[Given], degree: Value | None) -> tuple[list[Value], Value | None]:
    """Which unnamed arguments are variables: a single number after x is the degree."""
    variables = [x]
    for _, value in dots:
        if isinstance(value, Numbers | Logicals) and length(value) == 1 and length(x) != 1 and degree is None:
            degree = value
        else:
            variables.append(value)
    return variables, degree


def _columns_of(variable: Value) -> list[Value]:
    """The columns of a matrix, each a variable of its own."""
    return [Numbers(column) for column in variable.values.T] if isinstance(variable, Matrix) else [variable]


def _checked(variable: Value, order: int, raw: bool) -> FloatArray:
    if order < 1:
        raise DataError("The degree of poly() must be at least 1.")
    if order > _MOST_COLUMNS:
        raise DataError("The degree of poly() is too large.")
    values = vector(variable, "poly()").values
    if not raw and np.isnan(values).any():
        raise DataError("poly() refuses missing values.", hint="Remove the incomplete rows from the data first.")
    return values


def _powers(values: FloatArray, order: int, raw: bool, at: FloatArray | None) -> FloatArray:
    if raw:
        return np.asarray((values if at is None else at)[:, None] ** np.arange(1, order + 1))
    if order >= len(np.unique(values)):
        raise DataError("The degree of poly() must be less than the number of different values.")
    return orthogonal(values, order, at)


def _products(bases: list[FloatArray], order: int) -> Matrix:
    """`polym`: products of powers up to a total degree, the first variable's power varying fastest."""
    if (order + 1) ** len(bases) > 100 * _MOST_COLUMNS:
        raise DataError("poly() would have too many columns.")
    powers = [combination[::-1] for combination in product(range(order + 1), repeat=len(bases))]
    kept = [combination for combination in powers if 0 < sum(combination) <= order]
    columns = []
    for combination in kept:
        parts = [basis[:, power - 1] for basis, power in zip(bases, combination, strict=True) if power]
        columns.append(np.prod(parts, axis=0))
    return Matrix(np.column_stack(columns), tuple(".".join(map(str, combination)) for combination in kept))


_MOST_SPLINES = 1000


def basis(knots: FloatArray, x: FloatArray, order: int, derivative: int = 0) -> FloatArray:
    """`splineDesign`: all B-splines of an order at points within the knots' range, len(x) × (len(knots) − order).

    By the recursion of de Boor, A Practical Guide to Splines (1978), chapter X, as R has it where knots coincide: the
    range is closed on the right, 0 / 0 counts as 0 in values, and is missing in derivatives.
    """
    n_splines = len(knots) - order
    ends = np.minimum(np.searchsorted(knots, x, side="right"), n_splines)
    weights = np.broadcast_to(np.eye(order), (len(x), order, order))
    for power in range(order - 1, order - 1 - derivative, -1):
        places = ends[:, None] + np.arange(power)
        weights = power * np.diff(weights, axis=2) / (knots[places] - knots[places - power])[:, None, :]
    values = _nonzero(knots, x, ends, order - derivative)
    rows = np.zeros((len(x), n_splines))
    rows[np.arange(len(x))[:, None], ends[:, None] - order + np.arange(order)] = np.einsum(
        "isj,ij->is", weights, values
    )
    return rows


def _nonzero(knots: FloatArray, x: FloatArray, ends: IntArray, order: int) -> FloatArray:
    """The `order` B-splines that are not zero where the knot of place `ends` is the next after x, len(x) × order."""
    values = np.ones((len(x), 1))
    for degree in range(1, order):
        places = ends[:, None] + np.arange(degree)
        after, before = knots[places], knots[places - degree]
        width = after - before
        shares = np.divide(values, width, out=np.zeros_like(values), where=width > 0)
        fresh = np.zeros((len(x), degree + 1))
        fresh[:, :-1] = np.where(width > 0, (after - x[:, None]) * shares, 0)
        fresh[:, 1:] += (x[:, None] - before) * shares
        at_end = width[:, 0] == 0
        fresh[at_end, 0] = values[at_end, 0]
        values = fresh
    return values


def bs(
    x: Value,
    df: Value | None = None,
    knots: Value | None = None,
    degree: Value | None = None,
    intercept: Value | None = None,
    Boundary_knots: Value | None = None,
    at: Mapping[str, Value] | None = None,
) -> Value:
    """B-splines of a degree (3 unless told otherwise); beyond the boundary the polynomials of its end go on."""
    values, present = _points(x, "bs()")
    power = 3 if degree is None else count(degree, "degree")
    if not 1 <= power <= 20:
        raise DataError("The degree of bs() must be at least 1.")
    constant = intercept is not None and flag(intercept, "intercept")
    ends = _boundary(present, Boundary_knots)
    inner = _inner_knots(present, ends, knots, None if df is None else number(df, "df") - power - constant)
    order = power + 1
    sequence = np.sort(np.concatenate([np.repeat(ends, order), inner]))
    values, present = (values, present) if at is None else _points(at["x"], "bs()")
    rows = basis(sequence, present, order)
    for outside, side in ((present < ends[0], 0), (present > ends[1], 1)):
        if outside.any():
            rows[outside] = _continued(sequence, present[outside], order, ends, side)
    return _placed(rows if constant else rows[:, 1:], values)


def _continued(knots: FloatArray, x: FloatArray, order: int, ends: FloatArray, side: int) -> FloatArray:
    """Taylor's series of the end piece, about a point just inside the boundary, as splines::bs does."""
    inner = knots[order] if side == 0 else knots[len(knots) - order - 1]
    pivot = 0.75 * ends[side] + 0.25 * inner
    powers = (x - pivot)[:, None] ** np.arange(order) / np.array([factorial(power) for power in range(order)])
    terms = np.vstack([basis(knots, np.array([pivot]), order, power) for power in range(order)])
    return np.asarray(powers @ terms)


def ns(
    x: Value,
    df: Value | None = None,
    knots: Value | None = None,
    intercept: Value | None = None,
    Boundary_knots: Value | None = None,
    at: Mapping[str, Value] | None = None,
) -> Value:
    """Natural cubic splines: cubic B-splines without second derivative at the boundary, straight beyond it."""
    values, present = _points(x, "ns()")
    constant = intercept is not None and flag(intercept, "intercept")
    ends = _boundary(present, Boundary_knots)
    n_inner = None if df is None else number(df, "df") - 1 - constant
    inner = _inner_knots(present, ends, knots, n_inner)
    counted = max(0, int(n_inner or 0)) if knots is None or isinstance(knots, Null) else length(knots)
    sequence = np.sort(np.concatenate([np.repeat(ends, 4), inner]))
    values, present = (values, present) if at is None else _points(at["x"], "ns()")
    rows = basis(sequence, present, 4)
    for outside, end in ((present < ends[0], ends[0]), (present > ends[1], ends[1])):
        if outside.any() and counted != len(inner):
            raise DataError("ns() with values beyond its boundary needs each of its knots, and a whole `df`.")
        if outside.any():
            point = np.array([end])
            line = np.vstack([basis(sequence, point, 4), basis(sequence, point, 4, 1)])
            rows[outside] = np.column_stack([np.ones(outside.sum()), present[outside] - end]) @ line
    curvature = basis(sequence, ends, 4, 2)
    if not constant:
        rows, curvature = rows[:, 1:], curvature[:, 1:]
    if not np.isfinite(curvature).all():
        raise DataError("ns() cannot have a knot at or beyond its upper boundary.")
    rotation, _ = np.linalg.qr(curvature.T, mode="complete")
    return _placed((rows @ rotation)[:, 2:], values)


def _points(x: Value, what: str) -> tuple[FloatArray, FloatArray]:
    values = vector(x, what).values
    present = values[~np.isnan(values)]
    if not len(present):
        raise DataError(f"{what} has no values.")
    if not np.isfinite(present).all():
        raise DataError(f"{what} refuses infinite values.")
    return values, present


def _boundary(present: FloatArray, given: Value | None) -> FloatArray:
    if given is None:
        return np.array([present.min(), present.max()])
    ends = np.sort(as_numbers(given).reshape(-1))
    if len(ends) != 2 or np.isnan(ends).any():
        raise DataError("`Boundary.knots` must be two numbers.")
    return ends


def _inner_knots(present: FloatArray, ends: FloatArray, knots: Value | None, n_inner: float | None) -> FloatArray:
    """The knots given, else quantiles; of a fraction of knots R leaves out the first and the last but one."""
    if knots is not None and not isinstance(knots, Null):
        given = as_numbers(knots).reshape(-1)
        return np.asarray(given[~np.isnan(given)], dtype=np.float64)
    n_knots = max(0.0, n_inner or 0.0)
    if n_knots > _MOST_SPLINES:
        raise DataError("`df` is too large.")
    inside = present[(present >= ends[0]) & (present <= ends[1])]
    shares = np.delete(np.linspace(0, 1, ceil(n_knots) + 2), [0, int(n_knots) + 1])
    return quantiles(inside, shares) if len(inside) else inside


def _placed(rows: FloatArray, values: FloatArray) -> Matrix:
    """Rows of the present points put where they belong, missing rows between; columns named 1, 2, …"""
    names = tuple(str(column + 1) for column in range(rows.shape[1]))
    if len(rows) == len(values):
        return Matrix(rows, names)
    placed = np.full((len(values), rows.shape[1]), np.nan)
    placed[~np.isnan(values)] = rows
    return Matrix(placed, names)
