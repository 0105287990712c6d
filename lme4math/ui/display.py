"""What the magic puts on the page: a model's view, or what is wrong with the input."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lme4math.errors import Error
from lme4math.ui.content import Viewable
from lme4math.ui.markup import NO_MATHJAX, element, prose

Publish = Callable[[dict[str, Any]], None]

# Inline, so that the message looks the same where style sheets are stripped.
_ERROR = "margin:0.3em 0;padding:0.5em 0.9em;border-left:4px solid #c62828;"
_PICTURE = "margin:0.5em 0;padding:0;background:none;line-height:1.3;white-space:pre;overflow-x:auto;"


def show(model: Viewable, publish: Publish, notation: str | None = None, style: str | None = None) -> None:
    """Publish the live view, and the same view that needs no widget."""
    from lme4math.ui.widget import Explorer  # the widget libraries load on first use

    for bundle in Explorer(model, notation, style=style).outputs():
        publish(bundle)


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
