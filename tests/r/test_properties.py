"""Laws of reading and writing, on R code that is generated, and on what mutating it breaks."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given, settings, strategies as st

from lme4math.errors import FormulaError
from lme4math.r import (
    Call,
    Expression,
    Name,
    Number,
    Text,
    deparse,
    deparse_label,
    deparse_name,
    parse_expression,
    parse_program,
    walk,
)
from lme4math.script import read_model_call
from lme4math.source import Source
from tests.r.shape import shape
from tests.r.strategies import broken, calls, expressions, formulas

readable = st.one_of(expressions, formulas, calls)


@given(readable)
def test_reading_what_is_written_gives_the_same_tree(text: str) -> None:
    tree = parse_expression(text)
    written = deparse(tree)
    assert shape(parse_expression(written)) == shape(tree)
    assert deparse(parse_expression(written)) == written


@given(readable)
def test_labels_differ_from_the_deparse_only_in_types(text: str) -> None:
    tree = parse_expression(text)
    if not any(isinstance(node, Number) and isinstance(node.value, int) for node in walk(tree)) and "NA_" not in text:
        assert deparse_label(tree) == deparse(tree)


@given(readable)
def test_spans_lie_in_the_text_and_hold_what_they_claim(text: str) -> None:
    source = Source(text)
    for node in walk(parse_expression(text)):
        start, end = node.span
        assert 0 <= start < end <= len(text)
        check_leaf(node, source.slice(node.span))


def check_leaf(node: Expression, piece: str) -> None:
    if isinstance(node, Number):
        assert piece == node.text
    elif isinstance(node, Name):
        assert piece in (node.name, deparse_name(node.name)) or piece.startswith("`")
    elif isinstance(node, Text):
        assert piece[0] in "rR\"'"
        assert piece[-1] in "\"'"


@given(formulas)
def test_the_pieces_of_a_formula_can_be_read_alone(text: str) -> None:
    for node in walk(parse_expression(text)):
        piece = text[slice(*node.span)]
        assert shape(parse_expression(f"({piece})")) == shape(Call(*bracketed(node)))


def bracketed(node: Expression) -> tuple[Expression, tuple, tuple[int, int]]:
    from lme4math.r import Argument

    return Name("(", node.span), (Argument(node, None, node.span),), node.span


@given(calls)
def test_calls_are_found_with_their_formula(text: str) -> None:
    call = read_model_call(text)
    assert call.function == "lmer"
    assert call.source.slice(call.formula.span) in text
    assert shape(parse_expression(f"({call.source.slice(call.formula.span)})"))[1:] != []


def refusal(read: Callable[[str], object], text: str) -> FormulaError | None:
    """The error that reading a text raises, if any; no other exception may leave."""
    try:
        read(text)
    except FormulaError as error:
        return error
    return None


@settings(max_examples=400)
@given(broken(), st.sampled_from([parse_program, read_model_call]))
def test_only_formula_errors_leave_and_they_point_into_the_text(text: str, read: Callable[[str], object]) -> None:
    error = refusal(read, text)
    if error is not None:
        assert error.message.endswith((".", ")"))
        assert error.hint
        assert error.span is not None
        assert 0 <= error.span.start <= error.span.end <= len(text)
        assert str(error)


@given(st.text())
def test_any_text_at_all(text: str) -> None:
    assert str(refusal(read_model_call, text))


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])))
def test_any_string_and_any_name_survive(value: str) -> None:
    node = Text(value, parse_expression("1").span)
    again = parse_expression(deparse(node))
    assert isinstance(again, Text)
    assert again.value == value
    if value:
        name = parse_expression(deparse_name(value))
        assert getattr(name, "name", None) == value


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=0))
def test_numbers_keep_fifteen_digits(value: float) -> None:
    node = Number(value, "", parse_expression("1").span)
    again = parse_expression(deparse(node))
    assert isinstance(again, Number)
    assert float(f"{value:.14e}") == again.value or abs(again.value - value) <= 1e-14 * value
