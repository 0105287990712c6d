"""Numbers that a caller gives: coefficients, random effects, covariance parameters."""

from __future__ import annotations

from numbers import Real
from typing import Any

import numpy as np

from lme4math.data.values import FloatArray
from lme4math.errors import DataError, a_value


def numbers_of(values: Any, length: int, name: str) -> FloatArray:
    """Numbers as an array of the length that is wanted.

    Args:
        values: a sequence or an array of one dimension.
        length: how many numbers there should be.
        name: the argument's name.

    Raises:
        DataError: they are not that many numbers.
    """
    wanted = f"{name} must be a sequence of {length} number{'' if length == 1 else 's'}"
    try:
        array = np.asarray(values)
        whole = array.dtype.kind in "biuf" or all(isinstance(value, Real) for value in array.flat)
        vector = np.asarray(array, dtype=np.float64) if whole else None
    except (TypeError, ValueError, OverflowError):  # rows of unequal length; a number beyond all floating-point numbers
        vector = None
    if vector is not None and vector.shape == (length,):
        return vector
    raise DataError(f"{wanted}; {_given(values, vector)}.")


def _given(values: object, vector: FloatArray | None) -> str:
    if vector is None:
        if isinstance(values, str | bytes) or not hasattr(values, "__len__"):
            return f"{a_value(values)} was given"
        return "not all of what was given are numbers"
    if vector.ndim == 0:
        return "a single number was given"
    if vector.ndim > 1:
        return f"an array of {vector.ndim} dimensions was given"
    return f"{len(vector)} {'was' if len(vector) == 1 else 'were'} given"
