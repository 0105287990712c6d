"""Contrasts that a script sets by parts, by attributes or in place, and those that R refuses (asked of R 4.2)."""

from __future__ import annotations

import pytest

import lme4math

DATA = {
    "y": [1.0, 2.0, 2.5, 4.0, 3.0, 5.0, 1.5, 2.0],
    "f": ["b", "a", "c", "a", "b", "c", "a", "b"],
    "g": ["p", "p", "q", "q", "r", "r", "s", "s"],
}
FACTOR = "d$f <- factor(d$f, levels = c('a', 'b', 'c'))\n"
MODEL = "\nlmer(y ~ f + (1 | g), data = d)"

SET = [
    ("contrasts(d$f)[, 1] <- c(1, 0, -1)", "fb fc", [[1, 0], [0, 0], [-1, 1]]),
    ("contrasts(d$f)[2, 1] <- 5", "fb fc", [[0, 0], [5, 0], [0, 1]]),
    ("contrasts(d$f)['a', ] <- -1", "fb fc", [[-1, -1], [1, 0], [0, 1]]),
    ("colnames(contrasts(d$f)) <- c('u', 'v')", "fu fv", [[0, 0], [1, 0], [0, 1]]),
    ("contrasts(d$f) <- contr.sum(3)\ncolnames(contrasts(d$f)) <- c('u', 'v')", "fu fv", [[1, 0], [0, 1], [-1, -1]]),
    ("contrasts(d$f) <- contr.sum\ndimnames(contrasts(d$f))[[2]] <- c('u', 'v')", "fu fv", [[1, 0], [0, 1], [-1, -1]]),
    ("attributes(d$f)$contrasts <- contr.sum(3)", "f1 f2", [[1, 0], [0, 1], [-1, -1]]),
    ("attr(d$f, 'contrasts') <- cbind(c(1, 0, -1))", "f1", [[1], [0], [-1]]),
    ("setattr(d$f, 'contrasts', contr.sum(3))", "f1 f2", [[1, 0], [0, 1], [-1, -1]]),
    ("d$f <- structure(d$f, contrasts = contr.sum(3))", "f1 f2", [[1, 0], [0, 1], [-1, -1]]),
    ("d$f <- `contrasts<-`(d$f, value = contr.sum(3))", "f1 f2", [[1, 0], [0, 1], [-1, -1]]),
    ("d <- within(d, contrasts(f)[, 1] <- c(1, 0, -1))", "fb fc", [[1, 0], [0, 0], [-1, 1]]),
    ("data.table::set(d, j = 'f', value = factor(d$f, levels = c('c', 'b', 'a')))", "fb fa", [[0, 1], [1, 0], [0, 0]]),
]


@pytest.mark.parametrize(("statement", "names", "rows"), SET)
def test_what_is_set_is_what_r_sets(statement: str, names: str, rows: list[list[float]]) -> None:
    for data in (None, DATA):
        model = lme4math.parse(FACTOR + statement + MODEL, data)
        assert model.describe()["columns"][1:] == names.split()
        assert not model.warnings
    assert model.design().X[:3, 1:].tolist() == [pytest.approx(rows["abc".index(level)]) for level in "bac"]


REFUSED = [
    ("contrasts(d$f) <- contr.sum(2)", "2 × 1 numbers"),
    ("contrasts(d$f) <- contr.sum(4)", "4 × 3 numbers"),
    ("contrasts(d$f) <- c(1, 1, 1)", "depend on one another"),
    ("attr(d$f, 'contrasts') <- contr.sum", "a matrix or a name in quotes"),
    ("options(contrasts = 'contr.sum')", "two names of contrasts"),
    ("options(contrasts = contr.sum)", "two names of contrasts"),
    ("options(contrasts = c(unordered = 'contr.sum'))", "two names of contrasts"),
]


@pytest.mark.parametrize("data", [None, DATA], ids=["no data", "data"])
@pytest.mark.parametrize(("statement", "reason"), REFUSED)
def test_what_r_refuses_is_refused_where_it_stands(statement: str, reason: str, data: object) -> None:
    with pytest.raises(lme4math.FormulaError, match=reason) as caught:
        lme4math.parse(FACTOR + statement + MODEL, data)
    assert statement in str(caught.value)


@pytest.mark.parametrize("script", ["d <- subset(d, f != 'e')\nd$f <- droplevels(d$f)", "d$f <- recode(d$f, a = 'A')"])
def test_levels_that_only_running_tells_refuse_nothing(script: str) -> None:
    model = lme4math.parse(f"{script}\ncontrasts(d$f) <- contr.sum(4){MODEL}", DATA)
    assert any("contr.sum(4)" in warning for warning in model.warnings)


def test_short_names_are_for_c_alone() -> None:
    call = "lmer(y ~ factor(f) + (1 | g), data = d, contrasts = list(`factor(f)` = 'sum'))"
    with pytest.raises(lme4math.FormulaError, match="no such contrasts"):
        lme4math.parse(call)
