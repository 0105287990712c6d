"""A model on its data → its estimates."""

from __future__ import annotations

import numpy as np

from lme4math.data import Observations
from lme4math.english import quoted
from lme4math.errors import DataError
from lme4math.fits.estimates import Estimates
from lme4math.fits.generalised import fit_generalised
from lme4math.fits.linear import fit_linear
from lme4math.fits.response_laws import inverse_link, response_law


def estimate(observations: Observations, reml: bool) -> Estimates:
    """Fit a model by maximum likelihood, as lme4 does.

    Args:
        reml: of a linear model, whether the restricted likelihood is maximised.

    Raises:
        DataError: it has no response, has random terms without columns, or weights or a link that cannot be fitted.
    """
    model, design = observations.model, observations.design
    if design.y is None:
        raise DataError("This model has no response.", hint="Write it on the left of ~, as in y ~ x + (1 | g).")
    weights = np.ones(observations.n) if design.weights is None else design.weights
    if model.function == "lmer":
        if not (weights > 0).all():
            raise DataError("A linear model is fitted with weights above 0.", hint="Leave rows of weight 0 out.")
        return fit_linear(observations, design.y, weights, reml)
    link = inverse_link(model.family)
    if model.family.own:
        what = f"The link {quoted(model.family.link)} is a function of your own, whose formula is not read"
        raise DataError(f"{what}: the model is not fitted here.", hint="Fit it with lme4.")
    if link is None:
        raise DataError(f"Models with the link {model.family.link} are not fitted here.", hint="Fit it with lme4.")
    return fit_generalised(observations, design.y, weights, response_law(model.family), link)
