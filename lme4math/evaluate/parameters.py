"""From θ, or from standard deviations and correlations, to the parameters that the equations show."""

from __future__ import annotations

from typing import Any

import numpy as np

from lme4math.data import FloatArray, Observations, numbers_of, template
from lme4math.errors import DataError
from lme4math.evaluate.quantities import CannotEvaluateError
from lme4math.model import RandomTerm
from lme4math.notation import Parameter
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
    return parameters_of(term, sigma**2 * factor @ factor.T)


def parameters_of(term: RandomTerm, covariance: FloatArray) -> TermParameters:
    """The parameters that a term's equations show, by its covariance matrix, p × p."""
    if term.covariance.structure == "us":
        return TermParameters(covariance, np.sqrt(np.diag(covariance)), 0.0)
    correlation = common_correlation(covariance, decays=term.covariance.structure == "ar1")
    return TermParameters(None, np.sqrt(np.diag(covariance)), correlation)


def common_correlation(covariance: FloatArray, decays: bool) -> float:
    """ρ of a matrix whose entries are σⱼ σₖ ρ, or σⱼ σₖ ρ^|j - k| where it `decays`; 0 where no entry depends on it.

    It is read off the entry that changes most with ρ, as others may be 0 or nearly so where a deviation is. If all
    entries are at even distances, ρ and -ρ give the same matrix, and the result is ρ ≥ 0.
    """
    rows, columns = np.tril_indices(len(covariance), -1)
    distances = rows - columns if decays else np.ones_like(rows)
    deviations = np.sqrt(np.maximum(np.diag(covariance), 0.0))  # rounding may leave less than 0
    scales = deviations[rows] * deviations[columns]
    with np.errstate(all="ignore"):
        correlations = np.where(scales > 0, covariance[rows, columns] / scales, 0.0)
    roots = np.sign(correlations) * np.abs(correlations) ** (1 / distances)
    changes = scales * distances * np.abs(roots) ** (distances - 1)
    for parity in (1, 0):
        of_parity = np.where(distances % 2 == parity, changes, 0.0)
        if of_parity.max(initial=0.0) > 0:
            return float(roots[of_parity.argmax()])
    return 0.0


def _from_par(term: RandomTerm, par: FloatArray, sigma: float) -> TermParameters:
    p = len(term.part.columns)
    structure = term.covariance.structure
    if structure == "us":
        return _from_theta(term, par, sigma)
    n_deviations = 1 if term.covariance.homogeneous else p
    deviations = sigma * np.broadcast_to(par[:n_deviations], (p,)).astype(np.float64)
    correlation = float(par[n_deviations]) if len(par) > n_deviations else 0.0
    return TermParameters(None, deviations, correlation)
