"""Nesting and crossing, in memory and where the data is."""

from __future__ import annotations

from typing import Any

import duckdb
import narwhals as nw
import numpy as np
import polars as pl
import pytest

import lme4math
from lme4math.data import DesignStructure, data_source
from lme4math.data.remote.tables import RemoteSource
from lme4math.data.sources import DataSource
from lme4math.design_facts import structure_of
from lme4math.errors import DataError
from lme4math.pipeline import compile_model
from tests.data.comparing import frame_of, model_and_design
from tests.data.test_frames import to_polars

MODELS = [
    ("lmer(prevalence ~ time + time:type + (1 + time + type:time | reg) + (1 + time + type:time | reg:spp))", "regspp"),
    ("lmer(y ~ x + (1 | region) + (1 | site))", "nest54"),
    ("lmer(y ~ x + (1 | region/site/plot) + (x | siteid))", "nest54"),
    ("lmer(y ~ x + poly(z, 2) + factor(t) + cut(x, c(-10, 0, 10)) + (x > 0 | g) + (1 | t:h))", "toy60"),
    ('lmer(y ~ A + D + L + (1 | g) + (1 | t), subset = x > -0.5 & (C == "c1" | C %in% c("c2", "c3")))', "toy60"),
    ("lmer(y ~ ns(x, knots = quantile(x, c(.3, .7))) + poly(z, 1 + 1) + (1 | g))", "toy60"),
    ("lmer(y ~ bs(x, knots = seq(-1, 1, .5), degree = 1 + 1) + cut(z, c(-4, 0, 4) * 2) + (1 | g))", "toy60"),
    ("lmer(y ~ x + lg + ch + f + (1 | id))", "quirk40"),
    ("lmer(rt ~ cond + freq + (1 + freq | item) + (1 | subj))", "cross36"),
]


def structure(code: str, data: Any) -> DesignStructure:
    return structure_of(compile_model(code, data))


def lazy(name: str, engine: str) -> Any:
    return to_polars(name).lazy() if engine == "polars" else duckdb.from_df(frame_of(name))


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
@pytest.mark.parametrize(("code", "name"), MODELS)
def test_an_engine_counts_as_we_do(code: str, name: str, engine: str) -> None:
    assert structure(code, lazy(name, engine)) == structure(code, to_polars(name))


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
@pytest.mark.parametrize(("code", "name"), MODELS)
def test_a_remote_model_is_the_model_in_memory(code: str, name: str, engine: str) -> None:
    compiled = compile_model(code, lazy(name, engine))
    remote, fetched = compiled.model, compiled.observations()
    model, design = fetched.model, fetched.design
    assert [variable.kind for variable in remote.variables] == [variable.kind for variable in model.variables]
    assert (remote.fixed, remote.random) == (model.fixed, model.random)
    _, expected = model_and_design(code, to_polars(name))
    assert np.array_equal(design.X, expected.X)
    assert (design.Z != expected.Z).nnz == 0


ODD = pl.DataFrame(
    {
        "y": [1.0, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
        "soil.type": [0.0, 1, 2, 3, 4, 5, 6, 70, 8, 9, 100, 11],
        "a 'b\" c": list("uvw") * 4,
        "lme4math_rows": list("abab") * 3,
        "z.1": [1.0, 2, None, 1, 2, 1, 3, 2, 1, 1, 1, 2],
    }
)


@pytest.mark.parametrize(
    "data", [ODD, ODD.lazy(), duckdb.from_arrow(ODD.to_arrow())], ids=["memory", "polars", "duckdb"]
)
@pytest.mark.parametrize(
    ("code", "columns", "n"),
    [
        ("cut(soil.type, 3) + (1 | lme4math_rows), subset = soil.type < 80", ["cut(soil.type, 3)(66.7,100]"], 11),
        (
            "factor(soil.type > min(soil.type) + 1) + z.1 + (1 | lme4math_rows), subset = soil.type > 0",
            ["factor(soil.type > min(soil.type) + 1)TRUE", "z.1"],
            10,
        ),
        ("soil.type + `a 'b\" c` + (1 | lme4math_rows)", ["soil.type", "`a 'b\" c`v", "`a 'b\" c`w"], 12),
    ],
)
def test_columns_are_r_s_whatever_the_names_and_the_rows_left_out(
    code: str, columns: list[str], n: int, data: Any
) -> None:
    described = lme4math.parse(f"lmer(y ~ {code})", data).describe()
    assert (described["columns"], described["n"]) == (["(Intercept)", *columns], n)


CELLS = pl.DataFrame(
    {
        "y": np.sin(np.arange(30)),
        "x": np.cos(np.arange(30)),
        "a": list("ppqqr") * 6,
        "b": list("uvuuv") * 6,
        "g": list("klmno") * 6,
    }
).with_columns(ab=pl.col("a") + pl.col("b"), w=2 * pl.col("x"))


@pytest.mark.parametrize("data", [CELLS.lazy(), duckdb.from_arrow(CELLS.to_arrow())], ids=["polars", "duckdb"])
@pytest.mark.parametrize(
    ("right", "by_counts", "dropped"),
    [
        ("a * b", ["aq:bv", "ar:bv"], ["aq:bv", "ar:bv"]),
        ("a + ab", ["abqu", "abrv"], ["abqu", "abrv"]),
        ("a * b * x", None, ["aq:bv", "ar:bv", "aq:bv:x", "ar:bv:x"]),
        ("x + w + b", None, ["w"]),
    ],
)
def test_what_lme4_drops_is_seen_in_counts_or_said_to_be_unknown(
    right: str, by_counts: list[str] | None, dropped: list[str], data: Any
) -> None:
    code = f"lmer(y ~ {right} + (1 | g))"
    here, there = lme4math.parse(code, CELLS), lme4math.parse(code, data)
    before = there.equations()
    assert (here.describe()["dropped"], there.describe()["dropped"]) == (dropped, by_counts)
    assert (there.describe()["p"] is None) == (by_counts is None)
    assert any("it is not known whether" in warning for warning in there.warnings) == (by_counts is None)
    design = there.design()
    beta, b = np.ones(len(design.kept)), np.zeros(design.Z.shape[1])
    assert there.describe()["dropped"] == dropped
    assert there.warnings == here.warnings
    assert there.equations().text() == here.equations().text()
    assert np.allclose(there.equations().evaluate(beta, b), here.equations().evaluate(beta, b))
    if "w" in dropped:
        with pytest.raises(DataError, match="made before the rows were fetched, and show what lme4 drops: w"):
            before.evaluate(beta, b)


def test_rows_that_changed_since_they_were_counted_are_refused() -> None:
    connection = duckdb.connect()
    connection.execute("create table d as select range::double as y, range % 3 as g from range(12)")
    model = lme4math.parse("lmer(y ~ 1 + (1 | g))", connection.table("d"))
    connection.execute("insert into d values (1, 7)")
    with pytest.raises(DataError, match="The data has changed"):
        model.design()


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
def test_no_row_is_collected_to_count(engine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """At most as many rows come back as there are combinations of levels."""
    sizes: list[int] = []
    collect = nw.LazyFrame.collect

    def watched(self: Any, *args: Any, **kwargs: Any) -> Any:
        found = collect(self, *args, **kwargs)
        sizes.append(len(found))
        return found

    monkeypatch.setattr(nw.LazyFrame, "collect", watched)
    code, name = MODELS[0]
    assert structure(code, lazy(name, engine)).n == 106
    assert max(sizes) == 22


def test_nested_crossed_and_same() -> None:
    n = 24
    data = pl.DataFrame(
        {
            "y": np.arange(n, dtype=float),
            "a": [f"a{i // 12}" for i in range(n)],
            "b": [f"b{i // 4}" for i in range(n)],
            "c": [f"c{i % 2}" for i in range(n)],
            "d": [f"d{i // 4}" for i in range(n)],
            "e": [f"e{(i // 4 + i % 2) % 6}" for i in range(n)],
        }
    )
    found = structure("y ~ 1 + (1 | a) + (1 | b) + (1 | c) + (1 | d) + (1 | e)", data)
    relations = {frozenset((pair.first, pair.second)): pair.relation for pair in found.pairs}
    assert relations[frozenset("ab")] == "nested"
    assert relations[frozenset("bc")] == "crossed"
    assert relations[frozenset("bd")] == "same"
    assert relations[frozenset("be")] == "partially crossed"
    nested = next(pair for pair in found.pairs if {pair.first, pair.second} == {"a", "b"})
    assert (nested.first, nested.second) == ("b", "a")
    assert [(level.name, level.n_levels, level.smallest, level.largest) for level in found.levels[:2]] == [
        ("a", 2, 12, 12),
        ("b", 6, 4, 4),
    ]


def test_what_nested_labels_would_be_by_themselves_is_said() -> None:
    remarks = structure(MODELS[0][0], frame_of("regspp")).remarks
    assert remarks == (
        "`spp` has labels that occur in several `reg`: `reg:spp` takes them as a level for each; `(1 | spp)` would "
        "take them as one.",
    )
    assert structure("lmer(y ~ x + (1 | region) + (1 | siteid:region))", frame_of("nest54")).remarks == ()


def test_labels_that_repeat_across_groups_get_a_remark() -> None:
    (remark,) = structure(MODELS[1][0], frame_of("nest54")).remarks
    assert remark.startswith("The labels of `site` repeat across `region`.")
    assert "write `(1 | region:site)`" in remark


@pytest.mark.parametrize(
    "random",
    [
        "(1 | subj) + (1 | item)",
        "(1 | item) + (1 | few)",
        "(1 | subj) + (1 | item) + (1 | subj:item)",
        "(1 | subj) + (1 | name)",
    ],
)
def test_nothing_is_said_of_factors_that_plainly_cross(random: str) -> None:
    """Each subject has seen some of the items; no item has seen all subjects, or the last label is not the rarest."""
    pairs = [(subj, item) for subj in range(6) for item in range(8) if (subj + item) % 4]
    data = {
        "y": [float(subj * item % 5) for subj, item in pairs],
        "subj": [f"S{subj + 1}" for subj, _ in pairs],
        "item": [item + 1 for _, item in pairs],
        "few": [min((subj + item) % 5, 2) for subj, item in pairs],
        "name": [("Kenya", "Peru", "Chad")[max(0, item - subj) % 3] for subj, item in pairs],
    }
    data["item"] = [str(item) for item in data["item"]]
    assert not [
        remark for remark in structure(f"lmer(y ~ 1 + {random})", data).remarks if "random effects" not in remark
    ]


def test_a_slope_that_does_not_vary_within_its_groups_is_said() -> None:
    remarks = structure(MODELS[-1][0], frame_of("cross36")).remarks
    assert any("`freq` does not vary within any level of `item`" in remark for remark in remarks)
    assert not any("subj" in remark for remark in remarks)


def test_more_effects_than_observations_are_said() -> None:
    assert any("120 random effects" in remark for remark in structure("y ~ (C * B | g)", frame_of("toy60")).remarks)


def test_what_an_engine_cannot_compute_is_refused_with_its_place() -> None:
    code = "lmer(y ~ x + (1 | g), subset = cumsum(x) > 3)"
    with pytest.raises(DataError, match="cumsum") as caught:
        structure(code, lazy("toy60", "polars"))
    assert caught.value.span is not None
    assert code[slice(*caught.value.span)] == "cumsum(x)"


def test_lazy_data_stays_where_it_is_and_eager_data_is_read() -> None:
    assert isinstance(data_source(lazy("toy60", "polars")), RemoteSource)
    assert isinstance(data_source(frame_of("toy60")), DataSource)


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
def test_what_needs_all_rows_is_refused_where_only_distinct_ones_are_counted(engine: str) -> None:
    code = "lmer(y ~ factor(x > mean(x)) + (1 | g))"
    with pytest.raises(DataError, match="mean\\(\\) needs all rows") as caught:
        structure(code, lazy("toy60", engine))
    assert caught.value.span is not None
    assert code[slice(*caught.value.span)] == "mean(x)"


def test_sizes_that_are_all_the_same_are_said_once() -> None:
    data = {"y": [1.0, 2, 3, 4, 5, 6], "g": list("aabbcc"), "h": list("ppppqq")}
    said = str(structure("lmer(y ~ 1 + (1 | g) + (1 | h))", data)).splitlines()
    assert "g: 3 levels with 2 observations each." in said
    assert "h: 2 levels with 2 to 4 observations (median 3)." in said


def test_what_is_said_holds_nothing_that_acts_on_a_terminal() -> None:
    data = {
        "y": [1.0, 2, 3, 4],
        "x\x07": [1, 2, 4, 3],
        "a\x1b[2J": ["u", "u", "v", "v"],
        "b\u202e": ["k", "l", "m", "m"],
    }
    model = lme4math.parse("lmer(y ~ 1 + (`x\x07` | `a\x1b[2J`) + (1 | `b\u202e`))", data)
    for said in (str(model.structure()), str(model.moments()), model.explain(), repr(model), *model.warnings):
        assert all(line.isprintable() for line in said.split("\n"))


@pytest.mark.parametrize(
    ("missing", "sentence"),
    [(0, None), (1, "1 row is not used: a variable of the model has no value there."), (2, "2 rows are not used")],
)
def test_rows_without_a_value_are_counted(missing: int, sentence: str | None) -> None:
    data = {"y": [1.0, 2, 4, 3, 5, 7, 6, 9], "x": [float(n) for n in range(8)], "g": list("ppqqrrss")}
    data["x"][:missing] = [float("nan")] * missing
    text = str(lme4math.parse("lmer(y ~ x + (1 | g), subset = y < 9)", data).structure())
    assert sentence in text if sentence else "not used" not in text


@pytest.mark.parametrize(
    ("labels", "said"), [(("1", "2", "3"), True), (("p2", "p9", "p10"), True), (("Bern", "Lima", "Oslo"), False)]
)
def test_only_labels_that_count_can_repeat(labels: tuple[str, ...], said: bool) -> None:
    pairs = [(site, plot) for site, n_plots in (("n", 3), ("o", 2), ("s", 1)) for plot in labels[:n_plots]] * 2
    data = {
        "y": [float(number % 5) for number, _ in enumerate(pairs)],
        "site": [site for site, _ in pairs],
        "plot": [plot for _, plot in pairs],
    }
    remarks = structure("lmer(y ~ 1 + (1 | site) + (1 | plot))", data).remarks
    assert any("The labels of `plot` repeat across `site`" in remark for remark in remarks) == said
