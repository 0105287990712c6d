"""Pictures that the browser saves of the equations that a live view shows."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from browsing import Notebook, Server, View, seen
from conftest import SETUP

MODEL = "%%lmer_math\nlmer(y ~ log(dose) + (1 + log(dose) | lab))"

pytestmark = pytest.mark.chromium("Firefox tells a test of no download")


@pytest.fixture
def view(lab: Server, page: Page) -> View:
    """A view whose kernel is gone."""
    notebook = Notebook(page, lab, lab.write("pictures.ipynb", SETUP, MODEL))
    notebook.run(0)
    view = View(notebook.run(1))
    notebook.stop_kernel()
    view.open("LaTeX")
    return view


def saved(view: View, name: str) -> Path:
    with view.page.expect_download() as download:
        view.root.get_by_role("group", name="Copy and save").get_by_role("button", name=name, exact=True).click()
    file: Path = download.value.path()
    assert download.value.suggested_filename == f"equations.{name.lower()}"
    return file


def text_of(part: Locator) -> str:
    return "".join(seen(part).split())


def test_an_svg_shows_the_notation_that_is_shown_with_its_colours(view: View, page: Page, tmp_path: Path) -> None:
    view.press("compact")
    shown, colours = (
        text_of(view.equation),
        view.symbols(1).evaluate_all("all => all.map(one => getComputedStyle(one).color)"),
    )
    picture = tmp_path / "equations.svg"
    picture.write_bytes(saved(view, "SVG").read_bytes())

    page.goto(picture.as_uri())
    drawn = page.locator("foreignObject .lm-lines")
    assert text_of(drawn) == shown
    marked = drawn.locator(".lm-lv-1:not(:has([class*=lm-lv-], mtable))")
    assert marked.evaluate_all("all => all.map(one => getComputedStyle(one).color)") == colours
    whole, size = page.locator("svg").first.bounding_box(), drawn.bounding_box()
    assert whole
    assert size
    assert size["height"] <= whole["height"]
    assert size["width"] <= whole["width"]


def test_a_png_has_ink_in_the_equations_place_and_a_margin_of_paper(view: View) -> None:
    from matplotlib.image import imread

    pixels = imread(io.BytesIO(saved(view, "PNG").read_bytes()))
    dark = pixels[..., :3].max(axis=2) < 0.5
    assert dark.any(axis=0).mean() > 0.3
    assert pixels[0].min() == 1.0
    expect(view.root.locator(".lm-copied")).to_have_text("Saved as equations.png")
