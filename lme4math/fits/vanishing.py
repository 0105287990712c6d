"""What of the random effects has no variance in a singular fit."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from lme4math.data import FloatArray
from lme4math.english import listed, quoted
from lme4math.fits.estimates import SINGULAR
from lme4math.notation import written


def vanishing(group: str, columns: Sequence[str], factor: FloatArray) -> list[str]:
    """A sentence for each effect of one random term that has no variance of its own.

    Args:
        group: the name of its grouping factor.
        columns: the names of its columns.
        factor: T, p × p, lower triangular.
    """
    sentences = []
    for place, column in enumerate(columns):
        if abs(factor[place, place]) >= SINGULAR:
            continue
        own = f"The effect of {quoted(column)} for each level of {quoted(group)}"
        row = factor[place, :place]
        if not (np.abs(row) >= SINGULAR).any():
            sentences.append(f"{own} is estimated to have no variance.")
            continue
        weights, *_ = np.linalg.lstsq(factor[:place, :place].T, row, rcond=1e-8)
        parts = [
            f"{written(float(weight), digits=3)} times that of {quoted(columns[other])}"
            for other, weight in enumerate(weights)
            if abs(weight) > SINGULAR * np.abs(weights).max()
        ]
        sentences.append(f"{own} is estimated to be {listed(parts, 'plus')}: it has no variance of its own.")
    return sentences
