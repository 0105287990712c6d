"""Fits of models found in the wild, beside lme4's."""

from __future__ import annotations

import pytest

from lme4math import parse
from tests.fits.test_recorded_fits import check_criterion, check_estimates
from tests.oracle import Case, frame, ids, wild_fits

FITS = wild_fits()


@pytest.mark.parametrize("case", FITS, ids=ids(FITS))
def test_fits_are_as_good_as_lme4s(case: Case) -> None:
    fit = parse(case["call"], frame(case["data"])).fit()
    check_criterion(fit, case)
    check_estimates(fit, case)
