"""How θ fills Λ, the relative covariance factor: the pattern of each covariance structure."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from lme4math.model.covariance import Covariance

Integers = npt.NDArray[np.int32]


def _lower_triangle(p: int, row: int, column: int) -> int:
    """Row by row within each column of the lower triangle."""
    return column * p - column * (column - 1) // 2 + row - column


def _alternating(p: int, row: int, column: int) -> int:  # noqa: ARG001 - all of one shape
    """Homogeneous cs: diagonal, below it, next diagonal, below it, …; all entries below one diagonal are equal."""
    return 2 * column if row == column else 2 * column + 1


def _two_columns(p: int, row: int, column: int) -> int:
    """Homogeneous ar1: the first column; the others are all one column moved down."""
    return row if column == 0 else p + row - column


_ENTRIES: dict[tuple[str, bool], Callable[[int, int, int], int]] = {
    ("cs", True): _alternating,
    ("ar1", True): _two_columns,
}


def template(covariance: Covariance, p: int) -> tuple[Integers, Integers, Integers]:
    """The pattern of one p × p block of Λ, in the order in which lme4 keeps Λ′: by the rows of Λ.

    Returns:
        Rows and columns of the block's entries, 0-based, and which element of the term's θ each holds, from 0.

    Source:
        lme4 2.1; for unstructured blocks Bates et al. (2015), section 2.3.
    """
    if covariance.structure == "diag":
        places = np.arange(p, dtype=np.int32)
        return places, places, np.zeros_like(places) if covariance.homogeneous else places
    rows, columns = (axis.astype(np.int32) for axis in np.tril_indices(p))
    entry = _ENTRIES.get((covariance.structure, covariance.homogeneous), _lower_triangle)
    pairs = zip(rows.tolist(), columns.tolist(), strict=True)
    return rows, columns, np.array([entry(p, row, column) for row, column in pairs], dtype=np.int32)
