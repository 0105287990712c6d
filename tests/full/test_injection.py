"""Names that are HTML, LaTeX, Typst or script, in every place a name can stand and in every situation: none runs."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from browsing import ROOT, WAIT, Notebook, Server, View, marimo
from injecting import Watch, are_shown, declared, everywhere, known, name, one_each, payloads, string
from lme4math.ui.content import Viewable
from models import write_page
from saved import changed_by_a_stranger, exported

LONG = 5 * WAIT  # for so many views at once
PART = 14
PARTS = [slice(start, start + PART) for start in range(0, len(payloads()), PART)]
MODELS = one_each()
HERE = str(ROOT / "tests" / "browser")
CELLS = (
    f"%load_ext lme4math\nimport sys\nsys.path.append({HERE!r})\nfrom injecting import code, data, one_each",
    """for texts in one_each():
    d = data(texts)
    get_ipython().run_cell_magic("lmer_math", "--data d", code(texts))""",
)
MARIMO = f"""
import marimo
app = marimo.App(width="full")

@app.cell
def _():
    import sys
    sys.path.append({HERE!r})
    from injecting import known, one_each
    return known, one_each
"""
MARIMO_CELL = """
@app.cell
def _(known, one_each):
    known(one_each()[{number}]).explore()
    return
"""


@pytest.fixture(scope="module")
def saved(lab: Server, browser: Browser) -> str:
    """A notebook that was run live, watched, and saved without widget state."""
    page = browser.new_page()
    watch = Watch(page)
    notebook = Notebook(page, replace(lab, patience=LONG), lab.write("injections.ipynb", *CELLS))
    notebook.run(0)
    output = notebook.run(1)
    expect(output.locator(".lm-live")).to_have_count(len(MODELS), timeout=LONG)
    assert are_shown(output.locator(".lm-live"), MODELS)
    assert watch.complaints(".lm-explorer, .lm-view") == []
    notebook.save()
    notebook.stop_kernel()
    page.close()
    return "injections.ipynb"


def test_opened_again(lab: Server, saved: str, page: Page) -> None:
    watch = Watch(page)
    output = Notebook(page, lab, saved).output(1)
    expect(output.locator(".lm-view:visible")).to_have_count(len(MODELS), timeout=LONG)
    assert are_shown(output.locator(".lm-view:visible"), MODELS)
    assert watch.complaints(".lm-view") == []


def test_not_trusted(lab: Server, saved: str, page: Page) -> None:
    watch = Watch(page)
    output = Notebook(page, lab, changed_by_a_stranger(lab, saved)).output(1)
    typeset = output.locator("mjx-container:visible, .MathJax:visible")
    expect(typeset.nth(len(MODELS) - 1)).to_be_visible(timeout=LONG)
    expect(output.locator("mjx-merror, .MathJax_Error, [data-mjx-error]")).to_have_count(0)
    assert watch.complaints(".jp-RenderedHTMLCommon") == []


@pytest.mark.parametrize("state", [False, True], ids=["without widget state", "with widget state"])
def test_exported(lab: Server, saved: str, page: Page, tmp_path: Path, state: bool) -> None:
    watch = Watch(page)
    page.goto(exported(lab.folder / saved, tmp_path, state))
    assert are_shown(page.locator(".lm-view:visible"), MODELS)
    assert watch.complaints(".lm-view") == []


def test_in_voila(lab: Server, page: Page) -> None:
    watch = Watch(page)
    page.goto(f"{lab.url}/voila/render/{lab.write('voila.ipynb', *CELLS)}?token={lab.token}", timeout=LONG)
    expect(page.locator(".lm-live")).to_have_count(len(MODELS), timeout=LONG)
    assert are_shown(page.locator(".lm-live"), MODELS)
    assert watch.complaints(".lm-view") == []


def test_in_marimo(page: Page, tmp_path: Path) -> None:
    cells = [MARIMO_CELL.format(number=number) for number in range(len(MODELS))]
    (tmp_path / "app.py").write_text(MARIMO + "".join(cells), "utf-8")
    watch = Watch(page)
    with marimo(tmp_path / "app.py") as url:
        page.goto(url)
        expect(page.locator(".lm-view:visible")).to_have_count(len(MODELS), timeout=LONG)
        assert are_shown(page.locator(".lm-view:visible"), MODELS)
        assert watch.complaints(".lm-view") == []


@pytest.mark.parametrize("part", PARTS, ids=lambda part: f"from {part.start}")
@pytest.mark.parametrize("make", [known, declared], ids=["with data", "declared"])
def test_on_a_page(page: Page, tmp_path: Path, make: Callable[..., Viewable], part: slice) -> None:
    """Every text in every place."""
    models = [everywhere(text) for text in payloads()[part]]
    watch = Watch(page)
    page.goto(write_page(tmp_path / "page.html", map(make, models)))
    assert are_shown(page.locator(".lm-view"), models)
    for number in range(len(models)):
        view = View(page.locator("body > div").nth(number))
        view.root.locator(".lm-table label.lm-cell:visible").first.hover()
        view.press("matrix")
    assert watch.complaints(".lm-view") == []


@pytest.mark.parametrize("part", PARTS, ids=lambda part: f"from {part.start}")
def test_where_styles_and_scripts_are_stripped(page: Page, tmp_path: Path, part: slice) -> None:
    models = [everywhere(text) for text in payloads()[part]]
    path = tmp_path / "bare.html"
    write_page(path, map(known, models))
    path.write_text(re.sub(r"<style>.*?</style>", "", path.read_text("utf-8"), flags=re.DOTALL), "utf-8")
    watch = Watch(page)
    page.goto(path.as_uri())
    expect(page.locator(".lm-fallback:visible")).to_have_count(len(models))
    assert watch.complaints(".lm-view") == []


def test_messages_about_them(page: Page, lab: Server) -> None:
    """Mistakes in the code quote what was typed."""
    wrong = [f"lmer(y ~ x + * {text} (1 | g))" for text in payloads()]
    wrong += [f"lmer(y ~ {name(text)} + (1 | g), famly = {string(text)})" for text in payloads()]
    parts = [wrong[start : start + 40] for start in range(0, len(wrong), 40)]  # JupyterLab folds more than 50 outputs
    cells = [f"for line in {part!r}: get_ipython().run_cell_magic('lmer_math', '', line)" for part in parts]
    watch = Watch(page)
    notebook = Notebook(page, replace(lab, patience=LONG), lab.write("mistakes.ipynb", "%load_ext lme4math", *cells))
    notebook.run(0)
    for number, part in enumerate(parts, start=1):
        output = notebook.run(number)
        expect(output.locator(".lm-error")).to_have_count(len(part))
        assert "Traceback" not in output.inner_text()
        assert watch.complaints(".lm-error") == []


def test_no_text_of_the_list_is_left_out() -> None:
    assert len(payloads()) >= 75
    assert {text for texts in MODELS for text in texts} == set(payloads())
