"""The forms of a view that need no widget, by MIME type: HTML, LaTeX, Markdown and plain text."""

from __future__ import annotations

from collections.abc import Collection

from lme4math.printers.notebook import forms
from lme4math.ui.content import ViewContent
from lme4math.ui.fragment import Place, fragment_of


def text_bundle(
    content: ViewContent,
    notation: str | None = None,
    levels: Collection[int] | None = None,
    place: Place = "alone",
    pair: str = "",
    style: str | None = None,
) -> dict[str, str]:
    """One view as HTML (all notations), and as LaTeX, Markdown and text (the notation shown)."""
    shown = content.notation(notation or content.notations[0].name, style)
    return {
        "text/html": str(fragment_of(content, notation, levels, place, pair, style)),
        **forms(shown.latex, shown.text),
    }
