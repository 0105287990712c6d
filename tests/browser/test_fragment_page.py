"""The fragment on a page of its own: linking, widths, themes, keyboard."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Literal

import PIL.Image
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

import lme4math
from browsing import View, seen
from conftest import SEED
from lme4math.ui import fragment_of
from models import MODELS, write_page

CODE = SEED.partition("\n")[2]


def seed_html() -> str:
    return fragment_of(lme4math.parse(CODE, factors={"type": ["-", "+"]}).content())


@pytest.fixture
def view(page: Page, tmp_path: Path) -> View:
    path = tmp_path / "fragment.html"
    path.write_text(f"<!doctype html><meta charset=utf-8><body>{seed_html()}", "utf-8")
    page.goto(path.as_uri())
    return View(page.locator("body"))


@pytest.mark.parametrize("place", [".lm-code .lm-k-1-1", ".lm-notation-0 .lm-k-1-1", "table .lm-k-1-1"])
def test_pointing_at_a_coefficient_lights_all_its_places(view: View, place: str) -> None:
    assert view.lit() == []
    view.root.locator(place).first.hover()
    assert view.lit() == ["lm-k-1-1 in code", *["lm-k-1-1 in equation"] * 2, "lm-k-1-1 in table"]


def test_pointing_at_a_variable_frames_every_place_of_it(view: View) -> None:
    view.root.locator(".lm-notation-0:visible .lm-v-18").first.hover()
    assert view.framed() == [*["lm-v-18 in code"] * 6, *["lm-v-18 in equation"] * 2]
    view.root.locator(".lm-code .lm-v-30").last.hover()  # the `type` of the second bar, part of a coefficient
    assert view.framed().count("lm-v-30 in equation") == 1
    assert "lm-k-2-2 in equation" in view.lit()


def test_the_legend_is_linked_and_one_tab_stop(view: View, page: Page) -> None:
    view.open("Symbols")
    view.root.locator(".lm-legend tr.lm-k-1-1:visible").hover()
    assert {f"lm-k-1-1 in {place}" for place in ("code", "equation", "table", "legend")} == set(view.lit())
    page.mouse.move(0, 0)
    view.root.locator(".lm-tab-1").focus()
    page.keyboard.press("Tab")
    assert "lm-v-5 in legend" in view.framed()
    page.keyboard.press("ArrowDown")
    expect(view.root.locator(".lm-legend tr.lm-s-index-i:visible")).to_have_css("outline-style", "solid")
    page.keyboard.press("ArrowDown")
    assert set(view.lit()) == {"lm-k-0-0 in equation", "lm-k-0-0 in table", "lm-k-0-0 in legend"}
    page.keyboard.press("Tab")
    assert not page.evaluate("document.activeElement.closest('.lm-legend')")


def test_symbols_change_in_the_frame(view: View) -> None:
    indexed = seen(view.equation)
    view.press("lettered")
    assert seen(view.equation) != indexed
    assert seen(view.root.locator(".lm-table math:visible").first) == "α"
    view.press("indexed")
    assert seen(view.equation) == indexed


@pytest.mark.chromium("Firefox stops at what scrolls, too")
def test_the_table_is_one_tab_stop_and_the_arrows_walk_in_it(view: View, page: Page) -> None:
    view.root.locator(".lm-code input").first.focus()
    page.keyboard.press("Tab")
    assert set(view.lit()) == {"lm-k-0-0 in equation", "lm-k-0-0 in table"}
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    assert set(view.lit()) == {f"lm-k-1-1 in {place}" for place in ("code", "equation", "table")}
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "lm-tab-0"  # out of the table again
    assert view.lit() == []


def test_enter_does_not_send_the_form_away(view: View, page: Page) -> None:
    view.press("matrix")
    view.root.locator(".lm-pick-2").focus()
    left: list[str] = []
    page.on("framenavigated", lambda frame: left.append(frame.url))
    page.keyboard.press("Enter")
    page.wait_for_timeout(500)
    assert left == []
    expect(view.root.locator(".lm-equation > .lm-notation-2")).to_be_visible()


@pytest.mark.parametrize("width", [1280, 900, 600])
@pytest.mark.parametrize("notation", ["expanded", "compact", "matrix"])
def test_nothing_is_clipped(view: View, page: Page, width: int, notation: str) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    view.press(notation)
    assert page.evaluate("document.documentElement.scrollWidth") <= width  # the page itself never scrolls sideways
    scroll = view.root.locator(".lm-notation:visible > .lm-scroll")
    assert scroll.evaluate("e => e.scrollHeight - e.clientHeight") == 0
    begins = "e => e.firstElementChild.getBoundingClientRect().left - e.getBoundingClientRect().left"
    assert scroll.evaluate(begins) >= 0
    scroll.hover()
    page.mouse.wheel(2000, 0)
    page.wait_for_function("e => e.scrollLeft + e.clientWidth >= e.scrollWidth - 1", arg=scroll.element_handle())
    if width >= 900:
        assert scroll.evaluate("e => e.scrollWidth - e.clientWidth") == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_edge_that_hides_something_has_a_shadow(view: View, page: Page, scheme: Literal["light", "dark"]) -> None:
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": 480, "height": 900})
    view.press("matrix")
    view.root.locator(".lm-detail:visible > summary").click()
    scroll = view.root.locator(".lm-detail:visible > .lm-scroll")
    assert shadows(scroll) == (False, True)
    scroll.evaluate("e => e.scrollLeft = (e.scrollWidth - e.clientWidth) / 2")
    assert shadows(scroll) == (True, True)
    scroll.evaluate("e => e.scrollLeft = e.scrollWidth")
    assert shadows(scroll) == (True, False)
    page.set_viewport_size({"width": 1280, "height": 900})
    assert shadows(scroll) == (False, False)


@pytest.mark.parametrize("scale", [1, 1.1, 1.25, 1.5, 2])
def test_where_nothing_is_hidden_no_line_is_left_of_a_shadow(browser: Browser, tmp_path: Path, scale: float) -> None:
    page = browser.new_page(viewport={"width": 1000, "height": 900}, device_scale_factor=scale)
    page.goto(write_page(tmp_path / "page.html", [MODELS["seed"]()]))
    picture = PIL.Image.open(io.BytesIO(page.locator(".lm-scroll:visible").screenshot())).convert("L")
    edges = (0, 1, 2, picture.width - 3, picture.width - 2, picture.width - 1)
    assert {picture.getpixel((x, y)) for x in edges for y in range(picture.height)} == {255}
    page.close()


def shadows(scroll: Locator) -> tuple[bool, bool]:
    """Whether the left and the right edge differ from the page, in a line where no symbol stands."""
    picture = PIL.Image.open(io.BytesIO(scroll.screenshot())).convert("L")
    paper = picture.getpixel((picture.width // 2, 3))
    left, right = (picture.getpixel((x, 3)) for x in (2, picture.width - 3))
    return abs(left - paper) > 40, abs(right - paper) > 40


@pytest.mark.chromium("Firefox takes no theme from a test")
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_and_page_follow_the_readers_theme(view: View, page: Page, scheme: Literal["light", "dark"]) -> None:
    page.emulate_media(color_scheme=scheme)
    style = view.root.evaluate("e => { const s = getComputedStyle(e); return [s.color, s.backgroundColor] }")
    ink, paper = (sum(int(part) for part in colour[4:-1].split(",")) for colour in style)
    assert (ink < 150 < 600 < paper) if scheme == "light" else (paper < 150 < 600 < ink)


def test_levels_keep_their_lines_where_colours_are_forced(view: View, page: Page) -> None:
    page.emulate_media(forced_colors="active")
    lines = [view.symbols(level).first.evaluate("e => getComputedStyle(e).borderBottomStyle") for level in range(3)]
    assert lines == ["none", "dotted", "double"]


def test_brackets_stretch_with_the_font_that_the_view_brings(view: View) -> None:
    view.press("matrix")
    view.root.locator(".lm-detail:visible > summary").click()
    assert view.root.evaluate("() => document.fonts.check('20px \"lme4math Math\"', 'β')")
    heights = view.root.locator(".lm-notation:visible mo").evaluate_all(
        "signs => signs.filter(sign => sign.textContent === '[').map(sign => sign.getBoundingClientRect().height)"
    )
    assert max(heights) > 90


def test_a_letter_that_no_font_has_leaves_no_gap(page: Page, tmp_path: Path) -> None:
    page.goto(write_page(tmp_path / "page.html", [lme4math.parse("\U00010a60 ~ x + (1 | g)")]))  # Old South Arabian
    name = page.locator(".lm-scroll:visible mtext").first
    assert name.text_content() == "\U00010a60"
    low, high = PIL.Image.open(io.BytesIO(name.screenshot())).convert("L").getextrema()
    assert high - low > 100


@pytest.mark.chromium("Firefox takes no theme from a test")
@pytest.mark.parametrize("width", [1280, 600])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_matrices_are_drawn_in_the_colours_of_their_levels(
    page: Page, tmp_path: Path, width: int, scheme: Literal["light", "dark"]
) -> None:
    data = {"y": list(map(float, range(12))), "g": [f"g{place // 4}" for place in range(12)]}
    path = tmp_path / "data.html"
    html = lme4math.parse("lmer(y ~ 1 + (1 | g))", data).html()
    path.write_text(f"<!doctype html><meta charset=utf-8><body>{html}", "utf-8")
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    page.goto(path.as_uri())
    View(page.locator("body")).open("observations")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    z = page.get_by_role("img", name="Z₁ g, (1 | g): 3 levels × 1 column = 3")
    box = z.bounding_box()
    assert box
    assert box["x"] + box["width"] <= width
    z.scroll_into_view_if_needed()
    shown = PIL.Image.open(io.BytesIO(z.screenshot())).convert("RGB")
    places = [
        ((column + 0.5) / 3 * shown.width, (row + 0.5) / 3 * shown.height) for row in range(3) for column in range(3)
    ]
    seen = [shown.getpixel((int(x), int(y))) for x, y in places]
    paper = {"light": (255, 255, 255), "dark": (17, 17, 17)}[scheme]
    ink = z.locator("div").evaluate("e => getComputedStyle(e).backgroundColor")
    colour = tuple(int(part) for part in ink[4:-1].split(","))
    assert seen == [colour if row == column else paper for row in range(3) for column in range(3)]
    View(page.locator("body")).open("In words")
    expect(z).to_be_hidden()
