"""With data, a column that the script makes of others is the data's own, and is said to be; levels must occur."""

from __future__ import annotations

import pytest

import lme4math

DATA = {
    "y": [1.0, 2.0, 2.5, 4.0, 3.0, 5.0, 1.5, 2.0],
    "f": ["b", "a", "c", "a", "b", "c", "a", "b"],
    "g": ["p", "p", "q", "q", "r", "r", "s", "s"],
    "h": ["p", "q", "p", "q", "p", "q", "p", "q"],
}
MODEL = "lmer(y ~ f + (1 | g), data = d)"


@pytest.mark.parametrize(
    "made",
    [
        "factor(d$h, labels = c('a', 'b'))",
        "factor(d$h, levels = c('q', 'p'), labels = c('a', 'b'))",
        "factor(d$h, levels = c('q', 'p'))",
        "ifelse(d$y > 2, 'a', 'b')",
        "factor(ifelse(d$y > 2, 'b', 'a'), levels = c('b', 'a'))",
        "gl(2, 4, labels = c('lo', 'hi'))",
    ],
)
def test_a_column_of_other_values_is_left_as_it_is(made: str) -> None:
    model = lme4math.parse(f"d$f <- {made}\n{MODEL}", DATA)
    assert model.warnings == (f"Line 1 makes `f` by `{made}`, which is not run: the data's own column is used.",)
    assert model.describe()["columns"] == ["(Intercept)", "fb", "fc"]
    assert model.structure().n == 8


def test_a_column_that_was_made_already_has_the_order_of_the_script() -> None:
    model = lme4math.parse(f"d$f <- factor(d$h, labels = c('c', 'b', 'a'))\n{MODEL}", DATA)
    assert model.describe()["columns"] == ["(Intercept)", "fb", "fa"]


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ("d$f <- factor(d$f, levels = c('x', 'y'))", "None of the levels “x”, “y” of `f` occurs in the data."),
        ("d$f <- relevel(factor(d$f), ref = 'M')", "`f` has no level “M” that could be the baseline."),
    ],
)
def test_levels_that_do_not_occur_are_named_with_their_place(statement: str, message: str) -> None:
    with pytest.raises(lme4math.DataError) as caught:
        lme4math.parse(f"{statement}\n{MODEL}", DATA)
    assert message in str(caught.value)
    assert statement in str(caught.value)
    assert "“a”, “b”, “c”" in str(caught.value)
