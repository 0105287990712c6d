"""The places where a view is read, one test each: what a reader sees there and can do."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

import lme4math
from acts import change_the_model, copy_everything, point_at_a_coefficient, refuse_the_network, use_every_toggle
from browsing import WAIT, Notebook, Server, View, marimo
from conftest import MISTAKE, SEED, SETUP
from saved import changed_by_a_stranger, exported

MARIMO = """
import marimo
app = marimo.App(width="full")

@app.cell
def _():
    import lme4math
    lme4math.parse("{code}", factors=dict(type=["-", "+"])).explore()
    return
"""


@pytest.mark.chromium("Firefox gives no test the clipboard")
def test_live_in_jupyterlab(lab: Server, page: Page) -> None:
    asked = refuse_the_network(page)
    notebook = Notebook(page, lab, lab.write("live.ipynb", SETUP, SEED, MISTAKE))
    notebook.run(0)
    output = notebook.run(1)
    view = View(output)
    assert view.is_live
    use_every_toggle(view)
    change_the_model(view)
    copy_everything(view, page)
    assert asked == []

    mistake = notebook.run(2)
    expect(mistake.get_by_role("alert")).to_be_visible()
    line, carets = mistake.locator("pre.lm-carets").inner_text().split("\n")
    assert line[carets.index("^") : len(carets)] == "*"
    assert "Traceback" not in mistake.inner_text()
    use_every_toggle(view)


def test_live_after_the_kernel_has_stopped(lab: Server, page: Page) -> None:
    notebook = Notebook(page, lab, lab.write("stopped.ipynb", SETUP, SEED))
    notebook.run(0)
    view = View(notebook.run(1))
    notebook.stop_kernel()
    assert view.is_live
    use_every_toggle(view)
    point_at_a_coefficient(view)
    view.root.get_by_role("button", name="time varies by reg", exact=True).click()
    expect(view.root.locator(".lm-problem")).to_contain_text("kernel")  # and says why nothing changes


def test_live_in_notebook_7_while_the_kernel_is_busy(lab: Server, page: Page) -> None:
    name = lab.write("seven.ipynb", SETUP, SEED, "import time; time.sleep(600)")
    notebook = Notebook(page, lab, name, app="notebooks")
    notebook.run(0)
    view = View(notebook.run(1))
    assert view.is_live
    change_the_model(view)
    notebook.start(2)
    expect(notebook.cell(2).locator(".jp-InputPrompt")).to_have_text("[*]:")
    use_every_toggle(view)
    point_at_a_coefficient(view)


def test_in_voila(lab: Server, page: Page) -> None:
    page.goto(f"{lab.url}/voila/render/{lab.write('voila.ipynb', SETUP, SEED)}?token={lab.token}")
    expect(page.locator(".lm-live")).to_be_visible(timeout=WAIT)
    view = View(page.locator("body"))
    assert view.is_live
    use_every_toggle(view)
    change_the_model(view)


def test_opened_again_without_widget_state(lab: Server, saved: str, page: Page) -> None:
    notebook = Notebook(page, lab, saved)
    output = notebook.output(1)
    view = View(output)
    assert not view.is_live
    use_every_toggle(view)
    expect(output.get_by_text("Error displaying widget")).to_be_hidden()

    view.root.locator(".lm-pick-0").focus()  # the arrow keys belong to the radios, not to the notebook
    page.keyboard.press("ArrowRight")
    expect(view.root.locator(".lm-equation > .lm-notation-1")).to_be_visible()


def test_opened_by_a_user_who_does_not_trust_it(lab: Server, saved: str, page: Page) -> None:
    output = Notebook(page, lab, changed_by_a_stranger(lab, saved)).output(1)

    expect(output.locator("mjx-container:visible, .MathJax:visible").first).to_be_visible()  # LaTeX, typeset
    expect(output.locator("input:visible, button:visible")).to_have_count(0)  # no dead controls
    expect(output.locator(".lm-form")).to_be_hidden()  # nor MathML without its tags
    assert "Error" not in output.inner_text()


@pytest.mark.parametrize("state", [False, True], ids=["without widget state", "with widget state"])
def test_exported_as_html_and_read_without_network(
    lab: Server, saved: str, page: Page, tmp_path: Path, state: bool
) -> None:
    refuse_the_network(page)
    page.goto(exported(lab.folder / saved, tmp_path, state))
    view = View(page.locator("body"))
    assert not view.is_live
    use_every_toggle(view)
    point_at_a_coefficient(view)
    expect(page.get_by_text("Error displaying widget")).to_be_hidden()


def test_where_styles_and_scripts_are_stripped(page: Page, tmp_path: Path) -> None:
    """As on a page that shows a notebook and lets through neither."""
    html = lme4math.parse("y ~ x + (x | g)").html()
    bare = re.sub(r"<style>.*?</style>", "", html, flags=re.DOTALL)
    (tmp_path / "bare.html").write_text(f"<!doctype html><meta charset=utf-8><body>{bare}", "utf-8")
    page.goto((tmp_path / "bare.html").as_uri())
    expect(page.locator(".lm-fallback")).to_contain_text("\\beta_{0}")
    expect(page.locator(".lm-fallback")).to_be_visible()
    expect(page.locator(".lm-form")).to_be_hidden()
    expect(page.locator("input:visible, button:visible")).to_have_count(0)


def test_in_marimo(page: Page, tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(MARIMO.format(code=SEED.partition("\n")[2]), "utf-8")
    with marimo(tmp_path / "app.py") as url:
        page.goto(url)
        expect(page.locator(".lm-form")).to_be_visible(timeout=WAIT)
        view = View(page.locator("body"))
        use_every_toggle(view)
        point_at_a_coefficient(view)
