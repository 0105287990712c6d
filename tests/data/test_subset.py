"""`subset=` picks the rows that R picks (`record_subsets.R` asked it), in memory and where the data is elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pytest

import lme4math
from lme4math.errors import DataError

RECORDED = {
    condition: rows
    for condition, _, rows in (
        line.partition("\t")
        for line in Path(__file__).with_name("subsets.out").read_text(encoding="utf-8").splitlines()
    )
}
BY_PLACE = ("c(TRUE, FALSE)", "c(TRUE, NA)", "1:4", "c(1, 3)", "c(3, 1, 3)", "-1", "-(1:3)", "c(1, NA)", "x", "f")
TEXT_IN_ORDER = ('t < "b"', 't >= "B"', "n > 1", 't == c("a", "b")')

PANDAS = pd.DataFrame(
    {
        "y": [1, 2, 3, 4, 5, 6, 7, 8.5],
        "x": [1, None, 3, 4, float("nan"), 6, 7, 0],
        "z": [0.0, 1, 0, -1, 2, 2, 0, 1],
        "i": pd.array([1, 2, 3, 100, 5, 6, None, 8], dtype="Int8"),
        "t": ["a", "b", None, "B", "a", "c", "c", "a"],
        "n": ["1", "2", "10", "1", None, "3", "2", "x"],
        "L": pd.array([True, False, None, True, True, False, False, True], dtype="boolean"),
        "f": pd.Categorical(["u", "v", None, "w", "u", "w", "v", "u"], categories=["w", "v", "u"]),
        "D": [date(2020, 1, day) for day in range(1, 9)],
        "g": list("aabbaabb"),
    }
)
POLARS = pl.from_pandas(PANDAS).with_columns(
    pl.col("f").cast(pl.Enum(["w", "v", "u"])), pl.Series("x", [1, None, 3, 4, float("nan"), 6, 7, 0], strict=False)
)
EAGER: dict[str, Any] = {"pandas": PANDAS, "polars": POLARS}
LAZY: dict[str, Callable[[], Any]] = {
    "polars, lazy": POLARS.lazy,
    "duckdb": lambda: duckdb.from_arrow(POLARS.to_arrow()),
}


def rows_used(condition: str, data: Any, **options: Any) -> str:
    """The rows that the matrices are of, counted from 1; and the counts must be of as many."""
    try:
        model = lme4math.parse(f"lmer(y ~ z + (1 | g), subset = {condition})", data, **options)
        rows = model.design().rows
    except DataError as error:
        if error.span is None or not error.hint:
            raise
        return "" if "No cases" in error.message else "error"
    assert model.structure().n == len(rows)
    return " ".join(str(row + 1) for row in rows)


@pytest.mark.parametrize("condition", RECORDED)
@pytest.mark.parametrize("library", EAGER)
def test_in_memory(condition: str, library: str) -> None:
    told = rows_used(condition, EAGER[library])
    assert told == RECORDED[condition] or (told == "error" and not RECORDED[condition])


@pytest.mark.parametrize("condition", RECORDED)
@pytest.mark.parametrize("engine", LAZY)
def test_where_the_data_is_elsewhere(condition: str, engine: str) -> None:
    told = rows_used(condition, LAZY[engine]())
    refused = condition in BY_PLACE + TEXT_IN_ORDER
    assert told == ("error" if refused else RECORDED[condition]) or (told == "error" and not RECORDED[condition])


@pytest.mark.parametrize("engine", LAZY)
@pytest.mark.parametrize(("condition", "blamed"), [("1:4", "places"), ('t < "b"', "numbers only")])
def test_a_refusal_says_why(condition: str, blamed: str, engine: str) -> None:
    with pytest.raises(DataError, match=blamed):
        lme4math.parse(f"lmer(y ~ z + (1 | g), subset = {condition})", LAZY[engine]())


@pytest.mark.parametrize("engine", LAZY)
@pytest.mark.parametrize(
    "condition", ["i == 1", 'i %in% c("1", "100")', "!(i %in% 1)", "is.na(i)", "t != 'b'", "t == 1"]
)
def test_a_declared_factor_is_compared_by_its_labels(condition: str, engine: str) -> None:
    factors = {"i": ["1", "2", "3", "100", "5", "6", "8"], "t": ["c", "b", "a", "B"]}
    assert rows_used(condition, LAZY[engine](), factors=factors) == rows_used(condition, PANDAS, factors=factors)


@pytest.mark.parametrize("engine", LAZY)
@pytest.mark.parametrize("condition", ["TRUE", "is.na(t)", "t != 'b'", "!(t %in% 'a')"])
def test_what_a_script_leaves_without_level_is_missing(condition: str, engine: str) -> None:
    code = f'd$t <- factor(d$t, levels = c("b", "a", "B"))\nlmer(y ~ t + (1 | g), data = d, subset = {condition})'
    told = []
    for data in (LAZY[engine](), PANDAS):
        try:
            told.append(lme4math.parse(code, data).structure().n)
        except DataError as error:
            told.append(error.message.partition(":")[0])
    assert told[0] == told[1]


def test_a_condition_makes_no_factor_of_what_it_compares() -> None:
    """R's `T != "tu"` leaves text to be text, and numbers numbers."""
    data = {"y": list(range(12)), "T": ["ta", "to", "tui", "tu"] * 3, "k": [1, 2, 3] * 4, "g": ["a", "b"] * 6}
    of_text = lme4math.parse("lmer(y ~ nchar(T) + (1 | g), data = d, subset = T != 'tu')", data)
    assert of_text.design().X[:3, 1].tolist() == [2.0, 2.0, 3.0]
    of_numbers = lme4math.parse("lmer(y ~ k + (1 | g), data = d, subset = k != '3')", data)
    assert of_numbers.describe()["columns"] == ["(Intercept)", "k"]
