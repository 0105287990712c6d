"""Texts that are no equations: refused at their place, in plain words, by this package's own errors only."""

from __future__ import annotations

from contextlib import suppress
from random import Random

import pytest

from lme4math import DataError, Error, FormulaError, check, read_latex

MODEL = "lmer(y ~ x + (x | g))"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "No equation of a response"),
        ("hello", "No equation of a response"),
        (r"y = \frac{", "not closed"),
        (r"\begin{align} y = x", "not closed"),
        (r"y = x \end{align}", "Nothing opens"),
        ("y_i = " + "{" * 200, "nest too deep"),
        ("y_i = " + "(" * 5000 + "x" + ")" * 5000, "nest too deep"),
        (r"\newcommand{\a}{\a\a}\a", "expand without end"),
        ("y_i = " + "(a+b)" * 60, "too many products"),
        ("x + " * 300_000, "more than"),
        ("y_i = " + "a b " * 7000, "too many factors"),
        ("y_i = x" + "_{i}" * 7000, "too long"),
        ("y_i = a, " * 3300, "more statements"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(text: str, message: str) -> None:
    with pytest.raises(FormulaError, match=message):
        check(text, MODEL)
    with pytest.raises(FormulaError):
        read_latex(text)


def test_the_place_of_a_bracket_is_shown() -> None:
    with pytest.raises(FormulaError) as caught:
        check("y_i = (x", MODEL)
    assert caught.value.span == (6, 7)
    assert str(caught.value).split("\n")[2] == "      ^"


@pytest.mark.parametrize(
    "text", ["_", "^", "y ~ ", "~", "=", "$$", "y_{^}_{}", "1/0", "y = x/0", "é = ñ + ☃", "\\left(\\right."]
)
def test_odd_texts_bring_no_other_errors(text: str) -> None:
    with suppress(Error):
        assert check(text, MODEL).verdict != "right"
    with suppress(Error):
        read_latex(text)


def test_arguments_of_other_types_are_named() -> None:
    with pytest.raises(DataError, match="latex must be a text"):
        check(3, MODEL)  # type: ignore[arg-type]  # what is tested
    with pytest.raises(DataError, match="symbols must be a mapping"):
        check("y_i = x_i", MODEL, symbols=["T"])  # type: ignore[arg-type]  # what is tested


@pytest.mark.parametrize(
    "words",
    [
        "x =" + " " * 29_000,
        "c is " + "a " * 14_000,
        "x = " + "1 / 2 for a; " * 2_000,
        "x = 1/0 for a, 1/2 for b",
        "T is weeks, x is trt and z is period " * 700,
        "fixed effects " + "of the " * 4_000,
        "g is " + "treated as a " * 2_000,
        "y is the log " + "of the " * 4_000,
        "abcdefgh" * 3_600,
    ],
)
def test_long_and_odd_words_beside_an_equation_are_read_in_a_moment(words: str) -> None:
    """None of them takes more than a second; where a pattern backtracked, they took minutes."""
    equation = r"y_{ij} = \beta_0 + u_j + e_{ij}, u_j \sim N(0, \tau^2), e_{ij} \sim N(0, \sigma^2)"
    assert check(rf"{equation} \text{{{words}}}"[:30_000], "lmer(y ~ 1 + (1 | g))").verdict != "wrong"


def test_a_response_that_is_defined_many_times_is_read_in_a_moment() -> None:
    equation = r"y_{i} = \beta_0 + u_{j[i]} + e_{i}, u_j \sim N(0, \tau^2), e_{i} \sim N(0, \sigma^2)"
    for definition in (r", y = \log(income)", r", y = \log(income), y = income"):
        found = check(equation + definition * 120, "lmer(log(income) ~ 1 + (1 | g))")
        assert (found.verdict == "right") == (definition.count("y") == 1)


PIECES = r"""where is and = 1/0 1/2 x T } { _ ^ ( ) [ ] , ; : for i j 0 ~ N(0, iid $ $$ T(0,) +1 -1 & coded D_1 D_2
\text{ \frac \sum_i \begin{pmatrix} \end{pmatrix} \\ cov( u_j \bar{x} \mu_{g} Level~1: \text{~} _{~}"""


@pytest.mark.parametrize("seed", range(40))
def test_equations_with_odd_pieces_in_them_bring_no_other_errors(seed: int) -> None:
    random, pieces = Random(seed), [piece.replace("~", " ") for piece in PIECES.split()] + ["~", "\n"]
    for _ in range(25):
        text = r"y_{ij} = \beta_0 + \beta_1 x_{ij} + u_j + e_{ij}, u_j \sim N(0, \tau^2), e_{ij} \sim N(0, \sigma^2)"
        for _ in range(random.randint(1, 12)):
            place = random.randint(0, len(text))
            text = f"{text[:place]} {random.choice(pieces)} {text[place:]}"
        with suppress(Error):
            assert check(text, MODEL).text()
