"""Profile likelihood intervals of fixed effects: where the deviance, with one of them given, has risen by z²."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from statistics import NormalDist

import numpy as np

from lme4math.data import Observations
from lme4math.errors import DataError
from lme4math.fits.fitting import estimate

_BEYOND, _MOST_STEPS = 1.1, 12
_PRECISION = 1e-4
"""Of the ends, in standard errors."""


def profile_intervals(observations: Observations, level: float) -> dict[str, tuple[float, float]]:
    """The interval of each fixed effect by maximum likelihood, as `confint(fit, method = "profile")` has it.

    Args:
        level: the confidence.

    Raises:
        DataError: the model is not fitted here, or its deviance does not rise far enough.

    Source:
        Bates et al. (2015), section 5.1.
    """
    best = estimate(observations, reml=False)
    assert best.criterion is not None
    assert best.se is not None
    z = NormalDist().inv_cdf(0.5 + level / 2)
    limit = best.criterion + z**2
    names = [observations.design.X_columns[place] for place in observations.design.kept]
    found: dict[str, tuple[float, float]] = {}
    for place, name in enumerate(names):
        risen = _risen(observations, place, limit)
        middle, error = best.fixef[name], best.se[name]
        found[name] = (_end(risen, middle, -z * error, name), _end(risen, middle, z * error, name))
    return found


def _risen(observations: Observations, place: int, limit: float) -> Callable[[float], float]:
    """How far the deviance is above a limit, by the value of the fixed effect at this place, as an offset."""
    design = observations.design
    column = design.X[:, design.kept[place]]
    others = design.kept[:place] + design.kept[place + 1 :]
    offset = np.zeros(len(column)) if design.offset is None else design.offset

    def risen(value: float) -> float:
        given = replace(design, kept=others, offset=offset + value * column)
        criterion = estimate(replace(observations, design=given), reml=False).criterion
        assert criterion is not None
        return criterion - limit

    return risen


def _end(risen: Callable[[float], float], middle: float, step: float, name: str) -> float:
    """The end of an interval in the direction of a step."""
    from scipy.optimize import brentq

    inside, outside = middle, middle + _BEYOND * step
    for _ in range(_MOST_STEPS):
        if risen(outside) > 0:
            ends = sorted((inside, outside))
            return float(brentq(risen, ends[0], ends[1], xtol=_PRECISION * abs(step)))
        inside, outside = outside, middle + 1.6 * (outside - middle)
    raise DataError(f"The deviance does not rise far enough along {name}: this interval has no end.")
