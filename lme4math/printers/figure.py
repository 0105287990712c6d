"""A matplotlib figure of the equations, for SVG, PNG and PDF: boxes laid out as outlines of glyphs.

matplotlib's own mathematics has no matrices and no aligned lines, so everything is placed here. Lengths are in em;
the origin of a drawing is the left end of its baseline, and y points up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import cache, lru_cache
from itertools import accumulate
from typing import Any, Literal

from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, fontManager, get_font
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.textpath import text_to_path
from matplotlib.transforms import Affine2D

from lme4math.printers.layout import boxes
from lme4math.printers.layout.boxes import Box, Display, Line
from lme4math.printers.layout.measure import remark_lines
from lme4math.printers.layout.spelling import ACCENTS, DOTS, upright
from lme4math.printers.picture import Picture
from lme4math.records import dispatch, record
from lme4math.source import visible

Slant = Literal["upright", "italic", "bold"]
FAMILIES = ("STIXGeneral", "DejaVu Serif", "DejaVu Sans")
"""Fonts that matplotlib brings with it; for characters that they lack the machine's others are searched."""
LARGE_SIGNS = ("STIXSizeThreeSym", "STIXGeneral")
AXIS = 0.25
"""The height of the middle of +, of a fraction's line and of a matrix over the baseline."""
SCRIPT, SUB_DROP, SUP_RISE = 0.7, 0.22, 0.42
LINE_ABOVE, LINE_BELOW = 0.75, 0.25
"""The height of every line of text, so that lines and rows of matrices are evenly spaced."""
STROKE = 0.045
ROW_GAP, COLUMN_GAP, LINE_GAP, MARGIN = 0.3, 0.9, 0.55, 0.6
HEADING, HEADING_GAP = 0.62, 0.25
SPACES = {"binary": (0.22, 0.22), "relation": (0.28, 0.28), "punctuation": (0.0, 0.17)}
ACCENT, ACCENT_GAP = 0.8, 0.06
"""The size of an accent, and how far above its letter it is."""
BLACK = "#000000"


@record(eq=False)
class Ink:
    """An outline to fill; `colour` is that of the text where it is empty."""

    path: Path
    colour: str = ""


@record(eq=False)
class Drawing:
    """Outlines and the room they take.

    Attributes:
        width, above, below: the room to the right of the origin, above the baseline and below it.
        reach: how high brackets around it must be; names of columns stand above that.
    """

    inks: tuple[Ink, ...]
    width: float
    above: float = LINE_ABOVE
    below: float = LINE_BELOW
    reach: float | None = None

    def at(self, x: float, y: float = 0.0, scale: float = 1.0) -> tuple[Ink, ...]:
        """Its outlines, at another place and in another size."""
        move = Affine2D().scale(scale).translate(x, y)
        return tuple(Ink(ink.path.transformed(move), ink.colour) for ink in self.inks)

    @property
    def bracket_top(self) -> float:
        return self.above if self.reach is None else self.reach


def figure_of(display: Display, size: float) -> Figure:
    """A display as a figure that is as large as it needs to be.

    Args:
        size: the size of the text, in points.
    """
    drawing = _page(display)
    inch = size / 72
    width, height = drawing.width + 2 * MARGIN, drawing.above + drawing.below + 2 * MARGIN
    shown = Picture(figsize=(width * inch, height * inch), facecolor="none")
    shown.ground = "light"
    by_colour: dict[str, list[Path]] = {}
    for ink in drawing.at(MARGIN, drawing.below + MARGIN):
        by_colour.setdefault(ink.colour or BLACK, []).append(ink.path)
    for colour, paths in by_colour.items():
        whole = Path.make_compound_path(*paths).transformed(Affine2D().scale(inch))
        shown.add_artist(PathPatch(whole, transform=shown.dpi_scale_trans, facecolor=colour, linewidth=0))
    return shown


def draw(box: Box) -> Drawing:
    """A box as a drawing.

    Raises:
        UnknownNodeError: for a box that this printer does not know.
    """
    return dispatch(WRITERS, box, "the figure printer")


# --- The page ------------------------------------------------------------------------------------------------------


def _page(display: Display) -> Drawing:
    """Lines aligned at their relation signs, remarks beneath."""
    lefts = [draw(line.left) if line.left else Drawing((), 0.0) for line in display.lines]
    margin = max((left.width for left in lefts), default=0.0)
    lines = [_line(left, margin, line) for left, line in zip(lefts, display.lines, strict=True)]
    remarks = [_row([draw(line)]) for line in remark_lines(display)]
    space = [Drawing((), 0.0, 0.3, 0.0)] if remarks else []
    return _stacked([*lines, *space, *remarks], LINE_GAP)


def _line(left: Drawing, margin: float, line: Line) -> Drawing:
    indent = 0.0 if line.left else 1.0
    return _row([replace(_blank(margin - left.width), above=0.0, below=0.0), left, _blank(indent), draw(line.right)])


def _stacked(drawings: Sequence[Drawing], gap: float) -> Drawing:
    """Drawings one under another, on the left; the whole is read at its last baseline."""
    y = 0.0
    inks: list[Ink] = []
    for number, drawing in enumerate(reversed(drawings)):
        y += drawing.below + gap if number else 0.0
        inks += drawing.at(0.0, y)
        y += drawing.above
    width = max((drawing.width for drawing in drawings), default=0.0)
    return Drawing(tuple(inks), width, y, drawings[-1].below if drawings else 0.0)


def _row(drawings: Iterable[Drawing]) -> Drawing:
    x, parts = 0.0, list(drawings)
    inks: list[Ink] = []
    for drawing in parts:
        inks += drawing.at(x)
        x += drawing.width
    above, below = (max((getattr(part, side) for part in parts), default=0.0) for side in ("above", "below"))
    reach = max((part.bracket_top for part in parts), default=0.0)
    return Drawing(tuple(inks), x, above, below, reach)


def _blank(width: float) -> Drawing:
    return Drawing((), width, 0.0, 0.0)


# --- Text ----------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=4096)
def _text(text: str, slant: Slant = "upright", families: tuple[str, ...] = FAMILIES) -> Drawing:
    """A word in outlines; its width counts blanks at its ends."""
    font = FontProperties(
        family=[*families, *sorted({_family(character) for character in text} - {""})],
        style="italic" if slant == "italic" else "normal",
        weight="bold" if slant == "bold" else "normal",
        size=text_to_path.FONT_SCALE,
    )
    vertices, codes = text_to_path.get_text_path(font, text)
    scale = 1 / text_to_path.FONT_SCALE
    inks = (Ink(Path(vertices, codes).transformed(Affine2D().scale(scale))),) if len(vertices) else ()
    return Drawing(inks, (_advance(text + "x", font) - _advance("x", font)) * scale)


def _advance(text: str, font: FontProperties) -> float:
    width, _, _ = text_to_path.get_text_width_height_descent(text, font, ismath=False)
    return float(width)


@cache
def _family(character: str) -> str:
    """A family of this machine's for a character which ours lack; "" where none is needed, or there is none."""
    if any(_has(fontManager.findfont(FontProperties(family=[family])), character) for family in FAMILIES):
        return ""
    entries = sorted(fontManager.ttflist, key=lambda entry: (entry.name.startswith("Last Resort"), entry.name))
    return next((entry.name for entry in entries if _has(entry.fname, character)), "")


def _has(file: str, character: str) -> bool:
    return bool(get_font(file).get_char_index(ord(character)))


def _letters(box: boxes.Letters) -> Drawing:
    return _row(_text(letter, "bold" if box.bold else "italic") for letter in box.text)


def _accented(box: boxes.Accented) -> Drawing:
    """A letter with its accent over the middle of what is drawn of it."""
    letter, sign = draw(box.body), _text(ACCENTS[box.accent])
    if not (letter.inks and sign.inks):
        return letter
    over, own = letter.inks[0].path.get_extents(), sign.inks[0].path.get_extents()
    x = (over.x0 + over.x1) / 2 - ACCENT * (own.x0 + own.x1) / 2
    y = over.y1 + ACCENT_GAP - ACCENT * own.y0
    return replace(letter, inks=(*letter.inks, *sign.at(x, y, ACCENT)), above=max(letter.above, y + ACCENT * own.y1))


def _operator(box: boxes.OperatorSign) -> Drawing:
    before, after = SPACES.get(box.kind, (0.0, 0.0))
    return _row((_blank(before), _text(box.text), _blank(after)))


# --- Scripts, brackets, fractions ----------------------------------------------------------------------------------


def _scripts(box: boxes.Scripts) -> Drawing:
    """Scripts at the height that a line of text has, further out where the base is tall."""
    base = draw(box.base)
    parts, x = list(base.inks), base.width + 0.03
    width, above, below = 0.0, base.above, base.below
    if box.sub:
        sub = draw(box.sub)
        drop = max(SUB_DROP, base.below - 0.1)
        parts += sub.at(x, -drop, SCRIPT)
        width, below = SCRIPT * sub.width, max(below, drop + SCRIPT * sub.below)
    if box.sup:
        sup = draw(box.sup)
        rise = max(SUP_RISE, base.above - 0.3)
        parts += sup.at(x + (0.04 if box.sub else 0.02), rise, SCRIPT)
        width, above = max(width, SCRIPT * sup.width), max(above, rise + SCRIPT * sup.above)
    return Drawing(tuple(parts), x + width, above, below)


def _fence(box: boxes.Fence) -> Drawing:
    body = draw(box.body)
    top, bottom = (LINE_ABOVE, LINE_BELOW) if box.small else (body.bracket_top + 0.05, body.below + 0.05)
    if top + bottom <= LINE_ABOVE + LINE_BELOW + 0.35:
        return _row((_text(box.open), body, _text(box.close)))
    opening, closing = (_bracket(sign, top, bottom) for sign in (box.open, box.close))
    row = _row((opening, body, closing))
    return replace(row, reach=max(top, body.bracket_top))


def _bracket(sign: str, top: float, bottom: float) -> Drawing:
    """A bracket from `bottom` below the baseline to `top` above it."""
    if sign not in "[]":
        return _stretched(sign, top, bottom)
    width, edge = 0.3, 0.08
    x = edge if sign == "[" else width - edge - STROKE
    arm = edge if sign == "[" else width - edge - 0.22
    ends = (_rectangle(arm, y, 0.22, STROKE) for y in (-bottom, top - STROKE))
    return Drawing((_rectangle(x, -bottom, STROKE, top + bottom), *ends), width + 0.1, top, bottom)


def _stretched(sign: str, top: float, bottom: float) -> Drawing:
    """A large sign, made as high as is wanted and hardly any wider."""
    drawing = _text(sign, families=LARGE_SIGNS)
    extents = drawing.inks[0].path.get_extents()
    scale = (top + bottom) / extents.height
    narrow = min(1.0, scale)
    move = Affine2D().translate(-extents.x0, -extents.y0).scale(narrow, scale).translate(0.08, -bottom)
    inks = tuple(Ink(ink.path.transformed(move)) for ink in drawing.inks)
    return Drawing(inks, extents.width * narrow + 0.16, top, bottom)


def _rectangle(x: float, y: float, width: float, height: float) -> Ink:
    return Ink(Path.unit_rectangle().transformed(Affine2D().scale(width, height).translate(x, y)))


def _fraction(box: boxes.Fraction) -> Drawing:
    above, below = draw(box.above), draw(box.below)
    width = max(above.width, below.width) + 0.2
    up, down = AXIS + 0.1 + above.below, AXIS - 0.1 - below.above
    inks = (
        *above.at((width - above.width) / 2, up),
        _rectangle(0.05, AXIS - STROKE / 2, width - 0.1, STROKE),
        *below.at((width - below.width) / 2, down),
    )
    return Drawing(inks, width, up + above.above, below.below - down)


def _root(box: boxes.Root) -> Drawing:
    body = draw(box.body)
    top = body.above + 0.12
    sign = _stretched("√", top, body.below)
    line = _rectangle(sign.width - 0.1, top - STROKE, body.width + 0.15, STROKE)
    return Drawing((*sign.inks, line, *body.at(sign.width)), sign.width + body.width + 0.1, top + 0.05, body.below)


def _big_sum(box: boxes.BigSum) -> Drawing:
    sign, above, below = _text("∑"), draw(box.above), draw(box.below)
    width = max(1.5 * sign.width, SCRIPT * above.width, SCRIPT * below.width)
    inks = (
        *sign.at((width - 1.5 * sign.width) / 2, -0.15, 1.5),
        *above.at((width - SCRIPT * above.width) / 2, 1.2, SCRIPT),
        *below.at((width - SCRIPT * below.width) / 2, -1.05, SCRIPT),
    )
    return Drawing(inks, width, 1.2 + SCRIPT * above.above, 1.05 + SCRIPT * below.below)


# --- Tables --------------------------------------------------------------------------------------------------------


def _table(box: boxes.TableBox) -> Drawing:
    """Cells in columns, centred on the axis; the names of columns stand above what brackets enclose."""
    names = [_text(visible(cell.heading)) for cell in box.rows[0]]
    cells = [[draw(cell.body) for cell in row] for row in box.rows]
    columns = zip(names, *cells, strict=True)
    widths = [max(HEADING * name.width, *(cell.width for cell in column)) for name, *column in columns]
    lines = [_cells(row, widths) for row in cells]
    body = _centred(_stacked(lines, ROW_GAP))
    if not box.has_heading:
        return body
    starts = [0.0, *accumulate(width + COLUMN_GAP for width in widths)]
    height = body.above + HEADING_GAP
    places = zip(names, starts, widths, strict=False)
    headings: list[Ink] = []
    for name, x, width in places:
        headings += name.at(x + (width - HEADING * name.width) / 2, height, HEADING)
    return Drawing((*body.inks, *headings), body.width, height + HEADING, body.below, body.above)


def _cells(row: Sequence[Drawing], widths: Sequence[float]) -> Drawing:
    parts: list[Drawing] = []
    for cell, width in zip(row, widths, strict=True):
        side = _blank((width - cell.width) / 2)
        parts += [_blank(COLUMN_GAP)] if parts else []
        parts += [side, cell, side]
    return _row(parts)


def _centred(drawing: Drawing) -> Drawing:
    """A drawing with its middle on the axis."""
    move = AXIS - (drawing.above - drawing.below) / 2
    return Drawing(drawing.at(0.0, move), drawing.width, drawing.above + move, drawing.below - move)


def _choices(box: boxes.Choices) -> Drawing:
    values, conditions = [draw(row.value) for row in box.rows], [draw(row.condition) for row in box.rows]
    width = max(value.width for value in values)
    pairs = zip(values, conditions, strict=True)
    lines = [_row((value, _blank(width - value.width + 1.0), condition)) for value, condition in pairs]
    body = _centred(_stacked(lines, ROW_GAP))
    return _row((_bracket("{", body.above, body.below), _blank(0.1), body))


def _under(box: boxes.Under) -> Drawing:
    base, label = draw(box.base), draw(box.label)
    small = SCRIPT * 0.9
    width = max(base.width, small * label.width)
    drop = base.below + small * label.above + 0.05
    inks = (*base.at((width - base.width) / 2), *label.at((width - small * label.width) / 2, -drop, small))
    return Drawing(inks, width, base.above, drop + small * label.below, base.reach)


def _coloured(box: boxes.Coloured) -> Drawing:
    drawing = draw(box.body)
    return replace(drawing, inks=tuple(Ink(ink.path, ink.colour or box.colour) for ink in drawing.inks))


WRITERS: dict[type, Callable[[Any], Drawing]] = {
    boxes.Letters: _letters,
    boxes.Accented: _accented,
    boxes.NameBox: lambda box: _text(visible(upright(box))),
    boxes.FunctionName: lambda box: _text(box.text),
    boxes.DigitsBox: lambda box: _text(box.text),
    boxes.OperatorSign: _operator,
    boxes.Dots: lambda box: _text(DOTS[box.direction]),
    boxes.Gap: lambda box: _blank(box.width),
    boxes.Prose: lambda box: _text(visible(box.text)),
    boxes.Row: lambda box: _row(draw(child) for child in box.children),
    boxes.Scripts: _scripts,
    boxes.Fence: _fence,
    boxes.Fraction: _fraction,
    boxes.Root: _root,
    boxes.BigSum: _big_sum,
    boxes.TableBox: _table,
    boxes.Choices: _choices,
    boxes.Under: _under,
    boxes.Mark: lambda box: draw(box.body),
    boxes.Coloured: _coloured,
}
