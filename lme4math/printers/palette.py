"""The colours of levels: for a light page and for a dark one; the population's first.

Darkened and lightened relatives of Okabe and Ito's colour-blind-safe set; the tests measure their contrast.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import TypeVar, cast

from lme4math.printers.layout.boxes import Coloured, Mark

COLOURS = (
    ("#00664a", "#5fd6ad"),  # bluish green
    ("#0054a6", "#7cc0ff"),  # blue
    ("#9c3600", "#ffab73"),  # vermillion
    ("#82307c", "#f0a6e6"),  # reddish purple
    ("#665200", "#e8d25a"),  # yellow
    ("#3f4a5a", "#c3cedc"),  # slate
    ("#a3123f", "#ff9db4"),  # crimson
)

Part = TypeVar("Part")


def coloured(part: Part) -> Part:
    """The same display, line or box, with each part that belongs to a level in that level's colour on a light page."""
    return cast(Part, _coloured(part))


def _coloured(part: object) -> object:
    if isinstance(part, tuple):
        return tuple(_coloured(item) for item in part)
    if not is_dataclass(part) or isinstance(part, type):
        return part
    inside = {field.name: _coloured(getattr(part, field.name)) for field in fields(part)}
    changed = replace(part, **inside)
    if isinstance(changed, Mark) and changed.level is not None:
        colour, _ = COLOURS[changed.level % len(COLOURS)]
        return Coloured(changed, colour)
    return changed
