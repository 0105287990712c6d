"""The paragraph for a methods section: what the code says of a model, all of it, and nothing else."""

from __future__ import annotations

import re
from typing import Any

import pytest

import lme4math
from tests import oracle

CASES = [case for case in oracle.designed_cases() if case["status"] == "ok"]
SLEEP = "lmer(Reaction ~ Days + (Days | Subject))"


def bare(text: str) -> str:
    return re.sub(r"[\s`\"]", "", text)


def after(text: str) -> str:
    """What stands beneath the equation."""
    return text.rsplit("\n\n", 1)[-1]


def test_the_paragraph_of_a_linear_model() -> None:
    text = lme4math.parse(SLEEP).methods()
    assert text.startswith(
        "We fitted a linear mixed-effects model of Reaction with Days as a fixed effect, "
        "and with correlated random intercepts and slopes of Days for each Subject:\n\n"
    )
    assert "    i = 1, …, n (observations)\n" in text
    assert after(text) == (
        "The model was fitted with the function lmer of the R package lme4, by restricted maximum likelihood (REML)."
    )


@pytest.mark.parametrize(
    ("code", "factors", "said"),
    [
        ("y ~ x + (x || g)", {}, "uncorrelated random intercepts and slopes of x for each g:"),
        ("y ~ 0 + x + (1 | g)", {}, "with x as a fixed effect, without an intercept, and with random"),
        (
            "y ~ 1 + (1 | g) + (1 | h)",
            {},
            "an intercept as the only fixed effect, and with random intercepts for each g and each h:",
        ),
        ("y ~ f * x + (1 | g)", {"f": ["a", "b"]}, "with f, x, and the interaction of f and x as fixed effects"),
        ("y ~ f * x + (f | g)", {"f": ["a", "b"]}, "correlated random intercepts and effects of f for each g:"),
        ("y ~ a * x * z + w + (1 | g)", {"a": 2}, "with a, x, z, w, and all interactions of a, x and z as fixed"),
        ("y ~ a + x:z + x:w + (1 | g)", {}, "with a and the interactions of x and z and of x and w as fixed effects"),
        (
            "y ~ f * h * x + (f * h * x | g)",
            {"f": ["a", "b"], "h": 2},
            "slopes of x, interactions of f and h, interact",
        ),
        ("y ~ f * h * x + (f * h * x | g)", {"f": ["a", "b"], "h": 2}, "and interactions of f, h and x for each g:"),
        ("y ~ x + ar1(0 + w | g)", {"w": 3}, "with first-order autoregressive random effects of the levels of w for"),
        ("y ~ 1 + (1 | a/b) + (1 | s)", {}, "random intercepts for each a, each b within each a and each s:"),
        ("y ~ 1 + (1 | a) + (1 | b) + (1 | a:b)", {}, "for each a, each b and each combination of a and b:"),
        ("y ~ 1 + (1 | a/b/c)", {}, "each a, each b within each a and each c within each combination of b and a:"),
        ("y ~ 1 + (1 | a:b)", {}, "random intercepts for each combination of a and b:"),
        ("y ~ x + (x | g) + (1 | h)", {}, "slopes of x for each g, and with random intercepts for each h:"),
        (
            "d$f <- factor(d$f, c('a', 'b')); contrasts(d$f) <- c(-.5, .5); lmer(y ~ f + (1 | g), d)",
            {},
            "f was coded as −0.5 (“a”) and 0.5 (“b”).",
        ),
        ("y ~ f + (1 | g)", {"f": ["a", "b"]}, "Treatment contrasts were used for f (baseline “a”)."),
        ("lmer(y ~ f + (1 | g), contrasts = list(f = 'contr.sum'))", {"f": 3}, "f was coded by contr.sum."),
        ("lmer(y ~ x + (1 | g), REML = FALSE)", {}, "of the R package lme4, by maximum likelihood."),
        ("lmer(y ~ x + offset(z) + (1 | g), weights = w)", {}, "z entered as an offset. Observations were weighted"),
        ("glmer(y ~ x + (1 | g), family = poisson)", {}, "follows a Poisson distribution, with a log link."),
        ("glmer(y ~ x + (1 | g), family = poisson)", {}, "by maximum likelihood with the Laplace approximation."),
        ("glmer(y ~ x + (1 | g), family = poisson, nAGQ = 9)", {}, "adaptive Gauss–Hermite quadrature of 9 points."),
        ("glmer(cbind(a, b - a) ~ x + (1 | g), family = binomial)", {}, "a out of b (successes out of trials) with x"),
        ("glmer(o ~ x + (1 | g), family = binomial)", {"o": ["no", "yes"]}, "model of whether o is “yes” with x"),
    ],
)
def test_all_that_the_code_says_is_said(code: str, factors: dict[str, Any], said: str) -> None:
    assert said in lme4math.parse(code, factors=factors).methods()


@pytest.mark.parametrize("code", ["y ~ x + (1 | g)", "blmer(y ~ x + (1 | g))"])
def test_what_the_code_does_not_say_is_not_said(code: str) -> None:
    text = lme4math.parse(code).methods()
    assert "lme4" not in text
    assert "likelihood" not in text
    assert "levels of g." not in text


def test_with_data_its_counts_are_said() -> None:
    data = {"y": [1.0, 2, 4, 3, 3.3, 5], "x": [1.0, 2, 3, 5, 7, 8], "g": ["p", "p", "q", "q", "r", "r"]}
    text = lme4math.parse("lmer(y ~ x + (1 | g))", data).methods()
    assert after(text).endswith("The data had 6 observations and 3 levels of g.")


def test_a_level_for_each_observation_is_said_to_be_that() -> None:
    code = "glmer(TICKS ~ cHEIGHT + (1 | BROOD) + (1 | INDEX), family = poisson)"
    text = lme4math.parse(code, lme4math.data.grouseticks()).methods()
    assert "random intercepts for each BROOD and each observation (INDEX):" in text
    assert after(text).endswith("The data had 403 observations and 118 levels of BROOD.")


@pytest.mark.parametrize(
    ("family", "said"),
    [
        ("poisson", "the argument of $\\text{Poisson}$ is the mean; the arguments of $\\text{N}$ are the mean and"),
        (
            "Gamma(link = log)",
            "$\\text{Gamma}$ are the mean and the dispersion, with variance $\\varphi\\,\\mu_{i}^{2}$; the",
        ),
        ("binomial", "the arguments of $\\text{N}$ are the mean and the variance."),
    ],
)
def test_what_distributions_are_given_is_said_in_a_sentence(family: str, said: str) -> None:
    code = f"glmer(y ~ x + (1 | g), family = {family})"
    for format_name in ("markdown", "latex"):
        assert said in lme4math.parse(code).methods(format_name)


def test_labels_are_used() -> None:
    text = lme4math.parse(SLEEP, labels={"Reaction": "reaction time", "Subject": "participant"}).methods()
    assert "model of reaction time with Days" in text
    assert "for each participant:" in text


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES, ids=oracle.ids(CASES))
def test_a_recorded_case_is_said_in_full(case: dict[str, Any]) -> None:
    text = lme4math.parse(case["call"], oracle.frame(case["data"])).methods()
    first, last = bare(text.split(":\n\n")[0]), after(text)
    for label in case["fixed"]["term_labels"]:
        assert all(bare(part) in first for part in re.split(r":(?![^(]*\))", label)), label
    for term in case["random"]["cnms"]:
        assert not term["columns"] or all(bare(name) in first for name in term["group"].split(":"))
    sentences = last.split(". ")
    assert len(sentences) == len(set(sentences))
    assert f"{case['n_rows_used']:,} observations" in last
    assert ("REML" in last) == bool((case.get("fit") or {}).get("REML", "REML" in last))
    assert not re.search(r"  |,,|\.\.|\b(\w\w+) \1\b|`", last)


@pytest.mark.parametrize("format_name", ["markdown", "latex"])
def test_formulas_that_follow_each_other_are_one(format_name: str) -> None:
    code = 'd$f <- factor(d$f, c("a", "b")); contrasts(d$f) <- c(-0.5, 0.5); lmer(y ~ f + (1 | g), d)'
    beneath = lme4math.parse(code).methods(format_name).rpartition("Here ")[2]
    assert "scores the levels of $\\text{f}$" in beneath
    assert "$$" not in beneath


def test_markdown_has_the_symbols_as_mathematics() -> None:
    text = lme4math.parse("lmer(y_1 ~ x + (1 | g))").methods("markdown")
    assert "model of y\\_1 with x" in text
    assert "\n$$\n\\begin{aligned}" in text
    assert "$j[i]$ is the level of" in text
    with pytest.raises(ValueError, match="format"):
        lme4math.parse(SLEEP).methods("rtf")


def test_for_word_no_cell_begins_with_a_relation() -> None:
    """LibreOffice takes each cell for a formula of its own."""
    model = lme4math.parse("lmer(y_1 ~ x + (1 | g))")
    for written in (
        model.methods("word"),
        lme4math.compare(model, "lmer(y_1 ~ 1 + (1 | g))").markdown(word=True),
        model.checked("y_i = a + e_i").markdown(word=True),
    ):
        rows = [line.split(" & ") for line in written.splitlines() if " & " in line]
        assert rows
        assert [row for row in rows if not row[1].startswith(r"\text{}")] == []


def test_as_html_the_equation_stands_between_paragraphs_and_names_are_no_markup() -> None:
    text = lme4math.parse("lmer(`a<b` ~ x + (1 | g))").methods("html")
    before, rest = text.split("<math", 1)
    equation, after = rest.split("</math>")
    assert before.endswith("</p><p>")
    assert before.startswith("<p>We fitted a linear mixed-effects model of a&lt;b with x as a fixed effect")
    assert "<mtext>a&lt;b</mtext>" in equation
    assert after.startswith("</p><p>The model was fitted with the function lmer of the R package lme4, by restricted")
    assert after.endswith("(REML).</p>")
