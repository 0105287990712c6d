"""A function with its package before it, as in `stats::poly`, is the function: in data, lazy data and equations."""

from __future__ import annotations

import numpy as np
import pandas as pd
import polars as pl
import pytest

import lme4math
from lme4math.errors import DataError

DATA = pd.DataFrame(
    {
        "y": [1.2, 0.7, 2.1, 1.9, 0.3, 1.1, 2.4, 0.8, 1.6, 2.0],
        "s": [1, 0, 2, 1, 0, 1, 2, 0, 1, 2],
        "x": [0.1, 0.5, 0.9, 1.3, 0.2, 0.6, 1.0, 1.4, 0.3, 0.8],
        "f": list("aabbccaabb"),
        "g": list("aabbccddee"),
    }
)
FACTORS = {"f": ["a", "b", "c"]}

CALLS = {
    "y ~ stats::poly(x, 2) + (1 | g)": "y ~ poly(x, 2) + (1 | g)",
    "y ~ splines::ns(x, 3) + (1 | g)": "y ~ ns(x, 3) + (1 | g)",
    "y ~ I(x - base::mean(x)) + (1 | g)": "y ~ I(x - mean(x)) + (1 | g)",
    "y ~ I(base::log(x) - stats::sd(x)) + (1 | g)": "y ~ I(log(x) - sd(x)) + (1 | g)",
    "y ~ base::factor(f, base::c('c', 'b', 'a')) + (1 | g)": "y ~ factor(f, c('c', 'b', 'a')) + (1 | g)",
    "y ~ stats::C(f, stats::contr.sum) + (1 | g)": "y ~ C(f, contr.sum) + (1 | g)",
    "lmer(y ~ f + (1 | g), contrasts = base::list(f = stats::contr.sum))": (
        "lmer(y ~ f + (1 | g), contrasts = list(f = contr.sum))"
    ),
    "lmer(y ~ f + (1 | g), contrasts = list(f = stats::contr.treatment(3, base = 2)))": (
        "lmer(y ~ f + (1 | g), contrasts = list(f = contr.treatment(3, base = 2)))"
    ),
    "base::cbind(s, 5 - s) ~ x + (1 | g)": "cbind(s, 5 - s) ~ x + (1 | g)",
    "glmer(s ~ x + (1 | g), family = stats::poisson)": "glmer(s ~ x + (1 | g), family = poisson)",
    "glmer(s ~ x + (1 | g), family = stats::poisson(link = stats::make.link('sqrt')))": (
        "glmer(s ~ x + (1 | g), family = poisson(link = make.link('sqrt')))"
    ),
    "y ~ x + g + (1 | base::factor(g))": "y ~ x + g + (1 | factor(g))",
    "lmer(y ~ x + (1 | g), subset = f %in% base::c('a', 'b'))": "lmer(y ~ x + (1 | g), subset = f %in% c('a', 'b'))",
}


def bare(text: str) -> str:
    """A text without its packages."""
    for package in ("stats", "base", "splines"):
        text = text.replace(f"{package}::", "")
    return text


def words(text: str) -> list[str]:
    """What an equation says, wherever its lines are broken."""
    return bare(text).split()


@pytest.mark.parametrize("named", CALLS)
def test_in_data_it_gives_the_same_matrices(named: str) -> None:
    one, two = (lme4math.parse(code, DATA, factors=FACTORS).design() for code in (named, CALLS[named]))
    np.testing.assert_array_equal(one.X, two.X)
    np.testing.assert_array_equal(one.Z.toarray(), two.Z.toarray())
    assert [bare(column) for column in one.X_columns] == two.X_columns


@pytest.mark.parametrize("named", CALLS)
def test_without_data_and_where_the_rows_are_elsewhere_it_is_the_same_equation(named: str) -> None:
    lazy = pl.from_pandas(DATA).lazy()
    for data in (None, lazy):
        one, two = (lme4math.parse(code, data, factors=FACTORS).equations("expanded") for code in (named, CALLS[named]))
        assert words(one.text()) == words(two.text())


@pytest.mark.parametrize("function", ["rank", "base::rank", "base:::rank"])
def test_what_needs_all_rows_is_refused_where_rows_are_counted(function: str) -> None:
    with pytest.raises(DataError, match=r"rank\(\) needs all rows"):
        lme4math.parse(f"y ~ factor({function}(x) > 5) + (1 | g)", pl.from_pandas(DATA).lazy())


@pytest.mark.parametrize("function", ["base::poly(x, 2)", "stats::mean(x)", "nonesuch::log(x)"])
def test_a_package_that_lacks_the_function_is_refused(function: str) -> None:
    with pytest.raises(DataError, match=f"The package {function.partition(':')[0]} has no") as caught:
        lme4math.parse(f"y ~ {function} + (1 | g)", DATA)
    assert caught.value.hint
    assert caught.value.span is not None
