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
        (
            "using MixedModels\nfm = @formula(y ~ 1 + a & b + (1 | g & h))\nm = fit(MixedModel, fm, df)",
            "lmer(y ~ 1 + a:b + (1 | g:h), data = df)",
        ),
        ('sm.MixedLM.from_formula("y ~ x", groups="g", re_formula="1", data=d)', "lmer(y ~ x + (1 | g), data = d)"),
        (
            "fitglme(t, 'y ~ x + (1|g)', 'Distribution', 'Poisson')",
            "glmer(y ~ x + (1 | g), data = t, family = poisson)",
        ),
        (
            "import bambi as bmb\nbmb.Model(\"y['b'] ~ x + (1|g)\", df, family='bernoulli', link='probit')",
            'glmer(y == "b" ~ x + (1 | g), data = df, family = binomial(link = "probit"))',
        ),
        ("f <- bf(y ~ x + (1 | g))\nfit <- brm(f, data = d)", "lmer(y ~ x + (1 | g), data = d)"),
        ("fam <- nbinom2\nf <- y ~ x + (1 | g)\nglmmTMB(f, d, family = fam)", "glmer.nb(y ~ x + (1 | g), data = d)"),
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


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("glmmTMB(y ~ x + (1 | g), d, ziformula = ~ 0, dispformula = ~ 1)", "In lme4 write"),
        (
            "glmmTMB(y ~ x + (1 | g), d, ziformula = ~ z)",
            "Without `ziformula = ~z`, which lme4 does not have, the call",
        ),
        ("lme(y ~ x, d, ~ 1 | g, correlation = corAR1())", "Without `correlation = corAR1()`, which lme4 does not"),
        ("brm(bf(y ~ x + (1 | g), sigma ~ x), d)", "Without `sigma ~ x`, which lme4 does not have"),
        ("glmmTMB(y ~ x + (1 | g), d, family = nbinom1)", "lme4 has no family nbinom1."),
        ("brm(y ~ x + (1 | p | g), d)", "lme4 has no `1 | p | g`."),
        ("brm(y | trials(n) ~ x + (1 | g), d, family = binomial)", "`trials(n)`"),
        ("gamm4(y ~ s(x), random = ~ (1 | g), data = d)", "lme4 has no `s(x)`."),
        ("lme(y ~ x, random = list(g = pdDiag(~ x)), data = d)", "With an intercept for each g, lme4's call is"),
    ],
)
def test_what_lme4_has_not_is_named(code: str, said: str) -> None:
    with pytest.raises(FormulaError) as caught:
        read_model_call(code)
    hint = caught.value.hint or ""
    assert said in hint
    assert ("In lme4 write" in hint) == (said == "In lme4 write")


@pytest.mark.parametrize(
    ("code", "language"),
    [
        ("import numpy as np\nx = [i for i in range(3)]", "Python"),
        ("proc mixed data=d;\n class g;\n model y = x / solution;\n random intercept / subject=g;\nrun;", "SAS"),
        ("mixed y x || g: x, reml", "Stata"),
        ("MIXED y WITH x\n /RANDOM=INTERCEPT | SUBJECT(g).", "SPSS"),
    ],
)
def test_another_language_is_named(code: str, language: str) -> None:
    with pytest.raises(FormulaError, match=f"This is not R but {language}"):
        read_model_call(code)


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
