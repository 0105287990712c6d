"""The main path in Firefox: the same acts as in Chromium."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from acts import change_the_model, point_at_a_coefficient, refuse_the_network, use_every_toggle
from browsing import Notebook, Server, View
from conftest import SEED, SETUP
from models import seed, write_page
from saved import exported


@pytest.fixture
def page(firefox: Browser) -> Iterator[Page]:
    context = firefox.new_context(viewport={"width": 1280, "height": 1000})
    page = context.new_page()
    page.set_default_timeout(30_000)
    yield page
    context.close()


def test_live_in_jupyterlab(lab: Server, page: Page) -> None:
    asked = refuse_the_network(page)
    notebook = Notebook(page, lab, lab.write("firefox.ipynb", SETUP, SEED))
    notebook.run(0)
    view = View(notebook.run(1))
    assert view.is_live
    use_every_toggle(view)
    point_at_a_coefficient(view)
    reach_a_coefficient(view)
    change_the_model(view)
    assert asked == []


def test_exported_as_html_and_read_without_network(lab: Server, saved: str, page: Page, tmp_path: Path) -> None:
    refuse_the_network(page)
    page.goto(exported(lab.folder / saved, tmp_path))
    view = View(page.locator("body"))
    assert not view.is_live
    use_every_toggle(view)
    point_at_a_coefficient(view)
    reach_a_coefficient(view)


def test_a_view_out_of_sight_keeps_its_room(page: Page, tmp_path: Path) -> None:
    address = write_page(tmp_path / "below.html", [seed()])
    page.goto(address)
    page.evaluate("document.body.prepend(Object.assign(document.createElement('div'), {style: 'height: 6000px'}))")
    expect(page.locator(".lm-view")).not_to_be_in_viewport()
    room = page.locator(".lm-view").bounding_box()
    assert room is not None
    assert room["height"] > 500


def reach_a_coefficient(view: View) -> None:
    """By keyboard into the table, and along it; what the cell stands for lights up."""
    page = view.root.page
    page.mouse.move(0, 0)
    assert view.lit() == []
    view.root.locator(".lm-table:visible :is(button, input):visible").first.focus()
    for key in ("ArrowDown", "ArrowRight") if view.is_live else ["ArrowRight"] * 4:  # radios know no rows
        page.keyboard.press(key)
    expect(view.root.locator(".lm-table .lm-k-1-1").first).to_have_css("outline-style", "solid")
    assert {"lm-k-1-1 in code", "lm-k-1-1 in equation", "lm-k-1-1 in table"} <= set(view.lit())
