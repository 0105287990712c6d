"""What strangers might write of data of every kind: our matrices are lme4's, told by sums (`record_odd.R` asked it)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import cache
from itertools import cycle
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pytest
from scipy import sparse

import lme4math
from lme4math.data import Design
from lme4math.errors import Error

HERE = Path(__file__).parent
CASES = [json.loads(line) for line in (HERE / "odd48.out").read_text(encoding="utf-8").splitlines()]
LEVELS = {
    "f": ["never", "mid", "lo", "hi"],
    "o": ["S", "M", "L"],
    "a": ["a1", "a2", "a3"],
    "b": ["b1", "b2"],
    "g": None,
}


@cache
def data() -> pd.DataFrame:
    frame = pd.read_csv(HERE / "odd48.csv", keep_default_na=True).convert_dtypes()
    for name, levels in LEVELS.items():
        frame[name] = pd.Categorical(frame[name], categories=levels, ordered=name == "o")
    frame["D"] = pd.to_datetime(frame["D"]).dt.date
    return frame


def sums(matrix: Any) -> Any:
    """The sums of the columns, plain and weighted by the numbers of the rows."""
    weights = np.vstack([np.ones(matrix.shape[0]), np.arange(1, matrix.shape[0] + 1)])
    return (matrix.T @ weights.T).T if sparse.issparse(matrix) else weights @ matrix


def close(ours: Any, theirs: Any) -> bool:
    one, two = np.asarray(ours, dtype=float), np.asarray(theirs, dtype=float)
    return one.shape == two.shape and bool(np.allclose(one, two, rtol=1e-7, atol=1e-7))


def differences(case: dict[str, Any], design: Design) -> Iterator[str]:
    kept = [design.X_columns[place] for place in design.kept]
    if kept != case["columns"]:
        yield f"columns {kept}"
    elif not close(sums(design.X[:, design.kept]), case["X"]):
        yield "X"
    if not close(sums(design.Z), case["Z"]):
        yield "Z"
    if (design.Lind).tolist() != case["Lind"]:
        yield "Lind"
    pattern = design.Lambda(np.arange(1.0, max(case["Lind"]) + 1)).T.tocoo()
    if sorted(zip(pattern.col.tolist(), pattern.row.tolist(), strict=True)) != sorted(
        zip(case["Lambdat"][1], case["Lambdat"][0], strict=True)
    ):
        yield "pattern of Lambda"
    if {name: list(labels) for name, labels in design.levels.items()} != case["levels"]:
        yield f"levels {design.levels}"
    if (design.rows + 1).tolist() != case["rows"]:
        yield "rows"
    if not case["call"][0].startswith("glmer"):
        yield from _beside(case, design)


def _beside(case: dict[str, Any], design: Design) -> Iterator[str]:
    for name, ours in (("weights", design.weights), ("offset", design.offset), ("y", design.y)):
        theirs = case[name]
        if ours is None or theirs is None:
            same = ours is theirs
        else:
            same = close(sums(np.asarray(ours)[:, None]).ravel(), np.ravel(theirs))
        if not same:
            yield name


@pytest.mark.parametrize("case", CASES, ids=[case["call"][0] for case in CASES])
def test_as_lme4(case: dict[str, Any]) -> None:
    call = case["call"][0]
    if "error" in case:
        with pytest.raises(Error):
            lme4math.parse(call, data())
        return
    assert list(differences(case, lme4math.parse(call, data()).design())) == []


@cache
def plain() -> pd.DataFrame:
    """The data without the order of its factors, which a database does not keep."""
    frame = data().assign(o=pd.Categorical(data()["o"].astype("object"), categories=LEVELS["o"]))
    return frame.astype({name: "object" for name in frame.columns if str(frame[name].dtype) == "string"})


def _enums() -> pl.LazyFrame:
    enums = {name: pl.Enum(list(plain()[name].cat.categories)) for name in LEVELS}
    return pl.from_pandas(plain()).with_columns(pl.col(name).cast(enum) for name, enum in enums.items()).lazy()


ENGINES: dict[str, Callable[[], Any]] = {"duckdb": lambda: duckdb.from_df(plain()), "polars": _enums}


def told(call: str, frame: Any) -> Any:
    """The columns, the random terms with their numbers of levels, and the number of rows; or "refused"."""
    try:
        model = lme4math.parse(call, frame)
        made = model._compiled.model
        terms = [(term.bar, term.group.n_levels, [c.name for c in term.part.columns]) for term in made.random]
        return [column.name for column in made.fixed.columns], terms, model.structure().n
    except Error as error:
        if not error.hint:
            raise
        return "refused"


@pytest.mark.parametrize(
    ("call", "engine"), [(case["call"][0], engine) for case, engine in zip(CASES, cycle(ENGINES), strict=False)]
)
def test_where_the_data_is_elsewhere(call: str, engine: str) -> None:
    assert told(call, ENGINES[engine]()) in (told(call, plain()), "refused")


def test_little_is_refused_where_the_data_is_elsewhere() -> None:
    accepted = [case["call"][0] for case in CASES if "error" not in case]
    here = {call for call in accepted if told(call, plain()) != "refused"}
    refused = {call for call in here if told(call, ENGINES["duckdb"]()) == "refused"}
    assert len(refused) < 0.06 * len(here)
