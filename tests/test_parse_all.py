"""Scripts with several models: all are read, each by its name, and a change of one leaves the others as they are."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable

import pytest

import lme4math

Change = Callable[[lme4math.Model], lme4math.Model]

SCRIPT = """library(lme4)
f <- y ~ x + (1 | g)
d$k <- factor(d$k, levels = c("a", "b"))
m0 <- lmer(y ~ x + (1 | g), data = d)
m1 <- update(m0, . ~ . + k + (1 | h), REML = FALSE)  # a comment
m2 <- lmer(f, d)
m3 <- lmer(
  f,  # the same again
  d
)
m4 <- update(m1, . ~ . - x)
anova(m0, m1)
"""
DATA = {
    "y": [1.0, 2, 4, 3, 5, 6, 4, 8, 9, 7, 1, 3],
    "x": [1.0, 3, 2, 5, 4, 6, 1, 2, 8, 4, 3, 2],
    "k": list("abab" * 3),
    "g": list("aaabbbcccddd"),
    "h": list("uvwuvwuvwuvw"),
}
FORMULAS = [
    "y ~ x + (1 | g)",
    "y ~ x + (1 | g) + k + (1 | h)",
    "y ~ x + (1 | g)",
    "y ~ x + (1 | g)",
    "y ~ (1 | g) + k + (1 | h)",
]


def formulas(script: str) -> list[str]:
    return [model.describe()["formula"] for model in lme4math.parse_all(script)]


@pytest.mark.parametrize("data", [None, DATA], ids=["no data", "data"])
def test_all_models_are_read_in_their_order_with_their_names(data: object) -> None:
    models = lme4math.parse_all(SCRIPT, data)
    assert [model.name for model in models] == ["m0", "m1", "m2", "m3", "m4"]
    assert [model.describe()["formula"] for model in models] == FORMULAS
    assert [model.describe()["reml"] for model in models] == [True, False, True, True, False]
    assert models[4].describe()["columns"] == ["(Intercept)", "kb"]
    assert [model.describe()["n"] for model in models] == [None if data is None else 12] * 5
    for which in (0, 1, "m1", "m4", -1):
        assert lme4math.parse(SCRIPT, data, which=which) in models
    assert lme4math.parse(SCRIPT, data) == models[0]
    assert len(set(models)) == 5


def test_a_model_of_a_script_is_copied_and_pickled() -> None:
    model = lme4math.parse(SCRIPT, DATA, which="m1")
    for again in (copy.deepcopy(model), pickle.loads(pickle.dumps(model))):
        assert again.name == "m1"
        assert again.html() == model.html()


@pytest.mark.parametrize("place", range(5))
@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda model: model.with_random("z", "g"), "(1 + z | g)"),
        (lambda model: model.with_group("s"), "(1 | s)"),
        (lambda model: model.with_random("x", "g").with_structure(0, "cs"), "cs(1 + x | g)"),
    ],
    ids=["effect", "group", "structure"],
)
def test_a_change_of_one_model_leaves_the_others_as_they_are(
    place: int, change: Callable[[lme4math.Model], lme4math.Model], expected: str
) -> None:
    changed = change(lme4math.parse(SCRIPT, which=place))
    assert changed.name == f"m{place}"
    code = changed.content().code
    after = lme4math.parse_all(code)
    assert after[place] == changed
    assert expected in changed.describe()["formula"]
    assert [formula for number, formula in enumerate(formulas(code)) if number != place] == [
        formula for number, formula in enumerate(FORMULAS) if number != place
    ]


def test_only_the_calls_that_share_a_formula_are_written_out() -> None:
    code = lme4math.parse(SCRIPT, which="m2").with_random("z", "g").content().code
    assert code == SCRIPT.replace("m2 <- lmer(f, d)", "m2 <- lmer(y ~ x + (1 + z | g), data = d)")
    code = lme4math.parse(SCRIPT, which="m1").with_random("z", "g").content().code
    assert "m1 <- lmer(y ~ x + (1 + z | g) + k + (1 | h), data = d, REML = FALSE)  # a comment\n" in code
    alone = "f <- y ~ x + (1 | g)\nlmer(f, d)"
    assert lme4math.parse(alone).with_random("z", "g").content().code == "f <- y ~ x + (1 + z | g)\nlmer(f, d)"


def test_a_formula_that_is_not_written_out_can_be_changed_all_the_same() -> None:
    script = "f <- y ~ x + (1 | g); f2 <- update(f, . ~ . + k); m <- lmer(f2, d)"
    code = lme4math.parse(script).with_effect("x", "g").content().code
    assert code == "f <- y ~ x + (1 | g); f2 <- update(f, . ~ . + k); m <- lmer(y ~ x + (1 + x | g) + k, data = d)"


def test_a_wrong_model_is_told_at_its_place_and_the_others_are_read() -> None:
    script = SCRIPT.replace("k + (1 | h)", "k + 2")
    models = lme4math.parse_all(script)
    assert [model.name for model in models] == ["m0", "m2", "m3"]
    assert all(any(text.startswith("`m1` in line 5 is not read: ") for text in model.warnings) for model in models)
    with pytest.raises(lme4math.FormulaError) as caught:
        lme4math.parse(script, which="m1")
    assert caught.value.span is not None
    assert script[slice(*caught.value.span)] == "2"
    assert lme4math.parse(script, which="m2").describe()["formula"] == FORMULAS[2]
    with pytest.raises(lme4math.Error, match="There is no model 'm9'; there are m0, m1, m2, m3, m4"):
        lme4math.parse(script, which="m9")


def test_the_code_of_an_updated_model_lights_up_in_both_places() -> None:
    content = lme4math.parse(SCRIPT, which="m1").content()
    marked = {SCRIPT[mark.start : mark.end] for mark in content.code_marks}
    starts = {mark.start for mark in content.code_marks if SCRIPT[mark.start : mark.end] in ("x", "k", "h", "g")}
    assert {"x", "g", "k", "h"} <= marked
    first, second = (SCRIPT.index(name) for name in ("m0 <-", "m1 <-"))
    assert min(starts) > first
    assert min(start for start in starts if SCRIPT[start] in "kh") > second


def test_what_is_said_of_groups_holds_for_the_models_that_have_the_variable() -> None:
    script = "m0 <- lmer(y ~ x + (1 | school)); m1 <- lmer(y ~ x + sector + (1 | school))"
    alone = lme4math.parse(script, levels={"school": ["sector"]}, which="m1").equations("levels")
    plain, with_sector = lme4math.parse_all(script, levels={"school": ["sector"]})
    assert with_sector.equations("levels") == alone
    assert "sector_j" in alone.text()
    assert "sector" not in plain.equations("levels").text()
    assert lme4math.parse(script, levels=["school=sector"]).with_model("m1").equations("levels") == alone
    for wrong in ({"scool": ["sector"]}, {"school": ["sectr"]}):
        with pytest.raises(lme4math.DataError, match="of the model"):
            lme4math.parse_all(script, levels=wrong)
        with pytest.raises(lme4math.DataError, match="of the model"):
            lme4math.parse(script, levels=wrong)
