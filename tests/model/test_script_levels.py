"""With data, the levels of a script's factors are in R's order, or it is said that the script's order is not known."""

from __future__ import annotations

import pytest

import lme4math

MODEL = "lmer(y ~ x + (1 | g), data = d)"
DATA = {
    "y": [1.0, 2.0, 2.5, 4.0, 3.0, 5.0, 1.5, 2.0],
    "x": ["b", "a", "c", "a", "b", "c", "a", "b"],
    "g": ["p", "p", "q", "q", "r", "r", "s", "s"],
}


@pytest.mark.parametrize(
    "value",
    [
        "factor(d$x, levels = unique(d$x))",
        "factor(d$x, levels = lv)",
        "factor(d$x, levels = levels(d$x)[c(2, 1, 3)])",
        "relevel(factor(d$x), ref = 2)",
        "relevel(factor(d$x), ref = r)",
        "relevel(factor(d$x, levels = lv), ref = 'c')",
        "forcats::as_factor(d$x)",
        "factor(d$x, labels = L)",
        "fct_relevel(d$x, 'c', after = 1)",
    ],
)
def test_an_order_that_only_running_would_tell_is_said_to_be(value: str) -> None:
    warnings = lme4math.parse(f"d$x <- {value}\n{MODEL}", DATA).warnings
    assert warnings == (f"Line 1 changes `x` by `{value}`, which is not run: change the data first.",)


@pytest.mark.parametrize("factor", ["factor(d$x)", "factor(d$x, levels = c('c', 'b', 'a'))"])
def test_levels_merged_by_a_list_are_those_of_the_list(factor: str) -> None:
    script = f"d$x <- {factor}\nlevels(d$x) <- list(B = 'c', A = c('a', 'b'))\n{MODEL}"
    model = lme4math.parse(script, DATA)
    assert not model.warnings
    assert model.describe()["columns"] == lme4math.parse(script).describe()["columns"] == ["(Intercept)", "xA"]
    assert model.design().X[:, 1].tolist() == [float(value != "c") for value in DATA["x"]]


@pytest.mark.parametrize(
    ("statement", "columns"),
    [
        ("levels(d$x)[2] <- 'B'", "xB xc"),
        ("levels(d$x)[levels(d$x) == 'a'] <- 'A'", "xb xc"),
        ("levels(d$x)[levels(d$x) %in% c('a', 'b')] <- 'ab'", "xc"),
        ("d$x <- recode_factor(d$x, c = 'C')", "xa xb"),
        ("d$x <- recode_factor(d$x, c = 'C', z = 'Z', .default = 'other')", "xother"),
        ("d$x <- fct_recode(d$x, NULL = 'a')", "xc"),
        ("d$x <- fct_collapse(d$x, A = 'a', other_level = 'z')", "xz"),
        ("d$x <- fct_collapse(d$x, X = c('a', 'c'))", "xb"),
    ],
)
def test_levels_that_a_statement_spells_out_are_rs(statement: str, columns: str) -> None:
    script = f"d$x <- factor(d$x, levels = c('a', 'b', 'c'))\n{statement}\n{MODEL}"
    assert lme4math.parse(script).describe()["columns"][1:] == columns.split()


def test_a_factor_made_of_another_column_is_said_not_to_be_made() -> None:
    said = "Line 1 makes `x` by `factor(d$g)`, which is not run: the data's own column is used."
    assert lme4math.parse(f"d$x <- factor(d$g)\n{MODEL}", DATA).warnings == (said,)


@pytest.mark.parametrize(
    ("value", "columns"),
    [
        ("factor(d$x, levels = rev(levels(d$x)))", ["xb", "xa"]),
        ("factor(d$x, levels = rev(sort(unique(d$x))))", ["xb", "xa"]),
        ("factor(d$x, levels = sort(unique(d$x)))", ["xb", "xc"]),
        ("fct_relevel(d$x, 'c', 'b')", ["xb", "xa"]),
        ("factor(relevel(factor(d$x), 'c'))", ["xa", "xb"]),
        ("relevel(relevel(factor(d$x), 'b'), 'c')", ["xb", "xa"]),
        ("factor(relevel(factor(d$x), 'c'), labels = c('C', 'A', 'B'))", ["xA", "xB"]),
    ],
)
def test_an_order_that_the_text_tells_is_applied(value: str, columns: list[str]) -> None:
    model = lme4math.parse(f"d$x <- factor(d$x)\nd$x <- {value}\n{MODEL}", DATA)
    assert model.warnings == ()
    assert model.describe()["columns"][1:] == columns
    assert model.structure().n == len(DATA["y"])


def test_what_is_made_by_a_step_that_is_not_run_is_reordered_all_the_same() -> None:
    """The data were changed first, as the warning asks."""
    script = f"d$x <- recode(d$x, A = 'a')\nd$x <- relevel(factor(d$x), ref = 'c')\n{MODEL}"
    assert lme4math.parse(script, DATA).describe()["columns"] == ["(Intercept)", "xa", "xb"]


@pytest.mark.parametrize("statement", ["d$x <- as.integer(factor(d$g))", "d$x <- prep(d$g)"])
def test_a_column_that_is_missing_is_not_said_to_be_used(statement: str) -> None:
    data = {name: column for name, column in DATA.items() if name != "x"}
    with pytest.raises(lme4math.DataError) as caught:
        lme4math.parse(f"{statement}\n{MODEL}", data)
    assert "own column" not in str(caught.value)


@pytest.mark.parametrize("data", [None, DATA], ids=["no data", "data"])
@pytest.mark.parametrize(
    ("variable", "suffixes"),
    [
        ("as.factor(x)", ["1", "2"]),
        ("as.factor(d$x)", ["1", "2"]),
        ("I(x)", ["1", "2"]),
        ("factor(x)", ["b", "c"]),
        ("droplevels(x)", ["b", "c"]),
        ("relevel(x, 'a')", ["b", "c"]),
    ],
)
def test_contrasts_are_kept_by_the_functions_that_keep_them_in_r(
    variable: str, suffixes: list[str], data: object
) -> None:
    script = "d$x <- factor(d$x, levels = c('a', 'b', 'c'))\ncontrasts(d$x) <- contr.sum(3)\n"
    columns = lme4math.parse(f"{script}lmer(y ~ {variable} + (1 | g), data = d)", data).describe()["columns"]
    assert [name[-1] for name in columns[1:]] == suffixes


@pytest.mark.parametrize("contrasts", ["contr.treatment(levels(d$x), base = 2)", "contr.smu"])
def test_levels_that_the_script_tells_are_not_said_to_be_unknown(contrasts: str) -> None:
    script = f"d$x <- factor(d$x, levels = c('a', 'b', 'c'))\ncontrasts(d$x) <- {contrasts}\n{MODEL}"
    said = lme4math.parse(script).describe()["assumptions"]
    assert len(said) == 1
    assert said[0].startswith("The contrasts of `x` are set in line 2 by `contr.")
    assert "which is not run" in said[0]


@pytest.mark.parametrize("made", ["relevel(factor(d$x), ref = 'M')", "fct_relevel(d$x, 'M')"])
def test_a_baseline_is_named_where_the_other_levels_are_not_known(made: str) -> None:
    model = lme4math.parse(f"d$x <- {made}\nlmer(y ~ x + (x | g), data = d)")
    said = model.explain()
    assert "when `x` is “M”" in said
    assert "first" not in said
    assert "The baseline of `x` is “M”." in model.describe()["assumptions"]


def test_no_baseline_is_spoken_of_where_levels_are_coded_otherwise() -> None:
    script = "d$x <- relevel(factor(d$x), ref = 'M')\ncontrasts(d$x) <- contr.sum\nlmer(y ~ x + (1 | g), data = d)"
    model = lme4math.parse(script)
    assert "M" not in model.explain()
    assert not any("baseline" in sentence for sentence in model.describe()["assumptions"])
