"""From θ, or from standard deviations and correlations, to the parameters that the equations show."""

from __future__ import annotations

from typing import Any

import numpy as np

from lme4math.data import FloatArray, Observations, numbers_of, template
from lme4math.errors import DataError
from lme4math.evaluate.term_parameters import TermParameters, parameters_of, rows_of
from lme4math.model import RandomTerm


def term_parameters(observations: Observations, theta: Any, par: Any, sigma: float) -> tuple[TermParameters, ...]:
    """The parameters of every random term, in the order of the formula.

    Args:
        theta: lme4's θ; or None.
        par: by term in lme4's order, θ for us, standard deviations for diag, then ρ for cs and ar1; or None.
        sigma: what standard deviations are relative to: σ for a linear model, else 1.

    Raises:
        DataError: not exactly one of `theta` and `par` is given, or it has the wrong length.
    """
    if (theta is None) == (par is None):
        raise DataError("Give exactly one of theta and par.")
    model, order = observations.model, observations.design.term_order
    terms = [model.random[place] for place in order]
    counts = [_count(term, theta is not None) for term in terms]
    name = "theta" if par is None else "par"
    values = numbers_of(theta if par is None else par, sum(counts), name)
    parts = np.split(values, np.cumsum(counts)[:-1])
    read = _from_theta if par is None else _from_par
    found = {place: read(term, part, sigma) for place, term, part in zip(order, terms, parts, strict=True)}
    return tuple(found[place] for place in range(len(order)))


def _count(term: RandomTerm, by_theta: bool) -> int:
    p = len(term.part.columns)
    return term.covariance.n_theta(p) if by_theta else term.covariance.n_parameters(p)


def _from_theta(term: RandomTerm, theta: FloatArray, sigma: float) -> TermParameters:
    """By Σ = σ² T Tᵀ, T being the term's block of Λ (Bates et al. 2015, eq. 4)."""
    p = len(term.part.columns)
    rows, columns, places = template(term.covariance, p)
    factor = np.zeros((p, p))
    factor[rows, columns] = theta[places]
    return parameters_of(term, rows_of(sigma**2 * factor @ factor.T))


def _from_par(term: RandomTerm, par: FloatArray, sigma: float) -> TermParameters:
    p = len(term.part.columns)
    structure = term.covariance.structure
    if structure == "us":
        return _from_theta(term, par, sigma)
    n_deviations = 1 if term.covariance.homogeneous else p
    deviations = tuple((sigma * np.broadcast_to(par[:n_deviations], (p,))).tolist())
    correlation = float(par[n_deviations]) if len(par) > n_deviations else 0.0
    return TermParameters(None, deviations, correlation)
