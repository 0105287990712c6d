"""`factor()` and its kin are read alike in a script and in a formula, and as R reads them (asked of R 4.2)."""

from __future__ import annotations

import pytest

import lme4math

READINGS = [
    ('factor(x, levels = c("a", "b", "c"), labels = "L")', "L1 L2 L3"),
    ('factor(x, levels = c("c", "b", "a"), labels = c("u", "v", "u"))', "u v"),
    ('factor(x, exclude = "a", levels = c("a", "b", "c"))', "b c"),
    ('factor(x, c("a", "b", "c"), exclude = "b", labels = c("u", "v"))', "u v"),
    ('factor(x, c("a", "b", "c"), exclude = NULL)', "a b c"),
    ('factor(factor(x, levels = c("c", "b", "a")), labels = c("i", "j", "k"))', "i j k"),
    ("factor(x, levels = rev(letters[1:3]))", "c b a"),
    ('factor(x, levels = paste0("", c("b", "a")))', "b a"),
    ('factor(x, levels = c(max(100000L, 5L), "b"))', "100000 b"),
    ("factor(x, levels = seq(1e5, 2e5, length.out = 2))", "1e+05 2e+05"),
    ("factor(x, levels = seq(100000L, by = 1L, length.out = 2))", "100000 100001"),
    ("factor(x, levels = c(1^NA, NA^0 + 1))", "1 2"),
    ('relevel(factor(x, c("a", "b", "c")), "c")', "c a b"),
    ('relevel(factor(x, c("a", "b", "c")), ref = 2)', "b a c"),
    ('factor(levels = c("b", "a"), x = x)', "b a"),
    ('factor(x, levels = c("a", "b"), labels = c("p", "q", "r"))', None),
    ('factor(x, levels = c("a", "a", "b"))', None),
    ('factor(x, labels = "L")', None),
    ("factor(x, levels = somewhere)", None),
    ('factor(factor(x, c("b", "a")), exclude = NA)', "b a"),
    ('factor(factor(x, c("b", "a")), exclude = "b")', None),
    ('addNA(factor(x, c("b", "a")))', None),
]
ORDERED = [
    ('ordered(x, c("c", "b", "a"), c("lo", "mid", "hi"))', "lo mid hi"),
    ('factor(ordered(x, c("a", "b", "c")), labels = c("i", "j", "k"))', "i j k"),
    ('factor(x, levels = c("c", "b", "a"), ordered = TRUE)', "c b a"),
    ('as.ordered(factor(x, c("c", "a", "b")))', "c a b"),
    ('ordered(factor(x, levels = c("c", "b", "a")))', "c b a"),
]


def columns(code: str) -> list[str]:
    """The columns of a factor with all its levels, their names without the variable's."""
    model = lme4math.parse(code)._compiled.model
    label = model.fixed.terms[0].label
    return [column.name.removeprefix(label) for column in model.fixed.columns]


@pytest.mark.parametrize(("value", "levels"), READINGS + ORDERED)
def test_levels(value: str, levels: str | None) -> None:
    in_script = columns(f"d$z <- {value}\nlmer(y ~ 0 + z + (1 | g), data = d)")
    in_formula = columns(f"lmer(y ~ 0 + {value} + (1 | g))")
    assert in_script == in_formula
    assert in_formula == levels.split() if levels else len(in_formula) == 1


@pytest.mark.parametrize(
    ("value", "ordered"), [(v, False) for v, levels in READINGS if levels] + [(v, True) for v, _ in ORDERED]
)
def test_order(value: str, ordered: bool) -> None:
    in_script = columns(f"d$z <- {value}\nlmer(y ~ z + (1 | g), data = d)")
    assert in_script == columns(f"lmer(y ~ {value} + (1 | g))")
    assert (".L" in in_script) == ordered


def test_names_given_to_levels_may_repeat() -> None:
    assert columns('levels(d$z) <- c("u", "v", "u")\nlmer(y ~ 0 + z + (1 | g), data = d)') == ["u", "v"]


def test_excluding_what_is_missing_changes_nothing() -> None:
    data = {"y": [1.0, 2, 3, 4, 5, 6], "f": ["b", "a"] * 3, "g": ["u", "v", "w"] * 2}
    said = lme4math.parse("d$f <- factor(d$f, exclude = NA)\nlmer(y ~ f + (1 | g), data = d)", data).warnings
    assert not any("is not run" in one for one in said)
