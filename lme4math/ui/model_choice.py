"""The selector of the models of a script, in the live view."""

from __future__ import annotations

from typing import Any, Protocol

import ipywidgets

from lme4math.markup import legible
from lme4math.ui.content import ViewContent

FLOW = {"flex_flow": "row wrap", "align_items": "center", "overflow": "visible"}


class _Choosing(Protocol):
    """A view of one of several models."""

    @property
    def content(self) -> ViewContent:
        """What it shows now."""

    def choose(self, place: int) -> None:
        """Show the model at a place, if it can be read."""


class ModelChoice(ipywidgets.Box):
    """A list of the names of the models of the code, of which one is shown; hidden where there is only one."""

    def __init__(self, view: _Choosing) -> None:
        self._view = view
        self._names = ipywidgets.Dropdown(layout={"width": "auto", "max_width": "20em"})
        self._following = False
        super().__init__((ipywidgets.Label("Model"), self._names), layout=FLOW)
        self.follow()
        self._names.observe(self._choose, "index")

    @property
    def names(self) -> ipywidgets.Dropdown:
        """The list itself."""
        return self._names

    def follow(self) -> None:
        """Show the names of the view's models, and which one it shows."""
        content = self._view.content
        self._following = True
        try:
            labels = tuple(map(legible, content.models))
            if self._names.options != labels:
                self._names.options = labels
            self._names.index = content.place if labels else None
        finally:
            self._following = False
        self.layout.display = "none" if len(content.models) < 2 else None

    def _choose(self, change: dict[str, Any]) -> None:
        if not self._following and change["new"] is not None:
            self._view.choose(change["new"])
            self.follow()  # where the model cannot be read, the one that is shown stays
