"""Public behaviour: models are values, and an argument that does not fit is refused in one sentence."""

from __future__ import annotations

import copy
import pickle
import re
from collections.abc import Callable
from typing import Any

import duckdb
import numpy as np
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
    model = lme4math.parse(CODE, duckdb.connect().from_df(frame))
    assert copy.deepcopy(model) == model
    with pytest.raises(lme4math.DataError, match="data of type DuckDBPyRelation cannot be pickled"):
        pickle.dumps(model)


def test_equations_are_one_line_where_python_names_them() -> None:
    assert repr(MODEL.equations()) == "<lme4math.Equations in expanded notation, 3 statements>"


ODD = [
    *(None, 3, -1, 2.5, float("nan"), True, 10**5000, 1j, "", "zz", "z" * 100, b"x", "\ud800"),
    *([], ["a"], [[1], [1, 2]], {}, {"a": 1}, {1, 2}, [None] * 3, [10**400] * 3, range(3)),
    *(np.zeros((2, 2)), np.array(["a"]), object(), len, float),
]
CALLS: dict[str, Callable[[Any], object]] = {
    "code": lme4math.parse,
    "data": lambda value: lme4math.parse(CODE, value),
    "factors": lambda value: lme4math.parse(CODE, factors=value),
    "code of all": lme4math.parse_all,
    "which": lambda value: lme4math.parse(f"a <- {CODE}; b <- {CODE}", which=value),
    "levels": lambda value: lme4math.parse(CODE, factors={"f": value}),
    "notation": MODEL.equations,
    "style": lambda value: MODEL.equations(style=value),
    "factor_index": lambda value: MODEL.equations(factor_index=value).text(),
    "index": lambda value: MODEL.equations(index=value),
    "legend": MODEL.legend,
    "legend's index": lambda value: MODEL.legend(index=value),
    "moments": MODEL.moments,
    "moments' covariance": MODEL.moments().covariance,
    "rows of a plot": lambda value: MODEL.plot_design(rows=value),
    "theme": lambda value: MODEL.plot_design(theme=value),
    "theme of structure": lambda value: MODEL.plot_structure(theme=value),
    "explore": MODEL.explore,
    "explore's style": lambda value: MODEL.explore(style=value),
    "html": MODEL.html,
    "html's style": lambda value: MODEL.html(style=value),
    "with_effect": lambda value: MODEL.with_effect(value, "g"),
    "with_effect's group": lambda value: MODEL.with_effect("x", value),
    "with_group": MODEL.with_group,
    "with_group's coefficient": lambda value: MODEL.with_group("f", value),
    "with_random": lambda value: MODEL.with_random(value, "g"),
    "with_random's group": lambda value: MODEL.with_random("x", value),
    "with_structure": lambda value: MODEL.with_structure(value, "cs"),
    "with_structure's name": lambda value: MODEL.with_structure(0, value),
    "with_variable": lambda value: MODEL.with_variable(value, None),
    "with_variable's levels": lambda value: MODEL.with_variable("f", value),
    "colour": MODEL.equations().latex,
    "size": lambda value: MODEL.equations().figure(value),
    "tree": MODEL.equations().replace,
    "beta": lambda value: MODEL.equations().evaluate(value, [0.0] * 8),
    "b": lambda value: MODEL.equations().evaluate([0.0] * 3, value),
    "mean": lambda value: MODEL.equations().evaluate([0.0] * 3, [0.0] * 8, value),
    "theta": MODEL.equations().covariance,
    "par": lambda value: MODEL.equations().covariance(par=value),
    "sigma": lambda value: MODEL.equations().covariance([1.0, 0, 1], sigma=value),
    "rows": lambda value: MODEL.equations().covariance([1.0, 0, 1], rows=value),
    "Lambda": MODEL.design().Lambda,
}


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_whatever_is_handed_in_is_taken_or_refused_in_one_sentence(call: Callable[[Any], object]) -> None:
    said = []
    for value in ODD:
        try:
            call(value)
        except lme4math.Error as error:
            said.append(error.message)
    assert len(said) > len(ODD) // 2
    assert [message for message in said if len(message) > 500 or not re.fullmatch(r"[^\n]+\.", message)] == []


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
