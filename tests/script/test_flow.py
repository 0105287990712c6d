"""A script is followed from top to bottom: what reaches the model's data frame counts, and nothing else does."""

from __future__ import annotations

import pytest

import lme4math

MODEL = "m <- lmer(y ~ x + (1 | g), data = d)"


def columns(script: str, model: str = MODEL) -> list[str]:
    """The columns of the fixed part, the intercept left out."""
    found: list[str] = lme4math.parse(f"{script}\n{model}").describe()["columns"]
    return found[1:]


def told(script: str, model: str = MODEL) -> str:
    """What is said of the variables."""
    return " ".join(lme4math.parse(f"{script}\n{model}").describe()["assumptions"])


KNOWN = [
    ("d$x <- factor(1:3)", "x2 x3"),
    ("d$x <- factor(letters[1:3])", "xb xc"),
    ('d$x <- rep(c("b", "a"), 5)', "xb"),
    ('d <- data.frame(y = 1:4, x = c("u", "v"), g = gl(2, 2))', "xv"),
    ('d <- expand.grid(x = c("z", "a"), g = 1:3)', "xa"),
    ('d <- expand_grid(x = c("z", "a"), g = 1:3)', "xz"),
    ('d <- tibble(x = c("z", "a"), g = 1:3)', "xz"),
    ('d <- data.table(x = gl(2, 3, labels = c("no", "yes")))', "xyes"),
    ('d <- tribble(~y, ~x, 1, "p", 2, "q")', "xq"),
    ('d <- structure(list(x = structure(1:2, levels = c("l", "k"), class = "factor")), class = "data.frame")', "xk"),
    ('d <- mutate(d, x = case_when(z > 1 ~ "hi", z > 0 ~ "mid", TRUE ~ "lo"))', "xlo xmid"),
    ('d$x <- ifelse(d$z > 1, "hi", ifelse(d$z > 0, "mid", "lo"))', "xlo xmid"),
    ('d <- d |> mutate(x = if_else(z == 1, "u", if_else(z == 2, "w", NA_character_)))', "xw"),
    ('d[, x := fcase(z < 1, "hi", z < 2, "mid", default = "lo")]', "xlo xmid"),
    ('d[, `:=`(x = fifelse(z < 1, "hi", "lo"), w = 1)]', "xlo"),
    ('d$x <- recode(d$x, "a" = "A", .default = "B")', "xB"),
    ('d$x <- recode(d$x, "a" = -0.5, "b" = 0.5)', "x"),
    ('d$x <- car::recode(d$x, "1 = 0; 2 = 1")', "x"),
    ('d$x <- fct_recode(factor(d$x, levels = c("a", "b")), A = "a", B = "b")', "xB"),
    ('d$x <- sample(c("b", "a"), 10, replace = TRUE)', "xb"),
    ("d$x <- rnorm(10)", "x"),
    ('d$x <- cut(d$z, breaks = c(0, 1, 2), labels = c("young", "old"))', "xold"),
    ("d$x <- d$z > 3", "xTRUE"),
    ('d$x <- NA\nd$x[d$z > 3] <- "big"\nd$x[d$z <= 3] <- "small"', "xsmall"),
    ('d$x <- factor(d$x, c("a", "b"))\nd$x[d$z > 3] <- "b"', "xb"),
    ('lv <- c("u", "v")\nd <- mutate(d, x = factor(x, levels = lv))', "xv"),
    ('d[, c("x", "w") := list(z > 3, 1)]', "xTRUE"),
    ('d <- d[z > 1, .(y, x = factor(w, c("a", "b"))), by = g]', "xb"),
    ('d$x <- with(d, paste0(c("a", "b"), "!"))', "xb!"),
    ('d0$cond <- factor(d0$cond, c("a", "b"))\nd <- rename(d0, x = cond)', "xb"),
    ('d0$cond <- factor(d0$cond, c("a", "b"))\nd0$x <- d0$cond\nd <- d0', "xb"),
    ('setDT(d)\nd[, x := factor(x, labels = c("p", "q"))]', "xq"),
    ('f <- function(e) {\n  e$x <- factor(e$x, c("a", "b"))\n  e\n}\nd <- f(d)', "xb"),
    ('d %<>% mutate(x = factor(x, c("a", "b")))', "xb"),
    ('d$x %<>% factor(levels = c("a", "b"))', "xb"),
    ('d[c("x", "w")] <- list(factor(d$x, c("a", "b")), 1)', "xb"),
    ('setDT(d)\nd[, x := factor(x, c("a", "b"))]\nd[, w := NULL]', "xb"),
    ('d <- mutate_at(d, vars(x), ~ factor(., levels = c("a", "b")))', "xb"),
    ('d <- mutate(d, across(c(x), function(v) factor(v, levels = c("a", "b"))))', "xb"),
    ('d <- merge(e %>% mutate(x = factor(x, c("a", "b"))), h)', "xb"),
    ("d$x <- factor(d$x)\nd$x <- as.numeric(as.character(d$x))", "x"),
]


@pytest.mark.parametrize(("script", "expected"), KNOWN)
def test_columns_of_what_a_script_spells_out(script: str, expected: str) -> None:
    assert columns(script) == expected.split()
    assert "`x` is taken as numeric" not in told(script)


FACTOR = 'd$x <- factor(d$x, c("a", "b", "c"))\n'


@pytest.mark.parametrize(
    ("script", "left"),
    [
        ('d <- filter(d, x != "a")', "xc"),
        ('d <- d %>% filter(x %in% c("a", "c"), z > 1)', "xc"),
        ('d <- subset(d, !(x %in% "b") & z > 1)', "xc"),
        ('d <- d[d$x != "b" & !is.na(d$x), ]', "xc"),
        ('d <- droplevels(d[d$x != "b", ])\nd$x <- relevel(d$x, "c")', "xa"),
        ("d <- filter(d, z > 1)", "xb xc"),
        ('d <- filter(d, substr(x, 1, 1) == "a")', "x"),
    ],
)
def test_rows_that_are_removed_take_levels_with_them(script: str, left: str) -> None:
    assert columns(FACTOR + script) == left.split()


def test_a_subset_of_the_call_takes_levels_with_it() -> None:
    assert columns(FACTOR, 'lmer(y ~ x + (1 | g), data = d, subset = x != "c")') == ["xb"]


def test_contrasts_go_with_levels_that_are_not_used_unless_these_were_dropped_before() -> None:
    removed = FACTOR + 'contrasts(d$x) <- contr.sum(3)\nd <- filter(d, x != "c")'
    assert columns(removed) == ["xb"]
    before = 'd <- subset(d, x != "c")\n' + FACTOR + "contrasts(d$x) <- contr.sum(3)"
    assert columns(before) == ["xb"]
    dropped = FACTOR + 'd <- droplevels(filter(d, x != "c"))\ncontrasts(d$x) <- contr.sum(2)'
    assert columns(dropped) == ["x1"]


@pytest.mark.parametrize(
    ("script", "formulas"),
    [
        ("fit <- function(f, e) lmer(f, e)\na <- fit(y ~ x + (1 | g), d)\nb <- fit(y ~ 1 + (1 | g), d)",
         {"a": "y ~ x + (1 | g)", "b": "y ~ 1 + (1 | g)"}),
        ("fit <- function(f, e) { m <- lmer(f, e); m }\nl <- list(a = fit(y ~ x + (1 | g), d))",
         {"a": "y ~ x + (1 | g)"}),
        ("fit <- function(f) lmer(f, d)\nm <- lmer(y ~ x + (1 | g), d)", {"m": "y ~ x + (1 | g)"}),
        ("local({ m <- lmer(y ~ x + (1 | g), d) })", {"m": "y ~ x + (1 | g)"}),
    ],
)  # fmt: skip
def test_each_call_of_a_function_that_fits_is_a_model(script: str, formulas: dict[str, str]) -> None:
    assert {m.name: m.describe()["formula"] for m in lme4math.parse_all(script)} == formulas


@pytest.mark.parametrize(
    "script",
    [
        "d$x <- as.character(d$x)",
        "d$x <- paste(d$a, d$b)",
        "d$x <- interaction(d$a, d$b)",
        "d$x <- cut(d$z, 3)",
        "d <- mutate(d, across(!y, as.factor))",
        "d <- mutate(d, across(starts_with('x'), as.factor))",
        "d <- mutate_at(d, c('x', 'g'), factor)",
        "d[c('x', 'g')] <- lapply(d[c('x', 'g')], factor)",
        "d[] <- lapply(d, factor); d$y <- as.numeric(d$y)",
        "vars <- c('x', 'g')\nd[vars] <- lapply(d[vars], as.factor)",
        "for (v in c('x', 'g')) d[[v]] <- factor(d[[v]])",
        "d <- convert_as_factor(d, x, g)",
        "d <- read.csv('f.csv', colClasses = c(x = 'factor'))",
        "d <- readr::read_csv('f.csv', col_types = cols(x = col_factor()))",
        "d <- pivot_longer(w, a:c, names_to = 'x', values_to = 'y')",
        "d[, c('x', 'g') := lapply(.SD, factor), .SDcols = c('x', 'g')]",
        "contrasts(d$x) <- contr.sum(3)",
        "d$x[d$z > 3] <- 'big'",
        "levels(d$x)[2] <- 'u'",
        "d$x <- fct_other(factor(d$x), keep = 'a')",
        "d$x <- replace_na(d$x, 'none')",
        "d$x <- str_extract(d$id, '[a-z]+')",
        "d <- tidyr::separate(d, id, c('x', 'w'), '_')",
    ],
)
def test_factors_of_unknown_levels(script: str) -> None:
    assert columns(script) == ["x"]
    line = script.count("\n") + 1
    assert "`x` is a factor with unknown levels" in told(script)
    assert f"line {line}" in told(script)


@pytest.mark.parametrize(
    "script",
    [
        "d %>% mutate(x = factor(x)) %>% ggplot(aes(x, y)) + geom_point()",
        "boxplot(y ~ x, data = transform(d, x = factor(x)))",
        "f <- function(e) e$x <- factor(e$x)",
        "f <- function(e) { d$x <- factor(d$x); d }\nf(d)",
        "d$x <- factor(d$x)\nd <- read.csv('again.csv')",
        "d$x <- factor(d$x)\nd$x <- NULL",
        "e <- d\ne$x <- factor(e$x)\nd <- data.frame(y = 1:2, x = 1:2)",
        "with(d, tapply(y, factor(x), mean))",
        "summary(factor(d$x))",
        "fig <- mutate(d, x = factor(x))",
        "e <- as.data.table(d)\ne[, x := factor(x)]",
        "d <- read.csv('d.csv')\ne <- read.csv('e.csv')\ne$x <- factor(e$x)",
    ],
)
def test_what_does_not_reach_the_model_is_no_declaration(script: str) -> None:
    assert columns(script) == ["x"]
    assert "factor" not in told(script)


def test_a_factor_of_another_data_frame_is_taken_and_said_to_be() -> None:
    model = lme4math.parse(f"e$x <- factor(e$x, c('a', 'b'))\n{MODEL}")
    assert model.describe()["columns"] == ["(Intercept)", "xb"]
    assert "`x` is taken to be what line 1 makes of it in `e`; the model's data frame is `d`." in model.warnings


def test_a_copy_keeps_what_was_known_when_it_was_made() -> None:
    assert columns("d$x <- factor(d$x, c('a', 'b'))\ne <- d\nd$x <- 1", "lmer(y ~ x + (1 | g), data = e)") == ["xb"]


def test_a_function_of_the_script_is_read_where_it_is_called() -> None:
    script = "fit <- function(e, f) {\n  m <- lmer(f, data = e)\n}\nfit(d, f = y ~ x + (1 | g))"
    assert lme4math.parse(script).describe()["formula"] == "y ~ x + (1 | g)"


def test_what_groups_and_is_a_fixed_effect_is_taken_as_a_factor() -> None:
    said = told("", "lmer(y ~ season * year + (0 + year | season), data = d)")
    assert "`season` is taken as a factor with unknown levels, as it names groups." in said
    assert "`year` is taken as numeric: nothing declares it." in said
    assert "`t`" not in told("", "lmer(y ~ I(t^2) + (1 | t), data = d)")


NAMED = 'd$x <- factor(d$x, c("a", "b", "c"))\n'


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        (NAMED + "suppressWarnings(d$x <- fct_rev(d$x))", "xb xa"),
        (NAMED + 'f <- function(d) { d$x <- factor(d$x, c("c", "b", "a")); return(d) }\nd <- f(d)', "xb xa"),
        ('fix <- function() d$x <<- factor(d$x, c("a", "b"))\nfix()', "xb"),
        (NAMED + "if (FALSE) d$x <- as.numeric(d$x)", "xb xc"),
        (NAMED + "contrasts(d$x) <- contr.sum(3)\nd <- droplevels(d)", "xb xc"),
        (NAMED + "contrasts(d$x) <- contr.sum(3)\nd <- mutate(d, x = fct_rev(x))", "x1 x2"),
        (NAMED + "d <- within(d, contrasts(x) <- contr.sum(3))", "x1 x2"),
        (NAMED + "contrasts(d$x, 1) <- contr.poly(3)", "x.L"),
        (NAMED + "options(contrasts = c('contr.sum', 'contr.poly')); op <- options(digits = 3); options(op)", "x1 x2"),
        (NAMED + "op <- options(contrasts = c('contr.sum', 'contr.poly')); options(op)", "xb xc"),
        (NAMED + "e <- quote(options(contrasts = c('contr.sum', 'contr.poly')))", "xb xc"),
        ('a$x <- factor(a$x, c("x", "y")); b$x <- factor(b$x, c("z", "x")); d <- rbind(a, b)', "xy xz"),
    ],
)
def test_statements_within_others_are_followed_once_and_where_they_count(script: str, expected: str) -> None:
    assert columns(script) == expected.split()


@pytest.mark.parametrize(
    "statement", ["if (raw) d <- prep(d)", 'names(d)[2] <- "h"', "d[[names(d)[1]]] <- 1", "d <- d %>% prep()"]
)
def test_what_is_not_understood_is_said_to_be_not_known(statement: str) -> None:
    warnings = lme4math.parse(f"{NAMED}{statement}\n{MODEL}").warnings
    assert any("does to the data is not known" in warning and "line 2" in warning for warning in warnings)


def test_what_is_compared_with_text_is_a_factor() -> None:
    assert "`x` is a factor" in told('d <- filter(d, x %in% c("A", "B"))')
    assert "`x` is a factor" in told("", 'lmer(y ~ x + (1 | g), data = d, subset = x != "c")')


@pytest.mark.parametrize(
    ("script", "formula"),
    [
        ("fm <- y ~ x + (1 | g); h <- function() { fm <- z ~ 1 + (1 | k); 1 }; m <- lmer(fm, d)", "y ~ x + (1 | g)"),
        ("fm <- y ~ x + (1 | g); fit <- function(fm) lmer(fm, data = d); fit(fm)", "y ~ x + (1 | g)"),
        ("fit <- function() lmer(fm, d); fm <- y ~ x + (1 | g); m <- fit()", "y ~ x + (1 | g)"),
    ],
)
def test_names_are_looked_up_where_they_hold(script: str, formula: str) -> None:
    assert lme4math.parse(script).describe()["formula"] == formula


def test_a_family_is_what_the_function_is_given() -> None:
    script = "fam <- poisson\nfit <- function(fam) glmer(y ~ x + (1 | g), d, family = fam)\nm <- fit(binomial)"
    assert lme4math.parse(script).describe()["family"] == "binomial"


def test_an_unknown_function_is_named_with_its_line() -> None:
    assert "`x` is taken as numeric: line 2 makes it by `bespoke(d$z, 3)`, which is not run." in told(
        "z <- 1\nd$x <- bespoke(d$z, 3)"
    )


@pytest.mark.parametrize(
    "script",
    [
        "d$x <- factor(d$x)\n" * 2_000,
        "d <- d %>% mutate(x = factor(x))\n" * 1_000,
        "d <- d" + " %>% mutate(x = factor(x))" * 2_000,
        "f <- function(e) f(e)\nd <- f(d)\n" * 50,
        "".join(f"f{n} <- function(e) f{n + 1}(f{n + 1}(e))\n" for n in range(60)) + "d <- f0(d)",
        "".join(f"v{n + 1} <- c(v{n}, v{n})\n" for n in range(60)) + "d$x <- factor(d$x, levels = v60)",
        "a <- " * 3_000 + "1",
        "d <- mutate(d, across(-y, ~ ifelse(is.na(.x), 0, .x)))\n" * 150,
        "d <- mutate(d, across(!c(x, y), factor))\n" * 300,
        "".join(f"for (v{n} in letters) {{ " for n in range(5)) + "d$z <- factor(d$z) " + "}" * 5,
        "if (a) { " * 24 + "d$x <- 1" + " }" * 24,
    ],
)
def test_long_and_deep_scripts_are_followed(script: str) -> None:
    assert lme4math.parse(f"{script}\n{MODEL}").describe()["formula"] == "y ~ x + (1 | g)"


@pytest.mark.parametrize(
    ("made", "said"),
    [
        ("wday(date, label = TRUE)", "`x` is a factor with unknown levels"),
        ("lubridate::month(date, label = TRUE)", "`x` is a factor with unknown levels"),
        ("month(date)", ""),
        ('match(z, c("lo", "hi"))', ""),
    ],
)
def test_parts_of_dates_are_numbers_or_with_labels_factors(made: str, said: str) -> None:
    assumed = told(f"d$x <- {made}")
    assert said in assumed if said else "`x`" not in assumed


def test_a_pipe_of_any_length_is_followed_from_its_beginning() -> None:
    steps = "".join(f" %>%\n  mutate(v{place} = z / {place})" for place in range(1, 200))
    script = f'd <- d0 %>% mutate(x = factor(x, c("a", "b"))){steps}'
    assert columns(script) == ["xb"]
    assert lme4math.parse(f"{script}\n{MODEL}").warnings == ()
