"""The live view: ipywidgets' toggles, linked in the browser to a widget that shows the fragment.

The links are `jslink`s on documented traits, so that a toggle acts at once and goes on acting when the kernel has
stopped. Python sees and sets the same state as `view.notation` and `view.levels`.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Any
from uuid import uuid4

import anywidget
import ipywidgets
import traitlets
from IPython.display import display

from lme4math.ui.bundle import text_bundle
from lme4math.ui.content import Level, ViewContent
from lme4math.ui.fragment import fragment
from lme4math.ui.palette import level_look

STATIC = Path(__file__).parent / "static"
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"


class EquationView(anywidget.AnyWidget):
    """The fragment of a content, in a state that traits hold.

    `index` and `level_0`, `level_1`, … are what the browser sees; `notation` (a name) and `levels` (the indices of
    those marked, rising) are the same for Python.
    """

    _esm = STATIC / "view.js"

    html = traitlets.Unicode().tag(sync=True)
    index = traitlets.Int().tag(sync=True)
    numbers = traitlets.List(traitlets.Int()).tag(sync=True)
    notation = traitlets.Unicode()
    levels = traitlets.Tuple()

    def __init__(self, content: ViewContent, notation: str, levels: Collection[int], pair: str) -> None:
        self._content = content
        numbers = [level.index for level in content.levels]
        super().__init__(html=fragment(content, place="live", pair=pair), numbers=numbers)
        self.add_traits(**{f"level_{number}": traitlets.Bool().tag(sync=True) for number in numbers})
        self.observe(self._follow_browser, ["index", *(f"level_{number}" for number in numbers)])
        self.notation = notation
        self.levels = tuple(levels)

    @traitlets.validate("notation")
    def _check_notation(self, proposal: dict[str, Any]) -> str:
        name = str(proposal["value"])
        self._content.notation_index(name)
        return name

    @traitlets.validate("levels")
    def _check_levels(self, proposal: dict[str, Any]) -> tuple[int, ...]:
        unknown = set(proposal["value"]) - set(self.numbers)
        if unknown:
            raise ValueError(f"no level {unknown.pop()!r} here; there are {', '.join(map(str, self.numbers))}")
        return tuple(sorted(set(proposal["value"])))

    @traitlets.observe("notation")
    def _show_notation(self, _: object) -> None:
        self.index = self._content.notation_index(self.notation)

    @traitlets.observe("levels")
    def _mark_levels(self, _: object) -> None:
        with self.hold_trait_notifications():
            for number in self.numbers:
                setattr(self, f"level_{number}", number in self.levels)

    def _follow_browser(self, _: object) -> None:
        self.notation = self._content.notations[self.index].name
        self.levels = tuple(number for number in self.numbers if getattr(self, f"level_{number}"))


class Explorer(ipywidgets.VBox):
    """The toggles and the view; `view.notation` and `view.levels` are its state."""

    def __init__(
        self, content: ViewContent, notation: str | None = None, levels: Collection[int] | None = None
    ) -> None:
        name = content.notations[0].name if notation is None else notation
        marked = content.groups() if levels is None else levels
        self.content = content
        self.pair = uuid4().hex[:12]
        self.view = EquationView(content, name, marked, self.pair)
        self.notation_toggle = ipywidgets.ToggleButtons(
            options=[(one.label, one.name) for one in content.notations],
            index=self.view.index,
            tooltips=[f"the {one.label} notation" for one in content.notations],
            style={"button_width": "auto"},
        )
        self.level_toggles = tuple(_level_toggle(self.view, level) for level in content.levels)
        self.links = (
            ipywidgets.jslink((self.notation_toggle, "index"), (self.view, "index")),
            *(
                ipywidgets.jslink((toggle, "value"), (self.view, f"level_{level.index}"))
                for toggle, level in zip(self.level_toggles, content.levels, strict=True)
            ),
        )
        super().__init__(children=(self._toolbar(), self.view))
        self.add_class("lm-explorer")  # the fragment's style sheet gives it the colours of the levels

    def _toolbar(self) -> ipywidgets.Box:
        """The toggles in a row, which breaks where the page is narrow."""
        flow = {"flex_flow": "row wrap", "align_items": "center", "overflow": "visible"}
        groups = (
            ipywidgets.Box((ipywidgets.Label("Notation"), self.notation_toggle), layout=flow),
            ipywidgets.Box((ipywidgets.Label("Mark what varies by"), *self.level_toggles), layout=flow),
        )
        return ipywidgets.Box(groups, layout={**flow, "grid_gap": "0 2em"})

    def outputs(self) -> tuple[dict[str, Any], dict[str, str]]:
        """Two bundles, to be shown one after the other: the live view, and the same view that needs no widget.

        Two, for a host that finds a widget in a bundle shows nothing else of it, even when the widget is lost, as it is
        whenever a notebook is opened again without saved widget state. While the live one is on the page the other
        hides.
        """
        live = {WIDGET_VIEW: super()._repr_mimebundle_()[WIDGET_VIEW], "text/html": "", "text/plain": ""}
        return live, text_bundle(self.content, self.view.notation, self.view.levels, place="still", pair=self.pair)

    def _ipython_display_(self) -> None:
        for bundle in self.outputs():
            display(bundle, raw=True)

    def _repr_mimebundle_(self, **options: Any) -> dict[str, Any]:
        """The widget, and for hosts without widgets the fragment, LaTeX and text in the state of this moment."""
        live = super()._repr_mimebundle_(**options)
        return {
            **text_bundle(self.content, self.view.notation, self.view.levels),
            WIDGET_VIEW: live[WIDGET_VIEW],
        }


def _level_toggle(view: EquationView, level: Level) -> ipywidgets.ToggleButton:
    look = level_look(level.index)
    return ipywidgets.ToggleButton(
        value=level.index in view.levels,
        description=level.name,
        tooltip=f"mark what varies by {level.name}",
        layout={"width": "auto"},
        style={"text_decoration": f"{look.text_decoration()} 2px var(--lm-level-{level.index})", "font_weight": "500"},
    )


def explore(content: ViewContent, notation: str | None = None, levels: Collection[int] | None = None) -> Explorer:
    """The live view of `content`, in this notation (the first) with these levels marked (the grouping factors)."""
    return Explorer(content, notation, levels)
