"""What is said of a covariance structure whose pattern means nothing for the effects that it stands around."""

from __future__ import annotations

import pytest

import lme4math

FACTORS = {
    "A": ["a", "b", "c"],
    "B": ["u", "v"],
    "text": ["1", "10", "2"],
    "gaps": ["0", "1", "3", "9"],
    "even": ["1", "2", "3"],
}


def warnings(term: str) -> tuple[str, ...]:
    used = {name: levels for name, levels in FACTORS.items() if name in term}
    return lme4math.parse(f"lmer(y ~ 1 + {term})", factors=used).warnings


@pytest.mark.parametrize(
    "term",
    [
        "ar1(0 + A | g)",
        "ar1(0 + x:A | g)",
        "ar1(0 + factor(t) | g)",
        "ar1(0 + even | g)",
        "cs(0 + A | g)",
        "cs(0 + A:B | g)",
        "diag(1 + x | g)",
        "us(1 | g)",
    ],
)
def test_nothing_is_said_where_a_structure_has_its_meaning(term: str) -> None:
    assert warnings(term) == ()


@pytest.mark.parametrize(
    ("term", "said"),
    [
        ("cs(1 | g)", "`cs(1 | g)` has a single effect, so it is the same model as `(1 | g)`."),
        ("ar1(0 + x | g)", "with `x` as a factor it had one for each level"),
        ("ar1(1 + x | g)", "the effects in `ar1(1 + x | g)`, the intercept and `x`, have no such order"),
        ("ar1(A | g)", "the intercept, `Ab` and `Ac`, have no such order"),
        ("ar1(factor(t) | g)", "have no such order"),
        ("ar1(0 + A:B | g)", "have no such order"),
        ("cs(1 + x | g)", "`cs(1 + x | g)` is the same model as `(1 + x | g)`"),
        ("cs(1 + x | g, hom = TRUE)", "one variance and one correlation to effects of different kinds"),
        ("cs(A | g)", "one correlation to effects of different kinds"),
        ("ar1(0 + text | g)", "in the order “1”, “10”, “2”, which is not that of the numbers"),
        ("ar1(0 + gaps | g)", "not evenly spaced"),
    ],
)
def test_what_a_structure_makes_of_other_effects_is_said(term: str, said: str) -> None:
    (sentence,) = warnings(term)
    assert said in sentence
