"""A Spark table is counted where it is, and read only where the matrices are asked for.

Outside the default run, for it needs Java 17 and Spark, which are large:

    pip install pyspark
    python -m pytest tests/full/test_spark.py
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import narwhals as nw
import numpy as np
import pytest

import lme4math
from tests.oracle import columns, levels

sql = pytest.importorskip("pyspark.sql", reason="Spark is not installed: pip install pyspark")

SEED = "lmer(prevalence ~ time + time:type + (1 + time + type:time | reg) + (1 + time + type:time | reg:spp))"
MODELS = [
    (SEED, "regspp"),
    ("lmer(y ~ x + (1 | region) + (1 | site))", "nest54"),
    ("lmer(y ~ x + poly(z, 2) + factor(t) + cut(x, c(-10, 0, 10)) + (x > 0 | g) + (1 | t:h))", "toy60"),
    ('lmer(y ~ A + D + L + (1 | g) + (1 | t), subset = x > -0.5 & (C == "c1" | C %in% c("c2", "c3")))', "toy60"),
    ("lmer(y ~ x + lg + ch + f + (1 | id))", "quirk40"),
    ("lmer(rt ~ cond + freq + (1 + freq | item) + (1 | subj))", "cross36"),
]
N_LARGE, N_SITES, N_SPECIES = 1_000_000, 50, 400


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    builder = sql.SparkSession.builder.master("local[1]")
    for key in ("spark.ui.enabled", "spark.ui.showConsoleProgress"):
        builder = builder.config(key, "false")
    session = builder.config("spark.sql.shuffle.partitions", "1").getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()


@pytest.fixture
def collected(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The number of rows of everything that is brought into memory."""
    sizes: list[int] = []
    collect = nw.LazyFrame.collect

    def watched(self: Any, *args: Any, **kwargs: Any) -> Any:
        found = collect(self, *args, **kwargs)
        sizes.append(len(found))
        return found

    monkeypatch.setattr(nw.LazyFrame, "collect", watched)
    return sizes


def table(spark: Any, name: str) -> Any:
    data = columns(name)
    return spark.createDataFrame(list(zip(*data.values(), strict=True)), list(data))


def large(spark: Any) -> Any:
    """A table too large to collect: 50 sites of 8 species each, with a covariate."""
    return spark.range(N_LARGE).selectExpr(
        "sin(id) AS y",
        "cast(id % 10 AS double) AS x",
        f"concat('s', id % {N_SPECIES} % {N_SITES}) AS site",
        f"concat('a', id % {N_SPECIES}) AS species",
    )


@pytest.mark.parametrize(("code", "name"), MODELS)
def test_spark_counts_as_we_do(spark: Any, code: str, name: str) -> None:
    factors = {key: list(labels) for key, labels in levels(name).items()}
    remote = lme4math.parse(code, table(spark, name), factors=factors)
    local = lme4math.parse(code, columns(name), factors=factors)
    assert remote.structure() == local.structure()
    told = {"warnings": None, "dropped": None, "p": None}  # these need the rows
    assert remote.describe() | told == local.describe() | told
    if not local.describe()["dropped"]:
        assert remote.equations().text() == local.equations().text()
        assert remote.equations("matrix").latex() == local.equations("matrix").latex()


def test_no_row_is_collected_to_count(spark: Any, collected: list[int]) -> None:
    model = lme4math.parse("lmer(y ~ x + (x | site) + (1 | species))", large(spark))
    assert model.structure().n == N_LARGE
    assert [str(pair) for pair in model.structure().pairs] == ["species is nested in site."]
    assert model.describe()["n"] == N_LARGE
    assert str(N_LARGE) in re.sub(r"[^\dN_a-z]", "", model.equations().text().partition("i = 1")[2])
    model.plot_structure()
    assert max(collected) == N_SPECIES


def test_the_matrices_fetch_the_rows_and_only_the_columns_needed(spark: Any) -> None:
    remote = lme4math.parse(SEED, table(spark, "regspp"), factors=levels("regspp")).design()
    local = lme4math.parse(SEED, columns("regspp"), factors=levels("regspp")).design()
    assert np.array_equal(np.sort(remote.y), np.sort(local.y))  # Spark promises no order of rows
    assert (remote.X.shape, remote.Z.shape, remote.levels) == (local.X.shape, local.Z.shape, local.levels)
