"""What is declared of a model stays as it was, until `with_variable` says otherwise."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

import lme4math

SCRIPT = 'd$x <- factor(d$x, levels = c("1", "2", "3"))\nlmer(y ~ x + (1 | g), data = d)'
DATA = {"y": [1.0, 2, 4, 3, 2, 5], "x": [1, 2, 3, 1, 2, 3], "g": ["a", "a", "b", "b", "c", "c"]}


def test_the_callers_mapping_may_change() -> None:
    levels = ["a", "b"]
    factors: dict[str, Any] = {"x": levels}
    model = lme4math.parse("lmer(y ~ x + (1 | g))", factors=factors)
    levels.append("c")
    factors["y"] = ["p", "q"]
    factors.clear()
    assert model.with_group("h").describe()["columns"] == ["(Intercept)", "xb"]


def test_levels_that_are_read_only_once_are_enough() -> None:
    once: Any = iter(["3", "2", "1"])
    model = lme4math.parse("lmer(y ~ x + (1 | g))", DATA, factors={"x": once})
    assert model.with_group("g").describe()["columns"] == model.describe()["columns"] == ["(Intercept)", "x2", "x1"]


@pytest.mark.parametrize("data", [None, DATA, pl.DataFrame(DATA).lazy()], ids=["no data", "in memory", "lazy"])
def test_none_overrides_the_script(data: Any) -> None:
    model = lme4math.parse(SCRIPT, data)
    assert model.describe()["columns"] == ["(Intercept)", "x2", "x3"]
    numeric = model.with_variable("x", None)
    assert numeric.describe()["columns"] == ["(Intercept)", "x"]
    assert "β₁ x_i" in numeric.equations().text()
    changed = numeric.with_group("h") if data is None else numeric
    assert changed.describe()["columns"] == ["(Intercept)", "x"]
    assert numeric.with_variable("x", ["3", "2", "1"]).describe()["columns"] == ["(Intercept)", "x2", "x1"]


def test_with_data_none_gives_the_datas_own_type() -> None:
    data = {**DATA, "x": list("uvwuvw")}
    model = lme4math.parse("lmer(y ~ x + (1 | g))", data, factors={"x": ["w", "v", "u"]})
    assert model.describe()["columns"] == ["(Intercept)", "xv", "xu"]
    assert model.with_variable("x", None).describe()["columns"] == ["(Intercept)", "xv", "xw"]


def test_what_is_made_a_factor_and_back_is_the_same_model() -> None:
    model = lme4math.parse("lmer(y ~ x + (1 | g))")
    back = model.with_variable("x", ["a", "b"]).with_variable("x", None)
    assert back.assumptions == model.assumptions
    assert back.equations().text() == model.equations().text()


RELABELLED = 'd$x <- factor(d$x, levels = c(1, 2, 3), labels = c("lo", "mid", "hi"))\n'


@pytest.mark.parametrize("data", [None, DATA], ids=["no data", "in memory"])
def test_the_arguments_of_a_fit_declare_nothing(data: Any) -> None:
    """Contrasts and starting values are lists, whose names are those of variables."""
    script = SCRIPT.replace('"1", "2", "3"', '"3", "2", "1"')
    for argument, expected in (
        ('contrasts = list(x = "contr.sdif")', ["x2-3", "x1-2"]),
        ("start = list(x = 1)", ["x2", "x1"]),
    ):
        model = lme4math.parse(script.replace("data = d)", f"data = d, {argument})"), data)
        assert model.describe()["columns"] == ["(Intercept)", *expected]


@pytest.mark.parametrize("engine", [dict, lambda data: pl.DataFrame(data).lazy()], ids=["in memory", "lazy"])
@pytest.mark.parametrize("x", [[1, 2, 3, 1, 2, 3], ["lo", "mid", "hi"] * 2], ids=["values", "already made"])
def test_values_get_the_names_that_a_script_gives_them(x: list[Any], engine: Any) -> None:
    model = lme4math.parse(RELABELLED + "lmer(y ~ x + (1 | g), data = d)", engine({**DATA, "x": x}))
    assert model.describe()["columns"] == ["(Intercept)", "xmid", "xhi"]
    assert model.structure().n == 6
    assert model.design().X[:, 1:].tolist() == [[0, 0], [1, 0], [0, 1]] * 2


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ('d$x <- relevel(d$x, "hi")\n', ["xlo", "xmid"]),
        ('d$x <- factor(d$x, labels = c("a", "b", "c"))\n', ["xb", "xc"]),
        ("d$x <- as.ordered(d$x)\n", ["x.L", "x.Q"]),
        ('d$x <- factor(d$x, levels = c("mid", "lo"))\n', ["xlo"]),
    ],
)
def test_names_given_in_steps(more: str, expected: list[str]) -> None:
    model = lme4math.parse(RELABELLED + more + "lmer(y ~ x + (1 | g), data = d)", DATA)
    assert model.describe()["columns"][1:] == expected
    assert model.structure().n == (4 if len(expected) == 1 else 6)
