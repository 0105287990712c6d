"""Families that a script holds in variables, and families and links that are not lme4's: what is said of them."""

from __future__ import annotations

import numpy as np
import pytest

import lme4math


@pytest.mark.parametrize(
    ("before", "family", "link"),
    [
        ('fam <- binomial(link = "probit")', "fam", "probit"),
        ("one <- binomial; two <- one", "two", "logit"),
        ('fam <- "binomial"', "fam", "logit"),
        ('lk <- "cloglog"', "binomial(link = lk)", "cloglog"),
        ('lk <- "cloglog"', "binomial(link = make.link(lk))", "cloglog"),
        ('lk <- make.link("cauchit")', "binomial(lk)", "cauchit"),
        ("fam <- binomial", "fam()", "logit"),
        ('fams <- list(p = poisson(), b = binomial("probit"))', "fams$b", "probit"),
        ('fams <- list(p = poisson(), b = binomial("probit"))', 'fams[["b"]]', "probit"),
        ("fam <- poisson(); fam <- binomial()", "fam", "logit"),
    ],
)
def test_a_family_in_a_variable(before: str, family: str, link: str) -> None:
    model = lme4math.parse(f"{before}\nglmer(y ~ x + (1 | g), data = d, family = {family})").describe()
    assert (model["family"], model["link"]) == ("binomial", link)


@pytest.mark.parametrize(
    ("link", "read"),
    [
        ("power(0.5)", "sqrt"),
        ("power(1/2)", "sqrt"),
        ("power()", "identity"),
        ("power(0)", "log"),
        ("stats::power(-1)", "log"),
        ("power(0.25)", "mu^0.25"),
        ("power(1/3)", "mu^0.333"),
        ("power(lambda = 2)", "mu^2"),
    ],
)
def test_a_power_is_the_link_that_r_makes_of_it(link: str, read: str) -> None:
    assert lme4math.parse(f"glmer(y ~ x + (1 | g), data = d, family = Gamma({link}))").describe()["link"] == read


@pytest.mark.parametrize(
    ("family", "message", "hint"),
    [
        ("binomial(function(mu) mu)", "of class link-glm, and this is one function.", "probit"),
        ('binomial(if (z) "logit" else "probit")', "This link is computed, and the code is not run.", "probit"),
        ("binomial(links$a)", "This link is computed, and the code is not run.", "probit"),
        ('"binomial(link=probit)"', "R looks for a family of the name", "family = binomial(link=probit)"),
        ("nbinom2", "no family nbinom2 (glmmTMB has it)", "glmer.nb(y ~ x + (1 | g), data = d)"),
        ("nbinom1()", "no family nbinom1", "glmer.nb(y ~ x + (1 | g), data = d)"),
        ("if (z) poisson() else binomial()", "This family is computed, and the code is not run.", "binomial"),
        ('get("poisson")', "This family is computed, and the code is not run.", "binomial"),
        ("fams$a", "This family is computed, and the code is not run.", "binomial"),
        ("mine", "`mine` should be the family, but the code does not assign it.", "binomial"),
        ("binomial(link = make.link(x))", "`x` should be the link, but the code does not assign it.", "probit"),
        ("binomial(link = power(k))", "The exponent of this link is computed", "power(0.25)"),
        ("quasibinomial()", "it has no likelihood", "observation-level"),
        ("MASS::negative.binomial", "needs its theta", "glmer.nb(y ~ x + (1 | g), data = d)"),
    ],
)
def test_what_is_said_of_another(family: str, message: str, hint: str) -> None:
    with pytest.raises(lme4math.FormulaError) as caught:
        lme4math.parse(f"glmer(y ~ x + (1 | g), data = d, family = {family})")
    assert message in caught.value.message
    assert hint in (caught.value.hint or "")


def test_a_letter_for_a_bar() -> None:
    with pytest.raises(lme4math.FormulaError) as caught:
        lme4math.parse("lmer(y ~ x + (1lg))")
    assert caught.value.hint == "If a bar is meant, write (1 | g)."


@pytest.mark.parametrize(
    ("given", "exponent", "printed", "said"),
    [
        ("0.25", 0.25, "μ_i^{0.25} =", "mean μ_i; μ_i^{0.25} is the linear predictor."),
        ("1/3", 1 / 3, "μ_i^{1/3} =", "mean μ_i; μ_i^{1/3} is the linear predictor."),
        ("2", 2, "μ_i² =", "mean μ_i; μ_i² is the linear predictor."),
    ],
)
def test_a_power_of_the_mean_is_printed_said_and_solved(given: str, exponent: float, printed: str, said: str) -> None:
    data = {"y": [1.0, 2.0, 3.0, 4.0], "x": [0.0, 1.0, 2.0, 3.0], "g": ["a", "b", "a", "b"]}
    code = f"l <- {given}\nglmer(y ~ x + (1 | g), data = d, family = Gamma(link = power(l)))"
    model = lme4math.parse(code, data)
    for notation in ("expanded", "compact", "matrix"):
        found = model.equations(notation).evaluate([1.0, 0.5], [0.1, -0.1], mean=True)
        np.testing.assert_allclose(found, np.array([1.1, 1.4, 2.1, 2.4]) ** (1 / exponent))
    assert printed in model.equations().text()
    assert said in str(model.explain())
