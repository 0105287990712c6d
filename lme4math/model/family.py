"""Response distributions and link functions, as R's `family` objects name them."""

from __future__ import annotations

from lme4math.records import record


@record
class Family:
    """A distribution of the response given the random effects, and its link.

    Attributes:
        name: "gaussian", "binomial", "poisson", "Gamma", "inverse.gaussian" or "negative binomial".
        link: R's name of the link ("identity", "logit", "log", …).
        size: θ of a negative binomial where the call says it, `negative.binomial(2)`; None where it is estimated.
    """

    name: str = "gaussian"
    link: str = "identity"
    size: float | None = None
