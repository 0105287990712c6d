"""How the data lie, as a section of the view that can be folded: sentences, bands, tables of counts, and [X Z].

Pictures are masks over the colour of their level, so they follow the reader's theme. Each has its words beside it or
in its label.
"""

from __future__ import annotations

from itertools import pairwise

from lme4math.printers.classes import key_of_level
from lme4math.ui.data_content import BandPicture, BlockPicture, CrossTable, DataPictures, TableSide
from lme4math.ui.markup import KEYS, Markup, element, join
from lme4math.ui.panels import sentences


def data_panel(data: DataPictures | None) -> Markup:
    """The section; nothing without data."""
    if data is None:
        return Markup("")
    summary = element("summary", KEYS, f"How the {data.n:,} observations lie")
    groups = element(
        "div",
        {"class": "lm-groups lm-words"},
        sentences(data.sentences),
        *map(_chain, data.chains),
        element("div", {"class": "lm-tables"}, *map(_table, data.tables)),
    )
    return element(
        "details",
        {"class": "lm-data", "open": True},
        summary,
        element("div", {"class": "lm-more"}, groups, _matrices(data)),
    )


def _name(level: int, *words: str) -> Markup:
    """Words in the colour of a level, and linked to it."""
    return element("span", {"class": f"lm-name lm-name-{level} {key_of_level(level)}"}, *words)


# --- Grouping factors ----------------------------------------------------------------------------------------------


def _chain(chain: tuple[BandPicture, ...]) -> Markup:
    """Bands of one width under each other: what is nested stands under what it lies in."""
    words = ", within ".join(f"{band.name}: {band.says}" for band in reversed(chain))
    rows = [part for depth, band in enumerate(chain) for part in (_band_name(band, depth), _band(band))]
    return element("div", {"class": "lm-bands", "role": "img", "aria-label": f"Bands: {words}"}, *rows)


def _band_name(band: BandPicture, depth: int) -> Markup:
    return element("div", {}, "└ " if depth else "", _name(band.level, band.name))


def _band(band: BandPicture) -> Markup:
    n = band.edges[-1]
    lines = "".join(f"M{edge} 0v1" for edge in band.edges[1:-1])
    drawing = Markup(f'<svg viewBox="0 0 {n} 1" preserveAspectRatio="none"><path d="{lines}"/></svg>')
    places = list(pairwise(band.edges))
    labels = (_label(label, places[place], n) for place, label in band.labels)
    return element("div", {"class": "lm-band", "style": _colour(band.level)}, drawing, *labels)


def _label(label: str, place: tuple[int, int], n: int) -> Markup:
    start, end = (100 * edge / n for edge in place)
    return element("span", {"style": f"left:{start:.4g}%;width:{end - start:.4g}%", "title": label}, label)


def _colour(level: int) -> str:
    return f"--lm-own:var(--lm-level-{level})"


def _table(table: CrossTable) -> Markup:
    return _counts(table) if table.counts else _crossing(table)


def _counts(table: CrossTable) -> Markup:
    """The numbers of observations, each over a shade."""
    most = max(max(line) for line in table.counts)
    head = element("tr", {}, element("td", {}), *(_head("col", label) for label in table.across.labels))
    names = element("tr", {}, element("th", {"scope": "col"}, _name(table.down.level, table.down.name)), _across(table))
    body = [
        element("tr", {}, _head("row", label), *(_count(count, most) for count in line))
        for label, line in zip(table.down.labels, table.counts, strict=True)
    ]
    caption = element("caption", {}, table.says)
    return element(
        "table", {"class": "lm-counts"}, caption, element("thead", {}, names, head), element("tbody", {}, *body)
    )


def _across(table: CrossTable) -> Markup:
    return element(
        "th",
        {"scope": "colgroup", "colspan": str(len(table.across.labels))},
        _name(table.across.level, table.across.name),
    )


def _head(scope: str, label: str) -> Markup:
    return element("th", {"scope": scope}, label)


def _count(count: int, most: int) -> Markup:
    return element("td", {"style": f"--lm-share:{round(35 * count / most)}%"}, f"{count:,}")


def _crossing(table: CrossTable) -> Markup:
    """Which combinations are observed, as a picture."""
    return element(
        "figure",
        {"class": "lm-crossing"},
        element("figcaption", {}, table.says),
        element("div", {}, "across: ", _side(table.across)),
        _picture(table.picture, table.says),
        element("div", {}, "down: ", _side(table.down)),
    )


def _side(side: TableSide) -> Markup:
    return join((_name(side.level, side.name), f" ({side.size:,})"))


def _picture(picture: str, words: str, level: int | None = None) -> Markup:
    """A picture; nothing in its address has to be escaped, for it is made of letters and digits."""
    own = "" if level is None else f"{_colour(level)};"
    frame = element("div", {"class": "lm-mask", "style": f"{own}--lm-mask:url({picture})"})
    return element("div", {"class": "lm-picture", "role": "img", "aria-label": words}, frame)


# --- Matrices ------------------------------------------------------------------------------------------------------


def _matrices(data: DataPictures) -> Markup:
    """X and Z side by side, what their blocks are, and how the picture is to be read."""
    if not data.blocks:
        return Markup("")
    blocks = element("div", {"class": "lm-blocks"}, *map(_block, data.blocks))
    items = [element("li", {}, _name(block.level, block.symbol), " ", block.says) for block in data.blocks]
    notes = [element("p", {}, note) for note in data.notes]
    title = element(
        "figcaption", {}, f"The matrices X and Z: a column for each coefficient and each random effect, {data.n:,} rows"
    )
    return element("figure", {"class": "lm-matrices"}, title, blocks, element("ul", {}, *items), *notes)


def _block(block: BlockPicture) -> Markup:
    name = f"{block.symbol} {block.group}".rstrip()
    return element(
        "div",
        {"style": f"flex-grow:{block.width:.4g}"},
        element("div", {"class": "lm-block-name", "title": name}, _name(block.level, name)),
        _picture(block.picture, f"{name}, {block.says}", block.level),
    )
