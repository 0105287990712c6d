"""`factor(x, labels = …)` without levels names the sorted values of the data, as `levels(x) <- …` does."""

from __future__ import annotations

from typing import Any

import pandas as pd
import polars as pl
import pytest

import lme4math
from lme4math.errors import DataError

DATA: dict[str, Any] = {"y": [float(row % 7) for row in range(30)], "g": [str(row // 5) for row in range(30)]}

LABELS_ONLY = [
    ("d$k <- factor(d$k, labels = c('lo', 'mid', 'hi'))", [1, 2, 3], {"lo": 1, "mid": 2, "hi": 3}),
    ("d$k <- factor(d$k, labels = c('lo', 'mid', 'hi'))", [30.0, 4.0, 100.0], {"lo": 4, "mid": 30, "hi": 100}),
    ("d$k <- factor(d$k, labels = c('lo', 'mid', 'hi'))", ["lo", "mid", "hi"], {"lo": "lo", "mid": "mid", "hi": "hi"}),
    ("levels(d$k) <- c('u', 'v', 'w')", ["b", "a", "B"], {"u": "a", "v": "b", "w": "B"}),
    ("levels(d$k) <- c('u', 'v', 'u')", [1, 2, 3], {"u": (1, 3), "v": 2}),
    ("d$k <- factor(d$k)\nlevels(d$k) <- c('u', 'v', 'w')", [1, 2, 3], {"u": 1, "v": 2, "w": 3}),
    (
        "d$k <- factor(d$k, labels = c('lo', 'mid', 'hi'))\nlevels(d$k) <- c('u', 'v', 'w')",
        [1, 2, 3],
        {"u": 1, "v": 2, "w": 3},
    ),
    ("d$k <- relevel(factor(d$k, labels = c('lo', 'mid', 'hi')), 'hi')", [1, 2, 3], {"hi": 3, "lo": 1, "mid": 2}),
    ("d$k <- factor(d$k, labels = 'L')", [1, 2, 3], {"L1": 1, "L2": 2, "L3": 3}),
]


@pytest.mark.parametrize(("said", "values", "meant"), LABELS_ONLY)
def test_labels_alone_name_the_values_in_their_order(said: str, values: list[Any], meant: dict[str, Any]) -> None:
    data = {**DATA, "k": values * 10}
    model = lme4math.parse(f"{said}\nlmer(y ~ 0 + k + (1 | g), data = d)", data)
    held = [value if isinstance(value, tuple) else (value,) for value in meant.values()]
    assert model.design().X_columns == [f"k{label}" for label in meant]
    assert model.design().X.tolist() == [[float(value in those) for those in held] for value in values * 10]


def test_unused_levels_have_their_names_too() -> None:
    data = {**DATA, "k": pd.Categorical(["b", "c"] * 15, categories=["a", "b", "c"])}
    code = "levels(d$k) <- c('u', 'v', 'w')\nlmer(y ~ 0 + k + (1 | g), data = d)"
    assert lme4math.parse(code, pd.DataFrame(data)).design().X.tolist() == [[1.0, 0.0], [0.0, 1.0]] * 15


def test_labels_that_do_not_count_the_values_are_refused() -> None:
    data = {**DATA, "k": [1, 2, 3] * 10}
    with pytest.raises(DataError, match="2 labels to `k`, which has 3 values"):
        lme4math.parse("d$k <- factor(d$k, labels = c('lo', 'hi'))\nlmer(y ~ k + (1 | g), data = d)", data)


@pytest.mark.parametrize(
    "declaration",
    [
        "d$k <- factor(d$k, labels = c('lo', 'mid', 'hi'))",
        "levels(d$k) <- c('u', 'v', 'w')",
        "d$k <- factor(d$k, labels = 'L')",
    ],
)
def test_names_by_the_order_of_values_are_refused_where_the_data_is_elsewhere(declaration: str) -> None:
    data = pl.DataFrame({"y": [1.0, 2, 3, 4, 5, 6] * 4, "k": [1, 2, 3] * 8, "g": list("aabbccdd") * 3})
    code = f"{declaration}\nlmer(y ~ k + (1 | g), d)"
    assert lme4math.parse(code, data).describe()["n"] == 24
    with pytest.raises(lme4math.DataError, match="names the levels of `k`") as caught:
        lme4math.parse(code, data.lazy())
    assert "levels= as well as labels=" in (caught.value.hint or "")
