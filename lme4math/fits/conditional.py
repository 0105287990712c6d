"""How well the random effects are known: their conditional variances given the data, as `ranef(fit, condVar = TRUE)`.

Given θ and β, b of one grouping factor has the covariance matrix σ² T K⁻¹ T′, of the blocks of K = Λ′Z′WZΛ + I for its
levels (Bates et al. 2015, eq. 58).
"""

from __future__ import annotations

import numpy as np

from lme4math.data import FloatArray, Observations
from lme4math.errors import DataError
from lme4math.fits.cross_products import columns_of_rest, cross_products
from lme4math.fits.determinant_slopes import InverseBlocks, inverse_blocks
from lme4math.fits.drawing import coefficients, known_effects
from lme4math.fits.elimination import eliminate
from lme4math.fits.estimates import Estimates
from lme4math.fits.grouped_effects import Arrangement
from lme4math.fits.laplace import GeneralisedResponse, curves
from lme4math.fits.random_terms import RandomTerms, random_terms
from lme4math.fits.response_laws import inverse_link, negative_binomial, response_law
from lme4math.records import record


@record(eq=False)
class ConditionalEffects:
    """The random effects of one grouping factor, of all its terms.

    Attributes:
        columns: the P names of what varies.
        levels: the L names of the levels.
        values: L × P.
        deviations: their conditional standard deviations, L × P.
    """

    columns: tuple[str, ...]
    levels: tuple[str, ...]
    values: FloatArray
    deviations: FloatArray


def conditional_effects(observations: Observations, estimates: Estimates, group: str) -> ConditionalEffects:
    """The random effects of a grouping factor with their conditional standard deviations.

    Args:
        group: the name of the factor.

    Raises:
        DataError: the random effects, or what their variances are computed from, are not known.
    """
    design, model = observations.design, observations.model
    b, terms = known_effects(observations, estimates), random_terms(observations)
    mine = [at for at, term in enumerate(design.term_order) if model.random[term].group.name == group]
    levels = design.levels[group]
    values = [b[design.Gp[at] : design.Gp[at + 1]].reshape(len(levels), -1) for at in mine]
    columns = [column.name for at in mine for column in model.random[design.term_order[at]].part.columns]
    variances = _variances(observations, estimates, terms, terms.places[mine[0]].group)
    return ConditionalEffects(tuple(columns), tuple(levels), np.hstack(values), np.sqrt(np.maximum(variances, 0.0)))


def _variances(observations: Observations, estimates: Estimates, terms: RandomTerms, place: int) -> FloatArray:
    """Of the factor at a place of the arrangement, L × P."""
    scale, arrangement = _scale(observations, estimates), terms.arrangement
    weights = _weights(observations, estimates)
    factors = [np.zeros((group.width, group.width)) for group in arrangement.groups]
    for one, term in zip(terms.places, observations.design.term_order, strict=True):
        covariance = estimates.covariances[term]
        if covariance is None:
            raise DataError(
                f"The covariances of the effects by {observations.model.random[term].group.name} are not known.",
                hint="Fit the model here, or read its .rds.",
            )
        sizes, directions = np.linalg.eigh(covariance)
        factors[one.group][one.columns, one.columns] = directions * np.sqrt(np.maximum(sizes, 0.0)) / scale
    rest = columns_of_rest(arrangement, np.empty((observations.n, 0)))
    products = cross_products(arrangement, rest, np.zeros(observations.n), weights)
    inverse = inverse_blocks(arrangement, eliminate(arrangement, products, factors), restricted=False)
    factor = factors[place]
    within: FloatArray = np.einsum("ij,ljk,ik->li", factor, _own_blocks(arrangement, inverse, place), factor)
    return scale**2 * within


def _own_blocks(arrangement: Arrangement, inverse: InverseBlocks, place: int) -> FloatArray:
    """The blocks of K⁻¹ that each level of a factor has with itself, L × P × P."""
    n_chain = len(arrangement.chain)
    if place < n_chain:
        return inverse.chain[place, place]
    group = arrangement.groups[place]
    first = sum(before.size for before in arrangement.groups[n_chain:place])
    at = first + np.arange(group.size).reshape(group.n_levels, group.width)
    return inverse.rest[at[:, :, None], at[:, None, :]]


def _scale(observations: Observations, estimates: Estimates) -> float:
    """What T is relative to: σ in a linear model."""
    if observations.model.function != "lmer":
        return 1.0
    if estimates.sigma is None:
        raise DataError("The residual standard deviation of this fit is not known.", hint="Give the print of its fit.")
    return estimates.sigma


def _weights(observations: Observations, estimates: Estimates) -> FloatArray:
    """W: those of the data, and in a generalised model what the response tells at the modes beside them."""
    design, family = observations.design, observations.model.family
    given = np.ones(observations.n) if design.weights is None else design.weights
    if observations.model.function == "lmer":
        return given
    link, law = inverse_link(family), response_law(family)
    law = negative_binomial(estimates.size) if law is None and estimates.size else law
    if link is None or law is None or design.y is None:
        raise DataError("The conditional variances of this model are not computed here.", hint="Fit it with lme4.")
    eta = design.X[:, list(design.kept)] @ coefficients(observations, estimates)
    eta = eta + design.Z @ known_effects(observations, estimates)
    offset = np.zeros(observations.n) if design.offset is None else design.offset
    return curves(GeneralisedResponse(design.y, offset, given, law, link), eta + offset).weights
