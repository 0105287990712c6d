"""What a reader does to the model in the browser, as messages, and the model that comes of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from lme4math.errors import Error
from lme4math.model.declared import read_levels
from lme4math.ui.content import Viewable, ViewContent

Message = Mapping[str, Any]


def edited(model: Viewable, content: ViewContent, message: Message) -> Viewable | None:
    """The model after an edit; None where the message is no edit of this content, as when it comes late.

    Raises:
        Error: there is no such model.
    """
    try:
        return _EDITS[message["edit"]](model, content, message)
    except Error:
        raise
    except (LookupError, TypeError, ValueError):
        return None


def _effect(model: Viewable, content: ViewContent, message: Message) -> Viewable:
    coefficients = {number: row.name for number, row in enumerate(content.styles[0].table)}
    groups = {level.index: level.name for level in content.levels if level.index}
    return model.with_effect(coefficients[message["row"]], groups[message["level"]])


def _structure(model: Viewable, _content: ViewContent, message: Message) -> Viewable:
    return model.with_structure(message["block"], message["value"])


def _variable(model: Viewable, _content: ViewContent, message: Message) -> Viewable:
    typed = message["levels"]
    return model.with_variable(message["name"], None if typed is None else read_levels(typed))


_EDITS: dict[str, Callable[[Viewable, ViewContent, Message], Viewable]] = {
    "effect": _effect,
    "structure": _structure,
    "variable": _variable,
}
