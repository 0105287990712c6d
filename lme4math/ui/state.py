"""The state of a view as traits that Python code reads, sets and observes."""

from __future__ import annotations

from typing import Any

import traitlets

from lme4math.errors import not_there
from lme4math.ui.content import ViewContent


class ViewState(traitlets.HasTraits):
    """What is shown: `notation` and `style` by name, and `levels`, the numbers of those marked, rising.

    Level 0 is the population; 1, 2, … are the grouping factors in the order of the formula.
    """

    notation = traitlets.Unicode()
    style = traitlets.Unicode()
    levels = traitlets.Tuple()

    @property
    def content(self) -> ViewContent:
        """What the view shows in this moment."""
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
