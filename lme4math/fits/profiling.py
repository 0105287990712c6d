"""Profile likelihood intervals of fixed effects: where the deviance, with one of them given, has risen by z²."""

from __future__ import annotations

from dataclasses import replace
from math import sqrt
from statistics import NormalDist

import numpy as np

from lme4math.data import FloatArray, Observations
from lme4math.errors import DataError
from lme4math.fits.fitting import deviance_near, estimate

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
    names = [observations.design.X_columns[place] for place in observations.design.kept]
    found: dict[str, tuple[float, float]] = {}
    for place, name in enumerate(names):
        profile = _Profile(observations, place, best.fixef[name], best.criterion)
        step = z * best.se[name]
        found[name] = (profile.end(-step, z, name), profile.end(step, z, name))
    return found


class _Profile:
    """The root of the rise of the deviance, by the value of one fixed effect, which is given as an offset.

    Near its middle it is a straight line. Each search of the other parameters begins at those of the nearest value.
    """

    def __init__(self, observations: Observations, place: int, middle: float, least: float) -> None:
        design = observations.design
        self._column = design.X[:, design.kept[place]]
        others = design.kept[:place] + design.kept[place + 1 :]
        offset = np.zeros(len(self._column)) if design.offset is None else design.offset
        self._given = replace(observations, design=replace(design, kept=others, offset=offset))
        self._middle, self._least = middle, least
        self._at: dict[float, FloatArray | None] = {}

    def root(self, value: float) -> float:
        """The square root of how much higher the deviance is at a value than in the middle."""
        near = min(self._at, key=lambda known: abs(known - value), default=None)
        design = self._given.design
        assert design.offset is not None
        given = replace(design, offset=design.offset + value * self._column)
        start = None if near is None else self._at[near]
        deviance, self._at[value] = deviance_near(replace(self._given, design=given), start)
        return sqrt(max(deviance - self._least, 0.0))

    def end(self, step: float, z: float, name: str) -> float:
        """Where the root is z, in the direction of a step."""
        from scipy.optimize import brentq

        inside, outside = self._middle, self._middle + _BEYOND * step
        known = {inside: -z}

        def beyond(value: float) -> float:
            if value not in known:
                known[value] = self.root(value) - z
            return known[value]

        for _ in range(_MOST_STEPS):
            if beyond(outside) > 0:
                ends = sorted((inside, outside))
                return float(brentq(beyond, ends[0], ends[1], xtol=_PRECISION * abs(step)))
            inside, outside = outside, self._middle + 1.6 * (outside - self._middle)
        raise DataError(f"The deviance does not rise far enough along {name}: this interval has no end.")
