"""The pictures of a fit in a live notebook: drawn when a reader opens their titles."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from browsing import Notebook, Server, View
from conftest import SETUP

MODEL = "%%lmer_math --fit\nlmer(Reaction ~ Days + (Days | Subject), sleepstudy)"


def test_a_title_that_is_opened_shows_its_picture(lab: Server, page: Page) -> None:
    notebook = Notebook(page, lab, lab.write("pictures.ipynb", SETUP, MODEL))
    notebook.run(0)
    view = View(notebook.run(1))
    view.open("Pictures")
    expect(view.root.locator(".lm-pictures img")).to_have_count(0)
    view.root.locator(".lm-pictures summary", has_text="Random effects of Subject").click()
    picture = view.root.get_by_role("img", name="Random effects of Subject")
    expect(picture).to_be_visible()
    assert picture.evaluate("one => one.decode().then(() => one.naturalWidth > 300)")
    expect(view.root.locator(".lm-pictures img")).to_have_count(1)
