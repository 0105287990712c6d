"""The parser's position in the tokens, and its stack of operators without right sides and of open brackets."""

from __future__ import annotations

from dataclasses import dataclass

from lme4math.r import operators
from lme4math.r.building import Bracket, Waiting
from lme4math.r.nodes import Argument, Expression
from lme4math.r.operators import Operator, Side
from lme4math.r.syntax_errors import SyntaxErrors
from lme4math.r.tokens import Token


@dataclass(slots=True)
class Cursor:
    """A list of tokens, the last of which is of kind "end", and the position of the one to be read."""

    tokens: list[Token]
    position: int = 0

    @property
    def token(self) -> Token:
        """The token to be read."""
        return self.tokens[self.position]

    def past_newlines(self, at: int) -> int:
        """The position of the first token from `at` on that is no line break."""
        while self.tokens[at].kind == "newline":
            at += 1
        return at

    def is_mark(self, at: int, value: str) -> bool:
        """Whether the token at a position is this operator, bracket or keyword."""
        return self.tokens[at].kind == "mark" and self.tokens[at].value == value


DEPTH = 50
"""The open brackets that R allows at one time; `[[` counts twice."""

STACK = 5_000
"""The operators that may wait for their right sides at one time; R's parser, too, runs out of memory near there."""

_CLOSERS = {"(": ")", "[": "]", "[[": "]", "{": "}"}


class Stack:
    """What is pending, and on top of it `value`: the expression just read, or None where one is to begin."""

    def __init__(self, start: Token, errors: SyntaxErrors) -> None:
        text = Bracket("program", Token("mark", "", start.start, start.start), "")
        self.value: Expression | None = None
        self.brackets = [text]
        self._items: list[Waiting | Bracket] = [text]
        self._depth = 0
        self._errors = errors

    @property
    def top(self) -> Waiting | Bracket:
        """What is innermost."""
        return self._items[-1]

    @property
    def bracket(self) -> Bracket:
        """The innermost open bracket."""
        return self.brackets[-1]

    def push(self, item: Waiting | Bracket, token: Token) -> None:
        """Wait for what follows the token."""
        self._items.append(item)
        self.value = None
        if len(self._items) > STACK:
            raise self._errors.too_deep(token)

    def open(self, kind: str, token: Token, callee: Expression | None = None, keyword: Token | None = None) -> None:
        """Open the bracket that the token is."""
        bracket = Bracket(kind, token, _CLOSERS[token.value], callee, keyword)
        self._depth += bracket.weight
        if self._depth > DEPTH:
            raise self._errors.overflow(token, DEPTH)
        self.push(bracket, token)
        self.brackets.append(bracket)

    def close(self) -> None:
        """Take the innermost bracket away."""
        self._items.pop()
        self._depth -= self.brackets.pop().weight

    def reduce(self, operator: Operator, token: Token) -> None:
        """Finish the operators that take the value before `operator` does."""
        level, side = operator.level, operator.side
        while isinstance(top := self._items[-1], Waiting) and top.level >= level:
            if top.level == level and side is not Side.LEFT:
                if side is Side.NEITHER:
                    raise self._errors.comparisons(token)
                return
            self._build(top)

    def reduce_all(self) -> Bracket:
        """Finish every operator inside the innermost bracket."""
        while isinstance(top := self._items[-1], Waiting):
            self._build(top)
        return top

    def reduce_to_if(self) -> Expression | None:
        """Finish everything up to the `if` that an `else` belongs to, and that too; None if there is none."""
        while isinstance(top := self._items[-1], Waiting):
            self._build(top)
            if top.level == operators.IF:
                return self.value
        return None

    def has_if(self) -> bool:
        """Whether an `if` inside the innermost bracket could take an `else`."""
        for item in reversed(self._items):
            if isinstance(item, Bracket):
                return False
            if item.level == operators.IF:
                return True
        return False

    def may_assign(self) -> bool:
        """Whether `=` is an assignment here, and not out of place."""
        top = self._items[-1]
        if isinstance(top, Waiting) and (top.level > operators.HELP or top.side is Side.RIGHT):
            return True
        return self.bracket.kind in ("program", "block", "group")

    def end_statement(self) -> Bracket:
        """Finish what is being read, and add it to the block or the text that it stands in."""
        bracket = self.reduce_all()
        if self.value is not None:
            bracket.items.append(Argument(self.value, None, self.value.span))
            self.value = None
        return bracket

    def _build(self, top: Waiting) -> None:
        assert self.value is not None
        self._items.pop()
        self.value = top.build(self.value)
