"""The estimates of a fit that R printed: its tables, read by the names that its formula makes."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence

from lme4math.asking import GAP, asking
from lme4math.errors import DataError, FormulaError
from lme4math.evaluate import SquareMatrix
from lme4math.fits.estimates import Estimates, Variance, names_of_terms
from lme4math.fits.inferred_levels import Build, Inferred, PrintedNames, check_columns, infer
from lme4math.fits.matched_names import names_of_part, open_in
from lme4math.fits.printed_fixed import PrintedFixed, read_fixed
from lme4math.fits.printed_head import PrintedCounts, read_counts, read_criterion, read_method
from lme4math.fits.printed_lines import Figure, damaged
from lme4math.fits.printed_random import PrintedRandom, read_random
from lme4math.fits.printed_sections import PrintedFit
from lme4math.fits.printed_size import SaidNumber, refuse_lost_rows, said_above, said_below
from lme4math.fits.printed_terms import (
    covariance_matrix,
    groups_of,
    labels_of,
    order_of,
    refuse_other_counts,
    structured,
    value_of,
    variances_of_term,
)
from lme4math.model import Categorical, MixedModel
from lme4math.notation import written
from lme4math.records import record
from lme4math.source import Span

_DROPPED = re.compile(r"rank deficient so dropping (\d+) column")
_IS_SINGULAR = (
    "R calls this fit singular: a random effect, or a combination of some, is estimated to have no variance. A "
    "standard deviation of 0 or a correlation of 1 or −1 shows which."
)
_SINGULAR = re.compile(r"boundary \(singular\) fit")
_SIZE = re.compile(r"Negative Binomial\((?P<size>\d+\.\d+)\)")
_TRUTH = ("FALSE", "TRUE")
_WITH_SCALE = ("gaussian", "Gamma", "inverse.gaussian")
_TIMES_SIGMA = (
    "lme4 1.1 prints the standard deviations of the random effects of such a family multiplied by that of the "
    "residuals, σ = {}: in the equations they are divided by it."
)


@record
class PrintedTables:
    """What a print says, read by the names of its formula.

    Attributes:
        printed: the print.
        reml: whether a linear model was fitted by REML, where the print says so.
        counts: the numbers of observations and levels.
        criterion: the REML criterion, or −2 log-likelihood.
        fixed: the fixed effects.
        random: the random effects.
        order: the places of the random terms in the formula, in the order of the print.
        dropped: how many columns lme4 says that it dropped.
    """

    printed: PrintedFit
    reml: bool | None
    counts: PrintedCounts
    criterion: Figure | None
    fixed: PrintedFixed
    random: PrintedRandom
    order: tuple[int, ...]
    dropped: int

    @property
    def is_summary(self) -> bool:
        """Whether it is what R prints of `summary(fit)`, with standard errors."""
        return any("error" in one.figures for one in self.fixed.coefficients) or "Variance" in self.random.titles


def read_tables(printed: PrintedFit, model: MixedModel) -> PrintedTables:
    """The tables of a print.

    Args:
        printed: the print.
        model: the model of its formula, as far as it is known before.

    Raises:
        FormulaError: the print is not as R printed it.
    """
    counts = read_counts(printed)
    random = read_random(printed, labels_of(model))
    order = order_of(model, printed, random)
    refuse_other_counts(model, printed, counts, order)
    if model.function == "lmer" and random.residual is None:
        raise damaged("Below the random effects the row of the residual is missing.", random.terms[-1].span)
    if random.residual is not None and model.family.name not in _WITH_SCALE:
        raise damaged("A model of this family has no residual variance.", random.residual.span)
    fixed = read_fixed(printed, names_of_part(model, model.fixed))
    below = "\n".join(line.text for line in fixed.tail)
    dropped = _DROPPED.search(below)
    return PrintedTables(
        printed,
        read_method(printed),
        counts,
        read_criterion(printed, counts),
        fixed,
        random,
        order,
        int(dropped[1]) if dropped else 0,
    )


def inferred_factors(tables: PrintedTables, model: MixedModel, build: Build) -> Inferred:
    """The factors that the names show, where there is no data.

    Args:
        tables: the tables of the print.
        model: the model as it is without them.
        build: the model with factors.

    Raises:
        FormulaError: the names are not those of one model of this formula.
    """
    return infer(model, _names(tables, model), build, lambda built: refuse_other_columns(tables, built))


def _names(tables: PrintedTables, model: MixedModel) -> list[PrintedNames]:
    shown = [(one.name, one.span) for one in tables.fixed.coefficients]
    found = [_of_part(0, model, shown)]
    for place, term in zip(tables.order, tables.random.terms, strict=True):
        found.append(_of_part(place + 1, model, [(one.column, one.span) for one in term.effects]))
    return found


def _of_part(place: int, model: MixedModel, shown: list[tuple[str, Span]]) -> PrintedNames:
    first_only = place > 0 and model.random[place - 1].covariance.homogeneous
    names = names_of_part(model, model.parts[place])
    return PrintedNames(place, names, tuple(name for name, _ in shown), tuple(span for _, span in shown), first_only)


def refuse_other_columns(tables: PrintedTables, model: MixedModel) -> list[str]:
    """The effects that are printed must be those of the model; the names of fixed effects that are not printed.

    Raises:
        FormulaError: they are not.
    """
    fixed, *random = _names(tables, model)
    for one in random:
        part = model.parts[one.part]
        if not one.first_only and check_columns(part, one):
            lost = check_columns(part, one)[0]
            raise damaged(f"The random effect of {lost} is missing below {one.shown[0]}.", one.spans[-1])
    missing = check_columns(model.fixed, fixed)
    if len(missing) != tables.dropped:
        section = tables.printed.section("fixed")
        where = section.first.span if section is not None else tables.printed.formula
        raise _other_number(tables.dropped, missing, model, where)
    refuse_lost_rows(_said(tables, model), len(tables.fixed.coefficients))
    return missing


def _other_number(dropped: int, missing: Sequence[str], model: MixedModel, where: Span) -> FormulaError:
    """The refusal of a print that lacks more or fewer effects than lme4 dropped."""
    factors = [
        piece.variable.name
        for column in model.fixed.columns
        for piece in column.pieces
        if isinstance(piece.variable.kind, Categorical)
    ]
    if len(missing) < dropped and factors:
        columns = "1 column was" if dropped == 1 else f"{dropped} columns were"
        return FormulaError(
            f"{columns} dropped, and the printed effects leave open which: a factor has levels that no row names.",
            where,
            f"Give all levels, as in {asking().declared(factors[-1], (GAP,))}; or give the data.",
        )
    number = f"{dropped} {'was' if dropped == 1 else 'were'} dropped" if dropped else "none is said to be dropped"
    names = ", ".join(missing[:5]) or "no effect"
    return damaged(
        f"Of the fixed effects, {names} {'are' if len(missing) > 1 else 'is'} missing here, and {number}.",
        where,
        "Paste the print to its end, where lme4 says how many columns it dropped.",
    )


def _said(tables: PrintedTables, model: MixedModel) -> SaidNumber | None:
    """How many fixed effects there are, as the print says beside their rows."""
    head = "\n".join(line.text for line in tables.printed.head)
    others = (model.family.name in _WITH_SCALE) + (_SIZE.search(head) is not None)
    above = said_above(tables.printed, tables.counts, model, others)
    said = [one for one in (said_below(tables.fixed.tail), above) if one is not None]
    return max(said, key=lambda one: one.count, default=None)


def remarks_of(tables: PrintedTables, model: MixedModel, inferred: Inferred) -> Iterator[str]:
    """What is taken of factors, as sentences.

    Args:
        tables: the tables of the print.
        model: its model.
        inferred: the factors that its names show.
    """
    yield from (factor.notice for factor in inferred)
    open_ended = any(factor.printed and factor.levels != _TRUTH for factor in inferred)
    if open_ended and tables.is_summary and _said(tables, model) is None:
        yield (
            "The levels of factors are taken from the rows of the fixed effects: the print says nowhere else how many "
            "rows there are, so a row that was lost would be a level too few."
        )


def estimates_of(tables: PrintedTables, model: MixedModel, remarks: tuple[str, ...] = ()) -> Estimates:
    """The numbers of a print as the estimates of its model.

    Args:
        tables: the tables of the print.
        model: its model, with the columns that are printed.
        remarks: what was taken of factors, as sentences.

    Raises:
        FormulaError: the random effects are not of the structure that the formula says.
    """
    rows: list[Variance] = []
    covariances: dict[int, SquareMatrix | None] = {}
    labels = names_of_terms(model, tables.order)
    for place, term, label in zip(tables.order, tables.random.terms, labels, strict=True):
        part, covariance = model.random[place].part, model.random[place].covariance
        columns = [one.column for one in term.effects] if open_in(part) else [one.name for one in part.columns]
        effects, correlations = structured(term, covariance, columns, tables.random.titles)
        covariances[place] = None if open_in(part) else covariance_matrix(effects, correlations)
        rows += variances_of_term(label, columns, effects, correlations, covariance.structure)
    residual, sigma = tables.random.residual, None
    if residual is not None:
        variance, deviation = value_of(residual.variance), value_of(residual.deviation)
        sigma = deviation if deviation is not None or variance is None else math.sqrt(variance)
        rows.append(Variance("Residual", None, None, variance, deviation))
    errors = {one.name: one.figures["error"].value for one in tables.fixed.coefficients if "error" in one.figures}
    head = "\n".join(line.text for line in tables.printed.head)
    size = _SIZE.search(head)
    singular = any(_SINGULAR.search(line.text) for line in tables.fixed.tail)
    scale = 1.0 if model.function == "lmer" else sigma or 1.0
    if scale != 1.0:
        remarks = (*remarks, _TIMES_SIGMA.format(written(scale, digits=4)))
    if singular:
        remarks = (*remarks, _IS_SINGULAR)
    return Estimates(
        fixef={one.name: one.figures["estimate"].value for one in tables.fixed.coefficients},
        se=errors if tables.is_summary else None,
        covariance=None,
        covariances=tuple(_divided(covariances[place], scale**2) for place in sorted(covariances)),
        variances=tuple(rows),
        sigma=sigma,
        theta=None,
        b=None,
        n=tables.counts.n,
        groups=groups_of(model, tables.counts),
        criterion=value_of(tables.criterion),
        reml=tables.reml,
        singular=True if singular else None,
        size=float(size["size"]) if size else None,
        remarks=remarks,
    )


def _divided(matrix: SquareMatrix | None, by: float) -> SquareMatrix | None:
    """The entries of a covariance matrix, if it is known, over a number."""
    return None if matrix is None else tuple(tuple(entry / by for entry in row) for row in matrix)


def refuse_other_data(tables: PrintedTables, model: MixedModel, n: int, dropped: tuple[str, ...]) -> None:
    """The estimates must be of this data, as far as the print shows.

    Args:
        tables: the tables of the print.
        model: the model on the data.
        n: the number of rows that it uses.
        dropped: the names of the columns that are dropped on it.

    Raises:
        DataError: they are of other data.
    """
    hint = "Give the data that was fitted, with the levels and the missing values that it had."
    section = tables.printed.section("number")
    if section is not None and tables.counts.n != n:
        message = f"The print is of {tables.counts.n:,} observations, and the model uses {n:,} rows of the data."
        raise DataError(message, section.first.span, hint)
    sizes = groups_of(model, tables.counts)
    for term in model.random:
        printed = sizes.get(term.group.name)
        if section is not None and term.group.n_levels not in (None, printed):
            message = f"The print has {printed:,} levels of {term.group.name}, and the data {term.group.n_levels:,}."
            raise DataError(message, section.first.span, hint)
    missing = refuse_other_columns(tables, model)
    if missing != list(dropped):
        message = f"On this data lme4 drops {', '.join(dropped) or 'no column'}; the print lacks {', '.join(missing)}."
        raise DataError(message, tables.printed.formula, hint)
