"""Legible everywhere: narrow and zoomed pages, dark themes, forced colours, no colours at all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page

from browsing import View
from models import MODELS, write_page

pytestmark = pytest.mark.chromium("Firefox takes no theme and no colours from a test")

LOOKS = (Path(__file__).parent / "looks.js").read_text("utf-8")
SCREENS = {"1280": (1280, 1), "600": (600, 1), "380": (380, 1), "zoomed to 200 %": (640, 2)}
THEMES: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "forced colours": {"forced_colors": "active"},
}


@pytest.fixture(scope="module")
def pages(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Page]]:
    """A page for each model, with the panels of all tabs in sight."""
    folder = tmp_path_factory.mktemp("models")
    context = browser.new_context(reduced_motion="reduce")
    pages = {}
    for name, model in MODELS.items():
        pages[name] = page = context.new_page()
        page.goto(write_page(folder / f"{name}.html", [model()]))
        page.add_style_tag(content=".lm-view .lm-panel { display: block !important; }")
    yield pages
    context.close()


@pytest.fixture(params=list(MODELS))
def view(pages: dict[str, Page], request: pytest.FixtureRequest) -> View:
    page = pages[request.param]
    page.bring_to_front()
    page.mouse.move(0, 0)
    page.emulate_media(color_scheme="light", forced_colors="none")
    set_screen(page, 1280, 1)
    view = View(page.locator("body"))
    view.press("expanded")
    view.press("indexed")
    return view


def set_screen(page: Page, width: int, scale: int) -> None:
    """A zoomed page has fewer and larger pixels of CSS."""
    metrics = {"width": width, "height": 900, "deviceScaleFactor": scale, "mobile": False}
    session = page.context.new_cdp_session(page)
    page.set_viewport_size({"width": width, "height": 900})
    session.send("Emulation.setDeviceMetricsOverride", metrics)


def complaints(view: View, judge: str) -> list[str]:
    """What is wrong with the looks, in any of the notations and styles."""
    return list(view.root.evaluate(f"view => {{ {LOOKS} return survey(view, {judge}); }}"))


@pytest.mark.parametrize("screen", SCREENS)
def test_nothing_is_cut_off_and_nothing_overlaps(view: View, screen: str) -> None:
    set_screen(view.page, *SCREENS[screen])
    assert complaints(view, "geometry") == []


@pytest.mark.parametrize("theme", THEMES)
def test_all_text_stands_out_from_what_is_behind_it(view: View, theme: str) -> None:
    view.page.emulate_media(**THEMES[theme])
    assert complaints(view, "faint") == []


@pytest.mark.parametrize("theme", THEMES)
def test_what_is_pointed_at_stands_out_without_colour(view: View, theme: str) -> None:
    view.page.emulate_media(**THEMES[theme])
    view.root.locator(".lm-table label.lm-cell:visible").last.hover()
    assert len(view.lit()) >= 2  # an outline, in the cell and in the equation
    assert complaints(view, "faint") == []


@pytest.mark.parametrize("theme", THEMES)
def test_levels_differ_without_colour(view: View, theme: str) -> None:
    """Each level has a line of its own: in the toggles, in the table's head and in the equations."""
    view.page.emulate_media(**THEMES[theme])
    for part in (".lm-controls", ".lm-table"):
        lines = lines_of(view.root.locator(f"{part} [class*=lm-name-]"))
        assert len(set(lines)) == len(lines) >= 2
    levels = view.root.locator(".lm-controls [class^=lm-mark-]").count()
    assert len({lines_of(view.symbols(level))[0] for level in range(levels)}) == levels


def lines_of(symbols: Locator) -> list[str]:
    """The lines under and over symbols, as the style sheet draws them."""
    return list(symbols.evaluate_all(f"symbols => {{ {LOOKS} return symbols.map(linesOf); }}"))


def test_a_pressed_toggle_shows_without_colour(view: View) -> None:
    """The browser's own radios and check marks, not hidden and not drawn over."""
    for box in view.root.locator(".lm-controls input").all():
        assert box.is_visible()
        assert box.evaluate("box => getComputedStyle(box).appearance") == "auto"
        size = box.bounding_box()
        assert size
        assert min(size["width"], size["height"]) >= 12
