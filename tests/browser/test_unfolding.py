"""The view of a long model is an excerpt: it says how much it leaves out, and the live one shows more."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

import lme4math
from browsing import Notebook, Server, View, expect_seen, seen
from conftest import SETUP
from models import write_page

CODE = "y ~ f + (1 | g)"
LEFT_OUT = "20 more levels"


def test_a_live_view_shows_more_at_a_press(lab: Server, page: Page) -> None:
    notebook = Notebook(page, lab, lab.write("unfolding.ipynb", SETUP, f"%%lmer_math --factor f=25\n{CODE}"))
    notebook.run(0)
    view = View(notebook.run(1))
    expect_seen(view.root, LEFT_OUT)
    rows = view.root.locator(".lm-table tbody tr")
    expect(rows).to_have_count(6)
    view.press("compact")
    view.root.get_by_role("button", name="Show more").click()
    expect(rows).to_have_count(25)
    expect(view.root.get_by_role("button", name="Show more")).to_have_count(0)
    expect_seen(view.root, LEFT_OUT, is_there=False)
    expect(view.root.locator(".lm-equation > .lm-notation-1")).to_be_visible()


@pytest.mark.parametrize("notation", ["expanded", "matrix"])
def test_an_exported_view_says_what_it_leaves_out_and_offers_no_more(page: Page, tmp_path: Path, notation: str) -> None:
    page.goto(write_page(tmp_path / "page.html", [lme4math.parse(CODE, factors={"f": 25})]))
    view = View(page.locator("body"))
    view.press(notation)
    assert LEFT_OUT in seen(view.root.locator(".lm-table"))
    expect(view.root.get_by_role("button")).to_have_count(0)
