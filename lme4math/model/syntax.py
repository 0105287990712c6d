"""Small questions to R's syntax tree, and nodes that nobody typed."""

from __future__ import annotations

from lme4math.r import Argument, Call, Expression, Name
from lme4math.source import Span
from lme4math.trees import walk


def is_bar(node: Expression | None) -> bool:
    """Whether a node is `left | group`."""
    return isinstance(node, Call) and node.operator == "|" and len(node.operands) == 2


def is_double_bar(node: Expression | None) -> bool:
    """Whether a node is `left || group`."""
    return isinstance(node, Call) and node.operator == "||" and len(node.operands) == 2


def operation(operator: str, left: Expression, right: Expression, span: Span) -> Call:
    """A call of a binary operator that nobody typed, placed at `span`."""
    arguments = (Argument(left, None, left.span), Argument(right, None, right.span))
    return Call(Name(operator, span), arguments, span)


def bracketed(node: Expression, span: Span) -> Call:
    """`(node)`."""
    return Call(Name("(", span), (Argument(node, None, node.span),), span)


def holds_call_of(root: Expression, name: str) -> Call | None:
    """The first call of a function inside an expression, or None."""
    inside = walk(root, into=lambda node: node.operands if isinstance(node, Call) else ())
    return next((node for node in inside if isinstance(node, Call) and node.operator == name), None)
