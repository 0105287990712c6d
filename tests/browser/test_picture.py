"""The README's pictures are what the view shows today, and can be made again."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

import lme4math
from browsing import ROOT

SEED = "lmer(prevalence ~ time + time:type + (1 + time + type:time | reg) + (1 + time + type:time | reg:spp))"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that the script has filled."""
    folder = tmp_path_factory.mktemp("pictures")
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, ROOT / "scripts" / "make_picture.py", folder], check=True, env=environment)
    return folder


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_script_makes_what_the_readme_shows(scheme: str, made: Path) -> None:
    new, kept = (Image.open(folder / f"view-{scheme}.png") for folder in (made, ROOT / "docs"))
    assert new.width == kept.width
    assert new.height == pytest.approx(kept.height, rel=0.1)  # fonts differ from machine to machine
    pixels = new.convert("L").histogram()
    paper = max(range(256), key=pixels.__getitem__)
    assert (paper > 200) == (scheme == "light")
    assert 0.02 < 1 - sum(pixels[max(paper - 24, 0) : paper + 25]) / sum(pixels) < 0.3  # ink, and mostly paper


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_readme_shows_the_equation_of_today(scheme: str) -> None:
    path = ROOT / "docs" / f"view-{scheme}.png"
    today = lme4math.parse(SEED, factors={"type": ["-", "+"]}).equations("expanded").text()
    with Image.open(path) as picture:
        assert picture.text["Description"] == today
    assert path.stat().st_size < 100_000
