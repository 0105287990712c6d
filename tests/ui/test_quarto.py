"""A document that Quarto renders: its runner starts the kernel with the width of figures in the environment."""

from __future__ import annotations

import os
import re
import subprocess
import zipfile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import nbclient
import nbformat
import pypandoc
import pytest

import lme4math

ROOT = Path(__file__).resolve().parents[2]
CODE = "lmer(Reaction ~ Days + (Days | Subject), data = sleepstudy)"
CELLS = {
    "the magic": f"%%lmer_math --notation compact\n{CODE}",
    "the view": f"lme4math.parse({CODE!r}).explore('compact')",
    "a model": f"lme4math.options.notation = 'compact'; lme4math.parse({CODE!r})",
    "a fit": f"lme4math.parse({CODE!r}, lme4math.data.sleepstudy()).fit().explore('compact', 'both')",
}
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"


@pytest.fixture(scope="module", params=CELLS)
def output(request: pytest.FixtureRequest) -> dict[str, Any]:
    """All that a cell shows, which is one output."""
    cells = [nbformat.v4.new_code_cell(cell) for cell in ("import lme4math", CELLS[request.param])]
    notebook = nbformat.v4.new_notebook(cells=cells)
    rendering = {**os.environ, "PYTHONPATH": str(ROOT), "QUARTO_FIG_WIDTH": "7"}
    nbclient.NotebookClient(notebook).execute(env=rendering)
    (shown,) = notebook.cells[1].outputs
    data: dict[str, Any] = shown["data"]
    return data


def test_there_is_no_widget_and_no_form_that_comes_before_the_right_one(output: dict[str, Any]) -> None:
    assert sorted(output) == ["text/html", "text/markdown", "text/plain"]


def test_a_page_has_the_view_and_its_tables_stay_as_they_are(output: dict[str, Any]) -> None:
    html = output["text/html"]
    assert "<math" in html
    assert 'class="lm-view lm-alone' in html
    assert re.search(r"<!--\| quarto-html-table-processing: none -->", html)
    assert html.index("<!--|") < html.index("<table")


def test_equations_of_their_own_have_the_same_markdown_and_nothing_that_comes_before_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("QUARTO_FIG_WIDTH", "7")
    equations = lme4math.parse(CODE).equations("compact")
    assert equations._repr_mimebundle_() == {"text/markdown": equations.markdown(), "text/plain": equations.text()}


def test_word_has_equations_that_can_be_edited_and_the_notes_as_text(output: dict[str, Any], tmp_path: Path) -> None:
    target = tmp_path / "model.docx"
    pypandoc.convert_text(output["text/markdown"], "docx", format="markdown", outputfile=str(target))
    document = zipfile.ZipFile(target).read("word/document.xml").decode("utf-8")
    first, *others = ElementTree.fromstring(document).iter(f"{M}oMath")
    assert "Reaction" in "".join(first.itertext())
    assert len(others) > 3  # symbols within the notes
    assert "observation" in re.sub(r"<m:oMath>.*?</m:oMath>", "", document, flags=re.DOTALL)
    assert "\\" not in re.sub(r"<[^>]+>", "", document)


def test_the_pdf_is_typeset(output: dict[str, Any], tmp_path: Path) -> None:
    target = tmp_path / "model.tex"
    pypandoc.convert_text(output["text/markdown"], "latex", format="markdown", outputfile=str(target))
    article = "\\documentclass{article}\\usepackage{amsmath}\\begin{document}%s\\end{document}"
    target.write_text(article % target.read_text("utf-8"), encoding="utf-8")
    done = subprocess.run(
        ["pdflatex", "-interaction=nonstopmode", target.name], cwd=tmp_path, capture_output=True, check=False
    )
    log = done.stdout.decode("latin-1")
    assert done.returncode == 0, log[-2000:]
    assert "Overfull" not in log
