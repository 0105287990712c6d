"""Where a notebook goes that is no page: LaTeX, and Word."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import nbformat
import pypandoc
import pytest

import lme4math
from lme4math.ui.widget import Explorer

CODE = "lmer(prevalence ~ time + time:type + (1 + time + type:time | reg) + (1 + time + type:time | reg:spp))"


@pytest.fixture
def notebook(tmp_path: Path) -> Path:
    """A notebook that shows the view, as saved by its owner."""
    live, still = Explorer(lme4math.parse(CODE, factors={"type": ["-", "+"]}), "compact").outputs()
    outputs = [nbformat.v4.new_output("display_data", data=data) for data in (live, still)]
    cell = nbformat.v4.new_code_cell("%%lmer_math\n" + CODE, outputs=outputs, execution_count=1)
    path = tmp_path / "view.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), path)
    return path


def test_nbconvert_to_latex_holds_the_equation(notebook: Path) -> None:
    export = [sys.executable, "-m", "nbconvert", "--to", "latex", "--output", "view.tex", notebook]
    subprocess.run(export, check=True, capture_output=True, cwd=notebook.parent)
    text = (notebook.parent / "view.tex").read_text("utf-8")
    assert r"\beta_{0,j[i],k[i]}" in text
    assert "lm-view" not in text


def test_pandoc_to_word_holds_a_readable_equation(notebook: Path) -> None:
    target = notebook.parent / "view.docx"
    pypandoc.convert_file(str(notebook), "docx", outputfile=str(target), format="ipynb")
    document = zipfile.ZipFile(target).read("word/document.xml").decode("utf-8")
    assert "β_{0,j[i],k[i]}" in document
    assert "lm-view" not in document


def test_the_latex_goes_to_word_as_an_editable_equation(tmp_path: Path) -> None:
    latex = lme4math.parse("y ~ x + (x | g)").equations("matrix").latex()
    target = tmp_path / "equation.docx"
    pypandoc.convert_text(f"$$\n{latex}\n$$", "docx", format="markdown", outputfile=str(target))
    document = zipfile.ZipFile(target).read("word/document.xml").decode("utf-8")
    assert "<m:oMath" in document
    assert r"\begin" not in document  # nothing that pandoc could not read was left as text
