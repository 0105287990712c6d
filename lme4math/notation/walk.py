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
        elif is_dataclass(node):
            yield node
            waiting.extend(getattr(node, field.name) for field in reversed(fields(node)))
