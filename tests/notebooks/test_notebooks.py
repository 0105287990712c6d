"""The notebooks run from top to bottom, show what they promise, and are kept with it, or without outputs."""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

from make_notebooks import KEPT, WIDGET_VIEW, executed, stored

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
LARGEST = 100_000
"""The bytes of a notebook with its outputs: a page that is read at once, and a difference that can be reviewed."""


@pytest.fixture
def own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No startup files or settings of whoever runs the tests."""
    for name in ("IPYTHONDIR", "JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR", "JUPYTER_DATA_DIR"):
        monkeypatch.setenv(name, str(tmp_path / name.lower()))


@pytest.mark.usefixtures("own_settings")
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_cell_shows_something_and_none_fails(path: Path) -> None:
    notebook = executed(path)
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        bundles = [output.get("data", {}) for output in cell.outputs]
        if "mistake" in cell.metadata.get("tags", ()):
            assert ["lm-carets" in bundle["text/html"] for bundle in bundles] == [True], cell.source
        elif cell.source.startswith("%lmer_math") or cell.source.startswith("%%lmer_math"):
            (live, still), offered = bundles[:2], bundles[2:]
            assert (WIDGET_VIEW in live, WIDGET_VIEW in still) == (True, False), cell.source
            compared = [">Compare " in bundle["text/html"] for bundle in offered]
            assert compared == [True] * ("anova" in cell.source), cell.source
        assert not [output for output in cell.outputs if output.get("name") == "stderr"], cell.source
    if path.stem in KEPT:
        kept = nbformat.read(path, as_version=4)
        assert shown(stored(notebook)) == shown(kept), f"python scripts/make_notebooks.py {path.stem} makes it again"


def shown(notebook: NotebookNode) -> list[tuple[str, list[dict[str, str]]]]:
    """The code of each cell, and what it shows; how an object is named where nothing better is known is left out."""
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    return [(cell.source, [forms(output) for output in cell.outputs]) for cell in code]


def forms(output: NotebookNode) -> dict[str, str]:
    found = dict(output.get("data", {"text/plain": output.get("text", "")}))
    told = {kind: text for kind, text in found.items() if not text.startswith("<IPython.")}
    return told if len(found) > 1 else found


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebooks_are_kept_with_all_outputs_or_with_none(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert code
    assert [cell.execution_count for cell in code] == [
        number if path.stem in KEPT else None for number in range(1, len(code) + 1)
    ]
    assert path.stem in KEPT or [cell.id for cell in code if cell.outputs] == []
    assert "widgets" not in notebook.metadata


@pytest.mark.parametrize("name", KEPT)
def test_what_is_kept_is_light_and_read_without_a_kernel(name: str) -> None:
    path = ROOT / "notebooks" / f"{name}.ipynb"
    assert path.stat().st_size < LARGEST
    notebook = nbformat.read(path, as_version=4)
    bundles = [output.get("data", {}) for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    assert not [bundle for bundle in bundles if WIDGET_VIEW in bundle or {"text/html", "text/latex"} <= set(bundle)]
    assert sum("$$" in text for bundle in bundles for text in (bundle.get("text/markdown", ""),)) >= 5


def test_the_papers_are_twelve_models_or_more_of_seven_fields() -> None:
    notebook = nbformat.read(ROOT / "notebooks" / "papers.ipynb", as_version=4)
    table = notebook.cells[0].source
    fields = re.findall(r"^\| (\w+) \| \[", table, re.MULTILINE)
    headings = [cell.source.splitlines()[0] for cell in notebook.cells if cell.source.startswith("## ")]
    linked = re.findall(r"\(#([^)]+)\)", table)
    assert len(fields) == 7
    assert len(linked) >= 12
    assert linked == [heading.removeprefix("## ").replace(" ", "-") for heading in headings[: len(linked)]]
