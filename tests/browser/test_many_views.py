"""Several views of one model on a page: each is toggled, pointed at and marked by itself."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

import lme4math
from acts import point_at_a_coefficient
from browsing import WAIT, Notebook, Server, View, seen
from conftest import SEED

MANY = """\
import lme4math
model = lme4math.parse("{code}", factors=dict(type=["-", "+"]))
for _ in range({count}): display(model.explore())
"""
CODE = SEED.partition("\n")[2]


def live(lab: Server, page: Page, count: int) -> list[Locator]:
    """Live views of one model, shown by one cell."""
    notebook = Notebook(page, lab, lab.write(f"many{count}.ipynb", MANY.format(code=CODE, count=count)))
    notebook.start(0)
    shown = notebook.output(0).locator(".jp-OutputArea-child:has(.lm-explorer .lm-form)")
    expect(shown).to_have_count(count, timeout=4 * WAIT)
    return shown.all()


def exported(page: Page, place: Path, count: int) -> list[Locator]:
    """Fragments of one model in one page, without any script."""
    html = lme4math.parse(CODE, factors={"type": ["-", "+"]}).html()
    sections = "".join(f"<section>{html}</section>" for _ in range(count))
    (place / "many.html").write_text(f"<!doctype html><meta charset=utf-8><body>{sections}", "utf-8")
    page.goto((place / "many.html").as_uri())
    return page.locator("section").all()


@pytest.fixture(params=["live", "exported"])
def pair(request: pytest.FixtureRequest, lab: Server, page: Page, tmp_path: Path) -> tuple[View, View]:
    both = live(lab, page, 2) if request.param == "live" else exported(page, tmp_path, 2)
    one, other = (View(within) for within in both)
    return one, other


def look(view: View) -> tuple[list[str], list[str], list[bool]]:
    """All of a view's state that can be seen, but for pointing."""
    equation = [seen(part) for part in view.root.locator(".lm-equation .lm-notation:visible").all()]
    symbols = [seen(part) for part in view.root.locator(".lm-table math:visible").all()]
    return equation, symbols, [view.is_marked(level) for level in range(3)]


def test_two_views_of_one_model_are_independent(pair: tuple[View, View]) -> None:
    for one, other in (pair, pair[::-1]):
        before = look(other)
        for name in ("matrix", "lettered", "population", "reg", "expanded"):
            before_it = look(one)
            one.press(name)
            assert look(one) != before_it
        point_at_a_coefficient(one)
        assert look(other) == before
        assert other.lit() == other.framed() == []


@pytest.mark.parametrize("place", ["live", "exported"])
def test_twenty_views_all_work(place: str, lab: Server, page: Page, tmp_path: Path) -> None:
    views = live(lab, page, 20) if place == "live" else exported(page, tmp_path, 20)
    for number in (0, 9, 19):
        view = View(views[number])
        view.root.scroll_into_view_if_needed()
        first = seen(view.equation)
        view.press("matrix")  # the page may still be at work on the others
        shown = view.root.locator(".lm-equation > .lm-notation-2")
        expect(shown).to_be_visible(timeout=4 * WAIT)
        assert seen(view.equation) != first
        view.press("reg")
        view.press("expanded")
        assert seen(view.equation) == first
        assert [view.is_marked(level) for level in range(3)] == [False, False, True]
        point_at_a_coefficient(view)
