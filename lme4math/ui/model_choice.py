"""The selector of the models of a script, in the live view."""

from __future__ import annotations

from functools import cached_property
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
        self._following = False
        super().__init__(layout={**FLOW, "display": self._display()})
        self.follow()

    @cached_property
    def names(self) -> ipywidgets.Dropdown:
        """The list itself; most views never need one."""
        names = ipywidgets.Dropdown(layout={"width": "auto", "max_width": "20em"})
        names.observe(self._choose, "index")
        self.children = (ipywidgets.Label("Model"), names)
        return names

    def follow(self) -> None:
        """Show the names of the view's models, and which one it shows."""
        self.layout.display = self._display()
        if self.layout.display is None or "names" in self.__dict__:
            self._show_names(self._view.content)

    def _show_names(self, content: ViewContent) -> None:
        self._following = True
        try:
            labels = tuple(map(legible, content.models))
            if self.names.options != labels:
                self.names.options = labels
            self.names.index = content.place if labels else None
        finally:
            self._following = False

    def _display(self) -> str | None:
        return "none" if len(self._view.content.models) < 2 else None

    def _choose(self, change: dict[str, Any]) -> None:
        if not self._following and change["new"] is not None:
            self._view.choose(change["new"])
            self.follow()  # where the model cannot be read, the one that is shown stays
