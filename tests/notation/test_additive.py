"""The additive notation: one line, y_{ijk}, whose indices say which groups nest."""

from __future__ import annotations

import pytest

import lme4math

PUPILS = {
    "y": [1.0, 2.0, 1.5, 2.5, 3.0, 1.0, 2.0, 2.2],
    "x": [0.1, 0.4, 0.2, 0.9, 0.3, 0.8, 0.5, 0.6],
    "class": ["a", "a", "b", "b", "c", "c", "d", "d"],
    "school": ["s", "s", "s", "s", "t", "t", "t", "t"],
    "test": ["u", "v", "u", "v", "u", "v", "u", "v"],
}


def first_line(code: str, data: object = None, style: str = "indexed") -> str:
    return lme4math.parse(code, data).equations("additive", style).text().splitlines()[0].strip()


@pytest.mark.parametrize(
    ("code", "line"),
    [
        ("lmer(y ~ x + (1 | g))", "y_{ij} = β₀ + β₁ x_{ij} + b_{0,j}^(g) + ε_{ij}"),
        (
            "lmer(y ~ x + (1 | school/class))",
            "y_{ijk} = β₀ + β₁ x_{ijk} + b_{0,k}^(school) + b_{0,jk}^(class:school) + ε_{ijk}",
        ),
        (
            "lmer(y ~ x + (x | s) + (1 | w))",
            "y_{ijk} = β₀ + β₁ x_{ijk} + b_{0,j}^(s) + b_{1,j}^(s) x_{ijk} + b_{0,k}^(w) + ε_{ijk}",
        ),
        (
            "lmer(y ~ 1 + (1 | s) + (1 | w) + (1 | s:w))",
            "y_{ijk} = β₀ + b_{0,j}^(s) + b_{0,k}^(w) + b_{0,jk}^(s:w) + ε_{ijk}",
        ),
        ("lmer(y ~ 0 + x + (0 + x | g), offset = z)", "y_{ij} = β₁ x_{ij} + b_{1,j}^(g) x_{ij} + z_{ij} + ε_{ij}"),
    ],
)
def test_fixed_effects_come_first_and_each_group_has_the_indices_of_those_around_it(code: str, line: str) -> None:
    assert first_line(code) == line


def test_the_data_shows_which_groups_nest() -> None:
    code = "lmer(y ~ x + (1 | class) + (1 | school) + (1 | test))"
    assert "b_{0,j}^(class) + b_{0,k}^(school)" in first_line(code)
    assert "b_{0,jk}^(class) + b_{0,k}^(school) + b_{0,m}^(test)" in first_line(code, PUPILS)


def test_of_two_factors_that_divide_the_observations_alike_the_later_one_is_inside() -> None:
    data = {**PUPILS, "room": [name * 2 for name in PUPILS["class"]]}
    assert "b_{0,k}^(class) + b_{0,jk}^(room)" in first_line("lmer(y ~ x + (1 | class) + (1 | room))", data)


def test_more_groups_than_letters_are_looked_up() -> None:
    code = "lmer(y ~ 1 + " + " + ".join(f"(1 | g{number})" for number in range(9)) + ")"
    assert "b_{0,j[i]}^(g0)" in first_line(code)


def test_the_legend_of_the_notation_has_its_own_indices() -> None:
    entries = {
        entry.symbol: entry.meaning for entry in lme4math.parse("y ~ (1 | a/b) + (1 | w)").legend(notation="additive")
    }
    assert entries["ijkm"] == "observation number i in level jk of `b:a` and level m of `w`"
    assert entries["jk"] == "level number j of `b:a` in level k of `a`"
    assert entries["n_{jkm}"] == "number of observations in one level of `b:a` and `w`"
    both = lme4math.parse("y ~ (1 | s) + (1 | w) + (1 | s:w)").legend(notation="additive")
    assert {entry.symbol: entry.meaning for entry in both}[
        "jk"
    ] == "the level of `s:w` for level j of `s` and level k of `w`"


def test_options_concern_other_notations_only() -> None:
    model = lme4math.parse("lmer(y ~ f + (1 | a) + (1 | b))", factors={"f": ["u", "v"]})
    assert model.equations("additive", factor_index=True).text() == model.equations("additive").text()
    assert model.equations("additive", index="nested").text() == model.equations("additive").text()
