"""R's words and signs, one by one."""

from __future__ import annotations

import pytest

from lme4math.errors import FormulaError
from lme4math.r.tokens import LIMIT, tokenize
from tests.r.marked import refusal


def words(text: str) -> list[tuple[str, str]]:
    return [(token.kind, token.value) for token in tokenize(text)[:-1]]


@pytest.mark.parametrize(
    "text",
    ["0", "12", "1.", ".5", "1.5e3", "1e-4", "2E+5", "0x1F", "0XaL", "0x1p3", "0x1.8p-1", "2L", "1e5L", "3i", "1.5L"],
)
def test_numbers_are_one_token(text: str) -> None:
    assert words(text) == [("number", text)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        *[(name, name) for name in ("x", ".x", "x.y_z1", "...", "..1", "été", "変数", "T", "r")],
        *[("`my var`", "my var"), ("`a\\`b`", "a`b"), ("`if`", "if"), ("`a\\\\u`", "a\\u")],
    ],
)
def test_names(text: str, name: str) -> None:
    assert words(text) == [("name", name)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("'a b'", "a b"),
        ('"it\'s"', "it's"),
        (r'"\n\t\r\a\b\f\v\\\"\'\`\ "', "\n\t\r\a\b\f\v\\\"'` "),
        (r"'\101\x41'", "AA"),
        (r"'\u0041\u{e9}\U0001F600\U{41}'", "Aé😀A"),
        (r"'\0411'", "!1"),
        ('"two\nlines"', "two\nlines"),
        ('r"(a\\b")c)"', 'a\\b")c'),
        ("R'--[x]]-']--'", "x]]-'"),
        ('r"{}"', ""),
    ],
)
def test_strings(text: str, value: str) -> None:
    assert words(text) == [("text", value)]


def test_operators_are_cut_as_r_cuts_them() -> None:
    text = (
        "<<- ->> ::: <- -> <= >= == != && || |> :: := ** [[ %in% %% + - * / ^ < > = ! & | ~ ? : $ @ ( ) { } [ ] , ; \\"
    )
    assert [value for _, value in words(text)] == text.split()


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("x<-1", ["x", "<-", "1"]),
        ("x<--1", ["x", "<-", "-", "1"]),
        ("a%%b%in%c", ["a", "%%", "b", "%in%", "c"]),
        ("x[[1]]", ["x", "[[", "1", "]", "]"]),
        ("1:3", ["1", ":", "3"]),
        ("1e5else", ["1e5", "else"]),
        ("(1||g)", ["(", "1", "||", "g", ")"]),
    ],
)
def test_words_that_touch(text: str, values: list[str]) -> None:
    assert [value for _, value in words(text)] == values


def test_comments_and_blanks_vanish_but_line_breaks_stay() -> None:
    assert words("a # note ~ (\n\t+\r\n b\u2003") == [
        ("name", "a"),
        ("newline", "\n"),
        ("mark", "+"),
        ("newline", "\r\n"),
        ("name", "b"),
    ]


@pytest.mark.parametrize("constant", ["TRUE", "FALSE", "NULL", "NA", "NA_integer_", "Inf", "NaN"])
def test_constants(constant: str) -> None:
    assert words(constant) == [("constant", constant)]


def test_every_token_slices_its_text() -> None:
    text = "m <- lmer(`my y` ~ 'a' + (1|g), # note\n d)"
    pieces = ["m", "<-", "lmer", "(", "`my y`", "~", "'a'", "+", "(", "1", "|", "g", ")", ",", "\n", "d", ")", ""]
    assert [text[token.start : token.end] for token in tokenize(text)] == pieces


@pytest.mark.parametrize(
    "marked",
    [
        "y ~ ⟦_⟧x",
        "y ~ ⟦2nd⟧ + x",
        "y ~ ⟦1x⟧",
        "if (a) ⟦1else⟧ b",
        "y ~ ⟦1.5.2⟧",
        "y ~ ⟦0x⟧",
        "y ~ ⟦1e⟧",
        "y ~ ⟦`my var + (1 | g)⟧",
        "y ~ ⟦'a + b⟧\n + c",
        "y ~ '⟦\\d⟧'",
        "y ~ '⟦\\x⟧'",
        "y ~ '\\101⟦\\u41⟧'",
        "y ~ '⟦\\0⟧'",
        "y ~ ⟦``⟧",
        "y ~ `a⟦\\u⟧00e9`",
        "y ~ x⟦²⟧",
        "y ~ x ⟦–⟧ z",
        "y ~ x⟦\u00a0⟧+ z",
        "y ~ ⟦“⟧a”",
        "y ⟦%⟧in x",
        "y ⟦€⟧",
        'y ~ ⟦r"(⟧a',
        "y ⟦\r⟧~ x",
    ],
)
def test_what_is_no_word_of_r(marked: str) -> None:
    refusal(tokenize, marked)


def test_too_many_words() -> None:
    with pytest.raises(FormulaError, match="more than"):
        tokenize("a+" * LIMIT)


def test_too_many_escapes() -> None:
    with pytest.raises(FormulaError, match="escapes"):
        tokenize('"' + r"\\" * 200_000 + '"')


def test_tokens_of_a_string_stand_where_they_are_written() -> None:
    tokens = tokenize("a + b", places=[10, 11, 13, 14, 15, 17])
    assert [tuple(token.span) for token in tokens] == [(10, 11), (13, 14), (15, 17), (17, 17)]


@pytest.mark.parametrize("code", ["y ~ `a\0`", "y ~ x\0", "y ~ `\ud800`", '"\udfff"', "# \ud800"])
def test_what_no_file_of_text_can_hold_is_refused_at_its_place(code: str) -> None:
    with pytest.raises(FormulaError, match="cannot contain the character") as caught:
        tokenize(code)
    assert caught.value.span is not None
    assert code[slice(*caught.value.span)] in "\0\ud800\udfff"
