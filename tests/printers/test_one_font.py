"""Plain text has one font: signs take the place of bold and upright letters."""

from __future__ import annotations

import pytest

import lme4math
from lme4math.api import Model


def model(code: str, **factors: list[str]) -> Model:
    return lme4math.parse(code, factors=factors)


def text(code: str, notation: str = "matrix", style: str = "indexed", **factors: list[str]) -> str:
    return model(code, **factors).equations(notation, style).text()


@pytest.mark.parametrize("name", ["b", "X", "Z"])
def test_a_column_is_told_from_the_vector_or_matrix_of_its_name(name: str) -> None:
    page = text(f"lmer(y ~ {name} + (1 | g))")
    assert f"⎢      1       `{name}`₂" in page
    assert f"`{name}`_i" in {entry.symbol for entry in model(f"lmer(y ~ {name} + (1 | g))").legend()}


@pytest.mark.parametrize("notation", ["expanded", "compact", "matrix"])
@pytest.mark.parametrize("code", ["lmer(y ~ X + b + (1 | Z))", "lmer(X ~ y + (1 | Z))", "lmer(y ~ X + f + (1 | b/Z))"])
def test_names_are_the_same_on_every_page_and_in_the_legend(code: str, notation: str) -> None:
    one = model(code, f=["a", "b"], h=["x", "y"])
    page = one.equations(notation).text()
    named = {entry.symbol for entry in one.legend() if entry.meaning.endswith("of observation i")}
    assert len(named) > 2
    for symbol in named:
        assert symbol in page or symbol.replace("_i", "₁") in page


def test_a_covariate_called_y_is_not_the_vector_of_the_responses() -> None:
    page = text("lmer(score ~ y + (1 | g))")
    assert "y = ⎢ score₂" in page
    assert "`y`₂" in page


def test_a_response_called_y_is_what_the_vector_y_is_made_of() -> None:
    assert "`" not in text("lmer(y ~ x + (1 | g))")
    assert "y = ⎢ y₂  ⎥" in text("lmer(y ~ x + (1 | g))")


def test_the_vector_of_a_function_of_y_is_not_y() -> None:
    assert "𝐲 = ⎢ log(y₂)  ⎥" in text("lmer(log(y) ~ x + (1 | g))")
    assert "log(y_i) = " in text("lmer(log(y) ~ x + (1 | g))", "expanded")
    symbols = [entry.symbol for entry in model("lmer(log(y) ~ x + (1 | g))").legend()]
    assert {"y_i", "𝐲"} <= set(symbols)
    assert len(symbols) == len(set(symbols))


def test_the_vector_of_coefficients_is_not_its_second_entry() -> None:
    page = text("lmer(y ~ x + (1 | g))", style="lettered")
    assert "𝛃 = ⎡ α ⎤" in page
    assert "⎣ β ⎦" in page
    assert "𝛃" not in text("lmer(y ~ x + (1 | g))")
    meanings = {entry.symbol: entry.meaning for entry in model("lmer(y ~ x + (1 | g))").legend("lettered")}
    assert meanings["𝛃"] == "population coefficients"
    assert meanings["β"] == "population slope of `x`"


def test_letters_within_a_subscript_are_no_symbols_that_a_vector_is_told_from() -> None:
    assert "ε ∼ N(0, σ_ε² I_n)" in text("lmer(y ~ x + (1 | g))", style="lettered")


@pytest.mark.parametrize("name", ["my x", "a=b", "weight (kg)", "10-20", "1st", "1"])
def test_a_name_that_r_could_not_read_has_backticks(name: str) -> None:
    page = text(f"lmer(y ~ `{name}` + (1 | `{name}`))", "expanded")
    assert f"1[`{name}`_i = s]" in page
    assert f"(levels of `{name}`)" in page


def test_r_code_is_written_as_r_writes_it() -> None:
    page = text("lmer(y ~ scale(`my x`) + ns(`my x`, 3) + x %% 2 + (1 | `my g`:h))", "expanded")
    assert "scale(`my x`)_i" in page
    assert "(x%%2)_i" in page
    assert "b_{0,j[i]}^(`my g`:h)" in page
    assert "natural splines ns(`my x`, 3)" in page
    assert "β₁ poly(degree = 2)1_i" in text("lmer(y ~ poly(degree = 2) + (1 | g))", "expanded")


@pytest.mark.parametrize(
    ("levels", "shown"),
    [
        (["a", "drug"], "1[f_i = “drug”]"),
        (["lo", "very high"], "1[f_i = “very high”]"),
        (["0", "-1.5"], "1[f_i = “-1.5”]"),
        (["-", "+"], "1[f_i = “+”]"),
        (["a", "a=1"], "1[f_i = “a=1”]"),
        (["a", "(0,10]"], "1[f_i = “(0,10]”]"),
        (["a", "x"], "1[f_i = “x”]"),
        (["a", 'say "no"'], '1[f_i = “say "no"”]'),
        (["FALSE", "TRUE"], "1[f_i = TRUE]"),
    ],
)
def test_a_level_is_in_quotes_unless_it_is_a_truth_value(levels: list[str], shown: str) -> None:
    assert shown in text("lmer(y ~ x + f + (1 | g))", "expanded", f=levels)


def test_the_degrees_of_polynomial_contrasts_are_no_names() -> None:
    page = text("lmer(y ~ C(f, contr.poly) + (1 | g))", "expanded", f=["a", "b", "c", "d", "e"])
    assert "c_{^4}(" in page
