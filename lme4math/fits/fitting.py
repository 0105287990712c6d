"""A model on its data → its estimates."""

from __future__ import annotations

import numpy as np

from lme4math.data import FloatArray, Observations
from lme4math.english import quoted
from lme4math.errors import DataError
from lme4math.fits.estimates import Estimates, refuse_one_name
from lme4math.fits.generalised import fit_generalised, least_deviance
from lme4math.fits.linear import fit_linear, least_criterion
from lme4math.fits.profiled import ProfiledCriterion
from lme4math.fits.response_laws import InverseLink, inverse_link, response_law


def estimate(observations: Observations, reml: bool) -> Estimates:
    """Fit a model by maximum likelihood, as lme4 does.

    Args:
        reml: of a linear model, whether the restricted likelihood is maximised.

    Raises:
        DataError: it has two effects of one name, no response, random terms without columns, or weights or a link that
            cannot be fitted.
    """
    refuse_one_name([observations.design.X_columns[place] for place in observations.design.kept])
    y, weights, link = fitted_response(observations)
    if link is None:
        return fit_linear(observations, y, weights, reml)
    return fit_generalised(observations, y, weights, response_law(observations.model.family), link)


def deviance_near(observations: Observations, near: FloatArray | None) -> tuple[float, FloatArray | None]:
    """−2 log-likelihood at its minimum, and the parameters there, near which those of a like model may be searched.

    Args:
        near: such parameters of a model that differs in the offset alone.

    Raises:
        DataError: as `estimate`.
    """
    y, weights, link = fitted_response(observations)
    if link is None:
        found = least_criterion(ProfiledCriterion(observations, y, weights, reml=False), weights, near)
        return found.value, found.at
    law = response_law(observations.model.family)
    if law is None:  # the size of a negative binomial is searched as well
        criterion = fit_generalised(observations, y, weights, law, link).criterion
        assert criterion is not None
        return criterion, None
    found = least_deviance(observations, y, weights, law, link, near)
    return found.value, found.at


def fitted_response(observations: Observations) -> tuple[FloatArray, FloatArray, InverseLink | None]:
    """The response and the weights, each of length n; the link of a generalised model.

    Raises:
        DataError: as `estimate`.
    """
    model, design = observations.model, observations.design
    if design.y is None:
        raise DataError("This model has no response.", hint="Write it on the left of ~, as in y ~ x + (1 | g).")
    weights = np.ones(observations.n) if design.weights is None else design.weights
    if model.function == "lmer":
        if not (weights > 0).all():
            raise DataError("A linear model is fitted with weights above 0.", hint="Leave rows of weight 0 out.")
        return design.y, weights, None
    link = inverse_link(model.family)
    if model.family.own:
        what = f"The link {quoted(model.family.link)} is a function of your own, whose formula is not read"
        raise DataError(f"{what}: the model is not fitted here.", hint="Fit it with lme4.")
    if link is None:
        raise DataError(f"Models with the link {model.family.link} are not fitted here.", hint="Fit it with lme4.")
    return design.y, weights, link
