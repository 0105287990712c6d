"""Documents that Quarto renders: one output, of which each format finds the form that it can set.

Of an output Quarto takes the HTML for pages and slides, and the Markdown for Word, PDF, Typst and all else. A widget
would come before both, and its scripts from the network; so there is none.
"""

from __future__ import annotations

from lme4math.ui.content import Viewable, ViewContent
from lme4math.ui.fragment import fragment_of


def document_bundle(
    model: Viewable, content: ViewContent, notation: str, levels: tuple[int, ...], style: str
) -> dict[str, str]:
    """A view by MIME type, as a document shows it.

    Args:
        model: what is shown, and `content` of it.
        notation, levels, style: the state of the view.
    """
    return {
        "text/html": fragment_of(content, notation, levels, style=style),
        "text/markdown": model.markdown(notation, style),
        "text/plain": content.notation(notation, style).text,
    }
