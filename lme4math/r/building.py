"""Builds nodes of the syntax tree from the parser's pieces: literals, and the calls that operators and keywords are.

`Waiting` and `Bracket` are the unfinished pieces: operators without their right sides, and open brackets.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from lme4math.english import quoted
from lme4math.errors import FormulaError
from lme4math.r import operators
from lme4math.r.literals import LARGEST_INTEGER
from lme4math.r.nodes import Argument, Call, Constant, Expression, Function, Name, Number, Text
from lme4math.r.operators import Operator, Side
from lme4math.r.tokens import Token
from lme4math.source import Span, new_span


def number(token: Token) -> Number:
    """The node of a numeric literal; `L` gives an int, `i` a complex, and all else a float, as in R.

    R takes `1.5L` and integers that are too large as plain numbers.
    """
    text = token.value
    suffix = text[-1] if text[-1] in "Li" else ""
    value = _magnitude(text.removesuffix(suffix) if suffix else text)
    if suffix == "i":
        return Number(complex(0, value), text, token.span)
    if suffix == "L" and value.is_integer() and value <= LARGEST_INTEGER:
        return Number(int(value), text, token.span)
    return Number(value, text, token.span)


def _magnitude(text: str) -> float:
    if text[:2] not in ("0x", "0X"):
        return float(text)
    try:
        return float.fromhex(text)
    except OverflowError:
        return float("inf")


def constant(token: Token) -> Constant:
    """The node of a reserved word that is a value."""
    return Constant(token.value, token.span)


ARGUMENTS = frozenset({"call", "index", "formals"})
"""The kinds of brackets whose contents are separated by commas."""


@dataclass(slots=True)
class Waiting:
    """An operator or keyword that waits for its right side; `build` makes the expression from that.

    Those that have nothing on their left are of the right side.
    """

    level: int
    side: Side
    build: Callable[[Expression], Expression]


@dataclass(slots=True)
class Bracket:
    """An open bracket and what has been read inside it.

    Attributes:
        kind: "program" (the whole text), "block", "group", "call", "index", "condition" or "formals".
        opener: the bracket; for the whole text an empty token.
        closer: the text of the bracket that closes it.
        callee: what is called or indexed.
        keyword: the `if`, `while`, `for` or `function` that it belongs to.
        items: what is finished inside.
        name, equals: the name of the argument being read, and its `=`; for `for`, the variable.
    """

    kind: str
    opener: Token
    closer: str
    callee: Expression | None = None
    keyword: Token | None = None
    items: list[Argument] = field(default_factory=list)
    name: Token | None = None
    equals: Token | None = None

    @property
    def weight(self) -> int:
        """How many of R's open brackets this is."""
        return len(self.opener.value)

    def take(self, value: Expression | None, end: Token) -> None:
        """Add the argument that ends before the token `end`."""
        name, self.name = self.name, None
        if name is not None and name.kind == "text" and self.kind == "formals":
            raise FormulaError("A parameter is not a string.", name.span, "Write its name without quotation marks.")
        if name is not None and self.equals is not None:
            stop = value.span.end if value is not None else self.equals.end
            self.items.append(Argument(value, name.value, new_span((name.start, stop))))
        else:
            span = value.span if value is not None else Span(end.start, end.start)
            self.items.append(Argument(value, None, span))
        if self.kind == "formals":
            self._check_parameter(self.items[-1])

    def finish(self, value: Expression | None, end: Token) -> None:
        """Add the last argument; `f()` has none, but `x[]` has an empty one."""
        if value is not None or self.name is not None or self.items or self.kind == "index":
            self.take(value, end)

    def _check_parameter(self, item: Argument) -> None:
        if (item.name is None and not isinstance(item.value, Name)) or item.value is None:
            raise FormulaError(
                "The parameters of a function are names.", item.span, "Write them as in function(x, y = 1)."
            )


def plain(value: Expression) -> Argument:
    """An argument without a name."""
    return Argument(value, None, value.span)


def binary(operator: Operator, token: Token, left: Expression, right: Expression) -> Expression:
    """`left operator right`."""
    start, end = left.span.start, right.span.end
    if token.value in operators.REVERSED:
        left, right = right, left
    arguments = (Argument(left, None, left.span), Argument(right, None, right.span))
    return Call(Name(operator.function, token.span), arguments, new_span((start, end)))


def prefix(operator: Operator, token: Token) -> Callable[[Expression], Expression]:
    """A function from the operand to `operator operand`."""
    return lambda operand: Call(
        Name(operator.function, token.span), (plain(operand),), Span(token.start, operand.span.end)
    )


def keyword(token: Token, before: tuple[Expression, ...]) -> Callable[[Expression], Expression]:
    """A function from the body to the call of `if`, `while`, `for` or `repeat`."""
    name = Name(token.value, token.span)
    return lambda body: Call(name, tuple(map(plain, (*before, body))), Span(token.start, body.span.end))


def otherwise(condition: Expression) -> Callable[[Expression], Expression]:
    """A function from the other branch to `if (…) … else …`, for an `if` without one."""
    assert isinstance(condition, Call)
    return lambda branch: Call(
        condition.function, (*condition.arguments, plain(branch)), condition.span.cover(branch.span)
    )


def jump(token: Token) -> Call:
    """`next` or `break`."""
    return Call(Name(token.value, token.span), (), token.span)


def close(bracket: Bracket, value: Expression | None, end: int) -> Expression | Waiting:
    """What a closed bracket is: an expression, or the head of a keyword that waits for its body."""
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
    return Call(callee, tuple(bracket.items), new_span((callee.span.start, end)))


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
            raise FormulaError(f"The parameter {quoted(name)} is defined twice.", item.span, "Rename one of the two.")
        seen.add(name)
    return tuple(parameters)


def _function(token: Token, parameters: tuple[Argument, ...]) -> Callable[[Expression], Expression]:
    return lambda body: Function(parameters, body, Span(token.start, body.span.end))
