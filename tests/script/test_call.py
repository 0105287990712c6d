"""Finding the model call in what people paste, matching its arguments, and what the script says about its factors."""

from __future__ import annotations

import pytest

from lme4math.errors import FormulaError
from lme4math.r import deparse
from lme4math.script import ModelCall, read_model_call
from tests.r.marked import refusal

F = "y ~ x + (1 | g)"


def arguments(call: ModelCall) -> dict[str, str]:
    return {name: deparse(value) for name, value in call.arguments}


@pytest.mark.parametrize(
    ("code", "function", "given"),
    [
        (F, "lmer", {}),
        (f"f <- {F}", "lmer", {}),
        (f'"{F}"', "lmer", {}),
        (f"lmer({F})", "lmer", {}),
        (f"lmer(({F}), d)", "lmer", {"data": "d"}),
        (f"lme4::lmer({F}, d)", "lmer", {"data": "d"}),
        (f"lme4:::glmer({F}, d, binomial)", "glmer", {"data": "d", "family": "binomial"}),
        (f"lmerTest::lmer({F}, d) -> m", "lmer", {"data": "d"}),
        (f"m = glmer.nb({F}, d, verbose = TRUE)", "glmer.nb", {"data": "d", "verbose": "TRUE"}),
        (f"summary(m <- suppressWarnings(lmer({F}, d)))", "lmer", {"data": "d"}),
        (f"(m <- lmer({F}, d))", "lmer", {"data": "d"}),
        (f"d |> lmer(formula = {F})", "lmer", {"data": "d"}),
        (f"d |> subset(x > 0) |> lmer({F}, data = _)", "lmer", {"data": "subset(d, x > 0)"}),
        (f"d %>% lmer({F}, data = .)", "lmer", {"data": "d"}),
        (f"d %>% lmer({F}, .)", "lmer", {"data": "d"}),
        (f"d %>% lmer(formula = {F}) %>% summary", "lmer", {"data": "d"}),
        (f"d %$% lmer({F})", "lmer", {"data": "d"}),
        (f"with(d, lmer({F}))", "lmer", {"data": "d"}),
        (f"({F}) |> lmer(d)", "lmer", {"data": "d"}),
        (f"do.call('lmer', list({F}, data = d))", "lmer", {"data": "d"}),
        (f"if (TRUE) {{ lmer({F}, d) }} else NULL", "lmer", {"data": "d"}),
        (f"fit <- function(d) {{ lmer({F}, data = d) }}", "lmer", {"data": "d"}),
        (f"lapply(ds, \\(d) lmer({F}, d))", "lmer", {"data": "d"}),
        (f"library(lme4)\nf <- {F}\nlmer(f, data = d)", "lmer", {"data": "d"}),
        (f"{F} -> f; lmer(formula = f, d)", "lmer", {"data": "d"}),
        (f"f <- '{F}'\nlmer(as.formula(f), d)", "lmer", {"data": "d"}),
        (f"lmer(f <- {F}, d)", "lmer", {"data": "d"}),
        (f"lmer('{F}', d)", "lmer", {"data": "d"}),
        (f'lmer(r"--({F})--", d)', "lmer", {"data": "d"}),
        (f"lmer({F}, d, FALSE)", "lmer", {"data": "d", "REML": "FALSE"}),
        (f"lmer({F}, dat = d, RE = FALSE)", "lmer", {"data": "d", "REML": "FALSE"}),
        (f"lmer(data = d, {F}, we = w)", "lmer", {"data": "d", "weights": "w"}),
        (f"lmer(d, formula = {F})", "lmer", {"data": "d"}),
        (f"lmer({F}, , FALSE)", "lmer", {"REML": "FALSE"}),
        (f"lmer({F}, subset = x > 0, na.action = na.omit)", "lmer", {"subset": "x > 0", "na.action": "na.omit"}),
        (f"blmer({F}, d, cov.prior = NULL)", "lmer", {"data": "d"}),
        (f"lmer({F}, d, weights = NULL, offset = c(), subset = (NULL), contrasts = NULL)", "lmer", {"data": "d"}),
        (f"glmer({F}, NULL, binomial, start = NULL, na.action = NULL)", "glmer", {"family": "binomial"}),
        (f"blme::bglmer({F}, d, poisson)", "glmer", {"data": "d", "family": "poisson"}),
    ],
)
def test_the_call_and_its_arguments(code: str, function: str, given: dict[str, str]) -> None:
    call = read_model_call(code)
    assert call.function == function
    assert deparse(call.formula) == F
    assert code[slice(*call.formula.span)] == F
    assert arguments(call) == given


def test_the_argument_of_a_name() -> None:
    call = read_model_call("lmer(y ~ x + (1 | g), d, FALSE)")
    assert deparse(call.argument("REML") or call.formula) == "FALSE"
    assert call.argument("weights") is None


def test_the_span_is_the_calls() -> None:
    code = "library(lme4); m <- lme4::lmer(y ~ (1 | g))  # note"
    assert code[slice(*read_model_call(code).span)] == "lme4::lmer(y ~ (1 | g))"


def test_a_formula_in_a_string_with_escapes_points_at_what_is_written() -> None:
    code = r'lmer("y ~ I(x == \"a\") + (1 | g)", d)'
    formula = read_model_call(code).formula
    assert code[slice(*formula.span)] == r"y ~ I(x == \"a\") + (1 | g)"
    assert code[slice(*formula.operands[1].span)] == r"I(x == \"a\") + (1 | g)"


@pytest.mark.parametrize(
    "marked",
    [
        "⟦lmer()⟧",
        "⟦lmer(data = d)⟧",
        "lmer(⟦NULL⟧)",
        "lmer(y ~ x + (1 | g), d, weights = ⟦I(NULL)⟧)",
        "lmer(y ~ x + (1 | g), d, offset = ⟦rep(NULL, 3)⟧)",
        'lmer(⟦"y"⟧)',
        'lmer("y ~ x + ⟦(⟧1 | g", d)',
        'lmer("y ~ x\\n⟦+ z⟧", d)',
        "lmer(⟦y <- x + (1 | g)⟧)",
        "lmer(⟦y == x⟧)",
        "lmer(⟦y⟧ = x + (1 | g), d)",
        "lmer(⟦f⟧, d)",
        "f <- ⟦f⟧; lmer(f, d)",
        "lmer(⟦paste('y ~', x)⟧, d)",
        "lmer(as.formula(⟦paste('y ~', x)⟧), d)",
        "lmer(⟦bf(y ~ x)⟧, d)",
        "lmer(⟦d⟧, y ~ x + (1 | g))",
        "⟦d⟧ |> lmer(y ~ x + (1 | g))",
        "⟦d⟧ %>% lmer(y ~ x + (1 | g))",
        "lmer(y ~ (1 | g), ⟦d⟧ = d)",
        "lmer(y ~ (1 | g), ⟦weigths⟧ = w)",
        "lmer(y ~ (1 | g), ⟦family⟧ = binomial)",
        "glmer(y ~ (1 | g), ⟦REML⟧ = FALSE)",
        "lmer(y ~ (1 | g), data = d, ⟦data⟧ = d)",
        "lmer(y ~ (1 | g), da = d, ⟦dat⟧ = d)",
        "lmer(y ~ (1 | g), d, TRUE, NULL, NULL, 0, s, w, n, o, c, FALSE, ⟦13⟧)",
        "lmer(y ~ (1 | g), control = ⟦glmerControl()⟧)",
        "⟦lm⟧(y ~ x, d)",
        "⟦glmmTMB::glmmTMB⟧(y ~ x + (1 | g), d)",
        "m <- ⟦nlmer⟧(y ~ f(a) ~ a | g, d)",
        "summary(⟦lmr⟧(y ~ x + (1 | g), d))",
        "⟦foo::lmer⟧(y ~ x + (1 | g), d)",
        "⟦update⟧(m, . ~ . + z)",
        "y ~ x\n⟦+⟧ (1 | g)",
        "⟦x <- 1⟧\ny <- 2",
        "⟦⟧",
        "⟦ # nothing⟧",
    ],
)
def test_what_is_refused(marked: str) -> None:
    refusal(read_model_call, marked)


@pytest.mark.parametrize(
    ("code", "hint"),
    [
        (f"lmer({F}, weigths = w)", "Did you mean `weights`?"),
        (f"lmer({F}, family = binomial)", "glmer("),
        (f"lmer({F}, famly = binomial)", "glmer("),
        (f"lmer({F}, d = d)", "data = "),
        (f"d |> lmer({F})", "data = _"),
        (f"lmr({F})", "lmer"),
        ("lme(y ~ x, random = ~ 1 | g)", "(x | g)"),
    ],
)
def test_hints_name_the_repair(code: str, hint: str) -> None:
    with pytest.raises(FormulaError) as caught:
        read_model_call(code)
    assert hint in (caught.value.hint or "")


@pytest.mark.parametrize(
    "name",
    ["nlmer", "lm", "glm", "aov", "lme", "gls", "glmmTMB", "brm", "stan_lmer", "gam", "gamm4", "MCMCglmm", "clmm"],
)
def test_other_models_are_refused_by_name(name: str) -> None:
    error = refusal(read_model_call, f"m <- ⟦{name}⟧(y ~ x + (1 | g), data = d)")
    assert f"`{name}`" in error.message


def test_an_error_knows_its_text() -> None:
    with pytest.raises(FormulaError) as caught:
        read_model_call("lmer(y ~ x + (1 | g, data = d)")
    assert "lmer(y ~ x + (1 | g, data = d)\n" + " " * 19 + "^" in str(caught.value)


@pytest.mark.parametrize(
    ("code", "notice"),
    [
        (
            f"lmer({F}, d); lmer(y ~ (1 | g), d)",
            "The code has 2 models: lmer in line 1 (place 0) and lmer in line 1 (place 1)",
        ),
        (f"blmer({F}, d)", "priors"),
        (f"glmer.nb({F}, d, family = poisson)", "ignores `family`"),
        (f"lmer({F}, d, REML = NULL)", "lme4 refuses `REML = NULL`; it is read as not given."),
        (f"glmer({F}, d, NULL)", "lme4 refuses `family = NULL`; it is read as not given."),
        (f"glmer({F}, d, binomial, control = lmerControl())", "glmerControl()"),
        (f"fit <- function(d, ...) lmer({F}, d, ...)", "`...`"),
    ],
)
def test_what_is_odd_but_accepted_is_noticed(code: str, notice: str) -> None:
    call = read_model_call(code)
    assert deparse(call.formula) == F
    (text,) = call.notices
    assert notice in text


def test_nothing_is_noticed_about_an_ordinary_script() -> None:
    assert read_model_call(f"library(lme4)\nm <- lmer({F}, d, REML = FALSE)\nsummary(m)").notices == ()


@pytest.mark.parametrize(
    ("statement", "name", "levels"),
    [
        ("d$type <- factor(d$type, levels = c('-', '+'))", "type", ("-", "+")),
        ("d[['type']] <- factor(d$type, c('-', '+'))", "type", ("-", "+")),
        ("d[, 'type'] <- factor(d[, 'type'], c('-', '+'))", "type", ("-", "+")),
        ("type <- factor(type, levels = c('-', '+'))", "type", ("-", "+")),
        ("factor(type, levels = c('-', '+')) -> type", "type", ("-", "+")),
        ("d <- transform(d, type = factor(type, levels = c('-', '+')))", "type", ("-", "+")),
        ("d <- d %>% dplyr::mutate(type = factor(type, levels = c('-', '+')))", "type", ("-", "+")),
        ("d <- d |> mutate(type = type |> factor(levels = c('-', '+')))", "type", ("-", "+")),
        ("d <- within(d, { type <- factor(type, c('-', '+')) })", "type", ("-", "+")),
        ("d[, type := factor(type, c('-', '+'))]", "type", ("-", "+")),
        ("d <- data.frame(A = gl(2, 3, labels = c('lo', 'hi')))", "A", ("lo", "hi")),
        ("d$A <- gl(3, 2)", "A", ("1", "2", "3")),
        ("d$A <- factor(d$A, levels = 1:3, labels = c('a', 'b', 'c'))", "A", ("a", "b", "c")),
        ("d$A <- factor(d$A, levels = 3:1, labels = 'L')", "A", ("L1", "L2", "L3")),
        ("d$A <- factor(d$A, labels = c('no', 'yes'))", "A", ("no", "yes")),
        ("d$A <- factor(d$A, levels = c(2, 10, 1e5))", "A", ("2", "10", "1e+05")),
        ("d$A <- factor(d$A, levels = c(-1, 1))", "A", ("-1", "1")),
        ("d$A <- factor(d$A, levels = rev(letters[1:3]))", "A", ("c", "b", "a")),
        ("lv <- c('u', 'v')\nd$A <- factor(d$A, levels = lv)", "A", ("u", "v")),
        ("levels(d$A) <- c('lo', 'hi')", "A", ("lo", "hi")),
        ("d$A <- relevel(factor(d$A, c('a', 'b', 'c')), ref = 'c')", "A", ("c", "a", "b")),
        ("d$A <- factor(d$A, c('a', 'b'))\nd$A <- relevel(d$A, 'b')", "A", ("b", "a")),
        ("d$A <- forcats::fct_relevel(factor(d$A, c('a', 'b', 'c')), 'b', 'c')", "A", ("b", "c", "a")),
        ("d$A <- factor(d$A, c('a', 'b'))\nd$A <- factor(d$A)", "A", ("a", "b")),
        ("d$A <- factor(d$A)", "A", None),
        ("d$A <- as.factor(d$A)", "A", None),
        ("d$A <- factor(d$A, levels = unique(d$A))", "A", None),
        ("d$A <- factor(d$A, levels = 1:1000000000)", "A", None),
        ("d$A <- factor(d$A, nonsense = 1)", "A", None),
    ],
)
def test_declared_factors(statement: str, name: str, levels: tuple[str, ...] | None) -> None:
    code = f"{statement}\nlmer(y ~ {name} + (1 | g), d)"
    (declared,) = read_model_call(code).declarations
    assert (declared.name, declared.levels, declared.ordered) == (name, levels, False)
    assert code[slice(*declared.span)] in statement


@pytest.mark.parametrize(
    "statement",
    [
        "d$A <- ordered(d$A, levels = c('lo', 'hi'))",
        "d$A <- factor(d$A, levels = c('lo', 'hi'), ordered = TRUE)",
        "d$A <- as.ordered(factor(d$A, levels = c('lo', 'hi')))",
    ],
)
def test_declared_ordered_factors(statement: str) -> None:
    (declared,) = read_model_call(f"{statement}\nlmer(y ~ A + (1 | g), d)").declarations
    assert (declared.levels, declared.ordered) == (("lo", "hi"), True)


def test_a_baseline_alone_is_kept() -> None:
    (declared,) = read_model_call("d$A <- relevel(d$A, ref = 'b')\nlmer(y ~ A + (1 | g), d)").declarations
    assert (declared.levels, declared.reference, declared.frame) == (None, "b", "d")


@pytest.mark.parametrize(
    "code", [f"d$A <- factor(d$A)\nlmer({F}, d)", f"lmer({F}, d)\nd$x <- factor(d$x)", f"n <- 3\nlmer({F}, d)"]
)
def test_no_declaration(code: str) -> None:
    assert read_model_call(code).declarations == ()


def test_declarations_inside_the_call_count() -> None:
    call = read_model_call(f"lmer({F}, data = transform(d, x = factor(x, c('a', 'b'))))")
    assert [(item.name, item.levels) for item in call.declarations] == [("x", ("a", "b"))]


@pytest.mark.parametrize(
    "code",
    [
        "x %>% f(., .)" + " %>% f(., .)" * 2_000,
        "x |> factor()" + " |> factor()" * 2_000,
        "d$A <- x" + " |> factor()" * 2_000 + f"; lmer({F})",
        "".join(f"a{i} <- c(a{i + 1}, a{i + 1})\n" for i in range(2_000))
        + f"a2000 <- c(); d$A <- factor(x, a0); lmer({F})",
        "".join(f"a{i + 1} <- a{i}\n" for i in range(2_000)) + f"a0 <- {F}; lmer(a2000)",
        "a <- " * 2_000 + f"lmer({F})",
        f"lmer({F}); " * 1_000,
    ],
)
def test_scripts_made_to_take_long_do_not(code: str) -> None:
    try:
        outcome = deparse(read_model_call(code).formula)
    except FormulaError as error:
        outcome = F if error.hint else "a refusal without a hint"
    assert outcome == F


@pytest.mark.parametrize("code", [None, 5, b"y ~ x + (1 | g)", ["y ~ x + (1 | g)"]])
def test_what_is_no_text_is_refused(code: object) -> None:
    with pytest.raises(FormulaError, match="R code must be a string") as caught:
        read_model_call(code)  # type: ignore[arg-type]
    assert caught.value.hint


def test_a_mistake_is_printed_without_what_acts_on_a_terminal() -> None:
    with pytest.raises(FormulaError) as caught:
        read_model_call("lmer(y ~ `\x1b[2J\u202e` + @)")
    picture = str(caught.value).split("\n")
    assert all(line.isprintable() for line in picture)
    assert picture[1].index("@") == picture[2].index("^")
