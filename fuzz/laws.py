"""Properties that must be true of every input; each function raises AssertionError where one is not."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree

import numpy as np

import lme4math
from lme4math.markup import AS_IT_IS
from lme4math.r import Number, deparse, parse_expression, walk
from tests.printers.test_printers import CORE

NOTATIONS = ("expanded", "compact", "matrix")
STYLES = ("indexed", "lettered")
ELEMENTS = CORE | {
    *(
        "annotation-xml",
        "b",
        "caption",
        "code",
        "details",
        "div",
        "fieldset",
        "figcaption",
        "figure",
        "form",
        "i",
        "input",
    ),
    *("label", "legend", "li", "p", "path", "pre", "span", "style", "summary", "svg", "table", "tbody", "td", "th"),
    *("thead", "tr", "ul", "wbr"),
}
"""What the view is made of."""
ATTRIBUTE = re.compile(r"[a-zA-Z][a-zA-Z-]*")


def refused(call: Callable[[], Any]) -> lme4math.Error | None:
    """The `Error` of a call, or None; its message and its span are checked. Any other exception is raised."""
    try:
        call()
    except lme4math.Error as error:
        has_a_plain_message(error)
        return error
    return None


def has_a_plain_message(error: lme4math.Error) -> None:
    """The message is one or more plain sentences, the span is within the text, and the carets can be drawn."""
    message = error.message
    assert message.endswith((".", ")")), f"not a sentence: {message}"
    assert " " in message, f"not a sentence: {message}"
    assert not re.search(r"object at 0x|Traceback|NoneType|<class|\bdtype\(", message), f"Python's words: {message}"
    assert len(message) - max(map(len, message.split())) < 600, f"too long: {message[:300]}"  # but for a name
    if error.span is not None and error.source is not None:
        start, end = error.span
        assert 0 <= start <= end <= len(error.source.text), f"no such place: {error.span}"
    has_no_active_characters(str(error))


def deparse_is_a_fixpoint(formula: str) -> None:
    """A formula that is written is read as the same formula; except `3i`, which R, too, writes as the sum `0+3i`."""
    tree = parse_expression(formula)
    if any(isinstance(node, Number) and isinstance(node.value, complex) for node in walk(tree)):
        return
    written = deparse(tree)
    assert deparse(parse_expression(written)) == written, f"deparse is no fixpoint: {written!r}"


def words_hold(model: lme4math.Model) -> None:
    """Words, warnings and legend can be written, and `describe()` as JSON."""
    described = model.describe()
    json.dumps(described, allow_nan=False)
    has_no_active_characters(model.explain())
    has_no_active_characters("\n".join((repr(model), *model.assumptions, *model.warnings)))
    for style in STYLES:
        for symbol in model.legend(style):
            assert symbol.meaning
            latex_is_balanced(symbol.latex)
    deparse_is_a_fixpoint(described["formula"])


def equations_hold(model: lme4math.Model) -> None:
    """Every notation, style and option, in every printer that makes text."""
    for equations in all_equations(model):
        latex_is_balanced(equations.latex())
        latex_is_balanced(equations.latex(colour=True))
        mathml_is_core(equations.mathml())
        has_no_active_characters(equations.text())
        has_no_active_characters(equations.typst())


def all_equations(model: lme4math.Model) -> Iterator[lme4math.Equations]:
    """The equations in every notation and style, and with the two options."""
    for notation in NOTATIONS:
        for style in STYLES:
            yield model.equations(notation, style)
    yield model.equations("expanded", factor_index=True)
    nested: list[lme4math.Equations] = []
    if refused(lambda: nested.append(model.equations("compact", index="nested"))) is None:
        yield from nested


def latex_is_balanced(latex: str) -> None:
    """Braces, environments and `\\left` … `\\right` nest."""
    open_: list[str] = []
    for command, name in re.findall(
        r"(\\(?:begin|end)(?=\{(\w+\*?)\})|\\(?:left|right)(?![a-zA-Z])|\\.|[{}])", latex, re.S
    ):
        if command in ("{", r"\left", r"\begin"):
            open_.append(command + name)
        elif command in ("}", r"\right", r"\end"):
            begin = {"}": "{", r"\right": r"\left", r"\end": r"\begin"}[command]
            assert open_, f"{command} opens nothing in {latex}"
            assert open_.pop() == begin + name, f"{command}{name} closes another in {latex}"
    assert not open_, f"{open_} stay open in {latex}"
    has_no_active_characters(latex)


def mathml_is_core(mathml: str) -> None:
    """Well-formed XML in which no name has become an element."""
    mathml.encode("utf-8")
    found = {node.tag.rpartition("}")[2] for node in ElementTree.fromstring(mathml).iter()}
    assert found <= CORE, f"elements {found - CORE}"


def has_no_active_characters(text: str) -> None:
    """No control character, mark of direction or unpaired surrogate."""
    for line in text.split("\n"):
        assert line.isprintable(), f"acts on the page: {[sign for sign in line if not sign.isprintable()]}"


CELLS, ROWS, PARTS = ("td", "th"), ("td", "th", "tr"), ("td", "th", "tr", "thead", "tbody")
ENDS_BEFORE_START = {"td": CELLS, "th": CELLS, "tr": ROWS, "thead": PARTS, "tbody": PARTS, "li": ("li",)}
ENDS_BEFORE_END = {"tr": CELLS, "thead": ROWS, "tbody": ROWS, "table": PARTS, "ul": ("li",)}
"""Elements whose end HTML does not ask for before the start, or the end, of another (its standard, "Optional tags")."""


class _Elements(HTMLParser):
    """Elements must nest, and be among those that the view uses."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in ELEMENTS, f"an element {tag}"
        for name, _ in attrs:
            assert ATTRIBUTE.fullmatch(name), f"an attribute {name!r}"
            assert not name.startswith("on"), f"an attribute {name!r}"
        self._ended(ENDS_BEFORE_START.get(tag, ()))
        if tag not in ("input", "wbr"):  # which have no end
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.open.pop()

    def _ended(self, elements: tuple[str, ...]) -> None:
        while self.open and self.open[-1] in elements:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        self._ended(ENDS_BEFORE_END.get(tag, ()))
        assert self.open.pop() == tag, f"{tag} ends another element"

    def handle_comment(self, data: str) -> None:
        assert f"<!--{data}-->" == AS_IT_IS, f"a comment {data!r}"

    def unknown_decl(self, data: str) -> None:
        raise AssertionError(f"a declaration {data!r}")

    handle_decl = handle_pi = unknown_decl


def fragment_holds(model: lme4math.Model) -> None:
    """The view is well-formed HTML of our elements alone."""
    is_our_html(model.html())


def is_our_html(html: str) -> None:
    """The HTML nests, has only our elements, and can be encoded."""
    html.encode("utf-8")
    page = _Elements()
    page.feed(html)
    page.close()
    assert not page.open, f"{page.open} stay open"


def edits_hold(model: lme4math.Model) -> None:
    """Every edit that the view offers gives a model, or is refused."""
    coefficients = [name for name in model.describe()["columns"] if name][:3]
    for group in dict.fromkeys(term["group"] for term in model.describe()["random"]):
        for coefficient in coefficients:
            refused(lambda name=coefficient, group=group: model.with_effect(name, group).equations().latex())
    for structure in ("us", "||", "cs", "ar1", "diag"):
        refused(lambda structure=structure: model.with_structure(0, structure).equations().latex())


def sympy_holds(model: lme4math.Model) -> None:
    """Small models become sympy, and their moments too."""
    for notation in NOTATIONS:
        assert model.equations(notation).sympy()
    has_no_active_characters(str(model.moments()))


def matrices_fit(model: lme4math.Model) -> None:
    """X, Z, Gp, Lind and the levels fit each other."""
    design, described = model.design(), model.describe()
    n, q = design.Z.shape
    assert design.X.shape == (n, len(design.X_columns))
    assert len(design.rows) == n
    assert described["p"] in (None, len(design.kept))
    assert described["q"] in (None, q)
    assert list(design.Gp[[0, -1]]) == [0, q]
    assert len(design.Gp) == 1 + len(described["random"])
    assert design.Lambda(np.ones(design.n_theta)).shape == (q, q)
    assert np.isfinite(design.X).all()
    for term in described["random"]:
        assert term["n_levels"] in (None, len(design.levels[term["group"]]))


def numbers_agree(model: lme4math.Model) -> None:
    """Each notation, computed, gives Xβ + Zb, and all of them the same covariance."""
    design = model.design()
    random = np.random.default_rng(3)
    beta, b = random.normal(size=len(design.kept)), random.normal(size=design.Z.shape[1])
    theta = random.uniform(0.5, 1.5, design.n_theta)
    with np.errstate(all="ignore"):
        direct = design.X[:, list(design.kept)] @ beta + design.Z @ b
        direct = direct if design.offset is None else direct + design.offset
        first = model.equations("expanded").covariance(theta=theta, sigma=1.7)
        scale = max(1.0, float(np.abs(design.X).max(initial=0)), float(np.abs(design.Z.data).max(initial=0)))
        if not np.isfinite(direct).all() or scale > 1e6:  # sums of large numbers depend on their order
            return
        for notation in NOTATIONS:
            equations = model.equations(notation)
            np.testing.assert_allclose(equations.evaluate(beta, b), direct, rtol=1e-8, atol=1e-8 * scale)
            again = equations.covariance(theta=theta, sigma=1.7)
            np.testing.assert_allclose(again, first, rtol=1e-7, atol=1e-7 * scale**2)


def pictures_hold(model: lme4math.Model) -> None:
    """The structure of the data can be written and drawn."""
    has_no_active_characters(str(model.structure()))
    model.plot_design()
    model.plot_structure()
    latex_is_balanced(model.equations("matrix").latex())
