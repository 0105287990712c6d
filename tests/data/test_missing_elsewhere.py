"""Rows without a value are the same ones where the data is elsewhere, or the count is refused in words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from itertools import cycle, islice
from typing import Any

import duckdb
import polars as pl
import pytest

import lme4math
from lme4math.errors import DataError

N = 48


def _column(*values: Any) -> list[Any]:
    return list(islice(cycle(values), N))


DATA = pl.DataFrame(
    {
        "y": [float(n * n % 7) for n in range(N)],
        "g": _column(*"aabbccdd"),
        "x": _column(-1.5, 0.5, 2.0, None, 1.0, 0.0, -0.25),
        "v": _column(-1.5, 0.5, 2.0, None, 1.0, 0.75, -0.25, float("nan")),
        "u": _column(0.5, 1.5, 0.25, None, -2.0),
        "w": _column(0.0, 2.0, 0.0, 1.0, -3.0),
        "z": _column(1.0, None, 3.0, 0.25, 0.0),
        "k": _column(0, 1, 2, 3, None, 5, 6, 7, 8, 9, 10),
        "t": _column("a", "b", None, "T", "FALSE"),
        "F": _column(0.5, 1.5, 2.5, 1.0, 0.1 + 0.2, 0.3),
        "D": _column(*(date(2024, 1, 1) + timedelta(days=days) for days in range(4))),
        "M": _column("1", "2", "lo"),
    },
    strict=False,
)
LAZY: dict[str, Callable[[], Any]] = {"polars": DATA.lazy, "duckdb": lambda: duckdb.from_arrow(DATA.to_arrow())}

COUNTED = """
ifelse(is.na(x), 0, x)
ifelse(is.na(t), 'none', t)
ifelse(x > 0, x, NA)
ifelse(no = z, test = x > 0, yes = 1)
ifelse(is.na(x) & is.na(z), 0, z)
ifelse(is.finite(x), x, z)
ifelse(t == 'a', 'one', ifelse(x > 0, 'two', NA))
log(ifelse(is.na(v), 1, v))
I(t > 'a')
I((t >= 10) * w)
I(is.na(x) + z)
log(base = 2, x = v)
log(v)
log1p(x)
cut(breaks = c(-1, 0, 1), x = x)
cut(x, c(-1, 0, 1), right = FALSE)
factor(levels = c('a', 'b'), x = t)
factor(exclude = 'a', x = t)
asin(x)
acosh(x)
atanh(I(x / 3))
qlogis(u)
sin(x)
I(x^0.5)
I(x^2)
I(x^0)
I(v^-1)
I(2^x)
I(x^k)
I(x %% w)
I(k %/% v)
I(v / u)
I(w / w)
I(sqrt(x) / 2)
I(1 / exp(x))
I(log(v) * 2)
I(log(v) * z)
I(x / sqrt(2))
as.logical(x)
as.numeric(factor(t))
as.numeric(x)
as.numeric(as.character(k))
as.numeric(x - z)
I((w - mean(w)) / sd(w))
pmin(x, z)
rowSums(cbind(x, z))
rank(w)
ave(w, g)
I(x - mean(x, na.rm = TRUE))
I(x - mean(w))
scale(x)
poly(w, 2)
poly(x, 2, raw = TRUE)
bs(x)
factor(t, exclude = NULL)
factor(t, levels = c('a', 'b'), exclude = NULL)
factor(t, levels = c('a', 'b', NA), exclude = NULL)
factor(t, levels = c('a', 'b', NA))
factor(t, levels = c('a', 'b', 'T', NA), exclude = c('b', NA))
factor(t, levels = c('a', 'b', 'T', NA), exclude = 'b')
factor(t, exclude = c('b', NA))
factor(k, exclude = 3)
factor(k, exclude = '3')
ordered(F, exclude = 0.3)
factor(D, exclude = '2024-01-03')
dummy(g)
as.integer(k)
as.integer(x)
I(as.integer(w * 2e9) + 0)
paste(t, g)
addNA(t)
I(x %in% c(0.5, 2))
factor(F, levels = c('0.5', '1'))
factor(F, levels = c(0.3, 1.5))
factor(D, levels = c('2024-01-01', '2024-01-03'))
factor(k, levels = c(1, 2.5, 3))
interaction(t, g)
""".strip().splitlines()

NOT_COUNTED = """
abs(D)
exp(D)
I(sqrt(x) != g)
as.character(sqrt(x))
as.vector(addNA(t))
nchar(x)
ifelse(x > 0, c(1, NA), 0)
I(k %/% c(1, NA))
I(addNA(t) == factor(g))
tanh(t)
dummy(t)
as.numeric(as.character(is.na(x)))
as.logical(t)
rank(x)
ave(w, t)
pmin(x, x, na.rm = TRUE)
pmax(x, z, na.rm = TRUE)
rowMeans(cbind(x, z), na.rm = TRUE)
rowSums(cbind(x, z), na.rm = TRUE)
ave(x, t)
cumsum(x)
rev(x)
as.numeric(t)
as.numeric(as.character(t))
I(w / sqrt(z))
I(log(z) * w)
gamma(x)
factor(t, levels = levels(factor(g)))
poly(x, 2)
""".strip().splitlines()


def n(code: str, data: Any) -> int | str:
    try:
        return lme4math.parse(code, data).structure().n
    except DataError as error:
        return error.message.partition(":")[0]


@pytest.mark.parametrize("engine", LAZY)
@pytest.mark.parametrize("variable", COUNTED)
def test_a_count_is_that_of_the_rows_in_memory(variable: str, engine: str) -> None:
    code = f"lmer(y ~ {variable} + (1 | g))"
    here = n(code, DATA)
    assert isinstance(here, int)
    assert n(code, LAZY[engine]()) == here


@pytest.mark.parametrize("engine", LAZY)
@pytest.mark.parametrize("variable", NOT_COUNTED)
def test_what_only_the_rows_tell_is_refused_with_its_place(variable: str, engine: str) -> None:
    code = f"lmer(y ~ {variable} + (1 | g))"
    with pytest.raises(DataError, match="cannot be told of a table that is not in memory") as caught:
        lme4math.parse(code, LAZY[engine]())
    assert ".collect()" in (caught.value.hint or "")
    assert caught.value.span is not None
    assert code[slice(*caught.value.span)] in variable


@pytest.mark.parametrize("engine", LAZY)
def test_a_summary_of_what_is_missing_leaves_no_row(engine: str) -> None:
    code = "lmer(y ~ I(x - mean(x)) + (1 | g))"
    assert n(code, LAZY[engine]()) == n(code, DATA) == "No cases are left"


@pytest.mark.parametrize("engine", LAZY)
@pytest.mark.parametrize(
    ("made", "variable", "expected"),
    [
        ("factor(d$F, levels = c(0.5, 1.5))", "F", 16),
        ("factor(d$F, levels = c(0.3, 1))", "F", 24),
        ('factor(d$D, levels = c("2024-01-01", "2024-01-02"))', "D", 24),
        ('factor(d$M, levels = c(1, 2), labels = c("lo", "hi"))', "M", 32),
        ('factor(d$g, levels = c("p", "q"), labels = c("a", "b"))', "g", None),
    ],
)
def test_levels_of_a_script_pick_the_same_rows(made: str, variable: str, expected: int | None, engine: str) -> None:
    code = f"d${variable} <- {made}\nlmer(y ~ {variable} + w + (1 | k), data = d)"
    here = n(code.replace("+ (1 | k)", "+ (1 | t)"), DATA)
    there = n(code.replace("+ (1 | k)", "+ (1 | t)"), LAZY[engine]())
    assert there == here
    if expected is not None:
        whole = DATA.with_columns(h=pl.Series(_column(*"aabbccdd")))
        code = code.replace("(1 | k)", "(1 | h)")
        lazy = whole.lazy() if engine == "polars" else duckdb.from_arrow(whole.to_arrow())
        assert n(code, lazy) == n(code, whole) == expected


@pytest.mark.parametrize("engine", LAZY)
def test_levels_of_moments_are_refused(engine: str) -> None:
    moments = DATA.with_columns(pl.col("D").cast(pl.Datetime))
    lazy = moments.lazy() if engine == "polars" else duckdb.from_arrow(moments.to_arrow())
    with pytest.raises(DataError, match="`D` is made a factor with given levels"):
        lme4math.parse('d$D <- factor(d$D, levels = "2024-01-01")\nlmer(y ~ D + (1 | g), data = d)', lazy)
