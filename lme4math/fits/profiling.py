"""Profile likelihood intervals: where the deviance, with one parameter given, has risen by z²."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from math import inf, sqrt
from statistics import NormalDist

import numpy as np

from lme4math.data import FloatArray, Observations
from lme4math.errors import DataError
from lme4math.fits.fitting import deviance_near, estimate

_MOST_STEPS = 12
_FURTHER = (1.3, 4.0)
"""By how much a step becomes longer, at least and at most, where the deviance has not risen enough."""

_BEYOND = 1.1
_PRECISION = 1e-4
"""Of the ends, as a share of the way to them."""


Searched = Callable[[float, FloatArray | None], tuple[float, FloatArray | None]]
"""The deviance at a value and the other parameters there, from those of a value nearby, if there is one."""


class Profile:
    """The root of the rise of the deviance, as a function of one parameter.

    Near its middle it is a straight line. Each search of the other parameters begins at those of the nearest value.
    """

    def __init__(
        self, name: str, middle: float, least: float, search: Searched, bounds: tuple[float, float] = (-inf, inf)
    ) -> None:
        """A profile.

        Args:
            name: of the parameter.
            middle: its estimate.
            least: the deviance there.
            search: for the other parameters.
            bounds: the least and the largest possible value.
        """
        self._name, self._middle, self._least, self._search, self._bounds = name, middle, least, search, bounds
        self._at: dict[float, FloatArray | None] = {}

    def interval(self, step: float, z: float) -> tuple[float, float]:
        """Where the root is z on both sides, or the bound where it is less there.

        Args:
            step: a guess of how far away that is.
            z: the quantile of the normal distribution.

        Raises:
            DataError: the deviance does not rise far enough.
        """
        low, high = (self._end(away, bound, z) for away, bound in zip((-step, step), self._bounds, strict=True))
        return low, high

    def _root(self, value: float) -> float:
        near = min(self._at, key=lambda known: abs(known - value), default=None)
        deviance, self._at[value] = self._search(value, None if near is None else self._at[near])
        return sqrt(max(deviance - self._least, 0.0))

    def _end(self, step: float, bound: float, z: float) -> float:
        from scipy.optimize import brentq

        known = {self._middle: -z}

        def beyond(value: float) -> float:
            if value not in known:
                known[value] = self._root(value) - z
            return known[value]

        def moved(away: float) -> float:
            return max(self._middle + away, bound) if away < 0 else min(self._middle + away, bound)

        inside, away = self._middle, _BEYOND * step
        for _ in range(_MOST_STEPS):
            outside = moved(away)
            if beyond(outside) > 0:
                ends = sorted((inside, outside))
                return float(brentq(beyond, ends[0], ends[1], xtol=_PRECISION * abs(outside - self._middle)))
            if outside == bound:
                return bound
            root = max(known[outside] + z, 1e-3 * z)
            inside, away = outside, away * min(max(_BEYOND * z / root, _FURTHER[0]), _FURTHER[1])
        raise DataError(f"The deviance does not rise far enough along {self._name}: this interval has no end.")


def quantile(level: float) -> float:
    """z of a confidence."""
    return NormalDist().inv_cdf(0.5 + level / 2)


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
    z = quantile(level)
    found: dict[str, tuple[float, float]] = {}
    for place, column in enumerate(observations.design.kept):
        name = observations.design.X_columns[column]
        profile = Profile(name, best.fixef[name], best.criterion, _given_effect(observations, place))
        found[name] = profile.interval(z * best.se[name], z)
    return found


def _given_effect(observations: Observations, place: int) -> Searched:
    """The search of all else at a value of one fixed effect, which is given as an offset."""
    design = observations.design
    column = design.X[:, design.kept[place]]
    others = design.kept[:place] + design.kept[place + 1 :]
    offset = np.zeros(len(column)) if design.offset is None else design.offset

    def search(value: float, near: FloatArray | None) -> tuple[float, FloatArray | None]:
        given = replace(design, kept=others, offset=offset + value * column)
        return deviance_near(replace(observations, design=given), near)

    return search
