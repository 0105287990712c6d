"""What a view has in several forms is written once, and the style sheet shows each form whole."""

from __future__ import annotations

import re
from xml.etree import ElementTree as Xml

import pytest
from hypothesis import given, strategies as st

import lme4math
from lme4math.notation import NOTATIONS
from lme4math.ui.in_styles import NOTATION, STYLE, Toggle, in_notations, in_styles

SLEEP = "lmer(Reaction ~ Days + (Days | Subject))"
NESTED = "lmer(y ~ f * x + (x | a/b) + (1 | c))"


def shown(html: str, place: int, choice: Toggle, count: int) -> str:
    """HTML while a form is chosen, without what the sheet hides, and without what only groups."""
    hidden = {name[1:] for name in choice.hidden(place, count).split(",")}
    closed = re.sub("<wbr([^>]*)>", r"<wbr\1/>", html)
    root = Xml.fromstring(f"<body>{closed}</body>")
    return "".join(_shown(root, hidden))


def _shown(node: Xml.Element, hidden: set[str]) -> list[str]:
    found = [node.text or ""]
    for child in node:
        names = child.get("class", "").split()
        if not hidden.intersection(names):
            rest = " ".join(name for name in names if not re.match(r"lm-(in|out|of|no)-\d", name))
            groups = child.tag in ("mrow", "span") and not rest
            inner = "".join(_shown(child, hidden))
            found.append(inner if groups else f"<{child.tag} {rest}>{inner}</{child.tag}>")
        found.append(child.tail or "")
    return found


TOKEN = st.builds("<{0}>{1}</{0}>".format, st.sampled_from(["mi", "mn", "mtext"]), st.sampled_from("αβ01ab"))


def _around(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    row = st.lists(inner, min_size=1, max_size=4).map(lambda parts: f"<mrow>{''.join(parts)}</mrow>")
    key = st.builds('<mrow class="lm-k-{}-0">{}</mrow>'.format, st.integers(0, 1), inner)
    sub = st.builds("<msub>{}{}</msub>".format, inner, inner)
    both = st.builds("<msubsup>{}{}{}</msubsup>".format, inner, inner, inner)
    table = st.lists(inner, min_size=1, max_size=3).map(lambda cells: f"<mtable><mtr>{_cells(cells)}</mtr></mtable>")
    return st.one_of(row, key, sub, both, table)


def _cells(cells: list[str]) -> str:
    return "".join(f"<mtd>{cell}</mtd>" for cell in cells)


MATHS = st.recursive(TOKEN, _around, max_leaves=12).map("<math>{}</math>".format)
WORDS = st.lists(st.sampled_from(["a ", "b ", "&lt; ", "\n", "c\n"]), max_size=8).map("".join)
LINE = st.lists(st.one_of(MATHS, WORDS), min_size=1, max_size=4).map("".join)


def arity(html: str) -> set[tuple[str, int]]:
    """How many parts each element has whose parts mean something by their places."""
    root = Xml.fromstring(f"<body>{html}</body>")
    return {(node.tag, len(node)) for node in root.iter() if node.tag in ("msub", "msubsup")}


@given(st.lists(LINE, min_size=2, max_size=4))
def test_each_form_is_shown_whole_while_it_is_chosen(forms: list[str]) -> None:
    html = in_styles(forms)
    assert arity(html) <= {("msub", 2), ("msubsup", 3)}
    for place, form in enumerate(forms):
        assert shown(html, place, STYLE, len(forms)) == shown(form, place, STYLE, len(forms))


@given(st.lists(LINE, min_size=2, max_size=5))
def test_of_a_notation_its_own_form_is_shown(forms: list[str]) -> None:
    html = in_notations(forms[0], enumerate(forms), len(forms))
    for place, form in enumerate(forms):
        assert shown(html, place, NOTATION, len(forms)) == shown(form, place, NOTATION, len(forms))


@pytest.mark.parametrize("code", [SLEEP, NESTED])
def test_the_equations_of_a_view_are_those_of_each_style(code: str) -> None:
    styles = lme4math.parse(code, factors={"f": ["u", "v"]} if "f" in code else None).content().styles
    for number in range(len(NOTATIONS)):
        forms = [style.notations[number].mathml for style in styles]
        html = in_styles(forms)
        assert len(html) < sum(map(len, forms))
        for place, form in enumerate(forms):
            assert shown(html, place, STYLE, len(forms)) == shown(form, place, STYLE, len(forms))


def test_what_all_forms_have_is_written_once() -> None:
    assert in_styles(["<mi>x</mi><mi>a</mi>", "<mi>x</mi><mi>b</mi>"]) == (
        '<mi>x</mi><mi class="lm-in-0">a</mi><mi class="lm-in-1">b</mi>'
    )
    assert in_notations("<b>x</b>", [(2, "<b>y</b>")], 3) == ('<b class="lm-no-2">x</b><b class="lm-of-2">y</b>')


def test_a_part_that_is_told_by_its_place_stays_one_part() -> None:
    forms = [f"<msub><mi>β</mi><mn>{number}</mn></msub><mo>+</mo><mi>{'x' * 80}</mi>" for number in (0, 1)]
    base = f"<mi>{'long' * 20}</mi>"
    html = in_styles([form.replace("<mi>β</mi>", base) for form in forms])
    assert f'<msub>{base}<mrow><mn class="lm-in-0">0</mn><mn class="lm-in-1">1</mn></mrow></msub>' in html


def test_a_view_has_each_source_once_and_shows_that_of_each_notation_and_style() -> None:
    content = lme4math.parse(SLEEP).content()
    html = lme4math.parse(SLEEP).html()
    (found,) = re.findall(r"<div class='lm-panel lm-panel-\d lm-sources'>(.*)</div></div></form>", html, re.DOTALL)
    sources = re.sub(r" class=([\w-]+)", r' class="\1"', found)
    for style_place, style in enumerate(content.styles):
        in_style = shown_tags(sources, style_place, STYLE, len(content.styles))
        for place, notation in enumerate(style.notations):
            chosen = shown_tags(in_style, place, NOTATION, len(NOTATIONS))
            texts = ["".join(node.itertext()) for node in Xml.fromstring(f"<body>{chosen}</body>").iter("pre")]
            assert texts == [text for text in (notation.latex, notation.typst) if text]


def shown_tags(html: str, place: int, choice: Toggle, count: int) -> str:
    """HTML while a form is chosen, with all of its tags."""
    hidden = {name[1:] for name in choice.hidden(place, count).split(",")}
    root = Xml.fromstring(f"<body>{html}</body>")
    for parent in list(root.iter()):
        for child in list(parent):
            if hidden.intersection(child.get("class", "").split()):
                _remove(parent, child)
    return Xml.tostring(root, encoding="unicode")


def _remove(parent: Xml.Element, child: Xml.Element) -> None:
    """Take an element out, and leave the text after it."""
    before = list(parent)[: list(parent).index(child)]
    if before:
        before[-1].tail = (before[-1].tail or "") + (child.tail or "")
    else:
        parent.text = (parent.text or "") + (child.tail or "")
    parent.remove(child)
