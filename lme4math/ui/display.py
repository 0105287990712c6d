"""What the magic puts on the page: the live view and, as an output of its own, the same view that needs no widget.

Two outputs, for a host that finds a widget in a bundle shows nothing else of it, even when the widget is lost, as it is
whenever a notebook is opened again without saved widget state. While the live view is on the page the still one hides.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from lme4math.errors import Error
from lme4math.ui.bundle import text_bundle
from lme4math.ui.content import ViewContent
from lme4math.ui.markup import NO_MATHJAX, element, prose

Publish = Callable[[dict[str, Any]], None]

# Inline, so that the message looks the same where style sheets are stripped.
_ERROR = "margin:0.3em 0;padding:0.5em 0.9em;border-left:4px solid #c62828;"
_PICTURE = "margin:0.5em 0;padding:0;background:none;line-height:1.3;white-space:pre;overflow-x:auto;"


def show(content: ViewContent, publish: Publish, notation: str | None = None) -> None:
    """Publish the live view and the still one."""
    from lme4math.ui.widget import WIDGET_VIEW, Explorer  # the widget libraries load on first use

    pair = uuid4().hex[:12]
    explorer = Explorer(content, notation, pair=pair)
    live = explorer._repr_mimebundle_()[WIDGET_VIEW]
    publish({WIDGET_VIEW: live, "text/html": "", "text/plain": ""})
    publish(text_bundle(content, notation, place="still", pair=pair))


def error_bundle(error: Error) -> dict[str, str]:
    """A mistake in the input: what is wrong, where, and what to do about it."""
    parts = [element("strong", {}, prose(error.message))]
    if error.span is not None and error.source is not None:
        picture = error.source.caret_picture(error.span)
        parts.append(element("pre", {"class": "lm-carets", "style": _PICTURE}, picture))
    if error.hint:
        parts.append(element("div", {"class": "lm-hint"}, element("b", {}, "Hint: "), prose(error.hint)))
    box = element("div", {"class": f"lm-error {NO_MATHJAX}", "role": "alert", "style": _ERROR}, *parts)
    return {"text/html": str(box), "text/plain": str(error)}
