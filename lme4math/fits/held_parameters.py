"""The standard deviations and correlations of a model's random effects, each of which can be given a value."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from lme4math.data import FloatArray, Observations
from lme4math.fits.estimates import names_of_terms
from lme4math.fits.held_factors import HeldFactor
from lme4math.fits.random_terms import RandomTerms
from lme4math.fits.relative_factors import RelativeFactor
from lme4math.records import record


@record(eq=False)
class HeldParameter:
    """A standard deviation or a correlation of the random effects.

    Attributes:
        name: as R's `confint(fit, oldNames = FALSE)` has it.
        term: the place of its random term.
        held: the factor of that term, with the parameter at its estimate, relative to the scale of T.
        deviation: whether it is a standard deviation.
    """

    name: str
    term: int
    held: HeldFactor
    deviation: bool

    @property
    def bounds(self) -> tuple[float, float]:
        """The least and the largest value."""
        if self.deviation:
            return 0.0, np.inf
        whole = self.held.whole
        return (-1.0 if whole.covariance.structure == "us" else float(whole.least[-1])), 1.0

    def near(self, terms: RandomTerms, at: FloatArray) -> FloatArray:
        """The other parameters of all terms, where these are all of the same Σ."""
        parts = [at[place.parameters] for place in terms.places]
        parts[self.term] = self.held.near(parts[self.term])
        return np.concatenate(parts)

    def given(self, terms: RandomTerms, relative: float) -> RandomTerms:
        """All terms, with a value of this parameter."""
        places = list(terms.places[: self.term])
        own = terms.places[self.term]
        mine = slice(own.parameters.start, own.parameters.stop - 1)
        places.append(replace(own, factor=replace(self.held, given=relative), parameters=mine))
        for place in terms.places[self.term + 1 :]:
            moved = slice(place.parameters.start - 1, place.parameters.stop - 1)
            places.append(replace(place, parameters=moved))
        return replace(terms, places=tuple(places))

    def slope(self, given: RandomTerms, others: FloatArray, slopes: Sequence[FloatArray]) -> float:
        """From derivatives by the entries of each grouping factor's T to that by a standard deviation that is given.

        Args:
            given: all terms, with its value.
            others: the other parameters of all terms.
            slopes: the derivatives.
        """
        place = given.places[self.term]
        assert isinstance(place.factor, HeldFactor)
        by_given = place.factor.by_given(others[place.parameters])
        return float((by_given * slopes[place.group][place.columns, place.columns]).sum())


def held_parameters(observations: Observations, terms: RandomTerms, at: FloatArray) -> Iterator[HeldParameter]:
    """All of them in R's order, at their estimates.

    Args:
        at: the parameters of all terms.
    """
    model, design = observations.model, observations.design
    columns = [[column.name for column in model.random[place].part.columns] for place in design.term_order]
    groups = [model.random[place].group.name for place in design.term_order]
    called = [(group, column) for group, own in zip(groups, columns, strict=True) for column in own]
    if len(set(called)) < len(called):
        groups = list(names_of_terms(model, design.term_order))
    for term, (place, own, group) in enumerate(zip(terms.places, columns, groups, strict=True)):
        assert isinstance(place.factor, RelativeFactor)
        each = _of_unstructured if place.factor.covariance.structure == "us" else _of_structure
        for name, held, deviation in each(place.factor, at[place.parameters], own):
            yield HeldParameter(f"{name}|{group}", term, held, deviation)


def _of_unstructured(
    factor: RelativeFactor, at: FloatArray, columns: Sequence[str]
) -> Iterator[tuple[str, HeldFactor, bool]]:
    """Of each column its standard deviation, then its correlations with those after it."""
    block = factor.value(at)
    covariance = block @ block.T
    deviations = np.sqrt(np.diag(covariance))
    for first, column in enumerate(columns):
        others = tuple(other for other in range(factor.p) if other != first)
        yield f"sd_{column}", HeldFactor(factor, (first, *others), 0, float(deviations[first])), True
        for second in range(first + 1, factor.p):
            scale = deviations[first] * deviations[second]
            rho = float(np.clip(covariance[first, second] / scale, -1.0, 1.0)) if scale > 0 else 0.0
            order = (first, second, *(other for other in others if other != second))
            yield f"cor_{columns[second]}.{column}", HeldFactor(factor, order, 1, rho), False


def _of_structure(
    factor: RelativeFactor, at: FloatArray, columns: Sequence[str]
) -> Iterator[tuple[str, HeldFactor, bool]]:
    """The term's own parameters: one standard deviation of all columns or one of each, and one correlation."""
    for place, (value, correlates) in enumerate(zip(factor.positive(at), factor.correlates, strict=True)):
        name = "cor" if correlates else "sd" if factor.covariance.homogeneous else f"sd_{columns[place]}"
        yield name, HeldFactor(factor, tuple(range(factor.p)), place, float(value)), not correlates
