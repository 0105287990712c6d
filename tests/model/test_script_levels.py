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


def test_levels_merged_by_a_list_are_said_to_be_changed() -> None:
    script = f"d$x <- factor(d$x)\nlevels(d$x) <- list(A = c('a', 'b'), B = 'c')\n{MODEL}"
    said = "Line 2 changes the levels of `x`, which is not run: change the data first."
    assert lme4math.parse(script, DATA).warnings == (said,)


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
