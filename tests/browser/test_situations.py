"""The places where a view is read, one test each: what a reader sees there and can do."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Page, Route, expect

from browsing import Notebook, Server, View
from conftest import MISTAKE, SEED, SETUP

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


def test_live_in_jupyterlab(lab: Server, page: Page) -> None:
    notebook = Notebook(page, lab, lab.write("live.ipynb", SETUP, SEED, MISTAKE))
    notebook.run(0)
    output = notebook.run(1)
    view = View(output)
    assert view.is_live
    use_every_toggle(view)
    expect(view.root.locator("input:visible")).to_have_count(len(view.root.locator(".lm-cell").all()))

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


def test_exported_as_html_and_read_without_network(lab: Server, saved: str, page: Page, tmp_path: Path) -> None:
    export = [sys.executable, "-m", "nbconvert", "--to", "html", "--output-dir", tmp_path, lab.folder / saved]
    subprocess.run(export, check=True, capture_output=True)
    asked: list[str] = []

    def refuse(route: Route) -> None:
        asked.append(route.request.url)
        route.abort()

    page.route(lambda url: not url.startswith(("file:", "data:")), refuse)
    page.goto((tmp_path / "saved.html").as_uri())
    view = View(page.locator("body"))
    assert not view.is_live
    use_every_toggle(view)
    expect(page.get_by_text("Error displaying widget")).to_be_hidden()
