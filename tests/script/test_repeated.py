"""Models that a script makes in a loop, with `lapply` and its kin, or by names that it puts together."""

from __future__ import annotations

import pytest

import lme4math

X, Z = "y ~ x + (1 | g)", "y ~ z + (1 | g)"
FORMULAS = f"forms <- list(a = {X}, b = {Z})\n"
FITS = f"mods <- list(a = lmer({X}, d), b = lmer({Z}, d))\n"


def read(code: str) -> dict[str | None, str]:
    return {model.name: model.describe()["formula"] for model in lme4math.parse_all(code)}


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (f"{FORMULAS}mods <- lapply(forms, lmer, data = d)", {'mods[["a"]]': X, 'mods[["b"]]': Z}),
        (f"{FORMULAS}mods <- purrr::map(forms, ~ lme4::lmer(.x, data = d))", {'mods[["a"]]': X, 'mods[["b"]]': Z}),
        (f"mods <- lapply(list({X}, {Z}), function(f) lmer(f, data = d))", {"mods[[1]]": X, "mods[[2]]": Z}),
        (
            'mods <- sapply(c("rt", "acc"), function(v) lmer(as.formula(paste(v, "~ x + (1 | g)")), data = d))',
            {'mods[["rt"]]': "rt ~ x + (1 | g)", 'mods[["acc"]]': "acc ~ x + (1 | g)"},
        ),
        (f'for (f in c("{X}", "{Z}")) mods[[f]] <- lmer(f, data = d)', {f'mods[["{X}"]]': X, f'mods[["{Z}"]]': Z}),
        (f"{FORMULAS}for (i in seq_along(forms)) l[[i]] <- lmer(forms[[i]], d)", {"l[[1]]": X, "l[[2]]": Z}),
        (f"{FORMULAS}for (n in names(forms)) l[[n]] <- lmer(forms[[n]], d)", {'l[["a"]]': X, 'l[["b"]]': Z}),
        (
            'for (v in c("a", "b")) for (w in c("x", "z"))\n'
            '  l[[paste0(v, w)]] <- lmer(reformulate(c(w, "(1 | g)"), v), d)',
            {f'l[["{v}{w}"]]': f"{v} ~ {w} + (1 | g)" for v in "ab" for w in "xz"},
        ),
        (
            f"{FITS}ups <- lapply(mods, function(m) update(m, . ~ . + w))",
            {"a": X, "b": Z, 'ups[["a"]]': f"{X} + w", 'ups[["b"]]': f"{Z} + w"},
        ),
        (f"{FITS}u <- update(mods[[2]], . ~ . + w)", {"a": X, "b": Z, "u": f"{Z} + w"}),
        (f"mods$a <- lmer({X}, d)\nu <- update(mods$a, . ~ . + w)", {"mods$a": X, "u": f"{X} + w"}),
        (f'assign(paste0("m", 1), lmer({X}, d))\nu <- update(m1, . ~ . + w)', {"m1": X, "u": f"{X} + w"}),
    ],
)
def test_each_model_is_read_by_its_name(code: str, expected: dict[str | None, str]) -> None:
    assert read(code) == expected


@pytest.mark.parametrize(
    ("code", "formula"),
    [
        ('v <- "x"\nf <- as.formula(paste("y ~", v, "+ (1 | g)"))\nv <- "z"', X),
        (f"f <- {X}\nh <- function() {{\n  f <- {Z}\n  f\n}}\nh()", X),
        (f"f <- {X}\nlocal({{ f <- {Z} }})", X),
        (f"f <- {Z}\nif (FALSE) f <- {X}", Z),
        ('make <- function(v) as.formula(paste("y ~", v, "+ (1 | g)"))\nf <- make("z")', Z),
        ('f <- "y ~ x"\nf <- paste(f, "+ (1 | g)")', X),
    ],
)
def test_a_formula_is_the_one_that_its_name_holds_there(code: str, formula: str) -> None:
    assert read(f"{code}\nm <- lmer(f, data = d)")["m"] == formula


def test_a_family_is_the_one_that_its_name_holds_there() -> None:
    code = f"fam <- binomial\na <- glmer({X}, d, family = fam)\nfam <- poisson\nb <- glmer({X}, d, family = fam)"
    assert [model.describe()["family"] for model in lme4math.parse_all(code)] == ["binomial", "poisson"]


def test_an_update_changes_the_model_that_its_name_holds_there() -> None:
    code = f"m <- lmer({X}, d)\nh <- function() {{ m <- lmer({Z}, d); 1 }}\nh()\nu <- update(m, . ~ . + w)"
    assert read(code)["u"] == f"{X} + w"


def test_a_formula_of_a_branch_is_said_to_be_one() -> None:
    model = lme4math.parse(f"if (long)\n  f <- {X} else\n  f <- {Z}\nm <- lmer(f, d)")
    assert model.describe()["formula"] == Z
    assert "`f` is assigned within the `if` of line 1, of which the last branch is read." in model.warnings
