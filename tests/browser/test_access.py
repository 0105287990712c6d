"""By keyboard only, and through the accessibility tree: on an exported page and live in JupyterLab."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from browsing import Notebook, Server, View
from conftest import SEED, SETUP
from models import MODELS, write_page

FOCUSED = """root => {
    const at = document.activeElement;
    if (!root.contains(at)) return null;
    const around = [at, at.closest("label, tr, [class*=lm-k-], [class*=lm-v-], [class*=lm-g-]")].filter(Boolean);
    const parts = around.flatMap(part => [part, ...part.querySelectorAll("*")]).map(part => getComputedStyle(part));
    const drawn = parts.some(style => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0);
    return { drawn, name: at.ariaLabel || at.closest("label")?.textContent || at.textContent };
}"""
CONTROLS = {"radio": "checked", "checkbox": "checked", "button": "pressed", "DisclosureTriangle": "expanded"}
"""Roles that a reader operates, and the state that some of each have."""


@pytest.fixture
def exported(page: Page, tmp_path: Path) -> View:
    page.goto(write_page(tmp_path / "page.html", [MODELS["seed"]()]))
    return View(page.locator("body"))


@pytest.fixture(scope="module")
def live(lab: Server, browser: Browser) -> Iterator[View]:
    page = browser.new_page(viewport={"width": 1280, "height": 1000}, reduced_motion="reduce")
    page.set_default_timeout(30_000)
    notebook = Notebook(page, lab, lab.write("access.ipynb", SETUP, SEED))
    notebook.run(0)
    output = notebook.run(1)
    yield View(output)
    page.close()


def walk(view: View, root: str, key: str = "Tab") -> list[str]:
    """The names of the tab stops from the first control on; each must show that it has the focus."""
    part = view.within.locator(root)
    names = []
    while focused := part.evaluate(FOCUSED):
        assert focused["drawn"], f"the focus on {focused['name']} is not visible"
        names.append(focused["name"].strip())
        assert len(names) < 40, "the focus is trapped"
        view.page.keyboard.press(key)
    return names


def tree(page: Page, root: str) -> list[dict[str, Any]]:
    """The accessibility tree of a part of the page, as assistive technology gets it."""
    session = page.context.new_cdp_session(page)
    document = session.send("DOM.getDocument")["root"]["nodeId"]
    part = session.send("DOM.querySelector", {"nodeId": document, "selector": root})
    nodes = session.send("Accessibility.queryAXTree", part)["nodes"]
    return [node for node in nodes if not node.get("ignored")]


def named(nodes: list[dict[str, Any]], role: str) -> list[str]:
    return [node["name"]["value"] for node in nodes if node["role"]["value"] == role]


def state(node: dict[str, Any], name: str) -> object:
    return next((each["value"].get("value") for each in node["properties"] if each["name"] == name), None)


def test_exported_the_tab_key_stops_a_few_times_and_leads_out_again(exported: View) -> None:
    page = exported.page
    page.evaluate("for (const put of ['prepend', 'append']) document.body[put](document.createElement('button'))")
    page.locator("body > button").first.focus()
    page.keyboard.press("Tab")
    there = walk(exported, ".lm-form")
    assert len(there) <= 12
    expect(page.locator("body > button").last).to_be_focused()
    page.keyboard.press("Shift+Tab")
    assert len(walk(exported, ".lm-form", "Shift+Tab")) == len(there)
    expect(page.locator("body > button").first).to_be_focused()


def test_exported_arrows_space_and_enter_do_what_they_do_elsewhere(exported: View) -> None:
    keyboard = exported.page.keyboard
    exported.root.locator(".lm-pick-0").focus()
    keyboard.press("ArrowRight")
    expect(exported.root.locator(".lm-pick-1")).to_be_checked()
    expect(exported.root.locator(".lm-equation > .lm-notation-1")).to_be_visible()
    exported.root.locator(".lm-mark-1").focus()
    keyboard.press("Space")
    assert not exported.is_marked(1)
    exported.root.locator(".lm-tab-0").focus()
    keyboard.press("ArrowRight")
    expect(exported.root.locator(".lm-legend table").first).to_be_visible()


@pytest.mark.chromium("only Chromium tells the accessibility tree")
def test_exported_everything_has_a_name_and_a_state(exported: View) -> None:
    nodes = tree(exported.page, ".lm-form")
    for node in nodes:
        if (role := node["role"]["value"]) in CONTROLS:
            assert node["name"]["value"]
            assert state(node, CONTROLS[role]) is not None
    assert {"R code", "Notation", "Symbols", "Mark levels"} <= set(named(nodes, "group"))
    assert named(nodes, "table") == ["Which coefficient varies where", "Symbols"]
    assert all(named(nodes, "image"))
    roles = [node["role"]["value"] for node in nodes]
    assert roles.count("MathMLMath") > 1
    assert "MathMLSubSup" in roles
    assert (
        roles.count("radio") == exported.root.locator("input[type=radio]:visible").count()
    )  # what is hidden is silent


def test_live_the_tab_key_stops_a_few_times_and_leads_out_again(live: View) -> None:
    live.within.locator(".lm-explorer button").first.focus()
    live.page.keyboard.press("Shift+Tab")
    live.page.keyboard.press("Tab")
    there = walk(live, ".lm-explorer")
    assert len(there) <= 14, "; ".join(there)
    assert there[0] == "expanded"


def test_live_arrows_space_and_enter_do_what_they_do_elsewhere(live: View) -> None:
    keyboard = live.page.keyboard
    buttons = live.within.locator(".lm-toggles").first.get_by_role("button")
    buttons.first.focus()
    keyboard.press("ArrowRight")
    expect(buttons.nth(1)).to_be_focused()
    keyboard.press("Space")
    expect(buttons.nth(1)).to_have_attribute("aria-pressed", "true")
    expect(live.root.locator(".lm-equation > .lm-notation-1")).to_be_visible()
    keyboard.press("ArrowLeft")
    keyboard.press("Enter")
    expect(live.root.locator(".lm-equation > .lm-notation-0")).to_be_visible()


@pytest.mark.chromium("only Chromium tells the accessibility tree")
def test_live_everything_has_a_name_and_a_state(live: View) -> None:
    nodes = tree(live.page, ".lm-explorer")
    groups = set(named(nodes, "group"))
    assert {"Notation", "Symbols", "Mark levels"} <= groups
    buttons = {node["name"]["value"]: state(node, "pressed") for node in nodes if node["role"]["value"] == "button"}
    assert (buttons["expanded"], buttons["compact"]) == ("true", "false")
    assert (buttons["population"], buttons["reg:spp"]) == ("false", "true")
    assert buttons["time varies by reg"] == "true"
    assert all(node["name"]["value"] for node in nodes if node["role"]["value"] in ("combobox", "textbox", "checkbox"))
