"""Notebooks converted to LaTeX and Word."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import nbclient
import nbformat
import pypandoc
import pytest

import lme4math

ROOT = Path(__file__).resolve().parents[2]
CODE = "lmer(prevalence ~ time + time:type + (1 + time + type:time | reg) + (1 + time + type:time | reg:spp))"
PARSED = f"import lme4math; model = lme4math.parse({CODE!r}, factors={{'type': ['-', '+']}})"
CELLS = {
    "the magic": ("%load_ext lme4math", f"%%lmer_math --factor type=-,+ --notation compact\n{CODE}"),
    "explore": (PARSED, "model.explore('compact')"),
    "equations": (PARSED, "model.equations('compact')"),
}
MATHS = re.compile(r"<m:oMath>.*?</m:oMath>", re.DOTALL)
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"


@pytest.fixture(scope="module", params=CELLS)
def notebook(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A notebook that was run, as saved by its owner."""
    path = tmp_path_factory.mktemp("documents") / "view.ipynb"
    cells = [nbformat.v4.new_code_cell(cell) for cell in CELLS[request.param]]
    written = nbformat.v4.new_notebook(cells=cells)
    nbclient.NotebookClient(written, store_widget_state=False).execute(env={**os.environ, "PYTHONPATH": str(ROOT)})
    nbformat.write(written, path)
    return path


def document(path: Path) -> str:
    return zipfile.ZipFile(path).read("word/document.xml").decode("utf-8")


def shown(element: ElementTree.Element) -> str:
    """The characters of an equation in a Word document; some versions of pandoc make brackets attributes."""
    inner = (element.text or "") + "".join(map(shown, element))
    first, last = (element.find(f"{M}dPr/{M}{name}") for name in ("begChr", "endChr"))
    return inner if first is None or last is None else first.get(f"{M}val", "") + inner + last.get(f"{M}val", "")


def words(xml: str) -> str:
    """The text of a Word document outside its equations."""
    return re.sub(r"<[^>]+>", "", MATHS.sub("", xml).replace("</w:p>", "\n"))


def test_nbconvert_to_latex_holds_the_equation(notebook: Path) -> None:
    export = [sys.executable, "-m", "nbconvert", "--to", "latex", "--output", "view.tex", notebook]
    subprocess.run(export, check=True, capture_output=True, cwd=notebook.parent)
    text = (notebook.parent / "view.tex").read_text("utf-8")
    assert r"\beta_{0,j[i],k[i]}" in text
    assert "lm-view" not in text


def test_pandoc_by_markdown_to_word_gives_an_equation_that_can_be_edited(notebook: Path) -> None:
    """The command of the README."""
    target = notebook.parent / "edited.docx"
    markdown = pypandoc.convert_file(str(notebook), "markdown", format="ipynb")
    pypandoc.convert_text(markdown, "docx", format="markdown", outputfile=str(target))
    (equation,) = ElementTree.fromstring(document(target)).iter(f"{M}oMath")
    characters = re.sub(r"[&\s]", "", shown(equation))  # an ampersand is where Word aligns lines
    assert characters.startswith("prevalencei=β0,j[i],k[i]+β1,j[i],k[i]timei")
    # Outside the equation stands the code of the cells, and nothing of LaTeX or of our markup.
    assert not re.search(r"\\|\$|lm-|model_id|β|notation\b(?! compact)", words(document(target)))


def test_pandoc_straight_to_word_holds_a_readable_equation(notebook: Path) -> None:
    target = notebook.parent / "view.docx"
    pypandoc.convert_file(str(notebook), "docx", outputfile=str(target), format="ipynb")
    found = words(document(target))
    assert "β_{0,j[i],k[i]}" in found
    assert "lm-view" not in found
    assert "model_id" not in found


def test_what_quarto_takes_for_word_is_the_equation(notebook: Path) -> None:
    """Of an output Quarto takes the Markdown before all else, if the target is neither HTML nor LaTeX."""
    outputs = nbformat.read(notebook, as_version=4).cells[1].outputs
    taken = [output.data["text/markdown"] for output in outputs]
    assert [text.count(r"\beta_{0,j[i],k[i]}") > 0 for text in taken if text] == [True]
    assert all(text.startswith("$$\n") for text in taken if text)


@pytest.mark.parametrize("notation", ["expanded", "compact", "matrix"])
def test_the_latex_goes_to_word_as_an_editable_equation(tmp_path: Path, notation: str) -> None:
    bundle = lme4math.parse("y ~ x + (x | g)").equations(notation)._repr_mimebundle_()
    target = tmp_path / "equation.docx"
    pypandoc.convert_text(bundle["text/markdown"], "docx", format="markdown", outputfile=str(target))
    found = document(target)
    assert len(MATHS.findall(found)) == 1
    assert r"\begin" not in found  # nothing that pandoc could not read was left as text
