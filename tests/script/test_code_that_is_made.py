"""Models whose code a script makes of strings or of code: `eval(parse(text = …))`, `bquote(…)`, rlang's `!!`."""

from __future__ import annotations

import time

import pytest

import lme4math

COND = "y ~ cond + (1 | g)"


def read(code: str) -> dict[str | None, str]:
    return {model.name: model.describe()["formula"] for model in lme4math.parse_all(code)}


@pytest.mark.parametrize(
    "code",
    [
        f'm <- eval(parse(text = "lmer({COND}, data = d)"))',
        'v <- "cond"\nm <- eval(parse(text = paste0("lmer(y ~ ", v, " + (1 | g), data = d)")))',
        f'eval(parse(text = "m <- lmer({COND}, data = d)"))',
        f'm <- eval(str2lang("lmer({COND}, data = d)"))',
        f'm <- lmer(str2lang("{COND}"), data = d)',
        f'm <- lmer(str2expression("{COND}")[[1]], data = d)',
        f'm <- lmer(formula(parse(text = "{COND}")[[1]]), data = d)',
        f'm <- lmer(formula("{COND}"), data = d)',
        f"cl <- quote(lmer({COND}, data = d))\nm <- eval(cl)",
        'v <- as.name("cond")\nm <- lmer(bquote(y ~ .(v) + (1 | g)), data = d)',
        'v <- "cond"\nm <- eval(bquote(lmer(y ~ .(as.name(v)) + (1 | g), data = d)))',
        'm <- eval(substitute(lmer(r ~ cond + (1 | g), data = d), list(r = as.name("y"))))',
        "f <- substitute(y ~ v + (1 | g), list(v = quote(cond)))\nm <- lmer(as.formula(f), data = d)",
        'm <- rlang::inject(lmer(y ~ !!rlang::sym("cond") + (1 | g), data = d))',
        'f <- expr(y ~ !!sym("cond") + (1 | g))\nm <- lmer(f, data = d)',
        'm <- eval_tidy(expr(lmer(y ~ !!sym("cond") + (1 | g), data = d)))',
        "m <- lmer(new_formula(quote(y), quote(cond + (1 | g))), data = d)",
        'x <- "cond"\nf <- as.formula(str_glue("y ~ {x} + (1 | g)"))\nm <- lmer(f, data = d)',
        'm <- lmer(as.formula(glue("y ~ {x} ", "+ (1 | g)", x = "cond")), data = d)',
        "p <- c('cond', '(1 | g)')\nm <- lmer(as.formula(glue(\"y ~ {glue_collapse(p, ' + ')}\")), data = d)",
        f"args <- list(formula = {COND}, data = d)\nm <- do.call(lmer, args)",
        'f <- as.formula(paste("y ~ cond", "+ (1 | g)"))\nm <- eval(bquote(lmer(.(f), data = d)))',
        'fit <- function(covs) {\n  f <- reformulate(c(covs, "(1 | g)"), "y")\n  eval(bquote(lmer(.(f), d)))\n}\n'
        'm <- fit("cond")',
        'fit <- function(v) inject(lmer(y ~ !!sym(v) + (1 | g), data = d))\nm <- fit("cond")',
    ],
)
def test_code_whose_parts_stand_in_the_text_is_read(code: str) -> None:
    assert read(code) == {"m": COND}


def test_bangs_bind_more_tightly_than_operators() -> None:
    code = 'm <- inject(lmer(y ~ !!sym("a") * z + !!sym("b") + (1 | g), data = d))'
    assert read(code) == {"m": "y ~ a * z + b + (1 | g)"}


def test_several_statements_in_a_string_are_followed() -> None:
    model = lme4math.parse("eval(parse(text = \"d$x <- factor(d$x, c('a', 'b')); m <- lmer(y ~ x + (1 | g), d)\"))")
    assert model.describe()["columns"] == ["(Intercept)", "xb"]


@pytest.mark.parametrize(
    ("code", "place"),
    [
        ("fit <- function(v) eval(bquote(lmer(y ~ .(as.name(v)) + (1 | g), data = d)))", "as.name(v)"),
        ("m <- inject(lmer(y ~ !!v + (1 | g), data = d))", "v"),
        ("fit <- function(f) eval(bquote(lmer(.(f), data = d)))\nm <- fit(read_formula())", "f"),
        ("m <- eval(substitute(lmer(r ~ x + (1 | g), data = d), list(r = as.name(asked))))", "as.name(asked)"),
    ],
)
def test_a_place_that_running_the_code_fills_is_refused(code: str, place: str) -> None:
    with pytest.raises(lme4math.FormulaError, match="only when the code is run") as caught:
        lme4math.parse(code)
    assert caught.value.span is not None
    assert place in code[slice(*caught.value.span)]


def test_a_model_in_a_string_points_into_the_string_and_can_be_changed() -> None:
    model = lme4math.parse('m <- eval(parse(text = "lmer(y ~ x + (1 | g), data = d)"))')
    assert model.with_random("x", "g").describe()["formula"] == "y ~ x + (1 + x | g)"


ROWS = 'function(y, x) lmer(as.formula(paste0(y, " ~ ", x, " + (1 | g)")), data = d)'
TWO = {'mods[["rt"]]': "rt ~ x + (1 | g)", 'mods[["acc"]]': "acc ~ z + (1 | g)"}
BY_PLACE: dict[str | None, str] = {f"mods[[{place}]]": formula for place, formula in enumerate(TWO.values(), 1)}


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ('mods <- map2(list(rt ~ x + (1 | g), acc ~ z + (1 | g)), c("a", "b"), ~ lmer(.x, data = d))', BY_PLACE),
        ('mods <- map2(c("rt", "acc"), c("x", "z"), ~ lmer(str_glue("{.x} ~ {.y} + (1 | g)"), data = d))', BY_PLACE),
        ('mods <- pmap(list(c("rt", "acc"), c("x", "z")), ~ lmer(paste(..1, "~", ..2, "+ (1 | g)"), d))', BY_PLACE),
        (f'mods <- pmap(list(x = c("x", "z"), y = c("rt", "acc")), {ROWS})', BY_PLACE),
        (f'rows <- tibble(y = c("rt", "acc"), x = c("x", "z"))\nmods <- pmap(rows, {ROWS})', BY_PLACE),
        (f'mods <- mapply({ROWS}, c("rt", "acc"), c("x", "z"))', TWO),
        (f'mods <- Map({ROWS}, c("rt", "acc"), c("x", "z"))', TWO),
        ("mods <- imap(c(rt = 'x', acc = 'z'), ~ lmer(reformulate(c(.x, '(1 | g)'), .y), data = d))", TWO),
    ],
)
def test_models_of_several_lists_are_read(code: str, expected: dict[str | None, str]) -> None:
    assert read(code) == expected


@pytest.mark.parametrize(
    ("function", "order"), [("expand.grid", ["rt x", "acc x", "rt z", "acc z"]),
                            ("expand_grid", ["rt x", "rt z", "acc x", "acc z"])]
)  # fmt: skip
def test_every_row_of_crossed_columns_is_a_model(function: str, order: list[str]) -> None:
    code = f'rows <- {function}(y = c("rt", "acc"), x = c("x", "z"))\nmods <- pmap(rows, {ROWS})'
    assert list(read(code).values()) == ["{} ~ {} + (1 | g)".format(*row.split()) for row in order]


def test_rows_that_are_filtered_are_not_taken_for_all() -> None:
    code = f'rows <- expand_grid(y = c("rt", "acc"), x = c("x", "z")) %>% filter(y != x)\nmods <- pmap(rows, {ROWS})'
    with pytest.raises(lme4math.FormulaError):
        lme4math.parse(code)


@pytest.mark.parametrize(
    ("first", "following"),
    [
        ("f0 <- quote(x)", "f{} <- bquote(.(f{}) + .(f{}))"),
        ("f0 <- quote(x)", "f{} <- substitute(a + a * a, list(a = f{}))"),
    ],
)
def test_code_that_grows_with_each_statement_is_refused_at_once(first: str, following: str) -> None:
    steps = [following.format(place, *(place - 1,) * 2) for place in range(1, 60)]
    code = "\n".join([first, *steps, "m <- lmer(bquote(y ~ .(f59) + (1 | g)), data = d)"])
    start = time.process_time()
    with pytest.raises(lme4math.FormulaError):
        lme4math.parse(code)
    assert time.process_time() - start < 1
