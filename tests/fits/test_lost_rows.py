"""Prints of which whole rows were lost: refused where the rest of the print shows it, and else it is said."""

from __future__ import annotations

import re

import pytest

import lme4math
from lme4math import read_fit
from tests.fits.test_damaged_prints import CASES, PRINTS, read_or_refused, text_of


def without_each_row(text: str) -> list[str]:
    """The print without each row of its fixed effects, one at a time."""
    names = read_fit(text).fixef
    head, title, below = text.partition("Fixed effects:")
    found = []
    for name in names:
        shorter = re.sub(rf"^{re.escape(name)} +\S.*\n", "", below, count=1, flags=re.MULTILINE)
        found += [head + title + shorter] if shorter != below else []
    return found


def says_the_number(text: str) -> bool:
    return "Correlation of Fixed Effects" in text or "df.resid" in text


@pytest.mark.parametrize("case", [case for case in CASES if "~ ." not in CASES[case]["call"]])
def test_a_row_is_not_missed_where_the_print_tells_how_many_there_are(case: str) -> None:
    texts = {text for text, _ in PRINTS if text in CASES[case]["texts"].values() and "Fixed effects:" in text}
    for text in texts:
        for shorter in without_each_row(text):
            fit = read_or_refused(shorter)
            if fit is not None:
                assert not says_the_number(text) or "ar1(" in text or "cs(" in text, shorter
                assert any("a row that was lost would be a level too few" in one for one in fit.warnings), shorter


LOST = "c2            0.4000     0.3000   1.333\n"
FACTOR = """Linear mixed model fit by REML ['lmerMod']
Formula: y ~ c + (1 | g)
REML criterion at convergence: 224.7
Random effects:
 Groups   Name        Variance Std.Dev.
 g        (Intercept) 0.2500   0.5000
 Residual             2.2500   1.5000
Number of obs: 60, groups:  g, 10
Fixed effects:
            Estimate Std. Error t value
(Intercept)   0.6000     0.3000   2.000
c2            0.4000     0.3000   1.333
c3            0.3000     0.3000   1.000

Correlation of Fixed Effects:
   (Intr) c2
c2 -0.209
c3  0.117 -0.165
"""


@pytest.mark.parametrize(
    ("of_correlations", "expected"),
    [("", "the correlations below are of 3"), ("c2 -0.209\n", "the correlations below are of 3")],
)
def test_correlations_tell_of_a_row(of_correlations: str, expected: str) -> None:
    damaged = FACTOR.replace(LOST, "").replace(of_correlations, "", 1)
    with pytest.raises(lme4math.FormulaError, match=expected) as caught:
        read_fit(damaged)
    assert damaged[slice(*caught.value.span or ())] == "Correlation of Fixed Effects:"


def test_a_number_in_place_of_the_correlations_tells_of_a_row() -> None:
    head = FACTOR.replace(LOST, "").partition("\nCorrelation")[0]
    said = "\nCorrelation matrix not shown by default, as p = {} > 2.\n"
    assert len(read_fit(head + said.format(2)).fixef) == 2
    with pytest.raises(lme4math.FormulaError, match="this line says 3, and 2 stand here"):
        read_fit(head + said.format(3))


def test_correlations_that_were_cut_off_say_nothing() -> None:
    assert len(read_fit(FACTOR.partition("c3  0.117")[0]).fixef) == 3


def test_where_nothing_tells_it_is_said() -> None:
    whole = read_fit(FACTOR)
    unsaid = read_fit(FACTOR.partition("\nCorrelation")[0])
    assert [one for one in unsaid.warnings if one not in whole.warnings] == [
        "The levels of factors are taken from the rows of the fixed effects: the print says nowhere else how many rows "
        "there are, so a row that was lost would be a level too few."
    ]


def test_degrees_of_freedom_tell_of_a_row() -> None:
    text = text_of("B0695", "summary without correlations, lme4 2.1")
    shorter = without_each_row(text)[-1]
    with pytest.raises(lme4math.FormulaError, match=r"these degrees of freedom leave 4, and 3 stand here"):
        read_fit(shorter)
