"""The words of a fit have its estimates beside the symbols, as its view has."""

from __future__ import annotations

import re

import lme4math
from lme4math import data

SLEEP = lme4math.parse("lmer(Reaction ~ Days + (Days | Subject))", data.sleepstudy()).fit()
HERDS = lme4math.parse(
    "glmer(cbind(incidence, size - incidence) ~ period + (1 | herd), family = binomial)", data.cbpp()
).fit()


def test_each_symbol_has_its_estimate_where_it_is_first_named() -> None:
    said = str(SLEEP.explain())
    assert "the mean of `Reaction` is β₀ = 251.4 when `Days` is 0 and changes by β₁ = 10.5 per unit of `Days`" in said
    assert "standard deviations τ₀ = 24.7 and τ₁ = 5.92 and covariance τ₀₁ = 0.07 ⋅ 24.7 ⋅ 5.92" in said
    assert "residual variance σ² = 25.6²" in said
    assert said.count("β₀ =") == said.count("β₁ =") == 1


def test_without_numbers_they_are_the_words_of_the_model() -> None:
    assert str(SLEEP.explain("symbols")) == str(SLEEP.model.explain())


def test_negative_estimates_and_other_letters() -> None:
    assert "β₁ = −0.99, β₂ = −1.13 and β₃ = −1.58 are the differences" in str(HERDS.explain())
    assert "γ₀^(α) = −1.40" in str(HERDS.explain(style="lettered", notation="levels"))


def test_the_view_says_numbers_where_it_shows_numbers() -> None:
    symbols, numbers, both = ("".join(style.words) for style in SLEEP.content().styles)
    assert "251.4" not in symbols
    assert numbers == both
    assert re.search(r"=.{0,80}251\.4", numbers, re.DOTALL)


def test_a_range_of_coefficients_has_no_numbers_within() -> None:
    levels = [f"l{k:02}" for k in range(8)]
    frame = {"y": [float(k * k % 7) for k in range(80)], "f": levels * 10, "g": [f"g{k // 16}" for k in range(80)]}
    said = str(lme4math.parse("lmer(y ~ f + (1 | g))", frame, factors={"f": levels}).fit().explain())
    assert not re.search(r"β₁ = \S+ to|to β₇ =", said)
