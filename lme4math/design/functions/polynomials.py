"""R's poly(): orthogonal and raw polynomials."""

from __future__ import annotations

from itertools import product

import numpy as np

from lme4math.design.functions.match import Given
from lme4math.design.functions.scalars import count, flag, vector
from lme4math.design.values import FloatArray, Logicals, Matrix, Numbers, Value, length
from lme4math.errors import DataError

_MOST_COLUMNS = 1000


def orthogonal(x: FloatArray, degree: int) -> FloatArray:
    """Orthonormal polynomials of degree 1 … `degree` at the points `x`, n × degree, as `stats::poly` computes them.

    They are the columns of Q in the QR decomposition of the powers of x − mean(x), with the signs that make each
    leading coefficient positive.
    """
    centred = x - x.mean()
    powers = np.vander(centred, degree + 1, increasing=True)
    scales = np.sqrt((powers**2).sum(axis=0))
    q, r = np.linalg.qr(powers / np.where(scales > 0, scales, 1))
    signs = np.where(np.diag(r) < 0, -1.0, 1.0)
    return np.asarray((q * signs)[:, 1:])


def poly(
    x: Value,
    dots: list[Given],
    degree: Value | None = None,
    coefs: Value | None = None,
    raw: Value | None = None,
) -> Value:
    variables, degree = _unnamed(x, dots, degree)
    order = 1 if degree is None else count(degree, "degree")
    if coefs is not None:
        raise DataError("poly() with given `coefs` is not supported.")
    raw_powers = raw is not None and flag(raw, "raw")
    columns = [_checked(column, order, raw_powers) for variable in variables for column in _columns_of(variable)]
    bases = [_raw(values, order) if raw_powers else _orthogonal(values, order) for values in columns]
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


def _raw(values: FloatArray, order: int) -> FloatArray:
    return np.asarray(values[:, None] ** np.arange(1, order + 1))


def _orthogonal(values: FloatArray, order: int) -> FloatArray:
    if order >= len(np.unique(values)):
        raise DataError("The degree of poly() must be less than the number of different values.")
    return orthogonal(values, order)


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
