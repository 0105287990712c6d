"""The minimum of a criterion whose gradient is known, over standard deviations and the like.

Such a criterion may have saddles where a standard deviation is 0, and several minima. It is therefore searched from
several starts, with correlations of either sign, and again after every standard deviation that went to 0 has been moved
away from it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import islice, product
from typing import Any

import numpy as np

from lme4math.data import FloatArray, IntArray
from lme4math.records import record

_NEAR_ZERO = 1e-2
"""How near 0 counts as 0, as a share of how far a standard deviation is then moved away from it."""

_GAIN = 1e-9
_ROUNDS = 6
_STEEP = 1e-2
_ROUGH: Mapping[str, float] = {"ftol": 1e-7, "gtol": 1e-3}
_EXACT: Mapping[str, float] = {"ftol": 1e-15, "gtol": 1e-8}
"""Where a search from a start ends, and where that from the best of them does."""

_STRONG, _MOST_SIGNS = 0.9, 8
"""How strong correlations are in further starts, as shares of their ranges, and in how many ways they are signed."""

_TRIED = np.linspace(-0.95, 0.95, 11)
_ASIDES = (1.0, 0.25)
"""The correlations that are tried where a standard deviation is moved away from 0, and how far it is."""

_SINGULAR = 1e12
"""What the criterion is taken to be where it cannot be computed."""


@record(eq=False)
class Minimum:
    """Where a search ended.

    Attributes:
        at: the parameters.
        value: the criterion.
        gradient: its derivatives there, by the scaled parameters.
        converged: whether it is flat there, but for parameters at their bounds.
    """

    at: FloatArray
    value: float
    gradient: FloatArray
    converged: bool


@record(eq=False)
class SearchSpace:
    """The parameters of a search.

    Attributes:
        scales: factors that make the criterion about as steep along each parameter.
        least, most: their bounds.
        aside: how far each of those that may vanish, standard deviations and entries on the diagonal of T, is moved
            away from 0; the others have 0.
        correlates: the places of correlations.
    """

    scales: FloatArray
    least: FloatArray
    most: FloatArray
    aside: FloatArray
    correlates: IntArray

    def leaning(self, parameters: FloatArray) -> list[FloatArray]:
        """The same parameters with strong correlations."""
        found = []
        for signs in islice(product((True, False), repeat=len(self.correlates)), _MOST_SIGNS):
            leant = parameters.copy()
            leant[self.correlates] = _STRONG * np.where(signs, self.most[self.correlates], self.least[self.correlates])
            found.append(leant)
        return found if len(self.correlates) else []

    def with_free(self, scales: FloatArray) -> SearchSpace:
        """The same with more parameters, which have no bounds."""
        free = np.full(len(scales), np.inf)
        return SearchSpace(
            np.concatenate([self.scales, scales]),
            np.concatenate([self.least, -free]),
            np.concatenate([self.most, free]),
            np.concatenate([self.aside, np.zeros(len(free))]),
            self.correlates,
        )


@record(eq=False)
class Search:
    """What is searched.

    Attributes:
        criterion: the value and the gradient at some parameters; it may raise LinAlgError.
        space: the parameters.
    """

    criterion: Callable[[FloatArray], tuple[float, FloatArray]]
    space: SearchSpace

    @property
    def scales(self) -> FloatArray:
        return self.space.scales

    def scaled(self, x: FloatArray) -> tuple[float, FloatArray]:
        """Value and gradient by the scaled parameters."""
        try:
            with np.errstate(all="ignore"):
                value, gradient = self.criterion(x / self.scales)
        except np.linalg.LinAlgError:
            return _SINGULAR, np.zeros_like(x)
        known = np.isfinite(value) and np.isfinite(gradient).all()
        return (value, gradient / self.scales) if known else (_SINGULAR, np.zeros_like(x))

    def minimum(self, starts: Sequence[FloatArray], wide: bool = False) -> Minimum:
        """The least value that is found.

        Args:
            starts: parameters to begin with.
            wide: whether correlations are tried that are stronger than those of the starts.

        Source:
            L-BFGS-B (Zhu et al. 1997, doi:10.1145/279232.279236).
        """
        leaning = [one for start in starts for one in self.space.leaning(start)] if wide else []
        best = self._best_of([*starts, *leaning])
        for _ in range(_ROUNDS):
            aside = self.space.aside * self.scales
            vanished = np.abs(best.x) < _NEAR_ZERO * aside
            if not vanished.any():
                break
            moved = [np.where(vanished, share * aside, best.x) for share in _ASIDES]
            found = self._descend(moved[0], _EXACT)
            if wide and len(self.space.correlates):
                found = min([found, *map(self._from_best_correlations, moved)], key=lambda one: float(one.fun))
            gain = best.fun - found.fun
            best = found if gain > 0 else best
            if gain < _GAIN:
                break
        value, gradient = self.scaled(best.x)
        least, most = self.space.least * self.scales, self.space.most * self.scales
        inside = (best.x > least) & (best.x < most)
        flat = bool((np.abs(gradient[inside]) < _STEEP).all())
        return Minimum(best.x / self.scales, float(value), gradient, flat and value < _SINGULAR)

    def _from_best_correlations(self, x: FloatArray) -> Any:
        """The minimum that is reached from x with the best correlations, one after the other."""
        for place in self.space.correlates:
            tried = np.tile(x, (len(_TRIED), 1))
            ends = np.where(_TRIED < 0, -self.space.least[place], self.space.most[place])
            tried[:, place] = _TRIED * ends * self.scales[place]
            x = min((x, *tried), key=lambda one: self.scaled(one)[0])
        return self._descend(x, _EXACT)

    def _best_of(self, starts: Sequence[FloatArray]) -> Any:
        begun = [self._descend(start * self.scales, _ROUGH) for start in starts]
        return self._descend(min(begun, key=lambda found: float(found.fun)).x, _EXACT)

    def _descend(self, x: FloatArray, tolerances: Mapping[str, float]) -> Any:
        from scipy.optimize import Bounds, minimize

        bounds = Bounds(self.space.least * self.scales, self.space.most * self.scales)
        options = {"maxiter": 2000, "maxfun": 4000, "maxls": 40, **tolerances}
        return minimize(
            self.scaled,
            x,
            jac=True,  # type: ignore[call-overload]  # its stubs know no pair of value and gradient
            method="L-BFGS-B",
            bounds=bounds,
            options=options,
        )
