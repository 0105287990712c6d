"""One set of labels on one model, as a reader finds it in every form that equations have."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import numpy.typing as npt
import pypandoc
import pytest
from matplotlib.path import Path as Outline

import lme4math
from lme4math.printers import Letters
from lme4math.printers.figure import draw
from lme4math.printers.layout.boxes import NameBox
from tests.engines import engines

Points = npt.NDArray[np.float64]
CODE = "lmer(resp_ms ~ dose_mg * arm_cd + age_yr + (dose_mg | clin_id))"
LABELS = {
    "resp_ms": "response time",
    "dose_mg": "$d$",
    "arm_cd": "arm",
    "arm_cd=trt": "treated",
    "clin_id": "clinic",
    "age_yr": "age",
    "fixef(age_yr)": r"$\gamma$",
    "(Intercept)": r"$\alpha$",
}
THERE = ("response time", "d", "arm", "treated", "clinic", "age", "γ", "α")
GONE = ("resp_ms", "dose_mg", "arm_cd", "trt", "clin_id", "age_yr", "β0", "β3")
"""Names in R, and the symbols of coefficients that have others."""
HEAD = "\\documentclass{{article}}\\usepackage{{amsmath}}\\begin{{document}}\n{}\n\\end{{document}}"
SVG = "http://www.w3.org/2000/svg"
GREEK = {r"\alpha": "α", r"\beta": "β", r"\gamma": "γ"}


@pytest.fixture(scope="module")
def model() -> lme4math.Model:
    return lme4math.parse(CODE, factors={"arm_cd": ["ctl", "trt"]}, labels=LABELS)


def from_latex(latex: str) -> str:
    """What LaTeX sets: words without their command, names with plain underscores, subscripts on the line."""
    for command, letter in GREEK.items():
        latex = latex.replace(command, letter)
    latex = re.sub(r"\\(?:text|mathrm)\{([^{}]*)\}", r"\1", latex.replace(r"\_", "_"))
    return latex.replace("_{", "").replace("{", "").replace("}", "")


def display(model: lme4math.Model, _: Path) -> str:
    latex = model.equations().latex(form="display")
    assert engines.pdflatex_alone(HEAD.format(latex)) == []
    return from_latex(latex)


def document(model: lme4math.Model, folder: Path) -> str:
    model.equations().save(folder / "model.tex")
    latex = (folder / "model.tex").read_text("utf-8")
    assert engines.pdflatex_alone(latex) == []
    return from_latex(latex)


def mathml(model: lme4math.Model, _: Path) -> str:
    parts = ElementTree.fromstring(model.equations().mathml()).itertext()
    return " ".join(parts).replace("\xa0", " ").replace("β ", "β")


def text(model: lme4math.Model, _: Path) -> str:
    return model.equations().text().translate(str.maketrans("₀₁₂₃₄", "01234"))


def typst(model: lme4math.Model, _: Path) -> str:
    markup = model.equations().typst()
    assert engines.typst([markup]) == [None]
    return markup.replace("_(", "").replace("_0", "0").replace("_3", "3").replace('"', "")


def markdown(model: lme4math.Model, _: Path) -> str:
    """The paragraph of a methods section and the words, as a web page."""
    source = f"{model.methods('markdown')}\n\n{model.explain()._repr_markdown_()}"
    page = pypandoc.convert_text(source, "html", format="markdown", extra_args=["--mathml"])
    shown = re.sub(r"<(annotation|code)\b.*?</\1>", "", page, flags=re.DOTALL)  # R code stays between code quotes
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", shown)).replace("\xa0", " ")


def word(model: lme4math.Model, folder: Path) -> str:
    model.equations().save(folder / "model.docx")
    parts = ElementTree.fromstring(zipfile.ZipFile(folder / "model.docx").read("word/document.xml")).iter()
    return "".join(part.text or "" for part in parts if part.tag.endswith("}t")).replace("\xa0", " ")


def sympy(model: lme4math.Model, _: Path) -> str:
    written = re.sub(r"\[(\d)\]", r"\1", str(model.equations().sympy()))
    return written.replace("alpha", "α").replace("beta", "β").replace("gamma", "γ")


FORMS: dict[str, Callable[[lme4math.Model, Path], str]] = {
    "LaTeX display": display,
    "LaTeX document": document,
    "MathML": mathml,
    "text": text,
    "Typst": typst,
    "Markdown": markdown,
    "Word": word,
    "sympy": sympy,
}


@pytest.mark.parametrize("form", FORMS)
def test_each_label_is_there_and_no_name_in_r_is_left(model: lme4math.Model, form: str, tmp_path: Path) -> None:
    read = FORMS[form](model, tmp_path)
    assert [label for label in THERE if not re.search(rf"(?<![^\W\d_]){label}(?![^\W\d_i])", read)] == []
    assert [name for name in GONE if name in read] == []


WORDS, LETTERS = tuple(label for label in THERE if len(label) > 1), tuple(label for label in THERE if len(label) == 1)


@pytest.mark.parametrize(
    ("box", "stands"),
    [
        *((NameBox(label), True) for label in WORDS),
        *((Letters(label), True) for label in LETTERS),
        *((NameBox(name), False) for name in GONE if "β" not in name),
    ],
    ids=str,
)
def test_a_picture_has_the_outlines_of_labels_and_of_no_name_in_r(
    model: lme4math.Model, tmp_path: Path, box: NameBox | Letters, stands: bool
) -> None:
    model.equations().save(tmp_path / "model.svg")
    curves = [path.get("d", "") for path in ElementTree.parse(tmp_path / "model.svg").iter(f"{{{SVG}}}path")]
    outline = Outline.make_compound_path(*(ink.path for ink in draw(box).inks))
    kept = outline.vertices[outline.codes != Outline.CLOSEPOLY] * [1, -1]  # in SVG, y points down
    assert any(has_shape(points(curve), kept) for curve in curves) is stands


def points(curve: str) -> Points:
    """The points of a path, whose commands all have absolute places."""
    return np.array([float(number) for number in re.findall(r"-?\d+(?:\.\d+)?", curve)]).reshape(-1, 2)


def has_shape(curve: Points, shape: Points) -> bool:
    """Whether points that follow each other have a shape, at any place and in any size."""
    if len(curve) < len(shape):
        return False
    windows = np.lib.stride_tricks.sliding_window_view(curve, len(shape), axis=0).transpose(0, 2, 1)
    windows = windows - windows[:, :1]
    wanted = shape - shape[0]
    farthest = int(np.abs(wanted).sum(axis=1).argmax())
    sizes = np.abs(windows[:, farthest]).sum(axis=1) / np.abs(wanted[farthest]).sum()
    off = np.abs(windows - sizes[:, None, None] * wanted).max(axis=(1, 2))
    return bool((off[sizes > 0] < 0.001 * sizes[sizes > 0]).any())
