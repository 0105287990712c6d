"""The answer of a check as a page without a kernel: what is marked, and the LaTeX that is copied."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

import lme4math

SLIPPED = r"""y_{ij} = \beta_0 + \beta_1 x_{ij} + u_{j} + e_{ij},\quad
u_{k} \sim N(0, \tau^2),\quad e_{ij} \sim N(0, \sigma^2)"""
CODE = "lmer(y ~ x + (1 + x | g))"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("check") / "check.html"
    html = lme4math.check(SLIPPED, CODE)._repr_html_()
    path.write_text(f"<!doctype html><meta charset=utf-8><title>check</title><body>{html}", "utf-8")
    return path.as_uri()


@pytest.mark.chromium("Firefox gives no test the clipboard")
def test_the_mended_latex_is_copied_without_a_kernel(page: Page, address: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(address)
    button = page.get_by_role("button", name="Copy")
    expect(button).to_have_count(0)
    page.get_by_text("LaTeX that is right").click()
    expect(button).to_be_visible()
    button.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == lme4math.check(SLIPPED, CODE).mended()


@pytest.mark.chromium("Firefox gives no test the clipboard")
def test_where_the_clipboard_is_refused_it_is_copied_by_the_older_way(page: Page, address: str) -> None:
    page.context.grant_permissions(["clipboard-read"])
    page.goto(address)
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(Error()) }")
    page.get_by_text("LaTeX that is right").click()
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_role("status")).to_have_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.replace("\r\n", "\n").strip() == lme4math.check(SLIPPED, CODE).mended().strip()


@pytest.mark.chromium("Firefox without scripts answers no test")
def test_where_scripts_do_not_run_no_button_is_offered(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    page.get_by_text("LaTeX that is right").click()
    expect(page.locator("pre.lm-latex")).to_be_visible()
    expect(page.locator("button")).to_be_hidden()
    context.close()


def test_the_numbers_in_the_code_are_seen_and_are_not_copied_with_it(page: Page, address: str) -> None:
    page.goto(address)
    mark = page.locator("u.lm-part").first
    sign = mark.evaluate("one => getComputedStyle(one, '::after').content")
    assert sign.replace("attr(data-lm-sign)", f'"{mark.get_attribute("data-lm-sign")}"') == '"1"'  # as Firefox tells it
    expect(page.locator(".lm-table code").first).to_have_text("y ~ x + (1 + x | g)")


def test_the_page_fits_a_narrow_window(browser: Browser, address: str) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 800}, color_scheme="dark")
    page = context.new_page()
    page.goto(address)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1")
    context.close()
