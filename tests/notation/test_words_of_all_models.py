"""The words of every model that lme4 recorded are about that model, and about all of it."""

from __future__ import annotations

from typing import Any

import pytest

import lme4math
from lme4math.notation import Sentence
from lme4math.pipeline import names_of
from lme4math.printers import sentences_as_text
from lme4math.wording import words_of
from tests import oracle
from tests.notation.checking_words import faults

Case = dict[str, Any]
CASES = [case for case in oracle.designed_cases() if case["status"] == "ok"]
MODEL = next(case for case in CASES if case["call"] == "lmer(y ~ x + z + (1 | g), data = toy60)")


def check(case: Case, style: str = "indexed") -> None:
    """Look for faults in what is said with data."""
    compiled = lme4math.parse(case["call"], oracle.frame(case["data"]))._compiled
    found = words_of(compiled, style)
    assert not faults(found, sentences_as_text(found), names_of(compiled, style), case)


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES, ids=oracle.ids(CASES))
def test_a_designed_case_is_said_in_full(case: Case) -> None:
    check(case)


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES[::10], ids=oracle.ids(CASES[::10]))
def test_the_same_in_letters(case: Case) -> None:
    check(case, "lettered")


def _without(sentences: tuple[Sentence, ...]) -> tuple[Sentence, ...]:
    return tuple(one for one in sentences if "changes by" not in str(one.parts))


def _changed(old: str, new: str) -> Any:
    def change(sentences: tuple[Sentence, ...]) -> tuple[Sentence, ...]:
        return tuple(
            Sentence(tuple(part.replace(old, new) if isinstance(part, str) else part for part in one.parts))
            for one in sentences
        )

    return change


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (_without, "x has 0 sentences"),
        (lambda sentences: (*sentences, sentences[0]), "twice: "),
        (_changed("`x`", "`w`"), "strange name w"),
        (_changed("`x` and `z` are 0", "`x` is “a1000”"), "strange level a1000"),
        (_changed("has 3 fixed", "has 4 fixed"), "strange number 4"),
        (_changed("levels of `g`", "levels of `x`"), "no variation of g"),
        (_changed("per unit", " per unit"), "badly written"),
        (_changed("constant", "β₁"), "a letter that is no symbol"),
    ],
)
def test_faults_are_found(change: Any, said: str) -> None:
    compiled = lme4math.parse(MODEL["call"], oracle.frame(MODEL["data"]))._compiled
    found = change(words_of(compiled))
    assert any(said in fault for fault in faults(found, sentences_as_text(found), names_of(compiled), MODEL))
