"""What the random effects of one observation have of the log-determinant: the derivatives of log|Λ′Z′WZΛ + I| by W."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from lme4math.data import FloatArray
from lme4math.fits.determinant_slopes import InverseBlocks
from lme4math.fits.grouped_effects import Arrangement


def leverages(arrangement: Arrangement, factors: Sequence[FloatArray], inverse: InverseBlocks) -> FloatArray:
    """z′Λ(Λ′Z′WZΛ + I)⁻¹Λ′z of each observation, length n.

    Args:
        factors: T of each factor of the arrangement.
        inverse: the blocks of the inverse, without β.
    """
    groups, n_chain = arrangement.groups, len(arrangement.chain)
    rows = [group.covariates @ factor for group, factor in zip(groups, factors, strict=True)]
    places = [group.codes[:, None] * group.width + np.arange(group.width) for group in groups]
    first = 0
    for place in range(n_chain, len(groups)):
        places[place] = places[place] + first
        first += groups[place].size
    total = np.zeros(len(groups[0].codes))
    for one in range(len(groups)):
        for other in range(one, len(groups)):
            if other < n_chain:
                block = inverse.chain[one, other][groups[one].codes]
            else:
                matrix = inverse.with_rest[one] if one < n_chain else inverse.rest
                block = matrix[places[one][:, :, None], places[other][:, None, :]]
            share = np.einsum("np,npq,nq->n", rows[one], block, rows[other])
            total += share if one == other else 2.0 * share
    return total
