"""Public behaviour: models are values; what is too large is refused, and a vector that does not fit told what it is."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pytest

import lme4math

CODE = "lmer(y ~ x + f + (x | g))"
DATA = {
    "y": [1.0, 2, 4, 3, 5, 6, 4, 8, 9, 7, 1, 3],
    "x": [1.0, 3, 2, 5, 4, 6, 1, 2, 8, 4, 3, 2],
    "f": list("abab" * 3),
    "g": list("aaabbbcccddd"),
}
MODEL = lme4math.parse(CODE, DATA)


@pytest.mark.parametrize(
    "data", [None, DATA, pd.DataFrame(DATA), pl.LazyFrame(DATA)], ids=lambda data: type(data).__name__
)
def test_two_parses_of_the_same_are_equal_and_other_models_are_not(data: Any) -> None:
    one = lme4math.parse(CODE, data, factors={"f": ["a", "b"]})
    again = lme4math.parse(CODE, data, factors={"f": ("a", "b")})
    assert one == again
    assert len({one, again}) == 1
    others = {one.with_effect("x", "g"), lme4math.parse(CODE, data), lme4math.parse(CODE, DATA.copy())}
    assert one not in others
    assert len(others) == 3


@pytest.mark.parametrize(
    "data", [None, DATA, pd.DataFrame(DATA), pl.LazyFrame(DATA)], ids=lambda data: type(data).__name__
)
@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, lambda value: pickle.loads(pickle.dumps(value))])
def test_models_equations_and_moments_are_copied_and_pickled(data: Any, copied: Callable[[Any], Any]) -> None:
    model = lme4math.parse(CODE, data, factors={"f": ["a", "b"]})
    assert copied(model).html() == model.html()
    assert copied(model.equations()).text() == model.equations().text()
    assert copied(model.moments()).latex() == model.moments().latex()


def test_a_model_on_a_database_is_copied_and_says_why_it_is_not_pickled() -> None:
    frame = pd.DataFrame(DATA)
    connection = duckdb.connect()  # which DuckDB before 1.2 closes as soon as nothing holds it
    model = lme4math.parse(CODE, connection.from_df(frame))
    assert copy.deepcopy(model) == model
    with pytest.raises(lme4math.DataError, match="data of type DuckDBPyRelation cannot be pickled"):
        pickle.dumps(model)


def test_equations_are_one_line_where_python_names_them() -> None:
    assert repr(MODEL.equations()) == "<lme4math.Equations in expanded notation, 3 statements>"


@pytest.mark.parametrize(
    ("theta", "given"),
    [
        (1.0, "a single number was given"),
        ([1.0, 2.0], "2 were given"),
        ([1.0], "1 was given"),
        ("abc", "a value of type str was given"),
        (["a", "b", "c"], "not all of what was given are numbers"),
        ([[1.0, 0, 1]], "an array of 2 dimensions was given"),
        (None, "None was given"),
    ],
)
def test_a_vector_that_does_not_fit_is_told_what_it_is(theta: Any, given: str) -> None:
    with pytest.raises(lme4math.DataError) as caught:
        MODEL.design().Lambda(theta)
    assert caught.value.message == f"theta must be a sequence of 3 numbers; {given}."


SLOPES = " + ".join(f"x{number}" for number in range(200))
CORRELATED = f"y ~ {SLOPES} + (1 + {SLOPES} | g)"
LONG_NAME = f"y ~ {'x' * 100_000} + (1 | g)"


@pytest.mark.parametrize(
    ("method", "code", "notation", "message"),
    [
        ("figure", LONG_NAME, "expanded", "A figure has room for 20,000 letters and signs"),
        ("sympy", LONG_NAME, "expanded", None),
        ("sympy", CORRELATED, "matrix", "sympy is given at most 20,000 symbols and operations"),
        ("sympy", CORRELATED, "expanded", "sympy is given at most 20,000 symbols and operations"),
        ("sympy", CORRELATED, "compact", None),
        ("figure", CORRELATED, "matrix", None),
        ("sympy", "y ~ x + (f | g)", "matrix", "sympy is given at most 20,000 symbols and operations"),
    ],
)
def test_figures_and_sympy_are_refused_for_their_size_alone(
    method: str, code: str, notation: str, message: str | None
) -> None:
    equations = lme4math.parse(code, factors={"f": 500} if "f" in code else None).equations(notation)
    if message is None:
        assert getattr(equations, method)()
        return
    with pytest.raises(lme4math.DataError) as caught:
        getattr(equations, method)()
    assert caught.value.message == f"{message}, and these equations have more."


def test_moments_are_refused_for_their_size_alone() -> None:
    with pytest.raises(lme4math.DataError, match=r"a sum of 40,401 products of two random effects each"):
        lme4math.parse(CORRELATED).moments()
