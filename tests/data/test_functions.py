"""R's functions of data: what `record_functions.R` recorded from R, and what is refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lme4math.data import Factor, Logicals, Matrix, Numbers, Value, length, missing
from lme4math.data.functions.short_vectors import as_value
from lme4math.data.interpreter import Environment, evaluate
from lme4math.data.model_frame import model_frame, scope_of
from lme4math.data.table import Table, read_table
from lme4math.data.values import Texts
from lme4math.errors import DataError, Error
from lme4math.model import COMPUTED, Categorical, Kind, Numeric, OpenCategorical, OpenMatrix, kind_of
from lme4math.r import called_name, constant, parse_expression, walk_calls
from tests.data.comparing import model_and_design
from tests.oracle import frame

HERE = Path(__file__).parent
SETS = ("toy60", "quirk40")
N_ROWS = frozenset(len(frame(name)) for name in SETS)


def recorded(name: str) -> list[tuple[str, str, str, str, str]]:
    blocks = (HERE / f"functions_{name}.out").read_text(encoding="utf-8").strip("\n").removeprefix("#").split("\n#")
    split = [[*block.split("\n"), "", ""] for block in blocks]
    return [(name, lines[0][0], lines[0][2:], lines[1], lines[2]) for lines in split]


TYPES = {"F": "Factor", "O": "Factor", "M": "Matrix", "C": "Texts", "L": "Logicals"}
CASES = [case for name in SETS for case in recorded(name)]


@cache
def scope(name: str) -> Environment:
    return scope_of(read_table(frame(name)))


@pytest.mark.parametrize(("name", "kind", "text", "names", "values"), CASES, ids=[case[2] for case in CASES])
def test_value_is_rs(name: str, kind: str, text: str, names: str, values: str) -> None:
    if kind == "E":
        with pytest.raises(DataError):
            evaluate(parse_expression(text), scope(name))
        return
    alone = constant(parse_expression(text))
    typed = alone is not None and set(alone.elements) != {None}  # the type of NA is not known without data
    for value in (evaluate(parse_expression(text), scope(name)), *([as_value(alone)] if alone and typed else [])):
        assert type(value).__name__ == TYPES.get(kind, "Numbers")
        check(value, kind, names, values)


def every_fifth(value: Value, items: Any) -> Any:
    return items[::5] if length(value) in N_ROWS else items


def numbers(values: str) -> Any:
    return np.array([np.nan if word == "NA" else float(word) for word in values.split()])


def check(value: Value, kind: str, names: str, values: str) -> None:
    match value:
        case Factor():
            assert "\t".join(value.levels) == names
            assert (every_fifth(value, value.codes) + 1).tolist() == numbers(values).tolist()
            assert value.ordered == (kind == "O")
        case Matrix():
            assert "\t".join(value.names) == names or not names
            np.testing.assert_allclose(every_fifth(value, value.values).ravel(), numbers(values), rtol=1e-8, atol=1e-10)
        case Numbers():
            np.testing.assert_allclose(every_fifth(value, value.values), numbers(values), rtol=1e-11, atol=1e-12)
        case Logicals():
            expected = numbers(values)
            assert every_fifth(value, value.codes).tolist() == np.where(np.isnan(expected), -1, expected).tolist()
        case Texts():
            strings = [value.pool[code] if code >= 0 else "NA" for code in every_fifth(value, value.codes)]
            assert "\t".join(strings) == values


def kind_with_data(text: str, table: Table) -> Kind:
    return model_frame(table, {"v": parse_expression(text)}).kind("v")


@cache
def declared(name: str) -> dict[str, Kind]:
    table = read_table(frame(name))
    return {column: kind_with_data(f"`{column}`", table) for column in table.names}


MORE = (
    """
x <= z | acos(tanh(x)) | acosh(P + 1) | asinh(x) | atanh(tanh(x)) | gamma(P + 1) | lgamma(P + 1)
cumprod(x) | x * (as.Date("2020-01-05") > "2020-01-04") | x + seq_len(3) | x + which(c(TRUE, TRUE))
as.double(A) | as.logical(t) | as.matrix(x) | is.finite(x) | polym(x, z, degree = 2) | tolower(D) | x - prod(1:3) | {x}
is.element(A, "a1") | poly(x, 1 + 1) | bs(x, degree = 1 + 1)
""".strip()
    .replace("\n", " | ")
    .split(" | ")
)
SINGLE = {"&&", "||", "is.factor", "is.numeric", "levels", "list"}
"""Functions that no variable of a model is made with."""


def values_for_each_row() -> Iterator[tuple[str, str]]:
    for name, kind, text, *_ in [*CASES, *(("toy60", "N", text) for text in MORE)]:
        value = None if kind == "E" else evaluate(parse_expression(text), scope(name))
        if value is not None and length(value) == len(frame(name)) and not np.all(missing(value)):
            yield name, text


ROWS = list(values_for_each_row())


@pytest.mark.parametrize(("name", "text"), ROWS, ids=[text for _, text in ROWS])
def test_a_call_is_the_same_without_data_and_with(name: str, text: str) -> None:
    """Without data levels and columns may be unknown, or levels more than the data has; never others."""
    without = kind_of(parse_expression(text), declared(name).get)
    found = kind_with_data(text, read_table(frame(name)))
    if isinstance(without, OpenCategorical):
        assert isinstance(found, Categorical)
        assert found.ordered == without.ordered
    elif isinstance(without, Categorical):
        assert isinstance(found, Categorical)
        assert found == replace(without, levels=tuple(level for level in without.levels if level in found.levels))
    elif isinstance(without, OpenMatrix):
        assert isinstance(found, Numeric)
        assert found.components
    else:
        assert found == replace(without, assumed=False)


def test_every_function_is_called_in_these_tests() -> None:
    called = {called_name(call) for _, text in ROWS for call in walk_calls(parse_expression(text))}
    assert COMPUTED.keys() - called == SINGLE


@pytest.mark.parametrize(
    ("text", "blamed"),
    [
        ("log(<nope>)", "no variable `nope`"),
        ("<frob>(x)", "frob"),
        ("x + <log(A)>", "factor"),
        ("<poly(x, 60)>", "degree"),
        ("<relevel(B, 'zz')>", "zz"),
        ("<cut(x, c(1, 1))>", "breaks"),
        ("<scale(x, centre = FALSE, 3, 4)>", "scale()"),
        ("<factor(A, labels = c('p', 'q', 'r'))>", "labels"),
        ("<A > 'a1'>", "ordered"),
        ("<rep(x, 1e9)>", "long"),
        ("<x[100]>", "out of bounds"),
        ("<log()>", "lacks"),
        ("<dummy(A, 'nope')>", "nope"),
        ("x + <x$z>", "column of the data"),
        ("<nchar(A)>", "factor"),
        ("<toupper(NULL)>", "NULL"),
        ("poly(x, 2, coefs = <list(alpha = 1)>)", "not supported"),
        ("<poly(x, 2) + c(1, 2, 3, 4, 5, 6, 7)>", "differ"),
        ("<x + NULL>", "differ"),
        ("x + <D>", "text"),
        ("<paste(D, recycle0 = TRUE)>", "`recycle0`"),
        ("<nchar(D, keepNA = FALSE)>", "`keepNA`"),
        ("<nchar(D, type = 'width')>", "'width'"),
        ("<factor(A, nmax = 3)>", "`nmax`"),
        ("<droplevels(A, exclude = 'a1')>", "`exclude`"),
        ("<as.vector(x, 'list')>", "`mode`"),
        ("<as.numeric(x, 3)>", "further arguments"),
        ("<var(x, z)>", "`y`"),
        ("<quantile(x, type = 6)>", "`type`"),
        ("<rank(x, ties.method = 'random')>", "'random'"),
        ("<plogis(x, lower.tail = FALSE)>", "`lower.tail`"),
        ("<as.Date(D, format = '%d.%m.%Y')>", "`format`"),
        ("<cut(as.Date('2020-01-05'), 3)>", "dates"),
        ("<as.Date('soon')>", "not a date"),
        ("<L && x > 0>", "single values"),
        ("<interaction(g, h, k, m, obs, g, h, k)>", "levels"),
    ],
)
def test_refusals_point_at_the_place(text: str, blamed: str) -> None:
    start, end = text.index("<"), text.rindex(">") - 1
    source = text[:start] + text[start + 1 : end + 1] + text[end + 2 :]
    with pytest.raises(DataError) as caught:
        evaluate(parse_expression(source), scope("toy60"))
    assert blamed.lower() in caught.value.message.lower()
    if blamed != "text":
        assert caught.value.span is not None
        assert source[slice(*caught.value.span)] == source[start:end]


def test_chains_of_any_length_are_evaluated() -> None:
    text = "x" + " + x" * 10_000
    value = evaluate(parse_expression(text), scope("toy60"))
    assert isinstance(value, Numbers)
    single = evaluate(parse_expression("x * 10001"), scope("toy60"))
    assert isinstance(single, Numbers)
    np.testing.assert_allclose(value.values, single.values, rtol=1e-10)


@pytest.mark.parametrize(
    ("contrast", "suffixes"),
    [
        ('"contr.treatment"', "q r"),
        ("treatment", "q r"),
        ("contr.treatment", "2 3"),
        ("contr.treatment(3, base = 2)", "1 3"),
        ("contr.treatment, base = 2", "1 3"),
        ("contr.treatment, 1", "2"),
        ('"contr.treatment", 1', "2"),
        ("SAS", "p q"),
        ("contr.SAS", "1 2"),
        ("helmert", "1 2"),
        ("poly, 1", ".L"),
    ],
)
def test_contrasts_are_named_by_what_they_are_told(contrast: str, suffixes: str) -> None:
    """R's C(): in quotes or in short they are given the levels, as a function their number (asked of R 4.2)."""
    data = {"y": range(6), "f": ["p", "q", "r"] * 2, "g": [1, 1, 1, 2, 2, 2]}
    code = f"y ~ C(f, {contrast}) + (1 | g)"
    model, design = model_and_design(code, data, {"f": ["p", "q", "r"]})
    names = [column.removeprefix(model.fixed.terms[0].label) for column in design.X_columns[1:]]
    assert names == suffixes.split()


@pytest.mark.parametrize(
    "term",
    [
        "C(l, contr.sum)",
        "C(f, foo)",
        "(poly(x, 2):x > 0)",
        "(NULL | f)",
        "(x:x > 0)",
        "dummy(m)",
        "is.finite(poly(x, 2))",
    ],
)
def test_what_r_refuses_or_we_do_not_know_is_refused(term: str) -> None:
    data = {
        "y": [1.0, 2, 4, 3, 2, 5],
        "x": [1.0, 2, 3, 4, 5, 7],
        "f": ["p", "q", "r"] * 2,
        "l": [True, False] * 3,
        "m": ["p", None, "q"] * 2,
    }
    with pytest.raises(Error):
        model_and_design(f"y ~ {term} + (1 | g)", data | {"g": [1, 1, 1, 2, 2, 2]}, {"f": ["p", "q", "r"]})
