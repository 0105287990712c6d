"""The package for R: checked by R, and used in documents of R Markdown and in a notebook of R.

    python3 run.py full tests/full/test_r_package.py --install

`--install` brings the packages of R that it is tried with, on Debian and Ubuntu.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import nbclient
import nbformat
import pytest
from playwright.sync_api import Page, expect

from acts import refuse_the_network
from tests.full.environments import ROOT, environment, run

NEEDED = ("IRkernel", "knitr", "lme4", "lmerTest", "repr", "reticulate", "rmarkdown", "testthat")
MISSING = f"cat(setdiff(c({', '.join(map(repr, NEEDED))}), rownames(installed.packages())))"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
FIT = """library(lme4)
library(lme4math)
cbpp$period <- factor(cbpp$period, levels = c("4", "3", "2", "1"))
fit <- lmer(Reaction ~ Days + (Days | Subject), sleepstudy)
smaller <- lmer(Reaction ~ Days + (1 | Subject), sleepstudy)
herds <- glmer(cbind(incidence, size - incidence) ~ period + (1 | herd), cbpp, binomial)
"""
ASKED = (
    "equations(fit)",
    'equations(herds, "compact", numbers = "both")',
    "explain(fit)",
    "methods_paragraph(herds)",
    "compare_models(smaller, fit)",
    'check_equation("Reaction_i = b0 + b1 Days_i + u_{j[i]} + e_i", fit)',
)
HEAD = """---
title: Fits
---

```{r, include = FALSE}
options(tinytex.clean = FALSE)
knitr::opts_chunk$set(echo = FALSE)
"""


def missing() -> str:
    if shutil.which("Rscript") is None:
        return "R"
    return run("Rscript", "-e", MISSING, folder=ROOT)


pytestmark = [
    pytest.mark.xdist_group("package for R"),
    pytest.mark.skipif(bool(absent := missing()), reason=f"run.py full --install brings {absent}"),
]


def r(library: Path, *command: str, folder: Path, python: str | Path = sys.executable) -> str:
    """What R prints; with this checkout as Python's lme4math where Python is the one that runs the tests."""
    environ = {**os.environ, "R_LIBS": str(library), "RETICULATE_PYTHON": str(python), "LC_ALL": "C.UTF-8"}
    if python == sys.executable:
        environ["PYTHONPATH"] = str(ROOT)
    done = subprocess.run(command, cwd=folder, env=environ, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}\n{done.stderr}"
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package as R builds it, and beside it a library in which it is installed."""
    folder = tmp_path_factory.mktemp("package")
    (folder / "library").mkdir()
    run("R", "CMD", "build", ROOT / "r", folder=folder)
    (package,) = folder.glob("lme4math_*.tar.gz")
    run("R", "CMD", "INSTALL", f"--library={folder / 'library'}", package, folder=folder)
    return package


@pytest.fixture(scope="module")
def library(built: Path) -> Path:
    return built.parent / "library"


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> Path:
    chunks = "\n".join(f"```{{r}}\n{asked}\n```\n" for asked in ASKED)
    path = tmp_path_factory.mktemp("documents") / "fits.Rmd"
    path.write_text(f"{HEAD}{FIT}```\n\nBefore.\n\n{chunks}\nAfter.\n", encoding="utf-8")
    return path


def rendered(library: Path, document: Path, kind: str, ending: str) -> Path:
    r(
        library,
        "Rscript",
        "-e",
        f"rmarkdown::render('fits.Rmd', rmarkdown::{kind}, quiet = TRUE)",
        folder=document.parent,
    )
    return document.with_suffix(ending)


def test_it_is_at_most_200_lines() -> None:
    assert sum(len(path.read_text("utf-8").splitlines()) for path in (ROOT / "r" / "R").glob("*.R")) <= 200


def test_r_finds_no_fault_and_every_test_of_the_package_runs(built: Path, library: Path) -> None:
    said = r(library, "R", "CMD", "check", "--no-manual", built.name, folder=built.parent)
    assert "Status: OK" in said
    (tests,) = built.parent.glob("lme4math.Rcheck/tests/testthat.Rout")
    assert "[ FAIL 0 | WARN 0 | SKIP 0 | PASS " in tests.read_text("utf-8")


def test_a_page_has_mathematics_that_the_browser_sets_by_itself(library: Path, document: Path, page: Page) -> None:
    path = rendered(library, document, "html_document(mathjax = NULL)", ".html")
    asked = refuse_the_network(page)
    page.goto(path.as_uri())
    blocks = page.locator("body math[display=block]")
    assert blocks.count() == 3
    first = blocks.first.bounding_box()
    assert first is not None
    assert first["width"] > 300
    assert first["height"] > 100
    assert "251.4" in (blocks.first.text_content() or "")
    expect(page.get_by_text("is a special case of the second one")).to_be_visible()
    expect(page.get_by_text("Your equation is not the model of the code")).to_be_visible()
    assert "$" not in page.locator("body").inner_text()
    assert asked == []


def test_a_pdf_has_lines_that_fit(library: Path, document: Path) -> None:
    path = rendered(library, document, "pdf_document(keep_tex = TRUE)", ".pdf")
    assert path.read_bytes().startswith(b"%PDF")
    text = path.with_suffix(".tex").read_text("utf-8")
    assert text.count(r"\begin{align*}") == 3
    assert r"\text{Reaction}_{i} & = \left(251.4 + b_{0,j[i]}" in text
    wide = re.findall(r"Overfull \\hbox \((\d+)", path.with_suffix(".log").read_text("latin-1"))
    assert [float(points) for points in wide if float(points) > 5] == []


def test_word_has_equations_that_can_be_edited(library: Path, document: Path) -> None:
    path = rendered(library, document, "word_document()", ".docx")
    xml = zipfile.ZipFile(path).read("word/document.xml").decode("utf-8")
    shown = ["".join(one.itertext()) for one in ElementTree.fromstring(xml).iter(f"{M}oMath")]
    assert sum("251.4" in one for one in shown) == 2, "in the equation, and in the words of explain()"
    assert sum("logit" in one for one in shown) == 2
    cells = [cell.find(f".//{M}t") for row in ElementTree.fromstring(xml).iter(f"{M}mr") for cell in row]
    assert len(cells) > 50
    begun = ["nothing" if cell is None else (cell.text or "").strip() for cell in cells]
    assert [one for one in begun if one in ("nothing", "=", "∼", "+")] == [], "LibreOffice needs an operand there"
    words = re.sub(r"<[^>]+>", "", re.sub(r"<m:oMath>.*?</m:oMath>", "", xml, flags=re.DOTALL))
    assert "The first model is a special case of the second one" in words
    assert "Reaction ~ Days + (1 | Subject)" in words
    assert not re.search(r"[\\$]", words)


def test_a_notebook_of_r_has_the_view(
    library: Path, tmp_path: Path, page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    kernel = tmp_path / "jupyter" / "kernels" / "ir"
    kernel.mkdir(parents=True)
    started = ["R", "--slave", "-e", "IRkernel::main()", "--args", "{connection_file}"]
    (kernel / "kernel.json").write_text(json.dumps({"argv": started, "display_name": "R", "language": "R"}))
    for name, value in (
        ("JUPYTER_PATH", tmp_path / "jupyter"),
        ("R_LIBS", library),
        ("RETICULATE_PYTHON", sys.executable),
        ("PYTHONPATH", ROOT),
    ):
        monkeypatch.setenv(name, str(value))
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in (FIT, *ASKED)])
    nbclient.NotebookClient(notebook, kernel_name="ir").execute()
    shown = [cell.outputs[-1]["data"] for cell in notebook.cells[1:]]
    assert [sorted(forms) for forms in shown if not {"text/html", "text/markdown", "text/plain"} <= set(forms)] == []
    assert r"\begin{align*}" in shown[0]["text/latex"]

    target = tmp_path / "view.html"
    target.write_text(f"<!doctype html><meta charset=utf-8>{shown[0]['text/html']}", encoding="utf-8")
    page.goto(target.as_uri())
    expect(page.get_by_text("251.4").first).to_be_visible()
    page.get_by_text("symbols", exact=True).click()
    expect(page.locator(".lm-view math[display=block]:visible").get_by_text("251.4")).to_have_count(0)


def test_without_python_or_its_package_it_says_what_to_install(library: Path, tmp_path: Path) -> None:
    asked = f"{FIT}cat(tryCatch(equations(fit)$text, error = conditionMessage))"
    nowhere = r(library, "Rscript", "-e", asked, folder=tmp_path, python=tmp_path / "python")
    assert "lme4math needs Python 3.11 or later, and reticulate finds no Python" in nowhere
    bare = environment(tmp_path / "bare") / "python"
    said = r(library, "Rscript", "-e", asked, folder=tmp_path, python=bare)
    assert f"The Python package lme4math is not installed in {bare}.\nInstall it there:" in said
