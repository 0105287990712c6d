"""How sure a fit is of its parameters: confidence intervals."""

from __future__ import annotations

from collections.abc import Mapping
from statistics import NormalDist
from typing import TYPE_CHECKING

from lme4math.errors import DataError, number, one_of
from lme4math.showing import Showable

if TYPE_CHECKING:
    from lme4math.fits import Estimates


class Uncertain:
    """A fit that gives confidence intervals.

    Attributes:
        model: its model.
        estimates: all that is known.
    """

    model: Showable
    estimates: Estimates

    def intervals(
        self, level: float = 0.95, method: str = "wald", parameters: str = "fixed"
    ) -> dict[str, tuple[float, float]]:
        """Confidence intervals of the parameters, by Wald or by the profile likelihood.

        Wald's, of fixed effects alone, are the estimate ± z standard errors. Those of the profile likelihood are the
        values at which the model, fitted by maximum likelihood with this parameter given, is not worse than z² in
        deviance: some ten fits of each parameter. They are of standard deviations, correlations and σ as well, named as
        R's `confint(fit, oldNames = FALSE)` has them; a standard deviation may have an interval that begins at 0.

        >>> from lme4math import data, parse
        >>> fit = parse("lmer(Reaction ~ Days + (Days | Subject))", data.sleepstudy()).fit()
        >>> fit.intervals()["Days"]
        (7.43..., 13.49...)
        >>> fit.intervals(method="profile", parameters="random")["sd_Days|Subject"]
        (3.80..., 8.75...)

        Args:
            level: the confidence, between 0 and 1.
            method: "wald" or "profile".
            parameters: "fixed" effects, those of the "random" effects and residuals, or "all".

        Raises:
            DataError: the standard errors are not known; or, of the profile, the model has no data; or Wald's are asked
                for what they do not suit.
            ValueError: there is no such level, method or choice of parameters.
        """
        number(level, "level", "between 0 and 1", lambda share: 0 < share < 1)
        of = one_of(parameters, ("fixed", "random", "all"), "parameters")
        if one_of(method, ("wald", "profile"), "method") == "profile":
            return self._profile_intervals(level, of)
        if of != "fixed":
            raise DataError(
                "Wald's intervals are of fixed effects only: the likelihood of a standard deviation is not symmetric.",
                hint='Ask for method="profile".',
            )
        if self.estimates.se is None:
            raise DataError("The standard errors of this fit are not known.", hint="Give the print of summary(fit).")
        z = NormalDist().inv_cdf(0.5 + level / 2)
        errors: Mapping[str, float] = self.estimates.se
        return {
            name: (value - z * errors[name], value + z * errors[name]) for name, value in self.estimates.fixef.items()
        }

    def _profile_intervals(self, level: float, of: str) -> dict[str, tuple[float, float]]:
        from lme4math.fits import profile_intervals, variance_intervals

        observations = self.model._compiled.observations()
        of_random = {} if of == "fixed" else variance_intervals(observations, level)
        return of_random if of == "random" else {**of_random, **profile_intervals(observations, level)}
