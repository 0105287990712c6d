"""Prints of models with `C(f, …)`: their rows are of contrasts, and levels are not printed."""

from __future__ import annotations

import pytest

from lme4math import FormulaError, read_fit

HEAD = """Linear mixed model fit by REML ['lmerMod']
Formula: y ~ {formula} + (1 | g)
   Data: d

REML criterion at convergence: 371.4

Random effects:
 Groups   Name        Variance Std.Dev.
 g        (Intercept) 0.25     0.5
 Residual             4.00     2.0
Number of obs: 120, groups:  g, 12

Fixed effects:
{rows}
"""


def printed(formula: str, *names: str) -> str:
    width = max(map(len, names))
    rows = [f"{'':{width}} Estimate Std. Error t value"]
    rows += [f"{name:{width}} {place + 1}.5 0.5 {(place + 1.5) / 0.5}" for place, name in enumerate(names)]
    return HEAD.format(formula=formula, rows="\n".join(rows))


ONE, SUM, HELMERT = "(Intercept)", "C(f, sum)", "C(f, helmert)"


def test_columns_are_scores_of_numbered_levels() -> None:
    fit = read_fit(printed(f"{SUM} * x", ONE, f"{SUM}1", f"{SUM}2", "x", f"{SUM}1:x", f"{SUM}2:x"))
    text = fit.equations().text()
    assert "2.50 c₁(f_i) + 3.50 c₂(f_i) + 4.50 x_i" in text
    assert "+ 5.50 (c₁(f_i) ⋅ x_i) + 6.50 (c₂(f_i) ⋅ x_i)" in text
    assert "c₁ scores the levels of f: “1” ↦ 1, “2” ↦ 0, “3” ↦ −1" in text
    assert fit.warnings == (
        "`f` is taken as a factor with contrasts of its own: its 3 levels are not printed, and numbered here; give "
        "them by factors={'f': […]}.",
        *fit.warnings[1:],
    )


@pytest.mark.parametrize(
    ("call", "rows", "shown"),
    [
        (HELMERT, ["1", "2"], "c₂ scores the levels of f: “1” ↦ −1, “2” ↦ −1, “3” ↦ 2"),
        ('C(f, "contr.sum")', ["1", "2"], "c₂ scores the levels of f: “1” ↦ 0, “2” ↦ 1, “3” ↦ −1"),
        ("C(f, poly)", [".L", ".Q"], "c_Q scores the levels of f: “1” ↦ 0.408248, “2” ↦ −0.816497"),
        ("C(f, treatment, base = 2)", ["1", "3"], "2.50 ⋅ 1[f_i = “1”] + 3.50 ⋅ 1[f_i = “3”]"),
        ("C(f, base = 2)", ["1", "3"], "2.50 ⋅ 1[f_i = “1”] + 3.50 ⋅ 1[f_i = “3”]"),
        ("C(f, SAS)", ["a", "b"], "2.50 ⋅ 1[f_i = “a”] + 3.50 ⋅ 1[f_i = “b”]"),
        ("C(factor(f), sum)", ["1", "2"], "c₁ scores the levels of factor(f): “1” ↦ 1, “2” ↦ 0, “3” ↦ −1"),
    ],
)
def test_each_kind_of_contrasts(call: str, rows: list[str], shown: str) -> None:
    assert shown in read_fit(printed(call, ONE, *(call + row for row in rows))).equations().text()


def test_with_the_baseline_last_it_is_asked_for_there() -> None:
    fit = read_fit(printed("C(f, SAS)", ONE, "C(f, SAS)a", "C(f, SAS)b"))
    assert fit.warnings[0].endswith("name it by factors={'f': ['a', 'b', …]}.")


def test_without_an_intercept_all_levels_are_printed() -> None:
    fit = read_fit(printed(f"0 + {SUM}", f"{SUM}a", f"{SUM}b", f"{SUM}c"))
    assert "1.50 ⋅ 1[f_i = “a”] + 2.50 ⋅ 1[f_i = “b”] + 3.50 ⋅ 1[f_i = “c”]" in fit.equations().text()


def test_levels_that_another_term_prints_are_those_of_the_contrasts() -> None:
    text = printed(SUM, ONE, f"{SUM}1", f"{SUM}2").replace("(1 | g)", "(1 + f | g)")
    effects = " g        (Intercept) 0.25     0.5\n          fb          0.25     0.5      0.1\n"
    effects += "          fc          0.25     0.5      0.1 0.2\n"
    text = text.replace("Std.Dev.\n", "Std.Dev. Corr\n").replace(" g        (Intercept) 0.25     0.5\n", effects)
    shown = read_fit(text).equations().text()
    assert "c₁ scores the levels of f: “(baseline)” ↦ 1, “b” ↦ 0, “c” ↦ −1" in shown


def test_levels_that_are_given_keep_the_contrasts() -> None:
    for variable in ("f", SUM):
        fit = read_fit(printed(SUM, ONE, f"{SUM}1", f"{SUM}2"), factors={variable: ["lo", "mid", "hi"]})
        assert "c₂ scores the levels of f: “lo” ↦ 0, “mid” ↦ 1, “hi” ↦ −1" in fit.equations().text()
        assert not any("numbered" in one for one in fit.warnings)


def test_fewer_columns_leave_the_levels_open() -> None:
    text = printed("C(f, sum, 1)", ONE, "C(f, sum, 1)1")
    with pytest.raises(FormulaError, match="leaves open how many levels there are") as asked:
        read_fit(text)
    assert "factors={'f': […]}" in str(asked.value.hint)
    given = read_fit(text, factors={"f": ["a", "b", "c"]})
    assert "c₁ scores the levels of f: “a” ↦ 1, “b” ↦ 0, “c” ↦ −1" in given.equations().text()
