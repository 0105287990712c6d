"""The figure: as large as what is on it, in every format, with the colours that are asked for."""

from __future__ import annotations

import io
from pathlib import Path
from xml.etree import ElementTree

import PIL.Image
import pytest
from IPython.core.formatters import DisplayFormatter
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch

import lme4math
from lme4math.printers import DigitsBox, Letters, Row, Scripts
from lme4math.printers.figure import Drawing, draw
from lme4math.printers.layout.boxes import Cell, Fence, Fraction, NameBox, TableBox, Under

SEED = "lmer(prevalence ~ time + time:type + (1 + time + type:time | reg) + (1 + time + type:time | reg:spp))"
NOTATIONS = ("expanded", "compact", "matrix")


def outlines(figure: Figure) -> list[PathPatch]:
    found = [artist for artist in figure.get_children() if isinstance(artist, PathPatch)]
    assert found
    return found


def colours(figure: Figure) -> set[str]:
    return {to_hex(patch.get_facecolor()) for patch in outlines(figure)}


def extents(drawing: Drawing) -> tuple[float, float, float, float]:
    boxes = [ink.path.get_extents() for ink in drawing.inks]
    return min(b.x0 for b in boxes), min(b.y0 for b in boxes), max(b.x1 for b in boxes), max(b.y1 for b in boxes)


@pytest.mark.slow
@pytest.mark.parametrize("notation", NOTATIONS)
def test_everything_is_within_the_figure(notation: str) -> None:
    shown = lme4math.parse(SEED).equations(notation).figure()
    width, height = shown.get_size_inches()
    for patch in outlines(shown):
        inside = patch.get_path().get_extents()
        assert 0 < inside.x0 < inside.x1 < width
        assert 0 < inside.y0 < inside.y1 < height


@pytest.mark.slow
@pytest.mark.parametrize("form", ["svg", "png", "pdf"])
def test_it_is_saved_in_every_form(form: str) -> None:
    file = io.BytesIO()
    lme4math.parse(SEED).equations("matrix").figure().savefig(file, format=form)
    start = {"svg": b"<?xml", "png": b"\x89PNG", "pdf": b"%PDF"}[form]
    assert file.getvalue().startswith(start)


@pytest.mark.parametrize("picture", ["figure", "plot_design", "plot_structure"])
def test_a_notebook_shows_it_before_anybody_has_imported_pyplot(picture: str) -> None:
    model = lme4math.parse("lmer(y ~ x + (1 | g))", {"y": [1.0, 2, 3, 5], "x": [0.0, 1, 0, 1], "g": list("aabb")})
    shown = model.equations().figure() if picture == "figure" else getattr(model, picture)()
    data, metadata = DisplayFormatter().format(shown)
    assert data["image/png"].startswith(b"\x89PNG")
    width, height = shown.get_size_inches()
    size = {"width": round(96 * width), "height": round(96 * height)}
    assert metadata["image/png"] == size | ({"needs_background": "light"} if picture == "figure" else {})


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:Glyph .* missing")  # matplotlib 3.8 brings no font that has a box for any character
@pytest.mark.parametrize("name", ["<script>", "a$b", "100%", "x_1", "\\alpha", "a\tb\nc", "日本", "\u202eabc", "Ж"])
def test_names_of_any_characters_are_drawn_and_are_not_mathematics(name: str) -> None:
    file = io.BytesIO()
    quoted = name.replace("\\", "\\\\")
    model = lme4math.parse(f"lmer(y ~ `{quoted}` + (`{quoted}` | `{quoted}`))")
    model.equations("matrix").figure().savefig(file, format="svg")
    ElementTree.fromstring(file.getvalue())


def test_colours_are_only_given_when_asked_for() -> None:
    shown = lme4math.parse(SEED).equations()
    assert colours(shown.figure()) == {"#000000"}
    assert colours(shown.figure(colour=True)) == {"#000000", "#00664a", "#0054a6", "#9c3600"}


def test_the_size_of_the_text_is_that_of_the_figure() -> None:
    shown = lme4math.parse(SEED).equations()
    small, large = (shown.figure(size).get_size_inches() for size in (6, 12))
    assert large == pytest.approx(2 * small)


@pytest.mark.parametrize(
    "box",
    [
        NameBox("prevalence"),
        Scripts(Letters("b"), Row((DigitsBox("0"),)), Fence("(", NameBox("reg:spp"), ")", small=True)),
        Fence(
            "[",
            TableBox(
                (
                    (Cell(DigitsBox("1"), "(Intercept)"), Cell(NameBox("x"), "x")),
                    (Cell(DigitsBox("1")), Cell(NameBox("x"))),
                )
            ),
            "]",
        ),
        Fence("(", TableBox(tuple((Cell(DigitsBox("0")),) for _ in range(8))), ")"),
        Fraction(DigitsBox("1"), Fraction(NameBox("x"), NameBox("wide below"))),
        Under(Letters("X", bold=True), NameBox("n times p")),
    ],
)
def test_a_drawing_knows_how_much_room_it_takes(box: object) -> None:
    drawing = draw(box)  # type: ignore[arg-type]
    left, bottom, right, top = extents(drawing)
    assert left > -0.1
    assert right < drawing.width + 0.1
    assert -drawing.below - 0.05 < bottom
    assert top < drawing.above + 0.05


def test_brackets_leave_out_the_names_of_columns() -> None:
    rows = ((Cell(DigitsBox("1"), "name"),), (Cell(DigitsBox("2")),))
    named = draw(Fence("[", TableBox(rows), "]"))
    plain = draw(Fence("[", TableBox(tuple((Cell(row[0].body),) for row in rows)), "]"))
    assert named.bracket_top == pytest.approx(plain.bracket_top)
    assert named.above > plain.above + 0.5


def test_a_figure_has_no_ground_and_is_legible_on_a_dark_page(tmp_path: Path) -> None:
    figure = lme4math.parse("y ~ x + (1 | g)").equations().figure()
    figure.savefig(tmp_path / "figure.png")
    assert PIL.Image.open(tmp_path / "figure.png").convert("RGBA").getpixel((1, 1)) == (255, 255, 255, 0)
    _, told = figure._repr_png_()
    assert told["needs_background"] == "light"
