"""Make the README's pictures, docs/view-light.png and docs/view-dark.png: the view of the seed model, in Chromium.

    python scripts/make_picture.py [FOLDER]

Each carries in its description the equation that it shows, as text; a test reads it.
"""

from __future__ import annotations

import io
import os
import shutil
import sys
from pathlib import Path

from PIL import Image
from PIL.PngImagePlugin import PngInfo
from playwright.sync_api import Browser, sync_playwright

import lme4math

FOLDER = Path(__file__).resolve().parents[1] / "docs"
CODE = "lmer(prevalence ~ time + time:type + (1 + time + type:time | reg) + (1 + time + type:time | reg:spp))"
PAPERS = {"light": "#ffffff", "dark": "#111111"}
WIDTH, SHARPNESS, COLOURS = 860, 1.5, 128
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


def model() -> lme4math.Model:
    """The model of the pictures."""
    return lme4math.parse(CODE, factors={"type": ["-", "+"]})


def description() -> str:
    """What the pictures show."""
    return model().equations("expanded").text()


def main(folder: Path = FOLDER) -> None:
    program = os.environ.get("LME4MATH_CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        for scheme, paper in PAPERS.items():
            write(folder / f"view-{scheme}.png", photograph(browser, scheme, paper))
        browser.close()


def photograph(browser: Browser, scheme: str, paper: str) -> bytes:
    """The view from the code to the end of the equations, as a PNG."""
    page = browser.new_page(
        viewport={"width": WIDTH, "height": 1200}, device_scale_factor=SHARPNESS, color_scheme=scheme
    )
    rules = f":root {{ color-scheme: {scheme} }} body {{ margin: 12px; background: {paper}; font-family: sans-serif }}"
    page.set_content(f"<style>{rules}</style>{model().html('expanded')}")
    page.evaluate("document.fonts.ready")
    page.get_by_text("population", exact=True).first.click()  # mark the population as well
    below = page.locator(".lm-note").first.bounding_box()
    assert below, "what was assumed stands below the equations"
    return page.screenshot(clip={"x": 0, "y": 0, "width": WIDTH, "height": below["y"] - 10})


def write(path: Path, picture: bytes) -> None:
    """A PNG of few colours, with its description."""
    info = PngInfo()
    info.add_itxt("Description", description())
    Image.open(io.BytesIO(picture)).convert("RGB").quantize(COLOURS).save(path, optimize=True, pnginfo=info)
    print(path, path.stat().st_size, "bytes")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
