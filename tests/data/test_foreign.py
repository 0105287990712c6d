"""What the objects of other libraries raise, and data that changes under a model."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import lme4math
from lme4math.data.table import read_table
from lme4math.errors import Error


def _raising(base: type, *methods: str) -> Any:
    def fail(*_: Any) -> Any:
        raise RuntimeError("no such luck")

    return type("Odd", (base,), dict.fromkeys(methods, fail))


@pytest.mark.parametrize(
    "column",
    [
        [_raising(float, "__float__")(1.5)] * 3,
        [_raising(str, "__eq__", "__hash__", "__str__")("a")] * 3,
        [_raising(object, "__eq__", "__len__", "__getitem__", "__str__", "__repr__")()] * 3,
        [_raising(object, "__class__")()] * 3,
        _raising(list, "__iter__")([1, 2, 3]),
        _raising(list, "__array__", "__len__")([1, 2, 3]),
        pl.Series([[1], {2}, bytearray(b"c")], dtype=pl.Object),
        [dt.datetime(2020, 1, 1, tzinfo=_raising(dt.tzinfo, "utcoffset")())] * 3,
        ["\ud800", "b", "c"],
        pa.UnionArray.from_sparse(pa.array([0, 1, 0], pa.int8()), [pa.array([1, 2, 3]), pa.array(["a", "b", "c"])]),
    ],
)
@pytest.mark.parametrize(
    "hold",
    [
        lambda column: {"x": column},
        lambda column: pd.DataFrame({"x": column}),
        lambda column: pl.DataFrame({"x": column}).lazy(),
        lambda column: pa.table({"x": column}),
        lambda column: duckdb.from_arrow(pa.table({"x": column})),
    ],
)
def test_what_a_column_raises_is_a_refusal_that_names_it(column: Any, hold: Callable[[Any], Any]) -> None:
    try:
        data = hold(column)
    except (Exception, pl.exceptions.PanicException):  # its library will not have it
        return
    said = ""
    try:
        lme4math.parse("x ~ x + (1 | x)", data)
    except Error as error:  # anything else is a failure
        said = error.message
    assert "x" in said or not isinstance(data, dict)  # frames may hold plain numbers by now


@pytest.mark.parametrize("stop", [KeyboardInterrupt, SystemExit])
def test_an_interruption_while_data_is_read_stays_one(stop: type[BaseException]) -> None:
    def interrupted(_: Any) -> Any:
        raise stop

    with pytest.raises(stop):
        read_table({"x": type("Slow", (list,), {"__iter__": interrupted})([1, 2])})


def test_data_that_changes_in_place_leaves_a_model_as_it_was() -> None:
    values = np.array([1.0, 2, 4, 3])
    frame = pd.DataFrame({"y": [1.0, 3, 2, 5], "g": list("aabb")})
    frame["x"] = values
    for data in (frame, {"y": [1.0, 3, 2, 5], "x": values, "g": list("aabb")}):
        model = lme4math.parse("lmer(y ~ x + (1 | g))", data)
        values[:] = 7
        frame.loc[:, "x"] = 7.0
        assert model.design().X[:, 1].tolist() == [1, 2, 4, 3]
        values[:] = [1.0, 2, 4, 3]
