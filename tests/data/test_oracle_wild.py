"""Every case made from a formula found in the wild: our matrices are lme4's. Skipped where the cases are absent."""

from __future__ import annotations

import pytest

from tests.data.comparing import differences, frame_of, model_and_design
from tests.oracle import Case, ids, wild_cases

ACCEPTED = [case for case in wild_cases() if case["status"] == "ok"]


@pytest.mark.parametrize("case", ACCEPTED, ids=ids(ACCEPTED))
def test_matrices(case: Case) -> None:
    _, design = model_and_design(case["call"], frame_of(case["data"]))
    assert list(differences(case, design)) == []
