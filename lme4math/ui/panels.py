"""Draws the panels around the equations: notes, words, legend, sources, the data, copy buttons and choices.

Pictures of the data are masks over the colour of their level, so they follow the reader's theme; each has its
description in text or in its label. Copy buttons, and choices that change the model, are in the live view only; the
script finds them by their `data-lm-…` attributes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import pairwise

from lme4math.markup import Markup, element, join, prose
from lme4math.printers import key_of_level, lit_by
from lme4math.ui.content import (
    BandPicture,
    BlockPicture,
    CrossTable,
    DataPictures,
    DeclaredVariable,
    LegendRow,
    Notation,
    StyledView,
    TableSide,
    TypedBlock,
    ViewContent,
    WritingOption,
)
from lme4math.ui.in_styles import NOTATION, in_notations, in_styles

SHORTEST_INPUT, LONGEST_INPUT = 22, 80
"""The characters that the input of levels has room for."""
MOST_MODELS = 12
"""The most models that a page names where none can be chosen."""


def models_line(content: ViewContent) -> Markup:
    """The names of the models of the code, the one that is shown set apart; to choose another needs a kernel."""
    names = [
        element("b", {"aria-current": "true"}, name) if place == content.place else element("span", {}, name)
        for place, name in enumerate(content.models)
        if place < MOST_MODELS or place == content.place
    ]
    more = [element("span", {}, "…")] if len(content.models) > len(names) else []
    return element("p", {"class": "lm-models"}, element("span", {}, "Model"), *names, *more)


def notes(content: ViewContent) -> Iterator[Markup]:
    """How a changed model lies to the first, what is said of a fit, the assumptions and the warnings."""
    if content.beside:
        yield element("p", {"class": "lm-note"}, element("b", {}, "Changed:"), " ", Markup(content.beside))
    for title, kind, sentences in (
        ("Fit", "lm-assumption", content.of_fit),
        ("Assumed", "lm-assumption", content.assumptions),
        ("Note", "lm-warning", content.warnings),
    ):
        for sentence in sentences:
            yield element("p", {"class": f"lm-note {kind}"}, element("b", {}, f"{title}:"), " ", prose(sentence))


def sentences(lines: tuple[str, ...]) -> Markup:
    """Sentences as a list."""
    return element("ul", {}, *(element("li", {}, prose(line)) for line in lines)) if lines else Markup("")


FIRST_SENTENCES = 2
"""So many are seen at first glance, where the whole view of a small model is to be seen: the response and the first
fixed effect."""


def words_panel(lines: tuple[str, ...]) -> Markup:
    """The sentences about the model, which have symbols in them; the later ones are folded."""
    first, rest = _listed(lines[:FIRST_SENTENCES]), lines[FIRST_SENTENCES:]
    if not rest:
        return first
    more = f"{len(rest)} more sentence{'s' * (len(rest) > 1)}"
    return join((first, element("details", {"class": "lm-later"}, element("summary", {}, more), _listed(rest))))


def _listed(lines: tuple[str, ...]) -> Markup:
    return element("ul", {}, *(element("li", {}, Markup(line)) for line in lines)) if lines else Markup("")


def legend_panel(styles: Sequence[StyledView], is_live: bool) -> Markup:
    """The legend, of which the style sheet shows the symbols of the notation shown, in their order; one tab stop."""
    rows = tuple(zip(*(style.legend for style in styles), strict=True))
    if not rows:
        return Markup("")
    head = element("thead", {}, element("tr", {}, *(element("th", {"scope": "col"}, title) for title in HEADINGS)))
    body = element("tbody", {}, *(_legend_row(row, is_live) for row in rows))
    return element("table", {"aria-label": "Symbols"}, head, body)


LAST = 9_999
HEADINGS = ("Symbol", "Meaning", "R code and output")


def _legend_row(forms: tuple[LegendRow, ...], is_live: bool) -> Markup:
    """A row: the symbol in each style, and what all styles say of it."""
    row = forms[0]
    meaning, cells = prose(row.meaning), Markup(row.cells and f" {row.cells}")
    point = element("input", {"type": "radio", "name": "lm-row"})
    count = len(row.places)
    there = tuple(number for number, place in enumerate(row.places) if place is not None)
    there = there or tuple(range(count))  # what lme4 drops is last in each notation
    keys = filter(None, (row.key, row.lit_by and lit_by(row.lit_by)))
    never = tuple(number for number in range(count) if row.among and number not in row.among)
    hidden = NOTATION.classes(tuple(sorted({*there, *never})), count)
    classes = " ".join(filter(None, (*keys, hidden, *(f"lm-not-{number}" for number in never))))
    places = ((number, row.places[number]) for number in there if number)  # in the first notation as they stand
    orders = ";".join(f"--lm-at-{number}:{LAST if place is None else place}" for number, place in places)
    symbols = [in_notations(one.mathml, one.others, len(one.places)) for one in forms]
    return element(
        "tr",
        {"class": classes or False, "style": orders or False, "data-lm-label": is_live and row.label},
        element("td", {}, in_styles(symbols)),
        element("td", {}, element("label", {}, point, meaning) if row.key else meaning, cells),
        element(
            "td",
            {},
            element("code", {}, row.r_text) if row.r_text else "",
            element("div", {}, row.summary) if row.summary else "",
        ),
    )


def sources(notation: Notation) -> Iterator[Markup]:
    """The LaTeX and Typst of a notation."""
    for language, text in (("LaTeX", notation.latex), ("Typst", notation.typst)):
        if text:
            title = element("p", {"class": "lm-heading"}, f"{language} of the {notation.label} notation")
            code = element("pre", {"class": f"lm-{language.lower()}"}, element("code", {}, text))
            yield element("div", {"class": "lm-source"}, title, code)


def data_panel(data: DataPictures | None) -> Markup:
    """The section on the data; empty without data."""
    if data is None:
        return Markup("")
    groups = element(
        "div",
        {"class": "lm-groups lm-words"},
        sentences(data.sentences),
        *map(_chain, data.chains),
        element("div", {"class": "lm-tables"}, *map(_table, data.tables)),
    )
    return element("div", {"class": "lm-more"}, groups, _matrices(data))


def _name(level: int, *words: str) -> Markup:
    """Words in the colour of a level, with its key."""
    return element("span", {"class": f"lm-name lm-name-{level} {key_of_level(level)}"}, *words)


# --- Grouping factors ----------------------------------------------------------------------------------------------


def _chain(chain: tuple[BandPicture, ...]) -> Markup:
    """Bands of one width under each other, each factor under the one in which it is nested."""
    words = ", within ".join(f"{band.name}: {band.caption}" for band in reversed(chain))
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
    """A table of counts, each cell shaded by its count."""
    most = max(max(line) for line in table.counts)
    head = element("tr", {}, element("td", {}), *(_head("col", label) for label in table.across.labels))
    names = element("tr", {}, element("th", {"scope": "col"}, _name(table.down.level, table.down.name)), _across(table))
    body = [
        element("tr", {}, _head("row", label), *(_count(count, most) for count in line))
        for label, line in zip(table.down.labels, table.counts, strict=True)
    ]
    caption = element("caption", {}, table.caption)
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
    """A picture of the combinations that are observed."""
    return element(
        "figure",
        {"class": "lm-crossing"},
        element("figcaption", {}, table.caption),
        element("div", {}, "across: ", _side(table.across)),
        _picture(table.picture, table.caption),
        element("div", {}, "down: ", _side(table.down)),
    )


def _side(side: TableSide) -> Markup:
    return join((_name(side.level, side.name), f" ({side.size:,})"))


def _picture(picture: str, words: str, level: int | None = None) -> Markup:
    """A picture; its address is base64, so needs no escaping in CSS."""
    own = "" if level is None else f"{_colour(level)};"
    frame = element("div", {"class": "lm-mask", "style": f"{own}--lm-mask:url({picture})"})
    return element("div", {"class": "lm-picture", "role": "img", "aria-label": words}, frame)


# --- Matrices ------------------------------------------------------------------------------------------------------


def _matrices(data: DataPictures) -> Markup:
    """X and Z side by side, a list of their blocks, and notes on how to read the picture."""
    if not data.blocks:
        return Markup("")
    blocks = element("div", {"class": "lm-blocks"}, *map(_block, data.blocks))
    items = [element("li", {}, _name(block.level, block.symbol), " ", block.caption) for block in data.blocks]
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
        _picture(block.picture, f"{name}, {block.caption}", block.level),
    )


COPIES = (("latex", "LaTeX"), ("mathml", "MathML"), ("typst", "Typst"), ("formula", "R formula"))
PICTURES = (("svg", "SVG"), ("png", "PNG"))


def copy_buttons(content: ViewContent) -> Markup:
    """Buttons that copy the equations shown, or the R formula, to the clipboard, and that save them as pictures."""
    texts = {"formula": content.formula}  # with every character; the rest is on the page
    buttons = [
        element("button", {"type": "button", "data-lm-copy": what, "data-lm-text": texts.get(what, False)}, label)
        for what, label in COPIES
        if what != "formula" or content.formula
    ]
    pictures = [element("button", {"type": "button", "data-lm-save": kind}, label) for kind, label in PICTURES]
    status = element("span", {"class": "lm-copied", "role": "status"})
    around: dict[str, str | bool] = {"class": "lm-copy", "role": "group", "aria-label": "Copy and save"}
    return element("div", around, "Copy", *buttons, "Save", *pictures, status)


def choices_panel(content: ViewContent) -> Markup:
    """Controls for the structure of each random term, the type of each undeclared variable, and ways of writing."""
    variables, options = map(_variable, content.choices.variables), map(_option, content.choices.options)
    return join((*_structures(content), *variables, *options))


def _option(option: WritingOption) -> Markup:
    """A way of writing, of the expanded and the compact notation."""
    attributes: dict[str, str | bool] = {"type": "checkbox", "checked": option.chosen, "data-lm-edit": "option"}
    box = element("input", attributes | {"data-lm-name": option.name})
    return element("p", {}, element("label", {}, box, " ", option.words))


def undo_line(content: ViewContent) -> Markup:
    """The button that takes the last change back, what the kernel answers to a change, and the names for the script."""
    names = json.dumps({"words": content.nameables, "labels": dict(content.labels)}, ensure_ascii=False)
    undo = element("button", {"type": "button", "data-lm-edit": "undo", "disabled": True}, "Undo")
    return element(
        "div",
        {"class": "lm-undo", "data-lm-names": names},
        undo,
        element("p", {"class": "lm-problem", "role": "alert"}),
    )


def _structures(content: ViewContent) -> Iterator[Markup]:
    for number, block in enumerate(content.choices.blocks):
        if block.structure:
            yield _structure(number, block, content.choices.structures)


def _structure(number: int, block: TypedBlock, structures: tuple[tuple[str, str], ...]) -> Markup:
    options = [
        element("option", {"value": name, "selected": name == block.structure}, words) for name, words in structures
    ]
    attributes: dict[str, str | bool] = {"data-lm-edit": "structure", "data-lm-block": str(number)}
    attributes["aria-label"] = f"covariance of {block.text}"
    label = element("label", {}, element("code", {}, block.text), element("select", attributes, *options))
    return element("p", {}, label)


def _variable(variable: DeclaredVariable) -> Markup:
    levels = variable.levels
    kinds = [
        element("option", {"value": "numeric", "selected": levels is None}, "numeric"),
        element("option", {"value": "factor", "selected": levels is not None}, "a factor with levels"),
    ]
    kind: dict[str, str | bool] = {"data-lm-edit": "kind", "data-lm-name": variable.name}
    kind["aria-label"] = f"kind of {variable.name}"
    typed: dict[str, str | bool] = {
        "type": "text",
        "value": (value := ", ".join(map(_quoted, levels or ()))),
        "size": str(min(max(len(value), SHORTEST_INPUT), LONGEST_INPUT)),
        "placeholder": "baseline, other, …",
        "aria-label": f"levels of {variable.name}, the baseline first",
        "data-lm-edit": "levels",
        "data-lm-name": variable.name,
        "hidden": levels is None,
        "spellcheck": "false",
    }
    label = element("label", {}, element("code", {}, variable.name), " is ", element("select", kind, *kinds))
    return element("p", {}, label, " ", element("input", typed))


def _quoted(level: str) -> str:
    """A level as it is typed in a list: quoted, as in CSV, where it has commas, quotes or outer blanks."""
    if "," in level or '"' in level or level != level.strip():
        return '"' + level.replace('"', '""') + '"'
    return level
