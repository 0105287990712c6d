"""Prints as people have them: amid other text, without their indentation, several at once, with or without data."""

from __future__ import annotations

import re

import pytest

import lme4math
from lme4math import Fit, read_fit
from tests.fits.test_damaged_prints import text_of
from tests.oracle import frame

CBPP = text_of("B0696")


def numbers(fit: Fit) -> tuple[object, ...]:
    return fit.fixef, fit.se, fit.varcorr, fit.n, fit.groups, fit.criterion, str(fit.model)


PASTED = {
    "indentation lost": lambda text: "\n".join(" ".join(line.split()) for line in text.split("\n")),
    "a line between all lines": lambda text: text.replace("\n", "\n\n"),
    "in comments": lambda text: "summary(m)\n" + re.sub("^", "#> ", text, flags=re.MULTILINE),
    "quoted": lambda text: re.sub("^", "> ", text, flags=re.MULTILINE),
    "amid prose": lambda text: f"This is what I get:\n\n{text}\n\nWhat is period2? Formula and AIC are fine.\n",
    "before a command": lambda text: f"> summary(m)\n{text}\n> anova(m)\nAnalysis of Variance Table\n",
    "before another table": lambda text: f"{text}\n\nModels:\n  npar    AIC BIC logLik\nm    3 196.4   1      2\n",
    "with Windows' ends of lines": lambda text: text.replace("\n", "\r\n"),
    "with hard blanks": lambda text: text.replace(" ", "\u00a0"),
}


@pytest.mark.parametrize("kind", ["summary, lme4 2.1", "print, lme4 2.1"])
@pytest.mark.parametrize("case", ["B0696", "B0589", "S0007", "B0487"])
@pytest.mark.parametrize("how", PASTED)
def test_what_copying_does_changes_nothing(how: str, case: str, kind: str) -> None:
    text = text_of(case, kind)
    assert numbers(read_fit(PASTED[how](text))) == numbers(read_fit(text))


def test_of_several_prints_one_is_chosen() -> None:
    text = f"> summary(m1)\n{CBPP}\n\n> summary(m2)\n{text_of('B0006')}\n> m3\n{text_of('B0574', 'print, lme4 2.1')}\n"
    assert read_fit(text).n == 56
    assert read_fit(text, which=1).n == read_fit(text, which="m2").n == 60
    assert read_fit(text, which=-1).n == read_fit(text, which="m3").n == 36
    with pytest.raises(lme4math.Error, match="There is no print of a fit 'm4'; there are m1, m2, m3"):
        read_fit(text, which="m4")
    with pytest.raises(lme4math.Error, match="There is no print of a fit 3"):
        read_fit(text, which=3)


@pytest.mark.parametrize("text", ["", "I fitted a model.", "m <- lmer(y ~ x + (1 | g))"])
def test_text_without_a_print_is_refused(text: str) -> None:
    with pytest.raises(lme4math.FormulaError, match="no print of a fit"):
        read_fit(text)


def test_what_is_taken_as_a_factor_is_said() -> None:
    fit = read_fit(CBPP)
    (said,) = fit.warnings
    assert said.startswith("`period` is taken as a factor with the levels “2”, “3”, “4” and a baseline")
    assert "factors={'period': […, '2', '3', '4']}" in said
    assert read_fit(CBPP, factors={"period": 4}).warnings == ()
    assert "1[period_i = “2”]" in fit.equations().text()


def test_all_levels_are_known_where_all_are_printed() -> None:
    fit = read_fit(text_of("B0442"))
    said, singular = fit.warnings
    assert singular.startswith("R calls this fit singular")
    assert said == "`A` is taken as a factor with the levels “a1”, “a2”, which the print shows."


def test_an_ordered_factor_has_as_many_levels_as_its_polynomials_need() -> None:
    fit = read_fit(text_of("B0703"))
    assert any(
        "`temperature` is taken as an ordered factor: its 6 levels are not printed" in one for one in fit.warnings
    )
    labels = [175, 185, 195, 205, 215, 225]
    named = read_fit(text_of("B0703"), factors={"recipe": ["A", "B", "C"], "temperature": labels})
    assert "recipeC:temperature^5" in named.fixef


ABBREVIATED = """Linear mixed model fit by REML ['lmerMod']
Formula: {formula}
   Data: d
REML criterion at convergence: 20.5
Random effects:
 Groups   Name        Std.Dev.
 g        (Intercept) 1.5
 Residual             2.5
Number of obs: 30, groups:  g, 10
Fixed Effects:
{names}
{values}
"""


def printed(formula: str, names: str, values: str) -> str:
    return ABBREVIATED.format(formula=formula, names=names, values=values)


def test_what_the_names_leave_open_is_asked_for() -> None:
    text = printed("y ~ ab + a + (1 | g)", "(Intercept)  ab1  ab2  ab3", "1.5  2.5  3.5  4.5")
    with pytest.raises(lme4math.FormulaError, match=r"can be those of the factor `ab?` or of the factor") as caught:
        read_fit(text)
    assert caught.value.hint is not None
    assert "factors={" in caught.value.hint
    fit = read_fit(text, factors={"ab": ["0", "1", "2"], "a": ["b0", "b3"]})
    assert fit.fixef == {"(Intercept)": 1.5, "ab1": 2.5, "ab2": 3.5, "ab3": 4.5}


def test_levels_that_are_not_printed_are_asked_for() -> None:
    text = text_of("S0012")
    with pytest.raises(lme4math.FormulaError, match="names the first only, “0”") as caught:
        read_fit(text)
    assert caught.value.hint is not None
    assert "factors={'factor(Days)': ['0', …]}" in caught.value.hint
    fit = read_fit(text, factors={"factor(Days)": range(10)})
    assert len(fit.varcorr) == 10 + 45 + 1
    assert fit.varcorr[9]["sdcor"] == fit.varcorr[0]["sdcor"] == 37.37
    assert fit.varcorr[11]["sdcor"] == pytest.approx(0.96**2)
    assert numbers(read_fit(text, frame("sleepstudy")))[:3] == numbers(fit)[:3]


def test_names_with_blanks_are_told_by_the_formula() -> None:
    text = printed("y ~ dose + x + (1 | g)", "(Intercept) dosevery high 10 dosenone x", "1.5  2.5  3.5  4.5")
    fit = read_fit(text)
    assert list(fit.fixef) == ["(Intercept)", "dosevery high 10", "dosenone", "x"]


def test_a_variable_of_true_and_false() -> None:
    fit = read_fit(printed("y ~ late + (1 | g)", "(Intercept)  lateTRUE", "1.5  2.5"))
    assert fit.warnings == ("`late` is taken as a factor with the levels FALSE, TRUE, which the print shows.",)


@pytest.mark.parametrize("case", ["B0006", "B0155", "B0284", "B0589", "B0658", "B0696", "B0703", "S0007", "S0046"])
def test_with_the_data_nothing_is_inferred(case: str) -> None:
    data = {
        "B0155": "toy60",
        "B0284": "dot30",
        "B0589": "regspp",
        "B0696": "cbpp",
        "B0703": "cake",
        "S0007": "sleepstudy",
    }
    fit = read_fit(text_of(case), frame(data.get(case, "toy60")))
    assert [one for one in fit.warnings if not one.startswith("R calls this fit singular")] == []
    assert fit.model.design().y.shape == (fit.n,)


def test_other_data_is_refused_with_the_reason() -> None:
    with pytest.raises(lme4math.DataError, match="of 56 observations, and the model uses 40 rows") as caught:
        read_fit(CBPP, frame("cbpp").iloc[:40])
    assert caught.value.span is not None
    assert CBPP[slice(*caught.value.span)].startswith("Number of obs: 56")
    others = frame("cbpp")
    others["period"] = others["period"].astype(str).replace("2", "two")
    with pytest.raises(lme4math.FormulaError, match="`period2` is no effect of this model"):
        read_fit(CBPP, others)
    merged = frame("cbpp")
    merged["herd"] = merged["herd"].astype(str).replace("2", "1")
    with pytest.raises(lme4math.DataError, match="14 levels of herd, and the data 13"):
        read_fit(CBPP, merged)


def test_nothing_is_known_that_is_not_printed() -> None:
    fit = read_fit(text_of("B0393", "print, lme4 2.1"))
    assert (fit.se, fit.theta, fit.b) == (None, None, None)
    assert [row["vcov"] for row in fit.varcorr] == [None] * len(fit.varcorr)
    assert fit.source == "print of R"
    assert read_fit(text_of("B0393")).source == "summary of R"


def test_the_decimals_of_a_criterion_are_those_printed() -> None:
    assert "REML criterion 224.7>" in repr(read_fit(text_of("B0006")))


@pytest.mark.parametrize("kind", ["summary, lme4 2.1", "print, lme4 1.1"])
def test_the_printed_numbers_of_observations_and_levels_stand_on_the_page(kind: str) -> None:
    fit = read_fit(text_of("B0696", kind))
    assert "i = 1, …, 56 (observations)" in fit.equations().text()
    assert "j = 1, …, 14 (levels of herd)" in fit.equations().text()
    assert "Z₁₄^(herd)" in fit.equations("matrix").text()
    assert "The data have 56 observations, 14 levels of `herd` and 56 levels of `obs`." in str(fit.model.explain())
    assert {"56", "14"} < {entry.symbol for entry in fit.model.legend()}
    assert "<mn>14</mn>" in fit.html()
    assert fit.model.describe()["q"] == 70


def test_of_a_changed_model_no_print_tells_numbers() -> None:
    model = read_fit(text_of("B0696")).model
    assert model.with_labels({"herd": "farm"}).describe()["n"] == 56
    changed = model.with_random("1", "year")
    assert changed.describe()["n"] is None
    assert "j = 1, …, J" in changed.equations().text()


def test_ordered_factors_show_in_the_columns_of_a_print_too() -> None:
    text = printed("y ~ dose + log(x) + (1 | g)", "(Intercept)  dose.L  dose.Q  log(x)", "1.5  2.5  3.5  4.5")
    fit = read_fit(text)
    assert list(fit.fixef) == ["(Intercept)", "dose.L", "dose.Q", "log(x)"]
    assert "`dose` is taken as an ordered factor: its 3 levels are not printed" in fit.warnings[0]


def test_ordered_factors_show_in_random_effects_alone() -> None:
    text = printed("y ~ x + (dose | g)", "(Intercept)  x", "1.5  2.5").replace(
        " Residual", "          dose.L      1.1  0.20\n          dose.Q      1.2  0.10 0.30\n Residual"
    )
    fit = read_fit(text.replace("Std.Dev.", "Std.Dev. Corr"))
    assert [row["var1"] for row in fit.varcorr[:3]] == ["(Intercept)", "dose.L", "dose.Q"]
    assert "ordered factor" in fit.warnings[0]


def test_where_one_factor_has_two_terms_all_names_under_groups_have_points() -> None:
    text = printed("y ~ x + (1 | `Sub ID`) + (1 | g) + (0 + x | g)", "(Intercept)  x", "1.5  2.5").replace(
        " g        (Intercept) 1.5\n",
        " Sub.ID   (Intercept) 1.1\n g        (Intercept) 1.5\n g.1      x           1.2\n",
    )
    fit = read_fit(text.replace("groups:  g, 10", "groups:  Sub ID, 12; g, 10"))
    assert [row["grp"] for row in fit.varcorr] == ["Sub.ID", "g", "g.1", "Residual"]
    assert fit.groups == {"Sub ID": 12, "g": 10}


def test_rows_go_to_the_term_that_leaves_the_others_theirs() -> None:
    """lme4 may print the term with fewer columns first, whose names the other one has as well."""
    text = printed("y ~ x + (x + z | g) + (1 + z | g)", "(Intercept)  x", "1.5  2.5").replace(
        " g        (Intercept) 1.5\n",
        " g        (Intercept) 1.5\n          z           1.1 0.2\n g.1      (Intercept) 1.2\n"
        "          x           1.3 0.2\n          z           1.4 0.2 0.2\n",
    )
    fit = read_fit(text.replace("Std.Dev.", "Std.Dev. Corr"))
    deviations = {(row["grp"], row["var1"]): row["sdcor"] for row in fit.varcorr if row["var2"] is None}
    assert deviations["g", "z"] == 1.1
    assert deviations["g.1", "z"] == 1.4


def test_a_column_that_is_not_printed_is_left_out_of_the_equations() -> None:
    text = printed("y ~ x + I(2 * x) + (1 | g)", "(Intercept)  x", "1.5  2.5")
    fit = read_fit(
        f"{text}fit warnings:\nfixed-effect model matrix is rank deficient so dropping 1 column / coefficient\n"
    )
    assert "2.50 x_i" in fit.equations().text()
    assert fit.model.describe()["dropped"] == ["I(2 * x)"]


CODED = printed("y ~ f * x + (1 | g)", "(Intercept)  f1  f2  x  f1:x  f2:x", "1.5  2.5  3.5  4.5  5.5  6.5")


def test_code_tells_the_contrasts_that_a_print_does_not_show() -> None:
    """Without it `f1` would be level 1 of f, with it the first contrast."""
    assert (
        "with others the printed names are no levels; give them by code=, the R code of the fit"
        in read_fit(CODED).warnings[0]
    )
    code = "a <- lmer(y ~ x + (1 | g), d)\ncontrasts(d$f) <- contr.sum(3)\nb <- lmer(y ~ f * x + (1 | g), d)"
    fit = read_fit(CODED, code=code)
    assert fit.warnings[0].startswith(
        "`f` is taken as a factor with contrasts of its own: its 3 levels are not printed"
    )
    named = read_fit(CODED, factors={"f": ["lo", "mid", "hi"]}, code=code)
    assert named.warnings == ()
    assert "2.50 c₁(f_i)" in named.equations().text()
    assert named.fixef["f2:x"] == 6.5


def test_code_without_the_printed_model_is_refused() -> None:
    with pytest.raises(lme4math.Error, match="There is no model of the printed formula"):
        read_fit(CODED, code="lmer(y ~ f + x + (1 | g), d)")


def test_code_may_have_the_bars_that_lme4_1_1_expands() -> None:
    text = printed("y ~ x + ((1 | g) + (0 + x | g))", "(Intercept)  x", "1.5  2.5").replace(
        " Residual", " g.1      x           1.2\n Residual"
    )
    assert str(read_fit(text, code="lmer(y ~ x + (x || g), d)").model.describe()["formula"]) == "y ~ x + (x || g)"


def test_two_coefficients_of_one_name_are_refused_with_the_way_out() -> None:
    text = printed("y ~ e + e1 + (1 | g)", "(Intercept)  e1  e2  e1", "1.5  2.5  3.5  4.5")
    with pytest.raises(lme4math.FormulaError, match="e1 stands here a second time") as caught:
        read_fit(text)
    assert "rename a variable" in str(caught.value.hint)
    data = {
        "y": [1.0, 2, 4, 3, 5, 7] * 3,
        "e1": range(18),
        "e": ["0", "1"] * 9,
        "g": ["a", "a", "b", "b", "c", "c"] * 3,
    }
    with pytest.raises(lme4math.DataError, match="R calls two fixed effects of this model `e1`"):
        lme4math.parse("lmer(y ~ e + e1 + (1 | g))", data).fit()


def test_levels_are_asked_for_where_a_variable_is_a_number_and_a_factor_and_lme4_dropped_a_level() -> None:
    said = "fixed-effect model matrix is rank deficient so dropping 1 column / coefficient\n"
    text = printed("y ~ x + factor(x) + (1 | g)", "(Intercept)  x  factor(x)2", "1.5  2.5  3.5")
    with pytest.raises(
        lme4math.FormulaError, match="1 column was dropped, and the printed effects leave open"
    ) as asked:
        read_fit(f"{text}fit warnings:\n{said}")
    assert asked.value.hint == "Give all levels, as in factors={'factor(x)': […]}; or give the data."
    fit = read_fit(f"{text}fit warnings:\n{said}", factors={"factor(x)": ["1", "2", "3"]})
    assert fit.model.describe()["dropped"] == ["factor(x)3"]


@pytest.mark.parametrize("kind", ["summary, lme4 1.1", "print, lme4 1.1"])
def test_deviations_that_lme4_1_1_multiplies_by_sigma_are_in_the_equations_as_in_the_model(kind: str) -> None:
    """A Gamma model, of which lme4 2.1 prints the standard deviation 0.4845 and lme4 1.1 0.2822."""
    fit = read_fit(text_of("B0676", kind))
    assert [row["sdcor"] for row in fit.varcorr] == [0.2822, 0.5825]
    assert "N(0, 0.484²)" in fit.equations().text()
    assert fit.warnings[-1].endswith(
        "multiplied by that of the residuals, σ = 0.5825: in the equations they are divided by it."
    )
    assert "N(0, 0.484²)" in read_fit(text_of("B0676", kind.replace("1.1", "2.1"))).equations().text()


def test_a_singular_fit_is_said_to_be() -> None:
    message = "optimizer (nloptwrap) convergence code: 0 (OK)\nboundary (singular) fit: see help('isSingular')\n"
    fit = read_fit(f"{CBPP}\n{message}")
    assert fit.singular
    assert any("singular" in str(warning) for warning in fit.warnings)
    assert not any("singular" in str(warning) for warning in read_fit(CBPP).warnings)
