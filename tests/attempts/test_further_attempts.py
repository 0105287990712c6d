"""Equations written without a look at the reader's code: they get the verdict of their authors."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator, Mapping

import pytest

from lme4math import Check, Error, check, parse
from tests.oracle import Case, further_attempts

CASES = further_attempts()


def checked(case: Case) -> Check:
    return check(case["latex"], parse(case["code"], factors=case["factors"] or None))


def plain(difference: Mapping[str, object]) -> str:
    """A difference with the parts of `reg:spp` in one order, which does not matter."""
    fields = {
        key: ":".join(sorted(value.split(":")))
        if isinstance(value, str) and key in ("group", "level", "found")
        else value
        for key, value in difference.items()
    }
    return json.dumps(fields, sort_keys=True)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_the_verdict_is_the_author_s(case: Case) -> None:
    assert checked(case).verdict == case["verdict"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_the_differences_are_the_author_s(case: Case) -> None:
    assert sorted(map(plain, checked(case).differences)) == sorted(map(plain, case["differences"]))


@pytest.mark.parametrize("case", [case for case in CASES if case["verdict"] == "wrong"], ids=lambda case: case["id"])
def test_a_wrong_equation_is_not_right(case: Case) -> None:
    assert checked(case).verdict != "right"


def changed(latex: str) -> Iterator[str]:
    """Texts with one change that makes another model: an index of an effect, a distribution, a link, an operator."""
    for match in re.finditer(r"(?<=\S) \+ (?=\S)", latex):
        saturated = latex[: match.start()].endswith(r"\mu")  # an ANOVA without its mean is the same model
        for other in (r" \cdot ",) if saturated else (r" \cdot ", " = "):
            yield latex[: match.start()] + other + latex[match.end() :]
    for match in re.finditer(r"\\mathcal ?\{?N\}?|\\Norm\b|\bN(?=\s*[\\(])|Poisson|Binomial|Bernoulli|MVNormal", latex):
        for other in ("Exponential", "Cauchy"):
            word = other if latex[match.start() - 1] == "{" else rf"\text{{{other}}}"
            yield latex[: match.start()] + word + latex[match.end() :]
    for match in re.finditer(r"\\log|logit", latex):
        yield latex[: match.start()] + (r"\exp" if match.group()[0] == "\\" else "probit") + latex[match.end() :]
    for match in re.finditer(r"(?<![A-Za-z$])([uvrbSIWU]|\\zeta|\\delta)_\{?\d*(?P<index>[ijks])(?=\}|\b)", latex):
        for other in "ijks":
            if other != match.group("index"):
                yield latex[: match.start("index")] + other + latex[match.end("index") :]


def random_changes(number: int) -> list[tuple[Case, str]]:
    """Changes of right equations, as many of each."""
    drawn = random.Random(20)
    right = [case for case in CASES if case["verdict"] == "right"]
    every = [(case, latex) for case in right for latex in dict.fromkeys(changed(case["latex"]))]
    return drawn.sample(every, number)


@pytest.mark.parametrize(("case", "latex"), random_changes(150))
def test_a_changed_equation_is_not_right(case: Case, latex: str) -> None:
    try:
        verdict = check(latex, parse(case["code"], factors=case["factors"] or None)).verdict
    except Error:
        return
    assert verdict != "right", latex
