"""Infinite values are refused at their place where the data is elsewhere, as they are in memory."""

from __future__ import annotations

from collections.abc import Callable
from math import inf, nan
from typing import Any

import duckdb
import polars as pl
import pytest

import lme4math
from lme4math.errors import DataError

DATA = pl.DataFrame(
    {
        "y": [1.0, 0, 2, 3, 1, 5, 2, 4],
        "x": [0.0, 1, 2, 1, 3, 0.5, 2, 1],
        "high": [0.5, 1, inf, 2, 3, None, 4, 5],
        "low": [0.5, 1, nan, 2, -inf, 4, 5, 6],
        "p": [0.5, 1, 0.25, 0, 0.75, 0.1, 0.2, 0.3],
        "k": [1, 2, 3, 4, 5, 6, 7, 0],
        "g": list("aabbccdd"),
    },
    strict=False,
)
ELSEWHERE: dict[str, Callable[[], Any]] = {"polars": DATA.lazy, "duckdb": lambda: duckdb.from_arrow(DATA.to_arrow())}


def refusal(code: str, data: Any) -> DataError:
    with pytest.raises(DataError, match="infinite") as caught:
        lme4math.parse(code, data)
    return caught.value


@pytest.mark.parametrize("engine", ELSEWHERE)
@pytest.mark.parametrize(
    "code",
    [
        "lmer(y ~ x + high + (1 | g))",
        "lmer(y ~ low:g + (1 | g))",
        "lmer(y ~ x + (x + low | g))",
        "lmer(high ~ x + (1 | g))",
        "lmer(y ~ x + (1 | g), weights = high)",
        "lmer(y ~ x + (1 | g), offset = low)",
        "lmer(y ~ x + offset(high) + (1 | g))",
        "lmer(y ~ I(1 / x) + (1 | g))",
        "lmer(y ~ log(x) + (1 | g))",
        "lmer(log(high) ~ x + (1 | g))",
        "lmer(y ~ qlogis(p) + (1 | g))",
        "lmer(y ~ sqrt(high) + low + (1 | g))",
        "lmer(high ~ low + (1 | g), weights = high)",
        "lmer(high ~ x + (low | g))",
        "lmer(y ~ k %/% x + (1 | g))",
        "lmer(y ~ exp(high) + (1 | g))",
        "lmer(y ~ I(x^-1) + (1 | g))",
        "lmer(y ~ I(2^high) + (1 | g))",
        "lmer(y ~ I(high^3) + (1 | g))",
        "lmer(y ~ as.numeric(high) + (1 | g))",
        "lmer(y ~ poly(low, 2, raw = TRUE) + (1 | g))",
        "lmer(y ~ cbind(k, log(x)) + (1 | g))",
        "lmer(I(log(x)) ~ k + (1 | g))",
        "lmer(y ~ k + (1 | g), offset = -log(x))",
        "glmer(cbind(k, high) ~ x + (1 | g), family = binomial)",
    ],
)
def test_it_is_refused_as_in_memory(code: str, engine: str) -> None:
    here, there = refusal(code, DATA), refusal(code, ELSEWHERE[engine]())
    assert (there.message, there.span, there.hint) == (here.message, here.span, here.hint)


@pytest.mark.parametrize("engine", ELSEWHERE)
@pytest.mark.parametrize("pole", ["log(x)", "qlogis(p)", "sqrt(high)", "k %/% x", "I(x^-2)", "floor(high)"])
@pytest.mark.parametrize("around", ["offset({})", "I({})", "-{}", "I(2 * {})", "I({} - k)", "I(1 + (-{}))", "abs({})"])
def test_a_pole_is_found_within_what_lets_it_through(around: str, pole: str, engine: str) -> None:
    term = around.format(pole)
    code = f"lmer(y ~ k + (0 + I({term}) | g))" if term.startswith("-") else f"lmer(y ~ {term} + (1 | g))"
    here, there = refusal(code, DATA), refusal(code, ELSEWHERE[engine]())
    assert (there.message, there.span, there.hint) == (here.message, here.span, here.hint)


@pytest.mark.parametrize("engine", ELSEWHERE)
@pytest.mark.parametrize(
    "term",
    [
        "scale(high)",
        "I(high - mean(high))",
        "cumsum(high)",
        "cut(high, 3)",
        "I(k %% low)",
        "I(high %/% 2)",
        "ifelse(k > 2, log(x), 1)",
        "cut(low, 2, labels = FALSE)",
        "bs(high)",
        "pmin(high, 5)",
        "rowSums(cbind(k, high))",
        "I(log(x) + floor(high))",
        "I(k * log(x))",
        "I(log(x) - high)",
    ],
)
def test_an_infinite_number_of_which_the_effect_is_not_told_is_refused(term: str, engine: str) -> None:
    with pytest.raises(DataError, match=r"Which rows have a value of .* cannot be told"):
        lme4math.parse(f"lmer(y ~ {term} + (1 | g))", ELSEWHERE[engine]())


@pytest.mark.parametrize("engine", ELSEWHERE)
@pytest.mark.parametrize(
    "code",
    [
        "lmer(y ~ x + k + (1 | g))",
        "lmer(y ~ scale(x) + I(k - mean(k)) + cumsum(x) + (1 | g))",
        "lmer(y ~ I(log(p + 1) + floor(x)) + offset(log(k + 1)) + (1 | g))",
        "lmer(y ~ exp(low) + plogis(low) + (1 | g))",
        "lmer(y ~ tanh(log(x)) + sign(high) + (1 | g))",
        "lmer(y ~ k %/% (x + 1) + (1 | g))",
        "lmer(y ~ x + (1 | high))",
        "lmer(y ~ high - high + (1 | g))",
        "lmer(y ~ (high > 1) + (1 | g))",
        "lmer(y ~ atan(high) + (1 | g))",
        "lmer(y ~ exp(log(x)) + (1 | g))",
        "lmer(y ~ cut(low, c(-Inf, 1, Inf)) + (1 | g))",
        "lmer(y ~ high + (1 | g), subset = high < Inf)",
        "lmer(y ~ high + (1 | g), subset = k != 3)",
        "lmer(y ~ factor(high) + (1 | g))",
    ],
)
def test_what_enters_no_number_of_the_model_may_be_infinite(code: str, engine: str) -> None:
    assert lme4math.parse(code, ELSEWHERE[engine]()).structure().n == lme4math.parse(code, DATA).structure().n
