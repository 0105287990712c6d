"""What `factors=` declares, with and without data, and what it refuses."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

import lme4math

CODE = "y ~ f + (1 | g)"


def data(values: list[object]) -> dict[str, list[object]]:
    return {"y": [1.0, 2.5, 3.0, 4.5, 5.0, 7.5], "f": values * 3, "g": ["a", "a", "b", "b", "c", "c"]}


@pytest.mark.parametrize(
    ("levels", "column"),
    [
        (["u", "v"], "fv"),
        (("u", "v"), "fv"),
        ([2.0, 1.0], "f1"),
        ([False, True], "fTRUE"),
        ([1, 100000], "f100000"),
        ([1.0, 1e5], "f1e+05"),
        (np.array([1, 2]), "f2"),
        (np.array([False, True]), "fTRUE"),
    ],
)
def test_levels_are_labelled_as_in_r_with_data_and_without(levels: list[object], column: str) -> None:
    factors = {"f": levels}
    for model in (lme4math.parse(CODE, factors=factors), lme4math.parse(CODE, data(list(levels)), factors=factors)):
        assert model.describe()["columns"] == ["(Intercept)", column]


def test_a_number_declares_that_many_levels() -> None:
    for count in (3, np.int64(3)):
        assert lme4math.parse(CODE, factors={"f": count}).describe()["columns"] == ["(Intercept)", "f2", "f3"]


@pytest.mark.parametrize(
    "factors",
    [
        "f",
        5,
        ["f"],
        [("f", ["u", "v"])],
        {5: ["u", "v"]},
        {None: ["u", "v"]},
        {"f": None},
        {"f": 1.5},
        {"f": True},
        {"f": 0},
        {"f": -1},
        {"f": 10**9},
        {"f": 10**30},
        {"f": []},
        {"f": "uv"},
        {"f": b"uv"},
        {"f": {"u", "v"}},
        {"f": {"u": 1, "v": 2}},
        {"f": ["u", "u"]},
        {"f": ["u", None]},
        {"f": [date(2024, 1, 2), date(2024, 1, 1)]},
        {"f": ["u", float("nan")]},
        {"f": [["u"], ["v"]]},
        pytest.param({"f": [10**5000, 2]}, id="digits"),
        {"f": [b"u", b"v"]},
        pytest.param({"f": object()}, id="object"),
    ],
)
def test_other_declarations_are_refused_with_data_and_without(factors: object) -> None:
    for given in (None, data(["u", "v"])):
        with pytest.raises(lme4math.DataError) as caught:
            lme4math.parse(CODE, given, factors=factors)  # type: ignore[arg-type]
        assert caught.value.hint is not None
        assert "factors=" in caught.value.hint
