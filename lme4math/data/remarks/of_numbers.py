"""What lme4 checks before it fits: numbers of levels and effects, and the ranges of responses."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
from scipy import sparse

from lme4math.data.effects import EffectBlock
from lme4math.data.response import ResponseNumbers
from lme4math.data.values import FloatArray
from lme4math.english import quoted, quoted_names
from lme4math.model import Lme4Checks, MixedModel, RandomTerm
from lme4math.records import record


@record
class _Range:
    """Where a family's responses must lie."""

    inside: Callable[[FloatArray], bool]
    rule: str


def _not_negative(y: FloatArray) -> bool:
    return bool((y >= 0).all())


def _positive(y: FloatArray) -> bool:
    return bool((y > 0).all())


def _unit(y: FloatArray) -> bool:
    return bool(((y >= 0) & (y <= 1)).all())


_RANGES: dict[str, _Range] = {
    "binomial": _Range(_unit, "between 0 and 1"),
    "poisson": _Range(_not_negative, "not negative"),
    "negative binomial": _Range(_not_negative, "not negative"),
    "Gamma": _Range(_positive, "positive"),
    "inverse.gaussian": _Range(_positive, "positive"),
}


def size_warnings(model: MixedModel, blocks: Sequence[EffectBlock], n: int) -> Iterator[str]:
    """lme4's `checkNlevels` and `checkZdims`: too few levels, too many levels, more effects than observations.

    Args:
        model: the model; lmer needs fewer levels than observations, glmer takes as many.
        blocks: the parts of Z of its random terms, in the order of the formula.
        n: the number of observations.
    """
    terms, checks, linear = model.random, model.checks, model.function == "lmer"
    seen: set[str] = set()
    for term, block in zip(terms, blocks, strict=True):
        n_levels, name = len(block.group.levels), term.group.name
        if name in seen:
            continue
        seen.add(name)
        if n_levels < 2:
            problem = f"the grouping factor {quoted(name)} has only one level, but needs at least two."
            yield from checks.sentence("nlev.gtr.1", problem)
        if n_levels >= n if linear else n_levels > n:
            needed = "fewer levels than observations" if linear else "no more levels than observations"
            problem = f"the grouping factor {quoted(name)} has {n_levels} levels for {n} rows; it needs {needed}."
            yield from checks.sentence("nobs.vs.nlev", problem)
        if n_levels < 5:
            problem = f"the grouping factor {quoted(name)} has only {n_levels} levels, too few for reliable estimates."
            yield from checks.sentence("nlev.gtreq.5", problem)
    if all(term.covariance.structure == "us" for term in terms):
        yield from _effect_counts(terms, blocks, n, checks, linear)


def effect_rank_warnings(model: MixedModel, Z: sparse.csc_matrix[Any], n: int) -> Iterator[str]:
    """lme4's `checkZrank`, which only a call's `control` asks for: random effects that fit every observation.

    A Z of more than `_LARGEST` numbers is not looked at, as R's `"stopSmall"` does not.
    """
    checks, q = model.checks, Z.shape[1]
    if model.function != "lmer" or checks.action("nobs.vs.rankZ") == "ignore" or q < n or n * q > _LARGEST:
        return
    if np.linalg.matrix_rank(Z.toarray()) >= n:
        problem = (
            f"Z has rank {n} for {n} observations, so the parameters and the residual variance are not identifiable."
        )
        yield from checks.sentence("nobs.vs.rankZ", problem)


_LARGEST = 1_000_000


def rank_warnings(checks: Lme4Checks, dropped: Sequence[str]) -> Iterator[str]:
    """What becomes of columns of X that depend on others, where the call's `control` does not have them dropped.

    Args:
        checks: the call's.
        dropped: the names of the columns.
    """
    if dropped and not checks.drops_columns:
        which = f"columns of X depend on those before them ({quoted_names(dropped)})"
        if checks.action("rankX") == "ignore":
            yield f"lme4 would keep all columns, as `check.rankX` asks, and its fit may fail: {which}."
        else:
            yield f"lme4 would stop: {which}."


def _effect_counts(
    terms: Sequence[RandomTerm], blocks: Sequence[EffectBlock], n: int, checks: Lme4Checks, linear: bool
) -> Iterator[str]:
    """Terms with too many effects; of those with one for each level, the levels were counted before."""
    beside = " and the residual variance" if linear else ""
    for term, block in zip(terms, blocks, strict=True):
        counted = len(block.columns) == 1 and checks.stops("nobs.vs.nlev")
        if (n <= block.width if linear else n < block.width) and not counted:
            yield from checks.sentence(
                "nobs.vs.nRE",
                f"the term {quoted(f'({term.bar})')} has {block.width} random effects for {n} observations, so "
                f"its parameters{beside} are not identifiable.",
            )


def response_warnings(model: MixedModel, response: ResponseNumbers, own_weights: bool) -> Iterator[str]:
    """Responses outside the range of their family, and proportions without their numbers of trials."""
    expected = _RANGES.get(model.family.name)
    if response.y is None or expected is None:
        return
    if not expected.inside(response.y):
        yield (
            f"R would stop: values of {quoted(model.response.name)} must be {expected.rule} in the "
            f"{model.family.name} family, but they range from {response.y.min():g} to {response.y.max():g}."
        )
    elif model.family.name == "binomial" and not own_weights and _has_fractions(response):
        yield (
            f"{quoted(model.response.name)} holds proportions without their numbers of trials; each counts as "
            "one trial. Give the numbers as weights, or the counts by `cbind(successes, failures)`."
        )


def _has_fractions(response: ResponseNumbers) -> bool:
    assert response.y is not None
    successes = response.y if response.weights is None else response.y * response.weights
    return bool((np.abs(successes - np.rint(successes)) > 1e-3).any())
