"""What lme4 recorded, a case a test: terms, columns of X before any is dropped, and random terms."""

from __future__ import annotations

from typing import Any

import pytest

from lme4math.errors import Error
from lme4math.model.description import in_lme4_order
from lme4math.r import deparse
from lme4math.script import read_model_call
from tests import oracle
from tests.model.cases import described, read, without_blanks

Case = dict[str, Any]
DESIGNED = [case for case in oracle.designed_cases() if case["status"] == "ok"]


def check(case: Case) -> None:
    """Compare everything that needs no numbers from the data but the levels that occur."""
    told, fixed, random = described(case), case["fixed"], case["random"]
    assert told["term_labels"] == fixed["term_labels"]
    assert told["intercept"] == bool(fixed["intercept"])
    assert told["response"] == fixed.get("response")
    assert without_blanks(told["fixed"]) == without_blanks(fixed["formula"])
    argument = read_model_call(case["call"]).argument("offset")
    assert told["offsets"] == (fixed.get("offset_terms") or []) + ([deparse(argument)] if argument else [])
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


REFUSED = [case for case in oracle.designed_cases() if case.get("expect") == "refuse"]
ACCEPTED = [case for case in oracle.designed_cases() if case.get("expect") in ("accept", "warn")]
NEEDS_VALUES = {"all(weights >= 0) is not TRUE", "0 (non-NA) cases", "missing values are not allowed in 'poly'"}
"""What lme4 says where it refuses numbers; such refusals are the data's, and need not point into the text."""

ORDINARY = {"E0074", "E0097", "E0098", "E0099", "E0100", "E0139", "E0159", "E0161", "E0163", "E0164", "E0168", "E0173",
            "E0174", "E0175"}  # fmt: skip
"""Accepted cases in which R reads what the text says, or where only numbers tell that something is odd."""


@pytest.mark.parametrize("case", REFUSED, ids=oracle.ids(REFUSED))
def test_what_lme4_refuses_is_refused_at_a_place_with_a_hint(case: Case) -> None:
    with pytest.raises(Error) as caught:
        read(case["call"], case["data"])
    if case["error"] not in NEEDS_VALUES:
        assert caught.value.span is not None
        start, end = caught.value.span
        assert 0 <= start <= end <= len(case["call"])
        assert caught.value.hint


@pytest.mark.parametrize("case", ACCEPTED, ids=oracle.ids(ACCEPTED))
def test_what_lme4_tolerates_is_read_as_lme4_reads_it(case: Case) -> None:
    model = read(case["call"], case["data"])
    recorded = case.get("accepted_as")
    if recorded is not None:
        ours = [
            {"group": term.group.name, "columns": [c.name for c in term.part.columns]}
            for term in in_lme4_order(model.random)
        ]
        assert ours == recorded["cnms"]
        assert [column.name for column in model.fixed.columns] == recorded["fixef_names"]
        assert model.reml == bool(recorded["REML"])
        assert model.family.name == recorded["family"]
    if case["expect"] == "accept" and case["id"] not in ORDINARY:
        assert model.warnings


def test_the_text_of_every_bar_is_what_its_span_holds() -> None:
    for case in DESIGNED:
        model = read(case["call"], case["data"])
        for term in model.random:
            assert "|" in model.source.slice(term.span)
        for term in (*model.fixed.terms, *(term for bar in model.random for term in bar.part.terms)):
            assert all(model.source.slice(span) for span in term.spans)
