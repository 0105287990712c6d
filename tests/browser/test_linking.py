"""What lights up with what: each covariance symbol by itself, and every token of the R code by keyboard too."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page

import lme4math
from browsing import SEEN, View
from conftest import SEED

CODE = SEED.partition("\n")[2]
CS = "lmer(y ~ x + cs(1 + x | g) + (1 | h))"


def opened(page: Page, folder: Path, code: str) -> View:
    html = lme4math.parse(code, factors={"type": ["-", "+"]} if "type" in code else None).html()
    (folder / "linking.html").write_text(f"<!doctype html><meta charset=utf-8><body>{html}", "utf-8")
    page.goto((folder / "linking.html").as_uri())
    view = View(page.locator("body"))
    view.open("Symbols")
    return view


def lit(view: View) -> set[str]:
    """What is lit: the words of the code and the legend, the symbols of the equation."""
    places = view.root.locator(":is([class*=lm-k-], [class*=lm-s-], [class*=lm-g-], [class*=lm-by-]):visible")
    found: list[str] = places.evaluate_all(
        """places => places.filter(place => getComputedStyle(place).outlineStyle === "solid").map(place => {
            const parts = [".lm-code", ".lm-equation", ".lm-table", ".lm-legend"];
            const part = parts.find(part => place.closest(part)) ?? "";
            const text = part === ".lm-legend" ? place.cells[1].textContent : (SEEN)(place);
            return part.replace(".lm-", "") + ": " + text;
        })""".replace("SEEN", SEEN)
    )
    return set(found)


def symbol(view: View, text: str) -> Locator:
    """The first symbol of the equation in sight that reads so."""
    marked = view.root.locator(".lm-notation:visible .lm-scroll mrow[class]")
    texts = marked.evaluate_all(f"all => all.map({SEEN})")
    return marked.nth(texts.index(text))


@pytest.mark.parametrize(
    ("code", "notation", "at", "wanted"),
    [
        (CODE, "expanded", "τ02", {"code: 1", "equation: τ02", "standard deviation of the intercept"}),
        (CODE, "expanded", "τ12", {"code: time", "equation: τ12", "standard deviation of the slope of time"}),
        (CODE, "expanded", "τ01", {"code: 1", "code: time", "equation: τ01", "covariance of the intercept and"}),
        (CODE, "compact", "𝚺reg", {"code: reg", "equation: 𝚺reg", "covariance matrix of the random effects of reg"}),
        (CS, "expanded", "ρτ", {"code: g", "equation: ρτ", "correlation of the random effects over"}),
        (CS, "expanded", "σ2", {"equation: σ2", "standard deviation of the residuals"}),
        (CS, "expanded", "εi", {"equation: εi", "the residual of observation i"}),
    ],
)
def test_a_symbol_lights_its_own_places(
    page: Page, tmp_path: Path, code: str, notation: str, at: str, wanted: set[str]
) -> None:
    view = opened(page, tmp_path, code)
    view.press(notation)
    symbol(view, at).hover()
    seen = {one.removeprefix("legend: ") for one in lit(view)}
    assert len(seen) == len(wanted)
    assert all(any(one.startswith(words) for one in seen) for words in wanted), seen


def test_a_level_lights_all_its_covariances(page: Page, tmp_path: Path) -> None:
    view = opened(page, tmp_path, CODE)
    view.root.locator(".lm-code .lm-g-1").first.hover()
    seen = {one for one in lit(view) if one.startswith("equation")}
    assert seen == {f"equation: τ{entry}" for entry in ("02", "01", "12", "22")}


@pytest.mark.chromium("Firefox stops at what scrolls, too")
def test_the_code_is_one_tab_stop_and_the_arrows_walk_through_it(page: Page, tmp_path: Path) -> None:
    view = opened(page, tmp_path, CODE)
    view.root.locator(".lm-controls input").last.focus()
    page.keyboard.press("Tab")
    walked = []
    for _ in range(30):
        focused = page.evaluate("document.activeElement.parentElement.textContent")
        name = page.evaluate("document.activeElement.getAttribute('aria-label')")
        walked.append(focused)
        assert name.startswith(focused)
        assert f"code: {focused}" in lit(view) or view.framed(), "the token and its kin are lit"
        page.keyboard.press("ArrowRight")
        if page.evaluate("document.activeElement.parentElement.textContent") == walked[0] and len(walked) > 2:
            break
    assert "".join(walked).startswith("prevalencetimetime")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.name") == "lm-place"


@pytest.mark.chromium("Firefox stops at what scrolls, too")
def test_there_are_few_tab_stops(page: Page, tmp_path: Path) -> None:
    view = opened(page, tmp_path, CODE)
    view.root.evaluate("e => { document.body.tabIndex = -1; document.body.focus(); }")
    stops = []
    for _ in range(40):
        page.keyboard.press("Tab")
        stop = page.evaluate("document.activeElement === document.body ? '' : document.activeElement.name || 'fold'")
        if not stop:
            break
        stops.append(stop)
    one_each = ["lm-notation", "lm-style", "lm-level-0", "lm-level-1", "lm-level-2", "lm-token", "lm-place"]
    assert stops == [*one_each, "lm-tab", "lm-row"]
