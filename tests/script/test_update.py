"""`update()` of a model is the model that lme4's `update.merMod` makes; the answers are those of R's `getCall`."""

from __future__ import annotations

import pytest

from lme4math.errors import FormulaError
from lme4math.r import deparse, walk
from lme4math.script import read_model_call, read_model_calls

BASE = "m <- lmer(y ~ x + (1 | g), d); "
COUNTS = "m <- glmer.nb(y ~ x + (1 | g), d); "


def written(code: str) -> str:
    """The last model of a script as one call."""
    call = read_model_calls(code)[-1]
    given = [deparse(call.formula), *(f"{name} = {deparse(value)}" for name, value in call.arguments)]
    return f"{call.function}({', '.join(given)})"


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (f"{BASE}update(m, . ~ . - x + (x | h))", "lmer(y ~ (1 | g) + (x | h), data = d)"),
        (f"{BASE}update(m, formula. = ~ . + z)", "lmer(y ~ x + (1 | g) + z, data = d)"),
        (f"{BASE}update(m, formula = log(.) ~ .)", "lmer(log(y) ~ x + (1 | g), data = d)"),
        (f"{BASE}update(object = m, y ~ z + (1 | g))", "lmer(y ~ z + (1 | g), data = d)"),
        (f"{BASE}update(m, 'y ~ z + (1 | g)')", "lmer(y ~ z + (1 | g), data = d)"),
        (f"{BASE}f <- . ~ . + z; update(m, f)", "lmer(y ~ x + (1 | g) + z, data = d)"),
        (f"{BASE}update(m, formula(m), data = d2)", "lmer(y ~ x + (1 | g), data = d2)"),
        (f"{BASE}update(m, REML = FALSE)", "lmer(y ~ x + (1 | g), data = d, REML = FALSE)"),
        (f"{BASE}update(m, . ~ . + z, d2)", "lmer(y ~ x + (1 | g) + z, data = d)"),
        (f"{BASE}m |> update(. ~ . + z)", "lmer(y ~ x + (1 | g) + z, data = d)"),
        (f"{BASE}m %>% update(. ~ . + z, weights = w)", "lmer(y ~ x + (1 | g) + z, data = d, weights = w)"),
        (f"{BASE}m <- update(m, . ~ . + z); update(m, . ~ . - x)", "lmer(y ~ (1 | g) + z, data = d)"),
        (f"{BASE}n <- m; (k <- suppressWarnings(update(n, ~ . + z)))", "lmer(y ~ x + (1 | g) + z, data = d)"),
        (
            "m <- lmer(y ~ x + (x || g), d); update(m, . ~ . - (x || g) - (0 + x | g))",
            "lmer(y ~ x + (1 | g), data = d)",
        ),
        ("m <- lmer(y ~ x + (x || g), d); update(m, REML = FALSE)", "lmer(y ~ x + (x || g), data = d, REML = FALSE)"),
        ("m <- with(d, lmer(y ~ x + (1 | g))); update(m, . ~ . + z)", "lmer(y ~ x + (1 | g) + z, data = d)"),
        ("update(lmer(y ~ x + (1 | g), d), . ~ . + z)", "lmer(y ~ x + (1 | g) + z, data = d)"),
        ("l <- list(a = lmer(y ~ x + (1 | g), d)); update(l$a, ~ . + z)", "lmer(y ~ x + (1 | g) + z, data = d)"),
        ("l[['a']] <- lmer(y ~ x + (1 | g), d); update(l$a, ~ . + z)", "lmer(y ~ x + (1 | g) + z, data = d)"),
        (
            "m <- glmer(y ~ x + (1 | g), d, binomial); update(m, . ~ ., family = poisson)",
            "glmer(y ~ x + (1 | g), data = d, family = poisson)",
        ),
        (
            "m <- lmer(y ~ x + (1 | g), d, weights = w); update(m, weights = NULL, data = subset(d, x > 0))",
            "lmer(y ~ x + (1 | g), data = subset(d, x > 0))",
        ),
        (f"{COUNTS}update(m, . ~ . + z)", "glmer.nb(y ~ x + (1 | g) + z, data = d)"),
        (f"{COUNTS}update(m, family = poisson)", "glmer(y ~ x + (1 | g), data = d, family = poisson)"),
        ("f <- y ~ x + (1 | g); f2 <- update(f, . ~ . - x); lmer(f2, d)", "lmer(y ~ (1 | g), data = d)"),
        ("f <- y ~ x + (1 | g); lmer(update.formula(update(f, . ~ . + z), . ~ . - x), d)",
         "lmer(y ~ (1 | g) + z, data = d)"),
        (f"{BASE}lmer(update(formula(m), . ~ . + z), e)", "lmer(y ~ x + (1 | g) + z, data = e)"),
    ],
)  # fmt: skip
def test_an_update_is_the_call_that_r_makes_of_it(code: str, expected: str) -> None:
    assert written(code) == expected


@pytest.mark.parametrize(
    "code",
    [
        "l <- lm(y ~ x, d); update(l, . ~ . + z)",
        "update(m, evaluate = FALSE)",
        "update(n, . ~ . + z)",
        "update(y ~ x, . ~ . + z)",
        "f <- function(fit) update(fit, . ~ . + z)",
        "p <- read.csv('a'); update(p)",
        "update()",
        "refitML(m)",
    ],
)
def test_an_update_of_what_the_script_does_not_fit_is_no_model(code: str) -> None:
    assert len(read_model_calls(BASE + code)) == 1


@pytest.mark.parametrize(
    ("code", "where", "message"),
    [
        (f"{BASE}update(m, . ~ . + 2)", "2", "The number 2 cannot be a term"),
        (f"{BASE}update(m, family = binomial)", "family", "no argument `family`"),
        (f"{BASE}update(m, f)", "f", "`f` should be the formula"),
        ("m <- lmer(y ~ . + (1 | g)); update(m, . ~ . + z)", ". ~ . + z", "cannot tell what the `.`"),
        ("update(m, . ~ . + z)", "update", "`m`, which update() changes, is no model that the code fits."),
    ],
)
def test_what_r_would_refuse_is_refused_at_its_place(code: str, where: str, message: str) -> None:
    with pytest.raises(FormulaError) as caught:
        read_model_call(code, -1)
    assert message in caught.value.message
    assert caught.value.span is not None
    assert code[slice(*caught.value.span)] == where


def test_parts_of_an_updated_formula_stand_where_they_were_typed() -> None:
    code = f"{BASE}update(m, . ~ . + log(z) + (x | h))"
    formula = read_model_call(code, -1).formula
    for node in walk(formula.operands[1]):
        if deparse(node) in ("x", "1 | g", "log(z)", "x | h"):
            assert code[slice(*node.span)] == deparse(node)
    marked = {deparse(node): node.span.start for node in walk(formula)}
    assert marked["1 | g"] < code.index("update") < marked["x | h"]


def test_what_an_update_says_besides() -> None:
    ignored = "R's update() ignores `d2`: its arguments need names, such as data = …"
    theta = "R's update() of a model of glmer.nb keeps the estimate of θ; here θ is a parameter of the model."
    assert read_model_call(f"{BASE}update(m, . ~ ., d2)", -1).notices == (ignored,)
    assert read_model_call(f"{COUNTS}n <- update(m, . ~ . + z); update(n, . ~ .)", -1).notices == (theta,)
    assert read_model_call(f"{COUNTS}update(m, family = poisson)", -1).notices == ()


def test_the_formula_of_a_model_whose_warnings_are_suppressed() -> None:
    code = "m8 <- suppressWarnings(lmer(y ~ x + (1 | g), d))\nm9 <- lmer(formula(m8), e)"
    assert deparse(read_model_call(code, "m9").formula) == "y ~ x + (1 | g)"


def test_an_update_of_a_model_that_is_tried() -> None:
    code = "m8 <- try(lmer(y ~ x + (1 | g), d), silent = TRUE)\nm9 <- update(m8, . ~ . + z)"
    assert deparse(read_model_call(code, "m9").formula) == "y ~ x + (1 | g) + z"
