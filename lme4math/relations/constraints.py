"""Which equations between the parameters of the larger of two models turn it into the smaller."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Literal

import numpy as np

from lme4math.data import FloatArray
from lme4math.evaluate import common_correlation, rows_of
from lme4math.model import Covariance
from lme4math.records import record
from lme4math.relations.covariance_space import CovarianceParts, Part
from lme4math.relations.inclusion import Sample
from lme4math.relations.mean_planes import MeanMap
from lme4math.relations.structured_sets import with_correlation

SMALL = 1e-6
LARGEST_DENOMINATOR = 60

Structure = Literal["cs", "ar1"]
STRUCTURED: tuple[Structure, ...] = ("cs", "ar1")


@record
class FixedEffect:
    """A fixed effect, by the place of its column in X before any is dropped."""

    place: int


@record
class CovarianceEntry:
    """A variance or covariance of a random term, by the places of the term and of its columns."""

    term: int
    row: int
    column: int


@record
class Deviation:
    """A standard deviation of a term with compound symmetry or autoregression, by the place of its column."""

    term: int
    column: int


@record
class ResidualVariance:
    """σ²."""


@record
class Correlation:
    """The one correlation of a term with compound symmetry or autoregression."""

    term: int


Quantity = FixedEffect | CovarianceEntry | Deviation | Correlation | ResidualVariance


@record
class Constraint:
    """Numbers times parameters add up to a number, as β₁ − β₂ = 0.

    Attributes:
        sum: the numbers and the parameters; the first number is 1.
        value: what they add up to.
    """

    sum: tuple[tuple[Fraction | float, Quantity], ...]
    value: Fraction | float


@record
class Pattern:
    """The smaller model gives the covariance matrix of a random term of the larger a structure.

    Attributes:
        term: the place of the term.
        structure: "cs", all correlations are one; or "ar1", they are powers of one.
    """

    term: int
    structure: Structure


def constraints_on_means(found: MeanMap, places: Sequence[int]) -> tuple[Constraint, ...]:
    """What holds for β of the larger model: it is `shift` + `matrix` β of the smaller.

    Args:
        places: of the larger model's columns among those of X before any is dropped.
    """
    sizes = np.linalg.norm(np.column_stack([found.matrix, found.shift]), axis=1)
    scaled = found.matrix / np.where(sizes > 0, sizes, 1.0)[:, None]
    across = _complement(scaled) / np.where(sizes > 0, sizes, 1.0)
    named = [FixedEffect(place) for place in places]
    return tuple(_written(row, named, float(row @ found.shift)) for row in _in_steps(across))


def constraints_on_covariances(
    samples: Sequence[Sample], larger: CovarianceParts, fewer: int
) -> tuple[tuple[Constraint | Pattern, ...], bool]:
    """What holds for the parameters of the larger model at all samples of the smaller.

    Args:
        samples: many covariance matrices of the smaller, written as the larger's.
        fewer: how many parameters less the smaller has.

    Returns:
        The constraints, and whether they are all that it takes.
    """
    tables = [_values(place, part, samples) for place, part in enumerate(larger.parts)]
    known = [one for table in tables for one in table]
    if larger.residual is not None:
        known.append((ResidualVariance(), np.array([sample.residual for sample in samples]) / larger.residual_scale))
    gone = {one for place, part in enumerate(larger.parts) for one in _vanishing(place, part, samples)}
    lost = [one for one in known if one[0] in gone or _is_beside(one[0], gone)]
    left = [one for one in known if one[0] not in gone and not _is_beside(one[0], gone)]
    found: list[Constraint | Pattern] = [
        Constraint(((Fraction(1), quantity),), Fraction(0)) for quantity, _ in lost if quantity in gone
    ]
    relations: list[FloatArray] = []
    if left:
        values = np.column_stack([one for _, one in left])
        sizes = _sizes(left)
        relations = _in_steps(_complement((values / sizes).T) / sizes)
        found += [_written(row, [quantity for quantity, _ in left], 0.0) for row in relations]
    explained = len(lost) + len(relations)
    patterns = [] if explained >= fewer else [*_patterns(larger, samples)]
    return (*found, *patterns), explained >= fewer or bool(patterns)


def _values(place: int, part: Part, samples: Sequence[Sample]) -> list[tuple[Quantity, FloatArray]]:
    """The parameters of a random term in which its covariance matrix is linear, at each sample."""
    matrices = np.array([_unscaled(part, sample.matrices[place]) for sample in samples])
    if part.covariance.structure not in ("us", "diag"):
        deviations = np.sqrt(np.maximum(np.diagonal(matrices, axis1=1, axis2=2), 0.0))
        rho = np.array(
            [common_correlation(rows_of(one), decays=part.covariance.structure == "ar1") for one in matrices]
        )
        many = 1 if part.covariance.homogeneous else part.p
        spread = [(Deviation(part.term, k), deviations[:, k]) for k in range(many)]
        return [*spread, (Correlation(part.term), rho)]
    if part.covariance.homogeneous:
        return [(CovarianceEntry(part.term, 0, 0), matrices[:, 0, 0])]
    pairs = zip(*np.tril_indices(part.p), strict=True)
    wanted = [(a, b) for a, b in pairs if a == b or part.covariance.structure == "us"]
    return [(CovarianceEntry(part.term, int(b), int(a)), matrices[:, a, b]) for a, b in wanted]


def _sizes(known: Sequence[tuple[Quantity, FloatArray]]) -> FloatArray:
    """What each parameter is small or large by: of a covariance, the standard deviations that it belongs to."""
    largest = {quantity: float(np.abs(values).max()) for quantity, values in known}
    found: list[float] = []
    for quantity, _ in known:
        size = 1.0 if isinstance(quantity, Correlation) else largest[quantity]
        if isinstance(quantity, CovarianceEntry) and quantity.row != quantity.column:
            diagonal = (replace(quantity, column=quantity.row), replace(quantity, row=quantity.column))
            size = math.sqrt(math.prod(largest[one] for one in diagonal))
        found.append(size or 1.0)
    return np.array(found)


def _unscaled(part: Part, matrix: FloatArray) -> FloatArray:
    found: FloatArray = matrix / np.outer(part.scales, part.scales)
    return found


def _vanishing(place: int, part: Part, samples: Sequence[Sample]) -> Iterator[Quantity]:
    """The variances, or standard deviations, of a random term that are 0 at all samples."""
    variances = np.array([np.diag(sample.matrices[place]) for sample in samples])
    for column in range(1 if part.covariance.homogeneous else part.p):
        if np.abs(variances[:, column]).max() <= SMALL:
            structured = part.covariance.structure in ("cs", "ar1")
            yield Deviation(part.term, column) if structured else CovarianceEntry(part.term, column, column)


def _is_beside(quantity: Quantity, gone: set[Quantity]) -> bool:
    """Whether it is a covariance of an effect without variance."""
    match quantity:
        case CovarianceEntry(term=term, row=row, column=column):
            return row != column and not gone.isdisjoint(
                {CovarianceEntry(term, row, row), CovarianceEntry(term, column, column)}
            )
        case _:
            return False


def _patterns(larger: CovarianceParts, samples: Sequence[Sample]) -> Iterator[Pattern]:
    """Structures that the smaller model gives to the unstructured terms of the larger."""
    for place, part in enumerate(larger.parts):
        if part.covariance.structure != "us" or part.p < 2:
            continue
        matrices = [_unscaled(part, sample.matrices[place]) for sample in samples]
        for structure in STRUCTURED:
            if all(_has_structure(matrix, structure) for matrix in matrices):
                yield Pattern(part.term, structure)
                break


def _has_structure(matrix: FloatArray, structure: Structure) -> bool:
    deviations = np.sqrt(np.maximum(np.diag(matrix), 0.0))
    rho = common_correlation(rows_of(matrix), decays=structure == "ar1")
    again = with_correlation(Covariance(structure), deviations, rho)
    return bool(np.abs(again - matrix).max() <= 100 * SMALL * np.abs(matrix).max())


def _complement(columns: FloatArray) -> FloatArray:
    """Rows that are orthogonal to all columns, as many as there are such directions."""
    left, values, _ = np.linalg.svd(columns, full_matrices=True)
    rank = int((values > SMALL * max(values.max(initial=0.0), 1e-300)).sum())
    found: FloatArray = left[:, rank:].T
    return found


def _in_steps(rows: FloatArray) -> list[FloatArray]:
    """The same equations with as few parameters in each as elimination leaves; the leading number of each is 1."""
    rows = rows.copy()
    done: list[int] = []
    for column in range(rows.shape[1]):
        rest = [row for row in range(len(rows)) if row not in done]
        if not rest:
            break
        pivot = max(rest, key=lambda row: abs(rows[row, column]))
        if abs(rows[pivot, column]) <= SMALL * np.abs(rows).max():
            continue
        rows[pivot] /= rows[pivot, column]
        for row in range(len(rows)):
            if row != pivot:
                rows[row] -= rows[row, column] * rows[pivot]
        done.append(pivot)
    return [rows[row] for row in done]


def _written(row: FloatArray, named: Sequence[Quantity], value: float) -> Constraint:
    largest = float(np.abs(row).max())
    terms = tuple(
        (_number(weight), one) for weight, one in zip(row.tolist(), named, strict=True) if abs(weight) > SMALL * largest
    )
    return Constraint(terms, _number(value))


def _number(value: float) -> Fraction | float:
    """A fraction with a small denominator, where a number is one to the precision of the computation."""
    fraction = Fraction(value).limit_denominator(LARGEST_DENOMINATOR)
    return fraction if abs(float(fraction) - value) <= 10 * SMALL * max(1.0, abs(value)) else value
