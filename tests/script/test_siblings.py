"""Fits of other packages are refused with lme4's call written out; what is no mixed model is not taken for one."""

from __future__ import annotations

import pytest

from lme4math.errors import FormulaError
from lme4math.r import deparse
from lme4math.script import read_model_call


@pytest.mark.parametrize(
    ("code", "written"),
    [
        ('model = Lmer("y ~ x + (1|g)", data=df)', "lmer(y ~ x + (1 | g), data = df)"),
        (
            'import bambi as bmb\nm = bmb.Model("y ~ x + (1|g)", df, family="bernoulli")',
            "glmer(y ~ x + (1 | g), data = df, family = binomial)",
        ),
        (
            'from statsmodels.formula.api import mixedlm\nm = mixedlm("y ~ C(x)", df, groups=df["g"])',
            "lmer(y ~ factor(x) + (1 | g), data = df)",
        ),
        ('import x\nsmf.mixedlm("y ~ x", df, groups="g", re_formula="~x")', "lmer(y ~ x + (x | g), data = df)"),
        (
            "using MixedModels\nm = fit(MixedModel, @formula(y ~ 1 + x + zerocorr(1 + x | g)), df)",
            "lmer(y ~ 1 + x + (1 + x || g), data = df)",
        ),
        ("f <- y ~ x + (1 | g)\nglmmTMB(f, d, family = nbinom2)", "glmer.nb(y ~ x + (1 | g), data = d)"),
        ("brm(bf(y ~ x + (1|g)), data = d, family = poisson())", "glmer(y ~ x + (1 | g), data = d, family = poisson)"),
        ("stan_lmer(y ~ x + (1 | g), data = d)", "lmer(y ~ x + (1 | g), data = d)"),
        ("afex::mixed(y ~ A + (A || s), d, expand_re = TRUE)", "lmer(y ~ A + (A || s), data = d)"),
        ("lme(y ~ x, random = ~ x | g/h, data = d)", "lmer(y ~ x + (x | g/h), data = d)"),
        ("lme(y ~ x, d, random = list(g = ~ 1))", "lmer(y ~ x + (1 | g), data = d)"),
        ("glmmPQL(y ~ x, ~ 1 | g, binomial, d)", "glmer(y ~ x + (1 | g), data = d, family = binomial)"),
        ("lmer(y ~ x, random = ~ x | g, data = d)", "lmer(y ~ x + (x | g), data = d)"),
        ("glmer(y ~ x, d, random = ~ 1 | g, family = poisson)", "glmer(y ~ x + (1 | g), data = d, family = poisson)"),
    ],
)
def test_the_call_of_lme4_is_written_out(code: str, written: str) -> None:
    with pytest.raises(FormulaError) as caught:
        read_model_call(code)
    assert f"{written}." in (caught.value.hint or "")


def test_what_afex_does_is_said() -> None:
    with pytest.raises(FormulaError) as caught:
        read_model_call("mixed(y ~ A + (A || s), d)")
    assert "contr.sum" in (caught.value.hint or "")
    assert "expand_re" in (caught.value.hint or "")


NO_MODELS = [
    'tribble(~a, ~b, "x", 1)',
    "ggplot(d, aes(x, y)) + facet_wrap(~ g)",
    "ggplot(d, aes(x, y)) + facet_grid(a ~ b)",
    "boxplot(y ~ g, data = d)",
    "xyplot(y ~ x | g, data = d)",
    "aggregate(y ~ g, data = d, FUN = mean)",
    "t.test(y ~ g, data = d)",
    "xtabs(~ a + b, d)",
    "d %>% mutate(z = case_when(x > 1 ~ 'a', TRUE ~ 'b'))",
    "d %>% mutate_at(vars(x), ~ . / 2)",
    "d <- read.csv('~/data/x.csv')",
    "path <- '~/data/x.csv'",
]


@pytest.mark.parametrize("code", NO_MODELS)
def test_what_is_no_model_is_not_called_another_model(code: str) -> None:
    with pytest.raises(FormulaError, match="There is no model formula here"):
        read_model_call(f"library(lme4)\n{code}")


@pytest.mark.parametrize("code", NO_MODELS)
def test_the_formula_beside_it_is_read(code: str) -> None:
    assert deparse(read_model_call(f"{code}\nform <- y ~ x + (1 | g)\n").formula) == "y ~ x + (1 | g)"


def test_a_formula_with_random_effects_comes_before_one_without() -> None:
    assert deparse(read_model_call("f <- ~ z\nh <- y ~ x\nform <- y ~ x + (1 | g)").formula) == "y ~ x + (1 | g)"
