"""How two models lie to each other, with all that follows for a comparison of their fits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Literal

import numpy as np

from lme4math.data import FloatArray, Observations
from lme4math.model import Family, MixedModel
from lme4math.records import record
from lme4math.relations.constraints import Constraint, Pattern, constraints_on_covariances, constraints_on_means
from lme4math.relations.covariance_space import CovarianceParts, CovarianceSpace, covariance_space
from lme4math.relations.edges import LikelihoodRatio, likelihood_ratio, lost_directions
from lme4math.relations.inclusion import N_INSIDE, Sample, Writer, is_inside, reduced, samples_of, writer_of
from lme4math.relations.mean_planes import MeanPlane, mean_map, mean_plane, volume_ratio
from lme4math.relations.structured_sets import inside, is_convex

Word = Literal["same", "first in second", "second in first", "neither", "not decided"]
Apart = Literal["rows", "response", "family", "link", "weights"]
"""What makes two models ones of different kinds, whatever their formulas."""

MOST_CELLS = 5_000_000
"""No larger table of groups is made."""
N_OF_LARGER, N_AROUND = 30, 4

_DISPERSED = ("gaussian", "Gamma", "inverse.gaussian")
"""Families with a parameter of dispersion."""


@record
class Relation:
    """How two models lie to each other as sets of distributions of the response.

    Attributes:
        relation, mean, covariance: of both as a whole, of their means, and of their covariances.
        apart: what makes them models of different kinds; empty where nothing does.
        df: the numbers of parameters, as lme4 counts them.
        told_apart: the numbers of those that can be told apart.
        constraints: what turns the larger model into the smaller, where one is inside the other.
        complete: whether the constraints are all the equations that it takes.
        bounded: whether the smaller model also has bounds that the larger has not.
        boundary: whether the smaller lies at the edge of the larger; None where that is not decided.
        test: the distribution of the likelihood-ratio statistic; None where there is none.
        reml_comparable: whether criteria of REML may be compared.
        reml_shift: by how much they differ because X is coded in another way, where the means are the same.
        redundant: of each model, the places of its random terms that other terms have in them.
        by_origin: grouping factors over which effects without a correlation have the same columns in all, so that it
            depends on where covariates have their 0 whether the models are the same.
    """

    relation: Word
    mean: Word
    covariance: Word
    apart: tuple[Apart, ...]
    df: tuple[int, int]
    told_apart: tuple[int, int]
    constraints: tuple[Constraint | Pattern, ...] = ()
    complete: bool = True
    bounded: bool = False
    boundary: bool | None = False
    test: LikelihoodRatio | None = None
    reml_comparable: bool = False
    reml_shift: float | None = None
    redundant: tuple[frozenset[int], frozenset[int]] = (frozenset(), frozenset())
    by_origin: tuple[str, ...] = ()


def relation_of(first: Observations, second: Observations, constrained: bool = True) -> Relation:
    """Two models on data → how they lie to each other.

    Args:
        first, second: both models, on their data.
        constrained: whether the constraints are looked for which turn the larger into the smaller.

    Raises:
        DataError: their random terms have too many columns.
    """
    apart = tuple(_apart(first, second))
    df = (n_parameters(first), n_parameters(second))
    if "rows" in apart:
        return Relation("neither", "neither", "neither", apart, df, df)
    means = (mean_plane(first), mean_plane(second))
    mean = _word(mean_map(*means) is not None, mean_map(means[1], means[0]) is not None)
    space, *sides = covariance_space(first, second)
    covariance = _word(is_inside(space, sides[0], sides[1]), is_inside(space, sides[1], sides[0]))
    relation: Word = "neither" if apart else _both(mean, covariance)
    dimensions = [writer_of(space, side).dimension(np.random.default_rng(1)) for side in sides]
    others = [df[k] - means[k].columns.shape[1] - _n_of_covariance(one) for k, one in enumerate((first, second))]
    told_apart = [means[k].columns.shape[1] + dimensions[k] + others[k] for k in (0, 1)]
    shift = _reml_shift(first, second, means, mean)
    found = Relation(
        relation, mean, covariance, apart, df, (told_apart[0], told_apart[1]),
        reml_comparable=shift is not None and abs(shift) < 1e-6 and not apart,
        reml_shift=shift,
        redundant=(_redundant(sides[0]), _redundant(sides[1])),
        by_origin=tuple(_by_origin(first.model, *map(reduced, sides))) if covariance == "neither" else (),
    )  # fmt: skip
    return (
        found
        if relation not in _INSIDE or not constrained
        else _with_constraints(found, means, space, (sides[0], sides[1]))
    )


_INSIDE = ("first in second", "second in first")


def _with_constraints(
    found: Relation, means: tuple[MeanPlane, MeanPlane], space: CovarianceSpace, sides: tuple[CovarianceParts, ...]
) -> Relation:
    """The same relation, with what turns the larger model into the smaller."""
    small, large = (0, 1) if found.relation == "first in second" else (1, 0)
    writer = writer_of(space, sides[large])
    of_means = mean_map(means[small], means[large])
    assert of_means is not None
    on_means = constraints_on_means(of_means, means[large].places)
    fewer = found.told_apart[large] - found.told_apart[small]
    samples = _written(space, sides[small], writer)
    unique = writer.is_unique and samples is not None
    constraints: tuple[Constraint | Pattern, ...] = on_means
    complete = found.covariance == "same"
    if not complete and unique and samples:
        on_covariances, complete = constraints_on_covariances(samples, writer.side, fewer - len(on_means))
        constraints = (*on_means, *on_covariances)
    lost = 0 if found.covariance == "same" else lost_directions(samples, writer.side) if samples else None
    regular = not _has_groups(means[large], space)
    decided = regular and (lost is not None or bool(samples))
    return replace(
        found,
        constraints=constraints,
        complete=complete,
        bounded=found.covariance != "same" and _is_bounded(space, sides[small], writer),
        boundary=lost != 0 if decided else None,
        test=likelihood_ratio(lost if regular else None, fewer),
    )


def _has_groups(means: MeanPlane, space: CovarianceSpace) -> bool:
    """Whether the fixed part has a coefficient for each group of a random term, which leaves nothing to that."""
    for codes in space.codes:
        levels = int(codes.max(initial=-1)) + 1
        if levels <= means.columns.shape[1] and levels * len(codes) <= MOST_CELLS:
            indicators = (codes[:, None] == np.arange(levels)).astype(np.float64)
            if mean_map(MeanPlane(indicators, (), means.offset), means) is not None:
                return True
    return False


def _is_bounded(space: CovarianceSpace, smaller: CovarianceParts, writer: Writer) -> bool:
    """Whether the larger model has covariance matrices on the plane of the smaller one's that the smaller has not."""
    chance = np.random.default_rng(4)
    own = writer_of(space, smaller)
    if not all(is_convex(part.covariance, part.p) for part in own.side.parts):
        return False
    of_larger = islice(samples_of(writer.side, chance), N_OF_LARGER)
    if any(own.lacks(space.point(writer.side, one.matrices, one.residual), chance) for one in of_larger):
        return True
    for sample in islice(samples_of(own.side, chance), N_INSIDE):
        point = space.point(own.side, sample.matrices, sample.residual)
        for _ in range(N_AROUND):
            moved = point + own.spanning @ chance.normal(0.0, 0.7 * np.abs(point).max(), own.spanning.shape[1])
            if writer.written(moved, chance)[0] is not None and own.lacks(moved, chance):
                return True
    return False


def _written(space: CovarianceSpace, smaller: CovarianceParts, writer: Writer) -> list[Sample] | None:
    """Random covariance matrices of the smaller model, not at its edge, as the larger's; None if one is not found."""
    chance = np.random.default_rng(2)
    least = reduced(smaller)
    found: list[Sample] = []
    for _ in range(10 + 2 * space.starts[-1] if writer.is_unique else 4):
        matrices = tuple(inside(part.covariance, part.p, chance) for part in least.parts)
        point = space.point(least, matrices, float(chance.uniform(0.5, 2.0)))
        sample, _certain = writer.written(point, chance)
        if sample is None:
            return None
        found += [sample] if writer.is_unique else writer.written_inside(point, chance) or [sample]
    return found


def n_parameters(observations: Observations) -> int:
    """The number of parameters as lme4 counts them: of the mean, of the covariances, and of the distribution."""
    family = observations.model.family
    own = (family.name in _DISPERSED) + (family.name == "negative binomial")
    return len(observations.design.kept) + observations.model.n_covariance_parameters + own


def _n_of_covariance(observations: Observations) -> int:
    """The number of parameters of the space: those of the random terms, and σ² of a linear model."""
    return observations.model.n_covariance_parameters + (observations.model.function == "lmer")


def _apart(first: Observations, second: Observations) -> Iterator[Apart]:
    one, two = first.design, second.design
    if first.n != second.n or not np.array_equal(one.rows, two.rows):
        yield "rows"
        return
    if not _equal(one.y, two.y):
        yield "response"
    if (first.model.function == "lmer") != (second.model.function == "lmer") or _name(first) != _name(second):
        yield "family"
    elif _link(first.model.family) != _link(second.model.family):
        yield "link"
    if first.model.function != "lmer" and not _equal(one.weights, two.weights):
        yield "weights"


def _name(side: Observations) -> tuple[str, float | None]:
    family = side.model.family
    return family.name, family.size


def _link(family: Family) -> tuple[str, float | None]:
    return family.link, family.exponent


def _equal(one: FloatArray | None, two: FloatArray | None) -> bool:
    if one is None or two is None:
        return one is two
    return one.shape == two.shape and bool(np.allclose(one, two, rtol=1e-12, atol=0.0, equal_nan=True))


def _word(first: bool | None, second: bool | None) -> Word:
    if first is None or second is None:
        return "not decided"
    return _WORDS[first, second]


_WORDS: dict[tuple[bool, bool], Word] = {
    (True, True): "same",
    (True, False): "first in second",
    (False, True): "second in first",
    (False, False): "neither",
}


def _both(mean: Word, covariance: Word) -> Word:
    """Of the whole: each is a product of its means and its covariances."""
    if "neither" in (mean, covariance) or {mean, covariance} == set(_INSIDE):
        return "neither"
    if "not decided" in (mean, covariance):
        return "not decided"
    return covariance if mean == "same" else mean


def _reml_shift(first: Observations, second: Observations, means: Sequence[MeanPlane], mean: Word) -> float | None:
    """By how much the criteria of REML of two linear models differ by the coding of X alone; None if by more."""
    both = (first.model, second.model)
    if mean != "same" or not all(model.function == "lmer" and model.reml for model in both):
        return None
    found = mean_map(means[0], means[1])
    assert found is not None
    return 2 * volume_ratio(found)


def _redundant(side: CovarianceParts) -> frozenset[int]:
    kept = reduced(side)
    return frozenset(part.term for part in side.parts) - {part.term for part in kept.parts}


def _by_origin(model: MixedModel, first: CovarianceParts, second: CovarianceParts) -> Iterator[str]:
    """The grouping factors, by their names in the first model."""
    for groups in dict.fromkeys(part.groups for part in first.parts):
        of_both = [[part for part in side.parts if part.groups == groups] for side in (first, second)]
        if all(len(parts) > 1 or any(part.covariance.structure == "diag" for part in parts) for parts in of_both):
            one, two = (np.column_stack([part.columns for part in parts]) for parts in of_both)
            if _rank(one) == _rank(two) == _rank(np.column_stack([one, two])):
                yield next(model.random[part.term].group.name for part in of_both[0])


def _rank(columns: FloatArray) -> int:
    return int(np.linalg.matrix_rank(columns, tol=1e-7))
