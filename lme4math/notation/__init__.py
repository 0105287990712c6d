"""Three ways of writing one model: expanded, compact and in matrices."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lme4math.notation.names import Names
    from lme4math.notation.statements import Document

NOTATIONS = ("expanded", "compact", "matrix")
"""Each is a module of its name, with a function of its name; it is imported when it is asked for."""


def writer(name: str) -> Callable[[Names], Document]:
    """The function that writes a model in one of `NOTATIONS`."""
    write: Callable[[Names], Document] = getattr(import_module(f"lme4math.notation.{name}"), name)
    return write
