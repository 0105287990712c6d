"""R's deparse, to the letter."""

from __future__ import annotations

import pytest

from lme4math.r import deparse, deparse_label, deparse_name, is_syntactic, parse_expression
from lme4math.r.literals import write_number


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("I(x*1e3)", "I(x * 1000)"),
        ("I(x*100000)", "I(x * 1e+05)"),
        ("I(x*0x10)", "I(x * 16)"),
        ("I(x**2 )", "I(x^2)"),
        ("I( (x) )", "I((x))"),
        ("I(x %% 2)", "I(x%%2)"),
        ("x%/%2", "x%/%2"),
        ("a %in%b", "a %in% b"),
        ("a %*%b", "a %*% b"),
        ("( 1|g/h )", "(1 | g/h)"),
        ("x || g", "x || g"),
        ("- x", "-x"),
        ("~  x+y", "~x + y"),
        ("y~x", "y ~ x"),
        ("!L", "!L"),
        ("a : b", "a:b"),
        ("x[1,2]", "x[1, 2]"),
        ("x[,1]", "x[, 1]"),
        ("x[ ]", "x[]"),
        ("x[[ 'a' ]]", 'x[["a"]]'),
        ("d$`a b`", "d$`a b`"),
        ("d@'a b'", 'd@"a b"'),
        ("d$'a'", "d$a"),
        ("stats :: poly(x,2)", "stats::poly(x, 2)"),
        ("`x`", "x"),
        ("`my var`+`if`", "`my var` + `if`"),
        ("f(`a b`=1,'s'=2)", "f(`a b` = 1, s = 2)"),
        ("f(a=)", "f(a = )"),
        ("f(,b)", "f(, b)"),
        ("'it\\'s'", '"it\'s"'),
        ("'say \"x\"'", '"say \\"x\\""'),
        ("'\\t\\\\'", '"\\t\\\\"'),
        ("'\\u00e9\\u200b'", '"é\u200b"'),
        ("'\\u0085\\u2028'", '"\\u0085\\u2028"'),
        ("'\\001'", '"\\001"'),
        ("r'(\\d)'", '"\\\\d"'),
        ("\\(x) x+1", "function(x) x + 1"),
        ("function( x,y=2 ) x", "function(x, y = 2) x"),
        ("if(a)b else c", "if (a) b else c"),
        ("for(i in x)y", "for (i in x) y"),
        ("while(a)b", "while (a) b"),
        ("repeat{a;b}", "repeat {\n    a\n    b\n}"),
        ("x|>f(y)", "f(x, y)"),
        ("a->b", "b <- a"),
        ("a=b", "a = b"),
        ("3i", "0+3i"),
        ("3i*x", "(0+3i) * x"),
        ("TRUE", "TRUE"),
        ("poly(x,2L)", "poly(x, 2L)"),
    ],
)
def test_deparse(typed: str, written: str) -> None:
    assert deparse(parse_expression(typed)) == written


@pytest.mark.parametrize(
    ("tree", "written"),
    [
        ("`^`(`+`(a, b), c)", "(a + b)^c"),
        ("`^`(a, `^`(b, c))", "a^b^c"),
        ("`^`(`^`(a, b), c)", "(a^b)^c"),
        ("`-`(a, `-`(b, c))", "a - (b - c)"),
        ("`-`(`+`(a, b))", "-(a + b)"),
        ("`^`(`-`(a), 2)", "(-a)^2"),
        ("`==`(`<`(a, b), c)", "(a < b) == c"),
        ("`+`(`^`(a, `!`(b)), c)", "a^(!b) + c"),
        ("`^`(a, `!`(b))", "a^!b"),
        ("`[`(`+`(a, b), 1)", "(a + b)[1]"),
        ("`$`(`+`(a, b), c)", "(a + b)$c"),
        ("`$`(a, f(b))", "`$`(a, f(b))"),
        ("`+`(`if`(a, b), c)", "(if (a) b) + c"),
        ("f(`=`(a, b))", "f((a = b))"),
        ("`~`(`=`(a, b))", "~(a = b)"),
        ("`?`(a, b)", "`?`(a, b)"),
        ("`+`(a, b, c)", "`+`(a, b, c)"),
        ("`my f`(x)", "`my f`(x)"),
    ],
)
def test_brackets_that_the_tree_does_not_have(tree: str, written: str) -> None:
    assert deparse(parse_expression(tree)) == written


def test_labels_leave_out_the_types_of_literals() -> None:
    node = parse_expression("poly(x, degree=2L, NA_integer_, 100000L)")
    assert deparse(node) == "poly(x, degree = 2L, NA_integer_, 100000L)"
    assert deparse_label(node) == "poly(x, degree = 2, NA, 100000)"


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (1e5, "1e+05"),
        (123456.0, "123456"),
        (1e15, "1e+15"),
        (123456789012345678.0, "123456789012345680"),
        (0.1, "0.1"),
        (1e-4, "1e-04"),
        (0.00012, "0.00012"),
        (1 / 3, "0.333333333333333"),
        (2 / 3, "0.666666666666667"),
        (1e-300, "1e-300"),
        (1.5e300, "1.5e+300"),
        (0.0, "0"),
        (float("inf"), "Inf"),
        (1.50, "1.5"),
        (2, "2L"),
        (3j, "0+3i"),
    ],
)
def test_numbers(value: complex, written: str) -> None:
    assert write_number(value) == written


@pytest.mark.parametrize("name", ["x", ".x", "a.b_1", "été", "...", "T", "..1"])
def test_names_that_need_no_backticks(name: str) -> None:
    assert is_syntactic(name)
    assert deparse_name(name) == name


@pytest.mark.parametrize("name", ["my var", "if", "TRUE", "2nd", "_x", ".2x", "a-b", "", "x²"])
def test_names_that_need_backticks(name: str) -> None:
    assert deparse_name(name) == f"`{name}`"


def test_long_chains_are_written() -> None:
    text = "x" + " + x" * 5_000
    assert deparse(parse_expression(text)) == text
    assert deparse(parse_expression("-" * 4_000 + "x")) == "-" * 4_000 + "x"
