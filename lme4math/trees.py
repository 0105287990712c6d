"""Trees of records, whatever they are of: one walk, one rewrite, one way to ask a table about a node.

A node is a record; its parts are its fields, and what is in a tuple among those. Neither the walk nor the rewrite calls
itself, so a tree may be as deep as memory allows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar, cast

Node = TypeVar("Node")
Written = TypeVar("Written")


class UnknownNodeError(TypeError):
    """A node that a table has no row for: a mistake in this package, never in a user's input."""

    def __init__(self, who: str, node: object) -> None:
        super().__init__(f"{who} does not know {type(node).__name__}")


def asked(table: Mapping[type, Callable[[Any], Written]], node: object, who: str) -> Written:
    """What a table's function for this kind of node makes of it.

    Args:
        who: whose table it is, for the message.

    Raises:
        UnknownNodeError: there is none.
    """
    try:
        write = table[type(node)]
    except KeyError:
        raise UnknownNodeError(who, node) from None
    return write(node)


def parts(node: object) -> Sequence[Any]:
    """What a record or a tuple holds; a named tuple, such as a span, is a leaf."""
    kind = type(node)
    if kind is tuple:
        return cast("tuple[object, ...]", node)
    return [getattr(node, name) for name in _names(kind)]


_NAMES: dict[type, tuple[str, ...]] = {}
"""The names of a record's fields, by its type: to ask the standard library would take most of a walk's time."""


def _names(kind: type) -> tuple[str, ...]:
    if kind not in _NAMES:
        _NAMES[kind] = tuple(one.name for one in fields(kind)) if is_dataclass(kind) else ()
    return _NAMES[kind]


def walk(*roots: Any, into: Callable[[Any], Sequence[Any]] = parts) -> Iterator[Any]:
    """Everything in the trees, each before its parts, the parts in their order.

    Args:
        into: which parts of a node to go into.
    """
    waiting = list(reversed(roots))
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(reversed(into(node)))


def rewrite(root: Node, rule: Callable[[Any], object], into: Callable[[Any], Sequence[Any]] = parts) -> Node:
    """The same tree with `rule` applied to everything in it, the parts of a node before the node.

    What has nothing changed in it is handed on as it is.

    Args:
        into: as `parts`, or nothing for a node whose inside is to be left alone.
    """
    done: list[object] = []
    waiting: list[tuple[Any, Sequence[Any] | None]] = [(root, None)]
    while waiting:
        node, before = waiting.pop()
        if before is None and (inside := into(node)):
            waiting.append((node, inside))
            waiting.extend((part, None) for part in reversed(inside))
            continue
        if before:
            after = done[-len(before) :]
            del done[-len(before) :]
            if any(new is not old for new, old in zip(after, before, strict=True)):
                node = (
                    tuple(after)
                    if type(node) is tuple
                    else replace(node, **dict(zip(_names(type(node)), after, strict=True)))
                )
        done.append(rule(node))
    return cast("Node", done[0])


def _remade(node: Any, inside: list[object]) -> object:
    """A record or a tuple of the same kind with other parts."""
    if type(node) is tuple:
        return tuple(inside)
    return replace(node, **dict(zip(_names(type(node)), inside, strict=True)))
