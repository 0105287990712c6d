"""Singular fits of structured covariances: the criterion has several minima, with correlations of either sign."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from lme4math import parse

OF_LME4 = {
    ("cs(0 + f | g)", 26): 298.818107,
    ("cs(0 + f | g)", 30): 286.938798,
    ("cs(1 + x | g)", 33): 291.666624,
    ("cs(0 + f | g, hom = TRUE)", 1): 267.062962,
    ("cs(0 + f | g, hom = TRUE)", 22): 264.831706,
    ("ar1(0 + f | g, hom = TRUE) + diag(1 + x | h)", 22): 264.046840,
    ("ar1(0 + f | g, hom = TRUE) + diag(1 + x | h)", 33): 288.957908,
    ("ar1(0 + f | g, hom = FALSE)", 11): 272.671976,
    ("ar1(0 + f | g, hom = FALSE)", 26): 298.405387,
}
"""The least REML criterion of lme4 2.1 by four optimisers at tight tolerances: terms, and the seed of the data."""


def rows(seed: int) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    g, f = np.repeat(np.arange(12), 8), np.tile(np.arange(4), 24)
    h, x = random.integers(0, 6, 96), np.round(random.normal(size=96), 2)
    y = np.round(1 + 0.5 * x + random.normal(0, 0.3, (12, 4))[g, f] + random.normal(size=96), 3)
    factors = {name: pd.Categorical(codes.astype(str)) for name, codes in (("f", f), ("g", g), ("h", h))}
    return pd.DataFrame({"y": y, "x": x, **factors})


@pytest.mark.parametrize(("terms", "seed"), OF_LME4)
def test_the_criterion_is_never_above_lme4s(terms: str, seed: int) -> None:
    fit = parse(f"lmer(y ~ x + {terms})", rows(seed)).fit()
    assert fit.criterion is not None
    assert fit.criterion <= OF_LME4[terms, seed] + 2e-6
