"""Every printer prints every kind of box, escapes every name, and says so loudly where it cannot."""

from __future__ import annotations

import re
from typing import get_args
from xml.etree import ElementTree

import pytest

import lme4math
from lme4math.notation import tree
from lme4math.printers import (
    REMARK_WIDTH,
    DigitsBox,
    Letters,
    OperatorSign,
    Prose,
    Row,
    Scripts,
    figure,
    latex,
    mathml,
    text,
    typst,
    wrapped,
)
from lme4math.printers.layout import boxes, compose, measure
from lme4math.printers.layout.boxes import Fence, Fraction, NameBox
from lme4math.printers.layout.breaking import PAGE_WIDTH
from lme4math.records import UnknownNodeError, walk

HOSTILE = [
    "<script>alert(1)</script>",
    r"\input{x}",
    "100%",
    "a$b",
    "x_1",
    "a^b",
    "~#&{}",
    "日本",
    '"><img src=x>',
    "\\",
]
TABLES = {"latex": latex.WRITERS, "mathml": mathml.WRITERS, "text": text.WRITERS, "typst": typst.WRITERS}
TABLES |= {"measure": measure.WIDTHS, "figure": figure.WRITERS}


@pytest.mark.parametrize("printer", TABLES)
def test_every_kind_of_box_is_known(printer: str) -> None:
    assert set(TABLES[printer]) == set(get_args(boxes.Box))


def test_every_node_of_the_maths_tree_is_known() -> None:
    assert set(get_args(tree.Expr)) <= set(compose.COMPOSERS) | {tree.ForEach}


def test_an_unknown_node_is_named() -> None:
    with pytest.raises(UnknownNodeError, match="does not know int"):
        compose.compose(3)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "write", [latex.latex_of_box, mathml.write, text.write, typst.write, measure.width, figure.draw]
)
def test_an_unknown_box_is_named(write: object) -> None:
    with pytest.raises(UnknownNodeError, match="does not know str"):
        write("x")  # type: ignore[operator]


CORE = {
    *("math", "mrow", "mi", "mn", "mo", "mtext", "mspace", "mpadded"),
    *("mtable", "mtr", "mtd", "msub", "msup", "msubsup", "munder", "mover", "munderover", "mfrac", "msqrt"),
}
"""Elements of MathML Core that the printer uses."""


def equations(name: str, notation: str = "matrix") -> lme4math.Equations:
    quoted = "`" + name.replace("\\", "\\\\").replace("`", "\\`") + "`"
    return lme4math.parse(f"lmer({quoted} ~ {quoted} + x + (x | {quoted}))").equations(notation)


@pytest.mark.parametrize("notation", ["expanded", "compact", "matrix"])
@pytest.mark.parametrize("name", HOSTILE)
def test_mathml_is_well_formed_and_shows_the_name_as_text(name: str, notation: str) -> None:
    root = ElementTree.fromstring(equations(name, notation).mathml())
    assert any(node.text == name for node in root.iter() if node.tag.endswith("mtext"))
    assert {node.tag.rpartition("}")[2] for node in root.iter()} <= CORE


@pytest.mark.parametrize("name", HOSTILE)
def test_names_in_latex_are_escaped(name: str) -> None:
    assert latex.escape(name) in equations(name).latex()


def test_latex_escapes_what_tex_or_markdown_would_act_on_as_signs_of_math_mode() -> None:
    assert latex.escape("a\\b^c_d%e$f#g&h{i}j~k<l>m|n*o") == (
        r"\text{a}\backslash\text{b}\hat{\ }\text{c}\_\text{d}\%\text{e}\$\text{f}\#\text{g}\&\text{h}\{\text{i}\}"
        r"\text{j}{\sim}\text{k}{< }\text{l}{>}\text{m}\vert\text{n}\text * \text{o}"
    )


def test_latex_keeps_apart_what_tex_would_set_as_one_sign() -> None:
    assert latex.escape("a--b  c") == r"\text{a-}\text{-b }\text{ c}"


def test_a_name_in_several_pieces_carries_its_index_as_a_whole() -> None:
    assert r"{\text{x}\_\text{1}}_{i}" in equations("x_1", "expanded").latex()
    assert r"\text{time}_{i}" in equations("time", "expanded").latex()


def test_colours_in_latex_are_only_given_when_asked_for() -> None:
    shown = lme4math.parse("lmer(y ~ x + (x | g))").equations()
    assert r"\color" not in shown.latex()
    assert r"{\color{#00664a}{\beta_{0}}} + {\color{#0054a6}{b_{0,j[i]}}}" in shown.latex(colour=True).replace(
        r"^{(\text{g})}", ""
    )


def test_levels_and_cells_are_marked_in_mathml() -> None:
    model = lme4math.parse("lmer(y ~ x + (x | g) + (1 | h))")
    root = ElementTree.fromstring(model.equations().mathml())
    classes = {node.get("class", "") for node in root.iter()}
    for key in ("lm-lv-0 lm-k-0-0", "lm-lv-1 lm-k-1-1", "lm-lv-2 lm-k-0-2"):
        assert key in classes
    assert not any("lm-k-1-2" in each for each in classes)


def test_lines_of_text_are_aligned_at_their_relations() -> None:
    equations, _, _ = lme4math.parse("lmer(y ~ x + (1 | g))").equations().text().partition("\n\n")
    signs = [re.search(" [=∼] ", line) for line in equations.splitlines()]
    assert len(signs) == 3
    assert len({sign.start() for sign in signs if sign}) == 1
    assert all(signs)


def test_long_equations_break_between_coefficients_into_even_lines() -> None:
    code = "lmer(y ~ " + " + ".join(f"predictor{number}" for number in range(9)) + " + (1 | g))"
    rows = [row for row in lme4math.parse(code).equations().text().splitlines() if "predictor" in row]
    assert len(rows) > 1
    assert all(len(row) < 100 for row in rows)
    assert max(map(len, rows)) < 1.6 * min(map(len, rows))
    assert all(row.strip().startswith(("y_i =", "+ β")) for row in rows)


def test_a_large_covariance_keeps_its_first_second_and_last_entries() -> None:
    equations = lme4math.parse("lmer(y ~ 1 + (1 + a + b + c + d + e | g))").equations()
    for sign in (r"\tau_{0}^{2} & \tau_{01} & \cdots & \tau_{05}", r"\vdots & \vdots & \ddots & \vdots"):
        assert sign in equations.latex()
    assert r"\tau_{02}" not in equations.latex()
    held = [node for node in walk(equations.tree) if isinstance(node, tree.Parameter) and node.role == "covariance"]
    assert len(set(held)) == 15


def test_a_covariance_of_five_is_written_out() -> None:
    written = lme4math.parse("lmer(y ~ 1 + (1 + a + b + c + d | g))").equations().latex()
    assert r"\cdots" not in written
    assert r"\tau_{34}" in written


@pytest.mark.parametrize("structure", ["cs", "ar1"])
def test_a_large_structured_covariance_still_shows_its_structure(structure: str) -> None:
    written = lme4math.parse(f"lmer(y ~ 1 + {structure}(0 + a + b + c + d + e + f | g))").equations().latex()
    last = {"cs": r"\rho_{\tau}", "ar1": r"\rho_{\tau}^{5}"}[structure]
    assert last in written
    assert r"\ddots" in written


@pytest.mark.parametrize("notation", ["expanded", "compact", "matrix"])
@pytest.mark.parametrize(
    "code",
    [
        "lmer(y ~ " + " + ".join(f"predictor{number}" for number in range(15)) + " + (1 | g))",
        "lmer(y ~ x" + "".join(f" + (1 + x | group{number})" for number in range(6)) + ")",
        "lmer(y ~ x" + "".join(f" + (1 + x | a_long_name_{number})" for number in range(6)) + ")",
    ],
)
def test_nothing_is_wider_than_the_page(code: str, notation: str) -> None:
    display = lme4math.parse(code).equations(notation).display
    for line in display.lines:
        assert (measure.width(line.left) if line.left else 0.0) + measure.width(line.right) < 1.15 * PAGE_WIDTH
    for remark in display.remarks:
        assert all(measure.width(line) <= REMARK_WIDTH for line in wrapped(remark))


@pytest.mark.parametrize("name", ["a\tb", "a\nb", "a\x07b", "a\u202eb", "a\x00b", "a\x85b"])
def test_characters_that_act_on_a_page_are_blanks_in_every_printer(name: str) -> None:
    shown = NameBox(name)
    assert text.write(shown).lines == ("a b",)
    assert latex.latex_of_box(shown) == r"\text{a b}"
    assert mathml.write(shown) == "<mtext>a b</mtext>"
    assert typst.write(shown) == '"a b"'


def test_typst_keeps_quotes_and_backslashes() -> None:
    assert typst.write(NameBox('a"b\\c')) == '"a\\"b\\\\c"'
    assert typst.plain("*a_b*") == r"\*a\_b\*"


def test_typst_keeps_a_comma_from_ending_an_argument() -> None:
    assert typst.write(Fraction(Row((Letters("a"), OperatorSign(",", "plain"), Letters("b"))), Letters("c"))) == (
        r"frac(a\,b, c)"
    )


def test_remarks_wrap_between_words_only() -> None:
    remark = Row((Prose("one two "), NameBox("a name of several words"), Prose(", three four five")))
    lines = wrapped(remark, 14.0)
    said = ["".join(text.write(line).lines) for line in lines]
    assert [each.strip() for each in said] == ["one two", "a name of several words,", "three four five"]


def test_one_long_left_side_does_not_move_the_other_lines() -> None:
    model = lme4math.parse("y ~ " + " + ".join(f"(1 | g{number})" for number in range(40)))
    lines = model.equations("compact").text().splitlines()
    (law,) = (line for line in lines if "ε_i ∼" in line)
    assert law.index("∼") <= text.WIDEST_MARGIN


def test_of_a_large_matrix_only_what_is_shown_is_composed(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []
    parameter = compose.COMPOSERS[tree.Power]
    monkeypatch.setitem(compose.COMPOSERS, tree.Power, lambda node: asked.append(node) or parameter(node))
    page = lme4math.parse("y ~ f + (f | g)", factors={"f": 50}).equations().latex()
    assert r"\tau_{49}^{2}" in page
    assert r"\tau_{30}^{2}" not in page
    assert len(asked) == 4  # three variances of the effects, and that of the residuals


@pytest.mark.parametrize(
    ("body", "small", "grows"),
    [
        (Letters("J"), False, False),
        (Row((DigitsBox("2"), Letters("J"))), False, False),
        (Scripts(Letters("b"), DigitsBox("0")), False, False),
        (Scripts(Letters("b"), DigitsBox("0"), Letters("g")), False, True),
        (Fraction(Letters("σ"), Letters("w")), False, True),
        (Fraction(Letters("σ"), Letters("w")), True, False),
    ],
)
def test_brackets_may_stretch_only_where_they_must(body: boxes.Box, small: bool, grows: bool) -> None:
    """Chromium leaves room for the tallest bracket beside one that may stretch."""
    brackets = re.findall(r"<mo[^>]*>[()]</mo>", mathml.write(Fence("(", body, ")", small)))
    assert ['stretchy="false"' not in bracket for bracket in brackets] == [grows, grows]


def test_dots_in_a_list_stand_between_its_commas() -> None:
    page = lme4math.parse("lmer(y ~ x + (1 | g))").equations().mathml()
    assert '<mo lspace="0.12em" rspace="0">…</mo>' in page


def test_brackets_of_latex_grow_only_around_what_is_high() -> None:
    page = lme4math.parse("lmer(y ~ x * z + (1 | g) + (1 | h), weights = w)").equations().latex()
    assert r"\beta_{3}\,(\text{x}_{i} \cdot \text{z}_{i})" in page
    assert r"= \left(\beta_{0} + b_{0,j[i]}^{(\text{g})} + b_{0,k[i]}^{(\text{h})}\right) +" in page
    assert r"\text{N}\left(0, \frac{\sigma^{2}}{\text{w}_{i}}\right)" in page


def test_rows_of_high_cells_stand_apart_in_latex() -> None:
    page = lme4math.parse("lmer(y ~ x + (x | g))").equations("matrix").latex()
    assert r"b_{0,j}^{(\text{g})} \\[0.7ex] b_{1,j}^{(\text{g})}" in page
    assert r"\beta_{0} \\ \beta_{1}" in page


def test_backticks_of_names_are_no_quotation_marks_in_latex() -> None:
    page = lme4math.parse("lmer(y ~ `my x` + (1 | g))").equations("matrix").latex()
    assert r"\overset{\grave{\ }\text{my x}\grave{\ }}{\text{my x}_{1}}" in page


def test_remarks_in_text_have_no_blanks_at_their_ends() -> None:
    page = lme4math.parse("glmer.nb(y ~ x + (1 | g))").equations().text()
    assert "with variance μ_i + ────" in page
    assert [line for line in page.split("\n") if line != line.rstrip()] == []


def test_a_symbol_of_the_legend_is_one_line() -> None:
    legend = lme4math.parse("glmer(s/(n + m) ~ x + (1 | g), family = binomial, weights = n + m)").legend()
    assert "s_i/(n_i + m_i)" in {entry.symbol for entry in legend}
    assert [entry.symbol for entry in legend if "\n" in entry.symbol] == []
