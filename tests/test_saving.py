"""Equations as files that other programs open."""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest

import lme4math

EQUATIONS = lme4math.parse("lmer(log_bmi ~ x + (x | my_group))").equations()
BEGINNINGS = {".svg": b"<?xml", ".png": b"\x89PNG", ".pdf": b"%PDF", ".tex": b"\\documentclass", ".mml": b"<math"}


@pytest.mark.parametrize("kind", BEGINNINGS)
def test_a_file_is_of_the_kind_that_its_name_says(tmp_path: Path, kind: str) -> None:
    file = tmp_path / f"model{kind}"
    EQUATIONS.save(file)
    assert file.read_bytes().startswith(BEGINNINGS[kind])


def test_word_has_equations_that_can_be_edited(tmp_path: Path) -> None:
    file = tmp_path / "model.docx"
    EQUATIONS.save(str(file))
    document = ElementTree.fromstring(zipfile.ZipFile(file).read("word/document.xml"))
    maths = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
    shown = "".join(part.text or "" for part in document.iter(f"{maths}t"))
    assert "β" in shown
    assert "log" in shown


def test_libreoffice_can_read_what_is_in_a_file_of_word(tmp_path: Path) -> None:
    """It reads each cell as a formula: none may be empty, or begin with a sign that needs an operand before it."""
    code = "lmer(reaction_time ~ condition_code * trial_number + (1 + condition_code | participant) + (1 | item))"
    for notation in ("expanded", "compact", "matrix"):
        lme4math.parse(code).equations(notation).save(tmp_path / "model.docx")
        document = ElementTree.fromstring(zipfile.ZipFile(tmp_path / "model.docx").read("word/document.xml"))
        maths = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
        assert list(document.iter(f"{maths}eqArr")) == [], "its `&` would be drawn"
        (lines,) = (one for one in document.iter(f"{maths}oMath") for one in one.findall(f"{maths}m"))
        rows = [[list(cell.iter(f"{maths}t")) for cell in row] for row in lines.findall(f"{maths}mr")]
        assert {len(row) for row in rows} == {3}
        assert all(cell for row in rows for cell in row)
        assert {row[1][0].text or "" for row in rows} == {""}


@pytest.mark.parametrize("name", ["model", "model.jpeg"])
def test_another_kind_is_refused_with_those_that_there_are(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match=r"must end in \.tex, \.txt, .* or \.docx"):
        EQUATIONS.save(tmp_path / name)


def test_without_pandoc_word_is_refused_with_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setitem(sys.modules, "pypandoc", None)
    with pytest.raises(lme4math.DataError, match="pandoc") as caught:
        EQUATIONS.save(tmp_path / "model.docx")
    assert "pip install pypandoc_binary" in caught.value.hint


def test_the_pandoc_of_a_python_package_will_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    EQUATIONS.save(tmp_path / "model.docx")
    assert (tmp_path / "model.docx").stat().st_size > 5_000
