"""Models of bambi: the call of lme4 of the same equations, their priors as sentences, and posterior means.

Group-specific terms of bambi are independent of each other, whatever bar they were written with. Whether the call has
the same columns is not guessed: each must be one of bambi's, number by number.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from scipy import sparse

from lme4math.data import FloatArray, Observations
from lme4math.english import quoted
from lme4math.errors import DataError
from lme4math.evaluate import SquareMatrix, rows_of
from lme4math.fits.estimates import Estimates, names_of_terms, variances_of
from lme4math.fits.matched_columns import all_places
from lme4math.fits.patsy_formulas import formula_in_r
from lme4math.r import Call, Expression, called_name, deparse, parse_expression
from lme4math.records import rewrite

_FAMILIES = {
    "gaussian": "gaussian",
    "bernoulli": "binomial",
    "binomial": "binomial",
    "poisson": "poisson",
    "gamma": "Gamma",
    "wald": "inverse.gaussian",
}
_LINKS = {"inverse_squared": "1/mu^2"}
_MEANS = "Estimates are posterior means, and standard errors are posterior standard deviations."


def bambi_code(model: Any) -> str:
    """R code of a built model of bambi.

    Raises:
        DataError: the model has what lme4 has not.
    """
    if model.formula.additionals:
        raise DataError("This model of bambi has formulas of other parameters than the mean, and lme4 has not.")
    family, link = str(model.family.name), str(model.family.link[_parent(model)].name)
    if family not in _FAMILIES:
        raise DataError(f"lme4 has no family that is bambi's {quoted(family)}.")
    formula = deparse(rewrite(parse_expression(formula_in_r(model.formula.main)), _in_lme4))
    if (family, link) == ("gaussian", "identity"):
        return f"lmer({formula})"
    return f'glmer({formula}, family = {_FAMILIES[family]}(link = "{_LINKS.get(link, link)}"))'


def _parent(model: Any) -> str:
    return str(model.family.likelihood.parent)


def _in_lme4(node: Expression) -> Expression:
    """A response `p(successes, trials)` as `cbind()`, and effects that do not correlate as such."""
    match node:
        case Call(operands=(Call(operator="|", operands=(effects, _)) as bar,), operator="(") if (
            deparse(effects) != "1"
        ):
            return parse_expression(f"diag({deparse(bar)})")
        case Call(operands=(successes, trials)) if called_name(node) in ("p", "prop", "proportion"):
            one, all_trials = deparse(successes), deparse(trials)
            return parse_expression(f"cbind({one}, {all_trials} - {one})")
    return node


def bambi_estimates(model: Any, posterior: Any, observations: Observations) -> Estimates:
    """The posterior means of a model of bambi in R's names and lme4's order; without a posterior its priors alone.

    Args:
        model: the model, built.
        posterior: the draws by the names of parameters, as `InferenceData.posterior` has them, or None.
        observations: the model of `bambi_code` on the data of bambi's.

    Raises:
        DataError: a column of the model is none of bambi's, or the posterior lacks a parameter.
    """
    own, design = observations.model, observations.design
    component = model.components[_parent(model)]
    names = [design.X_columns[place] for place in design.kept]
    common = component.design.common
    columns = np.asarray(common.design_matrix) if common is not None else np.zeros((observations.n, 0))
    fixed = all_places(design.X[:, list(design.kept)], columns, names)
    effects = list(_effects(component, posterior))
    found = _matched(observations, effects)
    draws = _common_draws(component, posterior)[:, fixed] if posterior is not None else np.zeros((0, 0))
    sigma = float(_draws(posterior, "sigma").mean()) if posterior is not None and own.function == "lmer" else None
    terms = [own.random[place] for place in design.term_order]
    covariances: list[SquareMatrix] = []
    for place, term in enumerate(terms):
        first = int(design.Gp[place])
        deviations = [found[first + at].deviation for at in range(len(term.part.columns))]
        covariances.append(rows_of(np.diag(np.square(deviations))))
    groups = [[column.name for column in term.part.columns] for term in terms]
    known = posterior is not None
    return Estimates(
        fixef=dict(zip(names, draws.mean(axis=0).tolist(), strict=True)) if known else {},
        se=dict(zip(names, draws.std(axis=0, ddof=1).tolist(), strict=True)) if known else None,
        covariance=np.atleast_2d(np.cov(draws.T)) if known else None,
        variances=variances_of(names_of_terms(own, design.term_order), groups, covariances, sigma) if known else (),
        covariances=tuple(
            covariances[design.term_order.index(place)] if known else None for place in range(len(terms))
        ),
        sigma=sigma,
        theta=None,
        b=np.array([one.mean for one in found]) if known else None,
        n=observations.n,
        groups={term.group.name: len(design.levels[term.group.name]) for term in terms},
        criterion=None,
        reml=None,
        singular=None,
        remarks=(*((_MEANS,) if known else ()), *_priors(model)),
    )


class _Effect:
    """A column of bambi's random effects, with the posterior means of the effect and its standard deviation."""

    def __init__(self, group: str, column: FloatArray, mean: float, deviation: float) -> None:
        self.group, self.column, self.mean, self.deviation = group, column, mean, deviation


def _effects(component: Any, posterior: Any) -> Iterator[_Effect]:
    for name, term in component.group_specific_terms.items():
        columns = np.asarray(sparse.csc_matrix(term.data).toarray(), dtype=np.float64)
        group = name.partition("|")[2]
        means, deviations = np.full(columns.shape[1], np.nan), np.full(columns.shape[1], np.nan)
        if posterior is not None:
            by_level = _draws(posterior, name, "__factor_dim")
            means = by_level.mean(axis=0).ravel()
            own = np.atleast_1d(_draws(posterior, f"{name}_sigma").mean(axis=0)).ravel()
            deviations = np.tile(own, len(means) // len(own))
        for place in range(columns.shape[1]):
            yield _Effect(group, columns[:, place], float(means[place]), float(deviations[place]))


def _matched(observations: Observations, effects: list[_Effect]) -> list[_Effect]:
    """The columns of bambi in lme4's order of effects, by their numbers."""
    design, known = observations.design, {}
    for effect in effects:
        known[effect.group, _numbers(effect.column)] = effect
    found: list[_Effect] = []
    for at, place in enumerate(design.term_order):
        group = observations.model.random[place].group.name
        block = design.Z[:, int(design.Gp[at]) : int(design.Gp[at + 1])].toarray()
        found += [known[group, key] for column in block.T if (group, key := _numbers(column)) in known]
    if len(found) != design.Z.shape[1] or len(found) != len(effects):
        raise DataError("lme4 would make other random effects than this model of bambi has.")
    return found


def _numbers(column: FloatArray) -> bytes:
    return (np.round(column, 9) + 0.0).tobytes()


def _common_draws(component: Any, posterior: Any) -> FloatArray:
    """Draws × p, in the order of bambi's columns."""
    each = [_draws(posterior, name) for name in component.design.common.terms]
    return np.column_stack([draws.reshape(len(draws), -1) for draws in each])


def _draws(posterior: Any, name: str, first: str = "") -> FloatArray:
    """The draws of a parameter, of all chains; the dimension whose name ends so comes before its others.

    Raises:
        DataError: the posterior does not have it.
    """
    if name not in posterior:
        raise DataError(
            f"This posterior has no draws of {quoted(name)}.", hint="Give the model with its own posterior."
        )
    found = posterior[name]
    dimensions = [one for one in found.dims if one not in ("chain", "draw")]
    if first:
        dimensions.sort(key=lambda one: not str(one).endswith(first))
    drawn = np.asarray(found.transpose("chain", "draw", *dimensions), dtype=np.float64)
    return drawn.reshape(-1, *drawn.shape[2:])


def _priors(model: Any) -> Iterator[str]:
    """What is said of the priors, as sentences."""
    component = model.components[_parent(model)]
    for name, term in component.common_terms.items():
        yield f"The prior of {quoted(name)} is {_prior(term.prior)}."
    if component.intercept_term is not None:
        where = " where all predictors have their means" if model.center_predictors else ""
        yield f"The prior of the intercept{where} is {_prior(component.intercept_term.prior)}."
    for name, term in component.group_specific_terms.items():
        deviation = term.prior.args.get("sigma")
        yield f"The prior of the standard deviation of {quoted(name)} is {_prior(deviation)}."
    for name, constant in model.constant_components.items():
        yield f"The prior of {quoted(name)} is {_prior(constant.prior)}."


def _prior(prior: Any) -> str:
    return " ".join(str(prior).split())
