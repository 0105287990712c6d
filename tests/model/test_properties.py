"""What holds for every formula: no crash, sound spans, R's order, bounded time."""

from __future__ import annotations

import json
import string
import time

import pytest
from hypothesis import given, settings, strategies as st

from lme4math.errors import Error, FormulaError
from lme4math.model import LinearPart, MixedModel, describe
from lme4math.pipeline import compile_model

FACTORS = {"A": ["a1", "a2"], "B": 3}
ATOMS = st.sampled_from(
    ["x", "z", "A", "B", "y", "`my var`", "factor(u)", "poly(x, 2)", "offset(w)", "I(x^2)", "x > 0", "0", "1", "-1",
     "TRUE", "2", '"s"', ".", "dummy(B)", "ns(x, 3)", "cut(x, 3)", "interaction(A, B)", "C(A, sum)"]
)  # fmt: skip
SUMS = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["+", "-", "*", ":", "/", "%in%", "^", "|", "||"]), inner).map(" ".join),
        inner.map("({})".format),
        inner.map("-{}".format),
        inner.map("({})^2".format),
        inner.map("f({})".format),
        inner.map("cs({})".format),
    ),
    max_leaves=12,
)
GROUPS = st.sampled_from(["g", "g/h", "g:h", "factor(g)", "g + h", "(g)", "x", "A", "1", "d$g", "cut(x, 2)", "g*h/k"])
BARS = st.tuples(
    st.sampled_from(["({} {} {})", "us({} {} {})", "ar1({} {} {}, hom = FALSE)", "{} {} {}", "I({} {} {})"]),
    SUMS,
    st.sampled_from(["|", "||"]),
    GROUPS,
).map(lambda parts: parts[0].format(*parts[1:]))
FORMULAS = st.tuples(SUMS, BARS, st.sampled_from(["+", "-", "*"])).map(lambda p: f"y ~ {p[0]} {p[2]} {p[1]}")


def model(code: str) -> MixedModel | None:
    """The model, or None where the formula is refused; any other exception is a failure."""
    try:
        return compile_model(code, factors=FACTORS).model
    except Error as error:
        refused = error
    assert str(refused)
    start, end = refused.span or (0, 0)
    assert 0 <= start <= end <= len(code)
    return None


@settings(max_examples=400, deadline=None)
@given(FORMULAS)
def test_every_formula_is_read_or_refused(code: str) -> None:
    read = model(code)
    if read is None:
        return
    json.dumps(describe(read))
    assert read.random
    for part in (read.fixed, *(term.part for term in read.random)):
        is_in_order(part, read)


def is_in_order(part: LinearPart, read: MixedModel) -> None:
    """Terms by degree, none twice; the intercept first; spans that hold text."""
    orders = [term.order for term in part.terms]
    assert orders == sorted(orders)
    assert len({frozenset(term.variables) for term in part.terms}) == len(part.terms)
    assert [not column.pieces for column in part.columns] == [
        place == 0 and part.intercept for place in range(len(part.columns))
    ]
    for term in part.terms:
        assert term.spans
        assert all(read.source.slice(span).strip() for span in term.spans)


@settings(max_examples=400, deadline=None)
@given(FORMULAS, st.data())
def test_a_damaged_formula_is_read_or_refused(code: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(code)))
    cut = data.draw(st.integers(0, 3))
    model(code[:place] + data.draw(st.sampled_from(["", *"()|~+-*/:^,=.`'\"[]{}$ \n0a"])) + code[place + cut :])


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="abxy~+-*/:^|()%$[]{}=,.`'\"0123456789 \n<>!&", max_size=40))
def test_any_text_is_read_or_refused(code: str) -> None:
    model(code)


@settings(max_examples=200, deadline=None)
@given(SUMS)
def test_reading_does_not_depend_on_brackets_around_the_whole(right_side: str) -> None:
    plain, bracketed = (model(f"y ~ {text} + (1 | k)") for text in (f"({right_side})", f"(({right_side}))"))
    assert (plain is None) == (bracketed is None)
    if plain is not None and bracketed is not None:
        assert plain.fixed.columns == bracketed.fixed.columns
        assert [term.part.columns for term in plain.random] == [term.part.columns for term in bracketed.random]


MANY = 3_000


@pytest.mark.slow
@pytest.mark.parametrize(
    "code",
    [
        f"y ~ ({'+'.join(string.ascii_lowercase)})^26 + (1 | g)",
        f"y ~ {'*'.join(string.ascii_lowercase)} + (1 | g)",
        f"y ~ {':'.join(f'v{i}' for i in range(MANY))} + (1 | g)",
        f"y ~ {'/'.join(f'v{i}' for i in range(MANY))} + (1 | g)",
        f"y ~ {' %in% '.join(f'v{i}' for i in range(MANY))} + (1 | g)",
        f"y ~ x + (1 | {'/'.join(f'v{i}' for i in range(MANY))})",
        f"y ~ {'+'.join(['(1 | g)'] * MANY)}",
        f"y ~ {'+'.join(f'v{i}' for i in range(2 * MANY))} + (1 | g)",
        "y ~ poly(a, b, c, d, degree = 50) + (1 | g)",
        f"y ~ x + (1{' | g' * MANY})",
        f"y ~ x + ({'+'.join(f'v{i}' for i in range(MANY))} || g)",
    ],
)
def test_what_nobody_can_mean_is_refused_at_once(code: str) -> None:
    start = time.process_time()
    with pytest.raises(FormulaError):
        compile_model(code)
    assert time.process_time() - start < 3


@pytest.mark.slow
@pytest.mark.parametrize(
    "right_side",
    [
        *(operator.join(["x"] * MANY) for operator in ("+", "-", "*", ":", "/")),
        "+".join(f"v{i}" for i in range(MANY)),
        "(a+b+c)^2000000000",
        f"I({'+'.join(['x'] * MANY)})",
        "x" + "+1-0" * MANY,
    ],
)
def test_long_chains_are_read(right_side: str) -> None:
    assert compile_model(f"y ~ {right_side} + (1 | g)").model.random
