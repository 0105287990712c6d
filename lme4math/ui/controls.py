"""The toggles of a live view.

Each widget is a message, and so is each layout and each style, of which a widget makes its own unless it is given one:
what looks the same shares them, for a page of many views waits for all of their messages.
"""

from __future__ import annotations

from collections.abc import Sequence

import ipywidgets

from lme4math.markup import legible
from lme4math.ui.content import Level, ViewContent
from lme4math.ui.model_choice import FLOW
from lme4math.ui.style import level_look


class Controls(ipywidgets.Box):
    """The choice of a model, the toggles and their names in a row, which wraps on a narrow page.

    Args:
        content: what the view shows.
        chosen: the places of the notation and of the style that are shown.
        marked: the numbers of the levels that are marked.
        model_choice: the choice of a model.

    Attributes:
        notation_toggle: the notations.
        style_toggle: the styles of symbols.
        level_toggles: a toggle for each level.
    """

    def __init__(
        self, content: ViewContent, chosen: tuple[int, int], marked: Sequence[int], model_choice: ipywidgets.Box
    ) -> None:
        plain, flow = ipywidgets.Layout(), ipywidgets.Layout(**FLOW)
        called = ipywidgets.Label("Notation", layout=plain)
        self.notation_toggle = _toggles([one.name for one in content.notations], chosen[0], "{} notation", plain)
        style, looks = [one.name for one in content.styles], self.notation_toggle.style
        self.style_toggle = _toggles(style, chosen[1], "{} symbols", plain, looks)
        symbols = ipywidgets.Label("Symbols", layout=plain, style=called.style)
        self.level_toggles: tuple[ipywidgets.ToggleButton, ...] = ()
        self._marks = ipywidgets.Box(self._named_marks(content, marked), layout=flow)
        rows = (
            model_choice,
            ipywidgets.Box((called, self.notation_toggle), layout=flow),
            ipywidgets.Box((symbols, self.style_toggle), layout=flow),
            self._marks,
        )
        super().__init__(rows, layout={**FLOW, "grid_gap": "0 1.6em"})

    def replace_marks(self, content: ViewContent, marked: Sequence[int]) -> tuple[ipywidgets.Widget, ...]:
        """Make the toggles of the levels anew, and only these, so that the focus stays where it is elsewhere.

        Returns:
            Those that they replace.
        """
        before: tuple[ipywidgets.Widget, ...] = self._marks.children
        self._marks.children = self._named_marks(content, marked)
        return before

    def _named_marks(self, content: ViewContent, marked: Sequence[int]) -> tuple[ipywidgets.Widget, ...]:
        layout = ipywidgets.Layout(width="auto")
        self.level_toggles = tuple(_level_toggle(level, level.index in marked, layout) for level in content.levels)
        return (ipywidgets.Label("Mark levels", layout=layout), *self.level_toggles)


def _toggles(
    names: list[str],
    index: int,
    tooltip: str,
    layout: ipywidgets.Layout,
    style: ipywidgets.ToggleButtonsStyle | None = None,
) -> ipywidgets.ToggleButtons:
    return ipywidgets.ToggleButtons(
        options=names,
        index=index,
        tooltips=[tooltip.format(name) for name in names],
        layout=layout,
        style=style or {"button_width": "auto"},
        _dom_classes=("lm-toggles",),
    )


def _level_toggle(level: Level, is_marked: bool, layout: ipywidgets.Layout) -> ipywidgets.ToggleButton:
    look = level_look(level.index)
    return ipywidgets.ToggleButton(
        value=is_marked,
        description=legible(level.shown),
        tooltip=f"mark what varies by {legible(level.shown)}",
        layout=layout,
        style={"text_decoration": f"{look.text_decoration()} 2px var(--lm-level-{level.index})", "font_weight": "500"},
        _dom_classes=("lm-level-toggle",),
    )
