"""Random models, made by a live lme4 and by us, are the same: matrices, names, and what equations compute.

    python -m pytest tests/live/test_live_lme4.py --models 2000 --seed 7

It needs `Rscript` with lme4 2.1 or later, jsonlite and MASS. Compared are term labels, X with its names and dropped
columns, Z, the pattern of Λ, levels, y, offset, weights and the rows used; and in each notation the linear predictor
with X β + Z b, and the covariance with Z Λ Λᵀ Zᵀ + σ² W⁻¹, at random parameters, some of the standard deviations 0.
What R refuses is refused. Of data that is not in memory a model may be refused that is right in memory; these are
counted.
"""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pytest
from scipy import sparse

import lme4math
from tests.live.models import Asked, Column, models

BATCH = 100
HERE = Path(__file__).parent
SIGMA = 0.7
NO_EFFECTS = "no columns"  # lFormula builds a model of no effects, which cannot be fitted


def has_lme4() -> bool:
    ask = ["Rscript", "-e", "library(jsonlite); library(MASS); stopifnot(packageVersion('lme4') >= '2.1')"]
    return shutil.which("Rscript") is not None and not subprocess.run(ask, capture_output=True, check=False).returncode


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    count, seed = metafunc.config.getoption("--models"), metafunc.config.getoption("--seed")
    starts = range(0, count, BATCH)
    metafunc.parametrize(("seed", "count"), [(f"{seed}-{start}", min(BATCH, count - start)) for start in starts])


def ask_r(asked: list[Asked], seed: str, folder: Path) -> list[dict[str, Any]]:
    """lme4's answers to all calls, from one process."""
    frames = list({id(one.columns): one.columns for one in asked}.values())
    places = {id(columns): place for place, columns in enumerate(frames)}
    calls = [{"code": one.code, "frame": places[id(one.columns)]} for one in asked]
    (folder / "asked.json").write_text(json.dumps({"frames": frames, "calls": calls}, default=str), "utf-8")
    number = random.Random(seed).randrange(2**31)
    command = ["Rscript", HERE / "ask_lme4.R", folder / "asked.json", folder / "answers.json", str(number)]
    subprocess.run(command, check=True)
    answers: list[dict[str, Any]] = json.loads((folder / "answers.json").read_text("utf-8"))
    return answers


def in_pandas(columns: dict[str, Column]) -> pd.DataFrame:
    def made(column: Column) -> Any:
        if "levels" in column:
            return pd.Categorical(column["values"], column["levels"], ordered=column["type"] == "ordered")
        nullable = {"integer": "Int64", "logical": "boolean"}.get(column["type"])
        return pd.array(column["values"], nullable) if nullable and None in column["values"] else column["values"]

    return pd.DataFrame({name: made(column) for name, column in columns.items()})


def in_polars(columns: dict[str, Column]) -> pl.DataFrame:
    enums = {name: pl.Enum(column["levels"]) for name, column in columns.items() if "levels" in column}
    return pl.DataFrame({name: column["values"] for name, column in columns.items()}, schema_overrides=enums)


def in_duckdb(columns: dict[str, Column]) -> duckdb.DuckDBPyRelation:
    def typed(name: str, column: Column) -> str:
        levels = ", ".join(f"'{level}'" for level in column.get("levels", ()))
        return f'CAST("{name}" AS ENUM({levels})) AS "{name}"' if levels else f'"{name}"'

    relation = duckdb.from_arrow(in_polars(columns).to_arrow())
    return relation.project(", ".join(typed(name, column) for name, column in columns.items()))


FRAMES: dict[str, Callable[[dict[str, Column]], Any]] = {
    "pandas": in_pandas,
    "duckdb": in_duckdb,
    "polars": lambda columns: in_polars(columns).lazy(),
}


def matrix(triplets: dict[str, Any]) -> sparse.csr_array:
    return sparse.csr_array((triplets["x"], (triplets["i"], triplets["j"])), shape=triplets["shape"])


def close(ours: Any, theirs: Any, relative: float = 1e-7) -> bool:
    ours, theirs = np.asarray(ours, float), np.asarray(theirs, float)
    scale = max(1.0, float(np.abs(theirs).max(initial=0)))
    return ours.shape == theirs.shape and np.allclose(ours, theirs, rtol=relative, atol=relative * scale)


def differences(model: lme4math.Model, r: dict[str, Any], seed: str) -> Iterator[str]:
    """What of the model is not lme4's, part by part."""
    design = model.design()
    told = model.describe()
    X = np.reshape(r["X"], (len(r["columns"]), len(r["y"]))).T
    Z, factor = matrix(r["Z"]), matrix(r["Lambdat"]).T
    kept = list(r["left"])
    terms = [(term["group"], list(term["columns"])) for term in told["random"]]
    numbers = {"X": (design.X, X), "Z": (design.Z.toarray(), Z.toarray()), "y": (design.y, r["y"])}
    numbers["offset"] = (0 * X[:, :1].sum(axis=1) if design.offset is None else design.offset, r["offset"])
    numbers["weights"] = (np.ones(len(r["y"])) if design.weights is None else design.weights, r["weights"])
    numbers["Λ"] = (design.Lambda(r["theta"]).toarray(), factor.toarray())
    same = {
        "term labels": (told["term_labels"], r["labels"]),
        "columns": (told["columns"], r["columns"]),
        "random terms": (terms, list(zip(r["groups"], map(list, r["effects"]), strict=True))),
        "levels": (dict(design.levels), r["levels"]),
        "rows": (design.rows.tolist(), r["rows"]),
        "kept columns": (list(design.kept), kept),
        "dropped": (told["dropped"], [name for place, name in enumerate(r["columns"]) if place not in kept]),
        "θ": (design.Lind.tolist(), r["Lind"]),
    }
    wrong = [f"{part}: ours {ours}, lme4's {theirs}" for part, (ours, theirs) in same.items() if ours != theirs]
    wrong += [f"{part} has other numbers" for part, pair in numbers.items() if not wrong and not close(*pair)]
    yield from wrong
    if wrong:
        return
    chance = np.random.default_rng(random.Random(seed).randrange(2**31))
    beta, b = chance.normal(size=len(kept)), chance.normal(size=Z.shape[1])
    predictor = X[:, kept] @ beta + Z @ b + np.asarray(r["offset"])
    effects = (Z @ factor).toarray()
    covariance = effects @ effects.T
    if r["linear"]:
        covariance = SIGMA**2 * (covariance + np.diag(1 / np.asarray(r["weights"])))
    for notation in ("expanded", "compact", "matrix"):
        shown = model.equations(notation)
        assert str(shown)
        if not close(shown.evaluate(beta, b), predictor):
            yield f"{notation} has another predictor"
        for name in ("theta", "par"):
            if not close(shown.covariance(**{name: r[name]}, sigma=SIGMA), covariance):
                yield f"{notation} has another covariance, by {name}"


def compared(one: Asked, r: dict[str, Any], kind: str) -> str:
    """ "", "refused elsewhere: …", or how the model is not lme4's."""
    try:
        model = lme4math.parse(one.code, FRAMES[kind](one.columns))
        found = "" if "error" in r else "; ".join(differences(model, r, one.code))
        labels = lme4math.parse(one.code).describe()["term_labels"]  # these need no data
        if not found and labels != r.get("labels", labels):
            return f"term labels without data: ours {labels}, lme4's {r['labels']}"
    except lme4math.Error as error:
        if "error" in r or NO_EFFECTS in error.message:
            return ""
        if kind != "pandas" and not compared(one, r, "pandas"):
            return f"refused elsewhere: {error.message}"
        return f"we refuse: {error.message}"
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return f"lme4 refuses: {r['error']}" if "error" in r else found


@pytest.mark.skipif(not has_lme4(), reason="this test asks R itself, for lme4 2.1 or later and jsonlite")
def test_random_models_are_those_of_lme4(seed: str, count: int, tmp_path: Path) -> None:
    asked = models(seed, count)
    answers = ask_r(asked, seed, tmp_path)
    told = [(one, compared(one, r, one.kind)) for one, r in zip(asked, answers, strict=True)]
    elsewhere = Counter(problem for _, problem in told if problem.startswith("refused elsewhere"))
    accepted = sum("error" not in r for r in answers)
    sys.stdout.write(f"{count} models, {accepted} accepted by lme4; {sum(elsewhere.values())} {dict(elsewhere)}\n")
    wrong = [(one, problem) for one, problem in told if problem and problem not in elsewhere]
    assert not wrong, "\n".join(f"{one.code} [{one.kind}]\n    {problem}" for one, problem in wrong)
