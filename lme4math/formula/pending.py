"""What the parser has begun and not finished: operators that wait for their right sides, and open brackets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from lme4math.errors import FormulaError
from lme4math.formula.nodes import Argument, Expression, Name
from lme4math.formula.operators import Side
from lme4math.formula.tokens import Token
from lme4math.source import Span

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
            self.items.append(Argument(value, name.value, Span(name.start, stop)))
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
