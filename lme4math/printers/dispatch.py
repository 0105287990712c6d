"""From a node to boxes: who composes which kind of node is said in one table, which `compose.py` fills."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lme4math.notation import tree
from lme4math.printers.boxes import Box, Fence

COMPOSERS: dict[type, Callable[[Any], Box]] = {}


class UnknownNodeError(TypeError):
    """A node that no printer knows: a mistake in this package, never in a user's input."""

    def __init__(self, node: object) -> None:
        super().__init__(f"the printers do not know the node {type(node).__name__}")


def compose(node: tree.Expr) -> Box:
    """The boxes of an expression.

    Raises:
        UnknownNodeError: for a node that is not of the maths tree.
    """
    try:
        make = COMPOSERS[type(node)]
    except KeyError:
        raise UnknownNodeError(node) from None
    return make(node)


def within(node: tree.Expr, *bracketed: type) -> Box:
    """A part of a larger expression, in brackets where it is of a kind that needs them there."""
    body = compose(node)
    return Fence("(", body, ")") if isinstance(node, bracketed) else body
