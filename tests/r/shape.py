"""Comparing syntax trees by structure, with the stack in the open."""

from __future__ import annotations

from lme4math.r import Call, Constant, Expression, Function, Name, Number, Text


def shape(expression: Expression) -> list[object]:
    """A flat list that is equal for trees of equal structure, wherever they stand in their texts."""
    flat: list[object] = []
    work: list[Expression | str | None] = [expression]
    while work:
        node = work.pop()
        match node:
            case None | str():
                flat.append(node)
            case Name() | Constant():
                flat.append((type(node).__name__, node.name))
            case Number():
                flat.append(("Number", type(node.value).__name__, repr(node.value)))
            case Text():
                flat.append(("Text", node.value))
            case Call():
                flat.append(("Call", len(node.arguments)))
                work.append(node.function)
                for argument in node.arguments:
                    work += [argument.name, argument.value]
            case Function():
                flat.append(("Function", len(node.parameters)))
                work.append(node.body)
                for parameter in node.parameters:
                    work += [parameter.name, parameter.value]
    return flat
