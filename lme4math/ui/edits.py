"""What a reader does to the model in the browser, as messages, and the model that comes of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from lme4math.errors import Error
from lme4math.model.declared import read_levels
from lme4math.ui.content import AWAY, Level, Viewable

Message = Mapping[str, Any]
Columns = tuple[Level, ...]


def edited(model: Viewable, columns: Columns, message: Message) -> Viewable | None:
    """The model after an edit; None where the message is no edit of this model, as when it comes late.

    Args:
        model: the model shown.
        columns: the levels that the table shows.
        message: what the browser sent.

    Raises:
        Error: there is no such model.
    """
    try:
        return _EDITS[message["edit"]](model, columns, message)
    except Error:
        raise
    except (LookupError, StopIteration, TypeError, ValueError):
        return None


def _effect(model: Viewable, columns: Columns, message: Message) -> Viewable:
    group = next(level for level in columns if level.index and level.name == message["group"])
    coefficient = message["coefficient"]
    if group.index == AWAY:
        return model.with_group(group.code, coefficient)
    return model.with_effect(coefficient, group.name)


def _structure(model: Viewable, _columns: Columns, message: Message) -> Viewable:
    return model.with_structure(message["block"], message["value"])


def _variable(model: Viewable, _columns: Columns, message: Message) -> Viewable:
    typed = message["levels"]
    return model.with_variable(message["name"], None if typed is None else read_levels(typed))


_EDITS: dict[str, Callable[[Viewable, Columns, Message], Viewable]] = {
    "effect": _effect,
    "structure": _structure,
    "variable": _variable,
}
