"""The response as lme4 takes it, and what lme4 checks before it fits: numbers of levels and effects, ranges."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from lme4math.data.effects import EffectBlock
from lme4math.data.infinite import infinite_response
from lme4math.data.model_frame import ModelFrame
from lme4math.data.values import Factor, FloatArray, Logicals, Matrix, Null, Numbers, Texts, as_numbers
from lme4math.english import quoted
from lme4math.errors import DataError
from lme4math.model import Lme4Checks, MixedModel, RandomTerm, frame_name
from lme4math.records import record
from lme4math.source import Span


@record(eq=False)
class ResponseNumbers:
    """y and the prior weights, each of length n, or None where the model has none."""

    y: FloatArray | None
    weights: FloatArray | None


def response_numbers(model: MixedModel, frame: ModelFrame) -> ResponseNumbers:
    """The response of a model on its frame (R's `model.response` and `binomial()$initialize`).

    Raises:
        DataError: for a response that is not numeric, or not of a kind that its family takes.
    """
    expression = model.response.expression
    if expression is None:
        return ResponseNumbers(None, frame.weights)
    span, value = model.response.span, frame.values[frame_name(expression)]
    binomial = model.family.name == "binomial"
    match value:
        case Numbers() | Logicals():
            y, weights = as_numbers(value), frame.weights
        case Matrix() if value.values.shape[1] == 1:
            y, weights = value.values[:, 0], frame.weights
        case Matrix():
            if not np.isfinite(value.values).all():
                raise infinite_response(model.response)
            y, weights = _counts(value, frame.weights, binomial, span)
        case Factor() if binomial:
            y, weights = (value.codes > 0).astype(np.float64), frame.weights
        case _:
            raise _not_numeric(value, model.response.name, binomial, span)
    if not np.isfinite(y).all():
        raise infinite_response(model.response)
    return ResponseNumbers(y, weights)


def _counts(
    value: Matrix, weights: FloatArray | None, binomial: bool, span: Span | None
) -> tuple[FloatArray, FloatArray]:
    """Successes and failures: proportions, 0 where there are no trials, weighted by the trials."""
    if not binomial:
        raise DataError(
            "The response is a matrix.",
            span,
            "Only a binomial glmer takes cbind(successes, failures); give one column.",
        )
    if value.values.shape[1] != 2:
        raise DataError(
            "The response of a binomial model must have one column or two.", span, "Write cbind(successes, failures)."
        )
    if (value.values < 0).any():
        raise DataError(
            "Counts of successes and failures must not be negative.",
            span,
            "If the second column holds the trials, write cbind(successes, trials - successes).",
        )
    trials = value.values.sum(axis=1)
    y = np.divide(value.values[:, 0], trials, out=np.zeros(len(trials)), where=trials > 0)
    return y, trials if weights is None else trials * weights


def _not_numeric(value: object, name: str, binomial: bool, span: Span | None) -> DataError:
    kind = {Factor: "a factor", Texts: "text", Null: "NULL"}[type(value)]
    hint = "Use as.numeric(…) for its codes, or a binomial glmer for two categories."
    return DataError(
        f"The response must be numeric, but {quoted(name)} is {kind}.",
        span,
        "Make it a factor first." if binomial else hint,
    )


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
            problem = f"the grouping factor {name} has only one level, but needs at least two."
            yield from checks.sentence("nlev.gtr.1", problem)
        if n_levels >= n if linear else n_levels > n:
            needed = "fewer levels than observations" if linear else "no more levels than observations"
            problem = f"the grouping factor {name} has {n_levels} levels for {n} rows; it needs {needed}."
            yield from checks.sentence("nobs.vs.nlev", problem)
    if all(term.covariance.structure == "us" for term in terms):
        yield from _effect_counts(terms, blocks, n, checks, linear)


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
                f"the term ({term.bar}) has {block.width} random effects for {n} observations, so its parameters"
                f"{beside} are not identifiable.",
            )


def response_warnings(model: MixedModel, response: ResponseNumbers, own_weights: bool) -> Iterator[str]:
    """Responses outside the range of their family, and proportions without their numbers of trials."""
    expected = _RANGES.get(model.family.name)
    if response.y is None or expected is None:
        return
    if not expected.inside(response.y):
        yield (
            f"R would stop: values of {model.response.name} must be {expected.rule} in the {model.family.name} family, "
            f"but they range from {response.y.min():g} to {response.y.max():g}."
        )
    elif model.family.name == "binomial" and not own_weights and _has_fractions(response):
        yield (
            f"{model.response.name} holds proportions without their numbers of trials; each counts as one trial. "
            "Give the numbers as weights, or the counts by cbind(successes, failures)."
        )


def _has_fractions(response: ResponseNumbers) -> bool:
    assert response.y is not None
    successes = response.y if response.weights is None else response.y * response.weights
    return bool((np.abs(successes - np.rint(successes)) > 1e-3).any())
