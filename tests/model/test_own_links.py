"""Links of the user's own: they are named, their formulas are not read, and what needs a formula is refused."""

from __future__ import annotations

import numpy as np
import pytest

import lme4math
from lme4math.notation import NOTATIONS

DATA = {"y": [0, 1, 1, 0, 1, 0], "x": [1.0, 2, 3, 4, 5, 6], "h": list("aabbcc")}
CALL = "glmer(y ~ x + (1 | h), data = d, family = binomial(link = {}))"
MADE = 'lk <- function(t = 1) structure(list(linkfun = qlogis, name = "{}"), class = "link-glm")\n'


@pytest.mark.parametrize(
    ("code", "link"),
    [
        (CALL.format("logexp(3)"), "logexp(3)"),
        (CALL.format("logexp(d$t)"), "logexp(d$t)"),
        (CALL.format("psyphy::mafc.logit(2)"), "psyphy::mafc.logit(2)"),
        ("l <- logexp(3)\n" + CALL.format("l"), "logexp(3)"),
        ("fam <- binomial(logexp(3))\nglmer(y ~ x + (1 | h), data = d, family = fam)", "logexp(3)"),
        (MADE.format("logexp") + CALL.format("lk(3)"), "logexp"),
        (MADE.format("logit") + CALL.format("lk()"), "logit"),
        (CALL.format('structure(list(name = "mine"), class = "link-glm")'), "mine"),
    ],
)
def test_it_is_called_what_r_calls_it(code: str, link: str) -> None:
    model = lme4math.parse(code, DATA)
    assert model.describe()["link"] == link
    assert any("is a link of your own, which only running the code could tell" in text for text in model.warnings)
    assert "g(μ_i)" in model.equations().text()
    assert "where the link function is your own" in str(model.explain())


def test_a_name_that_r_has_makes_it_no_link_of_r() -> None:
    model = lme4math.parse(MADE.format("logit") + CALL.format("lk(2)"), DATA)
    said = f"{model.explain()}{model.methods()}{model.moments()}"
    assert "odds" not in said
    assert "latent" not in said


def test_legend_and_remark_say_what_the_letter_is() -> None:
    model = lme4math.parse(CALL.format("logexp(3)"))
    (entry,) = [entry for entry in model.legend() if entry.symbol == "g(μ_i)"]
    assert (entry.meaning, entry.r_text) == ("a link function of your own, whose formula is not read", "logexp(3)")
    for notation in NOTATIONS:
        assert "g is the link function logexp(3)" in model.equations(notation).text()


@pytest.mark.parametrize(
    ("code", "letter"),
    [
        ("glmer(y ~ g + (1 | h), family = binomial(logexp(3)))", "f"),
        ("glmer(y ~ g + f + h + (1 | s), family = binomial(logexp(3)))", "ψ"),
        ("glmer(y ~ x + (1 | a) + (1 | b) + (1 | c) + (1 | d) + (1 | e), family = binomial(logexp(3)))", "f"),
    ],
)
def test_its_letter_stands_for_nothing_else(code: str, letter: str) -> None:
    assert f"{letter}(μ_i)" in lme4math.parse(code).equations().text()


@pytest.mark.parametrize("notation", NOTATIONS)
def test_only_what_needs_the_formula_is_refused(notation: str) -> None:
    model = lme4math.parse(CALL.format("logexp(3)"), DATA)
    equations = model.equations(notation)
    np.testing.assert_allclose(equations.evaluate([1, 2], [0.5, 0, 0]), [3.5, 5.5, 7, 9, 11, 13])
    assert equations.covariance(theta=[2.0])[0, 1] == pytest.approx(4.0)
    with pytest.raises(lme4math.DataError) as caught:
        equations.evaluate([1, 2], [0, 0, 0], mean=True)
    assert caught.value.message == (
        "The link `logexp(3)` is a function of your own, whose formula is not read: the means are not known."
    )
    assert model.moments().of == "linear predictor"


@pytest.mark.slow
def test_it_is_not_fitted_here() -> None:
    model = lme4math.parse(CALL.format("logexp(3)"), DATA)
    with pytest.raises(lme4math.DataError) as caught:
        model.fit()
    assert caught.value.message == (
        "The link `logexp(3)` is a function of your own, whose formula is not read: the model is not fitted here."
    )


def test_a_print_names_it() -> None:
    printed = """Generalized linear mixed model fit by maximum likelihood (Laplace Approximation) ['glmerMod']
 Family: binomial  ( logexp(3) )
Formula: y ~ x + (1 | h)
   Data: d
"""
    assert lme4math.parse(printed).describe()["link"] == "logexp(3)"
