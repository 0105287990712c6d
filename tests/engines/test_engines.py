"""Typesetters that are not ours read what the printers write: known models, and names of any characters.

Every recorded model goes through them in `tests/full/test_engines.py`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

import lme4math
from lme4math.printers import escape
from lme4math.printers.layout import boxes
from lme4math.source import visible
from tests.engines import engines
from tests.engines.corpus import LATIN, OTHER_SCRIPTS, SEED, Shown, complained, golden, named, special
from tests.engines.dom import browser_path

Engine = Callable[[list[str]], engines.Complaints]


@cache
def known() -> list[Shown]:
    return [*golden(), *special()]


@cache
def latin() -> list[Shown]:
    return [Shown(repr(name), named(name).equations("matrix")) for name in LATIN]


@cache
def all_names() -> list[Shown]:
    return latin() + [Shown(repr(name), named(name).equations("matrix")) for name in OTHER_SCRIPTS]


FORMS: dict[str, Callable[[Shown], str]] = {
    "LaTeX": lambda piece: piece.equations.latex(),
    "coloured LaTeX": lambda piece: piece.equations.latex(colour=True),
    "MathML": lambda piece: piece.equations.mathml(),
    "Typst": lambda piece: piece.equations.typst(),
}
READ: list[tuple[str, Engine, list[Callable[[], list[Shown]]]]] = [
    ("LaTeX", engines.katex, [known, latin]),
    ("coloured LaTeX", engines.katex, [known]),
    ("LaTeX", engines.mathjax, [known, all_names]),
    ("coloured LaTeX", engines.mathjax, [known]),
    ("LaTeX", engines.pdflatex, [known, latin]),
    ("LaTeX", engines.pandoc, [known, all_names]),
    ("MathML", engines.chromium, [known, all_names]),
    ("Typst", engines.typst, [known, all_names]),
]


@pytest.mark.parametrize(("form", "engine", "sources"), READ, ids=[f"{form}-{each.__name__}" for form, each, _ in READ])
def test_the_engine_has_no_complaint(form: str, engine: Engine, sources: list[Callable[[], list[Shown]]]) -> None:
    pieces = [piece for source in sources for piece in source()]
    assert not complained(pieces, engine([FORMS[form](piece) for piece in pieces]))


@pytest.mark.parametrize(
    ("engine", "good", "bad"),
    [
        (engines.katex, r"\text{a}", r"\text{a"),
        (engines.katex, r"\text{é}", "é"),  # only its strict mode minds
        (engines.mathjax, r"\text{a}", r"\nosuch"),
        (engines.pdflatex, r"\text{a}", r"\nosuch"),
        (engines.pandoc, r"\text{a}", r"\smash[t]{x}"),
        (engines.chromium, "<math><mi>x</mi></math>", "<math><mfrac><mi>x</mi></mfrac></math>"),
        (engines.chromium, "<math><mi>x</mi></math>", "<math><mi>x</mi>"),
        (engines.typst, "$ x $", "$ nosuch $"),
    ],
)
def test_the_engine_complains_of_what_is_wrong_and_of_nothing_else(engine: Engine, good: str, bad: str) -> None:
    first, second, third = engine([good, bad, good])
    assert first is None
    assert second
    assert third is None


def test_the_sample_has_every_kind_of_box() -> None:
    kinds: set[type] = set()
    waiting: list[object] = [piece.equations.display for piece in known()]
    while waiting:
        part = waiting.pop()
        if isinstance(part, tuple):
            waiting += part
        elif hasattr(part, "__dataclass_fields__"):
            kinds.add(type(part))
            waiting += [getattr(part, name) for name in part.__dataclass_fields__]
    every = {kind for kind in vars(boxes).values() if isinstance(kind, type) and hasattr(kind, "__dataclass_fields__")}
    assert every - kinds == {boxes.Coloured}


SET_AS = {"\\": "∖", "~": "∼", "'": "’"}
"""Signs that mathematics has another form of."""


def test_mathjax_sets_the_characters_of_names() -> None:
    names = [*LATIN, *OTHER_SCRIPTS]
    wanted = [re.sub(r"\s", "", "".join(SET_AS.get(sign, sign) for sign in visible(name))) for name in names]
    assert engines.mathjax_texts([escape(name) for name in names]) == wanted


def set_by_mathjax_2(address: str) -> tuple[str, list[str]]:
    """The text and the colours of a page's formula once it is set."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=browser_path(), args=["--no-sandbox", "--allow-file-access-from-files"]
        )
        page = browser.new_page()
        page.goto(address)
        page.wait_for_function("window.MathJax && MathJax.Hub && MathJax.Hub.queue.pending === 0")
        page.locator(".mjx-chtml").first.wait_for()
        text = page.locator(".mjx-math").first.inner_text().replace("\n", "")
        colours = page.locator(".mjx-math").first.evaluate(
            "math => [...new Set([...math.querySelectorAll('*')].map(node => getComputedStyle(node).color))]"
        )
        browser.close()
    return text, colours


def test_the_mathjax_of_nbconvert_sets_names_and_colours(tmp_path: Path) -> None:
    """MathJax 2.7.7 reads no escapes within a text, and of the ways to colour only this one."""
    formula = lme4math.parse("lmer(y ~ x_1 + (1 | g))").equations().latex(colour=True)
    script = (engines.MODULES / "mathjax2" / "MathJax.js").as_uri()
    page_file = tmp_path / "page.html"
    page_file.write_text(
        f'<!DOCTYPE html><script src="{script}?config=TeX-AMS_CHTML-full,Safe"></script><p>$${formula}$$</p>'
    )
    with ThreadPoolExecutor(1) as thread:  # Playwright allows one of its loops to a thread, and other tests have theirs
        text, colours = thread.submit(set_by_mathjax_2, page_file.as_uri()).result()
    assert "\\" not in text
    assert "x_1" in text
    assert {"rgb(0, 102, 74)", "rgb(0, 84, 166)"} <= set(colours)


def test_a_name_in_greek_is_for_engines_that_are_not_strict() -> None:
    """KaTeX's own fonts have no upright Greek; it says so in strict mode and otherwise takes the page's font."""
    complaint, *_ = engines.katex([named("μέση").equations().latex()])
    assert complaint is not None
    assert "unknownSymbol" in complaint
    assert r"\text{μέση}" in lme4math.parse(SEED.replace("time", "μέση")).equations().latex()
