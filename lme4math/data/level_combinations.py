"""Which combinations of levels of factors occur in data, and the ranges of numeric variables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from lme4math.data.groups import EvaluatedFrame
from lme4math.data.remote.tables import RemoteFrame
from lme4math.data.sources import Observations
from lme4math.data.values import drop_unused
from lme4math.errors import DataError, Error
from lme4math.model import Cell, Variable


def observed_cells(frame: EvaluatedFrame | RemoteFrame, variables: Sequence[Variable]) -> frozenset[Cell] | None:
    """The combinations of levels that occur in the rows used; None where counts do not show it.

    Args:
        frame: the model frame.
        variables: its factors.
    """
    if not variables:
        return frozenset({()})
    try:
        known = frame if isinstance(frame, EvaluatedFrame) else frame.distinct([one.expression for one in variables])
        factors = [drop_unused(known.frame.factor(one.frame_name)) for one in variables]
    except DataError:
        return None
    codes = np.unique(np.column_stack([factor.codes for factor in factors]), axis=0)
    return frozenset(
        tuple(factor.levels[code] for factor, code in zip(factors, row, strict=True)) for row in codes.tolist()
    )


def ranges_of(observations: Observations, names: Iterable[str]) -> dict[str, tuple[float, float]]:
    """The least and the greatest value of numeric variables, by their R text, of those that are numbers."""
    found: dict[str, tuple[float, float]] = {}
    for name in names:
        try:
            numbers = observations.numbers(name)
        except Error:
            continue
        if len(numbers) and np.isfinite(numbers).all():
            found[name] = float(numbers.min()), float(numbers.max())
    return found
