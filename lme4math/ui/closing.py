"""Closing widgets, so that kernel and browser hold nothing for them."""

from __future__ import annotations

import ipywidgets


def close_all(*widgets: ipywidgets.Widget) -> None:
    """Close widgets with all that is in them, and with their layouts and styles, which are widgets, too."""
    for widget in widgets:
        close_all(*getattr(widget, "children", ()))
        for part in ("layout", "style"):
            if isinstance(owned := getattr(widget, part, None), ipywidgets.Widget):
                owned.close()
        ipywidgets.Widget.close(widget)
