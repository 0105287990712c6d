"""Two things never share a symbol, and one thing never has two."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any
from xml.etree import ElementTree

import pytest

import lme4math
from lme4math.notation import (
    BY_GROUPS,
    NOTATIONS,
    WITH_OPTIONS,
    Index,
    Letter,
    Names,
    Options,
    Size,
    Symbol,
    legend,
    writer,
)
from lme4math.notation.tree import BasisFunction
from lme4math.pipeline import names_of
from lme4math.records import walk

MODELS = [
    "lmer(y ~ x + (x | g) + (1 | g))",
    "lmer(y ~ x + (x || g) + (x | h))",
    "lmer(y ~ x * z * w + (x * z * w | g) + (x | h))",
    "lmer(y ~ x1+x2+x3+x4+x5+x6+x7+x8+x9+x10+x11+x12 + (x1+x10+x11+x12 | a))",
    "lmer(y ~ " + " + ".join(f"(1 | g{number})" for number in range(12)) + ")",
    "lmer(y ~ " + " + ".join(f"cs(1 + x | g{number})" for number in range(9)) + ")",
    "lmer(y ~ " + " + ".join(f"poly(x{number}, 2)" for number in range(10)) + " + (1 | g))",
    "lmer(y ~ " + " + ".join(f"x{number}" for number in range(1, 14)) + " + (x1 + x2 + x12 | a))",
    "lmer(y ~ P + Q + R + S + T + U + V + W + poly(x, 2) + (1 | g))",
    "lmer(y ~ x + cs(1 + x | g) + ar1(1 + x | h) + diag(1 + x | k))",
    "lmer(y ~ A * B + poly(x, 2) + ns(z, 2) + (1 | g), contrasts = list(A = 'contr.sum', B = 'contr.helmert'))",
    "glmer.nb(y ~ x1+x2+x3+x4+x5+x6+x7+x8+x9+x10+x11+x12 + (1 | a))",
    "glmer(y ~ x + (1|a) + (1|b) + (1|c) + diag(1 + x | d, hom = TRUE) + cs(1 + x | e, hom = TRUE), family = Gamma)",
]
FACTORS = {"A": 3, "B": 3}


@pytest.mark.parametrize("style", ["indexed", "lettered"])
@pytest.mark.parametrize("code", MODELS)
def test_every_symbol_of_the_legend_is_one_thing(code: str, style: str) -> None:
    symbols = Counter(entry.latex for entry in lme4math.parse(code, factors=FACTORS).legend(style))
    assert [symbol for symbol, times in symbols.items() if times > 1] == []


def test_letters_stay_when_more_becomes_known() -> None:
    bare = lme4math.parse("lmer(y ~ x + (x | g))").equations().latex()
    declared = lme4math.parse("lmer(y ~ x + (x | g))", factors={"g": 4}).equations().latex()
    assert bare.split("n\\text")[0] == declared.split("n\\text")[0]


def test_a_random_effect_finds_its_coefficient_however_it_is_written() -> None:
    text = lme4math.parse("lmer(y ~ x:z + (0 + z:x | g))").equations().text()
    assert "(β₁ + b_{1,j[i]}^(g)) (x_i ⋅ z_i)" in text


def test_an_effect_without_a_fixed_counterpart_stands_alone() -> None:
    text = lme4math.parse("lmer(y ~ 1 + (0 + x | g))").equations().text()
    assert "y_i = β₀ + b_{1,j[i]}^(g) x_i + ε_i" in text


@pytest.mark.parametrize(
    ("family", "law", "parameter"),
    [
        ("binomial", "Binomial(1, μ_i)", ""),
        ("poisson", "Poisson(μ_i)", ""),
        ("Gamma", "Gamma(μ_i, φ)", "φ"),
        ("inverse.gaussian", "InverseGaussian(μ_i, φ)", "φ"),
        ("gaussian('log')", "N(μ_i, σ²)", "σ"),
        ("MASS::negative.binomial(2)", "NegativeBinomial(μ_i, 2)", ""),
    ],
)
def test_the_legend_has_the_parameters_of_the_distribution(family: str, law: str, parameter: str) -> None:
    model = lme4math.parse(f"glmer(y ~ x + (1 | g), family = {family})")
    assert f"y_i ∼ {law}" in model.equations().text()
    symbols = {entry.symbol for entry in model.legend()}
    assert {"μ_i", parameter} - {""} <= symbols
    assert not {"φ", "σ", "θ"} - {parameter} & symbols
    row = next(entry.summary for entry in model.legend() if entry.symbol == "τ₀")
    assert row.endswith("Std.Dev. / sigma(fit)" if parameter in ("φ", "σ") else "(Intercept), Std.Dev.")


@pytest.mark.parametrize(
    ("family", "law"),
    [
        ("Gamma", r"\text{Gamma}\left(\mu_{i}, \frac{\varphi}{\text{w}_{i}}\right)"),
        ("gaussian('log')", r"\text{N}\left(\mu_{i}, \frac{\sigma^{2}}{\text{w}_{i}}\right)"),
        ("MASS::negative.binomial(2)", r"\text{NegativeBinomial}(\mu_{i}, 2)"),
    ],
)
def test_weights_divide_the_dispersion(family: str, law: str) -> None:
    assert law in lme4math.parse(f"glmer(y ~ x + (1 | g), family = {family}, weights = w)").equations().latex()


COLLIDING = [
    "lmer(n ~ i + J + N + (1 | k) + (1 | g))",
    "lmer(y ~ log(n) + I(j^2) + (1 | i/k))",
    "lmer(y ~ s + S + P + poly(x, 2) + ns(Q, 2) + factor(t) + (0 + factor(t) | j))",
    "glmer(y ~ k + (1 | g), family = poisson, weights = n, offset = log(j))",
    "lmer(y ~ j + n + i + (1 | a/b/c))",
]


@pytest.mark.parametrize("notation", list(NOTATIONS))
@pytest.mark.parametrize(
    ("code", "options"), [(code, {}) for code in COLLIDING] + [(code, {"index": "nested"}) for code in COLLIDING[1:]]
)
def test_no_letter_that_counts_is_a_name_of_the_users(code: str, options: dict[str, Any], notation: str) -> None:
    model = lme4math.parse(code)
    tree = model.equations(notation, **options).tree
    symbols = {node.symbol for node in walk(tree) if isinstance(node, Index | Size | BasisFunction)}
    letters = {letter for symbol in symbols for letter in (symbol.base.text if isinstance(symbol.base, Letter) else "")}
    names = set(re.findall(r"\b[a-zA-Z]\b", code))
    assert letters
    assert not letters & names


def test_nested_letters_stay_apart_when_names_have_taken_all_but_one() -> None:
    page = lme4math.parse("lmer(y ~ k + m + h + q + r + d + (1 | g/a/c))").equations(index="nested").text()
    assert "m = 1, …, M (levels of g)" in page
    assert "k = 1, …, K_m" in page
    assert "j = 1, …, J_{km}" in page


def test_as_many_groups_may_nest_as_there_are_letters() -> None:
    chain = "/".join(f"g{number}" for number in range(8))
    assert "_{ijkmhgqrd}" in lme4math.parse(f"lmer(y ~ 1 + (1 | {chain}))").equations(index="nested").text()
    with pytest.raises(lme4math.FormulaError, match=r"letters for 8 groups .* here are 9, so"):
        lme4math.parse(f"lmer(y ~ 1 + (1 | {chain}/g8))").equations(index="nested")


def test_no_index_has_the_name_of_a_variable() -> None:
    text = lme4math.parse("lmer(n ~ i + J + (1 | k) + (1 | g))").equations().text()
    assert "n_o" in text
    assert "o = 1, …, N (observations)" in text
    assert "m[o] is the level of k" in text
    assert "h[o] is the level of g" in text


def test_a_dropped_column_is_named_in_the_legend_and_in_words_and_nowhere_else() -> None:
    data = {"y": [1.0, 2.0, 4.0, 3.0, 5.0, 7.0], "x": [1, 2, 3, 4, 5, 7], "g": list("aabbcc")}
    model = lme4math.parse("lmer(y ~ x + I(2 * x) + (1 | g))", data)
    dropped = [entry for entry in model.legend() if "lme4 drops `I(2 * x)`" in entry.meaning]
    assert [(entry.r_text, entry.level, entry.summary) for entry in dropped] == [("I(2 * x)", "population", "")]
    assert [entry.symbol for entry in dropped] == ["β₂"]
    assert "lme4 drops `I(2 * x)`, which depends on columns before it." in model.explain()
    assert "β₂" not in model.equations().text()


@pytest.mark.parametrize("factors", [{}, FACTORS])
@pytest.mark.parametrize("code", MODELS)
def test_no_sentence_has_a_doubled_comma_or_blank(code: str, factors: dict[str, int]) -> None:
    model = lme4math.parse(code, factors=factors)
    words = "\n".join([model.explain(), *(entry.meaning for entry in model.legend())])
    assert not {",,", "  ", " ,", "..", " ."} & {words[place : place + 2] for place in range(len(words))}


def test_matrices_of_known_data_have_their_true_dimensions() -> None:
    data = {"y": [float(number) for number in range(12)], "x": [number**2 for number in range(12)]}
    data |= {"g": list("abcd") * 3, "h": list("uv") * 6}
    text = lme4math.parse("lmer(y ~ x + (x | g) + (1 | h))", data).equations("matrix").text()
    for dimensions in ("12 × 2", "2 × 1", "12 × 10", "10 × 1", "12 × 8", "8 × 1"):
        assert dimensions in text
    assert "I₄ ⊗ Σ_g" in text
    assert "ω₀² I₂" in text


def test_blocks_and_covariances_are_marked_with_their_level() -> None:
    model = lme4math.parse("lmer(y ~ x + (x | g) + cs(1 + x | h))")
    root = ElementTree.fromstring(model.equations("matrix").mathml())
    marked = {
        (name, "".join(node.itertext()))
        for node in root.iter()
        if "lm-by-g-" in node.get("class", "")
        for name in node.get("class", "").split()
    }
    assert {("lm-lv-1", "𝐙(g)"), ("lm-lv-2", "𝐙(h)"), ("lm-lv-1", "𝐛(g)"), ("lm-lv-2", "𝐛(h)")} <= marked
    assert {("lm-lv-1", "𝚺g"), ("lm-lv-1", "τ01"), ("lm-lv-2", "ρω"), ("lm-lv-2", "ω02")} <= marked


def test_the_only_block_is_marked_too() -> None:
    root = ElementTree.fromstring(lme4math.parse("lmer(y ~ x + (x | g))").equations("matrix").mathml())
    marks = {"".join(node.itertext()): node.get("class", "") for node in root.iter() if node.get("class")}
    assert "lm-lv-1" in marks["𝐙"]
    assert "lm-lv-1" in marks["𝐛"]


@pytest.mark.parametrize(
    ("call", "says"),
    [
        ("glmer(y ~ x + (1 | g), family = poisson, weights = w)", "Observation i counts w_i times in the likelihood"),
        ("glmer(cbind(s, f) ~ x + (1 | g), family = binomial, weights = w)", "Observation i counts w_i times"),
        ("glmer(y ~ x + (1 | g), family = poisson)", None),
        ("glmer(y ~ x + (1 | g), family = binomial, weights = w)", None),
        ("glmer(y ~ x + (1 | g), family = Gamma, weights = w)", None),
        ("lmer(y ~ x + (1 | g), weights = w)", None),
    ],
)
def test_weights_that_no_distribution_has_a_place_for_are_said_in_words(call: str, says: str | None) -> None:
    model = lme4math.parse(call)
    text = model.equations().text()
    assert says in text if says else "in the likelihood" not in text
    assert ("log-likelihood of each observation" in model.explain()) == (says is not None)


def test_a_size_that_the_call_gives_is_a_number_and_no_parameter() -> None:
    given, estimated = (
        lme4math.parse(f"{call} ~ x + (1 | g){end}")
        for call, end in (("glmer(y", ", family = negative.binomial(2.5))"), ("glmer.nb(y", ")"))
    )
    assert "NegativeBinomial(μ_i, 2.5)" in given.equations().text()
    assert "θ" not in given.equations().text() + given.explain()
    assert "1 variance parameter and θ" in estimated.explain()


@pytest.mark.parametrize(
    "call",
    [
        "lmer(prevalence ~ time + time:type + (1 + time + type:time | reg) + (1 + time + type:time | reg:spp))",
        "lmer(y ~ f * factor(h) + poly(x, 2) + (f || g) + cs(0 + f | g:k) + offset(z))",
        "glmer(cbind(s, n - s) ~ scale(x) + log(z / mean(z)) + (1 | g) + (0 + x | g), family = binomial, weights = w)",
        "glmer(y ~ k + C(f, contr.sum) + (1 | k/j), family = Gamma(log), weights = w)",
        "lmer(log(y) ~ x + ar1(0 + f | g) + (1 | i))",
    ],
)
@pytest.mark.parametrize("options", [{}, {"style": "lettered"}, {"options": Options(factor_index=True)}])
def test_every_symbol_on_a_page_is_in_the_legend(call: str, options: dict[str, Any]) -> None:
    model = lme4math.parse(call, factors={"f": ["a", "b", "c"], "type": ["-", "+"]})
    assert_complete(names_of(model._compiled, **options))


@pytest.mark.parametrize("call", ["lmer(y ~ x + (1 + x | reg) + (1 | reg:spp))", "lmer(y ~ x + (1 | a/b/c))"])
def test_every_symbol_on_a_page_with_nested_indices_is_in_the_legend(call: str) -> None:
    assert_complete(names_of(lme4math.parse(call)._compiled, options=Options(nested=True)))


def assert_complete(names: Names) -> None:
    shared = {symbol for entry in legend(names) for symbol in symbols_in(entry.symbol)}
    for notation in NOTATIONS if names.options == Options() else WITH_OPTIONS:
        own = {symbol for entry in legend(names, notation) for symbol in symbols_in(entry.symbol)}
        listed = own if notation in BY_GROUPS else shared & own
        for symbol in symbols_in(writer(notation)(names).statements):
            assert symbol in listed, (notation, symbol)


def symbols_in(root: object) -> set[Symbol]:
    return {node for node in walk((root,)) if isinstance(node, Symbol)}


def test_the_dimensions_of_a_matrix_are_added_up() -> None:
    text = lme4math.parse("lmer(y ~ x + (1 + x | g) + (1 | h) + (0 + x | g))").equations("matrix").text()
    assert "n × (3J + K)" in text
    assert "(3J + K) × 1" in text


def test_a_level_is_written_in_one_way_where_factors_are_indices() -> None:
    equations = lme4math.parse("lmer(y ~ A + (1 | g))", factors={"A": ["a", "b"]}).equations(factor_index=True)
    assert "β_{1,A[i]}^(A)" in equations.text()
    assert "if A[i] = “b”" in equations.text()
    assert "A_i" not in equations.text()


@pytest.mark.parametrize(
    ("code", "signs"),
    [
        ("lmer(y ~ x + (1 | g))", {"j[i]", "1[j[i] = j]", "I_J", "I_n", "0"}),
        (
            "lmer(y ~ A + (1 + x | g) + (1 | h), weights = w)",
            {"j[i]", "k[i]", "1[A_i = “2”]", "I_J ⊗ Σ_g", "I_K", "diag()"},
        ),
        ("glmer(y ~ log(x) + (1 | g), family = binomial)", {"logit()", "log()"}),
        ("glmer(y ~ x + (1 | g), family = binomial(cloglog))", {"cloglog()"}),
    ],
)
def test_the_legend_has_the_signs_besides_the_names(code: str, signs: set[str]) -> None:
    entries = lme4math.parse(code, factors={"A": 3} if "A" in code else {}).legend()
    assert signs <= {entry.symbol for entry in entries}
    assert all("\n" not in entry.symbol for entry in entries)


@pytest.mark.parametrize("notation", list(NOTATIONS))
def test_a_variable_that_is_a_greek_letter_is_told_from_ours(notation: str) -> None:
    model = lme4math.parse("lmer(y ~ ε + β + (1 | μ))")
    text = model.equations(notation).text()
    index = "_{ij}" if notation in BY_GROUPS else "_i"
    second = "γ₂₀" if notation == "levels" else "β₂"
    assert ("`ε`₁" if notation == "matrix" else f"`ε`{index} + {second} `β`{index}") in text
    symbols = Counter(entry.symbol for entry in model.legend())
    assert {"`ε`_i", "`β`_i", "ε_i"} <= symbols.keys()
    assert max(symbols.values()) == 1


def test_the_micro_sign_is_taken_for_the_letter_that_it_looks_like() -> None:
    equations = lme4math.parse("glmer(y ~ \N{MICRO SIGN} + (1 | g), family = poisson)").equations()
    assert "`\N{MICRO SIGN}`_i" in equations.text()
    assert "\\text{‘\N{MICRO SIGN}’}_{i}" in equations.latex()


@pytest.mark.parametrize("style", ["indexed", "lettered"])
def test_covariance_matrices_of_one_group_have_the_numbers_of_its_effects(style: str) -> None:
    code = "y ~ f + (1 | s) + (1 | g) + (0 + f | g)"
    text = lme4math.parse(code, factors={"f": ["a", "b"]}).equations("matrix", style).text()
    assert "b^(g,2)" in text or "g,2" in text
    assert "g,3" not in text
