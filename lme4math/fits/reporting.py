"""The estimates of a fit that was computed here, in R's names and lme4's order."""

from __future__ import annotations

import numpy as np

from lme4math.data import FloatArray, Observations
from lme4math.evaluate import rows_of
from lme4math.fits.estimates import Estimates, names_of_terms, variances_of
from lme4math.fits.random_terms import RandomTerms
from lme4math.fits.vanishing import vanishing


def report(
    observations: Observations,
    terms: RandomTerms,
    parameters: FloatArray,
    *,
    beta: FloatArray,
    covariance: FloatArray,
    sigma: float | None,
    scale: float,
    b: FloatArray,
    criterion: float,
    reml: bool | None,
    converged: bool,
    size: float | None = None,
) -> Estimates:
    """The record of a fit.

    Args:
        parameters: of all random terms, as lme4 has them.
        beta: length p, in the scale of the data.
        covariance: of β, p × p.
        sigma: the residual standard deviation, if the family has one.
        scale: what T is relative to.
        b: in lme4's order.
    """
    model, design = observations.model, observations.design
    blocks = terms.blocks(parameters)
    covariances = [rows_of(scale**2 * block @ block.T) for block in blocks]
    names = [design.X_columns[place] for place in design.kept]
    random = [model.random[place] for place in design.term_order]
    errors = np.sqrt(np.diag(covariance))
    return Estimates(
        fixef=dict(zip(names, beta.tolist(), strict=True)),
        se=dict(zip(names, errors.tolist(), strict=True)),
        covariance=covariance,
        variances=variances_of(
            names_of_terms(model, design.term_order),
            [[column.name for column in term.part.columns] for term in random],
            covariances,
            sigma if model.function == "lmer" else None,
        ),
        covariances=tuple(covariances[design.term_order.index(place)] for place in range(len(random))),
        sigma=sigma,
        theta=terms.theta(parameters),
        b=b,
        n=observations.n,
        groups={term.group.name: len(design.levels[term.group.name]) for term in random},
        criterion=criterion,
        reml=reml,
        singular=terms.singular(parameters),
        converged=converged,
        remarks=tuple(
            sentence
            for term, block in zip(random, blocks, strict=True)
            for sentence in vanishing(term.group.name, [column.name for column in term.part.columns], block)
        ),
        size=size,
    )
