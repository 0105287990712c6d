"""Names of the reader's own, typed where they stand: in the equations, the legend and the table."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from browsing import Notebook, Server, View, expect_seen
from conftest import SETUP

MODEL = "%%lmer_math --factor f=a,b\nlmer(y ~ x + f + (1 + x | g))"
CODE = "lmer(y ~ x + f + (1 + x | g))"


@pytest.fixture(scope="module")
def name(lab: Server) -> str:
    return lab.write("renaming.ipynb", SETUP, MODEL)


@pytest.fixture
def view(lab: Server, page: Page, name: str) -> View:
    notebook = Notebook(page, lab, name)
    notebook.run(0)
    return View(notebook.run(1))


def shown(view: View) -> Locator:
    return view.root.locator(".lm-equation .lm-notation-0 .lm-lines")


def word(view: View, text: str) -> Locator:
    return shown(view).locator("mtext", has_text=text).first


def symbol(view: View, key: str) -> Locator:
    return shown(view).locator(f".{key}").first


def field(view: View) -> Locator:
    return view.root.locator(".lm-rename input")


def rename(view: View, place: Locator, words: str) -> None:
    place.click()
    field(view).fill(words)
    field(view).press("Enter")


def test_words_and_symbols_are_renamed_where_they_stand(view: View) -> None:
    rename(view, word(view, "x"), "dose")
    expect_seen(shown(view), "dosei")
    rename(view, symbol(view, "lm-k-0-0"), r"$\alpha$")
    expect_seen(shown(view), "α")
    rename(view, word(view, "“b”"), "treated")
    expect_seen(shown(view), "“treated”")
    rename(view, word(view, "g"), "clinic")
    expect_seen(shown(view), "(clinic)")
    expect(view.root.locator(".lm-table thead th")).to_have_text(["Coefficient", "population", "clinic"])
    expect(view.within.locator(".lm-level-toggle")).to_have_text(["population", "clinic"])
    expect(view.root.locator(".lm-words li").first).to_contain_text("y")
    expect(view.root.locator(".lm-code")).to_have_text(CODE)
    expect(field(view)).to_have_count(0)
    for gone in ("(clinic)", "“treated”", "α", "dosei"):
        expect_seen(shown(view), gone)
        view.root.get_by_role("button", name="Undo", exact=True).click()
        expect_seen(shown(view), gone, is_there=False)


def test_the_field_has_the_present_name_and_nothing_in_it_brings_back_that_of_r(view: View) -> None:
    word(view, "x").click()
    expect(field(view)).to_have_value("x")
    field(view).fill("a dose")
    field(view).press("Enter")
    word(view, "a dose").click()
    expect(field(view)).to_have_value("a dose")
    field(view).fill("")
    field(view).press("Enter")
    expect_seen(shown(view), "a dose", is_there=False)
    expect(word(view, "x")).to_be_visible()


def test_a_refusal_is_said_at_the_place_and_escape_leaves_all_as_it_is(view: View) -> None:
    word(view, "x").click()
    field(view).fill("$i$")
    field(view).press("Enter")
    said = view.root.locator(".lm-rename [role=alert]")
    expect(said).to_contain_text("cannot be called $i$")
    expect(field(view)).to_have_value("$i$")
    field(view).fill("$x^2$")
    field(view).press("Enter")
    expect(said).to_contain_text("superscript")
    field(view).press("Escape")
    expect(field(view)).to_have_count(0)
    expect(word(view, "x")).to_be_visible()
    expect(view.root.get_by_role("button", name="Undo", exact=True)).to_be_disabled()
    word(view, "x").click()
    field(view).fill("dose")
    field(view).press("Escape")
    expect(field(view)).to_have_count(0)
    expect_seen(shown(view), "dose", is_there=False)


def test_the_legend_renames_by_mouse_and_by_keyboard(view: View, page: Page) -> None:
    view.open("Symbols")
    row = view.root.locator(".lm-legend tr[data-lm-label='fixef(x)']:visible").first
    row.locator("td").first.click()
    field(view).fill(r"$\gamma$")
    field(view).press("Enter")
    expect(symbol(view, "lm-k-1-0")).to_contain_text("γ")
    view.root.locator(".lm-code input").first.focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("F2")
    expect(field(view)).to_be_focused()
    page.keyboard.type("dose")
    page.keyboard.press("Enter")
    expect_seen(shown(view), "dose")
