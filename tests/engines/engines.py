"""Typesetters that are not ours: each takes what a printer made and gives its complaint about each piece, or None."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Sequence
from html import unescape
from pathlib import Path

HERE = Path(__file__).parent
MODULES = HERE.parents[1] / ".engines" / "node_modules"
MISSING = "{} is not installed; `python3 run.py check --install` installs it."
AT_ONCE = 400
"""How many formulas a process of node is given; MathJax's memory grows with each."""

Complaints = list[str | None]


def katex(formulas: Sequence[str]) -> Complaints:
    """KaTeX in its strict mode."""
    return [answer["error"] for answer in _node("katex.cjs", formulas)]


def mathjax(formulas: Sequence[str]) -> Complaints:
    """MathJax 3 with the packages that JupyterLab gives it."""
    return [answer["error"] for answer in _node("mathjax.cjs", formulas)]


def mathjax_texts(formulas: Sequence[str]) -> list[str]:
    """The characters that MathJax 3 sets for each formula, blanks left out."""
    answers = _node("mathjax.cjs", formulas)
    return [re.sub(r"\s", "", unescape(re.sub(r"<[^>]*>", "", answer["mathml"] or ""))) for answer in answers]


def _node(script: str, formulas: Sequence[str]) -> list[dict[str, str | None]]:
    node = _program("node")
    assert MODULES.is_dir(), MISSING.format(MODULES)
    answers: list[dict[str, str | None]] = []
    for start in range(0, len(formulas), AT_ONCE):
        done = subprocess.run(
            [node, HERE / script],
            input=json.dumps(list(formulas[start : start + AT_ONCE])),
            env={**os.environ, "NODE_PATH": str(MODULES)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        answers += json.loads(done.stdout)
    return answers


def pdflatex(formulas: Sequence[str]) -> Complaints:
    """pdflatex with amsmath alone."""
    parts = [rf"\typeout{{FORMULA {number}}}\[{formula}\]\clearpage" for number, formula in enumerate(formulas)]
    log = _log_of_pdflatex(r"\usepackage[paperwidth=80cm,paperheight=80cm]{geometry}", parts)
    found: Complaints = [None] * len(formulas)
    for number, said in re.findall(r"^FORMULA (\d+)$(.*?)(?=^FORMULA|\Z)", log, re.M | re.S):
        errors = re.findall(r"^! .*|^Missing character.*", said, re.M)
        found[int(number)] = "; ".join(errors) or None
    assert f"FORMULA {len(formulas) - 1}" in log, log[-2000:]
    return found


def overfull(formulas: Sequence[str], width: float) -> list[str]:
    """What pdflatex finds too wide for lines of so many points, or wrong, in an article at ten points."""
    parts = [rf"\[{formula}\]\clearpage" for formula in formulas]
    log = _log_of_pdflatex(rf"\setlength{{\textwidth}}{{{width}pt}}\textheight=100cm", parts)
    assert f"({len(formulas)} page" in log, log[-2000:]
    return re.findall(r"^! .*|^Overfull .hbox.*", log, re.M)


def _log_of_pdflatex(head: str, parts: Sequence[str]) -> str:
    document = [rf"\documentclass{{article}}\usepackage{{amsmath}}{head}\begin{{document}}", *parts, r"\end{document}"]
    return _log_of_document("\n".join(document))


def pdflatex_alone(document: str) -> list[str]:
    """What pdflatex finds wrong, or too wide, in a document."""
    log = _log_of_document(document)
    assert "Output written" in log, log[-2000:]
    return re.findall(r"^! .*|^Missing character.*|^Overfull .hbox.*", log, re.M)


def _log_of_document(document: str) -> str:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "all.tex"
        file.write_text(document, encoding="utf-8")
        command = [_program("pdflatex"), "-interaction=nonstopmode", file.name]
        subprocess.run(command, cwd=folder, capture_output=True, check=False)
        return file.with_suffix(".log").read_text(encoding="utf-8", errors="replace")


def typst(markups: Sequence[str]) -> Complaints:
    """Typst, all at once, and one by one only where that fails."""
    import typst as compiler

    def complaint(markup: str) -> str | None:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "all.typ"
            file.write_text(markup, encoding="utf-8")
            try:
                compiler.compile(str(file))
            except RuntimeError as error:
                return str(error)
        return None

    if complaint("\n#pagebreak()\n".join(markups)) is None:
        return [None] * len(markups)
    return [complaint(markup) for markup in markups]


def pandoc(formulas: Sequence[str]) -> Complaints:
    """pandoc into Word: a formula that it cannot turn into Word's own stays TeX, and is missing among them."""
    import pypandoc

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "all.docx"
        source = "\n\n".join(f"$${formula}$$" for formula in formulas)
        command = [pypandoc.get_pandoc_path(), "--from=markdown", "--to=docx", "--output", str(file)]
        done = subprocess.run(command, input=source, capture_output=True, text=True, check=False)
        with zipfile.ZipFile(file) as archive:
            made = archive.read("word/document.xml").decode().count("<m:oMathPara>")
    if not done.stderr and made == len(formulas):
        return [None] * len(formulas)
    if len(formulas) == 1:
        return [done.stderr or f"{made} equations were made of one"]
    return [complaint for formula in formulas for complaint in pandoc([formula])]


def chromium(pieces: Sequence[str]) -> Complaints:
    """Chromium's own DOM: well-formed, MathML elements that it knows, and something to see."""
    script = f"import sys; sys.path.insert(0, {str(HERE)!r}); import dom; dom.main()"
    done = subprocess.run(  # a process of its own: Playwright minds the event loops of other tests
        [sys.executable, "-c", script], input=json.dumps(list(pieces)), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    complaints: Complaints = json.loads(done.stdout)
    return complaints


def _program(name: str) -> str:
    found = shutil.which(name)
    assert found, MISSING.format(name)
    return found
