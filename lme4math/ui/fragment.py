"""The view as one piece of HTML that needs no script, no kernel and no network.

Native radios and checkboxes hold its state; the style sheet does the rest. Beside the view stands its LaTeX. An inline
style hides the view until the style sheet shows it and hides the LaTeX, so a host that strips styles and MathML, as
JupyterLab does in notebooks that are not trusted, shows LaTeX. `text_bundle` has the other forms by MIME type.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from hashlib import sha256
from typing import Literal

from lme4math.markup import AS_IT_IS, NO_MATHJAX, Markup, element, join
from lme4math.printers import forms
from lme4math.records import record
from lme4math.ui.coefficient_table import CoefficientTable, code_panel, grid_of, level_name, live_table, still_table
from lme4math.ui.content import Notation, StyledView, ViewContent
from lme4math.ui.in_styles import NOTATION, in_notations, in_styles
from lme4math.ui.lazy_pictures import pictures_panel
from lme4math.ui.own_equation import own_equation_panel
from lme4math.ui.panels import (
    choices_panel,
    copy_buttons,
    data_panel,
    legend_panel,
    models_line,
    notes,
    sources,
    undo_line,
    words_panel,
)
from lme4math.ui.shortening import shortened
from lme4math.ui.style import sheets_of, still_rules
from lme4math.ui.tabs import Tab, tabs

POINTING = "Point at a symbol, a word of the code or a cell of the table to see what it is."
RENAMING = " Click a symbol, or press F2 there, to name it."
"""Stands where the legend's row of what is pointed at is shown."""
Place = Literal["alone", "live", "still"]
"""Where a fragment is used: by itself, in a live widget, or beside one, to be seen when the widget is lost."""


@record
class Shown:
    """The state of a view: the places of notation and style, and the indices of the levels that are marked."""

    notation: int
    style: int
    marked: Collection[int]


def shown(
    content: ViewContent, notation: str | None = None, levels: Collection[int] | None = None, style: str | None = None
) -> Shown:
    """The state asked for; by default the first notation, the first style, and all grouping factors marked.

    Raises:
        ValueError: there is no notation or style of that name.
    """
    marked = content.groups() if levels is None else levels
    return Shown(content.notation_index(notation), content.style_index(style), marked)


def fragment_of(
    content: ViewContent,
    notation: str | None = None,
    levels: Collection[int] | None = None,
    place: Place = "alone",
    pair: str = "",
    style: str | None = None,
    grid: CoefficientTable | None = None,
) -> str:
    """The view as HTML.

    Args:
        content: what it shows.
        notation: the notation shown at first; the first if None.
        levels: the indices of the levels that are marked; the grouping factors if None.
        place: where it is used. In a live widget, style sheets, state and highlighting are the widget's.
        pair: the name that a live fragment shares with the still one beside it.
        style: the style of symbols shown at first; the first if None.
        grid: the rows and columns of the live table, which may be more than the model's.

    Raises:
        ValueError: there is no notation or style of that name.
    """
    state = shown(content, notation, levels, style)
    form = _form(content, state, place, grid or grid_of(content))
    own = f"lm-{place}-{pair or sha256(form.encode()).hexdigest()[:12]}"
    parts = [form]
    if place != "live":  # a notebook stores it
        parts = [*_sheets(content, own, form), *(Markup(shortened(part)) for part in (form, _fallback(content, state)))]
    return element("div", {"class": f"lm-view lm-{place} {own}"}, AS_IT_IS, *parts)


def _sheets(content: ViewContent, own: str, form: str) -> Iterator[Markup]:
    """Each sheet that views share is an element of its own: browsers parse equal sheets once."""
    for sheet in (*sheets_of(content, form, live=False), still_rules(content, own)):
        yield element("style", {}, Markup(sheet))


def _form(content: ViewContent, state: Shown, place: Place, grid: CoefficientTable) -> Markup:
    """The whole view, as a form: radios of equal names in two forms are independent. It is never submitted."""
    attributes: dict[str, str | bool] = {
        "class": f"lm-form {NO_MATHJAX}",
        "style": "display:none",
        "autocomplete": "off",
    }
    side = [live_table(content, grid), undo_line(content)] if place == "live" else [still_table(content)]
    return element(
        "form",
        attributes,
        _controls(content, state, place),
        code_panel(content.code, content.code_marks, content.meanings(), fold=place != "alone"),
        element(
            "div",
            {"class": "lm-main"},
            element("div", {"class": "lm-equation"}, _in_styles(content, _equations), *_remarks(content)),
            element("div", {"class": "lm-side"}, *side),
        ),
        *_notes(content),
        element(
            "div",
            {"class": "lm-rest"},
            element("p", {"class": "lm-pointed"}, POINTING + RENAMING * (place == "live")),
            tabs(_tabs(content, place)),
        ),
    )


def _notes(content: ViewContent) -> Iterator[Markup]:
    if content.of_fit or content.beside or content.assumptions or content.warnings:
        yield element("div", {"class": "lm-notes"}, *notes(content))


def _tabs(content: ViewContent, place: Place) -> Iterator[Tab]:
    """All that is not seen at first glance."""
    yield Tab("lm-words", "In words", _in_styles(content, lambda style: [words_panel(style.words)]))
    yield Tab("lm-legend", "Symbols", legend_panel(content.styles, is_live=place == "live"))
    if place == "live":
        yield Tab("lm-choices", "Change", choices_panel(content))
    if content.data is not None:
        yield Tab("lm-data", f"The {content.data.n:,} observations", data_panel(content.data))
    if place == "live":
        yield Tab("lm-pictures", "Pictures", pictures_panel(content))
        yield Tab("lm-own", "My own equation", own_equation_panel())
    copies = [copy_buttons(content)] if place == "live" else []
    yield Tab("lm-sources", "LaTeX, Typst", join((*copies, _sources(content))))


def _in_styles(content: ViewContent, draw: Callable[[StyledView], Iterable[Markup]]) -> Markup:
    return in_styles([join(draw(style)) for style in content.styles])


def _controls(content: ViewContent, state: Shown, place: Place) -> Markup:
    """The choices, as controls; in a live view, which has ipywidgets' buttons, as hidden words for the script."""
    draw = _word if place == "live" else _choice
    notations = [
        draw("radio", "lm-notation", f"lm-pick-{index}", index == state.notation, notation.label)
        for index, notation in enumerate(content.notations)
    ]
    styles = [
        draw("radio", "lm-style", f"lm-style-{index}", index == state.style, style.label)
        for index, style in enumerate(content.styles)
    ]
    levels = [
        draw("checkbox", f"lm-level-{number}", f"lm-mark-{number}", number in state.marked, level_name(level))
        for number, level in enumerate(content.levels)
    ]
    if place == "live":
        return element("div", {"class": "lm-choosable", "hidden": True}, *notations, *styles, *levels)
    groups = (("Notation", notations), ("Symbols", styles), ("Mark levels", levels))
    named = [models_line(content)] if len(content.models) > 1 else []
    fieldsets = (element("fieldset", {}, element("legend", {}, title), *boxes) for title, boxes in groups)
    return element("div", {"class": "lm-controls"}, *named, *fieldsets)


def _choice(kind: str, name: str, marker: str, checked: bool, label: str) -> Markup:
    box = element("input", {"type": kind, "name": name, "class": marker, "checked": checked})
    return element("label", {}, box, label)


def _word(_kind: str, _name: str, marker: str, _checked: bool, label: str) -> Markup:
    return element("span", {"data-lm-choice": marker}, label)


def _equations(style: StyledView) -> Iterator[Markup]:
    return (_notation(index, notation) for index, notation in enumerate(style.notations))


def _notation(index: int, notation: Notation) -> Markup:
    scroll = element("div", {"class": "lm-scroll"}, Markup(notation.mathml))
    return element("div", {"class": f"lm-notation lm-notation-{index}"}, scroll, *_details(notation))


def _remarks(content: ViewContent) -> Iterator[Markup]:
    """The remarks below the equations, each once, which the style sheet shows where they are of the notation shown."""
    order: list[str] = []
    for notation in content.notations:
        place = 0
        for remark in notation.remarks:
            if remark not in order:
                order.insert(place, remark)
            place = order.index(remark) + 1
    spans = (element("span", {"class": _said(remark, content)}, Markup(remark)) for remark in order)
    if order:
        yield element("p", {"class": "lm-remarks"}, *spans)


def _said(remark: str, content: ViewContent) -> str | bool:
    """The classes of a remark that some notations have; none of one that all have."""
    places = tuple(place for place, notation in enumerate(content.notations) if remark in notation.remarks)
    return NOTATION.classes(places, len(content.notations)) or False


def _details(notation: Notation) -> Iterator[Markup]:
    """What the equations say in short, written out, folded."""
    if notation.details:
        summary = element("summary", {}, "Vectors and matrices written out")
        written = element("div", {"class": "lm-scroll"}, Markup(notation.details))
        yield element("details", {"class": "lm-detail"}, summary, written)


def _sources(content: ViewContent) -> Markup:
    by_notation = zip(*(style.notations for style in content.styles), strict=True)
    forms = [in_styles([join(sources(notation)) for notation in in_all]) for in_all in by_notation]
    return in_notations(forms[0], enumerate(forms), len(forms))


def _fallback(content: ViewContent, state: Shown) -> Markup:
    """LaTeX for hosts that strip the style sheet and typeset dollars; the chosen notation is unfolded.

    MathJax skips `annotation-xml`, so it does not typeset LaTeX that is hidden; a host that strips styles strips that
    tag too, and keeps its content.
    """
    blocks = [
        element(
            "details",
            {"open": index == state.notation},
            element("summary", {}, f"{notation.label} notation"),
            f"$${notation.latex}$$",
        )
        for index, notation in enumerate(content.styles[state.style].notations)
    ]
    return element("div", {"class": "lm-fallback"}, element("annotation-xml", {}, join(blocks)))


def text_bundle(
    content: ViewContent,
    notation: str | None = None,
    levels: Collection[int] | None = None,
    place: Place = "alone",
    pair: str = "",
    style: str | None = None,
) -> dict[str, str]:
    """A view by MIME type: HTML with all notations; LaTeX, Markdown and text of the notation shown."""
    shown = content.notation(notation or content.notations[0].name, style)
    return {
        "text/html": str(fragment_of(content, notation, levels, place, pair, style)),
        **forms(shown.latex, shown.text),
    }
