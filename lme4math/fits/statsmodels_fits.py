"""Fits of statsmodels' MixedLM: the call of lme4 that is the same model, and its estimates.

The formula is translated from patsy's words to R's. Whether the translation means the same is not guessed: the model is
built on the data of the fit, and each of its columns must be one of the fit's, number by number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from lme4math.data import FloatArray, Observations
from lme4math.english import quoted
from lme4math.errors import DataError
from lme4math.evaluate import rows_of
from lme4math.fits.estimates import SINGULAR, Estimates, names_of_terms, variances_of
from lme4math.fits.matched_columns import all_places, lower_factor
from lme4math.fits.patsy_formulas import formula_in_r
from lme4math.r import Name, deparse, number_label
from lme4math.source import Span

_LEVEL = re.compile(r"\[[^\]]*\]")


def lme4_code(result: Any) -> str:
    """R code of the model of a result of MixedLM.

    Raises:
        DataError: the model was made without a formula, or has what is not read here.
    """
    model = result.model
    if not isinstance(getattr(model, "formula", None), str):
        hint = "Make the model with MixedLM.from_formula, or smf.mixedlm."
        raise DataError("This fit of MixedLM has no formula.", hint=hint)
    if model.k_vc:
        raise DataError("Variance components of MixedLM (vc_formula) are not read.", hint="Use re_formula alone.")
    group = _group(model)
    names = [str(name) for name in model.data.exog_re_names]
    inner = [_LEVEL.sub("", name) for name in names if name not in (group, "Group")]
    terms = ["1" if len(inner) < len(names) else "0", *dict.fromkeys(map(formula_in_r, inner))]
    reml = "" if model.reml else ", REML = FALSE"
    return f"lmer({formula_in_r(model.formula)} + ({' + '.join(terms)} | {deparse(Name(group, Span(0, 0)))}){reml})"


def _group(model: Any) -> str:
    """The column of the data that the groups are."""
    frame = model.data.frame
    if len(frame) != len(model.groups):
        raise DataError("Rows of the data were left out of this fit.", hint="Give data.dropna() to MixedLM.")
    found = [str(name) for name in frame.columns if np.array_equal(np.asarray(frame[name]), model.groups)]
    named = [name for name in found if name in model.data.exog_re_names]
    if not found:
        raise DataError("The groups of this fit are no column of its data.", hint="Name a column: groups='subject'.")
    return (named or found)[0]


def statsmodels_estimates(result: Any, observations: Observations) -> Estimates:
    """The estimates of a result of MixedLM in R's names and lme4's order.

    Args:
        result: of `MixedLM.fit`.
        observations: the model of `lme4_code` on the data of the fit.

    Raises:
        DataError: a column of the model is none of the fit's.
    """
    model, design, source = observations.model, observations.design, result.model
    (term,) = model.random
    names = [design.X_columns[place] for place in design.kept]
    columns = [column.name for column in term.part.columns]
    width = len(columns)
    by_column = [design.Z[:, place::width].sum(axis=1) for place in range(width)]
    effects: FloatArray = np.column_stack([np.asarray(numbers).ravel() for numbers in by_column])
    fixed = all_places(design.X[:, list(design.kept)], np.asarray(source.exog), names)
    random = all_places(effects, np.asarray(source.exog_re), columns)
    beta, errors = np.asarray(result.fe_params)[fixed], np.asarray(result.bse_fe)[fixed]
    covariance = np.asarray(result.cov_re)[np.ix_(random, random)]
    sigma = float(np.sqrt(result.scale))
    of_beta = np.asarray(result.cov_params())[: len(fixed), : len(fixed)][np.ix_(fixed, fixed)]
    factor = lower_factor(covariance / sigma**2)
    return Estimates(
        fixef=dict(zip(names, beta.tolist(), strict=True)),
        se=dict(zip(names, errors.tolist(), strict=True)),
        covariance=of_beta,
        variances=variances_of(names_of_terms(model, design.term_order), [columns], [rows_of(covariance)], sigma),
        covariances=(rows_of(covariance),),
        sigma=sigma,
        theta=None if factor is None else factor.T[np.triu_indices(width)],
        b=np.concatenate(list(_effects(result, design.levels[term.group.name], random))),
        n=observations.n,
        groups={term.group.name: len(design.levels[term.group.name])},
        criterion=-2.0 * float(result.llf),
        reml=bool(source.reml),
        singular=factor is None or bool((np.diag(factor) < SINGULAR).any()),
        converged=bool(result.converged),
        fitted=np.asarray(result.fittedvalues, dtype=np.float64),
    )


def _effects(result: Any, levels: Sequence[str], order: Sequence[int]) -> Iterator[FloatArray]:
    """The random effects of each level."""
    by_label = {_label(label): np.asarray(own, dtype=np.float64) for label, own in result.random_effects.items()}
    for level in levels:
        if level not in by_label:
            raise DataError(f"This fit has no random effects of {quoted(level)}.", hint="Make its groups text.")
        yield by_label[level][order]


def _label(label: Any) -> str:
    return number_label(float(label), False) if isinstance(label, float | np.floating) else str(label)
