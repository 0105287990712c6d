"""R's grammar: tokens to a syntax tree.

An operator-precedence parser with its stack in the open: what is still waiting for its right side stands on the stack
as a `Waiting`, an open bracket as a `Bracket`. So no chain of operators, however long, meets Python's recursion limit.
The grammar is that of R 4.2 (`?Syntax`, and "R Language Definition", section 10.4); what R's parser refuses is refused
here, at the token where R refuses it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from lme4math.errors import FormulaError
from lme4math.formula import build, literals, operators
from lme4math.formula.complaints import Complaints
from lme4math.formula.nodes import Argument, Expression, Name, Text
from lme4math.formula.operators import Side
from lme4math.formula.pending import ARGUMENTS, Bracket, Waiting
from lme4math.formula.pipes import Pipes
from lme4math.formula.tokens import Token, tokenize
from lme4math.source import Span

DEPTH = 50
"""The open brackets that R allows at one time; `[[` counts twice."""

STACK = 5_000
"""The operators that may wait for their right sides at one time; R's parser, too, runs out of memory near there."""


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
        self.tokens = tokens
        self.position = 0
        self.value: Expression | None = None
        self.depth = 0
        first = tokens[0]
        self.stack: list[Waiting | Bracket] = [Bracket("program", Token("mark", "", first.start, first.start), "")]
        self.brackets: list[Bracket] = [self.stack[0]] if isinstance(self.stack[0], Bracket) else []
        self.complaints = Complaints(tokens)
        self.pipes = Pipes()

    def program(self) -> tuple[Expression, ...]:
        while True:
            token = self.tokens[self.position]
            if token.kind == "end":
                break
            if self.value is None:
                self._begin(token)
            else:
                self._continue(token)
        if len(self.brackets) > 1 or (self.value is None and len(self.stack) > 1):
            raise self.complaints.unfinished(self.brackets)
        self._separate()
        self.pipes.check()
        return tuple(argument.value for argument in self.stack[0].items if argument.value)  # type: ignore[union-attr]

    # Where an expression is to begin.

    def _begin(self, token: Token) -> None:
        kind = token.kind
        if kind == "newline":
            self.position += 1
        elif kind == "name" or kind == "text":
            self._name_or_text(token)
        elif kind == "number":
            self.value = literals.number(token)
            self.position += 1
        elif kind == "constant":
            self._constant(token)
        elif kind == "placeholder":
            self.value = self.pipes.placeholder(token)
            self.position += 1
        else:
            begin = _BEGINNINGS.get(token.value)
            if begin is not None:
                begin(self, token)
            elif token.value in operators.PREFIX:
                self._prefix(token)
            else:
                self._nothing_before(token)

    def _name_or_text(self, token: Token) -> None:
        if self._takes_as_argument_name(token):
            return
        span = Span(token.start, token.end)
        self.value = Name(token.value, span) if token.kind == "name" else Text(token.value, span)
        self.position += 1
        following = self.tokens[self.position]
        if following.value in ("::", ":::") and following.kind == "mark":
            self.value = build.binary(
                operators.Operator(following.value, 0), following, self.value, self._part("names")
            )

    def _constant(self, token: Token) -> None:
        if token.value == "NULL" and self._takes_as_argument_name(token):
            return
        self.value = literals.constant(token)
        self.position += 1

    def _takes_as_argument_name(self, token: Token) -> bool:
        bracket = self.stack[-1]
        if not isinstance(bracket, Bracket) or bracket.kind not in ARGUMENTS or bracket.name is not None:
            return False
        following = self._skip_newlines(self.position + 1)
        if self.tokens[following].value != "=" or self.tokens[following].kind != "mark":
            return False
        self._check_not_empty(token)
        bracket.name, bracket.equals = token, self.tokens[following]
        self.position = following + 1
        return True

    def _check_not_empty(self, token: Token) -> None:
        if not token.value:
            raise FormulaError("A name cannot be empty.", token.span, "Write the name between the quotation marks.")

    def _part(self, kinds: str) -> Name | Text:
        """The bare name or string that must stand right of `$`, `@`, `::`."""
        at = self.position + 1 if kinds == "names" else self._skip_newlines(self.position + 1)
        token = self.tokens[at]
        if token.kind not in ("name", "text"):
            raise self.complaints.unexpected(token, self.brackets)
        self.position = at + 1
        return Name(token.value, token.span) if token.kind == "name" else Text(token.value, token.span)

    def _prefix(self, token: Token) -> None:
        operator = operators.PREFIX[token.value]
        self._push(Waiting(operator.level, Side.RIGHT, build.prefix(operator, token)))
        self.position += 1

    def _nothing_before(self, token: Token) -> None:
        bracket = self.stack[-1]
        if isinstance(bracket, Bracket):
            if token.value == bracket.closer:
                return self._close(token)
            if token.value == "," and bracket.kind in ARGUMENTS and bracket.kind != "formals":
                return self._comma(token)
            if token.value == ";" and bracket.kind in ("program", "block") and bracket.items:
                self.position += 1
                return None
        raise self.complaints.unexpected(token, self.brackets, missing=True)

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
        raise self.complaints.unexpected(token, self.brackets)

    def _binary(self, token: Token, operator: operators.Operator) -> None:
        self._reduce(operator, token)
        if operator.level == operators.EQUALS and not self._may_assign():
            raise self.complaints.unexpected(token, self.brackets)
        assert self.value is not None
        self._push(Waiting(operator.level, operator.side, self._right_of(operator, token, self.value)))
        self.value = None
        self.position += 1

    def _right_of(
        self, operator: operators.Operator, token: Token, left: Expression
    ) -> Callable[[Expression], Expression]:
        if token.value == "|>":
            return lambda right: self.pipes.pipe(left, right)
        return lambda right: build.binary(operator, token, left, right)

    def _may_assign(self) -> bool:
        top = self.stack[-1]
        if isinstance(top, Waiting) and (top.level > operators.HELP or top.side is Side.RIGHT):
            return True
        return self.brackets[-1].kind in ("program", "block", "group")

    def _reduce(self, operator: operators.Operator, token: Token) -> None:
        level, side = operator.level, operator.side
        while True:
            top = self.stack[-1]
            if top.level < level:
                return
            if top.level == level and side is not Side.LEFT:
                if side is Side.NEITHER:
                    raise self.complaints.comparisons(token)
                return
            assert isinstance(top, Waiting)
            assert self.value is not None
            self.stack.pop()
            self.value = top.build(self.value)

    def _reduce_all(self) -> Bracket:
        """Finish every operator inside the innermost bracket."""
        while isinstance(top := self.stack[-1], Waiting):
            assert self.value is not None
            self.stack.pop()
            self.value = top.build(self.value)
        return top

    def _line_break(self) -> None:
        kind = self.brackets[-1].kind
        if kind not in ("program", "block"):
            self.position += 1
            return
        if kind == "block" and self._else_follows():
            self.position = self._skip_newlines(self.position)
            return
        self._separate()
        self.position += 1

    def _else_follows(self) -> bool:
        following = self.tokens[self._skip_newlines(self.position)]
        if following.value != "else" or following.kind != "mark":
            return False
        for item in reversed(self.stack):
            if isinstance(item, Bracket):
                return False
            if item.level == operators.IF:
                return True
        return False

    def _separate(self, token: Token | None = None) -> None:
        """End a statement of a block or of the text."""
        bracket = self._reduce_all()
        if token is not None:
            if bracket.kind not in ("program", "block"):
                raise self.complaints.unexpected(token, self.brackets)
            self.position += 1
        if self.value is not None:
            bracket.items.append(Argument(self.value, None, self.value.span))
            self.value = None

    def _else(self, token: Token) -> None:
        while isinstance(top := self.stack[-1], Waiting) and top.level != operators.IF:
            assert self.value is not None
            self.stack.pop()
            self.value = top.build(self.value)
        if not isinstance(top, Waiting):
            raise self.complaints.unexpected(token, self.brackets)
        assert self.value is not None
        self.stack[-1] = Waiting(operators.ELSE, Side.LEFT, build.otherwise(top.build(self.value)))
        self.value = None
        self.position += 1

    def _select(self, token: Token) -> None:
        """`$` and `@`."""
        assert self.value is not None
        self.value = build.binary(operators.Operator(token.value, 0), token, self.value, self._part("any"))

    # Brackets and keywords.

    def _push(self, item: Waiting | Bracket) -> None:
        self.stack.append(item)
        if len(self.stack) > STACK:
            raise self.complaints.too_deep(self.tokens[self.position])

    def _open(self, kind: str, token: Token, callee: Expression | None = None) -> None:
        closer = {"(": ")", "[": "]", "[[": "]", "{": "}"}[token.value]
        bracket = Bracket(kind, token, closer, callee)
        self.depth += bracket.weight
        if self.depth > DEPTH:
            raise self.complaints.overflow(token, DEPTH)
        self._push(bracket)
        self.brackets.append(bracket)
        self.value = None
        self.position += 1

    def _group(self, token: Token) -> None:
        self._open("group", token)

    def _block(self, token: Token) -> None:
        self._open("block", token)

    def _call(self, token: Token) -> None:
        if isinstance(self.value, Text):
            self._check_not_empty(self.tokens[self.position - 1])
        self._open("call", token, self.value)

    def _index(self, token: Token) -> None:
        self._open("index", token, self.value)

    def _head(self, kind: str, token: Token) -> Token:
        """Open the bracket that must follow `if`, `while`, `for` and `function`."""
        self.position = self._skip_newlines(self.position + 1)
        opener = self.tokens[self.position]
        if opener.value != "(" or opener.kind != "mark":
            raise self.complaints.unexpected(opener, self.brackets, missing=True)
        self._open(kind, opener)
        self.brackets[-1].keyword = token
        return opener

    def _condition(self, token: Token) -> None:
        self._head("condition", token)

    def _function(self, token: Token) -> None:
        self._head("formals", token)

    def _for(self, token: Token) -> None:
        self._head("condition", token)
        variable = self.tokens[self._skip_newlines(self.position)]
        if variable.kind != "name":
            raise self.complaints.unexpected(variable, self.brackets)
        at = self._skip_newlines(self._skip_newlines(self.position) + 1)
        if self.tokens[at].value != "in" or self.tokens[at].kind != "mark":
            raise self.complaints.unexpected(self.tokens[at], self.brackets)
        self.brackets[-1].name = variable
        self.position = at + 1

    def _repeat(self, token: Token) -> None:
        self._push(Waiting(operators.KEYWORD, Side.LEFT, build.keyword(token, ())))
        self.position += 1

    def _jump(self, token: Token) -> None:
        self.value = build.jump(token)
        self.position += 1

    def _comma(self, token: Token) -> None:
        bracket = self._reduce_all()
        if bracket.kind not in ARGUMENTS:
            raise self.complaints.unexpected(token, self.brackets)
        bracket.take(self.value, token)
        self.value = None
        self.position += 1

    def _close(self, token: Token) -> None:
        bracket = self._reduce_all()
        if token.value != bracket.closer:
            raise self.complaints.unexpected(token, self.brackets)
        end = self._closing_end(bracket, token)
        if bracket.kind == "block":
            self._separate()
        elif bracket.kind in ARGUMENTS:
            bracket.finish(self.value, token)
        elif self.value is None:
            raise self.complaints.unexpected(token, self.brackets, missing=True)
        self.stack.pop()
        self.brackets.pop()
        self.depth -= bracket.weight
        closed = build.close(bracket, self.value, end)
        if isinstance(closed, Waiting):
            self.value = None
            self._push(closed)
        else:
            self.value = closed

    def _closing_end(self, bracket: Bracket, token: Token) -> int:
        """Step over the closing bracket, which for `[[` is two tokens, and say where it ends."""
        self.position += 1
        if bracket.opener.value != "[[":
            return token.end
        self.position = self._skip_newlines(self.position)
        second = self.tokens[self.position]
        if second.value != "]" or second.kind != "mark":
            raise self.complaints.unexpected(second, self.brackets)
        self.position += 1
        return second.end

    def _skip_newlines(self, at: int) -> int:
        while self.tokens[at].kind == "newline":
            at += 1
        return at


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
    ";": _Parser._separate,
    ")": _Parser._close,
    "]": _Parser._close,
    "}": _Parser._close,
}
