"""The README's pictures are what the package shows today, and can be made again."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

import make_picture
from browsing import ROOT

pytestmark = pytest.mark.chromium("a script makes them in Chromium")

SCHEMES = ("light", "dark")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that the script has filled."""
    folder = tmp_path_factory.mktemp("pictures")
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, ROOT / "scripts" / "make_picture.py", folder], check=True, env=environment)
    return folder


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("name", make_picture.PICTURES)
def test_the_script_makes_what_the_readme_shows(name: str, scheme: str, made: Path) -> None:
    new, kept = (Image.open(folder / f"{name}-{scheme}.png") for folder in (made, ROOT / "docs"))
    assert new.width == kept.width
    assert new.height == pytest.approx(kept.height, rel=0.1)  # fonts differ from machine to machine
    pixels = new.convert("L").histogram()
    paper = max(range(256), key=pixels.__getitem__)
    assert (paper > 200) == (scheme == "light")
    assert 0.02 < 1 - sum(pixels[max(paper - 24, 0) : paper + 25]) / sum(pixels) < 0.3  # ink, and mostly paper


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("name", make_picture.PICTURES)
def test_the_readme_shows_what_is_said_today(name: str, scheme: str) -> None:
    path = ROOT / "docs" / f"{name}-{scheme}.png"
    with Image.open(path) as picture:
        assert picture.text["Description"] == make_picture.PICTURES[name].text()
    assert path.stat().st_size < 100_000


def test_each_picture_stands_in_the_readme() -> None:
    shown = set(re.findall(r"docs/(\w+)-(?:light|dark)\.png", (ROOT / "README.md").read_text("utf-8")))
    assert shown == set(make_picture.PICTURES)
