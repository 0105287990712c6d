"""What R prints of fits of models found in the wild, read: every number at its place."""

from __future__ import annotations

import pytest

from tests.fits.test_read_fit import PRINTS as DESIGNED, answer, check_numbers
from tests.oracle import Case, wild_fits

PRINTS = [(case, kind) for case in wild_fits() for kind in case["texts"]]


@pytest.mark.parametrize(("case", "kind"), PRINTS, ids=[f"{case['id']}, {kind}" for case, kind in PRINTS])
def test_every_number_is_at_its_place(case: Case, kind: str) -> None:
    check_numbers(case, kind)


def test_all_recorded_prints_are_read_and_fifteen_of_them_ask() -> None:
    """How many prints the tests of this folder read, and to how many of them an answer is given."""
    every = [*DESIGNED, *PRINTS]
    assert len(every) == 927
    assert sum(bool(answer(case, case["texts"][kind])) for case, kind in every) == 15
