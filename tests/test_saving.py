"""Equations as files that other programs open."""

from __future__ import annotations

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


@pytest.mark.parametrize("name", ["model", "model.jpeg"])
def test_another_kind_is_refused_with_those_that_there_are(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match=r"must end in \.tex, \.txt, .* or \.docx"):
        EQUATIONS.save(tmp_path / name)


def test_without_pandoc_word_is_refused_with_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(lme4math.DataError, match="pandoc") as caught:
        EQUATIONS.save(tmp_path / "model.docx")
    assert caught.value.hint
