"""The recorded answers of lme4, and the data sets that they use, for all tests.

The designed cases (ids B, E and S) live in `tests/recorded/`. Those found in the wild (ids R, and the formulas with ids
A) are read from a directory `shared/oracle` beside the checkout, or beneath the one that the environment variable
`LME4MATH_SHARED` names. Where that is absent, `wild_cases` and `wild_formulas` skip the module that asks, and say so.
"""

from __future__ import annotations

import csv
import gzip
import json
import os
from functools import cache
from pathlib import Path
from typing import Any

import pytest

DATA = Path(__file__).parent / "recorded"
_SHARED = Path(os.environ.get("LME4MATH_SHARED") or Path(__file__).resolve().parents[2] / "shared")
WILD = _SHARED / "oracle"

Case = dict[str, Any]


def designed_cases() -> list[Case]:
    """The cases B (designed), E (errors) and S (structured covariances), as the recording has them."""
    return list(_designed())


@cache
def _designed() -> tuple[Case, ...]:
    lines = gzip.decompress((DATA / "oracle.jsonl.gz").read_bytes()).decode("utf-8").splitlines()
    return tuple(map(json.loads, lines))


def wild_cases() -> list[Case]:
    """The cases R, made from formulas found in the wild; skips the calling module where they are absent."""
    lines = _wild_file("oracle.jsonl").read_text(encoding="utf-8").splitlines()
    return [case for case in map(json.loads, lines) if case["id"][0] == "R"]


def designed_fits() -> list[Case]:
    """lme4's fits of designed cases: what R prints, the numbers, and those at the strictest tolerances."""
    lines = gzip.decompress((DATA / "fits.jsonl.gz").read_bytes()).decode("utf-8").splitlines()
    return list(map(json.loads, lines))


def wild_fits() -> list[Case]:
    """lme4's fits of the cases R; skips the calling module where they are absent."""
    lines = _wild_file("fits.jsonl", _SHARED / "fits").read_text(encoding="utf-8").splitlines()
    return [case for case in map(json.loads, lines) if case["id"][0] == "R"]


def attempts() -> list[Case]:
    """Equations that people could write, each with its code, its verdict and how it differs."""
    return _recorded_lines("attempts")


def further_attempts() -> list[Case]:
    """Equations in the styles of textbooks, written with their code, and judged, before the reader saw them."""
    return _recorded_lines("further_attempts")


def _recorded_lines(name: str) -> list[Case]:
    lines = gzip.decompress((DATA / f"{name}.jsonl.gz").read_bytes()).decode("utf-8").splitlines()
    return list(map(json.loads, lines))


def peer_attempts() -> list[Case]:
    """Equations of another program, with the verdict of a reader; skips the calling module where they are absent."""
    return list(json.loads(_wild_file("peer.json", _SHARED / "attempts").read_text(encoding="utf-8")))


def stored_files() -> list[Path]:
    """Files of `saveRDS` with fits of designed cases, as R wrote them, by their ids."""
    return sorted((DATA / "rds").glob("*.rds"))


def wild_files() -> list[Path]:
    """Files of `saveRDS` with fits of all kinds of cases; skips the calling module where they are absent."""
    return sorted(_wild_file("B0704.rds", _SHARED / "fits" / "rds").parent.glob("*.rds"))


def wild_formulas() -> list[Case]:
    """The formulas as people wrote them; skips the calling module where they are absent."""
    lines = _wild_file("wild_formulas.jsonl").read_text(encoding="utf-8").splitlines()
    return list(map(json.loads, lines))


def wild_scripts() -> list[Case]:
    """Scripts and pasted text that people have (ids W); skips the calling module where they are absent."""
    lines = _wild_file("cases.jsonl", _SHARED / "wild").read_text(encoding="utf-8").splitlines()
    return list(map(json.loads, lines))


def _wild_file(name: str, folder: Path = WILD) -> Path:
    path = folder / name
    if not path.is_file():
        pytest.skip(
            f"the wild cases are not here: no {name} in ../shared or in LME4MATH_SHARED", allow_module_level=True
        )
    return path


def ids(cases: list[Case]) -> list[str]:
    """The names of the cases, for pytest's `ids`."""
    return [case["id"] for case in cases]


def schema(name: str) -> dict[str, Any]:
    """What is recorded of a data set: its rows, a note, and its columns with their types and levels."""
    inside = _schemas(DATA / "schema.json")
    found = inside.get(name) or _schemas(WILD / "data" / "schema.json")[name]
    return dict(found)


@cache
def _schemas(path: Path) -> dict[str, Any]:
    return dict(json.loads(path.read_text(encoding="utf-8")))


def columns(name: str) -> dict[str, list[Any]]:
    """The columns of a data set as lists: str for factors and character, bool, int, float; None for NA."""
    path = DATA / f"{name}.csv"
    if not path.is_file():
        path = WILD / schema(name)["file"]
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    types = {column["name"]: column["type"] for column in schema(name)["columns"]}
    return {key: [_value(row[key], kind) for row in rows] for key, kind in types.items()}


_CONVERTERS = {"integer": int, "numeric": float, "logical": lambda text: text == "TRUE"}


def _value(text: str, kind: str) -> Any:
    if text == "NA":
        return None
    return _CONVERTERS.get(kind, str)(text)


def levels(name: str) -> dict[str, list[str]]:
    """The levels of the factors of a data set, in their order."""
    return {column["name"]: column["levels"] for column in schema(name)["columns"] if column.get("levels")}


def frame(name: str) -> Any:
    """A data set as a pandas data frame: factors are categories in their order, ordered ones are ordered."""
    import pandas as pd

    values = columns(name)
    made: dict[str, Any] = {}
    for column in schema(name)["columns"]:
        key, kind = column["name"], column["type"]
        if column.get("levels"):
            made[key] = pd.Categorical(values[key], categories=column["levels"], ordered=kind == "ordered")
        elif kind == "integer" and None in values[key]:
            made[key] = pd.array(values[key], dtype="Int64")
        elif kind == "logical" and None in values[key]:
            made[key] = pd.array(values[key], dtype="boolean")
        else:
            made[key] = values[key]
    return pd.DataFrame(made)
