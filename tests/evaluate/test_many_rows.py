"""Equations of more rows than a dense matrix could have: what is shown is computed by its nonzero numbers."""

from __future__ import annotations

import re
import tracemalloc
from functools import cache

import numpy as np
import pytest

import lme4math
from lme4math.notation import NOTATIONS

N = 73_421
LEVELS = {"s": 2972, "d": 1128, "dept": 14}
CODE = "lmer(y ~ service + (1 + service | s) + (1 | d) + (1 | dept), weights = w)"


@cache
def model() -> lme4math.Model:
    """Crossed data of the size of lme4's InstEval."""
    random = np.random.default_rng(2)
    factors = {name: np.char.add(name, random.integers(0, n, N).astype(str)) for name, n in LEVELS.items()}
    service = random.integers(0, 2, N).astype(float)
    return lme4math.parse(
        CODE, {"y": random.normal(size=N), "w": random.uniform(1, 2, N), "service": service, **factors}
    )


@pytest.mark.parametrize("notation", NOTATIONS)
def test_a_large_crossed_design_is_computed_in_little_memory(notation: str) -> None:
    design, shown = model().design(), model().equations(notation)
    random = np.random.default_rng(3)
    beta, b = random.normal(size=2), random.normal(size=design.Z.shape[1])
    theta = random.uniform(0.5, 1.5, design.n_theta)
    rows = [50_000, 3, 50_000, N - 1, 0, 17, 4, 3]  # in any order, some twice
    tracemalloc.start()
    predictor = shown.evaluate(beta, b)
    covariance = shown.covariance(theta=theta, sigma=2.0, rows=rows)
    highest = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    np.testing.assert_allclose(predictor, design.X @ beta + design.Z @ b, atol=1e-10)
    root = design.Z.tocsr()[rows] @ design.Lambda(theta)
    assert design.weights is not None
    own = np.equal.outer(rows, rows) / design.weights[rows]
    np.testing.assert_allclose(covariance, 4.0 * ((root @ root.T).toarray() + own), rtol=1e-10)
    assert highest < 100e6


@pytest.mark.parametrize("notation", NOTATIONS)
@pytest.mark.parametrize("rows", [None, range(50_000)])
def test_a_covariance_that_no_memory_holds_is_refused(notation: str, rows: range | None) -> None:
    shown = model().equations(notation)
    asked = re.escape("The covariance of 73,421 rows" if rows is None else "The covariance of 50,000 rows")
    with pytest.raises(lme4math.DataError, match=f"^{asked} is too large to compute") as caught:
        shown.covariance(theta=np.ones(5), rows=rows)
    assert "rows=" in (caught.value.hint or "")
