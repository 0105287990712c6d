"""The words of the models that people have are about those models, and about all of them."""

from __future__ import annotations

import pytest

from tests.notation.test_words_of_all_models import check
from tests.oracle import Case, ids, wild_cases

CASES = [case for case in wild_cases() if case["status"] == "ok"]


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES, ids=ids(CASES))
def test_a_wild_case_is_said_in_full(case: Case) -> None:
    check(case)
