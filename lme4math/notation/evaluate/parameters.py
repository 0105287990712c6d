"""From θ, or from standard deviations and correlations, to the parameters that the equations show."""

from __future__ import annotations

from typing import Any

import numpy as np

from lme4math.design.given import numbers_of
from lme4math.design.observations import Observations
from lme4math.design.theta import template
from lme4math.design.values import FloatArray
from lme4math.errors import DataError
from lme4math.model.mixed import RandomTerm
from lme4math.notation.evaluate.quantities import CannotEvaluateError
from lme4math.notation.tree import Parameter
from lme4math.records import record


@record(eq=False)
class TermParameters:
    """The parameters of one random term with p columns, in the response's units.

    Attributes:
        covariance: p × p, of an unstructured term; None for a structured one, whose equations write it out.
        deviations: p standard deviations.
        correlation: of cs and ar1; 0 where there is none.
    """

    covariance: FloatArray | None
    deviations: FloatArray
    correlation: float

    def value(self, parameter: Parameter) -> float:
        """The value of a parameter as the equations show it."""
        match parameter.role, parameter.entries:
            case "deviation", entries:
                return float(self.deviations[entries[0] if entries else 0])
            case "correlation", _:
                return self.correlation
            case _, (row, column) if self.covariance is not None:
                return float(self.covariance[row, column])
            case _:
                raise CannotEvaluateError(
                    "A covariance has no value without its two columns in an unstructured matrix."
                )


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
    covariance = sigma**2 * factor @ factor.T
    deviations = np.sqrt(np.diag(covariance))
    scale = deviations[0] * deviations[1] if p > 1 else 0.0
    unstructured = term.covariance.structure == "us"
    return TermParameters(
        covariance if unstructured else None, deviations, float(covariance[1, 0] / scale) if scale else 0.0
    )


def _from_par(term: RandomTerm, par: FloatArray, sigma: float) -> TermParameters:
    p = len(term.part.columns)
    structure = term.covariance.structure
    if structure == "us":
        return _from_theta(term, par, sigma)
    n_deviations = 1 if term.covariance.homogeneous else p
    deviations = sigma * np.broadcast_to(par[:n_deviations], (p,)).astype(np.float64)
    correlation = float(par[n_deviations]) if len(par) > n_deviations else 0.0
    return TermParameters(None, deviations, correlation)
