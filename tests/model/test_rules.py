"""R's rules for formulas, one test per rule, named by what the rule means; the expected values are R's."""

from __future__ import annotations

import polars as pl
import pytest

import lme4math
from lme4math.errors import DataError, FormulaError
from lme4math.model import MixedModel, lme4_order
from lme4math.source import Span
from tests.model.cases import model


def fixed(right_side: str) -> MixedModel:
    return model(f"y ~ {right_side} + (1 | g)")


def columns(right_side: str) -> list[str]:
    """The columns of X, by their R names."""
    return [column.name for column in fixed(right_side).fixed.columns]


def labels(right_side: str) -> list[str]:
    """The labels of the fixed terms, with 1 or 0 for the intercept."""
    part = fixed(right_side).fixed
    return [str(int(part.intercept)), *(term.label for term in part.terms)]


def bars(code: str) -> list[str]:
    """The random terms of a formula, in its order."""
    return [term.bar for term in model(code).random]


@pytest.mark.parametrize(
    ("right_side", "expected"),
    [
        ("A", "(Intercept) Aa2"),
        ("A * B", "(Intercept) Aa2 Bb2 Bb3 Aa2:Bb2 Aa2:Bb3"),
        ("A:B + A:C", "(Intercept) Aa1:Bb1 Aa2:Bb1 Aa1:Bb2 Aa2:Bb2 Aa1:Bb3 Aa2:Bb3 Aa1:Cc2 Aa2:Cc2"),
        ("A:x", "(Intercept) Aa1:x Aa2:x"),
        ("x + x:A", "(Intercept) x x:Aa2"),
        ("A:B:x + x:A", "(Intercept) Aa1:x Aa2:x Aa1:Bb2:x Aa2:Bb2:x Aa1:Bb3:x Aa2:Bb3:x"),
    ],
)
def test_a_factor_has_contrasts_where_the_rest_of_its_term_is_in_an_earlier_one(right_side: str, expected: str) -> None:
    assert columns(right_side) == expected.split()


@pytest.mark.parametrize(
    ("right_side", "expected"),
    [
        ("0 + A + B", "Aa1 Aa2 Bb2 Bb3"),
        ("0 + x + x:A", "x x:Aa1 x:Aa2"),
        ("0 + x", "x"),
        ("A - 1", "Aa1 Aa2"),
        ("0 + x:B + A", "Aa1 Aa2 x:Bb1 x:Bb2 x:Bb3"),
    ],
)
def test_without_intercept_the_first_factor_has_all_its_levels(right_side: str, expected: str) -> None:
    assert columns(right_side) == expected.split()


@pytest.mark.parametrize(
    ("right_side", "expected"),
    [
        ("B:A + A", "1 A B:A"),
        ("x:z + z", "1 z x:z"),
        ("type:time + time", "1 time type:time"),
        ("time + type:time", "1 time time:type"),
        ("A:B:C + z + A:B + x", "1 z x A:B A:B:C"),
    ],
)
def test_terms_stand_by_degree_and_variables_by_first_appearance(right_side: str, expected: str) -> None:
    assert labels(right_side) == expected.split()


@pytest.mark.parametrize(
    ("right_side", "expected"),
    [
        ("(A + B)/C", "1 A B A:B:C"),
        ("A/(B + C)", "1 A A:B A:C"),
        ("A/B*x", "1 A x A:B A:x A:B:x"),
        ("A:B*x", "1 x A:B A:B:x"),
        ("A + B %in% A", "1 A A:B"),
        ("(A + B + C)^2", "1 A B C A:B A:C B:C"),
        ("(A + B)^2.9", "1 A B A:B"),
        ("x**2", "1 x"),
        ("x:x + A*A", "1 x A"),
        ("A*B - A", "1 B A:B"),
    ],
)
def test_products_nest_cross_and_collapse(right_side: str, expected: str) -> None:
    assert labels(right_side) == expected.split()


@pytest.mark.parametrize(
    ("right_side", "expected"),
    [
        ("A*(B - 1)", "0 A B A:B"),
        ("(A + 0):x", "0 A:x"),
        ("(A + 1):x", "1 A:x"),
        ("0 + x + 1", "1 x"),
        ("x - 0", "1 x"),
        ("A - (x + 1)", "0 A"),
        ("x + TRUE", "1 x"),
        ("x + FALSE", "0 x"),
        ("x + -1", "0 x"),
        ("x - -1", "1 x"),
        ("x + -z", "1 x"),
        ("x + z + -z", "1 x z"),
        ("1/x", "1"),
        ("1*x + z", "1 z"),
        ("NULL + x", "1 x"),
    ],
)
def test_the_intercept_is_one_flag_and_the_last_word_counts(right_side: str, expected: str) -> None:
    assert labels(right_side) == expected.split()


@pytest.mark.parametrize(
    ("right_side", "offending"),
    [
        ("x^1", "1"),
        ("x^0", "0"),
        ("x^1.5", "1.5"),
        ("x^(2)", "(2)"),
        ('x^"2"', '"2"'),
        ("x^z", "z"),
        ("x*2", "2"),
        ("2 + x", "2"),
        ('x + "A"', '"A"'),
        ("x + NA", "NA"),
        ("(1 | g)^2", "2"),
        ("(1 | g | h)", "1 | g | h"),
        ("(1 || g)", "1 || g"),
        ("(. || g)", "."),
        ("cs(0 | g)", "0 | g"),
        ("ar1((-x)^3 - 1 | g)", "(-x)^3 - 1 | g"),
        ("toep(1 | g)", "toep"),
        ("cs(1 | g, hom = 3)", "hom = 3"),
        ("cs(1 | g, hom = T)", "hom = T"),
        ("cs(1 | a/b, hom = TRUE)", "a/b"),
        ('(1 | "g")', '"g"'),
    ],
)
def test_what_is_no_formula_is_refused_at_the_offending_characters(right_side: str, offending: str) -> None:
    code = f"y ~ {right_side} + (1 | k)"
    with pytest.raises(FormulaError) as caught:
        model(code)
    assert caught.value.span is not None
    assert code[slice(*caught.value.span)] == offending
    assert caught.value.hint


@pytest.mark.parametrize(
    ("right_side", "expected"),
    [
        ("I(x*100000)", "I(x * 1e+05)"),
        ("I(x^2 ) + I(x ^2)", "I(x^2)"),
        ("I(x*2L) + I(x*2)", "I(x * 2)"),
        ("`x`", "x"),
        ("`my var`", "`my var`"),
    ],
)
def test_labels_are_what_r_deparses(right_side: str, expected: str) -> None:
    assert [term.label for term in fixed(right_side).fixed.terms] == [expected]


def test_offsets_leave_x_and_never_count_as_an_earlier_term() -> None:
    part = fixed("x + offset(z) + A:offset(z) + A*offset(w)").fixed
    assert [term.label for term in part.terms] == ["x", "A"]
    assert [offset.name for offset in part.offsets] == ["offset(z)", "offset(w)"]


@pytest.mark.parametrize(
    ("given", "offsets"),
    [("w", ["w"]), ("log(w)", ["log(w)"]), ("`my z`", ["my z"]), ("log(`my z`)", ["log(`my z`)"]), ("NULL", [])],
)
def test_the_argument_offset_is_an_offset_as_r_writes_it(given: str, offsets: list[str]) -> None:
    told = lme4math.parse(f"lmer(y ~ x + offset(z) + (1 | g), offset = {given})").describe()
    assert told["offsets"] == ["offset(z)", *offsets]


@pytest.mark.parametrize(("code", "has"), [("offset()", 0), ("offset(x, 3)", 2)])
def test_an_offset_is_one_expression(code: str, has: int) -> None:
    with pytest.raises(FormulaError, match=f"offset.. takes one expression.*it has {has}") as refused:
        model(f"y ~ z + {code} + (1 | g)")
    assert refused.value.span == Span(8, 8 + len(code))


@pytest.mark.parametrize("data", [None, {"y": [1.0, 2, 3, 4], "x": [1.0, 3, 2, 5], "g": list("aabb")}])
@pytest.mark.parametrize(
    "code",
    [
        "lmer(y ~ log(offset(x, x)) + (1 | g))",
        "lmer(offset(x, x) ~ x + (1 | g))",
        "lmer(y ~ x + (1 | g), weights = offset(x, x))",
        "lmer(y ~ x + (offset(x, x) | g))",
    ],
)
def test_an_offset_of_two_is_refused_alike_wherever_it_stands(code: str, data: object) -> None:
    with pytest.raises(FormulaError, match=r"takes one expression.*it has 2") as refused:
        lme4math.parse(code, data)
    span = refused.value.span
    assert span is not None
    assert code[span.start : span.end] == "offset(x, x)"


def test_an_offset_of_words_is_no_offset_with_data_or_without() -> None:
    columns = {"y": [1.0, 2, 3, 4], "x": [1.0, 3, 2, 5], "f": list("uvuv"), "l": [True, False] * 2, "g": list("aabb")}
    frame = pl.DataFrame(columns)
    for data, factors in ((columns, None), (frame.lazy(), None), (None, {"f": ["u", "v"]})):
        with pytest.raises(DataError, match=r"An offset must be numbers, and `offset\(f\)` holds categories"):
            lme4math.parse("lmer(y ~ x + offset(f) + (1 | g))", data, factors=factors)
        lme4math.parse("lmer(y ~ x + offset(as.numeric(factor(f))) + (1 | g))", data, factors=factors)
        lme4math.parse("lmer(y ~ x + offset(l) + (1 | g))", data)


def test_an_offset_inside_a_bar_is_one_of_the_whole_model() -> None:
    read = model("y ~ x + (1 + offset(z) | g)")
    assert [offset.name for offset in read.fixed.offsets] == ["offset(z)"]
    assert [column.name for column in read.random[0].part.columns] == ["(Intercept)"]
    assert any("offset" in warning for warning in read.warnings)


def test_the_response_on_the_right_is_dropped() -> None:
    read = fixed("y + x")
    assert [column.name for column in read.fixed.columns] == ["(Intercept)", "x"]
    assert any("drops" in warning for warning in read.warnings)


@pytest.mark.parametrize(
    ("right_side", "expected"),
    [
        ("B", "Bb2 Bb3"),
        ("A:x", "Aa1:x Aa2:x"),
        ("0 + A:B", "Aa1:Bb1 Aa2:Bb1 Aa1:Bb2 Aa2:Bb2 Aa1:Bb3 Aa2:Bb3"),
        ("B + A:B", "Bb2 Bb3 Aa2:Bb1 Aa2:Bb2 Aa2:Bb3"),
        ("0 + A + A:B", "Aa1:Bb1 Aa2:Bb1 Aa1:Bb2 Aa2:Bb2 Aa1:Bb3 Aa2:Bb3"),
    ],
)
def test_a_response_that_is_a_factor_is_coded_in_interactions_as_any_other(right_side: str, expected: str) -> None:
    read = model(f"glmer(A ~ {right_side} + (1 | g), family = binomial)")
    assert [column.name for column in read.fixed.columns if column.name != "(Intercept)"] == expected.split()


@pytest.mark.parametrize(
    ("levels", "order"),
    [
        ((6, 4), (0, 1)),
        ((4, 6), (1, 0)),
        ((6, 4, 6), (2, 0, 1)),
        ((5, 5), (0, 1)),
        ((1, 2, 2, 3), (3, 2, 1, 0)),
        ((), ()),
    ],
)
def test_lme4_reverses_ties_when_it_reorders(levels: tuple[int, ...], order: tuple[int, ...]) -> None:
    assert lme4_order(levels) == order


def test_the_same_column_is_known_in_both_orders() -> None:
    read = model("y ~ time + time:type + (1 + type:time | g)")
    fixed_column, random_columns = read.fixed.columns[-1], read.random[0].part.columns
    assert fixed_column.name == "time:type+"
    assert [column.name for column in random_columns] == ["(Intercept)", "type-:time", "type+:time"]
    assert [column.identity == fixed_column.identity for column in random_columns] == [False, False, True]


def test_dot_without_data_stays_a_symbol_and_says_so() -> None:
    read = model("y ~ . - g + (1 | g)")
    assert read.fixed_formula == "y ~ . - g"
    assert any("`.`" in warning for warning in read.warnings)


@pytest.mark.parametrize(
    ("right_side", "said"),
    [
        ("`my x`^2", "`` `my x`^2 `` is just `my x` in a formula: for the power write I(`my x`^2)."),
        ("x - `my x`", "`my x` is subtracted, but is not in the formula."),
        ("x + -`my x`", "`` -`my x` `` neither adds nor removes anything."),
    ],
)
def test_code_is_quoted_once(right_side: str, said: str) -> None:
    assert said in model(f"y ~ {right_side} + (1 | g)").warnings


def test_what_was_assumed_is_said() -> None:
    assert model("y ~ x + A + factor(u) + (z | g)").assumptions == (
        "`x` and `z` are taken as numeric: nothing declares them.",
        "`factor(u)` is a factor with unknown levels.",
    )
    assert model("y ~ ns(x, knots = k) + (1 | g)").assumptions == (
        "How many columns `ns(x, knots = k)` has depends on the data; one stands for all of them.",
    )
    assert model("y ~ rcs(x, 3) + (1 | g)").assumptions == (
        "How many columns `rcs(x, 3)` has is not known; one stands for all of them.",
    )
    assert model("mine(y) ~ x + (1 | g)").assumptions == ("`x` is taken as numeric: nothing declares it.",)


def test_terms_know_the_characters_that_asked_for_them() -> None:
    read = model("y ~ A*B + x:A + (1 + x | g/h)")
    spans = {term.label: [read.source.slice(span) for span in term.spans] for term in read.fixed.terms}
    assert spans == {"A": ["A"], "B": ["B"], "A:B": ["A*B"], "A:x": ["x:A"]}
    assert [read.source.slice(term.span) for term in read.random] == ["1 + x | g/h", "1 + x | g/h"]
    assert [[read.source.slice(span) for span in term.group.spans] for term in read.random] == [["h", "g"], ["g"]]


@pytest.mark.parametrize(
    ("code", "shown", "repair"),
    [("y ~ x (1 | g)", "1 | g", "x + (1 | g)"), ("y ~ x ~ z + (1 | g)", "y ~ x", "response ~ terms")],
)
def test_slips_of_the_pen_are_refused_where_data_is_named_and_else_doubted(code: str, shown: str, repair: str) -> None:
    call = f"lmer({code}, data = d)"
    with pytest.raises(FormulaError) as caught:
        model(call)
    assert caught.value.span is not None
    assert call[slice(*caught.value.span)] == shown
    assert repair in (caught.value.hint or "")
    assert any("R may refuse this" in warning and repair in warning for warning in model(code).warnings)


def test_a_misspelt_declaration_is_noticed() -> None:
    read = lme4math.parse("lmer(y ~ type + (1 | g))", factors={"tpye": ["a", "b"]})
    assert read.warnings == ("`tpye` is declared as a factor, but is nowhere in the model; did you mean `type`?",)
    assert lme4math.parse("lmer(y ~ log(type) + (1 | g))", factors={"type": 2}).warnings == ()


def test_the_terms_of_all_bars_together_are_bounded() -> None:
    all_of_ten = "a * b * c * d * e * f * g * h * i * j"
    code = " + ".join(["y ~ 1", *(f"({all_of_ten} | z{number})" for number in range(12))])
    with pytest.raises(FormulaError, match="more than 10,000 terms in all") as caught:
        model(code)
    assert caught.value.span is not None
    assert code[slice(*caught.value.span)] == f"{all_of_ten} | z9"
