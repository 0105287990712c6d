"""What a reader does to the model in the browser, as messages, and the model that comes of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from lme4math.errors import Error
from lme4math.model.declared import read_levels
from lme4math.ui.content import AWAY, Viewable
from lme4math.ui.grid import Grid

Message = Mapping[str, Any]


def edited(model: Viewable, grid: Grid, message: Message) -> Viewable | None:
    """The model after an edit; None where the message is no edit of this model, as when it comes late.

    Args:
        model: the model shown.
        grid: the rows and columns that the table shows.
        message: what the browser sent.

    Raises:
        Error: there is no such model.
    """
    try:
        return _EDITS[message["edit"]](model, grid, message)
    except Error:
        raise
    except (LookupError, StopIteration, TypeError, ValueError):
        return None


def _effect(model: Viewable, grid: Grid, message: Message) -> Viewable:
    group = next(level for level in grid.columns if level.index and level.name == message["group"])
    named = [row for row in grid.rows if row.name == message["coefficient"]]
    row = next((row for row in named if row.cells), None) or named[0]
    if row.cells and group.index != AWAY:
        return model.with_effect(row.name, group.name)
    return model.with_random(row.code, group.code)


def _structure(model: Viewable, _grid: Grid, message: Message) -> Viewable:
    return model.with_structure(message["block"], message["value"])


def _variable(model: Viewable, _grid: Grid, message: Message) -> Viewable:
    typed = message["levels"]
    return model.with_variable(message["name"], None if typed is None else read_levels(typed))


_EDITS: dict[str, Callable[[Viewable, Grid, Message], Viewable]] = {
    "effect": _effect,
    "structure": _structure,
    "variable": _variable,
}
