"""What a transcript prints between its commands tells what variables are, and where that is read."""

from __future__ import annotations

import pytest

import lme4math
from lme4math import Model

STR = """> str(d)
'data.frame':\t180 obs. of  7 variables:
 $ y : num  1 2 3 ...
 $ n : int  1 2 3 ...
 $ f : Factor w/ 3 levels "b","a","c, d": 1 2 3 ...
 $ h : Factor w/ 12 levels "u","v",..: 1 2 3 ...
 $ t : chr  "v" "w" ...
 $ o : Ord.factor w/ 3 levels "lo"<"mid"<"hi": 1 2 ...
 $ l : logi  TRUE FALSE ...
"""
TIBBLE = """> d
# A tibble: 180 \u00d7 4
  subj  f         y     n
  <fct> <chr> <dbl> <int>
1 s1    a       500     1
# \u2139 179 more rows
# \u2139 2 more variables: o <ord>,
#   l <lgl>
"""
SUMMARY = """> m <- lmer(y ~ f*n + (1 | g), data = d)
> summary(m)
Linear mixed model fit by REML ['lmerMod']
Formula: y ~ f * n + (1 | g)
   Data: d

Fixed effects:
            Estimate Std. Error t value
(Intercept)   1.0000     0.2000   5.000
fb            1.0000     0.2000   5.000
n             1.0000     0.2000   5.000
fb:n          1.0000     0.2000   5.000
"""


def fitted(shown: str, right: str = "f") -> Model:
    """The model of a transcript that fits it after a print."""
    return lme4math.parse(f"{shown}> m <- lmer(y ~ {right} + (1 | g), data = d)\n")


@pytest.mark.parametrize(
    ("shown", "right", "columns"),
    [
        (STR, "f", ["fa", "fc, d"]),
        (STR, "o", ["o.L", "o.Q"]),
        (STR, "l", ["lTRUE"]),
        ('> levels(d$f)\n[1] "b" "a"\n', "f", ["fa"]),
        ('> levels(d$f)\n [1] "b"\n [2] "a" "c"\n', "f", ["fa", "fc"]),
        ('> print(levels(d[["f"]]))\n[1] "b" "a"\n', "f", ["fa"]),
        ('> unique(d$f)\n[1] "b" "a" NA\n', "f", ["fb"]),
        ("> unique(d$f)\n[1] low  high mid \nLevels: mid low high\n", "f", ["flow", "fhigh"]),
        ("> d$f\n [1] lo  mid lo \n[4] hi\nLevels: lo < mid < hi\n", "f", ["f.L", "f.Q"]),
        ('> contrasts(d$f) <- contr.sum(2)\n> levels(d$f)\n[1] "b" "a"\n', "f", ["f1"]),
        ('> str(d$f)\n Factor w/ 2 levels "b","a": 1 2\n', "f", ["fa"]),
    ],
)
def test_levels_that_are_printed_are_known(shown: str, right: str, columns: list[str]) -> None:
    assert fitted(shown, right).describe()["columns"] == ["(Intercept)", *columns]


@pytest.mark.parametrize(
    ("shown", "right", "said"),
    [
        (STR, "h", "`h` is a factor with unknown levels, as line 6 shows."),
        (STR, "t", "`t` is a factor with unknown levels, as line 7 shows."),
        (STR, "n", "That `n` is numeric is shown in line 4."),
        (STR, "f + o", "Which levels `f` and `o` have is shown in lines 5 and 8."),
        (TIBBLE, "f", "`f` is a factor with unknown levels, as line 4 shows."),
        (TIBBLE, "n", "That `n` is numeric is shown in line 4."),
        ("> glimpse(d)\nRows: 9\n$ y <dbl> 1, 2\n$ f <fct> a, b\n", "f", "as line 4 shows."),
        ("> head(d)\n    y n  f\n1 5.0 1  a\n2 6.0 2 bb\n", "f", "as line 2 shows."),
        ("> d <- read_csv('d.csv')\nchr (2): g, f\ndbl (2): y, n\n", "f", "as line 2 shows."),
        ('> class(d$f)\n[1] "factor"\n', "f", "as line 2 shows."),
        ("> unique(d$f)\n[1] low       very high\nLevels: low very high\n", "f", "as line 2 shows."),
    ],
)
def test_where_it_is_printed_is_said(shown: str, right: str, said: str) -> None:
    assert any(one.endswith(said) for one in fitted(shown, right).assumptions)


def test_printed_coefficients_show_factors_of_the_model_before_them() -> None:
    model = lme4math.parse(SUMMARY)
    assert model.assumptions == (
        "`n` is taken as numeric: nothing declares it.",
        "`f` is a factor with unknown levels, as line 10 shows.",
    )


@pytest.mark.parametrize(
    ("code", "columns"),
    [
        ("levels(d$f)\n# [1] \"b\" \"a\"\nm <- lmer(y ~ f + (1 | g), data = d)", ["fa"]),
        ("```{r}\nlevels(d$f)\n```\n\n```\n## [1] \"b\" \"a\"\n```\n```{r}\nlmer(y ~ f + (1 | g), d)\n```", ["fa"]),
        ("levels(d$f)\n#> [1] \"b\" \"a\"\nd$f <- relevel(d$f, 'a')\nlmer(y ~ f + (1 | g), data = d)", ["fb"]),
    ],
)  # fmt: skip
def test_output_in_comments_is_read(code: str, columns: list[str]) -> None:
    assert lme4math.parse(code).describe()["columns"] == ["(Intercept)", *columns]


@pytest.mark.parametrize(
    "shown",
    [
        '> levels(d$f); levels(e$f)\n[1] "b" "a"\n[1] "p" "q"\n',
        "> levels(d$f)\nNULL\n",
        '> levels(droplevels(d$f))\n[1] "b" "a"\n',
        "> table(d$f)\n\na b \n5 5 \n",
        '> str(fit)\nList of 1\n $ f: Factor w/ 2 levels "b","a": 1 2\n',
        "> head(d)\n           y          f\n1 5.0 2020-01-01\n",
    ],
)
def test_what_has_several_meanings_tells_nothing(shown: str) -> None:
    assert "`f` is taken as numeric: nothing declares it." in fitted(shown).assumptions


def test_statements_after_a_print_count() -> None:
    model = fitted(f"{STR}> d$n <- cut(d$n, 2, labels = c('p', 'q'))\n> d$f <- NULL\n", "n")
    assert model.describe()["columns"] == ["(Intercept)", "nq"]


@pytest.mark.parametrize(("values", "columns"), [("abcabc", ["fa", "fc"]), ("pqrpqr", ["fq", "fr"])])
def test_data_keep_their_levels_unless_those_shown_fit(values: str, columns: list[str]) -> None:
    data = {"y": [1.0, 2, 3, 4, 5, 7], "f": list(values), "g": list("uuvvww")}
    text = '> levels(d$f)\n[1] "b" "a" "c"\n> lmer(y ~ f + (1 | g), data = d)'
    model = lme4math.parse(text, data)
    assert model.describe()["columns"] == ["(Intercept)", *columns]
    assert model.warnings == ()
