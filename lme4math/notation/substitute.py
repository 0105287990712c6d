"""Holding an index at one of its values: the rule for a row, applied to the first row."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import TypeVar, cast

from lme4math.notation.symbols import Fixed, Index

Node = TypeVar("Node")


def hold(node: Node, index: Index, value: Fixed) -> Node:
    """The same tree with `index` held at `value` wherever it stands; the index of an inner rule is left alone."""
    return cast(Node, _hold(node, index, value))


def _hold(node: object, index: Index, value: Fixed) -> object:
    if node == index:
        return value
    if type(node) is tuple:
        return tuple(_hold(item, index, value) for item in node)
    if not is_dataclass(node) or isinstance(node, type) or getattr(node, "index", None) == index:
        return node
    return replace(node, **{field.name: _hold(getattr(node, field.name), index, value) for field in fields(node)})
