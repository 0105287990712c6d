"""Every printer prints every kind of box, escapes every name, and says so loudly where it cannot."""

from __future__ import annotations

from typing import get_args
from xml.etree import ElementTree

import pytest

import lme4math
from lme4math.notation import tree
from lme4math.printers import boxes, compose, figure, latex, mathml, measure, text, typst

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
    with pytest.raises(compose.UnknownNodeError, match="do not know the node int"):
        compose.compose(3)  # type: ignore[arg-type]


@pytest.mark.parametrize("write", [latex.write, mathml.write, text.write, typst.write, measure.width, figure.draw])
def test_an_unknown_box_is_named(write: object) -> None:
    with pytest.raises(boxes.UnknownBoxError, match="does not know the box str"):
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


def test_latex_escapes_what_tex_would_act_on_as_signs_of_math_mode() -> None:
    assert latex.escape("a\\b^c_d%e$f#g&h{i}j~k<l>m|n") == (
        r"\text{a}\backslash\text{b}\hat{\ }\text{c}\_\text{d}\%\text{e}\$\text{f}\#\text{g}\&\text{h}\{\text{i}\}"
        r"\text{j}{\sim}\text{k}{<}\text{l}{>}\text{m}\vert\text{n}"
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
    for key in ("lm-lv lm-lv-0 lm-k-0-0", "lm-lv lm-lv-1 lm-k-1-1", "lm-lv lm-lv-2 lm-k-0-2"):
        assert key in classes
    assert not any("lm-k-1-2" in each for each in classes)


def test_lines_of_text_are_aligned_at_their_relations() -> None:
    lines = lme4math.parse("lmer(y ~ x + (1 | g))").equations().text().splitlines()
    signs = {line.index(sign) for line in lines for sign in (" = ", " ∼ ") if sign in line and "levels" not in line}
    assert len([line for line in lines if " ∼ " in line]) == 2
    assert len({line.index(" ∼ ") for line in lines if " ∼ " in line}) == 1
    assert signs


def test_long_equations_break_between_coefficients_into_even_lines() -> None:
    code = "lmer(y ~ " + " + ".join(f"predictor{number}" for number in range(9)) + " + (1 | g))"
    rows = [row for row in lme4math.parse(code).equations().text().splitlines() if "predictor" in row]
    assert len(rows) > 1
    assert all(len(row) < 100 for row in rows)
    assert max(map(len, rows)) < 1.6 * min(map(len, rows))
    assert all(row.strip().startswith(("y_i =", "+ β")) for row in rows)
