"""Files of R's `saveRDS` with fits of models found in the wild, beside what R says of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from lme4math import read_fit
from tests.fits.test_recorded_fits import check_estimates
from tests.oracle import designed_fits, wild_files, wild_fits

FITS = {case["id"]: case for case in (*designed_fits(), *wild_fits())}


@pytest.mark.parametrize("path", wild_files(), ids=lambda path: path.stem)
def test_estimates_are_rs_and_the_equations_compute_the_fitted_values(path: Path) -> None:
    fit, there = read_fit(path), FITS[path.stem]
    check_estimates(fit, {**there, "tight": None})
    recorded = there["fit"]
    assert list(fit.fixef.values()) == pytest.approx(recorded["fixef"], rel=1e-8, abs=1e-10)
    assert list((fit.se or {}).values()) == pytest.approx(recorded["se"], rel=1e-8)
    assert fit.sigma == (None if recorded["sigma"] is None else pytest.approx(recorded["sigma"], rel=1e-8))
    assert fit.criterion == pytest.approx(recorded["criterion"], abs=1e-8)
    assert [row["vcov"] for row in fit.varcorr] == pytest.approx(
        [row["vcov"] for row in recorded["varcorr"]], rel=1e-7, abs=1e-10
    )
    assert fit.verify()["max_abs_difference"] < 1e-12
