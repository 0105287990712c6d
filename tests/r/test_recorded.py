"""Every recorded case: its call is read, its formula deparses as itself, and what R's parser refuses is refused."""

from __future__ import annotations

import pytest

from lme4math.errors import FormulaError
from lme4math.r import deparse, parse_expression
from lme4math.script import read_model_call
from tests.oracle import Case, designed_cases, ids
from tests.r.shape import shape

cases = designed_cases()
readable = [case for case in cases if case["status"] != "error"]
unreadable = [case for case in cases if case.get("stage") == "parse"]


@pytest.mark.parametrize("case", readable, ids=ids(readable))
def test_readable(case: Case) -> None:
    call = read_model_call(case["call"])
    if case.get("fun") is not None:
        assert call.function == case["fun"]
    if case.get("formula") is not None:
        assert shape(call.formula) == shape(parse_expression(case["formula"]))
        assert call.source.slice(call.formula.span) == case["formula"].strip()
    written = deparse(call.formula)
    assert shape(parse_expression(written)) == shape(call.formula)


@pytest.mark.parametrize("case", unreadable, ids=ids(unreadable))
def test_unreadable(case: Case) -> None:
    with pytest.raises(FormulaError) as caught:
        read_model_call(case["call"])
    assert caught.value.span is not None
    assert caught.value.hint
    assert str(caught.value).count("^") >= 1


@pytest.mark.parametrize(
    "identity",
    ["E0032", "E0033", "E0035", "E0036", "E0037", "E0038", "E0109", "E0121", "E0125", "E0126", "E0127", "E0129"],
)
def test_calls_that_r_parses_but_cannot_match(identity: str) -> None:
    (case,) = [case for case in cases if case["id"] == identity]
    with pytest.raises(FormulaError) as caught:
        read_model_call(case["call"])
    assert caught.value.span is not None
    assert caught.value.hint


accepted = [case for case in cases if case["status"] == "accepted" and case["accepted_as"].get("formula")]
# `||` is expanded in what lme4 keeps of these; that is the model's business.
plain = [case for case in accepted if "||" not in case["call"]]


@pytest.mark.parametrize("case", plain, ids=ids(plain))
def test_the_deparse_is_lme4s(case: Case) -> None:
    assert deparse(read_model_call(case["call"]).formula) == case["accepted_as"]["formula"]
