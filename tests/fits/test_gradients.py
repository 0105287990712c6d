"""The gradients of the criteria are those of differences, and what is eliminated is arranged as it should be."""

from __future__ import annotations

import numpy as np
import pytest

from lme4math import parse
from lme4math.data import Observations
from lme4math.fits.grouped_effects import arranged, grouped_effects
from lme4math.fits.laplace import GeneralisedResponse, LaplaceCriterion
from lme4math.fits.profiled import ProfiledCriterion, scaled_columns
from lme4math.fits.random_terms import random_terms
from lme4math.fits.response_laws import inverse_link, response_law

N = 120
STEP = 1e-5


def data(seed: int = 3) -> dict[str, np.ndarray]:
    """120 rows: a in b in c nest, h crosses them, k has few levels."""
    draw = np.random.default_rng(seed)
    a = draw.integers(0, 24, N)
    return {
        "x": draw.normal(size=N),
        "z": draw.normal(size=N) * 10,
        "y": draw.normal(size=N),
        "positive": draw.gamma(2.0, size=N) + 0.1,
        "count": draw.poisson(3.0, size=N),
        "hit": draw.integers(0, 2, N),
        "w": draw.uniform(0.5, 2.0, size=N),
        "o": draw.normal(size=N) * 0.1,
        "a": a,
        "b": a // 3,
        "c": a // 12,
        "h": draw.integers(0, 15, N),
        "k": draw.integers(0, 4, N),
        "t": np.array(["u", "v", "w"])[draw.integers(0, 3, N)],
    }


LINEAR = (
    "y ~ x + (1 | a)",
    "y ~ x + (x | a)",
    "y ~ x + (x + z | a) + (z | h)",
    "y ~ x + (x | a) + (1 | b) + (z | c)",
    "y ~ x + (1 | a) + (x | b) + (x | c) + (1 | h) + (x || k)",
    "y ~ x + diag(x + z | a) + diag(1 + x | b, hom = TRUE)",
    "y ~ x + cs(0 + t | a) + cs(0 + t | h, hom = TRUE)",
    "y ~ x + ar1(0 + t | h) + ar1(0 + t | a, hom = FALSE)",
    "y ~ 0 + (x | a) + (1 | h)",
)


def observed(call: str) -> Observations:
    return parse(call, data())._compiled.observations()


@pytest.mark.parametrize("reml", [True, False])
@pytest.mark.parametrize("formula", LINEAR)
def test_the_gradient_of_the_profiled_criterion(formula: str, reml: bool) -> None:
    observations = observed(f"lmer({formula}, weights = w, offset = o)")
    design = observations.design
    assert design.y is not None
    assert design.weights is not None
    criterion = ProfiledCriterion(observations, design.y, design.weights, reml)
    start = criterion.terms.start
    at = 0.6 * start + 0.1 + 0.03 * np.arange(len(start))

    def value(parameters: np.ndarray) -> float:
        return criterion.solve(parameters).criterion

    assert np.allclose(criterion.gradient(at, criterion.solve(at)), differences(value, at), rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize(
    "call",
    [
        "glmer(hit ~ x + (x | a) + (1 | h), family = binomial)",
        'glmer(hit ~ x + (1 | a) + (1 | b), family = binomial(link = "probit"))',
        'glmer(hit ~ x + (1 | a), family = binomial(link = "cloglog"))',
        'glmer(hit ~ x + (1 | a), family = binomial(link = "cauchit"))',
        "glmer(count ~ x + (x | a) + (1 | h), family = poisson, offset = o)",
        'glmer(count ~ x + (1 | a), family = poisson(link = "sqrt"))',
        "glmer(count ~ x + (1 | a), family = negative.binomial(2))",
        'glmer(positive ~ x + (1 | a), family = Gamma(link = "log"), weights = w)',
        'glmer(positive ~ x + (1 | a), family = inverse.gaussian(link = "log"))',
        'glmer(positive ~ x + (1 | a) + (1 | h), family = gaussian(link = "log"))',
    ],
)
def test_the_gradient_of_laplaces_criterion(call: str) -> None:
    observations = observed(call)
    design, family = observations.design, observations.model.family
    law, link = response_law(family), inverse_link(family)
    assert design.y is not None
    assert law is not None
    assert link is not None
    weights = np.ones(N) if design.weights is None else design.weights
    terms, columns = random_terms(observations), scaled_columns(design.X, weights)
    offset = np.zeros(N) if design.offset is None else design.offset
    laplace = LaplaceCriterion(terms.arrangement, columns.X, GeneralisedResponse(design.y, offset, weights, law, link))
    n = len(terms.start)
    guess = np.linalg.lstsq(columns.X, np.full(N, link.of_mean(np.array(0.5 if "hit" in call else 3.0))), rcond=None)[0]
    at = np.concatenate([0.3 * terms.start + 0.05, guess])

    def value(x: np.ndarray) -> float:
        return laplace.mode(terms.factors(x[:n]), x[n:]).criterion

    slopes, by_beta = laplace.gradient(laplace.mode(terms.factors(at[:n]), at[n:]))
    gradient = np.concatenate([terms.gradient(at[:n], slopes), by_beta])
    assert np.allclose(gradient, differences(value, at), rtol=1e-4, atol=2e-4)


def differences(value, at: np.ndarray) -> np.ndarray:
    steps = STEP * np.eye(len(at))
    return np.array([(value(at + step) - value(at - step)) / (2 * STEP) for step in steps])


def test_what_nests_is_eliminated_level_by_level_and_what_crosses_is_left() -> None:
    groups = grouped_effects(observed("y ~ x + (1 | h) + (1 | c) + (1 | a) + (1 | b)"))
    arrangement = arranged(list(groups.values()))
    assert arrangement.chain == (groups["a"], groups["b"], groups["c"])
    assert arrangement.rest == (groups["h"],)
