"""The parser's place in the tokens."""

from __future__ import annotations

from dataclasses import dataclass

from lme4math.formula.tokens import Token


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
