"""The random effects by grouping factor, in the order in which they are eliminated from the normal equations.

No observation connects the levels of one grouping factor, so that its block of the normal equations is one small block
for each level. Once they are eliminated, the same holds of a factor in which they are nested: each level is connected
with one there. These factors, from the inside outwards, are a chain; the others, which cross them, are the rest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
from scipy import sparse

from lme4math.data import FloatArray, IntArray, Observations
from lme4math.records import record


class GroupedEffects:
    """The effects of one grouping factor with L levels: P of each level, of all its terms.

    Attributes:
        codes: length n, the level of each observation.
        n_levels: L.
        covariates: n × P, the rows of Z without their zeros.
    """

    def __init__(self, codes: IntArray, n_levels: int, covariates: FloatArray) -> None:
        self.codes, self.n_levels, self.covariates = codes, n_levels, covariates

    @property
    def width(self) -> int:
        """P."""
        return int(self.covariates.shape[1])

    @property
    def size(self) -> int:
        """The number of effects."""
        return self.n_levels * self.width

    @cached_property
    def matrix(self) -> sparse.csr_matrix[Any]:
        """Its columns of Z, n × L P: level by level."""
        n = len(self.codes)
        columns = (self.codes[:, None] * self.width + np.arange(self.width)).ravel()
        ends = np.arange(0, n * self.width + 1, self.width)
        return sparse.csr_matrix((self.covariates.ravel(), columns, ends), shape=(n, self.size))

    @cached_property
    def totals(self) -> sparse.csr_matrix[Any]:
        """The matrix that sums what is given by observation over each level, L × n."""
        n = len(self.codes)
        return sparse.csr_matrix((np.ones(n), self.codes, np.arange(n + 1)), shape=(n, self.n_levels)).T.tocsr()

    def predictor(self, effects: FloatArray) -> FloatArray:
        """What effects, L × P, add to the linear predictor, length n."""
        return np.asarray(np.einsum("np,np->n", effects[self.codes], self.covariates))

    def by_level(self, values: FloatArray) -> FloatArray:
        """Z′ times what is given by observation, L × P."""
        return np.asarray(self.totals @ (self.covariates * values[:, None]))


@record(eq=False)
class Arrangement:
    """The grouping factors in the order in which they are eliminated.

    Attributes:
        chain: each is nested in all that come after it.
        rest: the others, which are eliminated together.
        parents: for two places in the chain, the level of the second that each level of the first is in.
    """

    chain: tuple[GroupedEffects, ...]
    rest: tuple[GroupedEffects, ...]
    parents: Mapping[tuple[int, int], IntArray]

    @property
    def groups(self) -> tuple[GroupedEffects, ...]:
        """All of them: the chain, then the rest."""
        return (*self.chain, *self.rest)

    @property
    def n_rest(self) -> int:
        """How many effects the rest has."""
        return sum(group.size for group in self.rest)


def grouped_effects(observations: Observations) -> dict[str, GroupedEffects]:
    """The random effects by the name of their grouping factor; of each, the columns of its terms in lme4's order."""
    model, design = observations.model, observations.design
    covariates: dict[str, list[FloatArray]] = {}
    for place, term in enumerate(design.term_order):
        random = model.random[term]
        p = len(random.part.columns)
        entries = design.Z[:, design.Gp[place] : design.Gp[place + 1]].tocoo()
        values = np.zeros((observations.n, p))
        values[entries.row, entries.col % max(p, 1)] = entries.data
        covariates.setdefault(random.group.name, []).append(values)
    return {
        group.name: GroupedEffects(
            observations.groups(level), observations.n_groups(level), np.hstack(covariates[group.name])
        )
        for level, group in enumerate(model.levels, 1)
    }


def arranged(groups: Sequence[GroupedEffects]) -> Arrangement:
    """Begin the chain with the factor that has most levels, so that as much as can be is eliminated level by level."""
    chain: list[GroupedEffects] = []
    rest: list[GroupedEffects] = []
    for group in sorted(groups, key=lambda one: -one.n_levels):
        nested = all(_parents(inner, group) is not None for inner in chain)
        (chain if nested else rest).append(group)
    parents = {
        (inner, outer): found
        for outer, outside in enumerate(chain)
        for inner, inside in enumerate(chain[:outer])
        if (found := _parents(inside, outside)) is not None
    }
    return Arrangement(tuple(chain), tuple(rest), parents)


def _parents(inner: GroupedEffects, outer: GroupedEffects) -> IntArray | None:
    """The level of `outer` that each level of `inner` is in; None where one is in several."""
    parents = np.zeros(inner.n_levels, dtype=np.intp)
    parents[inner.codes] = outer.codes
    return parents if (parents[inner.codes] == outer.codes).all() else None
