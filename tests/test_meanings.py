"""What coefficients mean: weights of cells that are R's, and a table that says what a textbook would."""

from __future__ import annotations

import gzip
import json
import pickle
from fractions import Fraction
from typing import Any

import pytest

import lme4math
from lme4math.data import cbpp, sleepstudy
from lme4math.meanings import Meanings
from tests import oracle

RECORDED = [json.loads(line) for line in gzip.decompress((oracle.DATA / "meanings.jsonl.gz").read_bytes()).splitlines()]
CASES = {case["id"]: case for case in oracle.designed_cases()}
LETTERS = {f"f{n}": list("abcd"[:n]) for n in (2, 3, 4)}


def model_of(recorded: dict[str, Any]) -> lme4math.Model:
    """The model of a recorded case, or of a line of contrasts.txt."""
    what = recorded["of"]
    if what in CASES:
        return lme4math.parse(CASES[what]["call"], oracle.frame(CASES[what]["data"]))
    (factor,) = recorded["factors"]
    of_c, of_argument = f"y ~ {what} + (1 | g)", f"lmer(y ~ {factor} + (1 | g), contrasts = list({what}))"
    return lme4math.parse(of_c if what.startswith("C(") else of_argument, factors={factor: LETTERS[factor]})


@pytest.mark.parametrize("recorded", RECORDED, ids=[one["of"] for one in RECORDED])
def test_weights_are_those_of_r(recorded: dict[str, Any]) -> None:
    meanings = model_of(recorded).meanings()
    kept = [one for one in meanings if one.text]  # without data a column that R drops is there, without a meaning
    assert [one.name for one in kept] == list(recorded["weights"])
    for one in kept:
        places = [recorded["factors"].index(name) for name in _as_in_r(one.factors, recorded["factors"])]
        by_cell = zip(recorded["cells"], recorded["weights"][one.name], strict=True)
        weights = {tuple(cell[place] for place in places): weight for cell, weight in by_cell}
        assert {cell: float(one.cells[cell]) for cell in weights} == pytest.approx(weights, abs=1e-8), one.name
        assert set(one.cells) <= set(weights)


def _as_in_r(names: tuple[str, ...], of_r: list[str]) -> list[str]:
    """R's names of factors, which has `factor(time)` where we say `time`."""
    return [name if name in of_r else next(one for one in of_r if f"({name}" in one) for name in names]


def table(code: str, **factors: list[str]) -> dict[str, str]:
    """The meanings of a model by R's names, each with where it holds."""
    found = lme4math.parse(code, factors=factors).meanings()
    return {one.name: f"{one.text}, {one.where}" if one.where else one.text for one in found}


AB, CD, TYPE = ["a", "b"], ["c", "d"], ["-", "+"]


@pytest.mark.parametrize(
    ("code", "factors", "expected"),
    [
        ("y ~ f + (1 | g)", {"f": AB}, ["μ(a)", "μ(b) − μ(a)"]),
        ("y ~ x + (1 | g)", {}, ["μ, x is 0", "slope of x"]),
        (
            "y ~ x * f + (1 | g)",
            {"f": AB},
            ["μ(a), x is 0", "slope of x at a", "μ(b) − μ(a), x is 0", "slope of x at b − slope of x at a"],
        ),
        ("y ~ f + x + (1 | g)", {"f": AB}, ["μ(a), x is 0", "μ(b) − μ(a)", "slope of x"]),
        (
            "y ~ f * h + (1 | g)",
            {"f": AB, "h": CD},
            ["μ(a, c)", "μ(b, c) − μ(a, c)", "μ(a, d) − μ(a, c)", "(μ(b, d) − μ(a, d)) − (μ(b, c) − μ(a, c))"],
        ),
        (
            "y ~ f + h + (1 | g)",
            {"f": AB, "h": CD},
            ["μ(a, c)", "μ(b, ·) − μ(a, ·)", "μ(·, d) − μ(·, c)"],
        ),
        (
            "y ~ x * z + (1 | g)",
            {},
            ["μ, x and z are 0", "slope of x, z is 0", "slope of z, x is 0", "interaction of x and z"],
        ),
        ("y ~ x + I(x^2) + (1 | g)", {}, ["μ, x is 0", "slope of x, x is 0", "coefficient of I(x^2)"]),
        (
            "y ~ poly(x, 2) + (1 | g)",
            {},
            [
                "μ, on average over the values of x in the data",
                "coefficient of poly(x, 2)1",
                "coefficient of poly(x, 2)2",
            ],
        ),
        (
            "y ~ time + time:type + (1 | g)",
            {"type": TYPE},
            ["μ, time is 0", "slope of time at “-”", "slope of time at “+” − slope of time at “-”"],
        ),
        ("y ~ factor(year) + (1 | g)", {}, ["μ(first level)", "μ(another level) − μ(first level)"]),
        ("y ~ 0 + f + (1 | g)", {"f": AB}, ["μ(a)", "μ(b)"]),
        ("y ~ f:h + (1 | g)", {"f": AB, "h": CD}, ["μ(b, d)", "μ(a, c) − μ(b, d)", "μ(b, c) − μ(b, d)",
                                                    "μ(a, d) − μ(b, d)", ""]),
    ],
)  # fmt: skip
def test_a_coefficient_is_said_in_cells(code: str, factors: dict[str, list[str]], expected: list[str]) -> None:
    assert list(table(code, **factors).values()) == expected


@pytest.mark.parametrize(
    ("contrasts", "expected"),
    [
        ("contr.treatment(4, base = 3)", ["μ(c)", "μ(a) − μ(c)", "μ(b) − μ(c)", "μ(d) − μ(c)"]),
        ("contr.sum", ["μ(·)", "μ(a) − μ(·)", "μ(b) − μ(·)", "μ(c) − μ(·)"]),
        (
            "contr.helmert",
            ["μ(·)", "(μ(b) − μ(a)) / 2", "(2 μ(c) − μ(a) − μ(b)) / 6", "(3 μ(d) − μ(a) − μ(b) − μ(c)) / 12"],
        ),
        (
            "contr.poly",
            [
                "μ(·)",
                "(μ(c) + 3 μ(d) − 3 μ(a) − μ(b)) / √20",
                "(μ(a) + μ(d) − μ(b) − μ(c)) / 2",
                "(3 μ(b) + μ(d) − μ(a) − 3 μ(c)) / √20",
            ],
        ),
        ("MASS::contr.sdif", ["μ(·)", "μ(b) − μ(a)", "μ(c) − μ(b)", "μ(d) − μ(c)"]),
        (
            "cbind(c(-.5, .5, 0, 0), c(0, 0, -.5, .5), c(-.25, -.25, .25, .25))",
            ["μ(·)", "μ(b) − μ(a)", "μ(d) − μ(c)", "μ(c) + μ(d) − μ(a) − μ(b)"],
        ),
    ],
)
def test_each_scheme_of_contrasts_is_said(contrasts: str, expected: list[str]) -> None:
    code = f"lmer(y ~ f + (1 | g), contrasts = list(f = {contrasts}))"
    assert list(table(code, f=list("abcd")).values()) == expected


def test_products_of_contrasts_are_differences_of_differences() -> None:
    code = 'lmer(y ~ f * h + (1 | g), contrasts = list(f = "contr.sum", h = "contr.sum"))'
    found = table(code, f=["a", "b", "c"], h=["p", "q"])
    assert found["f1:h1"] == "((μ(a, p) − μ(·, p)) − (μ(a, q) − μ(·, q))) / 2"
    assert found["h1"] == "(μ(·, p) − μ(·, q)) / 2"


def test_weights_are_exact_and_numbers_only_where_scores_are_no_fractions() -> None:
    code = "lmer(y ~ f + (1 | g), contrasts = list(f = {}))"
    thirds = lme4math.parse(code.format("contr.sum"), factors={"f": 3}).meanings()
    assert thirds[1].cells == {("1",): Fraction(2, 3), ("2",): Fraction(-1, 3), ("3",): Fraction(-1, 3)}
    linear, quadratic = lme4math.parse(code.format("contr.poly"), factors={"f": 4}).meanings()[1:3]
    assert linear.cells["4"] == pytest.approx(3 / 20**0.5)
    assert quadratic.cells["4"] == Fraction(1, 2)


def test_weights_are_asked_for_by_levels() -> None:
    weights = lme4math.parse("y ~ f * h + (1 | g)", factors={"f": AB, "h": CD}).meanings()[1].cells
    assert weights == {("b", "c"): 1, ("a", "c"): -1}
    assert (weights["b", "c"], weights["b", "d"]) == (1, 0)
    assert lme4math.parse("y ~ f + (1 | g)", factors={"f": AB}).meanings()[1].cells["a"] == -1


def test_cells_are_sums_of_coefficients() -> None:
    found = lme4math.parse("y ~ x * f + (1 | g)", factors={"f": AB}).meanings().by_cell
    assert [(one.value, one.text) for one in found] == [
        ("μ(a)", "β₀"),
        ("μ(b)", "β₀ + β₂"),
        ("slope of x at a", "β₁"),
        ("slope of x at b", "β₁ + β₃"),
    ]
    assert found[3].coefficients == {"x": 1, "x:fb": 1}


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("glmer(y ~ f + (1 | g), family = binomial)", ["odds(a)", "odds(b) / odds(a)"]),
        ("glmer(y ~ f + (1 | g), family = poisson)", ["μ(a)", "μ(b) / μ(a)"]),
        ("glmer(y ~ f + offset(log(t)) + (1 | g), family = poisson)", ["rate(a)", "rate(b) / rate(a)"]),
        ("glmer(y ~ x + (1 | g), family = binomial)", ["odds", "odds ratio per unit"]),
        (
            "glmer(y ~ x * f + (1 | g), family = binomial)",
            ["odds(a)", "odds ratio per unit", "odds(b) / odds(a)", "ratio of odds ratios per unit"],
        ),
        ("glmer(y ~ f + (1 | g), family = Gamma)", ["", ""]),
        ("y ~ f + (1 | g)", ["", ""]),
    ],
)
def test_exponentials_are_ratios_of_odds_rates_and_means(code: str, expected: list[str]) -> None:
    assert [one.ratio for one in lme4math.parse(code, factors={"f": AB}).meanings()] == expected


def test_a_generalised_model_says_in_which_groups() -> None:
    found = lme4math.parse("glmer(cbind(incidence, size - incidence) ~ period + (1 | herd), family = binomial)", cbpp())
    assert found.meanings().notes == (
        "The values of cells are those in an average `herd`, where the random effects are 0.",
    )


LOST: dict[str, Any] = {
    "y": [1.0, 2, 3, 4, 5, 6, 7, 8.5],
    "f": ["a", "a", "b", "b", "a", "a", "b", "b"],
    "h": ["c", "d", "c", "c", "c", "d", "c", "c"],
    "g": list("uuvvuvuv"),
    "z": [3, 4, 9, 5, 6, 7, 8, 4.5],
}


def test_what_is_not_estimable_is_said() -> None:
    found = lme4math.parse("y ~ f * h + (1 | g)", LOST).meanings()
    assert [one.text for one in found] == ["μ(a, c)", "μ(b, c) − μ(a, c)", "μ(a, d) − μ(a, c)"]
    assert found.by_cell[-1].value == "μ(b, d)"
    assert found.by_cell[-1].coefficients is None
    assert "No observation is one whose `f` is “b” and `h` is “d”: its value is not estimable." in found.notes
    assert "lme4 drops `fb:hd`, which depends on columns before it." in found.notes


def test_a_cell_without_data_has_a_value_where_factors_do_not_interact() -> None:
    found = lme4math.parse("y ~ f + h + (1 | g)", LOST).meanings()
    assert [(one.text, one.occurs) for one in found.by_cell] == [
        ("β₀", True),
        ("β₀ + β₂", True),
        ("β₀ + β₁", True),
        ("β₀ + β₁ + β₂", False),
    ]
    assert "β₀ + β₁ + β₂, without observations" in str(found)


def test_data_says_where_a_covariate_is_never_zero() -> None:
    said = "β₀ is read where `z` is 0; in the data `z` runs from 3 to 9."
    assert said in lme4math.parse("y ~ z + (1 | g)", LOST).meanings().notes
    model = lme4math.parse("y ~ z * f + (1 | g)", LOST)
    said = "β₀ and β₂ are read where `z` is 0; in the data `z` runs from 3 to 9."
    assert said in model.meanings().notes
    from_zero = lme4math.parse("Reaction ~ Days + (1 | Subject)", sleepstudy()).meanings().notes
    assert not any("runs" in note for note in from_zero)


def test_a_column_too_many_is_said() -> None:
    found = lme4math.parse("y ~ f:h + (1 | g)", factors={"f": AB, "h": CD}).meanings()
    last = "lme4 will drop `fb:hd`, whose column depends on those before it; the others are read without it."
    assert found.notes[-1] == last


def test_many_cells_are_left_out_with_the_reason() -> None:
    found = lme4math.parse("y ~ f + (1 | g)", factors={"f": 3_000}).meanings()
    assert found[5].text == ""
    assert any("too many to be worked out" in note for note in found.notes)
    assert len(str(found).splitlines()) < 80


def test_the_reader_has_own_words_and_letters() -> None:
    model = lme4math.parse("y ~ f + (1 | g)", factors={"f": AB}, labels={"f=b": "treated", "f=a": "control"})
    assert [one.text for one in model.meanings()] == ["μ(control)", "μ(treated) − μ(control)"]
    assert [one.symbol for one in model.meanings("lettered")] == ["α", "β"]


def test_the_result_is_a_table_of_coefficients_and_one_of_cells() -> None:
    found = lme4math.parse("y ~ f + (1 | g)", factors={"f": ["a", "<b>"]}).meanings()
    assert found._repr_html_().count("<table>") == 2
    assert "μ(“&lt;b&gt;”) − μ(a)" in found._repr_html_()
    assert found._repr_markdown_().count("\n| --- ") == 2
    assert found.to_frame("pandas").columns.tolist() == ["name", "symbol", "text", "of", "where", "ratio"]
    assert found.by_cell.to_frame("pandas")["text"].tolist() == ["β₀", "β₀ + β₁"]


def test_meanings_can_be_kept() -> None:
    found = lme4math.parse("y ~ f + (1 | g)", factors={"f": AB}).meanings()
    again: Meanings = pickle.loads(pickle.dumps(found))
    assert str(again) == str(found)
    assert again[1].cells == found[1].cells


def test_explain_gives_contrasts_without_a_name_as_combinations() -> None:
    code = "lmer(y ~ f + (1 | g), contrasts = list(f = cbind(c(-1, 0, 2), c(1, -3, 2))))"
    said = lme4math.parse(code, factors={"f": ["a", "b", "c"]}).explain()
    assert "contrasts of its own: (“b” + 4 “c” − 5 “a”) / 13 and (2 “a” + “c” − 3 “b”) / 13 (R's" in said


def test_explain_says_where_a_covariate_is_never_zero() -> None:
    said = "β₀ and β₂ are read where `z` is 0; in the data `z` runs from 3 to 9."
    assert said in lme4math.parse("y ~ z * f + (1 | g)", LOST).explain().split("\n")
    assert "runs from" not in lme4math.parse("y ~ scale(z) * f + (1 | g)", LOST).explain()
