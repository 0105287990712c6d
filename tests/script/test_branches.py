"""What a script does in a branch, of which its text does not tell whether it is run, is read and said to be that."""

from __future__ import annotations

import pytest

import lme4math

NAMED = 'd$f <- factor(d$f, levels = c("a", "b", "c"))\n'
SUM = 'options(contrasts = c("contr.sum", "contr.poly"))'
F = "`f` is changed within the `if` of line 2"
DEFAULTS = "The contrasts that factors have by default are set within the `if` of line 2"
MODEL = "m <- lmer(y ~ f + (1 | g), data = d)"
LAST = "of which the last branch is read"
ONLY = "which is read as if it were run"


def read(script: str) -> tuple[list[str], tuple[str, ...]]:
    """The columns of the fixed part, the intercept left out, and the notices."""
    model = lme4math.parse(f"{script}\n{MODEL}")
    return model.describe()["columns"][1:], model.warnings


@pytest.mark.parametrize(
    ("script", "columns", "said"),
    [
        (f"{NAMED}if (z) {SUM}", "f1 f2", f"{DEFAULTS}, {ONLY}."),
        (f"{NAMED}if (z) set_sum_contrasts()", "f1 f2", f"{DEFAULTS}, {ONLY}."),
        (f"{NAMED}switch(kind, a = {SUM}, b = set_treatment_contrasts())", "fb fc", f"`switch` of line 2, {LAST}."),
        (f"{NAMED}if (z) contrasts(d$f) <- contr.sum(3)", "f1 f2", f"{F}, {ONLY}."),
        (
            f"{NAMED}if (z) v <- contr.helmert(3) else v <- contr.sum(3)\ncontrasts(d$f) <- v",
            "f1 f2",
            f"`v` is assigned within the `if` of line 2, {LAST}.",
        ),
        (
            f"{NAMED}if (z) k <- 'contr.helmert' else k <- 'contr.sum'\noptions(contrasts = c(k, 'contr.poly'))",
            "f1 f2",
            f"`k` is assigned within the `if` of line 2, {LAST}.",
        ),
        (f"{NAMED}if (z) levels(d$f) <- c('u', 'v', 'w')", "fv fw", f"{F}, {ONLY}."),
        (f"{NAMED}if (z) d$f <- relevel(d$f, 'b') else d$f <- relevel(d$f, 'c')", "fa fb", f"{F}, {LAST}."),
        (
            f"{NAMED}while (i < 3) d$f <- relevel(d$f, 'b')",
            "fa fc",
            f"`f` is changed within the `while` of line 2, {ONLY}.",
        ),
        (
            f"{NAMED}if (z) r <- 'b' else r <- 'c'\nd <- mutate(d, f = relevel(f, ref = r))",
            "fa fb",
            f"`r` is assigned within the `if` of line 2, {LAST}.",
        ),
        (
            f"{NAMED}if (z) r <- 'b' else r <- 'c'\nd$h <- relevel(d$f, r)\nd$f <- d$h",
            "fa fb",
            f"`r` is assigned within the `if` of line 2, {LAST}.",
        ),
        (f"{NAMED}if (z) contrasts(d$f) <- contr.sum(3) else plot(d)", "f1 f2", f"{F}, {ONLY}."),
        (f"sums <- TRUE\nsums <- y > 2\n{NAMED}if (sums) {SUM}", "f1 f2", f"the `if` of line 4, {ONLY}."),
        (
            f"{NAMED}done <- TRUE\nfor (i in files) {{ if (done) {SUM}; done <- FALSE }}",
            "f1 f2",
            f"the `if` of line 3, {ONLY}.",
        ),
    ],
)
def test_what_a_branch_changes_is_said_to_be_of_a_branch(script: str, columns: str, said: str) -> None:
    found, warnings = read(script)
    assert found == columns.split()
    assert [one.endswith(said) for one in warnings if "within the" in one] == [True]


@pytest.mark.parametrize(
    ("script", "columns"),
    [
        (f"{NAMED}if (TRUE) {SUM}", "f1 f2"),
        (f"sums <- FALSE\n{NAMED}if (sums) {SUM} else contrasts(d$f) <- contr.sum(3)", "f1 f2"),
        (f"sums <- FALSE\n{NAMED}if (!sums) {SUM}", "f1 f2"),
        (f"{NAMED}if (z) d$h <- factor(d$h)", "fb fc"),
        (f"{NAMED}if (z) print(summary(d))", "fb fc"),
        (f"{NAMED}if (!require(ggplot2)) install.packages('ggplot2')", "fb fc"),
        ("if (!is.factor(d$f)) d$f <- factor(d$f)", "f"),
    ],
)
def test_no_branch_is_spoken_of_where_it_does_not_matter(script: str, columns: str) -> None:
    found, warnings = read(script)
    assert found == columns.split()
    assert warnings == ()


def test_a_branch_begins_with_what_held_before_the_other() -> None:
    branches = "if (z) { d$f <- factor(d$f, c('u', 'v')); d$h <- factor(d$h, c('p', 'q')) } else d$f <- droplevels(d$f)"
    found = lme4math.parse(f"{NAMED}{branches}\nm <- lmer(y ~ f + h + (1 | g), d)").describe()["columns"]
    assert found[1:] == ["fb", "fc", "hq"]
