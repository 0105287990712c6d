"""What lme4 recorded, a case a test: terms, columns of X before any is dropped, and random terms."""

from __future__ import annotations

from typing import Any

import pytest

from tests import oracle
from tests.model.cases import described, without_blanks

Case = dict[str, Any]
DESIGNED = [case for case in oracle.designed_cases() if case["status"] == "ok"]


def check(case: Case) -> None:
    """Compare everything that needs no numbers from the data but the levels that occur."""
    told, fixed, random = described(case), case["fixed"], case["random"]
    assert told["term_labels"] == fixed["term_labels"]
    assert told["intercept"] == bool(fixed["intercept"])
    assert told["response"] == fixed.get("response")
    assert without_blanks(told["fixed"]) == without_blanks(fixed["formula"])
    assert told["offsets"] == (fixed.get("offset_terms") or [])
    assert told["columns"] == case["X"]["colnames_before_drop"]
    assert [term["term"] for term in told["random"]] == random["terms_lme4_order"]
    assert [{"group": term["group"], "columns": term["columns"]} for term in told["random"]] == random["cnms"]
    assert [term["n_levels"] for term in told["random"]] == random["nl_per_term"]
    assert sum(term["n_theta"] for term in told["random"]) == random["n_theta"]
    assert sum(term["n_par"] for term in told["random"]) == random.get("n_par", random["n_theta"])
    for term, recorded in zip(told["random"], random.get("structures") or (), strict=False):
        assert term["structure"] == recorded["structure"]
        assert term["n_par"] == recorded["n_par"]
        assert recorded["structure"] == "us" or term["hom"] == bool(recorded["hom"])


@pytest.mark.parametrize("case", DESIGNED, ids=oracle.ids(DESIGNED))
def test_designed_case_is_read_as_lme4_reads_it(case: Case) -> None:
    check(case)
