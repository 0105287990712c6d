"""Holding an index at one of its values: the rule for a row, applied to the first row."""

from __future__ import annotations

from typing import TypeVar

from lme4math.notation.symbols import Fixed, Index
from lme4math.trees import parts, rewrite

Node = TypeVar("Node")


def hold(node: Node, index: Index, value: Fixed) -> Node:
    """The same tree with `index` held at `value` wherever it stands; the index of an inner rule is left alone."""
    return rewrite(
        node,
        lambda part: value if part == index else part,
        into=lambda part: () if part == index or getattr(part, "index", None) == index else parts(part),
    )
