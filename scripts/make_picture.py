"""Make the README's pictures, docs/*-light.png and docs/*-dark.png, in Chromium: what the package shows of four models.

    python scripts/make_picture.py [FOLDER]

Each carries in its description what it shows, as text; a test reads it.
"""

from __future__ import annotations

import io
import os
import shutil
import sys
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from PIL import Image
from PIL.PngImagePlugin import PngInfo
from playwright.sync_api import Browser, Page, sync_playwright

import lme4math

FOLDER = Path(__file__).resolve().parents[1] / "docs"
SEED = "lmer(prevalence ~ time + time:type + (1 + time + type:time | reg) + (1 + time + type:time | reg:spp))"
SLEEP = "lmer(Reaction ~ Days + (Days | Subject))"
FIRST, SECOND = "y ~ x + (1 | g)", "y ~ x + (x | g)"
ATTEMPT = r"""
\begin{aligned}
Reaction_{ij} &= \gamma_{00} + \gamma_{10} Days_{ij} + u_{0j} + u_{1j} Days_{ij} + e_{ij} \\
u_{0j} &\sim N(0, \tau_0^2), \quad u_{1j} \sim N(0, \tau_1^2) \text{ independent} \\
e_{ij} &\sim N(0, \sigma^2)
\end{aligned}
"""
PAPERS = {"light": "#ffffff", "dark": "#111111"}
SHARPNESS, COLOURS = 1.5, 128
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


@cache
def model() -> lme4math.Model:
    """The model of the first picture."""
    return lme4math.parse(SEED, factors={"type": ["-", "+"]})


@cache
def sleepstudy() -> lme4math.Model:
    """The model that is fitted, and that an equation is held against."""
    return lme4math.parse(SLEEP, lme4math.data.sleepstudy())


@cache
def fit() -> lme4math.Fit:
    """Its estimates."""
    return sleepstudy().fit()


class Picture(NamedTuple):
    """What a picture shows: as HTML, as text, from its top to above the element `below`, or to its end."""

    html: Callable[[], str]
    text: Callable[[], str]
    width: int
    below: str = ""
    pressed: str = ""


PICTURES: Mapping[str, Picture] = {
    "view": Picture(
        lambda: model().html("expanded"), lambda: model().equations("expanded").text(), 860, ".lm-note", "population"
    ),
    "numbers": Picture(
        lambda: fit().html("expanded", numbers="numbers"),
        lambda: fit().equations("expanded", numbers="numbers").text(),
        510,
        ".lm-table",
    ),
    "compare": Picture(
        lambda: lme4math.compare(FIRST, SECOND)._repr_html_(),
        lambda: lme4math.compare(FIRST, SECOND).text(),
        460,
        "caption",
    ),
    "check": Picture(
        lambda: lme4math.check(ATTEMPT, sleepstudy())._repr_html_(),
        lambda: lme4math.check(ATTEMPT, sleepstudy()).text(),
        460,
        "details",
    ),
}


def main(folder: Path = FOLDER) -> None:
    program = os.environ.get("LME4MATH_CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        for name, picture in PICTURES.items():
            for scheme in PAPERS:
                write(folder / f"{name}-{scheme}.png", photograph(browser, picture, scheme), picture.text())
        browser.close()


def photograph(browser: Browser, picture: Picture, scheme: str) -> bytes:
    """A picture as a PNG."""
    page = browser.new_page(
        viewport={"width": picture.width, "height": 1200}, device_scale_factor=SHARPNESS, color_scheme=scheme
    )
    rules = f"color-scheme: {scheme}; background: {PAPERS[scheme]}"
    style = f":root {{ {rules} }} body {{ margin: 12px; font-family: sans-serif }}"
    page.set_content(f"<!doctype html><style>{style}</style>{picture.html()}")
    page.evaluate("document.fonts.ready")
    if picture.pressed:
        page.get_by_text(picture.pressed, exact=True).first.click()
    shown = {"x": 0, "y": 0, "width": picture.width, "height": height(page, picture)}
    found = page.screenshot(clip=shown)
    page.close()
    return found


def height(page: Page, picture: Picture) -> float:
    """How much of a page is shown."""
    if not picture.below:
        return float(page.evaluate("document.body.getBoundingClientRect().bottom + 12"))
    below = page.locator(picture.below).first.bounding_box()
    assert below, f"{picture.below} stands below what is shown"
    return below["y"] - 10


def write(path: Path, picture: bytes, description: str) -> None:
    """A PNG of few colours, with its description."""
    info = PngInfo()
    info.add_itxt("Description", description)
    Image.open(io.BytesIO(picture)).convert("RGB").quantize(COLOURS).save(path, optimize=True, pnginfo=info)
    print(path, path.stat().st_size, "bytes")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
