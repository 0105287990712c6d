"""The state of a view as traits, and the edits of the model that the browser sends as messages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import traitlets

from lme4math.errors import Error, NotThereError, not_there
from lme4math.model import read_levels
from lme4math.ui.coefficient_table import CoefficientTable
from lme4math.ui.content import REMOVED, Viewable, ViewContent

MOST_SYMBOLS = 2_000
"""The most symbols that an edit may lead to; a view of more takes many seconds and megabytes."""

Message = Mapping[str, Any]
T = TypeVar("T")


def edited(model: Viewable, grid: CoefficientTable, message: Message) -> Viewable | None:
    """The model after an edit; None if the message is not an edit of this model, as when it arrives late.

    Args:
        model: the model that is shown.
        grid: the rows and columns of its table.
        message: what the browser sent.

    Raises:
        Error: lme4 would not fit the changed model, or its view would be too large.
    """
    kind = message.get("edit")
    if not isinstance(kind, str) or kind not in _EDITS:
        return None
    try:
        changed = _EDITS[kind](model, grid, message)
    except (NotThereError, _NoEditError):
        return None
    if changed.n_symbols > max(MOST_SYMBOLS, model.n_symbols):
        what = f"The equations would have {changed.n_symbols:,} symbols; here they can grow to {MOST_SYMBOLS:,}."
        raise Error(what, hint="Use fewer levels or effects, or open a view of the changed R code.")
    return changed


class _NoEditError(Exception):
    """The message refers to nothing in the model."""


def _value(message: Message, key: str, kind: type[T]) -> T:
    value = message.get(key)
    if type(value) is not kind:  # not isinstance: True is an int, too
        raise _NoEditError
    return value


def _effect(model: Viewable, grid: CoefficientTable, message: Message) -> Viewable:
    group = next((level for level in grid.columns if level.index and level.name == message.get("group")), None)
    named = [row for row in grid.rows if row.name == message.get("coefficient") and not row.is_gap]
    if group is None or not named:
        raise _NoEditError
    row = next((row for row in named if row.cells), None) or named[0]
    if row.cells and group.index != REMOVED:
        return model.with_effect(row.name, group.name)
    return model.with_random(row.code, group.code)


def _structure(model: Viewable, _grid: CoefficientTable, message: Message) -> Viewable:
    return model.with_structure(_value(message, "block", int), _value(message, "value", str))


def _variable(model: Viewable, _grid: CoefficientTable, message: Message) -> Viewable:
    typed = None if message.get("levels") is None else _value(message, "levels", str)
    return model.with_variable(_value(message, "name", str), None if typed is None else read_levels(typed))


def _label(model: Viewable, _grid: CoefficientTable, message: Message) -> Viewable:
    words = None if message.get("words") is None else _value(message, "words", str)
    return model.with_label(_value(message, "name", str), words)


def _option(model: Viewable, _grid: CoefficientTable, message: Message) -> Viewable:
    chosen = _value(message, "value", bool)
    match message.get("name"):
        case "factor_index":
            return model.with_options(factor_index=chosen)
        case "index":
            return model.with_options(index="nested" if chosen else "lookup")
    raise _NoEditError


_EDITS: dict[str, Callable[[Viewable, CoefficientTable, Message], Viewable]] = {
    "effect": _effect,
    "structure": _structure,
    "variable": _variable,
    "label": _label,
    "option": _option,
}


class ViewState(traitlets.HasTraits):
    """The state of a view: `notation` and `style` by name, and `levels`, the numbers of the marked ones in order.

    Level 0 is the population; 1, 2, … are the grouping factors in the order of the formula.
    """

    notation = traitlets.Unicode()
    style = traitlets.Unicode()
    levels = traitlets.Tuple()

    @property
    def content(self) -> ViewContent:
        """What the view shows now."""
        raise NotImplementedError

    @traitlets.validate("notation")
    def _check_notation(self, proposal: dict[str, Any]) -> str:
        self.content.notation_index(str(proposal["value"]))
        return str(proposal["value"])

    @traitlets.validate("style")
    def _check_style(self, proposal: dict[str, Any]) -> str:
        self.content.style_index(str(proposal["value"]))
        return str(proposal["value"])

    @traitlets.validate("levels")
    def _check_levels(self, proposal: dict[str, Any]) -> tuple[int, ...]:
        numbers = [level.index for level in self.content.levels]
        unknown = set(proposal["value"]) - set(numbers)
        if unknown:
            raise not_there("level", unknown.pop(), [str(number) for number in numbers])
        return tuple(sorted(set(proposal["value"])))
