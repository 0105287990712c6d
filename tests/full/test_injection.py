"""Names that are HTML, LaTeX, Typst or script, in every place a name can stand and in every situation: none runs."""

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
from playwright.sync_api import Browser, Locator, Page, expect

from browsing import ROOT, WAIT, Notebook, Server, View, marimo
from injecting import Watch, code, data, declared, known, payloads
from models import write_page

PART = 14
LONG = 5 * WAIT  # for so many views at once
PARTS = [slice(start, start + PART) for start in range(0, len(payloads()), PART)]
SETUP = """%load_ext lme4math
import sys
sys.path.append({path!r})
from injecting import code, data, payloads"""
CELL = """for text in payloads()[{start}:{stop}]:
    d = data(text)
    get_ipython().run_cell_magic("lmer_math", "--data d", code(text))"""
MARIMO = """
import marimo
app = marimo.App(width="full")

@app.cell
def _():
    import sys
    sys.path.append({path!r})
    from injecting import known, payloads
    return known, payloads
"""
MARIMO_CELL = """
@app.cell
def _(known, payloads):
    known(payloads()[{number}]).explore()
    return
"""
HERE = str(ROOT / "tests" / "browser")


@pytest.fixture(scope="module", params=PARTS, ids=lambda part: f"from {part.start}")
def part(request: pytest.FixtureRequest) -> slice:
    return request.param


@pytest.fixture(scope="module")
def texts(part: slice) -> tuple[str, ...]:
    return payloads()[part]


@pytest.fixture(scope="module")
def cells(part: slice) -> tuple[str, str]:
    return SETUP.format(path=HERE), CELL.format(start=part.start, stop=part.stop)


@pytest.fixture(scope="module")
def saved(lab: Server, browser: Browser, cells: tuple[str, str], texts: tuple[str, ...]) -> str:
    """A notebook that was run live, watched, and saved without widget state."""
    page = browser.new_page()
    watch = Watch(page)
    notebook = Notebook(page, lab, lab.write("injections.ipynb", *cells))
    notebook.run(0)
    output = notebook.run(1, LONG)
    expect(output.locator(".lm-live")).to_have_count(len(texts), timeout=LONG)
    assert_shown(output.locator(".lm-live"), texts)
    assert watch.complaints(".lm-explorer, .lm-view, .jp-OutputArea-output > .lm-error") == []
    notebook.save()
    notebook.stop_kernel()
    page.close()
    return "injections.ipynb"


def assert_shown(views: Locator, texts: tuple[str, ...]) -> None:
    """Each view has its code and its names as they are."""
    for view, text in zip(views.all(), texts, strict=True):
        assert view.locator(".lm-code").text_content() == code(text)
        assert text.strip() in (view.locator(".lm-scroll > math").first.text_content() or "")
        assert text in (view.locator(".lm-controls").text_content() or "")


def test_opened_again(lab: Server, saved: str, page: Page, texts: tuple[str, ...]) -> None:
    watch = Watch(page)
    output = Notebook(page, lab, saved).output(1)
    assert_shown(output.locator(".lm-view:visible"), texts)
    assert watch.complaints(".lm-view") == []


def test_not_trusted(lab: Server, saved: str, page: Page, texts: tuple[str, ...]) -> None:
    notebook = lab.read(saved)
    for cell in notebook.cells:
        cell.metadata.pop("trusted", None)
    notebook.cells[0].source += "  # changed by a stranger"
    (lab.folder / "stranger.ipynb").write_text(json.dumps(notebook))
    watch = Watch(page)
    output = Notebook(page, lab, "stranger.ipynb").output(1)
    expect(output.locator("mjx-container:visible, .MathJax:visible").nth(len(texts) - 1)).to_be_visible()
    expect(output.locator("mjx-merror, .MathJax_Error, [data-mjx-error]")).to_have_count(0)
    assert watch.complaints(".jp-RenderedHTMLCommon:not(:has(> .lm-still))") == []


@pytest.mark.parametrize("state", [False, True], ids=["without widget state", "with widget state"])
def test_exported(lab: Server, saved: str, page: Page, tmp_path: Path, texts: tuple[str, ...], state: bool) -> None:
    source = lab.folder / saved
    if state:
        notebook = lab.read(saved)
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        nbclient.NotebookClient(notebook, store_widget_state=True).execute(env=environment)
        assert "widgets" in notebook.metadata
        source = tmp_path / "state.ipynb"
        nbformat.write(notebook, source)
    export = [sys.executable, "-m", "nbconvert", "--to", "html", "--output", tmp_path / "exported.html", source]
    subprocess.run(export, check=True, capture_output=True)
    watch = Watch(page)
    page.goto((tmp_path / "exported.html").as_uri())
    assert_shown(page.locator(".lm-view:visible"), texts)
    assert watch.complaints(".lm-view") == []


def test_in_voila(lab: Server, page: Page, cells: tuple[str, str], texts: tuple[str, ...]) -> None:
    watch = Watch(page)
    page.goto(f"{lab.url}/voila/render/{lab.write('voila.ipynb', *cells)}?token={lab.token}", timeout=LONG)
    expect(page.locator(".lm-live")).to_have_count(len(texts), timeout=LONG)
    assert_shown(page.locator(".lm-live"), texts)
    assert watch.complaints(".lm-view") == []


def test_in_marimo(page: Page, tmp_path: Path, part: slice, texts: tuple[str, ...]) -> None:
    cells = [MARIMO_CELL.format(number=part.start + number) for number in range(len(texts))]
    (tmp_path / "app.py").write_text(MARIMO.format(path=HERE) + "".join(cells), "utf-8")
    watch = Watch(page)
    with marimo(tmp_path / "app.py") as url:
        page.goto(url)
        expect(page.locator(".lm-view:visible")).to_have_count(len(texts), timeout=LONG)
        assert_shown(page.locator(".lm-view:visible"), texts)
        assert watch.complaints(".lm-view") == []


@pytest.mark.parametrize("make", [known, declared], ids=["with data", "declared"])
def test_on_a_page(page: Page, tmp_path: Path, make: type, texts: tuple[str, ...]) -> None:
    watch = Watch(page)
    page.goto(write_page(tmp_path / "page.html", [make(text) for text in texts]))
    assert_shown(page.locator(".lm-view"), texts)
    for number in range(len(texts)):
        view = View(page.locator("body > div").nth(number))
        view.root.locator(".lm-table label.lm-cell:visible").first.hover()
        for notation in ("compact", "matrix"):
            view.press(notation)
    assert watch.complaints(".lm-view") == []


def test_where_styles_and_scripts_are_stripped(page: Page, tmp_path: Path, texts: tuple[str, ...]) -> None:
    path = tmp_path / "bare.html"
    write_page(path, [known(text) for text in texts])
    path.write_text(re.sub(r"<style>.*?</style>", "", path.read_text("utf-8"), flags=re.DOTALL), "utf-8")
    watch = Watch(page)
    page.goto(path.as_uri())
    expect(page.locator(".lm-fallback:visible")).to_have_count(len(texts))
    assert watch.complaints(".lm-view") == []


def test_messages_about_them(page: Page, lab: Server) -> None:
    """Mistakes in the code, in the data's name and in the options quote what was typed."""
    wrong = [f"lmer(y ~ x + * {text} (1 | g))" for text in payloads()]
    missing = [f"lmer(y ~ {code(text)})" for text in payloads()]
    cell = f"for line in {wrong + missing!r}: get_ipython().run_cell_magic('lmer_math', '', line)"
    watch = Watch(page)
    notebook = Notebook(page, lab, lab.write("mistakes.ipynb", "%load_ext lme4math", cell))
    notebook.run(0)
    output = notebook.run(1, LONG)
    assert output.locator(".lm-error").count() >= len(payloads())
    assert watch.complaints(".lm-error") == []
    assert "Traceback" not in output.inner_text()


def test_the_data_are_asked_as_they_are() -> None:
    """The list is in the tests as it stands in its file: were a text lost on the way, nothing above would notice."""
    assert len(payloads()) >= 75
    assert all(text in data(text) for text in payloads())
