"""Interactions of factors are said as what they are of the cell means, which is computed here."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Any

import numpy as np
import pytest

import lme4math

LEVELS = {"a": ["a1", "a2"], "b": ["b1", "b2", "b3"], "h": ["h1", "h2"]}
Means = Callable[..., float]


def difference(m: Means, b: str, h: str = "h1") -> float:
    """Of a2 from a1."""
    return m("a2", b, h) - m("a1", b, h)


def growth(m: Means, h: str) -> float:
    return difference(m, "b2", h) - difference(m, "b1", h)


def half_away(m: Means) -> float:
    """Half of how much greater the difference of a1 from a2 is at b1 than on average over the levels of b."""
    each = [-difference(m, b) for b in LEVELS["b"]]
    return (each[0] - sum(each) / 3) / 2


def away_from_sums(m: Means) -> float:
    """How much greater the deviation of b1 from the mean of b is at a1 than at a2, halved."""

    def deviation(a: str) -> float:
        return m(a, "b1", "h1") - sum(m(a, b, "h1") for b in LEVELS["b"]) / 3

    return (deviation("a1") - deviation("a2")) / 2


SUM = ", contrasts = list(a = 'contr.sum', b = 'contr.sum', h = 'contr.sum')"
CASES: list[tuple[str, str, str, dict[str, list[str]], str, Callable[[Means], float]]] = [
    (
        "a * b", "", "aa2:bb3", {},
        "how much greater the difference of `a` “a2” from “a1” is at `b` “b2” and “b3” than at “b1”.",
        lambda m: difference(m, "b3") - difference(m, "b1"),
    ),
    (
        "a * b * h", "", "aa2:bb2:hh2", {"b": ["b1", "b2"]},
        "how much more the difference of `a` “a2” from “a1” grows from `b` “b1” to “b2” at `h` “h2” than at “h1”.",
        lambda m: growth(m, "h2") - growth(m, "h1"),
    ),
    (
        "a * b", SUM, "a1:b1", {"b": ["b1", "b2"]},
        "a quarter of how much greater the difference of `a` “a1” from “a2” is at `b` “b1” than at “b2”.",
        lambda m: growth(m, "h1") / 4,
    ),
    (
        "a * b", SUM, "a1:b1", {},
        "half of how much greater the difference of `a` “a1” from “a2” is at `b` “b1” and “b2” than on average over "
        "its levels.",
        half_away,
    ),
    ("a * b", SUM, "a1:b1", {}, "on average over its levels.", away_from_sums),
    (
        "a * b * h", SUM, "a1:b1:h1", {"b": ["b1", "b2"]},
        "an eighth of how much more the difference of `a` “a1” from “a2” grows from `b` “b2” to “b1” at `h` “h1” than "
        "at “h2”.",
        lambda m: (growth(m, "h1") - growth(m, "h2")) / 8,
    ),
    (
        "a * b", ", contrasts = list(a = 'contr.sum')", "a1:bb2", {"b": ["b1", "b2"]},
        "half of how much greater the difference of `a` “a1” from “a2” is at `b` “b2” than at “b1”.",
        lambda m: -growth(m, "h1") / 2,
    ),
]  # fmt: skip


@pytest.mark.parametrize(("fixed", "contrasts", "column", "levels", "said", "value"), CASES)
def test_an_interaction_is_the_difference_that_is_said(
    fixed: str, contrasts: str, column: str, levels: dict[str, list[str]], said: str, value: Callable[[Means], float]
) -> None:
    factors = {name: levels.get(name, own) for name, own in LEVELS.items() if name in fixed}
    kept = ", ".join(f"{name} = 'contr.sum'" for name in factors if f"{name} = " in contrasts)
    cells = list(product(*factors.values()))
    y = np.random.default_rng(3).normal(size=len(cells))
    data: dict[str, Any] = {name: [cell[place] for cell in cells] * 2 for place, name in enumerate(factors)}
    data |= {"y": [*y, *y], "g": ["p", "q"] * len(cells)}
    model = lme4math.parse(f"lmer(y ~ {fixed} + (1 | g){f', contrasts = list({kept})' if kept else ''})", data)
    design = model.design()
    beta = np.linalg.lstsq(design.X[: len(cells)], y, rcond=None)[0]
    means = dict(zip(cells, y.tolist(), strict=True))
    expected = value(lambda *cell: means[cell[: len(factors)]])
    np.testing.assert_allclose(beta[design.X_columns.index(column)], expected, atol=1e-12)
    assert said in model.explain()


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("lmer(y ~ a * b * x + (1 | g))", "from “a1” in the slope of `x` is at `b` “b2” and “b3” than at “b1”."),
        ("lmer(y ~ a * b + (1 | g), contrasts = list(b = 'contr.helmert'))", "`b` (by `contr.helmert`)."),
        ("lmer(y ~ b * h + (1 | g), contrasts = list(b = 'contr.poly'))", "(by `contr.poly`) and `h` (against “h1”)."),
        ("lmer(y ~ a * b * poly(x, 2) + (1 | g))", "`b` (against “b1”) in the curve in `x`."),
    ],
)
def test_others_are_said_as_far_as_a_sentence_is_true(code: str, said: str) -> None:
    assert said in lme4math.parse(code, factors=LEVELS).explain()


@pytest.mark.parametrize(
    ("contrasts", "with_ratio"), [("", True), (", contrasts = list(a = 'contr.sum', h = 'contr.sum')", False)]
)
def test_only_differences_of_differences_have_ratios_of_ratios(contrasts: str, with_ratio: bool) -> None:
    code = f"glmer(y ~ a * h + (1 | g), family = poisson{contrasts})"
    assert ("ratio of rate ratios exp(β₃)" in lme4math.parse(code, factors=LEVELS).explain()) is with_ratio
    three = lme4math.parse("glmer(y ~ a * h * x + (1 | g), family = poisson)", factors=LEVELS).explain()
    assert "ratio of rate ratios exp(β₄)" in three
    assert "exp(β₇)" not in three
