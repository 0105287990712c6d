"""What the legend says of each symbol."""

from __future__ import annotations

from typing import Any

import pytest

import lme4math
from lme4math.notation import Options, legend, tree
from lme4math.pipeline import names_of

TWO = {"f": ["a", "b"], "h": ["u", "v"]}
LAST = 'contrasts = list(f = "contr.SAS")'
OWN = "contrasts = list(f = matrix(c(-1, 0, 1, 1, -2, 1), 3, 2))"


def meanings(code: str, factors: dict[str, Any] | None = None) -> dict[str, str]:
    return {entry.symbol: entry.meaning for entry in lme4math.parse(code, factors=factors or TWO).legend()}


@pytest.mark.parametrize(
    ("code", "symbol", "meaning"),
    [
        ("lmer(y ~ f * h + (1 | g))", "β₃", "population interaction of `f` level “b” and `h` level “v”"),
        (
            "lmer(y ~ f * h * x + (1 | g))",
            "β₇",
            "population interaction of `f` level “b” and `h` level “v” in the slope of `x`",
        ),
        (f"lmer(y ~ f * x + (1 | g), {LAST})", "β₀", "population intercept where `f` is “b” and `x` is 0"),
        (
            f"lmer(y ~ f * x + (1 | g), {LAST})",
            "β₁",
            "population difference of `f` level “a” from level “b” where `x` is 0",
        ),
        (
            f"lmer(y ~ f * x + (1 | g), {LAST})",
            "β₃",
            "population difference of `f` level “a” from level “b” in the slope of `x`",
        ),
        ("lmer(y ~ 0 + f + h + (1 | g))", "β₂", "population value where `f` is “b” and `h` is “u”"),
        ("lmer(y ~ f + h:f + (1 | g))", "β₃", "population difference of `h` level “v” from level “u” where `f` is “b”"),
        ("lmer(y ~ f:x + h:x + (1 | g))", "β₂", "population slope of `x` where `f` is “b” and `h` is “u”"),
        ("lmer(y ~ f + (0 + f | g))", "b_{1,j}^(g)", "deviation of one level of `g` in the value where `f` is “b”"),
        ("lmer(y ~ x:z:f + (1 | g))", "β₁", "population coefficient of `x:z:fa`"),
        ("lmer(y ~ f + (1 | g))", "f_i", "the level of `f` that observation i has"),
        ("lmer(y ~ x + (1 | i) + (1 | o))", "x_a", "`x` of observation a"),
        ("lmer(y ~ x + (1 | i) + (1 | o) + (1 | a) + (1 | e))", "x_e", "`x` of observation e"),
        ("lmer(y ~ x + (1 | g) + (0 + z | g))", "Z_j^(g,2)", "the columns of Z for one level of `g`, term 2"),
        (
            "lmer(y ~ (1 + x | g) + (0 + z + w | g))",
            "Σ_{g,1}",
            "covariance matrix of the random effects of `g`, term 1",
        ),
        ("lmer(y ~ (1 + x | g) + (1 | h))", "Σ_g", "covariance matrix of the random effects of `g`"),
        ("lmer(y ~ factor(k) + (1 | g))", "S", "number of levels of `factor(k)`"),
        ("lmer(y ~ factor(k) + (1 | g))", "s", "index of the levels of `factor(k)`"),
    ],
)
def test_a_symbol_means_what_it_is(code: str, symbol: str, meaning: str) -> None:
    assert meanings(code)[symbol] == meaning


@pytest.mark.parametrize(
    ("code", "symbol", "meaning"),
    [
        ("glmer(cbind(s, n - s) ~ x + (1 | g), family = binomial)", "s_i", "the number of successes of observation i"),
        (
            "glmer(s / n ~ x + (1 | g), family = binomial, weights = n)",
            "s_i",
            "the number of successes of observation i",
        ),
        ("glmer(p ~ x + (1 | g), family = binomial, weights = n)", "p_i", "the response of observation i"),
        ("lmer((y) ~ x + (1 | g))", "y_i", "the response of observation i"),
        ("lmer(log(y) ~ x + (1 | g))", "log(y_i)", "the response of observation i"),
    ],
)
def test_the_response_is_in_the_legend_as_it_is_on_the_page(code: str, symbol: str, meaning: str) -> None:
    model = lme4math.parse(code)
    entries = [(entry.symbol, entry.meaning) for entry in model.legend()]
    assert (symbol, meaning) in entries[:3]
    assert len({shown for shown, _ in entries}) == len(entries)
    assert symbol in model.equations().text()


@pytest.mark.parametrize(
    ("group", "called"),
    [
        ("g", "g"),
        ("g:h", "`g:h`"),
        ("`my g`", "`my g`"),
        ("`my g`:h", r"`\`my g\`:h`"),
        ("factor(`my g`)", r"`factor(\`my g\`)`"),
    ],
)
def test_the_legend_names_groups_so_that_r_finds_them(group: str, called: str) -> None:
    entries = lme4math.parse(f"lmer(y ~ 1 + (1 | {group}))").legend()
    assert {entry.summary for entry in entries if "ranef" in entry.summary} == {f"ranef(fit)${called}: (Intercept)"}


def test_contrasts_written_by_hand_are_ones_own() -> None:
    found = meanings(f"lmer(y ~ f + (1 | g), {OWN})", {"f": 3})
    assert found["β₁"].startswith("population contrast `f1` of `f` (your own)")


@pytest.mark.parametrize("factor_index", [False, True])
def test_the_sign_of_a_condition_on_numbers_is_in_the_legend(factor_index: bool) -> None:
    model = lme4math.parse("lmer(y ~ f + I((x > 3) * z) + (1 | g))", factors=TWO)
    found = [entry.symbol for entry in model.legend(factor_index=factor_index) if "condition" in entry.meaning]
    assert found == ["1[x_i > 3]" if factor_index else "1[f_i = “b”]"]


def test_coefficients_by_level_are_in_the_legend_of_those_who_ask_for_them() -> None:
    model = lme4math.parse("lmer(y ~ f + (1 | g))", factors=TWO)
    entries = legend(names_of(model._compiled, "indexed", Options(factor_index=True)))
    (found,) = [entry for entry in entries if entry.meaning.startswith("coefficient of the level")]
    assert found.meaning == "coefficient of the level of `f` that observation i has"
    assert found.r_text == "f"


def test_variables_in_the_legend_know_their_characters() -> None:
    model = lme4math.parse("lmer(y ~ x + f + (1 | g))", factors=TWO)
    symbols = [entry.symbol for entry in legend(names_of(model._compiled))]
    nodes = [symbol for symbol in symbols if isinstance(symbol, tree.Covariate)]
    source = model._compiled.model.source
    assert [node.variable for node in nodes] == ["x", "f"]
    assert [source.slice(span) for node in nodes for span in node.spans] == ["x", "f"]


def test_the_legend_is_of_the_equations_asked_for() -> None:
    model = lme4math.parse("lmer(y ~ x + f + (1 + x | a/b))", factors=TWO)
    nested = {entry.symbol: entry for entry in model.legend(index="nested")}
    assert nested["n_{jk}"].meaning == "number of observations in one level of `b:a`"
    assert nested["J_k"].meaning == "number of levels of `b:a` in one level of `a`"
    assert nested["K"].meaning == "number of levels of `a`"
    assert [nested[size].r_text for size in ("n_{jk}", "J_k", "K")] == ["", "", 'ngrps(fit)["a"]']
    assert nested["ijk"].meaning == "observation number i in level jk of `b:a`"
    assert nested["jk"].meaning == "level number j of `b:a` in level k of `a`"
    assert nested["k"].meaning == "index of the levels of `a`"
    assert nested["β_{0,k}"].meaning == "intercept for one level of `a`: population value plus deviation"
    assert nested["x_{ijk}"].meaning == "`x` of observation ijk"
    assert not nested.keys() & {"Z", "j[i]"}
    by_level = {entry.symbol: entry.meaning for entry in model.legend(factor_index=True)}
    assert by_level["β_{2,f[i]}^(f)"] == "coefficient of the level of `f` that observation i has"
    assert by_level["f[i]"] == "the level of `f` that observation i has"
    assert "f_i" not in by_level
    assert "n" in by_level


def test_crossed_groups_have_no_legend_of_nested_indices() -> None:
    with pytest.raises(lme4math.FormulaError, match="do not nest"):
        lme4math.parse("lmer(y ~ 1 + (1 | a) + (1 | b))").legend(index="nested")
    with pytest.raises(ValueError, match="no index 'crossed'"):
        lme4math.parse("lmer(y ~ 1 + (1 | a))").legend(index="crossed")
