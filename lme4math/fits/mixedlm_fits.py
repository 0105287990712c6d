"""Fits of the Python package mixedlm: the call of lme4 that is the same model, and its estimates.

Its formulas are lme4's but for powers. Whether both mean the same is not guessed: the model is built on the frame of
the fit, and each of its columns must be one of the fit's, number by number.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from scipy import sparse

from lme4math.data import FloatArray, IntArray, Observations
from lme4math.english import quoted
from lme4math.errors import DataError
from lme4math.evaluate import rows_of
from lme4math.fits.estimates import Estimates, names_of_terms, variances_of
from lme4math.fits.matched_columns import all_places, lower_factor, places_of_columns
from lme4math.r import Name, deparse, parse_expression
from lme4math.records import record
from lme4math.source import Span

_FAMILIES = {
    "Gaussian": "gaussian",
    "Binomial": "binomial",
    "Poisson": "poisson",
    "Gamma": "Gamma",
    "GammaInverse": "Gamma",
    "InverseGaussian": "inverse.gaussian",
    "InverseGaussianCanonical": "inverse.gaussian",
}
_WITH_SCALE = ("gaussian", "Gamma", "inverse.gaussian")


def mixedlm_code(result: Any) -> tuple[str, dict[str, Any]]:
    """R code of the model of a result, and its data: the columns of its frame, with those of weights and offset.

    Raises:
        DataError: the result has what is not read here.
    """
    matrices = result.matrices
    if matrices.frame is None:
        raise DataError("This fit of mixedlm has no data frame.", hint="Fit it by a formula and a data frame.")
    for structure in matrices.random_structures:
        if structure.cov_type != "us":
            raise DataError(f"The covariance structure {structure.cov_type} of mixedlm is not read.")
    columns = {str(name): matrices.frame[name] for name in matrices.frame.columns}
    arguments = [deparse(parse_expression(str(result.formula)))]
    family = getattr(result, "family", None)
    if family is not None:
        arguments.append(f"family = {_family(family)}")
    elif not result.REML:
        arguments.append("REML = FALSE")
    for argument, values, usual in (("weights", matrices.weights, 1.0), ("offset", matrices.offset, 0.0)):
        if (np.asarray(values) != usual).any():
            arguments.append(f"{argument} = {_column(columns, argument, values)}")
    return f"{'lmer' if family is None else 'glmer'}({', '.join(arguments)})", columns


def _family(family: Any) -> str:
    kind, link = type(family).__name__, family.link.name
    if kind == "NegativeBinomial":
        return f'negative.binomial({float(family.theta)!r}, link = "{link}")'
    if kind not in _FAMILIES:
        raise DataError(f"lme4 has no family {quoted(kind)}.")
    return f'{_FAMILIES[kind]}(link = "{link}")'


def _column(columns: dict[str, Any], argument: str, values: Any) -> str:
    """The column that has these numbers, as R code: one of the frame, or another that is added to it."""
    numbers = np.asarray(values, dtype=np.float64)
    for name, column in columns.items():
        own = np.asarray(column)
        if own.dtype.kind in "fiu" and np.array_equal(own, numbers):
            return deparse(Name(name, Span(0, 0)))
    name = argument
    while name in columns:
        name += "_"
    columns[name] = numbers
    return name


@record
class _Block:
    """Where the effects of a random term are among those of the fit.

    Attributes:
        order: length q of the term, the place of each effect, in lme4's order.
        first: those of the first level.
    """

    order: IntArray
    first: IntArray


def mixedlm_estimates(result: Any, observations: Observations) -> Estimates:
    """The estimates of a result of `mixedlm.lmer` or `mixedlm.glmer` in R's names and lme4's order.

    Args:
        result: the result.
        observations: the model of `mixedlm_code` on its data.

    Raises:
        DataError: a column of the model is none of the fit's.
    """
    model, design, matrices = observations.model, observations.design, result.matrices
    names = [design.X_columns[place] for place in design.kept]
    fixed = all_places(design.X[:, list(design.kept)], np.asarray(matrices.X), names)
    beta, of_beta = np.asarray(result.beta)[fixed], np.asarray(result.vcov())[np.ix_(fixed, fixed)]
    blocks = list(_blocks(observations, matrices))
    _refuse_other_effects(design.Z, matrices.Z, blocks)
    sigma = float(result.sigma) if model.family.name in _WITH_SCALE else None
    relative = sparse.csr_matrix(result.getME("Lambda"))
    factors = [np.asarray(relative[block.first][:, block.first].toarray()) for block in blocks]
    covariances = [rows_of((sigma or 1.0) ** 2 * factor @ factor.T) for factor in factors]
    terms = [model.random[place] for place in design.term_order]
    return Estimates(
        fixef=dict(zip(names, beta.tolist(), strict=True)),
        se=dict(zip(names, np.sqrt(np.diag(of_beta)).tolist(), strict=True)),
        covariance=of_beta,
        variances=variances_of(
            names_of_terms(model, design.term_order),
            [[column.name for column in term.part.columns] for term in terms],
            covariances,
            sigma if model.function == "lmer" else None,
        ),
        covariances=tuple(covariances[design.term_order.index(place)] for place in range(len(terms))),
        sigma=sigma,
        theta=_theta(factors),
        b=np.asarray(result.getME("b"), dtype=np.float64)[np.concatenate([block.order for block in blocks])],
        n=observations.n,
        groups={term.group.name: len(design.levels[term.group.name]) for term in terms},
        criterion=-2.0 * float(result.logLik()),
        reml=bool(result.REML) if model.function == "lmer" else None,
        singular=bool(result.isSingular()),
        converged=bool(result.converged),
        size=model.family.size,
        fitted=np.asarray(result.fitted(na_expand=False), dtype=np.float64),
    )


def _blocks(observations: Observations, matrices: Any) -> Iterator[_Block]:
    """Where the effects of each random term of the model, in lme4's order, are in the fit."""
    model, design = observations.model, observations.design
    sizes = [structure.n_levels * structure.n_terms for structure in matrices.random_structures]
    starts = np.concatenate([[0], np.cumsum(sizes)])
    numbers = {group.name: number for number, group in enumerate(model.levels, start=1)}
    taken: set[int] = set()
    for at, place in enumerate(design.term_order):
        term = model.random[place]
        own = _by_observation(design.Z[:, int(design.Gp[at]) : int(design.Gp[at + 1])], len(term.part.columns))
        codes = observations.groups(numbers[term.group.name])
        found = _found(own, codes, term.group.name, matrices, starts, taken)
        if found is None:
            raise DataError(f"This fit has no random effects of {quoted(term.bar)} by the numbers of their columns.")
        taken.update(found.first.tolist())
        yield found


def _found(
    own: FloatArray, codes: IntArray, group: str, matrices: Any, starts: FloatArray, taken: set[int]
) -> _Block | None:
    for structure, start in zip(matrices.random_structures, starts.astype(int).tolist(), strict=False):
        width, size = structure.n_terms, structure.n_levels * structure.n_terms
        effects = _by_observation(matrices.Z[:, start : start + size], width)
        free = [column for column in range(width) if start + column not in taken]
        places = places_of_columns(own, effects[:, free]) if structure.grouping_factor == group else None
        theirs = np.asarray(structure.level_indices)
        if places is not None and len(theirs) == len(codes):
            _, firsts = np.unique(codes, return_index=True)
            columns = np.array([free[column] for column in places], dtype=np.intp)
            order = start + theirs[firsts].astype(np.intp)[:, None] * width + columns
            return _Block(order.ravel(), start + columns)
    return None


def _by_observation(block: Any, width: int) -> FloatArray:
    """The columns of a block of Z, summed over the levels: n × P."""
    return np.column_stack([np.asarray(block[:, column::width].sum(axis=1)).ravel() for column in range(width)])


def _refuse_other_effects(own: Any, fitted: Any, blocks: list[_Block]) -> None:
    order = np.concatenate([block.order for block in blocks])
    distinct = len(np.unique(order)) == len(order) == fitted.shape[1]
    if not distinct or abs(sparse.csc_matrix(own) - sparse.csc_matrix(fitted)[:, order]).max() > 1e-9:
        raise DataError("lme4 would make other random effects than this fit has.")


def _theta(factors: list[FloatArray]) -> FloatArray | None:
    """lme4's θ of the blocks of Λ; None where one is not a lower triangle in lme4's order of columns."""
    lower = [factor if not np.triu(factor, 1).any() else lower_factor(factor @ factor.T) for factor in factors]
    known = [factor for factor in lower if factor is not None]
    if len(known) < len(factors):
        return None
    return np.concatenate([factor.T[np.triu_indices(len(factor))] for factor in known])
