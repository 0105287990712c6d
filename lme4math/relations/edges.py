"""Whether the smaller of two models lies at the edge of the larger, and what that makes of a likelihood-ratio test.

At the edge the statistic is no χ² with as many degrees of freedom as there are constraints, for estimates cannot go on
to the other side. With one direction in which a variance vanishes, and all else free, it is an equal mixture of two χ²
(Self & Liang 1987, case 5; Stram & Lee 1994); with more, the weights depend on the design.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from lme4math.data import FloatArray
from lme4math.records import record
from lme4math.relations.covariance_space import CovarianceParts, Part
from lme4math.relations.inclusion import Sample

VANISHES = 1e-5
"""A variance, by the largest of its matrix, up to which it is none."""


@record
class LikelihoodRatio:
    """The distribution of the likelihood-ratio statistic where the smaller model holds, in large samples.

    Attributes:
        known: whether it is known, whatever the design.
        degrees: of the χ² that it is, or of those of which it is an equal mixture; empty where it is not known.
    """

    known: bool
    degrees: tuple[int, ...] = ()


def lost_directions(samples: Sequence[Sample], larger: CovarianceParts) -> int | None:
    """How many directions of the larger model's random effects have no variance in the smaller.

    None where a structured term is at its edge, for which no count says what the edge is like.

    Args:
        samples: covariance matrices of the smaller, not at its own edge, written as the larger's.
    """
    lost = [_lost(part, [sample.matrices[place] for sample in samples]) for place, part in enumerate(larger.parts)]
    bent = [part for part, number in zip(larger.parts, lost, strict=True) if number and _is_bent(part)]
    return None if bent else sum(lost)


def _is_bent(part: Part) -> bool:
    return part.covariance.structure in ("cs", "ar1")


def _lost(part: Part, matrices: Sequence[FloatArray]) -> int:
    """The least number of directions without variance among the samples."""
    if part.covariance.homogeneous and part.covariance.structure == "diag":
        return int(min(float(np.abs(one).max()) for one in matrices) <= VANISHES)
    return min(_n_without_variance(one) for one in matrices)


def _n_without_variance(matrix: FloatArray) -> int:
    values = np.linalg.eigvalsh(matrix)
    return int((values <= VANISHES * max(float(values.max(initial=0.0)), VANISHES)).sum())


def likelihood_ratio(lost: int | None, fewer: int) -> LikelihoodRatio:
    """The distribution of the statistic.

    Args:
        lost: as `lost_directions`.
        fewer: how many parameters less the smaller model has, of those that can be told apart.
    """
    if lost == 0 and fewer:
        return LikelihoodRatio(True, (fewer,))
    if lost == 1 and fewer:
        return LikelihoodRatio(True, (fewer - 1, fewer))
    return LikelihoodRatio(False)
