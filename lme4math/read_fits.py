"""Fits that were made elsewhere, read as a model with its estimates."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from lme4math.api import Model
from lme4math.errors import Error
from lme4math.estimating import Fit
from lme4math.model import Factors
from lme4math.pipeline import Compiled, compile_model, read_call
from lme4math.source import Source

if TYPE_CHECKING:
    from lme4math.fits import Inferred


def read_fit(source: str, data: Any = None, *, factors: Factors | None = None, which: str | int | None = None) -> Fit:
    """Read a fit from what R prints of it, as a model with its estimates.

    The text is what R prints of `summary(fit)`, or of `fit`, by lme4 1.1 or 2.x or lmerTest, alone or with other text
    around it. Nothing in it is run. Numbers are read by the names that the formula makes, and a print that is damaged
    is refused at its place.

    >>> text = '''
    ... Linear mixed model fit by REML ['lmerMod']
    ... Formula: Reaction ~ Days + (Days | Subject)
    ...    Data: sleepstudy
    ... REML criterion at convergence: 1743.628
    ... Random effects:
    ...  Groups   Name        Std.Dev. Corr
    ...  Subject  (Intercept) 24.741
    ...           Days         5.922   0.07
    ...  Residual             25.592
    ... Number of obs: 180, groups:  Subject, 18
    ... Fixed Effects:
    ... (Intercept)         Days
    ...      251.41        10.47
    ... '''
    >>> fit = read_fit(text)
    >>> fit
    <lme4math.Fit lmer: Reaction ~ Days + (Days | Subject), REML criterion 1743.628>
    >>> fit.fixef["Days"], fit.sigma
    (10.47, 25.592)

    Args:
        source: the text, which may have several prints.
        data: the data that was fitted, as in `parse`. Without it, the names of the coefficients show which variables
            are factors, and the fit's `warnings` say so; a baseline that is not printed is called `(baseline)`.
        factors: the levels of factors, as in `parse`.
        which: of several prints, the place of the one that is read, from 0 or, negative, from the end; or the name of
            the fit, where the line before is `summary(name)`. By default the first.

    Raises:
        FormulaError: the text is no print of a fit, or one that is damaged or cannot be understood without data.
        DataError: the data is not that of the print.
        NotThereError: the text has no such print.
    """
    from lme4math.fits import estimates_of, inferred_factors, read_sections, read_tables, refuse_other_data

    try:
        printed = read_sections(source, which)
        compiled = compile_model(printed.code, data, factors)
        tables = read_tables(printed, compiled.model)
        remarks: tuple[str, ...] = ()
        if data is None:
            build = partial(_with_factors, printed.code, printed.longer_code, factors or {})
            found = inferred_factors(tables, compiled.model, lambda inferred: build(inferred).model)
            compiled = build(found)
            remarks = tuple(factor.notice for factor in found)
        else:
            columns = compiled.model.fixed.columns
            dropped = tuple(columns[place].name for place in sorted(compiled.dropped or ()))
            refuse_other_data(tables, compiled.model, compiled.n or 0, dropped)
        what = "summary" if tables.is_summary else "print"
        return Fit(Model(compiled), f"{what} of R", estimates_of(tables, compiled.model, remarks))
    except Error as error:
        raise error.within(Source(source)) if isinstance(source, str) else error from None


def _with_factors(code: str, longer_code: str, factors: Factors, inferred: Inferred) -> Compiled:
    """The model with factors whose levels are printed; the names of polynomials declare ordered factors themselves."""
    levels = {factor.variable: factor.levels for factor in inferred if factor.levels}
    ordered = {factor.variable for factor in inferred if factor.ordered}
    if not ordered:
        return compile_model(code, None, {**levels, **factors})
    declared = {declaration.name for declaration in read_call(longer_code).declarations}
    return compile_model(longer_code, None, {**levels, **factors}, frozenset(declared - ordered))
