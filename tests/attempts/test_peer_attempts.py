"""Another program's equations: none that a reader found wrong is called right, and none that is right wrong."""

from __future__ import annotations

import pytest

from lme4math import check
from tests.oracle import Case, peer_attempts

CASES = peer_attempts()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_the_verdict_is_that_of_a_reader_or_left_open(case: Case) -> None:
    """The calls come without data, so that levels of factors, and what varies within groups, may be unknown."""
    assert check(case["latex"], case["call"]).verdict in (case["verdict"], "ambiguous")


def test_most_are_settled() -> None:
    found = [check(case["latex"], case["call"]).verdict for case in CASES]
    assert sum(verdict == case["verdict"] for verdict, case in zip(found, CASES, strict=True)) >= 50
