"""Equations held against a fit: what they give at its estimates, and its fitted values."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np

from lme4math.data import FloatArray, Observations
from lme4math.errors import DataError
from lme4math.fits.estimates import Estimates
from lme4math.fits.response_laws import inverse_link


def verified(
    estimates: Estimates,
    observations: Observations,
    equations: Iterable[Callable[[FloatArray, FloatArray], FloatArray]],
) -> dict[str, float]:
    """The largest difference of what equations give from the fitted values.

    Args:
        estimates: β, b, and the fitted values where a file has them; else these are Xβ + Zb.
        observations: the data of the fit.
        equations: each gives the means of the response from β and b.

    Returns:
        "rows", the number of fitted values, and "max_abs_difference".

    Raises:
        DataError: the random effects are not known.
    """
    if estimates.b is None:
        raise DataError(
            "The equations cannot be computed: the random effects of each group are not known.",
            hint="Read the fit from a file of saveRDS(fit), or fit the model here: parse(code, data).fit().",
        )
    beta = np.array(list(estimates.fixef.values()), dtype=np.float64)
    b = estimates.b
    fitted = _means(beta, b, observations) if estimates.fitted is None else estimates.fitted
    differences = [float(np.abs(means(beta, b) - fitted).max(initial=0.0)) for means in equations]
    return {"rows": len(fitted), "max_abs_difference": max(differences)}


def _means(beta: FloatArray, b: FloatArray, observations: Observations) -> FloatArray:
    """The fitted values of a fit that was made here, by its matrices."""
    design, family = observations.design, observations.model.family
    predictor = design.X[:, list(design.kept)] @ beta + design.Z @ b
    predictor = predictor if design.offset is None else predictor + design.offset
    link = inverse_link(family)
    if observations.model.function == "lmer" or link is None:
        return np.asarray(predictor)
    return link.mean(np.asarray(predictor))
