"""The random terms of a model among its grouping factors: from all parameters to each T, and back to lme4's θ."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise

import numpy as np

from lme4math.data import FloatArray, Observations, template
from lme4math.fits.estimates import SINGULAR
from lme4math.fits.grouped_effects import Arrangement, GroupedEffects, arranged, grouped_effects
from lme4math.fits.held_factors import HeldFactor
from lme4math.fits.optimum import SearchSpace
from lme4math.fits.relative_factors import RelativeFactor
from lme4math.records import record

_ASIDE = 0.1
"""Of a standard deviation relative to σ, times the size of its covariate."""


@record(eq=False)
class TermPlace:
    """Where a random term stands.

    Attributes:
        factor: its T as a function of its parameters.
        group: the place of its grouping factor in the arrangement.
        columns: its columns among those of the factor.
        parameters: its parameters among all.
    """

    factor: RelativeFactor | HeldFactor
    group: int
    columns: slice
    parameters: slice


@record(eq=False)
class RandomTerms:
    """All random terms, in lme4's order.

    Attributes:
        arrangement: their grouping factors.
        places: where each of them stands.
    """

    arrangement: Arrangement
    places: tuple[TermPlace, ...]

    @property
    def start(self) -> FloatArray:
        """The parameters where every T is the identity."""
        return self._joined([place.factor.start for place in self.places])

    def factors(self, parameters: FloatArray) -> tuple[FloatArray, ...]:
        """T of each grouping factor: the blocks of its terms."""
        made = tuple(np.zeros((group.width, group.width)) for group in self.arrangement.groups)
        for place in self.places:
            made[place.group][place.columns, place.columns] = place.factor.value(parameters[place.parameters])
        return made

    def gradient(self, parameters: FloatArray, slopes: Sequence[FloatArray]) -> FloatArray:
        """From derivatives by the entries of each grouping factor's T to those by the parameters."""
        return self._joined(
            [
                np.tensordot(
                    place.factor.derivatives(parameters[place.parameters]),
                    slopes[place.group][place.columns, place.columns],
                )
                for place in self.places
            ]
        )

    def sizes(self, weights: FloatArray) -> FloatArray:
        """Of each parameter, the size of the covariate that it multiplies."""
        sizes: list[float] = []
        for place in self.places:
            covariates = self.arrangement.groups[place.group].covariates[:, place.columns]
            squares = np.average(covariates**2, axis=0, weights=weights if weights.any() else None)
            squares = np.where(squares > 0, squares, 1.0)
            for row, correlates in zip(place.factor.rows, place.factor.correlates, strict=True):
                sizes.append(1.0 if correlates else float(np.sqrt(squares.mean() if row is None else squares[row])))
        return np.array(sizes)

    def space(self, weights: FloatArray) -> SearchSpace:
        """The parameters as they are searched.

        The second derivative of the criterion by the logarithm of a standard deviation is about 4 for each level, where
        it is well known, so that it is 2 by the parameter of this scale, as by a coefficient over its standard error.
        """
        sizes = self.sizes(weights)
        levels = [self.arrangement.groups[place.group].n_levels for place in self.places]
        counts = np.repeat(levels, [place.factor.n_parameters for place in self.places])
        return SearchSpace(
            sizes * np.sqrt(2.0 * counts),
            self._joined([place.factor.least for place in self.places]),
            self._joined([place.factor.most for place in self.places]),
            np.where(self.start == 1.0, _ASIDE / sizes, 0.0),
            np.flatnonzero([correlates for place in self.places for correlates in place.factor.correlates]),
        )

    def positive(self, parameters: FloatArray) -> FloatArray:
        """Parameters of the same covariances that are lme4's: no negative entry on the diagonal of a T."""
        return self._joined([place.factor.positive(parameters[place.parameters]) for place in self.places])

    def blocks(self, parameters: FloatArray) -> tuple[FloatArray, ...]:
        """T of each term."""
        return tuple(place.factor.value(parameters[place.parameters]) for place in self.places)

    def theta(self, parameters: FloatArray) -> FloatArray:
        """lme4's θ."""
        parts = []
        for place, block in zip(self.places, self.blocks(parameters), strict=True):
            rows, columns, elements = template(place.factor.covariance, place.factor.p)
            theta = np.zeros(place.factor.covariance.n_theta(place.factor.p))
            theta[elements] = block[rows, columns]
            parts.append(theta)
        return self._joined(parts)

    def singular(self, parameters: FloatArray) -> bool:
        """Whether lme4's `isSingular` says so."""
        return any(bool((np.abs(np.diag(block)) < SINGULAR).any()) for block in self.blocks(parameters))

    def effects(self, factors: Sequence[FloatArray], spherical: Sequence[FloatArray]) -> FloatArray:
        """b in lme4's order, of the u of each grouping factor."""
        by_group = [own @ factor.T for own, factor in zip(spherical, factors, strict=True)]
        return self._joined([by_group[place.group][:, place.columns].ravel() for place in self.places])

    @staticmethod
    def _joined(parts: Sequence[FloatArray]) -> FloatArray:
        return np.concatenate(parts) if parts else np.empty(0)


def random_terms(observations: Observations) -> RandomTerms:
    """The random terms of a model on its data."""
    by_name = grouped_effects(observations)
    arrangement = arranged(list(by_name.values()))
    return RandomTerms(arrangement, _places(observations, by_name, arrangement.groups))


def _places(
    observations: Observations, by_name: dict[str, GroupedEffects], groups: Sequence[GroupedEffects]
) -> tuple[TermPlace, ...]:
    model = observations.model
    random = [model.random[place] for place in observations.design.term_order]
    factors = [RelativeFactor(term.covariance, len(term.part.columns)) for term in random]
    ends = list(accumulate((factor.n_parameters for factor in factors), initial=0))
    used = dict.fromkeys(by_name, 0)
    places = []
    for term, factor, (first, last) in zip(random, factors, pairwise(ends), strict=True):
        name = term.group.name
        columns = slice(used[name], used[name] + factor.p)
        used[name] += factor.p
        places.append(TermPlace(factor, groups.index(by_name[name]), columns, slice(first, last)))
    return tuple(places)
