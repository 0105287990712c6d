"""The estimates of a model, wherever they come from."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from lme4math.english import quoted
from lme4math.errors import DataError
from lme4math.evaluate import SquareMatrix, deviations_of
from lme4math.model import MixedModel
from lme4math.records import record

if TYPE_CHECKING:
    from lme4math.data import FloatArray
    from lme4math.fits.printed_places import PrintedPlaces

SINGULAR = 1e-4
"""lme4's `isSingular`: a diagonal entry of Λ smaller than this counts as 0."""


@record
class Variance:
    """A row of R's `as.data.frame(VarCorr(fit))`.

    Attributes:
        grp: the name that R gives to the random term, or "Residual".
        var1: the column, or None for the residual.
        var2: the second column where it is a covariance.
        vcov: the variance or covariance; None where a print does not show it.
        sdcor: the standard deviation or correlation.
    """

    grp: str
    var1: str | None
    var2: str | None
    vcov: float | None
    sdcor: float | None


@record(eq=False)
class Estimates:
    """What is known of a fit; None is what is not.

    Attributes:
        fixef: the fixed effects by their names in R.
        se: their standard errors.
        covariance: p × p, their covariance matrix.
        variances: as R's `as.data.frame(VarCorr(fit))`.
        covariances: the covariance matrix of each random term, in the order of the formula; None where it is unknown.
        sigma: the residual standard deviation; None where the family has none.
        theta: lme4's θ.
        b: the random effects, in lme4's order.
        n: the number of observations.
        groups: the numbers of levels by grouping factor, as R counts them.
        criterion: the REML criterion, or −2 log-likelihood.
        reml: whether it is the former; None for a generalised model.
        singular: whether a combination of random effects has no variance.
        converged: whether the criterion is flat where the search ended; None where it was not searched here.
        size: of a negative binomial that was estimated.
        remarks: what a reader should know of the fit, as sentences.
        fitted: the conditional means of the response at the rows used, where a file has them.
        printed: where the numbers of a print stand.
    """

    fixef: Mapping[str, float]
    se: Mapping[str, float] | None
    covariance: FloatArray | None
    variances: tuple[Variance, ...]
    covariances: tuple[SquareMatrix | None, ...]
    sigma: float | None
    theta: FloatArray | None
    b: FloatArray | None
    n: int | None
    groups: Mapping[str, int]
    criterion: float | None
    reml: bool | None
    singular: bool | None
    converged: bool | None = None
    size: float | None = None
    remarks: tuple[str, ...] = ()
    fitted: FloatArray | None = None
    printed: PrintedPlaces | None = None


def refuse_one_name(names: Sequence[str]) -> None:
    """Estimates are called by R's names, of which a covariate `e1` and the level 1 of a factor `e` have one.

    Raises:
        DataError: two fixed effects have the same name.
    """
    twice = next((name for place, name in enumerate(names) if name in names[:place]), None)
    if twice is not None:
        raise DataError(
            f"R calls two fixed effects of this model {quoted(twice)}, so that the name does not tell which is meant.",
            hint="Rename a variable, or the levels of a factor.",
        )


def valid_name(name: str) -> str:
    """A name with points for what cannot stand in one, as R's `make.names` has it."""
    return re.sub(r"[^\w.]", ".", name)


def names_of_terms(model: MixedModel, order: Sequence[int]) -> tuple[str, ...]:
    """What R calls each random term: its grouping factor, or of several with one name `make.names(unique = TRUE)`.

    Source:
        lme4's `VarCorr.merMod`.
    """
    return unique_names([model.random[place].group.name for place in order])


def unique_names(names: Sequence[str]) -> tuple[str, ...]:
    """Names as they are, or where some are the same, valid ones with numbers, as `make.names(unique = TRUE)`."""
    if len(set(names)) == len(names):
        return tuple(names)
    counts: dict[str, int] = {}
    unique = []
    for name in map(valid_name, names):
        seen = counts.get(name, -1) + 1
        counts[name] = seen
        unique.append(f"{name}.{seen}" if seen else name)
    return tuple(unique)


def variances_of(
    names: Sequence[str], columns: Sequence[Sequence[str]], covariances: Sequence[SquareMatrix], sigma: float | None
) -> tuple[Variance, ...]:
    """The rows of `as.data.frame(VarCorr(fit))`: of each term the variances, then the covariances, column by column.

    Args:
        names: of the terms, in lme4's order.
        columns: the names of their columns.
        covariances: p × p of each.
        sigma: the residual standard deviation, if there is one.
    """
    rows: list[Variance] = []
    for name, own, covariance in zip(names, columns, covariances, strict=True):
        deviations = deviations_of(covariance)
        rows += [Variance(name, column, None, covariance[at][at], deviations[at]) for at, column in enumerate(own)]
        for first in range(len(own)):
            for second in range(first + 1, len(own)):
                scale = deviations[first] * deviations[second]
                correlation = covariance[first][second] / scale if scale > 0 else float("nan")
                rows.append(Variance(name, own[first], own[second], covariance[first][second], correlation))
    if sigma is not None:
        rows.append(Variance("Residual", None, None, sigma**2, sigma))
    return tuple(rows)
