"""The notebooks of the site, in JupyterLite: built, served as files, and used in a browser that can reach nothing else.

    python3 run.py full tests/full/test_site.py

What needs numpy, scipy or matplotlib in the browser is not seen here: their builds for it are on Pyodide's CDN only.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from acts import LEVELS, change_the_model, point_at_a_coefficient, refuse_the_network, use_every_toggle
from browsing import SOON, Notebook, Site, View
from tests.full.environments import ROOT
from tests.full.serving import served

pytestmark = pytest.mark.xdist_group("browser")

PATIENCE = 600_000  # a Python in WebAssembly begins in some 10 seconds; on a machine with much to do, in minutes


@pytest.fixture
def patient(page: Page) -> Iterator[None]:
    """Every act is waited for, those too that a view asks Python for."""
    page.set_default_timeout(PATIENCE)
    expect.set_options(timeout=PATIENCE)
    yield
    expect.set_options(timeout=SOON)


@pytest.fixture(scope="module")
def folder(site_folder: Path) -> Path:
    return site_folder / "lite"


@pytest.fixture(scope="module")
def site(folder: Path) -> Iterator[Site]:
    with served(folder) as url:
        yield Site(url, "", folder, PATIENCE)


def packages(folder: Path) -> dict[str, dict[str, Any]]:
    lock = json.loads((folder / "static/pyodide/pyodide-lock.json").read_text())
    found: dict[str, dict[str, Any]] = lock["packages"]
    return found


def test_the_page_has_the_widgets_and_every_notebook(folder: Path) -> None:
    settings = json.loads((folder / "jupyter-lite.json").read_text())["jupyter-config-data"]
    names = {each["name"] for each in settings["federated_extensions"]}
    assert {"@jupyter-widgets/jupyterlab-manager", "anywidget", "@jupyterlite/pyodide-kernel-extension"} <= names
    assert settings["litePluginSettings"]["@jupyterlite/pyodide-kernel-extension:kernel"]["pyodideUrl"].startswith("./")
    notebooks = {path.name for path in (ROOT / "notebooks").glob("*.ipynb")}
    assert notebooks <= {path.name for path in (folder / "files").iterdir()}


def test_only_compiled_packages_are_elsewhere(folder: Path) -> None:
    listed = packages(folder)
    pyodide = folder / "static/pyodide"
    for name in ("lme4math", "ipywidgets", "anywidget", "traitlets", "ipython", "sympy", "narwhals", "pyodide-kernel"):
        assert (pyodide / str(listed[name]["file_name"])).is_file(), name
    for name in ("numpy", "scipy", "matplotlib"):
        assert name in listed["lme4math"]["depends"]
        assert "/full/" in str(listed[name]["file_name"]), name


@pytest.mark.usefixtures("patient")
def test_the_tour_runs_with_nothing_but_the_files(site: Site, page: Page) -> None:
    asked = refuse_the_network(page)
    notebook = Notebook(page, site, "tour.ipynb")
    notebook.run(0)
    view = View(notebook.run(3))
    assert view.is_live
    use_every_toggle(view)
    point_at_a_coefficient(view)
    change_the_model(view)  # by Python, in the browser

    assert [view.is_marked(level) for level in LEVELS.values()] == [False, True, True]
    expect(notebook.run(4)).to_contain_text("N(mean, covariance matrix or variance)")
    expect(notebook.failures).to_have_count(0)
    assert set(asked) <= compiled(site)


@pytest.mark.usefixtures("patient")
def test_the_gallery_runs_with_nothing_but_the_files(site: Site, page: Page) -> None:
    asked = refuse_the_network(page)
    notebook = Notebook(page, site, "gallery.ipynb")
    cells = json.loads((site.folder / "files/gallery.ipynb").read_text())["cells"]
    n_code = sum(cell["cell_type"] == "code" for cell in cells)
    notebook.run(0)
    for _ in cells:
        page.keyboard.press("Shift+Enter")
    last = notebook.panel.locator(".jp-CodeCell").filter(has_text=f"[{n_code + 1}]:")  # the first one ran twice
    expect(last.or_(notebook.failures).first).to_be_attached(timeout=PATIENCE)
    expect(notebook.failures).to_have_count(0)
    assert View(last.locator(".jp-Cell-outputArea")).is_live
    assert set(asked) <= compiled(site)


def compiled(site: Site) -> set[str]:
    """The addresses of what is not among the files."""
    return {str(each["file_name"]) for each in packages(site.folder).values()}
