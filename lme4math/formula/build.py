"""The parser's pieces put together to nodes, with the calls that R makes of operators and keywords."""

from __future__ import annotations

from collections.abc import Callable

from lme4math.errors import FormulaError
from lme4math.formula import operators
from lme4math.formula.nodes import Argument, Call, Expression, Function, Name, Text
from lme4math.formula.operators import Operator, Side
from lme4math.formula.pending import Bracket, Waiting
from lme4math.formula.tokens import Token
from lme4math.source import Span


def plain(value: Expression) -> Argument:
    """An argument without a name."""
    return Argument(value, None, value.span)


def binary(operator: Operator, token: Token, left: Expression, right: Expression) -> Expression:
    """`left operator right`."""
    start, end = left.span.start, right.span.end
    if token.value in operators.REVERSED:
        left, right = right, left
    function = Name(operator.function, Span(token.start, token.end))
    return Call(function, (Argument(left, None, left.span), Argument(right, None, right.span)), Span(start, end))


def prefix(operator: Operator, token: Token) -> Callable[[Expression], Expression]:
    """What makes `operator operand` once the operand is known."""
    return lambda operand: Call(
        Name(operator.function, token.span), (plain(operand),), Span(token.start, operand.span.end)
    )


def keyword(token: Token, before: tuple[Expression, ...]) -> Callable[[Expression], Expression]:
    """What makes a call of `if`, `while`, `for` or `repeat` once its body is known."""
    name = Name(token.value, token.span)
    return lambda body: Call(name, tuple(map(plain, (*before, body))), Span(token.start, body.span.end))


def otherwise(condition: Expression) -> Callable[[Expression], Expression]:
    """What makes `if (…) … else …` of an `if` without one, once the other branch is known."""
    assert isinstance(condition, Call)
    return lambda branch: Call(
        condition.function, (*condition.arguments, plain(branch)), condition.span.cover(branch.span)
    )


def jump(token: Token) -> Call:
    """`next` or `break`."""
    return Call(Name(token.value, token.span), (), token.span)


def close(bracket: Bracket, value: Expression | None, end: int) -> Expression | Waiting:
    """What a bracket is, now that it is closed: an expression, or the head of something that now wants its body."""
    opener = bracket.opener
    function = Name(opener.value, opener.span)
    if bracket.kind == "group":
        assert value is not None
        return Call(function, (plain(value),), Span(opener.start, end))
    if bracket.kind == "block":
        return Call(function, tuple(bracket.items), Span(opener.start, end))
    if bracket.kind == "index":
        assert bracket.callee is not None
        whole = Span(bracket.callee.span.start, end)
        return Call(function, (plain(bracket.callee), *bracket.items), whole)
    if bracket.kind == "call":
        return _call(bracket, end)
    return _head(bracket, value)


def _call(bracket: Bracket, end: int) -> Call:
    callee = bracket.callee
    assert callee is not None
    if isinstance(callee, Text):
        callee = Name(callee.value, callee.span)
    return Call(callee, tuple(bracket.items), Span(callee.span.start, end))


def _head(bracket: Bracket, value: Expression | None) -> Waiting:
    token = bracket.keyword
    assert token is not None
    if bracket.kind == "formals":
        return Waiting(operators.KEYWORD, Side.RIGHT, _function(token, _parameters(bracket)))
    assert value is not None
    level = operators.IF if token.value == "if" else operators.KEYWORD
    variable = (Name(bracket.name.value, bracket.name.span),) if bracket.name is not None else ()
    return Waiting(level, Side.RIGHT, keyword(token, (*variable, value)))


def _parameters(bracket: Bracket) -> tuple[Argument, ...]:
    seen: set[str] = set()
    parameters: list[Argument] = []
    for item in bracket.items:
        if item.name is None and isinstance(item.value, Name):
            parameters.append(Argument(None, item.value.name, item.span))
        else:
            parameters.append(item)
        name = parameters[-1].name or ""
        if name in seen:
            raise FormulaError(f"The parameter `{name}` stands here twice.", item.span, "Rename one of the two.")
        seen.add(name)
    return tuple(parameters)


def _function(token: Token, parameters: tuple[Argument, ...]) -> Callable[[Expression], Expression]:
    return lambda body: Function(parameters, body, Span(token.start, body.span.end))
