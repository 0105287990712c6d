"""Parses R code to syntax trees.

An operator-precedence parser with an explicit stack, so that no chain of operators, however long, meets Python's
recursion limit. The grammar is that of R 4.2 (`?Syntax`, and "R Language Definition", section 10.4); what R's parser
refuses is refused here, at the token where R refuses it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from lme4math.errors import FormulaError
from lme4math.r import building, operators
from lme4math.r.building import ARGUMENTS, Bracket, Waiting
from lme4math.r.nodes import Expression, Name, Text
from lme4math.r.operators import Side
from lme4math.r.pipes import Pipes
from lme4math.r.stack import Cursor, Stack
from lme4math.r.syntax_errors import SyntaxErrors
from lme4math.r.tokens import Token, tokenize
from lme4math.source import Span


def parse_program(text: str, places: Sequence[int] | None = None) -> tuple[Expression, ...]:
    """Read R code as its top-level expressions.

    Args:
        text: R code.
        places: where each character of `text`, and its end, really stands, if `text` was itself read from a string.

    Raises:
        FormulaError: where the text is not R.
    """
    return _Parser(tokenize(text, places)).program()


def parse_expression(text: str, places: Sequence[int] | None = None) -> Expression:
    """Read R code that is exactly one expression; otherwise like `parse_program`.

    Raises:
        FormulaError: where the text is not R, or not one expression.
    """
    expressions = parse_program(text, places)
    if len(expressions) == 1:
        return expressions[0]
    if not expressions:
        end = places[-1] if places else len(text)
        raise FormulaError("There is nothing here to read.", Span(0, end), "Write a formula, as in y ~ x + (1 | g).")
    raise FormulaError(
        "There is more than one expression here.", expressions[1].span, "Join the lines, or remove one of them."
    )


class _Parser:
    def __init__(self, tokens: list[Token]) -> None:
        self.cursor = Cursor(tokens)
        self.errors = SyntaxErrors(tokens)
        self.stack = Stack(tokens[0], self.errors)
        self.pipes = Pipes()

    def program(self) -> tuple[Expression, ...]:
        cursor, stack = self.cursor, self.stack
        tokens = cursor.tokens
        while (token := tokens[cursor.position]).kind != "end":
            if stack.value is None:
                self._begin(token)
            else:
                self._continue(token)
        if len(self.stack.brackets) > 1 or (self.stack.value is None and isinstance(self.stack.top, Waiting)):
            raise self.errors.unfinished(self.stack.brackets)
        text = self.stack.end_statement()
        self.pipes.check()
        return tuple(item.value for item in text.items if item.value is not None)

    def _unexpected(self, token: Token, *, missing: bool = False) -> FormulaError:
        return self.errors.unexpected(token, self.stack.brackets, missing=missing)

    # Where an expression is to begin.

    def _begin(self, token: Token) -> None:
        kind = token.kind
        if kind == "name" or kind == "text":
            self._name_or_text(token)
        elif kind == "newline":
            self.cursor.position += 1
        elif kind == "number":
            self.stack.value = building.number(token)
            self.cursor.position += 1
        elif kind == "constant":
            self._constant(token)
        elif kind == "placeholder":
            self.stack.value = self.pipes.placeholder(token)
            self.cursor.position += 1
        else:
            begin = _BEGINNINGS.get(token.value)
            if begin is not None:
                begin(self, token)
            elif token.value in operators.PREFIX:
                self._prefix(token)
            else:
                self._nothing_before(token)

    def _name_or_text(self, token: Token) -> None:
        following = self.cursor.tokens[self.cursor.position + 1]
        if (following.value == "=" or following.kind == "newline") and self._takes_as_argument_name(token):
            return
        span = token.span
        value = Name(token.value, span) if token.kind == "name" else Text(token.value, span)
        self.stack.value = value
        self.cursor.position += 1
        if following.value in ("::", ":::") and following.kind == "mark":
            operator = operators.Operator(following.value, 0)
            self.stack.value = building.binary(operator, following, value, self._part("names"))

    def _constant(self, token: Token) -> None:
        if token.value == "NULL" and self._takes_as_argument_name(token):
            return
        self.stack.value = building.constant(token)
        self.cursor.position += 1

    def _takes_as_argument_name(self, token: Token) -> bool:
        bracket = self.stack.top
        if not isinstance(bracket, Bracket) or bracket.kind not in ARGUMENTS or bracket.name is not None:
            return False
        following = self.cursor.past_newlines(self.cursor.position + 1)
        if not self.cursor.is_mark(following, "="):
            return False
        self._check_not_empty(token)
        bracket.name, bracket.equals = token, self.cursor.tokens[following]
        self.cursor.position = following + 1
        return True

    def _check_not_empty(self, token: Token) -> None:
        if not token.value:
            raise FormulaError("A name cannot be empty.", token.span, "Write the name between the quotation marks.")

    def _part(self, kinds: str) -> Name | Text:
        """The bare name or string that must stand right of `$`, `@`, `::`."""
        at = self.cursor.position + 1 if kinds == "names" else self.cursor.past_newlines(self.cursor.position + 1)
        token = self.cursor.tokens[at]
        if token.kind not in ("name", "text"):
            raise self._unexpected(token)
        self.cursor.position = at + 1
        return Name(token.value, token.span) if token.kind == "name" else Text(token.value, token.span)

    def _prefix(self, token: Token) -> None:
        operator = operators.PREFIX[token.value]
        self.stack.push(Waiting(operator.level, Side.RIGHT, building.prefix(operator, token)), token)
        self.cursor.position += 1

    def _nothing_before(self, token: Token) -> None:
        bracket = self.stack.top
        if isinstance(bracket, Bracket):
            if token.value == bracket.closer:
                return self._close(token)
            if token.value == "," and bracket.kind in ARGUMENTS and bracket.kind != "formals":
                return self._comma(token)
            if token.value == ";" and bracket.kind == "block":
                self.cursor.position += 1
                return None
        raise self._unexpected(token, missing=True)

    # Where an expression may go on, or end.

    def _continue(self, token: Token) -> None:
        if token.kind == "newline":
            return self._line_break()
        if token.kind == "mark":
            if token.value in _CONTINUATIONS:
                return _CONTINUATIONS[token.value](self, token)
            operator = operators.binary(token.value)
            if operator is not None:
                return self._binary(token, operator)
        raise self._unexpected(token)

    def _binary(self, token: Token, operator: operators.Operator) -> None:
        self.stack.reduce(operator, token)
        if operator.level == operators.EQUALS and not self.stack.may_assign():
            raise self._unexpected(token)
        assert self.stack.value is not None
        self.stack.push(
            Waiting(operator.level, operator.side, self._right_of(operator, token, self.stack.value)), token
        )
        self.cursor.position += 1

    def _right_of(
        self, operator: operators.Operator, token: Token, left: Expression
    ) -> Callable[[Expression], Expression]:
        if token.value == "|>":
            return lambda right: self.pipes.pipe(left, right)
        return lambda right: building.binary(operator, token, left, right)

    def _line_break(self) -> None:
        kind = self.stack.bracket.kind
        if kind not in ("program", "block"):
            self.cursor.position += 1
        elif kind == "block" and self._else_follows():
            self.cursor.position = self.cursor.past_newlines(self.cursor.position)
        else:
            self.stack.end_statement()
            self.cursor.position += 1

    def _else_follows(self) -> bool:
        following = self.cursor.past_newlines(self.cursor.position)
        return self.cursor.is_mark(following, "else") and self.stack.has_if()

    def _semicolon(self, token: Token) -> None:
        if self.stack.bracket.kind not in ("program", "block"):
            raise self._unexpected(token)
        self.stack.end_statement()
        self.cursor.position += 1

    def _else(self, token: Token) -> None:
        condition = self.stack.reduce_to_if()
        if condition is None:
            raise self._unexpected(token)
        self.stack.push(Waiting(operators.ELSE, Side.RIGHT, building.otherwise(condition)), token)
        self.cursor.position += 1

    def _select(self, token: Token) -> None:
        """`$` and `@`."""
        assert self.stack.value is not None
        self.stack.value = building.binary(
            operators.Operator(token.value, 0), token, self.stack.value, self._part("any")
        )

    # Brackets and keywords.

    def _open(self, kind: str, token: Token, callee: Expression | None = None) -> None:
        self.stack.open(kind, token, callee)
        self.cursor.position += 1

    def _group(self, token: Token) -> None:
        self._open("group", token)

    def _block(self, token: Token) -> None:
        self._open("block", token)

    def _call(self, token: Token) -> None:
        if isinstance(self.stack.value, Text):
            self._check_not_empty(self.cursor.tokens[self.cursor.position - 1])
        self._open("call", token, self.stack.value)

    def _index(self, token: Token) -> None:
        self._open("index", token, self.stack.value)

    def _head(self, kind: str, token: Token) -> None:
        """Open the bracket that must follow `if`, `while`, `for` and `function`."""
        at = self.cursor.past_newlines(self.cursor.position + 1)
        if not self.cursor.is_mark(at, "("):
            raise self._unexpected(self.cursor.tokens[at], missing=True)
        self.stack.open(kind, self.cursor.tokens[at], keyword=token)
        self.cursor.position = at + 1

    def _condition(self, token: Token) -> None:
        self._head("condition", token)

    def _function(self, token: Token) -> None:
        self._head("formals", token)

    def _for(self, token: Token) -> None:
        self._head("condition", token)
        at = self.cursor.past_newlines(self.cursor.position)
        variable = self.cursor.tokens[at]
        if variable.kind != "name":
            raise self._unexpected(variable)
        at = self.cursor.past_newlines(at + 1)
        if not self.cursor.is_mark(at, "in"):
            raise self._unexpected(self.cursor.tokens[at])
        self.stack.bracket.name = variable
        self.cursor.position = at + 1

    def _repeat(self, token: Token) -> None:
        self.stack.push(Waiting(operators.KEYWORD, Side.RIGHT, building.keyword(token, ())), token)
        self.cursor.position += 1

    def _jump(self, token: Token) -> None:
        self.stack.value = building.jump(token)
        self.cursor.position += 1

    def _comma(self, token: Token) -> None:
        bracket = self.stack.reduce_all()
        if bracket.kind not in ARGUMENTS:
            raise self._unexpected(token)
        bracket.take(self.stack.value, token)
        self.stack.value = None
        self.cursor.position += 1

    def _close(self, token: Token) -> None:
        bracket = self.stack.end_statement() if self.stack.bracket.kind == "block" else self.stack.reduce_all()
        if token.value != bracket.closer:
            raise self._unexpected(token)
        value, end = self.stack.value, self._closing_end(bracket, token)
        if bracket.kind in ARGUMENTS:
            bracket.finish(value, token)
        elif value is None and bracket.kind != "block":
            raise self._unexpected(token, missing=True)
        self.stack.close()
        closed = building.close(bracket, value, end)
        if isinstance(closed, Waiting):
            self.stack.push(closed, token)
        else:
            self.stack.value = closed

    def _closing_end(self, bracket: Bracket, token: Token) -> int:
        """Step over the closing bracket, which for `[[` is two tokens, and say where it ends."""
        self.cursor.position += 1
        if bracket.opener.value != "[[":
            return token.end
        at = self.cursor.past_newlines(self.cursor.position)
        if not self.cursor.is_mark(at, "]"):
            raise self._unexpected(self.cursor.tokens[at])
        self.cursor.position = at + 1
        return self.cursor.tokens[at].end


_BEGINNINGS = {
    "(": _Parser._group,
    "{": _Parser._block,
    "function": _Parser._function,
    "\\": _Parser._function,
    "if": _Parser._condition,
    "while": _Parser._condition,
    "for": _Parser._for,
    "repeat": _Parser._repeat,
    "next": _Parser._jump,
    "break": _Parser._jump,
}

_CONTINUATIONS = {
    "(": _Parser._call,
    "[": _Parser._index,
    "[[": _Parser._index,
    "$": _Parser._select,
    "@": _Parser._select,
    "else": _Parser._else,
    ",": _Parser._comma,
    ";": _Parser._semicolon,
    ")": _Parser._close,
    "]": _Parser._close,
    "}": _Parser._close,
}
