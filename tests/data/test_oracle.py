"""Every designed case: our matrices are lme4's."""

from __future__ import annotations

import pytest

from tests.data.comparing import differences, frame_of, model_and_design
from tests.oracle import Case, designed_cases, ids

ACCEPTED = [case for case in designed_cases() if case["status"] == "ok"]


@pytest.mark.parametrize("case", ACCEPTED, ids=ids(ACCEPTED))
def test_matrices(case: Case) -> None:
    _, design = model_and_design(case["call"], frame_of(case["data"]))
    assert list(differences(case, design)) == []


@pytest.mark.parametrize("case", ACCEPTED, ids=ids(ACCEPTED))
def test_warnings_are_lme4s_refusals(case: Case) -> None:
    """What lme4 would stop at with its default checks, and nothing else, is warned of as that."""
    _, design = model_and_design(case["call"], frame_of(case["data"]))
    refused = "grouping factor" in str(case["with_default_control"]["error"])
    refused |= "random effects" in str(case["with_default_control"]["error"])
    assert any("lme4 would stop" in warning for warning in design.warnings) == refused
