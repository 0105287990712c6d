"""What `contrasts(d$f)` and `summary(d)` print in a transcript tells what factors are, as R prints it."""

from __future__ import annotations

import pytest

import lme4math
from lme4math import Model

FRAME = """> summary(d)
       y                  g           f           ch                l
 Min.   :-2.40739   a      : 6   lo one:29   Length:60          Mode :logical
 1st Qu.:-0.57157   b      : 6   hi    :30   Class :character   FALSE:30
 Median :-0.08520   c      : 6   NA's  : 1   Mode  :character   TRUE :30
 Mean   :-0.07409   d      : 6
 3rd Qu.: 0.63611   e      : 6
 Max.   : 1.59279   f      : 6
 NA's   :1          (Other):24
 x
 p:20
 q:20
 r:20
"""


def read(printed: str, fixed: str = "f") -> Model:
    """A model after a print."""
    return lme4math.parse(f"{printed}> m <- lmer(y ~ {fixed} + (1 | g), data = d)\n")


@pytest.mark.parametrize(
    ("rows", "columns"),
    [
        ("  q r\np 0 0\nq 1 0\nr 0 1\n", "fq fr"),
        ("  p q\np 1 0\nq 0 1\nr 0 0\n", "fp fq"),
        ("  [,1] [,2]\np    1    0\nq    0    1\nr   -1   -1\n", "f1 f2"),
        (
            "          none pri ary\nhi school    0       0\nnone         1       0\npri ary      0       1\n",
            "fnone fpri ary",
        ),
        ("                .L         .Q\n[1,] -7.071068e-01  0.4082483\n[2,] -7.850462e-17 -0.8164966\n", "f"),
    ],
)
def test_a_contrast_matrix_that_is_printed_is_the_factors(rows: str, columns: str) -> None:
    described = read(f"> contrasts(d$f)\n{rows}").describe()
    assert " ".join(described["columns"][1:]) == columns
    assert not any("nothing declares" in said for said in described["assumptions"])


def test_the_printed_matrix_is_that_of_a_statement_that_sets_it() -> None:
    set_so = '> d$f <- factor(d$f, levels = c("p", "q"))\n> contrasts(d$f) <- contr.sum(2)\n'
    printed = "> contrasts(d$f)\n  [,1]\np    1\nq   -1\n"
    assert read(printed).equations().text() == read(set_so).equations().text()


@pytest.mark.parametrize(("name", "columns"), [("f", "fhi"), ("x", "xq xr"), ("g", "g"), ("ch", "ch"), ("l", "lTRUE")])
def test_the_summary_of_a_data_frame_tells_its_factors(name: str, columns: str) -> None:
    described = read(FRAME, name).describe()
    assert described["columns"][1:] == columns.split()
    assert "numeric" not in " ".join(described["assumptions"])


@pytest.mark.parametrize(
    ("printed", "columns", "said"),
    [
        (" p  q  r \n20 20 20 \n", "fq fr", "Which levels `f` has is shown in line 2."),
        ("  lo   hi NA's \n  29   30    1 \n", "fhi", "Which levels `f` has is shown in line 2."),
        ("lo one     hi \n    29     30 \n", "f", "`f` is a factor with unknown levels, as line 2 shows."),
        ("    a     b (Other) \n    9     8      30 \n", "f", "`f` is a factor with unknown levels, as line 2 shows."),
        (
            " Min. 1st Qu. Median Mean 3rd Qu. Max. \n    1       2      3    3       4    5 \n",
            "f",
            "That `f` is numeric is shown in line 2.",
        ),
    ],
)
def test_the_summary_of_a_variable_tells_its_levels(printed: str, columns: str, said: str) -> None:
    described = read(f"> summary(d$f)\n{printed}").describe()
    assert described["columns"][1:] == columns.split()
    assert said in described["assumptions"]


def test_formulas_in_the_print_of_a_comparison_are_no_models() -> None:
    code = "m0 <- lmer(y ~ x + (1 | g), d)\nm1 <- lmer(y ~ x + (x | g), d)\nanova(m0, m1)\n"
    printed = "## Data: d\n## Models:\n## m0: y ~ x + (1 | g)\n## m1: y ~ x + (x | g)\n##    npar AIC\n## m0    4 194\n"
    assert [model.name for model in lme4math.parse_all(code + printed)] == ["m0", "m1"]
