"""R's spline bases: bs() and ns() of the package splines, with scipy's B-splines underneath."""

from __future__ import annotations

from math import factorial

import numpy as np

from lme4math.design.functions.scalars import count, flag, vector
from lme4math.design.functions.statistics import quantiles
from lme4math.design.values import FloatArray, Matrix, Null, Value, as_numbers
from lme4math.errors import DataError

_MOST_COLUMNS = 1000


def basis(knots: FloatArray, x: FloatArray, order: int, derivative: int = 0) -> FloatArray:
    """`splineDesign`: all B-splines of an order at points within the knots' range, len(x) × (len(knots) − order)."""
    from scipy.interpolate import BSpline  # slow to import, and seldom needed

    n_splines = len(knots) - order
    low, high = knots[order - 1], knots[n_splines]
    splines = BSpline(knots, np.eye(n_splines), order - 1)
    if derivative:
        splines = splines.derivative(derivative)
    return np.asarray(splines(np.clip(x, low, high)), dtype=np.float64)


def bs(
    x: Value,
    df: Value | None = None,
    knots: Value | None = None,
    degree: Value | None = None,
    intercept: Value | None = None,
    Boundary_knots: Value | None = None,
) -> Value:
    """B-splines of a degree (3 unless told otherwise); beyond the boundary the polynomials of its end go on."""
    values, present = _points(x, "bs()")
    power = 3 if degree is None else count(degree, "degree")
    if not 1 <= power <= 20:
        raise DataError("The degree of bs() must be at least 1.")
    constant = intercept is not None and flag(intercept, "intercept")
    ends = _boundary(present, Boundary_knots)
    n_inner = None if df is None else count(df, "df") - power - constant
    inner = _inner_knots(present, ends, knots, n_inner)
    order = power + 1
    sequence = np.sort(np.concatenate([np.repeat(ends, order), inner]))
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
) -> Value:
    """Natural cubic splines: cubic B-splines without second derivative at the boundary, straight beyond it."""
    values, present = _points(x, "ns()")
    constant = intercept is not None and flag(intercept, "intercept")
    ends = _boundary(present, Boundary_knots)
    n_inner = None if df is None else count(df, "df") - 1 - constant
    inner = _inner_knots(present, ends, knots, n_inner)
    sequence = np.sort(np.concatenate([np.repeat(ends, 4), inner]))
    rows = basis(sequence, present, 4)
    for outside, end in ((present < ends[0], ends[0]), (present > ends[1], ends[1])):
        if outside.any():
            point = np.array([end])
            line = np.vstack([basis(sequence, point, 4), basis(sequence, point, 4, 1)])
            rows[outside] = np.column_stack([np.ones(outside.sum()), present[outside] - end]) @ line
    curvature = basis(sequence, ends, 4, 2)
    if not constant:
        rows, curvature = rows[:, 1:], curvature[:, 1:]
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


def _inner_knots(present: FloatArray, ends: FloatArray, knots: Value | None, n_inner: int | None) -> FloatArray:
    if knots is not None and not isinstance(knots, Null):
        return np.asarray(as_numbers(knots).reshape(-1), dtype=np.float64)
    n_knots = max(0, n_inner or 0)
    if n_knots > _MOST_COLUMNS:
        raise DataError("`df` is too large.")
    inside = present[(present >= ends[0]) & (present <= ends[1])]
    return quantiles(inside, np.linspace(0, 1, n_knots + 2)[1:-1])


def _placed(rows: FloatArray, values: FloatArray) -> Matrix:
    """Rows of the present points put where they belong, missing rows between; columns named 1, 2, …"""
    names = tuple(str(column + 1) for column in range(rows.shape[1]))
    if len(rows) == len(values):
        return Matrix(rows, names)
    placed = np.full((len(values), rows.shape[1]), np.nan)
    placed[~np.isnan(values)] = rows
    return Matrix(placed, names)
