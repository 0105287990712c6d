"""R's syntax tree, as R itself builds it: names, literals and calls, with the functions that walk and question it.

An operator is a call whose function is the operator's name (`a + b` is `+`(a, b)), and so are `(`, `{`, `[`, `$`
and `if`. Every node knows its characters. Long chains such as `a + b + …` nest deeply to the left, so trees are walked
with loops, never by recursion over operators, and nodes compare by identity (by value, two deep trees would recurse).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar

from lme4math import records
from lme4math.records import record
from lme4math.source import Span


@record(eq=False)
class Name:
    """A variable or function name, without its backticks."""

    name: str
    span: Span


@record(eq=False)
class Number:
    """A numeric literal: `value` as R computes it, `text` as typed (`1e3`, `0x1F`, `2L`)."""

    value: float | int | complex
    text: str
    span: Span


@record(eq=False)
class Text:
    """A string literal; `value` has its escapes resolved."""

    value: str
    span: Span


@record(eq=False)
class Constant:
    """A reserved constant: TRUE, FALSE, NULL, NA (and its typed kin), Inf, NaN."""

    name: str
    span: Span


@record(eq=False)
class Argument:
    """One argument of a call; `value` is None where R has an empty argument (`x[, 1]`)."""

    value: Expression | None
    name: str | None
    span: Span


@record(eq=False)
class Call:
    """A function applied to arguments; the span of `function` is the operator's own where it is an operator."""

    function: Expression
    arguments: tuple[Argument, ...]
    span: Span

    @property
    def operator(self) -> str | None:
        """The name of the function called, or None where the function is itself an expression."""
        return self.function.name if isinstance(self.function, Name) else None

    @property
    def operands(self) -> tuple[Expression, ...]:
        """The values of the arguments that are not empty."""
        found: list[Expression] = []
        for argument in self.arguments:  # no comprehension, which would be a call: this is asked for at every step
            if argument.value is not None:
                found.append(argument.value)
        return tuple(found)


@record(eq=False)
class Function:
    """`function(x, y = 1) body` or `\\(x) body`; a parameter is an Argument whose value is its default, or None."""

    parameters: tuple[Argument, ...]
    body: Expression
    span: Span


Expression = Name | Number | Text | Constant | Call | Function

_COMPOUND = (Call, Function)


Result = TypeVar("Result")


def walk(*expressions: Expression) -> Iterator[Expression]:
    """Every node of the expressions, each before its parts, the parts in their order."""
    return records.walk(*expressions, into=children)


def walk_calls(*expressions: Expression) -> Iterator[Call]:
    """The calls among `walk(*expressions)`; it steps over the leaves, which are most of the nodes."""
    work = [node for node in reversed(expressions) if isinstance(node, _COMPOUND)]
    while work:
        node = work.pop()
        if isinstance(node, Call):
            yield node
        work += compound_children(node)


def compound_children(node: Expression) -> list[Call | Function]:
    """The parts of a node that have parts themselves, the last one first."""
    if isinstance(node, Call):
        parts: list[Call | Function] = []
        for item in reversed(node.arguments):
            if isinstance(item.value, _COMPOUND):
                parts.append(item.value)
        if isinstance(node.function, _COMPOUND):
            parts.append(node.function)
        return parts
    return [part for part in reversed(children(node)) if isinstance(part, _COMPOUND)]


def children(node: Expression) -> list[Expression]:
    """The parts of a node: a call's function and arguments, a function's defaults and body."""
    if isinstance(node, Call):
        head = [] if isinstance(node.function, Name) else [node.function]
        return [*head, *node.operands]
    if isinstance(node, Function):
        return [parameter.value for parameter in node.parameters if parameter.value is not None] + [node.body]
    return []


def unwrap(node: Expression) -> Expression:
    """A node without the round brackets around it."""
    while isinstance(node, Call) and node.operator == "(" and len(operands := node.operands) == 1:
        node = operands[0]
    return node


def is_null(node: Expression) -> bool:
    """Whether R makes NULL of code without variables: `NULL`, `c()`, `(NULL)`, `{NULL}`."""
    if isinstance(node, Call):
        return called_name(node) in ("c", "(", "{") and all(map(is_null, node.operands))
    return isinstance(node, Constant) and node.name == "NULL"


def called(node: Expression) -> tuple[str | None, str | None]:
    """The package, if given, and the name of the function that a call names: `lme4::lmer(…)` is ("lme4", "lmer")."""
    return referred(node.function) if isinstance(node, Call) else (None, None)


def referred(node: Expression) -> tuple[str | None, str | None]:
    """The package, if given, and the name that a node stands for: `contr.sum` and `stats::contr.sum`."""
    if isinstance(node, Name):
        return None, node.name
    if isinstance(node, Call) and node.operator in ("::", ":::") and len(node.operands) == 2:
        package, name = (getattr(part, "name", None) or getattr(part, "value", None) for part in node.operands)
        return package, name
    return None, None


def called_name(node: Expression) -> str | None:
    """The name of the function that a call names, whatever its package."""
    if not isinstance(node, Call):
        return None
    return node.function.name if isinstance(node.function, Name) else referred(node.function)[1]


def picked_column(call: Call) -> Name | None:
    """The column that `frame$x`, `frame[["x"]]` or `frame[, "x"]` names, or None for any other call."""
    values = [argument.value for argument in call.arguments]
    if not values or not isinstance(values[0], Name):
        return None
    match call.operator, values[1:]:
        case "$", [Name() as member]:
            return member
        case (("$" | "[["), [Text() as member]):
            return Name(member.value, member.span)
        case "[", [None, Text() as member]:
            return Name(member.value, member.span)
    return None


def fold(
    expression: Expression,
    leaf: Callable[[Expression | None], Result | None],
    combine: Callable[[Call, list[Result]], Result],
) -> Result:
    """An expression's value from the values of its parts, whatever these are.

    Args:
        expression: a syntax tree of any depth.
        leaf: the value of a node that is not to be entered (None stands for an empty argument), or None for a call
            whose arguments are to be folded first.
        combine: the value of a call, from those of its arguments.
    """
    todo: list[Expression | _Pending | None] = [expression]
    values: list[Result] = []
    while todo:
        item = todo.pop()
        if isinstance(item, tuple):
            (call,) = item
            start = len(values) - len(call.arguments)
            arguments = values[start:]
            del values[start:]
            values.append(combine(call, arguments))
        elif (value := leaf(item)) is not None:
            values.append(value)
        else:
            assert isinstance(item, Call)
            todo.append((item,))
            todo += [argument.value for argument in reversed(item.arguments)]
    return values[0]


_Pending = tuple[Call]
"""A call whose arguments' values are on the stack when it is met."""


def is_bar(node: Expression | None) -> bool:
    """Whether a node is `left | group`."""
    return isinstance(node, Call) and node.operator == "|" and len(node.operands) == 2


def is_any_bar(node: Expression | None) -> bool:
    """Whether a node is `left | group` or `left || group`."""
    return isinstance(node, Call) and node.operator in ("|", "||") and len(node.operands) == 2


def call_of(function: str, span: Span, *values: Expression | None, **named: Expression) -> Call:
    """A call of a function that the text does not have, placed at `span`; None is an empty argument."""
    given = [*((None, value) for value in values), *named.items()]
    arguments = (Argument(value, name, span if value is None else value.span) for name, value in given)
    return Call(Name(function, span), tuple(arguments), span)


def operation(operator: str, left: Expression, right: Expression, span: Span) -> Call:
    """A call of a binary operator that the text does not have, placed at `span`."""
    return call_of(operator, span, left, right)


def bracketed(node: Expression, span: Span) -> Call:
    """`(node)`."""
    return call_of("(", span, node)


def named_argument(call: Call, *names: str) -> Expression | None:
    """The value of the first argument that has one of these names."""
    return next((item.value for item in call.arguments if item.name in names), None)


def operands_of(node: Expression) -> tuple[Expression, ...]:
    """The operands of a call; nothing for another node."""
    return node.operands if isinstance(node, Call) else ()


def operators_in(root: Expression) -> frozenset[str | None]:
    """The names of the functions and operators that are called in an expression."""
    return frozenset(node.operator for node in records.walk(root, into=operands_of) if isinstance(node, Call))
