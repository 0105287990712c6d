"""`update_formula` against R's own answers, recorded by record_updates.R, and where its parts stand in the text."""

from __future__ import annotations

from pathlib import Path

import pytest

from lme4math.errors import FormulaError
from lme4math.formula import expanded, update_formula
from lme4math.r import Call, deparse, parse_expression, parse_program, walk
from lme4math.source import Span

RECORDED = [line.split("\t") for line in (Path(__file__).parent / "updates.tsv").read_text("utf-8").splitlines()]


def formula(code: str) -> Call:
    node = parse_expression(code)
    assert isinstance(node, Call)
    return node


@pytest.mark.parametrize(("old", "new", "answer"), RECORDED, ids=map(str, range(len(RECORDED))))
def test_the_updated_formula_is_rs(old: str, new: str, answer: str) -> None:
    if answer:
        assert deparse(update_formula(formula(old), formula(new), Span(0, 1))) == answer
        return
    with pytest.raises(FormulaError):
        update_formula(formula(old), formula(new), Span(0, 1))


def test_a_double_bar_is_two_terms_by_then_as_in_the_formula_that_lme4_keeps() -> None:
    kept = expanded(formula("y ~ x + (x || g) + I(a)"))
    assert deparse(kept) == "y ~ x + ((1 | g) + (0 + x | g)) + I(a)"
    assert deparse(update_formula(kept, formula(". ~ . - (0 + x | g)"), Span(0, 1))) == "y ~ x + (1 | g) + I(a)"


def test_each_part_points_at_the_characters_that_were_typed() -> None:
    text = "y ~ a*b + (1 | g); log(.) ~ . - a:b + log(z) + (a | h)"
    old, new = parse_program(text)
    assert isinstance(old, Call)
    assert isinstance(new, Call)
    made = update_formula(old, new, new.span)
    typed = {deparse(node): text[slice(*node.span)] for node in walk(made.operands[1])}
    expected = {"a": "a", "b": "b", "1 | g": "1 | g", "log(z)": "log(z)", "a | h": "a | h"}
    assert {name: typed[name] for name in expected} == expected
    assert all(0 <= node.span.start <= node.span.end <= len(text) for node in walk(made))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("y ~ . + (1 | g)", ". ~ . + x", "cannot tell what the `.` of the first formula stands for"),
        ("y ~ x", ". ~ . + 2", "The number 2 cannot be a term"),
        ("y ~ " + " + ".join(f"x{n}" for n in range(300)), ". ~ " + " + ".join(["I(.)"] * 300), "is too large"),
    ],
    ids=["dot", "number", "large"],
)
def test_what_r_refuses_is_refused_in_words(old: str, new: str, message: str) -> None:
    with pytest.raises(FormulaError, match=message):
        update_formula(formula(old), formula(new), Span(0, 1))
