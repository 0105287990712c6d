"""The cases that R refuses or only tolerates, with their data."""

from __future__ import annotations

import pytest

from lme4math.errors import Error
from tests.data.comparing import frame_of, model_and_design
from tests.oracle import Case, designed_cases, ids

EXPECTED = [case for case in designed_cases() if case.get("expect")]


@pytest.mark.parametrize("case", EXPECTED, ids=ids(EXPECTED))
def test_expectation(case: Case) -> None:
    try:
        _, design = model_and_design(case["call"], frame_of(case["data"]))
    except Error:
        assert case["expect"] == "refuse"
        return
    assert case["expect"] in ("accept", "warn")
    assert case["expect"] == "accept" or design.warnings
