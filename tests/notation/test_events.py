"""Which outcome a binomial model gives the probability of, and conditions on the levels of factors in the equations."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import lme4math

ROWS = 24
DATA = {
    "y": [0.1 * (7 * row % 11) for row in range(ROWS)],
    "x": [0.3 * (5 * row % 7) for row in range(ROWS)],
    "f": [("a", "b", "c")[row % 3] for row in range(ROWS)],
    "two": [("no", "yes")[row // 2 % 2] for row in range(ROWS)],
    "won": [row % 4 == 0 for row in range(ROWS)],
    "g": [("p", "q", "r", "s")[row % 4] for row in range(ROWS)],
}
LEVELS = {"two": ["no", "yes"], "f": ["a", "b", "c"]}


def model(code: str, data: Any = DATA, **factors: list[str]) -> lme4math.Model:
    return lme4math.parse(code, data, factors=factors)


@pytest.mark.parametrize(
    ("response", "factors", "shown", "event"),
    [
        ("two", {"two": ["no", "yes"]}, "1[two_i = “yes”]", "`two` is “yes”"),
        ("two", {"two": ["yes", "no"]}, "1[two_i = “no”]", "`two` is “no”"),
        ("factor(two)", {}, "1[factor(two)_i = “yes”]", "`factor(two)` is “yes”"),
        ("f", {"f": ["a", "b", "c"]}, "1[f_i ≠ “a”]", "`f` is not “a”"),
        ('f == "b"', {}, "1[f_i = “b”]", "`f` is “b”"),
        ('f != "b"', {}, "1[f_i ≠ “b”]", "`f` is not “b”"),
        ("won", {}, "won_i", "`won` is TRUE"),
        ("y > 0.4", {}, "1[y_i > 0.4]", "`y > 0.4` is TRUE"),
    ],
)
def test_the_outcome_that_has_the_probability_is_named(
    response: str, factors: dict[str, list[str]], shown: str, event: str
) -> None:
    found = model(f"glmer({response} ~ x + (1 | g), family = binomial)", **factors)
    for notation in ("expanded", "compact", "matrix"):
        assert f"{shown} ∼ Binomial(1, μ_i)" in found.equations(notation).text().replace("`won`", "won")
    text = found.explain()
    assert f"the probability that {event} is μ_i, whose log odds are the linear predictor." in text
    meanings = [entry.meaning for entry in found.legend()]
    assert meanings[0] == f"the response of observation i: 1 where {event}, else 0"
    assert f"probability that {event} in observation i, given the random effects" in meanings
    assert np.isin(found.design().y, (0.0, 1.0)).all()


def test_the_response_of_data_is_the_outcome_that_is_printed() -> None:
    found = model("glmer(f ~ x + (1 | g), family = binomial)", f=["b", "a", "c"])
    assert list(found.design().y) == [float(level != "b") for level in DATA["f"]]
    said = "R takes the first, “b”, as failure and pools “a” and “c” as success."
    assert any(said in text for text in found.warnings)
    assert not model("glmer(two ~ x + (1 | g), family = binomial)", two=["no", "yes"]).warnings


def test_a_script_says_which_level_is_the_second() -> None:
    code = 'd$Outcome <- factor(d$Outcome, levels = c("g", "c"))\nglmer(Outcome ~ x + (1 | id), d, family = binomial)'
    assert lme4math.parse(code).equations().text().startswith("1[Outcome_i = “c”] ∼ Binomial(1, μ_i)")


def test_levels_that_are_not_known_are_not_named() -> None:
    text = lme4math.parse("glmer(factor(o) ~ x + (1 | g), family = binomial)").explain()
    assert "the probability that `factor(o)` is not at its first level" in text
    assert (
        "the probability that `o` is 1 is μ_i" in lme4math.parse("glmer(o ~ x + (1 | g), family = binomial)").explain()
    )


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ('y ~ x + (0 + dummy(f, "b") | g)', "b_{2,j[i]}^(g) 1[f_i = “b”]"),
        ("y ~ x + (0 + dummy(f) | g)", "b_{3,j[i]}^(g) 1[f_i = “c”]"),
        ("y ~ x + dummy(two) + (1 | g)", "β₂ 1[two_i = “yes”]"),
        ('y ~ x + I(f == "a") + (1 | g)', "β₂ 1[f_i = “a”]"),
        ('y ~ x + I(f != "a") + (1 | g)', "β₂ 1[f_i ≠ “a”]"),
        ('y ~ x + as.numeric(f == "a") + (1 | g)', "β₂ 1[f_i = “a”]"),
        ('y ~ I((f == "a") * x) + (1 | g)', "β₁ (1[f_i = “a”] ⋅ x_i)"),
        ('y ~ x + I(f %in% c("a", "b")) + (1 | g)', "β₂ (1[f_i = “a”] + 1[f_i = “b”])"),
        ("y ~ C(f, contr.sum) + (1 | g)", "β₁ c₁(f_i) + β₂ c₂(f_i)"),
    ],
)
def test_conditions_on_levels_are_indicators_that_compute_what_lme4_does(code: str, shown: str) -> None:
    found = model(f"lmer({code})", **LEVELS)
    design = found.design()
    beta = np.arange(1.0, 1 + len(design.kept))
    b = np.linspace(-1, 1, design.Z.shape[1])
    wanted = design.X[:, list(design.kept)] @ beta + design.Z @ b
    for notation in ("expanded", "compact", "matrix"):
        assert np.allclose(found.equations(notation).evaluate(beta, b), wanted)
    assert shown in found.equations().text()
    assert "slope of `dummy" not in found.explain()


def test_an_undeclared_factor_has_its_condition_printed() -> None:
    text = lme4math.parse('lmer(y ~ age + (0 + dummy(Sex, "Female") | s) + (1 | s))').equations().text()
    assert "1[Sex_i = “Female”]" in text
    assert "1[Sex_i = “Female”]" in lme4math.parse('lmer(y ~ I(Sex == "Female") + (1 | s))').equations().text()


def test_two_codings_of_a_factor_have_two_letters() -> None:
    text = model("lmer(y ~ C(f, contr.sum) + (C(f, contr.helmert) | g))", **LEVELS).equations().text()
    assert "contr.sum" in text
    assert "contr.helmert" in text


def test_columns_bound_together_are_spoken_of_as_what_they_are() -> None:
    found = lme4math.parse("lmer(y ~ cbind(z, z^2) + (1 | g))")
    meanings = [entry.meaning for entry in found.legend()]
    assert "population slope of `z` where `z` is 0" in meanings
    assert "population coefficient of `z^2`" in meanings
    assert "cbind(z, z^2)z" not in found.explain()
