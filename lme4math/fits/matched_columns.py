"""Columns of a fit that another package made, found by their numbers: names are not the same in all of them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from lme4math.data import FloatArray
from lme4math.english import quoted
from lme4math.errors import DataError


def places_of_columns(own: FloatArray, fitted: FloatArray) -> list[int] | None:
    """Which column of the fit each of the model's is; None where one is none of them.

    Args:
        own: n × p, the columns of the model.
        fitted: n × P, those of the fit.
    """
    places: list[int] = []
    if len(own) != len(fitted):
        return None
    for column in own.T:
        same = [at for at in range(fitted.shape[1]) if at not in places and np.allclose(column, fitted[:, at])]
        if not same:
            return None
        places += same[:1]
    return places


def all_places(own: FloatArray, fitted: FloatArray, names: Sequence[str]) -> list[int]:
    """Which column of the fit each of the model's is, where both have as many.

    Raises:
        DataError: one is none of them, or there are others.
    """
    places = places_of_columns(own, fitted) if own.shape[1] == fitted.shape[1] else None
    if places is None:
        raise DataError(
            f"lme4 would make other columns than this fit has: {quoted(', '.join(names))}.",
            hint="Code factors as R does: with the first level in R's order as the baseline.",
        )
    return places


def lower_factor(relative: FloatArray) -> FloatArray | None:
    """The lower triangle of which a covariance matrix is the square; None where that is not unique."""
    try:
        return np.asarray(np.linalg.cholesky(relative))
    except np.linalg.LinAlgError:
        return None
