"""A document that Quarto renders, where the program `quarto` is (quarto.org).

    python3 run.py full tests/full/test_quarto.py

`tests/ui/test_quarto.py` has what a cell shows to Quarto, and needs no Quarto.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Page, expect

from tests.full.environments import ROOT

pytestmark = [
    pytest.mark.xdist_group("quarto"),
    pytest.mark.skipif(shutil.which("quarto") is None, reason="Quarto is in no registry: install it from quarto.org"),
]

M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
DOCUMENT = """---
title: Sleep
format:
  html: {embed-resources: true}
  docx: default
  pdf: {keep-tex: true}
jupyter: python3
---

```{python}
#| echo: false
import lme4math
```

```{python}
#| echo: false
%%lmer_math
lmer(Reaction ~ Days + (Days | Subject), data = sleepstudy)
```
"""


def rendered(folder: Path, kind: str) -> Path:
    (folder / "sleep.qmd").write_text(DOCUMENT, encoding="utf-8")
    environ = {**os.environ, "QUARTO_PYTHON": sys.executable, "PYTHONPATH": str(ROOT)}
    command = ["quarto", "render", "sleep.qmd", "--to", kind]
    done = subprocess.run(command, cwd=folder, env=environ, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    return folder / f"sleep.{kind}"


def test_a_page_has_the_view(tmp_path: Path, page: Page) -> None:
    page.goto(rendered(tmp_path, "html").as_uri())
    view = page.locator(".lm-view")
    expect(view).to_have_count(1)
    expect(view.locator("math[display=block]:visible").first).to_contain_text("Reaction")
    view.get_by_text("compact", exact=True).click()
    expect(view.locator("math[display=block]:visible").first).to_contain_text("Days")
    expect(view.locator("table math").first).to_be_attached()


def test_word_has_an_equation_that_can_be_edited(tmp_path: Path) -> None:
    xml = zipfile.ZipFile(rendered(tmp_path, "docx")).read("word/document.xml").decode("utf-8")
    shown = ["".join(one.itertext()) for one in ElementTree.fromstring(xml).iter(f"{M}oMath")]
    assert sum("Reaction" in one for one in shown) == 1
    assert not re.search(r"[\\$]", re.sub(r"<[^>]+>", "", xml))


def test_a_pdf_has_the_equation(tmp_path: Path) -> None:
    path = rendered(tmp_path, "pdf")
    assert path.read_bytes().startswith(b"%PDF")
    assert r"\text{Reaction}" in path.with_suffix(".tex").read_text("utf-8")
