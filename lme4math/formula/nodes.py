"""R's syntax tree, as R itself builds it: names, literals, and calls.

An operator is a call whose function is the operator's name (`a + b` is `+`(a, b)), and so are `(`, `{`, `[`, `$`
and `if`; there is one shape to walk, and it deparses as R's would. Every node knows its characters. Long chains such as
`a + b + …` nest deeply to the left, so trees must be walked with loops, never by recursion over operators, and nodes
compare by identity (comparing two deep trees by value would recurse).
"""

from __future__ import annotations

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
        return tuple(argument.value for argument in self.arguments if argument.value is not None)


@record(eq=False)
class Function:
    """`function(x, y = 1) body` or `\\(x) body`; a parameter is an Argument whose value is its default, or None."""

    parameters: tuple[Argument, ...]
    body: Expression
    span: Span


Expression = Name | Number | Text | Constant | Call | Function
