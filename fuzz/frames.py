"""Data of any kind, with valid formulas: the matrices fit it, or it is refused in words."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
from hypothesis import strategies as st

import lme4math
from fuzz import laws
from fuzz.models import any_names, codes, quoted

NAMES = [
    "y", "x", "z", "f", "g", "h",
]  # fmt: skip
SIZES = st.sampled_from([12, 12, 30, 30, 30, 30, 5, 3, 2, 1, 0])
sometimes = st.sampled_from([False] * 9 + [True])
ABSENT = st.sampled_from([None, math.nan])
PLAIN = {
    "floats": st.floats(-3, 3).map(lambda value: round(value, 3)),
    "whole": st.integers(0, 4),
    "letters": st.sampled_from("abc"),
    "logicals": st.booleans(),
    "many": st.sampled_from([f"s{place}" for place in range(6)]),
}
WILD = {
    "any floats": st.floats(),
    "large floats": st.sampled_from([1e308, -1e308, 1e-308, 5e-324, 1e15, 123456789.123]),
    "large whole": st.integers(-(2**70), 2**70),
    "texts": st.one_of(any_names, st.sampled_from(["", "NA", "a:b", "a", "b"]), st.text(max_size=4)),
    "half characters": st.sampled_from(["a", "\ud800"]),
    "days": st.dates(),
    "moments": st.datetimes(),
    "moments in a zone": st.datetimes(timezones=st.just(dt.UTC)),
    "times": st.times(),
    "spans of time": st.timedeltas(),
    "decimals": st.decimals(allow_nan=True, places=2),
    "fractions": st.fractions(),
    "complex": st.complex_numbers(),
    "bytes": st.binary(max_size=3),
    "lists": st.lists(st.integers(), max_size=2),
    "dicts": st.dictionaries(st.sampled_from("ab"), st.integers(), max_size=2),
    "objects": st.builds(object),
    "mixed": st.one_of(st.integers(), st.text(max_size=2), st.booleans(), ABSENT, st.dates()),
    "numpy's": st.sampled_from([np.float32(1.5), np.int8(3), np.str_("a"), np.bool_(True)]),  # with NaT pyarrow dies
    "pandas'": st.sampled_from([pd.NA, pd.NaT, pd.Timestamp("2020-01-01"), pd.Timedelta(1, "D"), pd.Period("2020-01")]),
    "nothing": st.none(),
    "sets": st.sets(st.integers(0, 2), max_size=2),
    "arrays": st.sampled_from([np.array(1.0), np.array([1, 2]), np.array("a")]),
}  # fmt: skip


def categories(items: list[Any]) -> Any:
    """As pandas' categories, one of them unused."""
    return pd.Categorical(items, categories=[*dict.fromkeys(item for item in items if item is not None), "unused"])


SHAPES: list[Callable[[list[Any]], Any]] = [
    list, list, list, tuple, np.array, pd.Series, pl.Series, pa.array, categories, iter, set, len, str,
    lambda items: np.array(items, dtype=object),
    lambda items: np.array(items, dtype="datetime64[s]"),
    lambda items: np.array([items, items]),
    lambda items: np.array(items[0] if items else 1.0),
    lambda items: np.ma.masked_array(items, mask=[True] + [False] * (len(items) - 1)),
    lambda items: pd.Series(items, index=range(5, 5 + len(items))),
    lambda items: pd.Series(items).astype("string"),
    lambda items: pd.Series(items).convert_dtypes(),
    lambda items: pd.Series(items).astype("category").cat.as_ordered(),
    pd.arrays.SparseArray,
    pd.Index,
    lambda items: pd.DataFrame({"a": items}),
    lambda items: pl.Series(items, dtype=pl.Categorical),
    lambda items: pl.Series(items).cast(pl.Decimal(10, 2)),
    lambda items: pl.Series(items, dtype=pl.Object),
    lambda items: pa.chunked_array([pa.array(items[:2]), pa.array(items[2:])]),
    lambda items: pa.array(items).dictionary_encode(),
    lambda items: pd.Series(pd.arrays.ArrowExtensionArray(pa.array(items))),
    lambda items: pd.Series(pd.arrays.ArrowExtensionArray(pa.array(items).dictionary_encode())),
    lambda items: pl.Series(items, dtype=pl.Int128),
    lambda items: range(len(items)),
    lambda items: memoryview(bytes(len(items))),
    lambda items: items[:-1],
    lambda items: dict(enumerate(items)),
    lambda items: (item for item in items),
]  # fmt: skip
"""The possible columns of a mapping."""


def twice(frame: pd.DataFrame) -> pd.DataFrame:
    """A frame in which a name occurs twice."""
    return pd.concat([frame, frame.iloc[:, :1]], axis=1)


FRAMES: list[Callable[[dict[str, Any]], Any]] = [
    dict, dict, dict, dict, pd.DataFrame, pd.DataFrame, pl.DataFrame, pl.DataFrame, pa.table, pa.table, twice,
    list, str,
    lambda columns: pd.DataFrame(columns).convert_dtypes(),
    lambda columns: pd.DataFrame(columns).convert_dtypes(dtype_backend="pyarrow"),
    lambda columns: pd.DataFrame(columns).astype("category"),
    lambda columns: pd.DataFrame(columns).set_index("g"),
    lambda columns: pd.DataFrame(columns).set_axis(pd.MultiIndex.from_product([["a"], columns]), axis=1),
    lambda columns: pd.DataFrame(columns).set_axis(range(len(columns)), axis=1),
    lambda columns: pd.DataFrame(columns).groupby("g"),
    lambda columns: pl.DataFrame(columns).lazy(),
    lambda columns: pl.DataFrame(columns).group_by("g"),
    lambda columns: list(pd.DataFrame(columns).itertuples()),
    lambda columns: pd.DataFrame(columns).to_numpy(),
    lambda columns: pd.DataFrame(columns).to_records(),
    pd.Series,
    lambda columns: {**columns, 3: columns["x"], "3": columns["x"], None: columns["x"]},
    lambda _columns: {},
]  # fmt: skip
"""The possible containers of data."""
USUAL = [place for place, make in enumerate(FRAMES) if make in (dict, pd.DataFrame, pl.DataFrame, pa.table)]


@dataclass(frozen=True)
class Given:
    """A call, the columns of its data, what they are in, and the factors declared beside them.

    `columns` has for each name the place of its maker in `SHAPES` and its items; `frame` is a place in `FRAMES`.
    """

    code: str
    columns: dict[str, tuple[int, list[Any]]]
    frame: int
    factors: dict[str, Any] | None

    def data(self) -> Any:
        """The data in a new container; where a library refuses it, the columns themselves."""
        made = {name: _made(SHAPES[shape], list(items)) for name, (shape, items) in self.columns.items()}
        return _made(FRAMES[self.frame], made)


@st.composite
def columns(draw: st.DrawFn, names: list[str]) -> dict[str, tuple[int, list[Any]]]:
    """Columns, most of them plain."""
    size = draw(SIZES)
    kinds = dict(zip(names, ["floats", "floats", "whole", "letters", "many", "letters"], strict=False))
    made: dict[str, tuple[int, list[Any]]] = {}
    for name in names:
        if not draw(sometimes):
            kind = draw(st.sampled_from([kinds[name], kinds[name], *PLAIN]))
            items = draw(st.lists(PLAIN[kind], min_size=size, max_size=size))
            shape = 0
        else:
            source = WILD[draw(st.sampled_from(list(WILD)))]
            if draw(st.booleans()):
                source = PLAIN[draw(st.sampled_from(list(PLAIN)))]
            if draw(st.booleans()):
                source = st.one_of(source, source, ABSENT)
            items = draw(st.lists(source, min_size=size, max_size=size))
            shape = draw(places(SHAPES))
        made[name] = (shape, items)
    return made


def places(makers: list[Any]) -> st.SearchStrategy[int]:
    """Any of them by its place, which can be printed."""
    return st.integers(0, len(makers) - 1)


def _made(make: Callable[[Any], Any], given: Any) -> Any:
    try:
        return make(given)
    except (Exception, pl.exceptions.PanicException):  # polars panics at a NaN among decimals
        return given


@st.composite
def inputs(draw: st.DrawFn) -> Given:
    """Calls over six variables, and data that mostly has them."""
    names = list(NAMES)
    if draw(sometimes):
        names[draw(st.integers(0, 5))] = draw(any_names.filter(lambda name: name not in NAMES))
    made = draw(columns(names))
    if draw(sometimes):
        made.pop(draw(st.sampled_from(names)))
    factors = draw(
        st.one_of(
            st.none(),
            st.none(),
            st.none(),
            st.dictionaries(
                st.sampled_from(names), st.one_of(st.integers(-1, 4), st.just(["a", "b", "c"])), max_size=2
            ),
        )
    )
    code = draw(st.one_of(simple(names), simple(names), codes(names)))
    frame = draw(places(FRAMES)) if draw(sometimes) else draw(st.sampled_from(USUAL))
    return Given(code, made, frame, factors)


@st.composite
def simple(draw: st.DrawFn, names: list[str]) -> str:
    """A call of a few variables in their usual places."""
    y, x, z, f, g, h = map(quoted, names)
    right = draw(
        st.lists(
            st.sampled_from([x, z, f, f"{x}:{f}", f"poly({x}, 2)", f"log({z})", "0", ".", f"{x} > 0"]),
            min_size=1,
            max_size=3,
        )
    )
    left = draw(st.sampled_from(["1", x, f, f"0 + {f}", f"{x} + {z}"]))
    group = draw(st.sampled_from([g, f"{g}/{h}", f"{g}:{f}", f"{g}) + (1 | {h}"]))
    call = draw(
        st.sampled_from(
            [
                "lmer({0})",
                "glmer({0}, family = poisson)",
                "lmer({0}, weights = {1})",
                "lmer({0}, offset = {1}, subset = {1} > 0)",
            ]
        )
    )
    return call.format(f"{y} ~ {' + '.join(right)} + ({left} {draw(st.sampled_from(['|', '||']))} {group})", z)


def check(given: Given) -> bool:
    """The data is refused in words (False), or the matrices, the pictures and the computed equations fit it (True)."""
    models: list[lme4math.Model] = []
    data = given.data()
    if laws.refused(lambda: models.append(lme4math.parse(given.code, data, factors=given.factors))) is not None:
        return False
    (model,) = models
    laws.words_hold(model)
    if laws.refused(model.design) is not None:
        return False
    laws.matrices_fit(model)
    laws.numbers_agree(model)
    laws.pictures_hold(model)
    laws.fragment_holds(model)
    return True
