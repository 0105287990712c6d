"""A reader's own equation in a live notebook: pasted, checked, mended, and checked again when the model changes."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from browsing import Notebook, Server, View
from conftest import SETUP

MODEL = "%%lmer_math\nlmer(y ~ x + (1 + x | g))"
WITHOUT_SLOPE = r"""y_{ij} = \beta_0 + \beta_1 x_{ij} + u_j + e_{ij}
u_j \sim N(0, \tau^2), \quad e_{ij} \sim N(0, \sigma^2)"""
BROKEN = r"y_{ij} = \beta_0 + \frac{u_j + e_{ij}"


@pytest.fixture(scope="module")
def name(lab: Server) -> str:
    return lab.write("own.ipynb", SETUP, MODEL)


@pytest.fixture
def notebook(lab: Server, page: Page, name: str) -> Notebook:
    notebook = Notebook(page, lab, name)
    notebook.run(0)
    notebook.run(1)
    return notebook


@pytest.fixture
def view(notebook: Notebook) -> View:
    view = View(notebook.output(1))
    view.open("My own equation")
    return view


def field(view: View) -> Locator:
    return view.root.get_by_label("Your equation, as LaTeX or plain text")


def answer(view: View) -> Locator:
    return view.root.get_by_role("region", name="Answer to your equation")


def test_an_equation_is_checked_and_its_places_are_numbered_in_it_and_in_the_code(view: View) -> None:
    field(view).fill(WITHOUT_SLOPE)
    view.root.get_by_role("button", name="Check", exact=True).click()
    expect(answer(view)).to_contain_text("Your equation is not the model of the code")
    expect(view.root.locator(".lm-asked")).to_have_text("Checked: your equation is not the model of the code")
    expect(answer(view).locator(".lm-numbered")).to_have_text(re.compile("^1 .*slope of x"))
    expect(answer(view).locator("u.lm-part")).to_have_attribute("data-lm-sign", "1")
    expect(answer(view).locator("u.lm-part")).to_have_text("x")
    expect(answer(view).locator(".lm-both section").first.locator(".lm-part-right").first).to_be_visible()
    expect(answer(view).locator(".lm-both section").nth(1).locator(".lm-lines")).to_be_visible()


def test_the_keyboard_is_enough_and_no_cell_is_run_by_it(view: View, page: Page, notebook: Notebook) -> None:
    prompt = notebook.cell(1).locator(".jp-InputPrompt")
    before = prompt.inner_text()
    field(view).focus()
    page.keyboard.insert_text(WITHOUT_SLOPE)
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Home")
    page.keyboard.press("Control+Enter")
    expect(answer(view)).to_contain_text("Your equation is not the model of the code")
    expect(field(view)).to_be_focused()
    expect(field(view)).to_have_value(WITHOUT_SLOPE)
    expect(prompt).to_have_text(before)
    page.keyboard.press("Tab")
    expect(view.root.get_by_role("button", name="Check", exact=True)).to_be_focused()


def test_after_a_change_of_the_model_the_text_stays_and_is_held_against_the_changed_one(view: View) -> None:
    field(view).fill(WITHOUT_SLOPE)
    view.root.get_by_role("button", name="Check", exact=True).click()
    expect(answer(view)).to_contain_text("Your equation is not the model of the code")
    view.root.get_by_role("button", name="x varies by g", exact=True).click()
    expect(answer(view)).to_contain_text("Your equation is the model of the code.")
    expect(field(view)).to_have_value(WITHOUT_SLOPE)


def test_a_text_that_cannot_be_read_is_answered_with_its_place_and_the_field_says_so(view: View) -> None:
    field(view).fill(BROKEN)
    view.root.get_by_role("button", name="Check", exact=True).click()
    expect(answer(view).get_by_role("alert")).to_be_visible()
    expect(answer(view).locator(".lm-carets")).to_contain_text("^")
    expect(field(view)).to_have_attribute("aria-invalid", "true")
    field(view).fill(WITHOUT_SLOPE)
    view.root.get_by_role("button", name="Check", exact=True).click()
    expect(answer(view)).to_contain_text("Your equation is not the model of the code")
    expect(field(view)).not_to_have_attribute("aria-invalid", "true")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Type or paste an equation first."),
        ("y = x + " * 4_000, "This text has 32,000 characters; a check reads up"),
    ],
)
def test_no_text_and_too_much_text_are_answered_at_once(view: View, text: str, said: str) -> None:
    field(view).evaluate(
        "(one, text) => { one.value = text; one.dispatchEvent(new Event('input', {bubbles: true})) }", text
    )
    view.root.get_by_role("button", name="Check", exact=True).click()
    expect(view.root.locator(".lm-asked")).to_contain_text(said)


def test_without_a_kernel_the_panel_says_where_it_works(view: View, notebook: Notebook) -> None:
    field(view).fill(WITHOUT_SLOPE)
    notebook.stop_kernel()
    view.root.get_by_role("button", name="Check", exact=True).click()
    expect(view.root.locator(".lm-asked")).to_contain_text("run the cell again")


@pytest.mark.chromium("Firefox gives no test the clipboard")
def test_the_mended_equation_is_copied(view: View, page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    field(view).fill(WITHOUT_SLOPE)
    view.root.get_by_role("button", name="Check", exact=True).click()
    answer(view).get_by_text("LaTeX that is right").click()
    answer(view).get_by_role("button", name="Copy").click()
    expect(answer(view).locator(".lm-copy")).to_contain_text("Copied")
    mended = page.evaluate("navigator.clipboard.readText()")
    assert mended == answer(view).locator("pre code").text_content()
    assert r"\begin{aligned}" in mended


def test_a_saved_notebook_offers_no_panel_that_cannot_answer(notebook: Notebook, lab: Server, name: str) -> None:
    notebook.save()
    outputs = lab.read(name).cells[1].outputs
    saved = "".join(str(one.data.get("text/html", "")) for one in outputs)
    assert "lm-tabs" in saved
    assert "My own equation" not in saved
