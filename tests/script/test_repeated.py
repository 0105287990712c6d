"""Models that a script makes in a loop, with `lapply` and its kin, or by names that it puts together."""

from __future__ import annotations

from types import ModuleType

import pytest

import lme4math
from lme4math.script import each_reader, evaluation, fit_reader, read_model_call, set_apart

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


@pytest.mark.parametrize(
    "code",
    [
        f"if (long) fam <- poisson() else fam <- binomial()\nm <- glmer({X}, d, family = fam)",
        f"if (long) fam <- poisson() else fam <- binomial()\nm <- glmer({X}, d, fam)\nu <- update(m, . ~ . + z)",
    ],
)
def test_a_family_of_a_branch_is_said_to_be_one(code: str) -> None:
    for model in lme4math.parse_all(code):
        assert model.describe()["family"] == "binomial"
        assert "`fam` is assigned within the `if` of line 1, of which the last branch is read." in model.warnings


@pytest.mark.parametrize("call", ["glmer({X}, d, binomial)", "glmer({X}, d, family = binomial())"])
def test_a_function_of_the_scripts_own_is_not_taken_for_rs_without_a_word(call: str) -> None:
    model = lme4math.parse(f"binomial <- function(...) 1\nm <- {call.format(X=X)}")
    assert "`binomial` is read as R's own; the function that line 1 defines is not run." in model.warnings
    assert not any("R's own" in said for said in lme4math.parse(call.format(X=X)).warnings)


def test_lapply_over_formulas_that_the_text_does_not_spell_out_is_said() -> None:
    said = "`lapply..` in line 2 fits a model to each element of `forms`, which the code does not spell out."
    with pytest.raises(lme4math.FormulaError, match=said):
        lme4math.parse("forms <- make_them()\nmods <- lapply(forms, lmer, data = d)")


@pytest.mark.parametrize(
    ("code", "what"),
    [
        ('for (v in c("x", "z")) m[[v]] <- lmer(reformulate(c(v, "(1 | g)"), "y"), d)', "This call fits several"),
        (f'for (v in c("x", "z")) {{ d$x <- d[[v]]; m[[v]] <- lmer({X}, d) }}', "This call fits several models"),
        (f"{FITS}ups <- lapply(mods, function(m) update(m, . ~ . + w))", "A call that updates this model fits several"),
    ],
)
def test_a_model_is_not_set_apart_where_that_would_lose_others(code: str, what: str) -> None:
    with pytest.raises(lme4math.FormulaError, match=what):
        set_apart(read_model_call(code, 0))


def test_a_formula_of_a_list_is_changed_in_its_place() -> None:
    code = f"{FORMULAS}mods <- lapply(forms, lmer, data = d)"
    assert set_apart(read_model_call(code, 1)) == code


FIVE_CALLS = f"fit <- function(v) lmer({X}, d)\n" + "\n".join(f"m{n} <- fit({n})" for n in range(5))
NESTED = f"f({{\n(f({{ (f({{ m <- lmer({X}, d) }})) }})) }})"
FOUR_TURNS = f"for (v in 1:4) m[[v]] <- lmer({X}, d)"


@pytest.mark.parametrize(
    ("module", "cap", "code", "said"),
    [
        (evaluation, "_DEEPEST", NESTED, "is followed, and not the calls within"),
        (
            evaluation,
            "_MOST_STEPS",
            f"a <- f(1)\nb <- lmer({X}, d)\nm <- lmer({Z}, d)",
            "is followed, and not the code after",
        ),
        (
            evaluation,
            "_MOST_CALLS",
            FIVE_CALLS,
            "3 calls of the code's own functions are followed, those from line 5 on not.",
        ),
        (fit_reader, "_MOST_SCENES", FIVE_CALLS, "Of the models that the call in line 1 makes, 3 are read."),
        (each_reader, "MOST_TURNS", FOUR_TURNS, "Of the 4 turns in line 1 none is followed by itself."),
    ],
)
def test_what_is_not_followed_is_said(
    monkeypatch: pytest.MonkeyPatch, module: ModuleType, cap: str, code: str, said: str
) -> None:
    assert not any(said in one for one in lme4math.parse(code).warnings)
    monkeypatch.setattr(module, cap, 3)
    assert any(said in one for one in lme4math.parse(code).warnings)


def test_a_model_or_a_data_frame_that_is_got_by_its_name() -> None:
    loop = 'for (v in c("y1", "y2")) assign(paste0("m_", v), lmer(as.formula(paste(v, "~ x + (1 | g)")), data = d))'
    assert read(f'{loop}\nu <- update(get(paste0("m_", "y2")), . ~ . + z)')["u"] == "y2 ~ x + (1 | g) + z"
    named = lme4math.parse('e$x <- factor(e$x, c("a", "b"))\nm <- lmer(y ~ x + (1 | g), data = get("e"))')
    assert named.describe()["columns"] == ["(Intercept)", "xb"]
    assert named.warnings == ()


@pytest.mark.parametrize(
    ("change", "columns"),
    [
        ('colnames(v) <- c("p", "q")', ["xp", "xq"]),
        ('dimnames(v) <- list(NULL, c("p", "q"))', ["xp", "xq"]),
        ("v[1, 1] <- 2", ["x"]),
    ],
)
def test_contrasts_are_those_that_their_name_holds_after_a_part_is_changed(change: str, columns: list[str]) -> None:
    code = f'd$x <- factor(d$x, c("a", "b", "c"))\nv <- contr.sum(3)\n{change}\ncontrasts(d$x) <- v'
    described = lme4math.parse(f"{code}\nm <- lmer({X}, d)").describe()
    assert described["columns"][1:] == columns
    assert bool(described["assumptions"]) == (columns == ["x"])


def test_a_formula_of_which_a_part_is_changed_is_not_said_to_be_nowhere() -> None:
    with pytest.raises(lme4math.FormulaError, match="This formula is computed") as caught:
        lme4math.parse(f"f <- {X}\nf[[2]] <- quote(log(y))\nm <- lmer(f, d)")
    assert "f[[2]] <- quote" in str(caught.value)


@pytest.mark.parametrize(
    ("call", "formula", "reml"),
    [
        ("f(d)", X, True),
        ("f(d, REML = FALSE)", X, False),
        ("g(REML = FALSE)", X, False),
        ("h(base, . ~ . + w)", f"{X} + w", True),
    ],
)
def test_dots_stand_for_what_the_call_hands_on(call: str, formula: str, reml: bool) -> None:
    fits = f"f <- function(e, ...) lmer({X}, data = e, ...)\ng <- function(...) f(d, ...)"
    model = lme4math.parse(f"{fits}\nh <- function(m, ...) update(m, ...)\nbase <- f(d)\nm <- {call}", which="m")
    assert (model.describe()["formula"], model.describe()["reml"], model.warnings) == (formula, reml, ())
