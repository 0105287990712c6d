"""The real mouse, at the middle of each word of the R code: it is on that word, and all that the word is lights up."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page

from browsing import Notebook, Server, View
from conftest import SEED, SETUP
from models import MODELS, write_page

HIT = """token => {
    const box = token.getBoundingClientRect();
    return document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2) === token;
}"""
KEYS = "token => [...token.classList].filter(name => name.startsWith('lm-k-'))"


@pytest.fixture(params=["live", "exported"])
def view(request: pytest.FixtureRequest, page: Page, tmp_path: Path) -> View:
    if request.param == "exported":
        page.goto(write_page(tmp_path / "page.html", [MODELS["seed"]()]))
        return View(page.locator("body"))
    lab: Server = request.getfixturevalue("lab")
    notebook = Notebook(page, lab, lab.write("pointing.ipynb", SETUP, SEED))
    notebook.run(0)
    return View(notebook.run(1))


def test_every_word_of_the_code_is_where_it_stands_and_lights_its_kin(view: View) -> None:
    tokens = view.root.locator(".lm-code span")
    view.root.scroll_into_view_if_needed()
    for token in tokens.all():
        token.hover(timeout=5_000)  # which fails where another element is in the way
        assert token.evaluate(HIT)
        assert is_lit(token)
        lit = view.lit()
        for key in token.evaluate(KEYS):
            assert {f"{key} in code", f"{key} in equation", f"{key} in table"} <= set(lit)


def is_lit(token: Locator) -> bool:
    return token.evaluate("token => getComputedStyle(token).outlineStyle") in ("solid", "dashed")
