"""Pointing at a thing, or reaching it by keyboard, shows the legend's row of it: what it is, and where R prints it."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

import lme4math
from browsing import Notebook, Server, View
from conftest import SEED, SETUP

SLOPE = "population slope of time where type is “-”"
PLACE = "Fixed effects: time"


def exported(page: Page, folder: Path) -> View:
    html = lme4math.parse(SEED.partition("\n")[2], factors={"type": ["-", "+"]}).html()
    (folder / "tips.html").write_text(f"<!doctype html><meta charset=utf-8><body>{html}", "utf-8")
    page.goto((folder / "tips.html").as_uri())
    return View(page.locator("body"))


@pytest.fixture(params=["live", "exported"])
def view(request: pytest.FixtureRequest, page: Page, tmp_path: Path) -> View:
    if request.param == "exported":
        return exported(page, tmp_path)
    lab: Server = request.getfixturevalue("lab")
    notebook = Notebook(page, lab, lab.write("tips.ipynb", SETUP, SEED))
    notebook.run(0)
    return View(notebook.run(1))


def tips(view: View) -> Locator:
    """The rows of the legend that are in sight."""
    return view.root.locator(".lm-legend tbody tr:visible")


def test_what_is_pointed_at_says_what_it_is_in_place_of_the_invitation(view: View) -> None:
    view.root.scroll_into_view_if_needed()
    view.page.mouse.move(0, 0)
    expect(tips(view)).to_have_count(0)
    hint, before = view.root.locator(".lm-pointed").bounding_box(), view.root.bounding_box()
    for target in (".lm-equation .lm-k-1-0:visible", ".lm-code .lm-k-1-0", ".lm-table td.lm-k-1-0"):
        view.root.locator(target).first.hover()
        tip = tips(view).filter(has_text=SLOPE)
        expect(tip).to_be_visible()
        expect(tip).to_contain_text(PLACE)
    box, after = tip.bounding_box(), view.root.bounding_box()  # Firefox may have scrolled to what is pointed at
    assert hint
    assert box
    assert abs((box["y"] - after["y"]) - (hint["y"] - before["y"])) < 12
    assert after["height"] == pytest.approx(before["height"], abs=0.1), "nothing moves"
    view.root.locator(".lm-words li:visible").first.hover(position={"x": 200, "y": 8})
    expect(tips(view)).to_have_count(0)


def test_an_index_a_size_and_a_dimension_say_what_they_are(view: View) -> None:
    view.press("matrix")
    for target, meaning in {
        ".lm-remarks .lm-s-index-i": "index of observations",
        ".lm-remarks .lm-s-look-up-k": "the level of reg:spp that observation i belongs to",
        ".lm-equation munder .lm-s-size-n": "number of observations",
        ".lm-equation munder .lm-s-X": "design matrix of the population coefficients",
        ".lm-equation .lm-s-identity-n": "the identity matrix with a row for each observation",
    }.items():
        view.root.locator(f"{target}:visible").first.hover()
        expect(tips(view).filter(has_text=meaning)).to_be_visible()


def test_all_of_a_cell_is_pointed_at(view: View, page: Page) -> None:
    box = view.root.locator(".lm-table td.lm-k-1-0").bounding_box()
    assert box
    for place in ((2, 2), (box["width"] - 3, box["height"] - 3)):
        page.mouse.move(box["x"] + place[0], box["y"] + place[1])
        expect(tips(view)).to_have_count(1)
        expect(tips(view)).to_contain_text(SLOPE)


def test_the_keyboard_reaches_each_tip_and_it_is_heard(view: View, page: Page) -> None:
    stop = view.root.locator(".lm-table :is(input, button)").first
    stop.focus()
    page.keyboard.press("ArrowDown")
    if not view.is_live:
        page.keyboard.press("ArrowDown")  # along the row, then to the next
        page.keyboard.press("ArrowDown")
    expect(tips(view)).to_have_count(1)
    expect(tips(view)).to_contain_text(SLOPE)
    if view.is_live:
        heard = f"{SLOPE} = slope of time at “-”, time, {PLACE}"
        expect(view.root.get_by_role("status").first).to_have_text(heard)
    else:
        label = page.evaluate("document.activeElement.getAttribute('aria-label')")
        assert label == f"time, population: {SLOPE}, {PLACE}"


def test_where_the_legend_is_open_its_row_is_lit(view: View) -> None:
    view.open("Symbols")
    rows = tips(view).count()
    view.root.locator(".lm-table td.lm-k-1-0").hover()
    expect(tips(view)).to_have_count(rows)
    assert "lm-k-1-0 in legend" in view.lit()
