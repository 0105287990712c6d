"""Calls in a formula whose levels are declared: `factor(year)`, of which the names of coefficients show the levels."""

from __future__ import annotations

from lme4math import parse
from tests.fits.test_damaged_prints import text_of

CODE = "lmer(y ~ year + factor(year) + (1 | g))"


def test_a_call_is_declared_without_what_it_is_made_of() -> None:
    model = parse(CODE, factors={"factor(year)": [2001, 2002]})
    assert model.describe()["columns"] == ["(Intercept)", "year", "factor(year)2002"]
    assert not any("nowhere in the model" in warning for warning in model.warnings)


def test_with_data_a_call_is_computed_and_cannot_be_declared() -> None:
    data = {"y": [1.0, 2.5, 3.0, 2.0, 4.0, 1.5], "year": [1, 2, 3, 1, 2, 3], "g": list("aabbcc")}
    model = parse("lmer(y ~ factor(year) + (1 | g))", data, factors={"factor(year)": 3})
    assert any("`factor(year)` is declared as a factor, but is nowhere in the model" in one for one in model.warnings)


def test_printed_polynomials_stay_where_levels_are_declared() -> None:
    columns = parse(text_of("B0703"), factors={"temperature": 6}).describe()["columns"]
    assert {"temperature.L", "temperature^5"} <= set(columns)
    script = "d$x <- factor(d$x, ordered = TRUE)\nlmer(y ~ x + (1 | g), d)"
    assert parse(script, factors={"x": 3}).describe()["columns"] == ["(Intercept)", "x2", "x3"]


def test_the_levels_of_an_ordered_factor_have_their_order() -> None:
    model = parse("y ~ ordered(t) + (1 | g)", factors={"ordered(t)": ["1", "2", "3"]})
    assert model.describe()["columns"] == ["(Intercept)", "ordered(t).L", "ordered(t).Q"]
    plain = parse("y ~ factor(t) + (1 | g)", factors={"factor(t)": ["1", "2", "3"]})
    assert plain.describe()["columns"] == ["(Intercept)", "factor(t)2", "factor(t)3"]
