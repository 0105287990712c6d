"""What a fit says of the response: its fitted values, and new responses drawn from the fitted model."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from lme4math.errors import DataError, number, one_of, truth
from lme4math.pipeline import equations_of
from lme4math.showing import Showable

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from numpy.random import Generator

    from lme4math.data import FloatArray
    from lme4math.equations import Equations
    from lme4math.fits import Estimates
    from lme4math.model import GroupingFactor


class Predictive:
    """A fit that predicts its response.

    Attributes:
        model: its model.
        estimates: all that is known.
    """

    model: Showable
    estimates: Estimates

    def predict(
        self, mean: bool = True, random_effects: bool = True, *, data: Any = None, new_levels: bool = False
    ) -> FloatArray:
        """The fitted values, or predictions for new data, computed from the displayed equation at the estimates.

        >>> from lme4math import data, parse
        >>> fit = parse("lmer(Reaction ~ Days + (Days | Subject))", data.sleepstudy()).fit()
        >>> fit.predict()[:2]
        array([253.663..., 273.329...])
        >>> fit.predict(random_effects=False)[:2]
        array([251.405..., 261.872...])
        >>> fit.predict(data={"Days": [0, 4.5], "Subject": ["308", "somebody else"]}, new_levels=True)
        array([253.663..., 298.507...])

        What a formula takes from all rows, as `scale(x)`, `poly(x, 2)` and `ns(x, 3)` do, new rows have from those that
        were fitted, as in R; also within other calls, as `log(x / mean(x))`, where R takes it from the new rows.

        Args:
            mean: the mean of the response (of a binomial one, the probability); if not, the linear predictor. Both have
                the offset in them.
            random_effects: those of each observation's own levels; if not, they are 0.
            data: new rows of the variables of the formula but the response; by default those that were fitted.
            new_levels: of new data, whether grouping factors may have new levels, whose random effects are 0.

        Returns:
            An array of length n, for the rows used, in their order; or with an entry for each new row, NaN where a
            value is missing, or outside of the intervals of `cut(x, …)`.

        Raises:
            DataError: the model has no data, or the random effects are not known; or of new data, a variable or a level
                is missing, or the formula has a function without a value for new rows, as `rank(x)`.
        """
        from lme4math.data import rows_to_predict
        from lme4math.evaluate import linear_predictor
        from lme4math.fits import coefficients, known_effects

        on_mean, with_effects = truth(mean, "mean"), truth(random_effects, "random_effects")
        observations = self.model._compiled.observations()
        none = [0.0] * int(observations.design.Gp[-1])
        effects = known_effects(observations, self.estimates) if with_effects else none
        beta, may = coefficients(observations, self.estimates), truth(new_levels, "new_levels")
        if data is None:
            return self._shown.evaluate(beta, effects, on_mean)
        new = rows_to_predict(observations, data, may or not with_effects)
        shown = linear_predictor(self._shown.tree, new.observations, beta, new.effects(effects), on_mean)
        return new.in_order(shown)

    def simulate(self, seed: int | Generator | None = None, *, new_effects: bool = True) -> FloatArray:
        """A new response, as if the estimates were true.

        Random effects are drawn from their distribution, then the response from its own, given them.

        >>> from lme4math import data, parse
        >>> fit = parse("lmer(Reaction ~ Days + (Days | Subject))", data.sleepstudy()).fit()
        >>> fit.simulate(1).shape
        (180,)
        >>> bool((fit.simulate(1) == fit.simulate(1)).all())
        True

        Args:
            seed: a number, with which the same response is drawn again, or a generator of numpy's; by default another
                response each time.
            new_effects: draw the random effects, too; if not, they are those that were estimated.

        Returns:
            An array of length n, as the left side of the formula; proportions where this is a number of successes.

        Raises:
            DataError: the model has no data, or what is needed is not known of this fit.
        """
        from lme4math.fits import coefficients, drawn_effects, drawn_response, generator, known_effects

        anew, random = truth(new_effects, "new_effects"), generator(seed)
        observations = self.model._compiled.observations()
        beta = coefficients(observations, self.estimates)
        drawn = drawn_effects(observations, self.estimates, random) if anew else None
        effects = known_effects(observations, self.estimates) if drawn is None else drawn
        return drawn_response(observations, self.estimates, self._shown.evaluate(beta, effects, mean=True), random)

    def plot_effects(self, group: str, *, level: float = 0.95, theme: str = "both") -> Figure:
        """A picture of the random effects of a grouping factor, the levels in order, with intervals.

        Intervals are from the conditional standard deviations of the effects, given the data and the estimates, as in
        R's `ranef(fit, condVar = TRUE)`. Of more than 40 levels the first and the last 20 are shown.

        >>> from lme4math import data, parse
        >>> fit = parse("lmer(Reaction ~ Days + (Days | Subject))", data.sleepstudy()).fit()
        >>> figure = fit.plot_effects("Subject")  # then figure.savefig("effects.svg")
        >>> len(figure.axes)
        2

        Args:
            group: the name of the grouping factor.
            level: the confidence of the intervals, between 0 and 1.
            theme: colours for a "light" or "dark" page, or for "both".

        Returns:
            A matplotlib figure without background.

        Raises:
            DataError: the model has no data, or the random effects or their covariances are not known.
            ValueError: there is no such grouping factor, level or theme.
        """
        from lme4math.fits import conditional_effects
        from lme4math.pictures import effects_figure

        factor = self._factor(group)
        number(level, "level", "between 0 and 1", lambda share: 0 < share < 1)
        effects = conditional_effects(self.model._compiled.observations(), self.estimates, group)
        return effects_figure(effects, factor, self.model._compiled.page, level, theme)

    def plot_shrinkage(self, group: str, *, theme: str = "both") -> Figure:
        """A picture of how far the model moves the line of each level away from the line of its own data alone.

        An arrow leads from the intercept and slope by least squares on the data of one level to those of its fitted
        values; the population's line is a cross.

        >>> from lme4math import data, parse
        >>> fit = parse("lmer(Reaction ~ Days + (Days | Subject))", data.sleepstudy()).fit()
        >>> figure = fit.plot_shrinkage("Subject")
        >>> figure.axes[0].get_ylabel()
        'slope of Days'

        Args:
            group: the name of a grouping factor by which the intercept and the slope of one numeric covariate vary.
            theme: colours for a "light" or "dark" page, or for "both".

        Returns:
            A matplotlib figure without background.

        Raises:
            DataError: the model is not linear or has no data, its random effects are not known, or other effects vary.
            ValueError: there is no such grouping factor or theme.
        """
        from lme4math.fits import level_lines
        from lme4math.pictures import shrinkage_figure

        factor = self._factor(group)
        observations = self.model._compiled.observations()
        responses = observations.design.y
        if self.model._model.function != "lmer" or responses is None:
            raise DataError("Lines of single levels are compared with those of linear models only.")
        lines = level_lines(observations, group, responses, self.predict(), self.predict(random_effects=False))
        return shrinkage_figure(lines, factor, self.model._compiled.page, theme)

    def plot_lines(self, covariate: str, group: str | None = None, *, theme: str = "both") -> Figure:
        """A picture of the data over a numeric covariate, with the fitted line of each level of a grouping factor.

        Beside the line of the level is the population's, dashed. Of more than 24 levels the first 24 are shown. Where
        other predictors vary, lines are by least squares through the fitted values.

        >>> from lme4math import data, parse
        >>> fit = parse("lmer(Reaction ~ Days + (Days | Subject))", data.sleepstudy()).fit()
        >>> figure = fit.plot_lines("Days")
        >>> len(figure.axes)
        18

        Args:
            covariate: the name of a numeric variable of the model.
            group: the name of the grouping factor; by default one over which the covariate's effect varies, else the
                first.
            theme: colours for a "light" or "dark" page, or for "both".

        Returns:
            A matplotlib figure without background.

        Raises:
            DataError: the model has no data or no response, or its random effects are not known.
            ValueError: there is no such covariate, grouping factor or theme.
        """
        from lme4math.fits import lines_over_data, numeric_covariates
        from lme4math.pictures import lines_figure

        compiled = self.model._compiled
        observations = compiled.observations()
        one_of(covariate, numeric_covariates(observations), "numeric covariate")
        varying = (term.group.name for term in compiled.model.random if covariate in term.effects)
        factor = self._factor(next(varying, compiled.model.levels[0].name) if group is None else group)
        place = [one.name for one in compiled.model.levels].index(factor.name) + 1
        lines = lines_over_data(observations, covariate, place, self.predict(), self.predict(random_effects=False))
        return lines_figure(lines, factor, compiled.page, theme)

    def _plots(self) -> Iterator[tuple[str, Callable[[], Figure]]]:
        """The titles of its pictures, and what draws them; none without data in memory and random effects."""
        compiled, model = self.model._compiled, self.model._model
        if not compiled.in_memory or self.estimates.b is None:
            return
        from lme4math.fits import numeric_covariates

        called = compiled.page.group
        for factor in model.levels:
            yield f"Random effects of {called(factor.name)}", partial(self.plot_effects, factor.name)
        for factor in model.levels:
            columns = [one for term in model.random if term.group.name == factor.name for one in term.part.columns]
            if model.function == "lmer" and len(columns) == 2:
                title = f"Lines of {called(factor.name)}: by the model, and by the data of each level alone"
                yield title, partial(self.plot_shrinkage, factor.name)
        for covariate in numeric_covariates(compiled.observations()):
            yield f"Data and fitted lines over {called(covariate)}", partial(self.plot_lines, covariate)

    def _factor(self, name: str) -> GroupingFactor:
        groups = {factor.name: factor for factor in self.model._model.levels}
        return groups[one_of(name, groups, "grouping factor")]

    @property
    def _shown(self) -> Equations:
        return equations_of(self.model._compiled, "expanded", "indexed")
