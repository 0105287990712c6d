"""What-if in a live notebook, as a reader does it: after each change code, equation, words and counts agree."""

from __future__ import annotations

import re
from html import unescape
from unicodedata import normalize

import pytest
from playwright.sync_api import Page, expect

import lme4math
from browsing import Notebook, Server, View, expect_seen, seen
from conftest import SETUP

MODEL = "%%lmer_math\nlmer(y ~ x + (1 + x | g) + (1 | h))"

# What is chosen, the random term, what the equation has and has not, and how many parameters.
STRUCTURES = (
    ("cs", "cs(1 + x | g)", "ρττ0τ1", "τ01", 4),
    ("ar1", "ar1(1 + x | g)", "ρττ2", "τ1", 3),
    ("||", "(1 + x || g)", "τ12", "ρ", 3),
    ("diag", "diag(1 + x | g)", "τ12", "τ01", 3),
    ("us", "(1 + x | g)", "τ01", "ρ", 4),
)


@pytest.fixture(scope="module")
def name(lab: Server) -> str:
    return lab.write("whatif.ipynb", SETUP, MODEL)


@pytest.fixture
def view(lab: Server, page: Page, name: str) -> View:
    notebook = Notebook(page, lab, name)
    notebook.run(0)
    return View(notebook.run(1))


def equation(view: View) -> str:
    text = seen(view.equation)
    return text.replace("\u2009", "").replace("\u00a0", "")


def letters(text: str) -> str:
    """A sentence without blanks, in which mathematical italics are plain letters."""
    return re.sub(r"\s", "", normalize("NFKC", text))


def test_every_structure_is_followed_by_all_parts(view: View) -> None:
    words = view.root.locator(".lm-words li")
    view.open("Change")
    for structure, term, there, gone, n in STRUCTURES:
        view.root.locator("select[aria-label^='covariance of']").first.select_option(structure)
        expect(view.root.locator(".lm-code")).to_have_text(f"lmer(y ~ x + {term} + (1 | h))")
        assert there in equation(view)
        assert gone not in equation(view)
        shown = lme4math.parse(f"lmer(y ~ x + {term} + (1 | h))").explain()._repr_html_().split("</li>")[:-1]
        view.open("In words")
        view.root.locator(".lm-words .lm-later:visible > summary").click()
        expect(words.last).to_be_visible()
        said = [unescape(re.sub("<[^>]*>", "", sentence)) for sentence in shown]
        assert list(map(letters, map(seen, words.all()))) == list(map(letters, said))
        expect(words.last).to_contain_text(f"The model has 2 fixed effects, {n} variance")
        view.open("Change")
        expect(view.root.locator("select[aria-label^='covariance of']").first).to_have_value(structure)


def test_an_undeclared_variable_becomes_a_factor_and_a_number_again(view: View) -> None:
    words = view.root.locator(".lm-words li")
    expect(view.root.locator(".lm-note", has_text="x is taken as numeric: nothing declares it")).to_have_count(1)
    view.open("Change")
    view.root.get_by_label("kind of x").select_option("factor")
    view.root.get_by_label("levels of x, the baseline first").press_sequentially("lo, mid, hi")
    view.root.get_by_label("levels of x, the baseline first").press("Enter")
    expect(view.root.locator(".lm-table th[scope=row]")).to_have_text(["(Intercept)", "xmid", "xhi"])
    assert "1[xi=“mid”]" in equation(view)
    expect_seen(words.last, "The model has 3 fixed effects, 7 variance and covariance parameters and σ.")
    view.root.get_by_label("kind of x").select_option("numeric")
    expect(view.root.locator(".lm-table th[scope=row]")).to_have_text(["(Intercept)", "x"])
    expect_seen(words.last, "The model has 2 fixed effects, 4 variance and covariance parameters and σ.")
    assert "1[xi" not in equation(view)


def test_a_grouping_factor_comes_back_where_it_was(view: View, page: Page) -> None:
    code = view.root.locator(".lm-code")
    cell = view.root.get_by_role("button", name="(Intercept) varies by g", exact=True)
    view.root.get_by_role("button", name="x varies by g", exact=True).click()
    expect(code).to_have_text("lmer(y ~ x + (1 | g) + (1 | h))")
    cell.click()
    expect(code).to_have_text("lmer(y ~ x + (1 | h))")
    expect(view.root.locator(".lm-table thead th")).to_have_text(["Coefficient", "population", "g", "h"])
    expect(cell).to_be_focused()
    expect(cell).to_have_attribute("aria-pressed", "false")
    toggles = view.within.locator(".lm-level-toggle")
    expect(toggles).to_have_text(["population", "h"])
    expect(view.within.locator(".lm-level-toggle[aria-pressed]")).to_have_count(2)
    page.keyboard.press("Enter")
    expect(code).to_have_text("lmer(y ~ x + (1 | h) + (1 | g))")
    expect(cell).to_have_attribute("aria-pressed", "true")
    expect(view.root.locator(".lm-table thead th")).to_have_text(["Coefficient", "population", "g", "h"])


def test_a_coefficient_comes_back_where_it_was(lab: Server, page: Page) -> None:
    notebook = Notebook(page, lab, lab.write("row.ipynb", SETUP, "%%lmer_math\nlmer(y ~ x + (1 + z | g) + (1 | h))"))
    notebook.run(0)
    view = View(notebook.run(1))
    code, names = view.root.locator(".lm-code"), view.root.locator(".lm-table th[scope=row]")
    cell = view.root.get_by_role("button", name="z varies by g", exact=True)
    cell.click()
    expect(code).to_have_text("lmer(y ~ x + (1 | g) + (1 | h))")
    expect(names).to_have_text(["(Intercept)", "x", "z"])
    expect(cell).to_be_focused()
    expect(view.root.locator(".lm-table tr.lm-away button[aria-pressed=true]")).to_have_count(0)
    view.root.get_by_role("button", name="z varies by h", exact=True).click()
    expect(code).to_have_text("lmer(y ~ x + (1 | g) + (1 + z | h))")
    expect(view.root.locator(".lm-table tr.lm-away")).to_have_count(0)
    assert "z" in equation(view)


def test_the_code_is_walked_by_keyboard(view: View, page: Page) -> None:
    view.root.locator(".lm-code input").first.focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.parentElement.textContent") == "x"
    assert "lm-k-1-1 in equation" in view.lit()
