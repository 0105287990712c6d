"""What a reader asks of the model that is shown, without changing it: a picture, or a check of an equation."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from lme4math.ui.content import Viewable, ViewContent
from lme4math.ui.lazy_pictures import picture_asked_for
from lme4math.ui.own_equation import answer_equation


def is_answered(
    model: Viewable,
    content: ViewContent,
    worn: Collection[str],
    message: Mapping[str, Any],
    send: Callable[[dict[str, Any]], object],
) -> bool:
    """Answer a question; whether the message was one.

    Args:
        model: the model that is shown.
        content: what is shown of it.
        worn: the style sheets that the browser has.
        message: what the browser sent.
        send: takes the answer to the browser.
    """
    if "picture" in message:
        send(picture_asked_for(content, message))
    elif "equation" in message:
        answer_equation(model, worn, message, send)
    else:
        return False
    return True
