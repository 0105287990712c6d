"""Families and links as R and lme4 read them, and responses that they take."""

from __future__ import annotations

import pytest

from lme4math.errors import FormulaError
from lme4math.model import MixedModel
from lme4math.pipeline import compile_model
from lme4math.r import deparse


def glmer(family: str, response: str = "y") -> MixedModel:
    return compile_model(f"glmer({response} ~ x + (1 | g), data = d, family = {family})").model


@pytest.mark.parametrize(
    ("family", "name", "link"),
    [
        ("binomial", "binomial", "logit"),
        ('"binomial"', "binomial", "logit"),
        ("binomial()", "binomial", "logit"),
        ('binomial(link = "probit")', "binomial", "probit"),
        ('binomial("probit")', "binomial", "probit"),
        ("binomial(link = probit)", "binomial", "probit"),
        ("binomial(cloglog)", "binomial", "cloglog"),
        ("stats::binomial()", "binomial", "logit"),
        ("stats::binomial", "binomial", "logit"),
        ("poisson", "poisson", "log"),
        ('poisson(li = "sqrt")', "poisson", "sqrt"),
        ("Gamma", "Gamma", "inverse"),
        ('Gamma(link = "log")', "Gamma", "log"),
        ("inverse.gaussian", "inverse.gaussian", "1/mu^2"),
        ('inverse.gaussian(link = "1/mu^2")', "inverse.gaussian", "1/mu^2"),
        ('gaussian(link = "log")', "gaussian", "log"),
        ("MASS::negative.binomial(2)", "negative binomial", "log"),
        ('negative.binomial(theta = 2, link = "sqrt")', "negative binomial", "sqrt"),
    ],
)
def test_a_family_is_read_as_r_reads_it(family: str, name: str, link: str) -> None:
    read = glmer(family)
    assert (read.function, read.family.name, read.family.link) == ("glmer", name, link)
    assert not read.reml


@pytest.mark.parametrize("call", ["glmer(y ~ x + (1 | g))", "glmer(y ~ x + (1 | g), family = gaussian)"])
def test_glmer_of_a_gaussian_is_lmer_with_a_warning(call: str) -> None:
    read = compile_model(call).model
    assert (read.function, read.reml) == ("lmer", True)
    assert read.warnings


def test_glmer_nb_has_the_log_link() -> None:
    read = compile_model("glmer.nb(y ~ x + (1 | g), data = d)").model
    assert (read.function, read.family.name, read.family.link) == ("glmer.nb", "negative binomial", "log")


@pytest.mark.parametrize(
    ("family", "offending"),
    [
        ("quasibinomial", "quasibinomial"),
        ("quasi()", "quasi()"),
        ('binomial(link = "sqrt")', '"sqrt"'),
        ("Beta", "Beta"),
        ("nbinom2", "nbinom2"),
        ("3", "3"),
        ("f(x)(y)", "f(x)(y)"),
    ],
)
def test_a_family_that_lme4_lacks_is_refused(family: str, offending: str) -> None:
    code = f"glmer(y ~ x + (1 | g), data = d, family = {family})"
    with pytest.raises(FormulaError) as caught:
        compile_model(code)
    assert caught.value.span is not None
    assert code[slice(*caught.value.span)] == offending
    assert caught.value.hint


@pytest.mark.parametrize(
    ("response", "trials"),
    [
        ("cbind(a, b)", "a + b"),
        ("cbind(a, b - a)", "b"),
        ("cbind(n - f, f)", "n"),
        ("cbind(a, (b - (a)))", "b"),
        ("cbind(a + c, n - a - c)", "n"),
        ("cbind(a, 10 - a)", "10"),
        ("cbind(a, -a + b)", "b"),
        ("cbind(a, b - 2 * a)", "a + (b - 2 * a)"),
        ("cbind(a, b + a)", "a + (b + a)"),
        ("cbind(a, -a)", "a + -a"),
    ],
)
def test_trials_are_the_sum_of_both_columns_without_what_cancels(response: str, trials: str) -> None:
    read = glmer("binomial", response).response.trials
    assert read is not None
    assert deparse(read) == trials


def test_trials_of_a_long_sum_are_found() -> None:
    many = " + ".join(f"x{number}" for number in range(400))
    read = glmer("binomial", f"cbind({many}, n - ({many}))").response.trials
    assert read is not None
    assert deparse(read) == "n"


def test_successes_and_failures() -> None:
    read = glmer("binomial", "cbind(s, n - s)")
    assert read.response.successes == "s"


def test_a_formula_alone_with_successes_and_failures_is_binomial() -> None:
    read = compile_model("cbind(s, f) ~ x + (1 | g)").model
    assert (read.function, read.family.name) == ("glmer", "binomial")
    assert read.warnings


def test_a_proportion_without_weights_is_warned_of() -> None:
    assert any("proportion" in warning for warning in glmer("binomial", "s/n").warnings)


@pytest.mark.parametrize(
    "code",
    [
        "lmer(A ~ x + (1 | g), data = d)",
        "lmer(factor(y) ~ x + (1 | g), data = d)",
        "lmer(cbind(a, b) ~ x + (1 | g), data = d)",
        "glmer(cbind(a, b) ~ x + (1 | g), data = d, family = poisson)",
        "lmer(1 ~ x + (1 | g), data = d)",
        "lmer(y | trials(n) ~ x + (1 | g), data = d)",
        "lmer(y ~ x ~ z + (1 | g), data = d)",
    ],
)
def test_a_response_that_the_family_cannot_take_is_refused(code: str) -> None:
    with pytest.raises(FormulaError) as caught:
        compile_model(code, factors={"A": ["a", "b"]})
    assert caught.value.span is not None
    assert caught.value.hint


@pytest.mark.parametrize(
    ("argument", "reml"), [("", True), (", REML = FALSE", False), (", REML = F", False), (", REML = 0", False)]
)
def test_reml(argument: str, reml: bool) -> None:
    assert compile_model(f"lmer(y ~ x + (1 | g), d{argument})").model.reml is reml
