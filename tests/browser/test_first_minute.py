"""What is seen without scrolling: the equation at once, and with it the table that changes it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from browsing import Notebook, Server, View
from conftest import SETUP

SLEEP = "%%lmer_math\nlmer(Reaction ~ Days + (Days | Subject), data = sleepstudy)"
TEN = "%%lmer_math\nlmer(y ~ x1 + x2 + x3 + x4 + x5 + x6 + x7 + x8 + x9 + x10 + (1 | g))"


@pytest.fixture
def page(page: Page) -> Page:
    page.set_viewport_size({"width": 1280, "height": 900})
    return page


def shown(lab: Server, page: Page, cell: str) -> Locator:
    notebook = Notebook(page, lab, lab.write("first.ipynb", SETUP, cell))
    notebook.run(0)
    return notebook.run(1)


def test_the_whole_view_of_a_first_model_is_seen_at_once(lab: Server, page: Page) -> None:
    output = shown(lab, page, SLEEP)
    view = View(output)
    expect(view.root).to_contain_text("lme4's data set")
    whole, equation = output.bounding_box(), view.equation.bounding_box()
    assert whole
    assert equation
    assert whole["height"] <= 620
    assert equation["y"] - whole["y"] <= 130


def test_the_equation_changes_in_sight_of_the_cell_that_is_pressed(lab: Server, page: Page) -> None:
    view = View(shown(lab, page, TEN))
    cell = view.root.get_by_role("button", name="x10 varies by g", exact=True)
    cell.scroll_into_view_if_needed()
    cell.click()
    expect(view.root.locator(".lm-code")).to_contain_text("(1 + x10 | g)")
    effect = view.equation.locator(".lm-k-10-1").first
    expect(effect).to_be_in_viewport()
    expect(cell).to_be_in_viewport()
