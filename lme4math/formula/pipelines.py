"""Calls written another way: magrittr's pipes (`?magrittr::"%>%"`) and `do.call`, rewritten to what they stand for."""

from __future__ import annotations

from lme4math.formula.nodes import Argument, Call, Expression, Name, Text
from lme4math.formula.walk import called_name, unwrap

_PIPES = frozenset({"%>%", "%<>%", "%T>%", "%!>%", "%$%"})


def written_out(node: Expression) -> Expression:
    """`unpipe`, and `do.call(f, list(x))` as `f(x)`."""
    node = unpipe(node)
    if not isinstance(node, Call) or called_name(node) != "do.call" or len(node.operands) < 2:
        return node
    function, given = unwrap(node.operands[0]), unwrap(node.operands[1])
    if not isinstance(given, Call) or called_name(given) not in ("list", "alist"):
        return node
    if isinstance(function, Text):
        function = Name(function.value, function.span)
    return Call(function, given.arguments, node.span)


def unpipe(node: Expression) -> Expression:
    """`data %>% f(x)` as `f(data, x)`, and as R takes the dot; any other node as it is.

    A dot that is itself an argument is replaced, and then nothing is put first; a dot deeper inside, such as the one of
    `y ~ .`, is left alone. `data %$% f(x)` is `with(data, f(x))`.
    """
    if not isinstance(node, Call) or node.operator not in _PIPES or len(node.operands) != 2:
        return node
    left, right = node.operands
    if node.operator == "%$%":
        return Call(Name("with", node.function.span), (_argument(left), _argument(right)), node.span)
    right = unwrap(right)
    if isinstance(right, Name) or (isinstance(right, Call) and right.operator in ("::", ":::", "$")):
        return Call(right, (_argument(left),), node.span)
    if not isinstance(right, Call) or right.operator == "{":
        return node
    if any(_is_dot(argument.value) for argument in right.arguments):
        filled = tuple(
            Argument(left, argument.name, argument.span) if _is_dot(argument.value) else argument
            for argument in right.arguments
        )
        return Call(right.function, filled, node.span)
    return Call(right.function, (_argument(left), *right.arguments), node.span)


def _argument(value: Expression) -> Argument:
    return Argument(value, None, value.span)


def _is_dot(value: Expression | None) -> bool:
    return isinstance(value, Name) and value.name == "."
