"""Pairs of models whose relation is known: recorded ones, and what follows of each for the other way round."""

from __future__ import annotations

import csv
import gzip
import io
import json
from pathlib import Path

import pytest

import lme4math

RECORDED = Path(__file__).resolve().parents[1] / "recorded"
PAIRS = [json.loads(line) for line in gzip.decompress((RECORDED / "pairs.jsonl.gz").read_bytes()).splitlines()]
FACTORS = ("g", "k", "f", "h", "gk")
TURNED = {"first in second": "second in first", "second in first": "first in second"}


@pytest.fixture(scope="module")
def data() -> dict[str, list[object]]:
    rows = list(csv.DictReader(io.StringIO(gzip.decompress((RECORDED / "pairs.csv.gz").read_bytes()).decode())))
    return {name: [row[name] if name in FACTORS else float(row[name]) for row in rows] for name in rows[0]}


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair["id"])
def test_the_relation_is_the_recorded_one(pair: dict[str, str], data: dict[str, list[object]]) -> None:
    comparison = lme4math.compare(pair["first"], pair["second"], data)
    found = {name: getattr(comparison, name) for name in ("relation", "mean", "covariance")}
    assert found == {name: pair[name] for name in found}


@pytest.mark.parametrize("pair", PAIRS[::5], ids=lambda pair: pair["id"])
def test_the_other_way_round_is_the_same_relation(pair: dict[str, str], data: dict[str, list[object]]) -> None:
    one = lme4math.compare(pair["first"], pair["second"], data)
    two = lme4math.compare(pair["second"], pair["first"], data)
    assert two.relation == TURNED.get(one.relation, one.relation)
    assert two.df == one.df[::-1]
    assert (two.boundary, two.reml_comparable) == (one.boundary, one.reml_comparable)


@pytest.mark.parametrize("call", sorted({pair["first"] for pair in PAIRS}))
def test_a_model_is_itself(call: str, data: dict[str, list[object]]) -> None:
    assert lme4math.compare(call, call, data).relation == "same"
