"""The documentation as readers have it: served as files, in two browsers that can reach nothing else.

python3 run.py full tests/full/test_documentation.py
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Literal
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from acts import point_at_a_coefficient, refuse_the_network, use_every_toggle
from browsing import View
from tests.engines.engines import MODULES
from tests.full.environments import ROOT
from tests.full.serving import served

pytestmark = pytest.mark.xdist_group("browser")

HEAVIEST = 1_000_000  # bytes of a page and all that it loads, where the server packs nothing
PAGES = sorted(path.relative_to(ROOT / "docs").with_suffix(".html").as_posix() for path in ROOT.glob("docs/**/*.md"))
NARROW, WIDE = 390, 1440
OVERFLOW = "document.documentElement.scrollWidth - innerWidth"
FAULTS = """async () => (await axe.run(document, { resultTypes: ["violations"] })).violations.flatMap(
    rule => rule.nodes.map(node => `${rule.id}: ${node.target} ${node.html.slice(0, 120)}`))"""
DRAWN = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
LOADED = "performance.getEntriesByType('resource').map(one => one.name)"


class Parts(HTMLParser):
    """The links of a page, the places that links can lead to, and what its elements load."""

    def __init__(self) -> None:
        super().__init__()
        self.links: set[str] = set()
        self.places: set[str] = set()
        self.loaded: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.places |= {given[name] for name in ("id", "name") if name in given}
        if tag == "a" and "href" in given:
            self.links.add(given["href"])
        if tag in ("script", "img", "iframe", "source") and "src" in given:
            self.loaded.add(given["src"])
        if tag == "link" and given.get("rel") in ("stylesheet", "icon", "preload", "shortcut icon"):
            self.loaded.add(given["href"])


@cache
def parts_of(page: Path) -> Parts:
    parts = Parts()
    parts.feed(page.read_text("utf-8"))
    return parts


@pytest.fixture(scope="module")
def address(site_folder: Path) -> Iterator[str]:
    with served(site_folder.parent) as url:
        yield f"{url}/{site_folder.name}/"


@pytest.fixture
def page(opened: Browser) -> Iterator[Page]:
    context = opened.new_context(viewport={"width": WIDE, "height": 1000}, reduced_motion="reduce")
    page = context.new_page()
    page.set_default_timeout(60_000)
    yield page
    context.close()


def test_every_page_is_built(site_folder: Path) -> None:
    assert [name for name in PAGES if not (site_folder / name).is_file()] == []
    assert (site_folder / "try" / "index.html").is_file()
    assert (site_folder / "lite" / "lab" / "index.html").is_file()


@pytest.mark.parametrize("name", [*PAGES, "search.html"])
def test_its_links_lead_to_pages_and_places(site_folder: Path, name: str) -> None:
    broken = [link for link in parts_of(site_folder / name).links if not leads_somewhere(site_folder, name, link)]
    assert broken == []


def leads_somewhere(site: Path, name: str, link: str) -> bool:
    """Whether a page of the site is there, and the place of it, or the notebook that is named; others have https."""
    if urlsplit(link).scheme:
        return link.startswith("https://")
    target, place = urldefrag(urljoin(f"/{name}", link))
    path = site / unquote(urlsplit(target).path.lstrip("/"))
    notebook = target.partition("?path=")[2]
    if not path.is_file() or (notebook and not (site / "lite" / "files" / notebook).is_file()):
        return False
    return not place or unquote(place) in parts_of(path).places


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_light_and_loads_only_what_lies_beside_it(site_folder: Path, name: str) -> None:
    page = site_folder / name
    loaded = {urlsplit(source).path for source in parts_of(page).loaded if not source.startswith("data:")}
    files = [(page.parent / unquote(source)).resolve() for source in loaded]
    assert [file for file in files if site_folder.resolve() not in file.parents] == []
    assert sum(file.stat().st_size for file in [page, *files]) <= HEAVIEST
    styles = "".join(file.read_text("utf-8") for file in [page, *files] if file.suffix in (".css", ".html"))
    assert re.findall(r"url\(['\"]?https?:[^)]*|@import[^;]*", styles) == []


@pytest.mark.parametrize("name", [*PAGES, "search.html"])
def test_a_page_asks_nothing_of_others_and_has_no_faults(page: Page, address: str, name: str) -> None:
    asked, complaints = refuse_the_network(page), list[str]()
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(address + name)
    page.evaluate((MODULES / "axe-core" / "axe.min.js").read_text("utf-8"))
    for scheme, width in (("light", WIDE), ("dark", WIDE), ("dark", NARROW), ("light", NARROW)):
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 1000})
        page.evaluate(DRAWN)  # the page has heard of its new size
        assert page.evaluate(FAULTS) == [], (scheme, width)
        assert page.evaluate(OVERFLOW) <= 0, "the page is wider than the window"
    assert [each for each in page.evaluate(LOADED) if not each.startswith(address)] == []
    assert asked == []
    assert complaints == []


def test_the_view_of_a_page_answers(page: Page, address: str) -> None:
    page.goto(address)
    view = View(page.locator(".example-output").first)
    use_every_toggle(view)
    point_at_a_coefficient(view)
    expect(view.root.locator(".lm-legend tbody tr:visible").first).to_contain_text("slope")


def test_views_follow_the_switch_of_light_and_dark(page: Page, address: str) -> None:
    page.emulate_media(color_scheme="light")
    page.goto(address + "tutorial.html")
    view = page.locator(".lm-view").first
    ink = "view => getComputedStyle(view).color"
    light = view.evaluate(ink)
    for _ in range(3):
        page.locator(".theme-toggle:visible").first.click()
        if page.locator("body").get_attribute("data-theme") == "dark":
            break
    assert view.evaluate(ink) != light
    background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert view.evaluate("view => getComputedStyle(view).backgroundColor") == background


def test_formulas_of_the_text_are_typeset(page: Page, address: str) -> None:
    page.goto(address + "gallery/repeated_measurements.html")
    formula = page.locator("p > math").first
    expect(formula).to_contain_text("τ")
    assert "lme4math Math" in formula.evaluate("math => getComputedStyle(math).fontFamily")
    page.evaluate("document.fonts.ready")
    assert page.evaluate(
        "[...document.fonts].some(font => font.family.includes('lme4math') && font.status == 'loaded')"
    )


@pytest.mark.parametrize(("words", "title"), [("labels", "own words"), ("saveRDS", "each fit gives")])
def test_search_finds_a_page(page: Page, address: str, words: str, title: str) -> None:
    asked = refuse_the_network(page)
    page.goto(address)
    box = page.get_by_role("textbox", name="Search").first
    box.fill(words)
    box.press("Enter")
    expect(page.locator("#search-results li").filter(has_text=title).first).to_be_visible()
    assert asked == []


def test_excerpts_of_the_search_are_what_a_page_shows(page: Page, address: str) -> None:
    page.goto(address + "search.html?q=intraclass")
    excerpt = page.locator("#search-results li").filter(has_text="Repeated measurements").locator("p.context")
    expect(excerpt).to_contain_text("The share τ₀²/(τ₀²+σ²) is the intraclass correlation")
    page.goto(address + "search.html?q=prevalence")
    page.locator("#search-results p.context").first.wait_for()
    assert "\\" not in "".join(page.locator("#search-results p.context").all_inner_texts())


def test_names_of_several_words_are_whole_on_a_narrow_page(page: Page, address: str) -> None:
    page.goto(address + "guides/labels.html")
    name = page.locator(".displayed math mi", has_text="blood pressure")
    width = "name => name.getBoundingClientRect().width"
    whole = name.evaluate(width)
    page.set_viewport_size({"width": NARROW, "height": 1000})
    page.evaluate(DRAWN)
    assert name.evaluate(width) == pytest.approx(whole, abs=1)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_shade_is_only_where_an_equation_goes_on(page: Page, address: str, scheme: Literal["light", "dark"]) -> None:
    page.emulate_media(color_scheme=scheme)
    page.goto(address + "tutorial.html")
    assert [shaded(page, side) for side in ("left", "right")] == [False, False]
    page.set_viewport_size({"width": NARROW, "height": 1000})
    page.evaluate(DRAWN)
    assert [shaded(page, side) for side in ("left", "right")] == [False, True]


def shaded(page: Page, side: str) -> bool:
    """Whether the edge of an equation's place is another colour than the page."""
    picture = Image.open(io.BytesIO(page.locator(".displayed").first.screenshot())).convert("RGB")
    edge = picture.crop((0, 10, 4, 12) if side == "left" else (picture.width - 4, 10, picture.width, 12))
    background = page.evaluate("getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number)")
    ranges = zip(edge.getextrema(), background, strict=True)  # of red, green and blue
    return any(abs(mine - its) > 1 for extremes, its in ranges for mine in extremes)


def test_pages_lead_to_the_page_that_reads_code(page: Page, address: str) -> None:
    page.goto(address + "try.html")
    page.get_by_role("link", name="Open the page that reads your code").click()
    expect(page.locator("#code")).to_be_visible()
