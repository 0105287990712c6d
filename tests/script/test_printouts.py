"""What R prints of a fit is read as the call that it was fitted by: the recorded ones, and some by hand."""

from __future__ import annotations

import gzip
import json
from functools import cache
from typing import Any

import pytest

import lme4math
from lme4math.errors import FormulaError
from lme4math.r import deparse
from lme4math.script import read_model_call
from tests.oracle import DATA

FITS = DATA / "fits.jsonl.gz"
"""What R printed of the designed cases that were fitted, by lme4 1.1 and 2.1 and by lmerTest."""


@cache
def fits() -> list[dict[str, Any]]:
    return list(map(json.loads, gzip.decompress(FITS.read_bytes()).decode("utf-8").splitlines()))


COMPARED = ("data", "offset", "weights", "subset")


@pytest.mark.slow
@pytest.mark.parametrize("fit", fits(), ids=[fit["id"] for fit in fits()])
@pytest.mark.parametrize("written", ["{}", "> summary(m)\n{}", "```\n{}\n```"])
def test_a_printed_fit_is_read_as_its_call(fit: dict[str, Any], written: str) -> None:
    asked = read_model_call(fit["call"])
    for kind, text in fit["texts"].items():
        found = read_model_call(written.format(text))
        assert found.function == asked.function, kind
        assert deparse(found.formula) == deparse(asked.formula), kind
        for name in COMPARED:
            one, other = found.argument(name), asked.argument(name)
            assert (one and deparse(one)) == (other and deparse(other)), kind
        assert ("REML" in dict(found.arguments)) == (text.startswith("Linear mixed model fit by maximum")), kind


GLMM = """Generalized linear mixed model fit by maximum likelihood (Laplace
  Approximation) [glmerMod]
 Family: {}
Formula: cbind(incidence, size - incidence) ~ period + (1 | herd) + (1 |
    obs)
   Data: cbpp

      AIC       BIC    logLik -2*log(L)  df.resid
    186.6     198.8     -87.3     174.6        50

Random effects:
 Groups Name        Std.Dev.
 obs    (Intercept) 0.8911
Number of obs: 56, groups:  obs, 56; herd, 15

Fixed effects:
            Estimate Std. Error z value Pr(>|z|)
(Intercept)  -1.5003     0.2967  -5.056 4.27e-07 ***
period2      -1.2265     0.4735  -2.590  0.00959 **
"""


@pytest.mark.parametrize(
    ("family", "function", "given"),
    [
        ("binomial  ( logit )", "glmer", 'binomial(link = "logit")'),
        ("binomial ( cloglog )", "glmer", 'binomial(link = "cloglog")'),
        ("Gamma  ( log )", "glmer", 'Gamma(link = "log")'),
        ("inverse.gaussian  ( 1/mu^2 )", "glmer", 'inverse.gaussian(link = "1/mu^2")'),
        ("Negative Binomial(2.4689)  ( log )", "glmer.nb", None),
        ("Negative Binomial(2)  ( sqrt )", "glmer", 'MASS::negative.binomial(2, link = "sqrt")'),
    ],
)
def test_the_family_of_a_printout(family: str, function: str, given: str | None) -> None:
    call = read_model_call(GLMM.format(family))
    assert call.function == function
    read = call.argument("family")
    assert (read and deparse(read)) == given


def test_places_are_those_of_the_printout() -> None:
    text = GLMM.format("binomial  ( logit )")
    call = read_model_call(text)
    formula = text[slice(*call.formula.span)]
    assert formula.startswith("cbind(incidence")
    assert formula.endswith("obs)")
    assert text[slice(*call.span)].startswith("Generalized")


def test_names_of_coefficients_show_the_factors() -> None:
    (declared,) = read_model_call(GLMM.format("binomial  ( logit )")).declarations
    assert (declared.name, declared.frame, declared.levels) == ("period", "cbpp", None)


def test_numbers_and_headings_show_no_factors() -> None:
    text = GLMM.format("binomial  ( logit )").replace("period2", "period ").replace("period + ", "period + E + ")
    assert read_model_call(text).declarations == ()


@pytest.mark.parametrize("prefix", ["## ", "#> "])
def test_a_printout_in_comments_is_read(prefix: str) -> None:
    text = "summary(m)\n" + "".join(prefix + line + "\n" for line in GLMM.format("binomial  ( logit )").splitlines())
    assert deparse(read_model_call(text).formula).startswith("cbind(incidence, size - incidence) ~ period")


@pytest.mark.parametrize(
    "text",
    [
        "Formula: log(weight) ~ (1 | species_id) + hindfoot_length",
        "  Formula: log(weight) ~ (1 | species_id) +  \n    hindfoot_length\n",
        "Formula:\nlog(weight) ~ (1 | species_id) + hindfoot_length",
    ],
)
def test_a_formula_behind_its_label(text: str) -> None:
    call = read_model_call(text)
    assert deparse(call.formula) == "log(weight) ~ (1 | species_id) + hindfoot_length"
    assert call.function == "lmer"


def test_a_printout_without_family_is_refused() -> None:
    text = "Generalized linear mixed model fit by the Laplace approximation \nFormula: y ~ x + (1 | g) \n   Data: d\n"
    with pytest.raises(FormulaError, match="names no family") as caught:
        read_model_call(text)
    assert caught.value.span is not None
    assert text[slice(*caught.value.span)].strip() == "y ~ x + (1 | g)"


def test_a_nonlinear_printout_is_refused_by_name() -> None:
    heading = "Nonlinear mixed model fit by maximum likelihood  ['nlmerMod']\n"
    text = f"{heading}Formula: y ~ SSlogis(x, A, b, c) ~ A | g\n   Data: d\n"
    with pytest.raises(FormulaError, match="nlmer"):
        read_model_call(text)


def test_what_shows_a_factor_is_named() -> None:
    said = lme4math.parse(GLMM.format("binomial  ( logit )")).assumptions
    assert said == ("`period` is a factor with unknown levels, as line 19 shows.",)
