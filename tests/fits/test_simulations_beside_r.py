"""New responses beside those of lme4 1.1's `simulate(fit, 4000)`: means, variances and covariances within a group.

It draws the residuals of a linear model with weights as if all were 1; here they have the variance of the model, which
`test_predict_and_simulate.py` looks at.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
import pytest

from lme4math import Fit, data, parse

DRAWS = 4000
"""Of R's; ours are half as many."""


class Simulated(NamedTuple):
    """What R's draws had.

    Attributes:
        name: of the model.
        rows: those that are compared, from 0.
        anew: whether the random effects were drawn as well (`re.form = NA`), or kept (`re.form = NULL`).
        mean: of each row.
        upper: the upper triangle of the covariance matrix, column by column.
    """

    name: str
    rows: tuple[int, ...]
    anew: bool
    mean: tuple[float, ...]
    upper: tuple[float, ...]


MODELS = {
    "sleep": ("lmer(Reaction ~ Days + (Days | Subject))", data.sleepstudy),
    "herds": ("glmer(incidence / size ~ period + (1 | herd), weights = size, family = binomial)", data.cbpp),
    "ticks": ("glmer(TICKS ~ YEAR + (1 | BROOD), family = poisson)", data.grouseticks),
}
FOUR = (0, 1, 2, 3)
THERE = [
    Simulated(
        "sleep",
        (0, 4, 9, 10),
        True,
        (250.0577, 293.0519, 344.6658, 252.1084),
        (1260.5279, 664.5187, 1912.0896, 702.5930, 2005.9046, 4288.2503, -5.9865, -15.2315, -47.5654, 1309.9578),
    ),
    Simulated(
        "sleep",
        (0, 4, 9, 10),
        False,
        (254.3654, 332.7505, 431.2205, 211.1325),
        (671.7101, 26.6746, 639.1959, 2.8388, 18.8971, 638.4587, -9.2939, 12.4424, 9.9843, 644.2674),
    ),
    Simulated(
        "herds",
        FOUR,
        True,
        (0.2172, 0.0984, 0.0855, 0.0542),
        (0.0222, 0.0055, 0.0104, 0.0052, 0.0033, 0.0111, 0.0035, 0.0019, 0.0018, 0.0113),
    ),
    Simulated(
        "herds",
        FOUR,
        False,
        (0.3087, 0.1407, 0.1284, 0.0863),
        (0.0149, -0.0001, 0.0101, -0.0000, -0.0004, 0.0126, -0.0002, -0.0001, -0.0002, 0.0159),
    ),
    Simulated(
        "ticks",
        FOUR,
        False,
        (0.3970, 0.4045, 0.5647, 1.2540),
        (0.4035, 0.0117, 0.3810, -0.0062, -0.0027, 0.5810, 0.0179, 0.0265, 0.0078, 1.2728),
    ),
]


@cache
def fitted(name: str) -> Fit:
    code, made = MODELS[name]
    return parse(code, made()).fit()


@pytest.mark.parametrize("there", THERE, ids=[f"{one.name}, {'new' if one.anew else 'own'} effects" for one in THERE])
def test_draws_are_distributed_as_those_of_lme4(there: Simulated) -> None:
    """Within five of the errors that both samples have."""
    random = np.random.default_rng(11)
    rows = list(there.rows)
    draws = np.array([fitted(there.name).simulate(random, new_effects=there.anew)[rows] for _ in range(DRAWS // 2)])
    deviations = draws.std(axis=0)
    both = np.sqrt(1 / DRAWS + 2 / DRAWS)
    assert (np.abs(draws.mean(axis=0) - there.mean) <= 5 * deviations * both).all()
    columns, places = np.tril_indices(len(rows))
    covariances = np.cov(draws.T)
    for column, row, recorded in zip(columns, places, there.upper, strict=True):
        products = (draws[:, row] - draws[:, row].mean()) * (draws[:, column] - draws[:, column].mean())
        assert abs(covariances[row, column] - recorded) <= 5 * products.std() * both + 5e-5


def test_counts_vary_around_the_mean_that_the_law_of_the_effects_gives() -> None:
    """Of poisson draws with new effects, whose variance is too heavy in its tails to compare: `exp(η + τ²/2)`."""
    fit = fitted("ticks")
    random = np.random.default_rng(12)
    draws = np.array([fit.simulate(random) for _ in range(500)])
    (spread,) = (row["vcov"] for row in fit.varcorr)
    assert isinstance(spread, float)
    expected = np.exp(fit.predict(mean=False, random_effects=False) + spread / 2)
    assert draws.mean() == pytest.approx(expected.mean(), rel=0.05)
    assert (draws == np.round(draws)).all()
