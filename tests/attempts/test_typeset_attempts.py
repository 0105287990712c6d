"""Equations that people wrote, as MathML, with marks at their places."""

from __future__ import annotations

import re
from collections import Counter
from html import unescape
from xml.etree import ElementTree

import pytest

from lme4math import check, parse
from lme4math.attempts import SIGN_OF_MARK, PlaceMark, typeset_or_text, with_greek
from lme4math.source import Span
from tests.oracle import Case, attempts

CASES = attempts()


def shown(html: str) -> str:
    """The characters of the mathematics, without blanks."""
    return re.sub(r"\s", "", unescape(re.sub(r"<[^>]*>", "", html)))


def marked(html: str, kind: str) -> list[str]:
    """The characters of the parts with a mark."""
    tree = ElementTree.fromstring(html.replace("\xa0", " "))
    parts = [part for part in tree.iter() if f"lm-part-{kind}" in part.get("class", "").split()]
    return ["".join(part.itertext()).replace(" ", "") for part in parts]


def mark(text: str, part: str, kind: str = "wrong") -> PlaceMark:
    start = text.index(part)
    return PlaceMark(Span(start, start + len(part)), kind)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_every_recorded_attempt_is_typeset_with_its_marks_and_is_one_tree(case: Case) -> None:
    answer = check(case["latex"], parse(case["code"], factors=case["factors"] or None))
    marks = answer._beside.marks.in_text
    html = typeset_or_text(answer.latex, marks)
    tree = ElementTree.fromstring(html)
    assert "\\" not in "".join(tree.itertext())
    signs = Counter("".join(part.itertext()) for part in tree.iter() if part.get("class") == "lm-part-sign")
    assert {re.sub(r"[\d, ]", "", sign) for sign in signs} <= set(SIGN_OF_MARK.values())
    assert bool(signs) == bool(marks)


@pytest.mark.parametrize(
    ("latex", "characters"),
    [
        (r"\frac{a}{b}", "ab"),
        (r"\sqrt{x+1}", "x+1"),
        (r"\varepsilon \epsilon", "εϵ"),
        (r"a \cdot b \times c * d", "a⋅b×c∗d"),
        (r"\mathcal{N}(\mathbf{0}, \boldsymbol{\Sigma})", "𝒩(𝟎,𝚺)"),
        (r"\hat\beta_{1}", "β^1"),
        (r"\beta' X^T", "β′X⊤"),
        (r"\begin{bmatrix} 1 & 0 \\ \vdots & \ddots \end{bmatrix}", "[10⋮⋱]"),
        (r"\begin{cases} 1 & x > 0 \\ 0 \end{cases}", "{1x>00"),
        (r"\sum_{k=1}^{K} b_k", "∑k=1Kbk"),
        (r"\text{school}[i]", "school[i]"),
        (r"y_i = β₀ + u_j ~ N(0, σ²)", "yi=β0+uj∼N(0,σ2)"),
        (r"\newcommand{\eff}[1]{u_{#1}} \eff{0j}", "u0j"),
        (r"\left\{ a \right\}", "{a}"),
        ("y < x & z > 1", "y<xz>1"),
        (r"\color{red}{u_{i}}", "ui"),
    ],
)
def test_what_is_typed_is_what_is_seen(latex: str, characters: str) -> None:
    assert shown(typeset_or_text(latex)) == characters


def test_words_between_formulas_keep_their_blanks() -> None:
    html = typeset_or_text("for child $i$ in school $j$.")
    assert unescape(re.sub(r"<[^>]*>", "", html)) == "for child i in school j."


@pytest.mark.parametrize("text", ["<b>y</b> = x", "$y$ <script>alert(1)</script>", r"\text{<img src=x onerror=y>}"])
def test_nothing_of_the_text_becomes_markup(text: str) -> None:
    for whole in (text, text + r"\frac{"):  # the second is no LaTeX
        html = typeset_or_text(whole, [mark(whole, "<")])
        assert not re.search(r"<(b|script|img)\b", html)


def test_a_mark_stands_around_its_part_and_no_more() -> None:
    latex = r"y_i = (\beta + u_{j[i]}) x_i + \frac{v_k}{2} + \sqrt{w} + e_i"
    for part, seen in (("\\beta", "β"), ("u_{j[i]}", "uj[i]"), ("v_k", "vk"), ("w", "w"), ("e_i", "ei")):
        html = typeset_or_text(latex, [mark(latex, part)])
        assert marked(html, "wrong") == [seen]
        assert shown(html).count("✗") == 1


def test_a_mark_in_a_matrix_is_in_its_cell_and_one_of_a_matrix_around_it() -> None:
    latex = r"\Sigma = \begin{bmatrix} \tau_0^2 & 0 \\ 0 & \tau_1^2 \end{bmatrix}"
    inner, outer = mark(latex, "\\tau_1^2", "open"), mark(latex, latex[latex.index("\\begin") :])
    html = typeset_or_text(latex, [outer, inner])
    assert marked(html, "open") == ["τ12"]
    assert [len(part) for part in marked(html, "wrong")] == [len("[τ0200τ12?]")]


def test_a_mark_that_is_about_several_lines_is_in_each() -> None:
    latex = r"\begin{aligned} a &= b + c \\ d &= e \end{aligned}"
    assert marked(typeset_or_text(latex, [mark(latex, r"b + c \\ d")]), "wrong") == ["b+c", "d"]


def test_lines_may_break_before_operators_and_after_wide_blanks() -> None:
    assert typeset_or_text(r"y = a + b - c,\quad e \sim N(0, 1)").count("<math") == 4
    assert typeset_or_text(r"$a + b$").count("<math") == 1


def test_what_is_no_latex_is_shown_as_it_was_typed_with_its_marks() -> None:
    text = r"y = \frac{a + b"
    html = typeset_or_text(text, [mark(text, "b")])
    assert shown(html) == r"y=\frac{a+b"
    assert marked(html, "wrong") == ["b"]
    assert 'data-lm-sign="✗"' in html  # shown by the style sheet, so that the text is copied without it


def test_greek_letters_in_sentences() -> None:
    assert with_greek("sigma_epsilon^2, eta and u_0j of `beta`, not theta2 or alphabet") == (
        "σ_ϵ², η and u_0j of `beta`, not θ2 or alphabet"
    )
