"""An error as it is shown in a notebook and on a page: what is wrong, where, and the likely repair."""

from __future__ import annotations

from lme4math.errors import Error
from lme4math.markup import NO_MATHJAX, element, prose

# Inline, so that the message looks the same where style sheets are stripped.
_ERROR = "margin:0.3em 0;padding:0.5em 0.9em;border-left:4px solid #c62828;"
_PICTURE = "margin:0.5em 0;padding:0;background:none;line-height:1.3;white-space:pre;overflow-x:auto;"


def error_bundle(error: Error) -> dict[str, str]:
    """An error as HTML and text: what is wrong, where, and the likely repair."""
    parts = [element("strong", {}, prose(error.message))]
    if error.span is not None and error.source is not None:
        picture = error.source.caret_picture(error.span)
        parts.append(element("pre", {"class": "lm-carets", "style": _PICTURE}, picture))
    if error.hint:
        parts.append(element("div", {"class": "lm-hint"}, element("b", {}, "Hint: "), prose(error.hint)))
    box = element("div", {"class": f"lm-error {NO_MATHJAX}", "role": "alert", "style": _ERROR}, *parts)
    return {"text/html": str(box), "text/plain": str(error)}
