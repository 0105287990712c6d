"""With data, what a script does to it and is not run is said; contrasts that it sets outside the call are R's."""

from __future__ import annotations

import pytest

import lme4math

MODEL = "m <- lmer(y ~ x + (1 | g), data = d)"
DATA = {
    "y": [1.0, 2.0, 2.5, 4.0, 3.0, 5.0, 1.5, 2.0],
    "x": ["b", "a", "c", "a", "b", "c", "a", "b"],
    "g": ["p", "p", "q", "q", "r", "r", "s", "s"],
    "z": [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0],
}


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("d <- d %>% filter(z > 3)", "Line 1 keeps `z > 3` and is not run: filter the data first."),
        ("d <- subset(d, z > 3 & y < 2)", "Line 1 keeps `z > 3 & y < 2` and is not run: filter the data first."),
        ("a <- 1\nd <- d[d$z > 3, ]", "Line 2 keeps `d$z > 3` and is not run: filter the data first."),
        ("d <- na.omit(d)", "Line 1 drops rows by `na.omit(d)` and is not run: filter the data first."),
        ("d$x <- recode(d$x, a = 'A')", "Line 1 changes `x` by `recode(d$x, a = 'A')`, which is not run"),
        ("d$x <- ifelse(d$z > 3, 'a', 'b')", "Line 1 makes `x` by `ifelse(d$z > 3, 'a', 'b')`, which is not run"),
        ("d <- prep(d)", "What `prep(d)` in line 1 does to the data is not known"),
        ("d <- pivot_longer(w, a:b, names_to = 'x')", "Line 1 makes other rows by"),
    ],
)
def test_what_is_not_run_is_said(script: str, said: str) -> None:
    assert any(said in warning for warning in lme4math.parse(f"{script}\n{MODEL}", DATA).warnings)


@pytest.mark.parametrize(
    "script",
    [
        "d$x <- factor(d$x)",
        "d$x <- as.character(d$x)",
        "d <- read.csv('f.csv')",
        "d %>% filter(z > 3) %>% ggplot(aes(x, y))",
        "e <- subset(d, z > 3)",
        "d <- as_tibble(d) %>% arrange(y)",
    ],
)
def test_what_changes_nothing_is_not_said(script: str) -> None:
    assert lme4math.parse(f"{script}\n{MODEL}", DATA).warnings == ()


def test_a_column_that_the_script_makes_and_the_data_lacks_is_refused_with_its_line() -> None:
    with pytest.raises(lme4math.DataError) as caught:
        lme4math.parse("a <- 1\nd$w <- scale(d$z)\nlmer(y ~ w + (1 | g), data = d)", DATA)
    assert "line 2 makes it by `scale(d$z)`, which is not run" in str(caught.value)
    assert "w + (1" in str(caught.value)


def test_text_made_of_numbers_is_sorted_as_text() -> None:
    data = {**DATA, "x": [9, 10, 100, 9, 10, 100, 9, 10]}
    columns = lme4math.parse(f"d$x <- as.character(d$x)\n{MODEL}", data).describe()["columns"]
    assert columns == ["(Intercept)", "x100", "x9"]


def test_levels_that_are_spelled_out_order_those_of_the_data() -> None:
    script = "d$x <- cut(d$z, c(0, 2, 5, 9), labels = c('c', 'b', 'a'))"
    assert lme4math.parse(f"{script}\n{MODEL}", DATA).describe()["columns"] == ["(Intercept)", "xb", "xa"]


CODED = [
    ("contrasts(d$x) <- contr.sum(3)", "x1 x2", [[0.0, 1.0], [1.0, 0.0]]),
    ("contrasts(d$x) <- 'contr.sum'", "x1 x2", [[0.0, 1.0], [1.0, 0.0]]),
    ("attr(d$x, 'contrasts') <- contr.helmert(3)", "x1 x2", [[1.0, -1.0], [-1.0, -1.0]]),
    ("d$x <- C(factor(d$x), contr.sum)", "x1 x2", [[0.0, 1.0], [1.0, 0.0]]),
    ("options(contrasts = c('contr.sum', 'contr.poly'))", "x1 x2", [[0.0, 1.0], [1.0, 0.0]]),
    ("set_sum_contrasts()", "x1 x2", [[0.0, 1.0], [1.0, 0.0]]),
    ("options(contrasts = c('contr.helmert', 'contr.poly'))", "x1 x2", [[1.0, -1.0], [-1.0, -1.0]]),
    ("contrasts(d$x) <- MASS::contr.sdif(3)", "x2-1 x3-2", [[1 / 3, -1 / 3], [-2 / 3, -1 / 3]]),
    ("k <- cbind(u = c(1, 0, -1), v = c(0, 1, -1))\ncontrasts(d$x) <- k", "xu xv", [[0.0, 1.0], [1.0, 0.0]]),
]


@pytest.mark.parametrize(("script", "names", "first_rows"), CODED)
def test_contrasts_set_outside_the_call_are_rs(script: str, names: str, first_rows: list[list[float]]) -> None:
    model = lme4math.parse(f"d$x <- factor(d$x)\n{script}\n{MODEL}", DATA)
    assert model.describe()["columns"][1:] == names.split()
    assert model.design().X[:2, 1:].tolist() == [pytest.approx(row) for row in first_rows]
    assert model.warnings == ()


def test_contrasts_outside_the_call_hold_in_the_random_part_too() -> None:
    script = "d$x <- factor(d$x)\ncontrasts(d$x) <- contr.sum(3)\nlmer(y ~ x + (x | g), data = d)"
    assert lme4math.parse(script, factors={"x": ["a", "b", "c"]}).describe()["random"][0]["columns"] == [
        "(Intercept)",
        "x1",
        "x2",
    ]


def test_a_factor_that_loses_levels_loses_its_contrasts() -> None:
    script = f"d$x <- factor(d$x, c('a', 'b', 'c', 'e'))\ncontrasts(d$x) <- contr.sum(4)\n{MODEL}"
    assert lme4math.parse(script, DATA).describe()["columns"] == ["(Intercept)", "xb", "xc"]


@pytest.mark.parametrize("data", [None, DATA])
def test_contrasts_that_only_running_would_tell_are_said_to_be(data: object) -> None:
    model = lme4math.parse(f"d$x <- factor(d$x, c('a', 'b', 'c'))\ncontrasts(d$x) <- mine(3)\n{MODEL}", data)
    said = [*model.warnings, *model.describe()["assumptions"]]
    assert any("mine(3)" in sentence for sentence in said)


def test_explain_does_not_assume_treatment_contrasts() -> None:
    script = "options(contrasts = c('contr.sum', 'contr.poly'))\nd$x <- factor(d$x, c('F', 'M'))\n" + MODEL
    model = lme4math.parse(script)
    assert model.describe()["columns"] == ["(Intercept)", "x1"]
    assert "x is F" not in model.explain().replace("`", "")
