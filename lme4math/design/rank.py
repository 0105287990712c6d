"""Which columns of X lme4 drops because they depend on earlier ones."""

from __future__ import annotations

import numpy as np

from lme4math.design.values import FloatArray

TOLERANCE = 1e-7
_CLEARLY_INDEPENDENT = 1e-6


def independent_columns(X: FloatArray) -> list[int]:
    """The columns that lme4 keeps, in their order (`chkRank.drop.cols`, R's `qr` with tolerance 1e-7).

    LINPACK's `dqrdc2` goes from left to right and sets a column aside when what the kept columns before it leave of its
    length is less than the tolerance times its length. A triangular factor of X has the same lengths, so the rule is
    applied to that; where the normalised cross-product is far from singular even that is not needed.

    Args:
        X: n × p.
    """
    n_columns = X.shape[1]
    if not n_columns:
        return []
    with np.errstate(all="ignore"):
        gram = X.T @ X
        lengths = np.sqrt(np.diag(gram))
        if not (np.isfinite(lengths) & (lengths > 0)).all():
            X = _of_like_size(X)
            gram = X.T @ X
            lengths = np.sqrt(np.diag(gram))
    if X.shape[0] >= n_columns and (lengths > 0).all() and _far_from_singular(gram / np.outer(lengths, lengths)):
        return list(range(n_columns))
    return _left_to_right(np.asarray(np.linalg.qr(X, mode="r")) if X.shape[0] > n_columns else X)


def _of_like_size(X: FloatArray) -> FloatArray:
    """The columns times powers of two, so that no square of theirs overflows or vanishes; their rank is the same."""
    _, exponents = np.frexp(np.abs(X).max(axis=0, initial=0.0))
    scaled: FloatArray = np.ldexp(X, -exponents)
    return scaled


def _far_from_singular(correlations: FloatArray) -> bool:
    try:
        factor = np.linalg.cholesky(correlations)
    except np.linalg.LinAlgError:
        return False
    return bool(np.diag(factor).min() ** 2 > _CLEARLY_INDEPENDENT)


def _left_to_right(columns: FloatArray) -> list[int]:
    kept: list[int] = []
    basis = np.empty((columns.shape[0], 0))
    for place in range(columns.shape[1]):
        column = columns[:, place]
        length = np.linalg.norm(column)
        rest = column - basis @ (basis.T @ column)
        rest = rest - basis @ (basis.T @ rest)
        left = np.linalg.norm(rest)
        if len(kept) < columns.shape[0] and left > 0 and left >= TOLERANCE * length:
            kept.append(place)
            basis = np.column_stack([basis, rest / left])
    return kept
