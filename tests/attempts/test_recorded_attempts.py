"""The recorded equations: each gets its verdict, and what differs is named as it was recorded."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from lme4math import Check, check, compare, parse
from tests.oracle import Case, attempts

CASES = attempts()
GROUPED = ("missing_random_effect", "extra_random_effect", "wrong_group", "wrong_structure")


def checked(case: Case) -> Check:
    return check(case["latex"], parse(case["code"], factors=case["factors"] or None))


def plain(difference: Mapping[str, object]) -> str:
    """A difference with the parts of `reg:spp` in one order, which does not matter."""
    fields = dict(difference)
    for field in ("group", "code", "equation") if fields["kind"] in GROUPED else ():
        if isinstance(fields.get(field), str):
            fields[field] = ":".join(sorted(str(fields[field]).split(":")))
    return json.dumps(fields, sort_keys=True)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_the_verdict_is_the_recorded_one(case: Case) -> None:
    assert checked(case).verdict == case["verdict"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_differences_are_the_recorded_ones(case: Case) -> None:
    assert sorted(map(plain, checked(case).differences)) == sorted(map(plain, case["differences"]))


@pytest.mark.parametrize("case", [case for case in CASES if case["means"]], ids=lambda case: case["id"])
def test_what_it_means_in_r_is_the_recorded_model(case: Case) -> None:
    """The formula need not be written alike: it is the same set of distributions."""
    means = checked(case).means
    assert means is not None
    factors = case["factors"] or None
    assert compare(parse(means, factors=factors), parse(case["means"], factors=factors)).relation == "same"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_an_equation_that_is_no_model_has_a_mended_one(case: Case) -> None:
    found = checked(case)
    assert (found.means is None, found.nearest is None) == (case["means"] is None, case["nearest"] is None)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_every_answer_begins_with_its_verdict_in_words(case: Case) -> None:
    found = checked(case)
    first = found.text().split("\n")[0]
    if found.verdict == "right":
        assert first == "Your equation is the model of the code."
    elif found.verdict == "ambiguous":
        assert "open" in first
    assert len(found.text().split("\n")) > len(found.differences)
    assert len(found.places) == len(found.differences)
