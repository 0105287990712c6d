"""Dates and moments stay dates through R's functions, as R 4.2 has them, or are refused in words."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

import lme4math
from lme4math.data import Factor, Logicals, Numbers
from lme4math.data.interpreter import evaluate
from lme4math.data.model_frame import scope_of
from lme4math.data.table import read_table
from lme4math.data.values import as_factor, as_texts
from lme4math.errors import DataError
from lme4math.r import parse_expression

DATA: dict[str, Any] = {
    "d": [date(2024, 1, 1) + timedelta(days=row % 5) for row in range(60)],
    "m": [datetime(2024, 1, 1) + timedelta(hours=row % 5) for row in range(60)],
    "y": [float(row % 7) for row in range(60)],
    "g": [str(row // 10) for row in range(60)],
    "k": [row % 3 for row in range(60)],
}
SCOPE = scope_of(read_table(DATA))


def value(text: str) -> Any:
    return evaluate(parse_expression(text), SCOPE)


@pytest.mark.parametrize(
    ("condition", "rows"),
    [
        ("d + 1 < '2024-01-03'", 12),
        ("1 + d < '2024-01-03'", 12),
        ("d - 1 < '2024-01-01'", 12),
        ("d + TRUE < '2024-01-03'", 12),
        ("c(d) < '2024-01-03'", 24),
        ("pmin(d, d) < '2024-01-03'", 24),
        ("pmin(d, '2024-01-02') < '2024-01-02'", 12),
        ("pmax(d, d[3]) > '2024-01-03'", 24),
        ("d < max(d)", 48),
        ("d == as.character(max(d))", 12),
        ("max(d) > '2024-01-04'", 1),
        ("min(d) == '2024-01-01'", 1),
        ("round(d) < '2024-01-03'", 24),
        ("round(d + 0.6) < '2024-01-03'", 12),
        ("trunc(d + 0.6) < '2024-01-03'", 24),
        ("rev(d) < '2024-01-03'", 24),
        ("rep(d, 1) < '2024-01-03'", 24),
        ("mean(d) == '2024-01-03'", 1),
        ("median(d) == '2024-01-03'", 1),
        ("ave(d, k) == '2024-01-03'", 60),
        ("d < seq(d[1], by = 1, length.out = 3)[3]", 24),
        ("seq(d[1], d[5], by = 1) < '2024-01-03'", 2),
        ("c(d, NA) < '2024-01-03'", 24),
        ("c(d, '2024-01-01') < '2024-01-03'", 25),
        ("c(d, m) < '2024-01-02'", 72),
        ("m - 5 < '2024-01-01 01:00:00'", 24),
        ("m + 86400 < '2024-01-02 01:00:00'", 12),
        ("d - min(d) < 3", 36),
        ("m - min(m) < 3601", 24),
        ("m - (m[1] - 365 * 86400) < 365.05", 24),
        ("d > 19724", 36),
    ],
)
def test_conditions_pick_rs_rows(condition: str, rows: int) -> None:
    found = value(condition)
    assert isinstance(found, Logicals)
    assert (found.codes == 1).sum() == rows


def test_a_model_has_the_rows_of_its_subset() -> None:
    model = lme4math.parse("lmer(y ~ 1 + (1 | g), data = d, subset = d + 1 < '2024-01-03')", DATA)
    assert model.structure().n == 12


def test_levels_are_dates() -> None:
    assert as_factor(value("factor(d + 1)")).levels[:2] == ("2024-01-02", "2024-01-03")
    assert isinstance(value("factor(d + 1)"), Factor)
    assert set(as_texts(value("paste(pmax(d, d[4]))")).pool) == {"2024-01-04", "2024-01-05"}


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("d - d[1]", [0, 1, 2]),
        ("m - m[1]", [0, 3600, 7200]),
        ("m - (m[1] - 100)", [100 / 60, 3700 / 60, 7300 / 60]),
        ("as.numeric(d)", [19723, 19724, 19725]),
        ("as.vector(d)", [19723, 19724, 19725]),
        ("ifelse(d > d[2], d, d)", [19723, 19724, 19725]),
        ("c(1, d)", [1, 19723, 19724]),
    ],
)
def test_where_r_makes_numbers_they_are_numbers(text: str, numbers: list[float]) -> None:
    found = value(text)
    assert isinstance(found, Numbers)
    assert not found.calendar
    assert found.values[:3].tolist() == pytest.approx(numbers)


def test_dates_are_not_numeric() -> None:
    assert value("is.numeric(d)").codes.tolist() == [0]


UNDEFINED = """1 - d, d + d, -d, d * 2, 2 * d, d %% 7, d / 2, d^2, sum(d), floor(d), abs(d), log(d), sqrt(d), exp(d),
cumsum(d), signif(d), quantile(d), d & TRUE, !d, d - m, d < m""".replace("\n", " ").split(", ")


@pytest.mark.parametrize("text", [*UNDEFINED, "pmin(d, m)", "max(d, m)"])
def test_what_r_does_not_define_for_dates_is_refused(text: str) -> None:
    with pytest.raises(DataError, match=r"not defined for dates|Dates and moments"):
        value(text)
