"""Mistyped code: the message has the place, what is known, and what was likely meant."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

import lme4math

DATA = {"y": [1.0, 2, 3, 4, 2, 1], "x": [1.0, 2, 3, 1, 2, 4], "g": list("aabbcc")}


@pytest.mark.parametrize(
    ("code", "place", "hint"),
    [
        ("lmer(y ~ x + ar2(1 | g))", "ar2", "lme4 has us(), diag(), cs(), ar1()"),
        ("lmer(y ~ x + CS(1 | g))", "CS", "lme4 has us(), diag(), cs(), ar1()"),
        ("glmer(y ~ x + (1 | g), family = binomal)", "binomal", "Did you mean binomial?"),
        ("glmer(y ~ x + (1 | g), family = 'gamma')", "'gamma'", "Did you mean Gamma?"),
        ("glmer(y ~ x + (1 | g), family = binomial(lgit))", "lgit", "Did you mean logit?"),
        ("lmer(y = x + (1 | g))", "y", "y ~ x + (1 | g)"),
        ("lmer(Reaction = Days + (Days | Subject), d)", "Reaction", "Reaction ~ Days + (Days | Subject)"),
        ("lmer(y ~ Nitro Yield + (1 | Block))", "Yield", "between `Nitro` and `Yield`."),
        ("lmer(y ~ f + cs(0 + f | g), hom = TRUE)", "hom", "cs(0 + f | g, hom = TRUE)"),
        ("glmer(y ~ f + diag(0 + f | g), hom = TRUE)", "hom", "cs(0 + f | g, hom = TRUE)"),
        ("lmer(y ~ x + (1 \\ g))", "\\", "If a bar is meant, write `|`"),
        ("lmer(y ~ x + (1 l g))", "l", "If a bar is meant, write `|`"),
        ("lmer(y ~ x + (x I g))", "I", "If a bar is meant, write `|`"),
        ("lmer(y ~ x + (1 ! g))", "!", "If a bar is meant, write `|`"),
        ("lmer(y ~ x l (1 | g))", "l", "is missing between `x` and `l`."),
        ("lmer(y ~ x + (1 | g)+)", ")", "between them, or remove `+`."),
        ("y ~ x + (1 | g) +)", ")", "No bracket is open here: remove `+` and `)`."),
        ("lmer(y ~ x + (1 \\ (g)))", "\\", "If a bar is meant, write `|`"),
        ("lmer(y ~ x + (x I(z^2)))", "I", "is missing between `x` and `I`."),
        ("lmer(y ~ x + (1 | 2))", "2", "Name a variable."),
        ("lmer(y ~ x + (1 | 2:g))", "2", "Name a variable."),
        ("lmer(y ~ x + (1 | g/2))", "2", "Name a variable."),
        ("lmer(y ~ x + (1 | g:(h + 3)))", "3", "Name a variable."),
        ("lmer(y ~ x + (1 | g:'h'))", "'h'", "Write the name h without quotes."),
        ("lmer(y ~ x + (1 | g), offset = ..1)", "..1", "Write what it should stand for."),
        ("lmer(y ~ x + (1 | g), weights = ...)", "...", "Write what it should stand for."),
        ("lmer(y ~ x + (1 | g), subset = x > ..2)", "..2", "Write what it should stand for."),
        ("lmer(y ~ x + ..1 + (1 | g))", "..1", "Write what it should stand for."),
        ("lmer(y ~ x + (x | (1)))", "1", "Name a variable."),
        ("lmer(y ~ x + (1 | TRUE))", "TRUE", "Name a variable."),
        ("lmer(y ~ x + (1 | 'g'))", "'g'", "Write the name g without quotes."),
        ("lmer(y ~ ... + (1 | g))", "...", "Write what it should stand for."),
        ("lmer(y ~ x + (log(...) | g))", "...", "Write what it should stand for."),
        ("lmer(y ~ x + (1 | ..1))", "..1", "Write what it should stand for."),
        ("lmer(... ~ x + (1 | g))", "...", "Write what it should stand for."),
    ],
)
def test_a_slip_in_the_code(code: str, place: str, hint: str) -> None:
    with pytest.raises(lme4math.FormulaError) as caught:
        lme4math.parse(code)
    assert caught.value.span is not None
    assert code[slice(*caught.value.span)] == place
    assert hint in (caught.value.hint or "")


def test_dots_of_a_function_within_the_formula_are_its_own() -> None:
    model = lme4math.parse("lmer(y ~ sapply(x, function(...) sum(...)) + (1 | g), d, ...)")
    assert "sapply" in model.describe()["formula"]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (lambda model: model.with_variable("X", 2), "There is no variable 'X'; there are g, x, y.\nHint: Did you mean"),
        (lambda model: model.with_structure(0, "ar2"), "there are us, ||, cs, ar1, diag.\nHint: Did you mean 'ar1'?"),
        (lambda model: model.with_structure(1, "cs"), "There is no random term 1; there is 0."),
        (lambda model: model.with_structure("x", "cs"), "There is no random term 'x'"),
        (lambda model: model.with_effect("x", "G"), "There is no grouping factor 'G'; there is g.\nHint: Did"),
        (lambda model: model.equations("compat"), "Did you mean 'compact'?"),
        (lambda model: model.equations(index="nest"), "There is no index 'nest'; there are lookup, nested."),
        (lambda model: model.explore("compat"), "There is no notation 'compat'"),
        (lambda model: setattr(model.explore(), "levels", (0, 7)), "There is no level 7; there are 0, 1."),
        (lambda model: model.moments().covariance("h"), "Two observations can share the groups of"),
    ],
)
def test_a_name_that_nothing_has(asked: Callable[[lme4math.Model], Any], said: str) -> None:
    with pytest.raises(lme4math.Error, match=re.escape(said)) as caught:
        asked(lme4math.parse("lmer(y ~ x + (x | g))"))
    assert isinstance(caught.value, ValueError)


@pytest.mark.parametrize("levels", [["a", "b", "a"], [1, 1]])
def test_a_level_declared_twice_is_named(levels: list[object]) -> None:
    with pytest.raises(lme4math.DataError, match=f"with the level “{levels[0]}” twice"):
        lme4math.parse("lmer(y ~ x + (1 | g))", factors={"x": levels})


@pytest.mark.parametrize("data", [None, {"y": [1.0, 2.0], "f": ["a", "b"], "g": ["u", "v"]}])
def test_levels_stand_in_quotes(data: Any) -> None:
    with pytest.raises(lme4math.Error) as caught:
        lme4math.parse('lmer(y ~ dummy(f, "z") + (1 | g))', data, factors={"f": ["a", "b"]})
    assert "“z”" in str(caught.value)
    assert "levels are “a”, “b”." in str(caught.value)


@pytest.mark.parametrize(
    ("effect", "group"), [("x)+(1", "g"), ("x", "g) + (1 | h"), ("x\nz", "g"), (5, "g"), ("", "g")]
)
def test_what_is_no_one_expression_is_no_random_effect(effect: Any, group: str) -> None:
    model = lme4math.parse("lmer(y ~ x + (1 | g))")
    with pytest.raises(lme4math.FormulaError):
        model.with_random(effect, group)


def test_a_comment_ends_with_the_code_that_it_stands_in() -> None:
    model = lme4math.parse("lmer(y ~ x + (1 | g))").with_random("x # of no account", "g")
    assert model.describe()["formula"] == "y ~ x + (1 + x | g)"


@pytest.mark.parametrize("family", ["poisson", "binomial()", '"poisson"', 'Gamma(link = "log")', "stats::poisson"])
def test_a_family_in_the_place_of_the_data_is_refused(family: str) -> None:
    with pytest.raises(lme4math.FormulaError, match="it is given as the data") as caught:
        lme4math.parse(f"glmer(y ~ x + (1 | g), {family})")
    assert (caught.value.hint or "").startswith("Write family = ")
    assert lme4math.parse(f"glmer(y ~ x + (1 | g), d, {family})").describe()["function"] == "glmer"


@pytest.mark.parametrize("data", ['"toy60"', '("d")', "5", "-5L", "1:3", 'c("a", "b")', "TRUE", "NA", "~x", "\\(x) x"])
@pytest.mark.parametrize("given", [None, DATA])
def test_what_is_no_data_frame_is_no_data(given: object, data: str) -> None:
    code = f"lmer(y ~ x + (1 | g), data = {data})"
    with pytest.raises(lme4math.FormulaError, match="This is not a data frame") as caught:
        lme4math.parse(code, given)
    assert caught.value.span is not None
    assert code[slice(*caught.value.span)] == data
    for frame in ("d", "NULL", "list(y = y)", "na.omit(d)", 'read.csv("d.csv")', "data[1:3, ]"):
        lme4math.parse(f"lmer(y ~ x + (1 | g), data = {frame})", given)


def test_data_that_the_call_would_make_is_said_not_to_be_made() -> None:
    model = lme4math.parse("lmer(y ~ x + (1 | g), data = subset(d, x > 1))", DATA)
    assert "`subset(d, x > 1)` is not run: all rows of the given data are used." in model.warnings
    assert lme4math.parse("lmer(y ~ x + (1 | g), data = d)", DATA).warnings == ()


@pytest.mark.parametrize("comparison", ["x > 10", "x == 1"])
def test_a_comparison_without_brackets_is_told_to_have_some(comparison: str) -> None:
    with pytest.raises(lme4math.FormulaError) as caught:
        lme4math.parse(f"lmer(y ~ {comparison} + (1 | g))")
    assert f"put it in brackets, as in ({comparison})" in (caught.value.hint or "")
