"""The reader's own words and symbols: what they name, where they stand, and which are refused."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings, strategies as st

import lme4math
from lme4math.errors import LabelError
from lme4math.notation import NOTATIONS
from lme4math.source import visible

CODE = "lmer(bmi ~ t_days * arm + (t_days | clinic_id))"
FACTORS = {"arm": ["placebo", "drug"]}
LABELS = {
    "bmi": "BMI",
    "t_days": "$t$",
    "arm": "group",
    "arm=drug": "treated",
    "clinic_id": "clinic",
    "(Intercept)": r"$\alpha$",
    "fixef(t_days)": r"$\gamma_{1}$",
    "sd(t_days | clinic_id)": r"$\omega_{t}$",
    "sd(Residual)": r"$\bar{\sigma}$",
}


def model(**labels: str) -> lme4math.Model:
    return lme4math.parse(CODE, factors=FACTORS, labels=labels or LABELS)


@pytest.mark.parametrize(
    ("labels", "there"),
    [
        ({"x": "dose"}, "dose_i"),
        ({"x": "$t$"}, "t_i"),
        ({"x": r"$\bar{x}_{1}$"}, "x̄_{1,i}"),
        ({"x": "a dose"}, "`a dose`_i"),
        ({"f": "arm"}, "1[arm_i = “b”]"),
        ({"f=b": "treated"}, "1[f_i = “treated”]"),
        ({"f=b": r"$\kappa$"}, "1[f_i = κ]"),
        ({"g": "school"}, "b_{0,j[i]}^(school)"),
        ({"g": "$s$"}, "b_{0,j[i]}^(s)"),
        ({"(Intercept)": r"$\alpha$"}, "y_i = (α + "),
        ({"fb": r"$\beta_{f}$"}, "+ β_f 1[`f`_i = “b”]"),
        ({"fixef(x)": r"$\gamma$"}, "(γ + b_{1,j[i]}^(g)) x_i"),
        ({"ranef(x | g)": "$u$"}, "(β₁ + u_{j[i]}) x_i"),
        ({"sd(x | g)": "$s_{x}$"}, "s_x²"),
        ({"cov((Intercept), x | g)": "$c$"}, "τ₀² c "),
        ({"sd(Residual)": r"$\omega$"}, "N(0, ω²)"),
        ({"y": "log BMI"}, "`log BMI`_i = "),
    ],
)
def test_a_label_stands_where_the_name_stood(labels: dict[str, str], there: str) -> None:
    line = " ".join(text_with(labels).split())
    assert " ".join(there.split()) in line


def text_with(labels: dict[str, str]) -> str:
    shown = lme4math.parse("lmer(y ~ x * f + (x | g))", factors={"f": ["a", "b"]}, labels=labels)
    return shown.equations().text().split("\n\ni = ")[0]


def test_letters_of_the_lettered_style_give_way() -> None:
    shown = lme4math.parse(
        "y ~ x + z + (1 | g)", labels={"z": r"$\alpha$", "fixef(x)": r"$\delta$", "(Intercept)": r"$\nu$"}
    )
    assert (
        shown.equations("compact", "lettered").text().splitlines()[0].strip() == "y_i = ν_{j[i]} + δ x_i + ω₂ α_i + ε_i"
    )
    effects = lme4math.parse("y ~ x + (1 | g)", labels={"x": r"$\nu$"}).equations(style="lettered").text()
    assert "α + u_{1,j[i]}^(α)" in effects


@pytest.mark.parametrize(
    ("label", "place", "message"),
    [
        ("$x^2$", "^", "superscript"),
        ("$xy$", "y", "one symbol"),
        (r"$\frac{1}{2}$", r"\frac", "no letter"),
        (r"$\input{x}$", r"\input", "no letter"),
        ("$5$", "5", "begins with a letter"),
        ("$x_1_2$", "_2", "one subscript"),
        (r"$\hat{\bar{x}}$", r"\hat", "one accent"),
        (r"$\hat{\text{x}}$", r"\hat", "a letter only"),
        ("$x_{}$", "{", "empty"),
        (r"$\text{a{b}}$", "{b", "plain words"),
        (r"$\bar{x$", r"\bar", "closed"),
        ("$x_$", "$", "too early"),
        ("$$", "$$", "no symbol"),
        ("$x'$", "'", "prime"),
        ("$日$", "日", "begins with a letter"),
    ],
)
def test_what_is_no_symbol_is_refused_at_its_place(label: str, place: str, message: str) -> None:
    with pytest.raises(LabelError) as refused:
        lme4math.parse("y ~ x + (1 | g)", labels={"x": label})
    error = refused.value
    assert message in error.message
    assert error.span is not None
    assert label[error.span[0] :].startswith(place[:1]) or label[error.span[0] : error.span[1]] == place
    assert "^" in str(error).splitlines()[2]
    assert error.hint is not None


@pytest.mark.parametrize(
    ("labels", "reason"),
    [
        ({"x": "$i$"}, "index of observations"),
        ({"x": "$j$"}, "index of the levels of `g`"),
        ({"x": "$n$"}, "number of observations"),
        ({"x": r"$\beta$"}, "population"),
        ({"x": r"$\beta_{x}$"}, "population"),
        ({"x": r"$\sigma$"}, "standard deviation of the residuals"),
        ({"x": r"$\varepsilon$"}, "residual of observation"),
        ({"x": "$b$"}, "deviation of one level"),
        ({"x": "$X$"}, "design matrix"),
        ({"x": "$x_{i}$"}, "index of the equations"),
        ({"x": "dose", "z": "dose"}, "the label of `x`"),
        ({"x": "$t$", "z": "$t$"}, "the label of `x`"),
        ({"x": "z"}, "name of a variable"),
        ({"x": "$z$"}, "name of a variable"),
        ({"f=a": "b"}, "the level `b` of `f`"),
        ({"(Intercept)": r"$\beta_{1}$"}, "the symbol of `fixef(x)`"),
        ({"sd(Residual)": r"$\tau$"}, "standard deviation"),
    ],
)
def test_a_name_of_two_things_is_refused_with_the_reason(labels: dict[str, str], reason: str) -> None:
    with pytest.raises(LabelError) as refused:
        lme4math.parse("y ~ x + z + f + (1 | g)", factors={"f": ["a", "b"]}, labels=labels)
    assert reason in refused.value.message
    assert refused.value.hint


@pytest.mark.parametrize(
    ("name", "meant"),
    [("tdays", "t_days"), ("arm=drog", "arm=drug"), ("Intercept", "(Intercept)"), ("fixef(t_day)", "fixef(t_days)")],
)
def test_an_unknown_name_is_refused_and_the_likely_one_said(name: str, meant: str) -> None:
    with pytest.raises(LabelError) as refused:
        model().with_label(name, "dose")
    assert f"`{name}`" in refused.value.message
    assert refused.value.hint == f"Did you mean `{meant}`?"


def test_labels_are_of_those_models_of_a_script_that_have_the_thing() -> None:
    script = "m0 <- lmer(y ~ x + (1 | g)); m1 <- lmer(y ~ z + (1 | g))"
    first, second = lme4math.parse_all(script, labels={"x": "dose", "g": "school"})
    assert "dose_i" in str(first.equations())
    assert "^(school)" in str(second.equations())
    with pytest.raises(LabelError, match="nothing of the name `w`"):
        lme4math.parse_all(script, labels={"w": "weight"})
    assert "dose_i" in str(second.with_model("m0").equations())


@pytest.mark.parametrize("labels", [{"x": 1}, {1: "x"}, ["x"], "x"])
def test_labels_are_a_mapping_of_names_to_words(labels: Any) -> None:
    with pytest.raises(lme4math.DataError):
        lme4math.parse("y ~ x + (1 | g)", labels=labels)


def test_labels_can_be_given_as_they_are_typed() -> None:
    typed = ["t_days=$t$", "arm=group", "arm=drug=treated", "(Intercept)=a = b"]
    named = lme4math.parse(CODE, factors=FACTORS, labels=typed)
    assert named.labels == {"t_days": "$t$", "arm": "group", "arm=drug": "treated", "(Intercept)": "a = b"}
    for wrong in ("t_days", "=x", " =x"):
        with pytest.raises(lme4math.DataError, match="is no label"):
            lme4math.parse(CODE, labels=[wrong])


CHANGES: dict[str, Callable[[lme4math.Model], lme4math.Model]] = {
    "effect": lambda one: one.with_effect("armdrug", "clinic_id"),
    "group": lambda one: one.with_group("region"),
    "structure": lambda one: one.with_structure(0, "||"),
    "variable": lambda one: one.with_variable("arm", ["placebo", "drug", "both"]),
    "label": lambda one: one.with_label("arm=placebo", "control"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_model_keeps_the_labels(change: str) -> None:
    shown = CHANGES[change](model()).equations("compact").text().splitlines()[0]
    assert "BMI_i" in shown
    assert " t_i" in shown
    assert "group_i = “treated”" in shown


def test_a_label_can_be_taken_back() -> None:
    assert model().with_label("t_days", None).labels.keys() == LABELS.keys() - {"t_days"}
    assert lme4math.parse(CODE, factors=FACTORS, labels={"bmi": "BMI"}).with_label("bmi", None) == lme4math.parse(
        CODE, factors=FACTORS
    )


def test_models_with_other_labels_are_other_models() -> None:
    assert model() == model()
    assert hash(model()) == hash(model())
    assert model() != lme4math.parse(CODE, factors=FACTORS)
    assert pickle.loads(pickle.dumps(model())).equations() == model().equations()


def test_the_legend_has_the_symbol_its_words_and_the_name_in_r() -> None:
    entries = {entry.symbol: entry for entry in model().legend()}
    assert entries["t_i"].r_text == "t_days"
    assert entries["t_i"].meaning == "t of observation i"
    assert entries["γ₁"].r_text == "t_days"
    assert entries["γ₁"].summary == "Fixed effects: t_days"
    assert "`" not in entries["γ₁"].meaning
    assert "“placebo”" in entries["γ₁"].meaning
    assert any("levels of clinic" in entry.meaning for entry in model().legend())


def test_the_words_have_the_labels() -> None:
    words = str(model().explain())
    assert "BMI" in words
    assert "clinic" in words
    assert "group" in words
    assert not {"`bmi`", "`t_days`", "`arm`", "`clinic_id`"} & set(words.split())
    assert "clinic_id" not in words


def test_names_above_the_columns_of_matrices_are_labels() -> None:
    text = model().equations("matrix").text()
    assert "group = treated" in text
    assert "armdrug" not in text
    assert "t_days" not in text


def test_sympy_has_the_labels() -> None:
    written = str(model().equations().sympy())
    assert "BMI[i]" in written
    assert "'treated'" in written
    assert "gamma[1]" in written
    assert "sigmabar**2" in written


@pytest.mark.parametrize("notation", NOTATIONS)
@pytest.mark.parametrize("style", ["indexed", "lettered"])
def test_labels_change_no_number(notation: str, style: str) -> None:
    rng = np.random.default_rng(1)
    n = 40
    data = {
        "bmi": rng.normal(size=n),
        "t_days": rng.normal(size=n),
        "arm": np.where(rng.random(n) < 0.5, "placebo", "drug"),
        "clinic_id": np.repeat(["a", "b", "c", "d"], 10),
    }
    plain = lme4math.parse(CODE, data, factors=FACTORS).equations(notation, style)
    named = lme4math.parse(CODE, data, factors=FACTORS, labels=LABELS).equations(notation, style)
    beta, b, theta = rng.normal(size=4), rng.normal(size=8), [1.0, 0.3, 0.7]
    assert str(named) != str(plain)
    np.testing.assert_array_equal(named.evaluate(beta, b), plain.evaluate(beta, b))
    np.testing.assert_array_equal(named.covariance(theta), plain.covariance(theta))


ODD = st.one_of(
    st.text(min_size=1, max_size=30),
    st.sampled_from(["$5 & 10%", "a_b^c", r"\alpha{}", "</math><script>", "]]>", "\u202eright to left", "مرحبا", "`x`",
                     "#let x", '"', "-->", "x" * 500, "price in $", "|a|", "¶\x07", "“", "TRUE", "(Intercept)"]),
)  # fmt: skip


@pytest.mark.slow
@settings(max_examples=25, deadline=None)
@given(words=ODD)
def test_words_of_any_characters_stand_in_every_printer(words: str) -> None:
    try:
        named = lme4math.parse(
            "y ~ x + f + (x | g)", factors={"f": ["a", "b"]}, labels={"x": words, "f=b": words, "g": f"{words} 2"}
        )
    except LabelError:  # no words, a symbol, or the name of another thing
        assume(False)
        raise
    for notation in ("expanded", "matrix"):
        equations = named.equations(notation)
        text = equations.text()
        assert visible(words.strip()).split() == [] or visible(words.strip()).split()[0] in text
        assert equations.latex().count(r"\begin") == equations.latex().count(r"\end")
        assert "<script" not in equations.mathml()
        assert equations.typst().startswith("$ ")
        equations.sympy()
    assert named.legend()
    assert named.html()
