"""Every model of a script: its name, its place, and what is said where one of several is read."""

from __future__ import annotations

import time
from typing import Any

import pytest

from lme4math.errors import FormulaError, NotThereError
from lme4math.r import deparse
from lme4math.script import read_model_call, read_model_calls

F = "y ~ x + (1 | g)"


@pytest.mark.parametrize(
    ("code", "names"),
    [
        (F, [None]),
        (f"f <- {F}", [None]),
        (f"lmer({F})", [None]),
        (f"m <- lmer({F})", ["m"]),
        (f"m = lmer({F}); lmer({F}) -> n", ["m", "n"]),
        (f"fits$a <- lmer({F}); fits[['b']] <- lmer({F})", ["fits$a", 'fits[["b"]]']),
        (f"fits <- list(lmer({F}), a = lmer({F}), b = lmer({F}), lmer({F}))", ["fits", "a", "b", "fits"]),
        (f"assign('m', lmer({F}))", ["m"]),
        (f"system.time(m <- suppressWarnings(lmer({F})))", ["m"]),
        (f"summary(m <- lmer({F})); lmer({F})", ["m", None]),
        (f"a <- b <- lmer({F})", ["b"]),
        (f"s <- summary(lmer({F}))", ["s"]),
        (f"m <- d |> subset(x > 0) |> lmer({F}, data = _)", ["m"]),
        (f"d %>% lmer({F}, data = .) -> m", ["m"]),
        (f"anova(m <- lmer({F}), lmer({F}, REML = FALSE))", ["m", None]),
        (f"x <- 1; m <- lmer({F}, weights = w <- z)", ["m"]),
        (f"m <- update(lmer({F}), . ~ . + z)", ["m"]),
        (f"fit <- function(d) lmer({F}, data = d)", [None]),
        (f"fit <- function(d) {{ m <- lmer({F}, data = d); m }}", ["m"]),
    ],
)
def test_the_names_of_the_models(code: str, names: list[str | None]) -> None:
    assert [call.name for call in read_model_calls(code)] == names


SCRIPT = f"""m0 <- lmer({F}, data = d)
m1 <- lmer(y ~ x + + (1 | g), data = d)
m0 <- glmer({F}, data = d, family = binomial)
lmer(y ~ z + (1 | g), data = d)
"""


def test_a_model_is_read_by_its_name_or_its_place_and_of_two_with_a_name_the_last() -> None:
    script = SCRIPT.replace("+ +", "+")
    places = {which: read_model_call(script, which).place for which in (None, "m0", "m1", 0, 3, -1, -4)}
    assert places == {None: 0, "m0": 2, "m1": 1, 0: 0, 3: 3, -1: 3, -4: 0}
    assert [call.place for call in read_model_calls(script)] == [0, 1, 2, 3]
    assert script[slice(*read_model_call(script, 2).span)].startswith("glmer(")


@pytest.mark.parametrize("which", ["m9", "M1", 4, -5, True, 1.0, 10**400, b"m1"])
def test_a_model_that_is_not_there_is_refused_with_the_names_of_those_that_are(which: Any) -> None:
    there = "there are m0 in line 1 (place 0), m1, m0 in line 3 (place 2), lmer in line 4 (place 3)."
    with pytest.raises(NotThereError) as caught:
        read_model_call(SCRIPT.replace("+ +", "+"), which)
    assert caught.value.message.endswith(there)
    assert caught.value.hint == ("Did you mean 'm1'?" if which == "M1" else None)


OTHERS = f"""m1 <- lmer({F}, d)
m4 <- glmmTMB({F}, d, family = nbinom2)
if (z) lme(y ~ x, random = ~ 1 | g, data = d)
m6 <- lm(y ~ x, d)
m7 <- lmer({F}, d, famly = binomial)
"""


def test_models_of_other_packages_are_named_beside_those_that_are_read() -> None:
    said = "`m4` by glmmTMB in line 2 and a model by lme in line 3 are not read: they are no models of lmer, glmer or"
    assert [notice for notice in read_model_call(OTHERS).notices if notice.startswith(said)] != []
    assert not any("glmmTMB" in notice for notice in read_model_call(OTHERS, 0).notices)


@pytest.mark.parametrize(
    ("name", "function", "call"),
    [
        ("m4", "glmmTMB", "In lme4 write glmer.nb(y ~ x + (1 | g), data = d)."),
        ("m6", "lm", "lme4's call is lmer(y ~ x + (1 | g), data = d)."),
    ],
)
def test_another_packages_model_is_refused_by_its_name_with_lme4s_call(name: str, function: str, call: str) -> None:
    with pytest.raises(FormulaError) as caught:
        read_model_call(OTHERS, name)
    assert caught.value.message == f"`{name}` is fitted by `{function}`, not by lme4."
    assert (caught.value.hint or "").endswith(call)


def test_models_that_cannot_be_read_are_named_where_one_is_not_there() -> None:
    with pytest.raises(NotThereError, match=r"are m1, m7\. `m7` in line 5 is not read: lmer\(\) has no"):
        read_model_call(OTHERS, "m9")


def test_a_formula_alone_is_the_first_and_only_model() -> None:
    assert deparse(read_model_call(F, 0).formula) == deparse(read_model_call(F, -1).formula) == F
    with pytest.raises(NotThereError, match="There is no model 'm'; there is the formula"):
        read_model_call(F, "m")


def test_a_wrong_model_leaves_the_others_readable() -> None:
    script = SCRIPT.replace("+ + (1 | g)", "+ (1 | g), weight = 1, famly = 2")
    assert [read_model_call(script, place).function for place in (0, 2, 3)] == ["lmer", "glmer", "lmer"]
    calls = read_model_calls(script)
    assert [call.place for call in calls] == [0, 2, 3]
    assert all("`m1` in line 2 is not read: lmer() has no argument `famly`." in " ".join(one.notices) for one in calls)
    with pytest.raises(FormulaError) as caught:
        read_model_call(script, "m1")
    assert caught.value.span is not None
    assert script[slice(*caught.value.span)] == "famly"


@pytest.mark.parametrize(
    ("code", "which", "notices"),
    [
        (
            f"m0 <- lmer({F})\nlmer({F})",
            None,
            [
                "The code has 2 models: `m0` and lmer in line 2 (place 1). "
                "This is `m0`; choose another by `which=` or `--model`."
            ],
        ),
        (f"m0 <- lmer({F})\nlmer({F})", 0, []),
        (
            "; ".join(f"m{n} <- lmer({F})" for n in range(10)),
            None,
            [
                "The code has 10 models: `m0`, `m1`, `m2`, `m3`, `m4`, `m5`, `m6`, `m7` and …. "
                "This is `m0`; choose another by `which=` or `--model`."
            ],
        ),
        (
            f"a <- lmer({F}); b <- update(a, . ~ . + z); c <- lmer({F}); anova(a, b, test = c); anova(l, c)",
            None,
            [
                "The code has 3 models: `a`, `b` and `c`. This is `a`; choose another by `which=` or `--model`.",
                "The code compares `a` and `b` by anova(): read both by `which=` or `--model`.",
            ],
        ),
        (f"a <- lmer({F}); b <- update(a, . ~ . + z); anova(a, b)", "b", []),
        (f"a <- lmer({F}); b <- lmer({F}); anova(a, b)\nc <- lmer({F})", "c", []),
        (
            f"l <- lm(y ~ x); update(l, . ~ z); a <- lmer({F}); u <- update(b, . ~ . + z)",
            None,
            ["An update() of `b` is not read: the code does not fit `b`."],
        ),
    ],
    ids=["two", "chosen", "ten", "anova", "chosen of compared", "not compared", "lost"],
)
def test_what_is_said_of_the_other_models(code: str, which: str | int | None, notices: list[str]) -> None:
    assert list(read_model_call(code, which).notices) == notices


@pytest.mark.parametrize(
    "code",
    [
        "; ".join(f"m{n} <- update(m{n - 1}, . ~ . + z)" if n else f"m0 <- lmer({F})" for n in range(1_400)),
        f"m0 <- lmer({F}); " + "; ".join(["anova(m0, m0)", "m0$a <- update(m0, . ~ .)"] * 1_000),
        f"fits <- list({', '.join(f'a{n} = lmer({F}), lmer({F})' for n in range(700))})",
    ],
    ids=["updates", "elements", "list"],
)
def test_many_models_are_found_fast(code: str) -> None:
    start = time.process_time()
    assert read_model_call(code).place == 0
    assert time.process_time() - start < 3
