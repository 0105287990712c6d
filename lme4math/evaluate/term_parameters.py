"""The parameters of a random term as the equations show them, by its covariance matrix; without arrays."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, TypeAlias

from lme4math.evaluate.without_value import CannotEvaluateError
from lme4math.model import RandomTerm
from lme4math.notation import Parameter
from lme4math.records import record

if TYPE_CHECKING:
    from lme4math.data import FloatArray

SquareMatrix: TypeAlias = tuple[tuple[float, ...], ...]
"""A small matrix, p × p, by its rows."""


def rows_of(matrix: FloatArray) -> SquareMatrix:
    """The rows of an array, p × p."""
    return tuple(map(tuple, matrix.tolist()))


@record(eq=False)
class TermParameters:
    """The parameters of one random term with p columns, in the response's units.

    Attributes:
        covariance: p × p, of an unstructured term; None for a structured one, whose equations write it out.
        deviations: p standard deviations.
        correlation: of cs and ar1; 0 where there is none.
    """

    covariance: SquareMatrix | None
    deviations: tuple[float, ...]
    correlation: float

    def value(self, parameter: Parameter) -> float:
        """The value of a parameter as the equations show it."""
        match parameter.role, parameter.entries:
            case "deviation", entries:
                return self.deviations[entries[0] if entries else 0]
            case "correlation", _:
                return self.correlation
            case _, (row, column) if self.covariance is not None:
                return self.covariance[row][column]
            case _:
                raise CannotEvaluateError(
                    "A covariance has no value without its two columns in an unstructured matrix."
                )


def parameters_of(term: RandomTerm, covariance: SquareMatrix) -> TermParameters:
    """The parameters that a term's equations show, by its covariance matrix, p × p."""
    deviations = deviations_of(covariance)
    if term.covariance.structure == "us":
        return TermParameters(covariance, deviations, 0.0)
    return TermParameters(None, deviations, common_correlation(covariance, decays=term.covariance.structure == "ar1"))


def deviations_of(covariance: SquareMatrix) -> tuple[float, ...]:
    """The standard deviations of a covariance matrix, p × p; rounding may leave variances that are less than 0."""
    return tuple(math.sqrt(max(row[place], 0.0)) for place, row in enumerate(covariance))


def common_correlation(covariance: SquareMatrix, decays: bool) -> float:
    """ρ of a matrix whose entries are σⱼ σₖ ρ, or σⱼ σₖ ρ^|j - k| where it `decays`; 0 where no entry depends on it.

    It is read off the entry that changes most with ρ, as others may be 0 or nearly so where a deviation is. If all
    entries are at even distances, ρ and -ρ give the same matrix, and the result is ρ ≥ 0.
    """
    entries = list(_entries(covariance, decays))
    for parity in (1, 0):
        changing = [(change, root) for distance, change, root in entries if distance % 2 == parity and change > 0]
        if changing:
            return max(changing, key=lambda one: one[0])[1]
    return 0.0


def _entries(covariance: SquareMatrix, decays: bool) -> Iterator[tuple[int, float, float]]:
    """Of each entry below the diagonal its distance from it, how much it changes with ρ, and the ρ that it gives."""
    deviations = deviations_of(covariance)
    for row in range(len(covariance)):
        for column in range(row):
            distance = row - column if decays else 1
            scale = deviations[row] * deviations[column]
            correlation = covariance[row][column] / scale if scale > 0 else 0.0
            root = math.copysign(abs(correlation) ** (1 / distance), correlation)
            yield distance, scale * distance * abs(root) ** (distance - 1), root
