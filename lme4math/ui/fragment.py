"""The view as one piece of HTML that needs nothing else: no script, no kernel, no network.

Native radios and checkboxes hold its state, and the style sheet alone does the rest. The fragment is *dual*: the view
is hidden by an inline style which the style sheet lifts, and LaTeX stands beside it which the style sheet hides; so
a host that strips styles and MathML, as notebooks do that are not trusted, shows the LaTeX and no gibberish.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Literal

from lme4math.ui.code import marked_code
from lme4math.ui.content import Cell, LegendRow, Level, Notation, Row, ViewContent
from lme4math.ui.markup import NO_MATHJAX, Markup, element, join, prose
from lme4math.ui.style import style_sheet

Place = Literal["alone", "live", "still"]
"""Where a fragment stands: by itself, in a live widget, or beside one, to be seen when that is gone."""

# JupyterLab leaves the arrow keys and Enter to a focused element that carries this.
_KEYS: dict[str, str | bool] = {"data-lm-suppress-shortcuts": "true"}


def fragment(
    content: ViewContent,
    notation: str | None = None,
    levels: Collection[int] | None = None,
    place: Place = "alone",
    pair: str = "",
) -> str:
    """The view of `content`, with this notation shown (the first) and these levels marked (the grouping factors).

    `pair` names a live fragment and the still one beside it.
    """
    shown = content.notation_index(notation) if notation is not None else 0
    marked = content.groups() if levels is None else levels
    style = style_sheet(content) + (_pair_rules(pair) if place == "still" else "")
    parts = [element("style", {}, Markup(style)), _form(content, shown, marked, place)]
    if place != "live":
        parts.append(_fallback(content, shown))
    classes = "lm-view" if place == "alone" else f"lm-view lm-{place} lm-{place}-{pair}"
    return element("div", {"class": classes}, *parts)


def _pair_rules(pair: str) -> str:
    """The still fragment gives way to the live one, and covers for it where the host has lost the widget."""
    before = f".jp-OutputArea-child:has(+ .jp-OutputArea-child .lm-still-{pair})"
    dead = ".jp-OutputArea-output:not(:has(*))"  # "Loading widget…", "Error displaying widget: model not found"
    return f"\nbody:has(.lm-live-{pair}) .lm-still-{pair} {{ display: none; }}\n{before} {dead} {{ display: none; }}"


def _form(content: ViewContent, shown: int, marked: Collection[int], place: Place) -> Markup:
    """All of the view; a form, for that keeps the radios of two views apart. Without a button nothing submits it."""
    attributes: dict[str, str | bool] = {
        "class": f"lm-form {NO_MATHJAX}",
        "style": "display:none",
        "autocomplete": "off",
    }
    notations = [_notation(index, notation) for index, notation in enumerate(content.notations)]
    sources = [_source(index, notation) for index, notation in enumerate(content.notations)]
    folded = element("div", {}, _legend(content.legend), *sources)
    return element(
        "form",
        attributes,
        element("pre", {"class": "lm-code"}, element("code", {}, marked_code(content.code, content.code_marks))),
        _controls(content, shown, marked, place),
        element("div", {"class": "lm-equation"}, *notations),
        *_notes(content),
        element("div", {"class": "lm-more"}, _table(content), folded),
    )


def _controls(content: ViewContent, shown: int, marked: Collection[int], place: Place) -> Markup:
    notations = [
        _choice("radio", "lm-notation", f"lm-pick-{index}", index == shown, notation.label)
        for index, notation in enumerate(content.notations)
    ]
    levels = [
        _choice(
            "checkbox", f"lm-level-{level.index}", f"lm-mark-{level.index}", level.index in marked, _level_name(level)
        )
        for level in content.levels
    ]
    return element(
        "div",
        {"class": "lm-controls lm-live-controls" if place == "live" else "lm-controls"},
        element("fieldset", {}, element("legend", {}, "Notation"), *notations),
        element("fieldset", {}, element("legend", {}, "Mark what varies by"), *levels),
    )


def _choice(kind: str, name: str, marker: str, checked: bool, label: str) -> Markup:
    box = element("input", {"type": kind, "name": name, "class": marker, "checked": checked, **_KEYS})
    return element("label", {}, box, label)


def _level_name(level: Level) -> Markup:
    """The name of a level, in its colour and with its line."""
    return element("span", {"class": f"lm-name-{level.index}"}, level.name)


def _notation(index: int, notation: Notation) -> Markup:
    scroll = element("div", {"class": "lm-scroll"}, Markup(notation.mathml))
    remarks = [element("span", {}, Markup(remark)) for remark in notation.remarks]
    below = element("p", {"class": "lm-remarks"}, *remarks) if remarks else Markup("")
    return element("div", {"class": f"lm-notation lm-notation-{index}"}, scroll, below)


def _notes(content: ViewContent) -> Iterator[Markup]:
    for title, kind, sentences in (
        ("Assumed", "lm-assumption", content.assumptions),
        ("Note", "lm-warning", content.warnings),
    ):
        for sentence in sentences:
            yield element("p", {"class": f"lm-note {kind}"}, element("b", {}, f"{title}:"), " ", prose(sentence))


def _table(content: ViewContent) -> Markup:
    """Coefficient × level. One tab stop: the radios of the cells let the arrow keys walk from cell to cell."""
    if not content.table:
        return Markup("")
    names = [element("th", {"scope": "col"}, _level_name(level)) for level in content.levels]
    head = element("tr", {}, element("th", {"scope": "col"}, "Coefficient"), *names)
    body = [_row(row, content.levels) for row in content.table]
    return element(
        "table",
        {"class": "lm-table"},
        element("caption", {}, "Which coefficient varies where"),
        element("thead", {}, head),
        element("tbody", {}, *body),
    )


def _row(row: Row, levels: tuple[Level, ...]) -> Markup:
    cells = [_cell(row, level, cell) for level, cell in zip(levels, row.cells, strict=True)]
    return element("tr", {}, element("th", {"scope": "row"}, element("code", {}, row.name)), *cells)


def _cell(row: Row, level: Level, cell: Cell | None) -> Markup:
    if cell is None:
        return element("td", {}, element("span", {"class": "lm-nothing", "title": "does not vary here"}, "–"))
    point: dict[str, str | bool] = {
        "type": "radio",
        "name": "lm-point",
        "class": f"lm-point-{cell.key}",
        "aria-label": f"point at {row.name}, {level.name}",
        **_KEYS,
    }
    return element("td", {}, element("label", {"class": "lm-cell"}, element("input", point), Markup(cell.mathml)))


def _legend(rows: tuple[LegendRow, ...]) -> Markup:
    if not rows:
        return Markup("")
    lines = [
        element(
            "tr",
            {},
            element("td", {}, Markup(row.mathml)),
            element("td", {}, prose(row.meaning)),
            element("td", {}, element("code", {}, row.r_text)),
        )
        for row in rows
    ]
    summary = element("summary", _KEYS, "Every symbol, and where it stands in the R code")
    return element("details", {"class": "lm-legend"}, summary, element("table", {}, element("tbody", {}, *lines)))


def _source(index: int, notation: Notation) -> Markup:
    summary = element("summary", _KEYS, f"LaTeX of the {notation.label} notation")
    code = element("pre", {}, element("code", {}, notation.latex))
    return element("details", {"class": f"lm-source lm-notation lm-notation-{index}"}, summary, code)


def _fallback(content: ViewContent, shown: int) -> Markup:
    """LaTeX for hosts that strip the style sheet and typeset dollars; the notation chosen stands open."""
    blocks = [
        element(
            "details",
            {"open": index == shown},
            element("summary", {}, f"{notation.label} notation"),
            f"$${notation.latex}$$",
        )
        for index, notation in enumerate(content.notations)
    ]
    return element("div", {"class": "lm-fallback"}, join(blocks))
