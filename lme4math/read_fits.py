"""Fits that were made elsewhere, read as a model with its estimates."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from os import PathLike, fspath
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lme4math.api import Model
from lme4math.errors import DataError, Error, not_there
from lme4math.estimating import Fit
from lme4math.model import Factors, declared_levels, describe
from lme4math.pipeline import Compiled, compile_model, compile_models
from lme4math.script import read_model_call
from lme4math.source import Source

if TYPE_CHECKING:
    from lme4math.fits import Inferred, PrintedFit


def read_fit(
    source: Any,
    data: Any = None,
    *,
    factors: Factors | None = None,
    which: str | int | None = None,
    code: str | None = None,
) -> Fit:
    """Read a fit from a file of R, from what R prints of it, or a fit of Python, as a model with its estimates.

    A file is one that `saveRDS(fit, "fit.rds")` wrote; R is not needed to read it. It has the data at the rows that
    were used, and its fitted values, against which `fit.verify()` holds the equations. The model is that of the call;
    a file with other matrices than that model has is refused.

    A text is what R prints of `summary(fit)`, or of `fit`, by lme4 1.1 or 2.x or lmerTest, alone or with other text
    around it. Numbers are read by the names that the formula makes, and a print that is damaged is refused at its
    place. Nothing in a file or a text is run.

    A fit of Python is a result of statsmodels' MixedLM that was made by a formula, or of mixedlm's `lmer` or `glmer`;
    or a fit of R that rpy2 or a model of pymer4 holds. Of a model of bambi the equations and the priors are read, and
    of the pair `(model, posterior)` the posterior means. A formula of another package is written in lme4's words; a fit
    whose columns are not lme4's is refused.

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
        source: the path of a file whose name ends in .rds, or its bytes; a text, which may have several
            prints; or a fit of one of the packages above.
        data: of a text, the data that was fitted, as in `parse`. Without it, the names of the coefficients show which
            variables are factors, and the fit's `warnings` say so; a baseline that is not printed is called
            `(baseline)`.
        factors: of a text, the levels of factors, as in `parse`.
        which: of several prints, the place of the one that is read, from 0 or, negative, from the end; or the name of
            the fit, where the line before is `summary(name)`. By default the first.
        code: of a text, R code that has the fitted call, for what a print does not show: contrasts, and how the script
            makes variables. The model is the first of the code that has the printed formula.

    Raises:
        FormulaError: the text is no print of a fit, or one that is damaged or cannot be understood without data.
        DataError: the data is not that of the print; or the file cannot be read, is damaged, has more than 256 MB, or
            holds something else than a fit of `lmer` or `glmer`.
        NotThereError: the text has no such print, or the code no model of the printed formula.
    """
    if isinstance(source, tuple) and len(source) == 2 and type(source[0]).__module__ == "bambi.models":
        return _of_bambi(source[0], source[1].posterior)
    package, file = _PACKAGES.get(type(source).__module__), _file(source)
    if package is None and file is None:
        return _printed(source, data, factors, which, code)
    if any(given is not None for given in (data, factors, which, code)):
        raise DataError("This fit comes with its data.", hint="Give read_fit() nothing but the fit.")
    return package(source) if package is not None else _stored(file or b"")


def _printed(source: Any, data: Any, factors: Factors | None, which: str | int | None, code: str | None) -> Fit:
    """A fit that R printed."""
    from lme4math.fits import (
        estimates_of,
        inferred_factors,
        places_in_print,
        read_sections,
        read_tables,
        refuse_other_columns,
        refuse_other_data,
        remarks_of,
    )

    try:
        printed = read_sections(source, which)
        place = None if code is None else _place_in_code(printed, code)
        if data is not None:
            compiled = compile_model(printed.code if code is None else code, data, factors, which=place)
            tables = read_tables(printed, compiled.model)
            columns = compiled.model.fixed.columns
            dropped = tuple(columns[place].name for place in sorted(compiled.dropped or ()))
            refuse_other_data(tables, compiled.model, compiled.n or 0, dropped)
            inferred: Inferred = ()
        else:
            build = _without_data(printed, factors or {}, code, place)
            compiled = build(())
            tables = read_tables(printed, compiled.model)
            inferred = inferred_factors(tables, compiled.model, lambda found: build(found).model)
            compiled = build(inferred)
        remarks = tuple(remarks_of(tables, compiled.model, inferred))
        what = "summary" if tables.is_summary else "print"
        printed_at = places_in_print(source, tables, compiled.model)
        estimates = replace(estimates_of(tables, compiled.model, remarks), printed=printed_at)
        if data is None:
            compiled = compiled.as_told(estimates.n, estimates.groups, refuse_other_columns(tables, compiled.model))
        return Fit(Model(compiled), f"{what} of R", estimates)
    except Error as error:
        raise error.within(Source(source)) if isinstance(source, str) else error from None


def _place_in_code(printed: PrintedFit, code: str) -> int:
    """The place of the printed model among those of R code.

    Raises:
        FormulaError: the code has none that can be read.
        NotThereError: it has none of this formula.
    """
    own = compile_model(printed.code)
    models = compile_models(code)
    place = next((one.call.place for one in models if _effects(one) == _effects(own)), None)
    if place is None:
        formulas = [one.model.formula for one in models]
        raise not_there("model of the printed formula", own.model.formula, formulas)
    return place


def _commented(text: str) -> str:
    """What R printed, as a script has it."""
    return "\n".join(f"#> {line}" for line in text.split("\n") if line.strip())


def _effects(compiled: Compiled) -> tuple[object, ...]:
    """What a formula says, with `||` expanded, as lme4 1.1 prints it."""
    said = describe(compiled.model)
    return said["function"], said["fixed"], [(one["term"], one["group"]) for one in said["random"]]


def _without_data(
    printed: PrintedFit, factors: Factors, code: str | None, place: int | None
) -> Callable[[Inferred], Compiled]:
    """What makes the model of a print with factors.

    The names of polynomials declare ordered factors themselves; what else coefficients are called, the formula tells.
    """
    short, longer = printed.code, printed.longer_code
    if code is not None:
        short, longer = code, f"{code}\n{_commented(longer)}"
    declarations = read_model_call(longer, place).declarations
    ordered = {one.name for one in declarations if one.factor is not None and one.factor.ordered}
    others = {one.name for one in declarations if one.printed or code is None} - ordered
    text, given = longer if ordered else short, declared_levels(factors)

    def build(inferred: Inferred) -> Compiled:
        levels = {factor.variable: factor.levels for factor in inferred}
        return compile_model(text, None, {**levels, **given}, frozenset(others), place)

    return build


def _file(source: object) -> bytes | None:
    """What is in a file, of which the path or the bytes are given; None for anything else."""
    if isinstance(source, bytes | bytearray | memoryview):
        return bytes(source)
    if isinstance(source, PathLike):
        return _content(str(fspath(source)))
    if isinstance(source, str) and source.lower().endswith(".rds") and "\n" not in source:
        return _content(source)
    return None


def _content(path: str) -> bytes:
    from lme4math.fits import LARGEST_FILE

    try:
        with Path(path).open("rb") as file:
            return file.read(LARGEST_FILE + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "its name cannot be one"
        raise DataError(f"The file cannot be read: {reason}.", hint="Give the path of a file of saveRDS().") from None


def _stored(file: bytes, source: str = "file of R") -> Fit:
    """A fit that is stored in a file, or that R wrote as one."""
    from lme4math.fits import read_stored_fit, stored_estimates

    stored = read_stored_fit(file)
    compiled = compile_model(stored.code, stored.frame)
    return Fit(Model(compiled), source, stored_estimates(stored.numbers, compiled.observations()))


def _of_statsmodels(result: Any) -> Fit:
    """A result of statsmodels' MixedLM."""
    from lme4math.fits import lme4_code, statsmodels_estimates

    compiled = compile_model(lme4_code(result), result.model.data.frame)
    return Fit(Model(compiled), "statsmodels", statsmodels_estimates(result, compiled.observations()))


def _of_mixedlm(result: Any) -> Fit:
    """A result of mixedlm."""
    from lme4math.fits import mixedlm_code, mixedlm_estimates

    compiled = compile_model(*mixedlm_code(result))
    return Fit(Model(compiled), "mixedlm", mixedlm_estimates(result, compiled.observations()))


def _of_rpy2(fit: Any) -> Fit:
    """A fit of R that rpy2 holds."""
    from lme4math.fits import bytes_of_rpy2

    return _stored(bytes_of_rpy2(fit), "rpy2")


def _of_pymer4(model: Any) -> Fit:
    """A model of pymer4."""
    from lme4math.fits import bytes_of_pymer4

    return _stored(bytes_of_pymer4(model), "pymer4")


def _of_bambi(model: Any, posterior: Any = None) -> Fit:
    """A model of bambi, with the draws of its posterior if there are some."""
    from lme4math.fits import bambi_code, bambi_estimates

    if not model.built:
        model.build()  # which sets the priors
    compiled = compile_model(bambi_code(model), model.data)
    return Fit(Model(compiled), "bambi", bambi_estimates(model, posterior, compiled.observations()))


_PACKAGES: dict[str, Callable[[Any], Fit]] = {
    "bambi.models": _of_bambi,
    "mixedlm.models.glmer": _of_mixedlm,
    "mixedlm.models.lmer": _of_mixedlm,
    "pymer4.models.Lmer": _of_pymer4,
    "pymer4.models.glmer": _of_pymer4,
    "pymer4.models.lmer": _of_pymer4,
    "rpy2.rinterface": _of_rpy2,
    "rpy2.robjects.methods": _of_rpy2,
    "statsmodels.regression.mixed_linear_model": _of_statsmodels,
}
"""What reads the fits of Python's packages, by the modules that make them."""
