"""Models that are fitted, and what comes of it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field, fields, replace
from functools import partial
from typing import TYPE_CHECKING, Any, Self

from lme4math.defaults import number_of_digits, options
from lme4math.english import quoted
from lme4math.errors import truth
from lme4math.libraries import Cells
from lme4math.notation import NOTATIONS, refusal
from lme4math.numbering import equations_of_level, estimated_equations
from lme4math.pipeline import equations_of, names_of
from lme4math.predicting import Predictive
from lme4math.r import deparse, number_in
from lme4math.refitting import Refittable
from lme4math.showing import Showable
from lme4math.source import visible
from lme4math.tabular import RCode, ResultTable, Tabular
from lme4math.uncertainty import Uncertain

if TYPE_CHECKING:
    from lme4math.data import FloatArray
    from lme4math.equations import Equations
    from lme4math.fits import Estimates, Variance
    from lme4math.notation import PageNames


@dataclass(frozen=True)
class Estimable(Showable):
    """A model that can be fitted to its data."""

    def fit(self, reml: bool | None = None) -> Fit:
        """Estimate the model as lme4 does: linear ones by (restricted) maximum likelihood, others by Laplace's method.

        The criterion is minimised to the computer's precision from several starts, so that it is never above that of
        `lmer` and `glmer`, and sometimes below. No p-values are computed, as in lme4.

        >>> from lme4math import data, parse
        >>> fit = parse("lmer(Reaction ~ Days + (Days | Subject))", data.sleepstudy()).fit()
        >>> fit
        <lme4math.Fit lmer: Reaction ~ Days + (Days | Subject), REML criterion 1743.628>
        >>> fit.fixef["Days"], fit.sigma
        (10.467..., 25.591...)

        Args:
            reml: of a linear model, whether the restricted likelihood is maximised; by default what its call says.

        Raises:
            DataError: the model was read without data, has no response, or is one that is not fitted here.
        """
        from lme4math.fits import estimate

        restricted = self._model.reml if reml is None else truth(reml, "reml")
        found = estimate(self._compiled.observations(), restricted)
        return Fit(self, "lme4math", replace(found, remarks=(*found.remarks, *self._approximated())))

    def _approximated(self) -> tuple[str, ...]:
        """That the likelihood is approximated otherwise than the call asks."""
        asked = dict(self._compiled.call.arguments).get("nAGQ")
        if asked is None or number_in(asked) == 1:
            return ()
        return (
            f"The call asks for {quoted(f'nAGQ = {deparse(asked)}')}, and these estimates are those of Laplace's "
            "approximation, nAGQ = 1: lme4's differ a little.",
        )


@dataclass(frozen=True, repr=False, eq=False)
class Fit(Predictive, Uncertain, Refittable, Tabular):
    """A model with its estimates: a table of them at the end of a cell. What is not known is None.

    Attributes:
        model: the model.
        source: where the estimates come from: "lme4math" where they were computed here, "file of R" for a file.
        estimates: all that is known.
        before: the criterion of the fit of which this one was made by a change of the model.
    """

    model: Estimable
    source: str
    estimates: Estimates = field(repr=False)
    before: float | None = None

    @property
    def fixef(self) -> dict[str, float]:
        """The fixed effects by their names in R."""
        return dict(self.estimates.fixef)

    @property
    def se(self) -> dict[str, float] | None:
        """Their standard errors."""
        return None if self.estimates.se is None else dict(self.estimates.se)

    @property
    def varcorr(self) -> list[dict[str, str | float | None]]:
        """Variances and covariances, as R's `as.data.frame(VarCorr(fit))`: rows of grp, var1, var2, vcov and sdcor."""
        return [{one.name: getattr(row, one.name) for one in fields(row)} for row in self.estimates.variances]

    @property
    def sigma(self) -> float | None:
        """The residual standard deviation; None where the family has none."""
        return self.estimates.sigma

    @property
    def theta(self) -> FloatArray | None:
        """The parameters of the relative covariance factor, as lme4's θ."""
        return self.estimates.theta

    @property
    def b(self) -> FloatArray | None:
        """The random effects, in lme4's order: by term, then level, then column."""
        return self.estimates.b

    @property
    def n(self) -> int | None:
        """The number of observations."""
        return self.estimates.n

    @property
    def groups(self) -> dict[str, int]:
        """The number of levels of each grouping factor."""
        return dict(self.estimates.groups)

    @property
    def criterion(self) -> float | None:
        """The REML criterion, or −2 log-likelihood."""
        return self.estimates.criterion

    @property
    def reml(self) -> bool | None:
        """Whether the criterion is that of REML; None for a generalised model."""
        return self.estimates.reml

    @property
    def singular(self) -> bool | None:
        """Whether effects, or combinations of them, have no variance (lme4's `isSingular`)."""
        return self.estimates.singular

    @property
    def converged(self) -> bool | None:
        """Whether the criterion is flat where the search ended; None where it was not searched here."""
        return self.estimates.converged

    @property
    def warnings(self) -> tuple[str, ...]:
        """What a reader should know of the fit, as sentences."""
        lost = "The search for the optimum did not end where the criterion is flat: the estimates are those reached."
        remarks = map(visible, self._page.remarks(self.estimates.remarks))
        return (*((lost,) if self.converged is False else ()), *remarks)

    def equations(
        self,
        notation: str = "expanded",
        style: str = "indexed",
        numbers: str = "numbers",
        *,
        spread: str = "deviations",
        digits: int | None = None,
        errors: bool = False,
    ) -> Equations:
        """The model's equations with its estimates.

        Estimates are rounded to two digits of their standard errors; what is computed from the equations is not.

        >>> from lme4math import data, parse
        >>> fit = parse("lmer(Reaction ~ Days + (1 | Subject))", data.sleepstudy()).fit()
        >>> print(fit.equations())
        Reaction_i = (251.4 + b_{0,j[i]}^(Subject)) + 10.47 Days_i + ε_i
        ...

        Args:
            notation: "expanded", "compact", "additive", "levels" or "matrix".
            style: "indexed" or "lettered", of the symbols that stay.
            numbers: "numbers" puts estimates in the place of symbols, "both" lists them beneath the equations,
                "symbols" leaves them out.
            spread: "deviations" writes standard deviations and correlations, "variances" variances and covariances.
            digits: of standard errors, which decide where estimates are rounded, and of numbers without one; by default
                those of `lme4math.options`.
            errors: show standard errors, in brackets after the estimates.

        Raises:
            ValueError: there is no such notation or style, or no such way of numbers or of spread.
            DataError: the levels of a factor are not known.
        """
        return estimated_equations(
            self.model._compiled,
            self.estimates,
            notation,
            style,
            numbers=numbers,
            spread=spread,
            digits=number_of_digits(digits),
            errors=truth(errors, "errors"),
        )

    def for_level(
        self, group: str, level: str | int, style: str = "indexed", *, digits: int | None = None
    ) -> Equations:
        """The equations of one level of a grouping factor, in which its own random effects are added to the fixed ones.

        They are computed on the observations of this level.

        >>> from lme4math import data, parse
        >>> fit = parse("lmer(Reaction ~ Days + (Days | Subject))", data.sleepstudy()).fit()
        >>> print(fit.for_level("Subject", "308"))
        Reaction_i = 253.7 + 19.7 Days_i + ε_i
        ...

        Args:
            group: the name of the grouping factor.
            level: the name of the level.
            style: "indexed" or "lettered", of the symbols that stay.
            digits: as in `equations`.

        Raises:
            ValueError: there is no such grouping factor, level or style.
            DataError: the random effects are not known, or the model has no data.
        """
        asked = number_of_digits(digits)
        return equations_of_level(self.model._compiled, self.estimates, group, _level(level), style, asked)

    def describe(self) -> dict[str, Any]:
        """The estimates as a dict that can be written as JSON; what is not known is None.

        >>> from lme4math import data, parse
        >>> fit = parse("lmer(Reaction ~ Days + (Days | Subject))", data.sleepstudy()).fit()
        >>> fit.describe()["groups"]
        {'Subject': 18}

        Returns:
            `fixef`, `se`, `varcorr`, `sigma`, `theta`, `b`, `n`, `groups`, `criterion`, `reml`, `singular`, `converged`
            and `warnings`.
        """
        names = ("fixef", "se", "varcorr", "sigma", "n", "groups", "criterion", "reml", "singular", "converged")
        arrays = {name: None if (found := getattr(self, name)) is None else found.tolist() for name in ("theta", "b")}
        return {**{name: getattr(self, name) for name in names}, **arrays, "warnings": list(self.warnings)}

    def _refitted(self, model: Showable) -> Self:
        """The fit of another model to the same data, by the same criterion."""
        assert isinstance(model, Estimable)
        return replace(self, model=model, estimates=model.fit(self.reml).estimates, before=self.criterion)

    def _rewritten(self, model: Showable) -> Self:
        assert isinstance(model, Estimable)
        return replace(self, model=model)

    def _notes(self) -> tuple[str, ...]:
        """What the view says of the fit: its criterion, that before the change, its proof, and the remarks."""
        before = "" if self.before is None else f"; before the change {self.before:.3f}"
        criterion = () if self.criterion is None else (f"{self._criterion()}{before}.",)
        return (*criterion, *self._proof(), *self.warnings)

    def _proof(self) -> tuple[str, ...]:
        """That the equations give the fitted values which a file has."""
        if self.estimates.fitted is None:
            return ()
        found = self.verify()
        rows, difference = int(found["rows"]), found["max_abs_difference"]
        return (f"Computed from these equations: {rows:,} fitted values, largest difference {difference:.0e}.",)

    def verify(self) -> dict[str, float]:
        """Compute the equations at the estimates, in every notation, and hold them against the fitted values.

        A file of R has its own fitted values; of a fit that was made here they are Xβ + Zb, by its matrices. Those of
        a generalised model are means of the response.

        >>> from lme4math import data, parse
        >>> parse("lmer(Reaction ~ Days + (Days | Subject))", data.sleepstudy()).fit().verify()
        {'rows': 180, 'max_abs_difference': ...e-1...}

        Returns:
            `rows`, the number of fitted values, and `max_abs_difference`, the largest difference in any notation.

        Raises:
            DataError: there are no data or random effects to compute the equations with, as for a printed summary.
        """
        from lme4math.fits import verified

        compiled = self.model._compiled
        mean = compiled.model.function != "lmer"
        names = names_of(compiled, by_groups=True)
        has = [notation for notation in NOTATIONS if refusal(notation, names) is None]
        shown = [equations_of(compiled, notation) for notation in has]
        each = [partial(one.evaluate, mean=mean) for one in shown]
        return verified(self.estimates, compiled.observations(), each)

    @property
    def _page(self) -> PageNames:
        return self.model._compiled.page

    def _table(self) -> ResultTable:
        from lme4math.notation import written

        errors = self.estimates.se or {}
        rows: list[tuple[Any, ...]] = []
        for name, value in self.estimates.fixef.items():
            error = errors.get(name)
            shown = "" if error is None else written(error, error, options.digits)
            rows.append(("fixed effect", RCode(name), written(value, error, options.digits), shown))
        for row in self.estimates.variances:
            what = RCode(row.grp if row.var1 is None else f"{row.var1} | {row.grp}")
            if row.var2 is not None:
                what = RCode(f"{row.var1}, {row.var2} | {row.grp}")
            kind = "standard deviation" if row.var2 is None else "correlation"
            rows.append((kind, what, _spread(row), ""))
        return ResultTable(
            ("", "R name", "Estimate", "Std. error"), tuple(rows), (self._heading(),), (*self._counts(), *self.warnings)
        )

    def _heading(self) -> str:
        call = f"{self.model._model.function}: {self.model._model.formula}"
        return call if self.criterion is None else f"{call}, {self._criterion()}"

    def _criterion(self) -> str:
        shown = "" if self.criterion is None else str(round(self.criterion, 3))  # a print may have one decimal only
        return f"{'REML criterion' if self.reml else '-2 log-likelihood'} {shown}"

    def _counts(self) -> tuple[str, ...]:
        if self.n is None:
            return ()
        groups = "".join(f"; {self._page.group(name)}: {count:,} levels" for name, count in self.groups.items())
        return (f"{self.n:,} observations{groups}.",)

    def _columns(self) -> dict[str, Cells]:
        errors = self.estimates.se or {}
        fixed = self.estimates.fixef
        rows = self.estimates.variances
        return {
            "grp": [*[""] * len(fixed), *(row.grp for row in rows)],
            "var1": [*fixed, *(row.var1 or "" for row in rows)],
            "var2": [*[""] * len(fixed), *(row.var2 or "" for row in rows)],
            "estimate": [*fixed.values(), *(float("nan") if row.sdcor is None else row.sdcor for row in rows)],
            "se": [*(errors.get(name, float("nan")) for name in fixed), *[float("nan")] * len(rows)],
        }

    def __repr__(self) -> str:
        return visible(f"<lme4math.Fit {self._heading()}>")


def _level(level: object) -> object:
    """A level by its name; a number too long for one stays, and is the name of none."""
    with suppress(ValueError):
        return str(level)
    return level


def _spread(row: Variance) -> str:
    """A standard deviation, or a correlation, which R prints with two decimals."""
    from lme4math.notation import written

    if row.sdcor is None:
        return ""
    return written(row.sdcor, digits=options.digits) if row.var2 is None else f"{row.sdcor:.2f}"
