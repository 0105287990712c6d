"""What R prints of fits of models found in the wild, read: every number at its place."""

from __future__ import annotations

import pytest

from tests.fits.test_read_fit import check_numbers
from tests.oracle import Case, wild_fits

PRINTS = [(case, kind) for case in wild_fits() for kind in case["texts"]]


@pytest.mark.parametrize(("case", "kind"), PRINTS, ids=[f"{case['id']}, {kind}" for case, kind in PRINTS])
def test_every_number_is_at_its_place(case: Case, kind: str) -> None:
    check_numbers(case, kind)
