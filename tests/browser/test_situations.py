"""The places where a view is read, one test each: what a reader sees there and can do."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import nbclient
import nbformat
import pytest
from playwright.sync_api import Page, Route, expect

import lme4math
from browsing import ROOT, WAIT, Notebook, Server, View, marimo
from conftest import MISTAKE, SEED, SETUP

MARIMO = """
import marimo
app = marimo.App(width="full")

@app.cell
def _():
    import lme4math
    lme4math.parse("{code}", factors=dict(type=["-", "+"])).explore()
    return
"""
LEVELS = {"population": 0, "reg": 1, "reg:spp": 2}


def use_every_toggle(view: View) -> None:
    """Press everything that can be pressed, and see what it does."""
    expect(view.root.locator(".lm-fallback")).not_to_be_visible()  # LaTeX is for hosts where the view is not
    seen = []
    for notation in ("compact", "matrix", "expanded"):
        view.press(notation)
        seen.append(view.equation.text_content())
        box, frame = view.equation.bounding_box(), view.root.bounding_box()
        assert box
        assert frame
        assert box["width"] > 300, "the equation has a size"
        assert box["x"] >= frame["x"], "and begins in sight"
        assert box["x"] + box["width"] <= frame["x"] + frame["width"] + 1, "and ends in sight"
    assert len(set(seen)) == 3
    assert [view.is_marked(level) for level in LEVELS.values()] == [False, True, True]
    for name, level in LEVELS.items():
        before = [view.is_marked(other) for other in LEVELS.values()]
        view.press(name)
        before[level] = not before[level]
        assert [view.is_marked(other) for other in LEVELS.values()] == before
        view.press(name)


def point_at_a_coefficient(view: View) -> None:
    view.root.locator(".lm-table .lm-k-1-1:visible").first.hover()
    assert {"lm-k-1-1 in code", "lm-k-1-1 in equation", "lm-k-1-1 in table"} <= set(view.lit())


def change_the_model(view: View) -> None:
    """Press a cell, choose a structure, declare a factor; see code, words and equation follow; and go back."""
    code, before = view.root.locator(".lm-code"), view.root.locator(".lm-code").inner_text()
    cell = view.root.get_by_role("button", name="time varies by reg", exact=True)
    expect(cell).to_have_attribute("aria-pressed", "true")
    cell.click()
    expect(code).to_contain_text("(1 + time:type | reg) + (1 + time + type:time | reg:spp)")
    expect(cell).to_have_attribute("aria-pressed", "false")
    expect(cell).to_be_focused()
    expect(view.equation.locator(".lm-k-1-1")).to_have_count(0)

    view.root.get_by_label("covariance of 1 + time:type | reg", exact=True).select_option("||")
    expect(code).to_contain_text("(1 + time:type || reg)")
    words = view.root.locator(".lm-words li").last
    expect(words).to_contain_text("In all: 3 population coefficients")
    view.root.get_by_label("kind of time").select_option("factor")
    view.root.get_by_label("levels of time, the baseline first").fill("early, late")
    view.root.get_by_label("levels of time, the baseline first").press("Enter")
    expect(view.root.locator(".lm-table")).to_contain_text("timelate")

    undo = view.root.get_by_role("button", name="Undo")
    for _ in range(3):
        expect(undo).to_be_enabled()
        undo.click()
    expect(undo).to_be_disabled()
    assert code.inner_text() == before


def copy_everything(view: View, page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    found = {}
    for name in ("LaTeX", "MathML", "Typst", "R formula"):
        view.root.get_by_role("button", name=name, exact=True).click()
        expect(view.root.locator(".lm-copied")).to_have_text(f"{name} copied")
        found[name] = page.evaluate("navigator.clipboard.readText()")
    assert found["R formula"].startswith("prevalence ~ time + time:type + (1 + time")
    assert "\\beta_{0}" in found["LaTeX"]
    assert found["MathML"].startswith('<math xmlns="http://www.w3.org/1998/Math/MathML"')
    assert "class=" not in found["MathML"]
    assert "β_0" in found["Typst"]


def refuse_the_network(page: Page) -> list[str]:
    """Block all that is not this machine; returns what was asked for."""
    asked: list[str] = []

    def refuse(route: Route) -> None:
        asked.append(route.request.url)
        route.abort()

    page.route(lambda url: not url.startswith(("file:", "data:", "blob:", "http://127.0.0.1")), refuse)
    return asked


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
    expect(view.root.locator(".lm-equation .lm-in-0 > .lm-notation-1")).to_be_visible()


def test_opened_by_somebody_who_does_not_trust_it(lab: Server, saved: str, page: Page) -> None:
    notebook = lab.read(saved)
    for cell in notebook.cells:
        cell.metadata.pop("trusted", None)
    notebook.cells[0].source += "  # changed by a stranger"
    (lab.folder / "untrusted.ipynb").write_text(json.dumps(notebook))
    output = Notebook(page, lab, "untrusted.ipynb").output(1)

    expect(output.locator("mjx-container:visible, .MathJax:visible").first).to_be_visible()  # LaTeX, typeset
    expect(output.locator("input:visible, button:visible")).to_have_count(0)  # no dead controls
    expect(output.locator(".lm-form")).to_be_hidden()  # nor MathML without its tags
    assert "Error" not in output.inner_text()


@pytest.mark.parametrize("state", [False, True], ids=["without widget state", "with widget state"])
def test_exported_as_html_and_read_without_network(
    lab: Server, saved: str, page: Page, tmp_path: Path, state: bool
) -> None:
    source = lab.folder / saved
    if state:
        source = tmp_path / "state.ipynb"
        notebook = lab.read(saved)
        with_path = {**os.environ, "PYTHONPATH": str(ROOT)}
        nbclient.NotebookClient(notebook, store_widget_state=True).execute(env=with_path)
        assert "widgets" in notebook.metadata
        nbformat.write(notebook, source)
    export = [sys.executable, "-m", "nbconvert", "--to", "html", "--output", tmp_path / "exported.html", source]
    subprocess.run(export, check=True, capture_output=True)
    refuse_the_network(page)
    page.goto((tmp_path / "exported.html").as_uri())
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
