"""Every node of a tree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass


def nodes_of(root: object) -> Iterator[object]:
    """The nodes of a tree or document, the root first, in reading order."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if isinstance(node, tuple):
            waiting.extend(reversed(node))
        elif (names := _fields_of(type(node))) is not None:
            yield node
            waiting.extend([getattr(node, name) for name in names])


_FIELDS: dict[type, tuple[str, ...] | None] = {}


def _fields_of(cls: type) -> tuple[str, ...] | None:
    """The names of a dataclass's fields, the last first, or None; `fields` would take most of a walk's time."""
    if cls not in _FIELDS:
        _FIELDS[cls] = tuple(field.name for field in reversed(fields(cls))) if is_dataclass(cls) else None
    return _FIELDS[cls]
