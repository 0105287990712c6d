"""Writes a syntax tree as R's own `deparse` writes it.

Labels of terms, names of columns and names of variables are all R's deparse of a piece of the formula, so it must be
R's to the letter: `x**2` is `x^2`, `1e5` is `1e+05`, `a%%b` has no blanks and `a %in% b` has. Trees that were put
together by a pipe or an edit get the brackets that R adds; those read from text have their own. R breaks long results
into lines; here all is one line, except the statements inside `{`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from lme4math.r import operators
from lme4math.r.literals import quote, write_number
from lme4math.r.nodes import Argument, Call, Constant, Expression, Function, Name, Number, Text
from lme4math.r.operators import Operator, Side
from lme4math.r.tokens import CONSTANTS, KEYWORDS
from lme4math.records import record

_LOOPS = frozenset({"if", "for", "while", "repeat"})
_NOT_WRITTEN_INFIX = frozenset({"?", ":=", "|>"})


def needs_brackets(operator: Operator, operand: Expression, *, left: bool, exposed: int = operators.OPEN) -> bool:
    """Whether R brackets `operand` beside `operator`.

    Args:
        operator: the operator.
        operand: its left or right operand.
        left: whether it is the left one.
        exposed: the level of the operator after the whole call, which could take the call's right end as its operand.
    """
    if isinstance(operand, Number):
        return isinstance(operand.value, complex) and _binds_less(operators.SUM, operator, left)
    if not isinstance(operand, Call) or operand.operator is None:
        return isinstance(operand, Function) and left
    name, count = operand.operator, len(operand.arguments)
    if name in _LOOPS:
        return left or exposed > operators.OPEN
    if name in _NOT_WRITTEN_INFIX:
        return False
    if count == 1 and name in operators.PREFIX:
        level = operators.PREFIX[name].level
        return _binds_less(level, operator, left) if left else level < exposed
    inner = operators.binary(name) if count == 2 else None
    if inner is None:
        return False
    if operator.level == inner.level == operators.COMPARE:
        return True
    return _binds_less(inner.level, operator, left)


def _binds_less(level: int, operator: Operator, left: bool) -> bool:
    return level < operator.level or (level == operator.level and left == (operator.side is Side.RIGHT))


def callee_needs_brackets(callee: Expression) -> bool:
    """Whether R brackets what is called, where that is not a name."""
    if isinstance(callee, Function):
        return True
    if not isinstance(callee, Call):
        return False
    if not isinstance(callee.function, Name):
        return True
    name, count = callee.function.name, len(callee.arguments)
    return (
        name in _LOOPS
        or (count == 2 and operators.binary(name) is not None)
        or (count == 1 and name in operators.PREFIX)
    )


_SYNTACTIC = re.compile(r"(?:[^\W\d_]|\.(?!\d))[\w.]*\Z")
_WITHOUT_BLANKS = frozenset({"/", "^", ":", "%%", "%/%"})
_WITH_BLANKS = frozenset(operators.BINARY) - _WITHOUT_BLANKS - {"?", "|>", "**", "->", "->>", ":="}
_PREFIX = frozenset({"-", "+", "!", "~"})
_UNTYPED_NA = {"NA_integer_": "NA", "NA_real_": "NA", "NA_character_": "NA"}


@record
class _Written:
    """How literals are written: R's labels leave out the marks of their types."""

    typed: bool


def deparse(expression: Expression) -> str:
    """R's `deparse(expression)` in one line; whole numbers keep their `L`, as in the names of a model frame."""
    return _write(expression, _Written(typed=True))


def deparse_label(expression: Expression) -> str:
    """R's label of a term or column: as `deparse`, but `2L` is `2` and `NA_real_` is `NA`.

    `terms.formula` deparses with R's option SIMPLEDEPARSE, which drops what tells the types of literals.
    """
    return _write(expression, _Written(typed=False))


def deparse_name(name: str) -> str:
    """A name, in backticks if R could not read it without."""
    return name if is_syntactic(name) else quote(name, "`")


@lru_cache(maxsize=1_000)  # asked of the function of every call
def is_syntactic(name: str) -> bool:
    """Whether R reads `name` as a name without backticks."""
    if name in CONSTANTS or name in KEYWORDS or not _SYNTACTIC.match(name):
        return False
    return name.isascii() or all(letter in "._" or letter.isalpha() or letter.isdecimal() for letter in name)


@record
class _Part:
    """An expression yet to be written: how far it is indented, and the level of the operator that follows it."""

    node: Expression
    indent: int = 0
    exposed: int = operators.OPEN


_Pieces = Iterator[str | _Part]


def _write(expression: Expression, how: _Written) -> str:
    out: list[str] = []
    work: list[str | _Part] = [_Part(expression)]
    while work:
        item = work.pop()
        if isinstance(item, str):
            out.append(item)
        elif isinstance(item.node, Call):
            work.extend(reversed(list(_call(item.node, item))))
        elif isinstance(item.node, Function):
            work.extend(reversed(list(_function(item.node, item.indent))))
        else:
            out.append(_atom(item.node, how))
    return "".join(out)


def _atom(node: Name | Number | Text | Constant, how: _Written) -> str:
    match node:
        case Name():
            return deparse_name(node.name)
        case Number():
            return write_number(node.value, typed=how.typed)
        case Text():
            return quote(node.value)
        case Constant():
            return node.name if how.typed else _UNTYPED_NA.get(node.name, node.name)


def _call(call: Call, part: _Part) -> _Pieces:
    name = call.operator
    if name is not None and all(argument.name is None and argument.value is not None for argument in call.arguments):
        written = _special(name, call.operands, part)
        if written is not None:
            return written
    if name in ("[", "[[") and call.arguments and call.arguments[0].value is not None:
        return _subset(name, call.arguments[0].value, call.arguments[1:], part.indent)
    return _prefix_call(call, part.indent)


def _special(name: str, operands: tuple[Expression, ...], part: _Part) -> _Pieces | None:
    """A call that is not written as one, or None."""
    count = len(operands)
    if count == 2 and (
        name in _WITH_BLANKS or name in _WITHOUT_BLANKS or (name[0] == name[-1] == "%" and len(name) > 1)
    ):
        return _infix(name, operands, part)
    if count == 2 and (name in ("::", ":::") or (name in ("$", "@") and isinstance(operands[1], Name | Text))):
        return _selection(name, operands, part.indent)
    if count == 1 and name in _PREFIX:
        return _prefixed(name, operands[0], part)
    if name == "{":
        return _block(operands, part.indent)
    if (name, count) in _CONSTRUCTS:
        return _construct(_CONSTRUCTS[name, count], operands, part.indent)
    return None


def _infix(name: str, operands: tuple[Expression, ...], part: _Part) -> _Pieces:
    left, right = operands
    operator = operators.binary(name)
    assert operator is not None
    yield from _operand(left, needs_brackets(operator, left, left=True), part.indent, exposed=operator.level)
    yield name if name in _WITHOUT_BLANKS else f" {name} "
    brackets = needs_brackets(operator, right, left=False, exposed=part.exposed)
    yield from _operand(right, brackets, part.indent, exposed=part.exposed)


def _prefixed(name: str, operand: Expression, part: _Part) -> _Pieces:
    yield name
    brackets = needs_brackets(operators.PREFIX[name], operand, left=False, exposed=part.exposed)
    yield from _operand(operand, brackets, part.indent, exposed=part.exposed)


def _selection(name: str, operands: tuple[Expression, ...], indent: int) -> _Pieces:
    left, right = operands
    yield from _operand(left, needs_brackets(operators.SELECT, left, left=True), indent, exposed=operators.SELECTION)
    yield name
    if name in "$@" and isinstance(right, Text) and is_syntactic(right.value):
        yield right.value
    else:
        yield from _operand(right, not isinstance(right, Name | Text), indent)


def _subset(name: str, left: Expression, arguments: tuple[Argument, ...], indent: int) -> _Pieces:
    yield from _operand(left, needs_brackets(operators.SUBSET, left, left=True), indent, exposed=operators.BRACKET)
    yield name
    yield from _listed(arguments, indent)
    yield "]" * len(name)


def _prefix_call(call: Call, indent: int) -> _Pieces:
    if isinstance(call.function, Name):
        yield deparse_name(call.function.name)
    else:
        yield from _operand(call.function, callee_needs_brackets(call.function), indent)
    yield "("
    yield from _listed(call.arguments, indent)
    yield ")"


def _function(function: Function, indent: int) -> _Pieces:
    yield "function("
    for index, parameter in enumerate(function.parameters):
        yield (", " if index else "") + deparse_name(parameter.name or "")
        if parameter.value is not None:
            yield " = "
            yield _Part(parameter.value, indent)
    yield ") "
    yield _Part(function.body, indent)


def _listed(arguments: tuple[Argument, ...], indent: int) -> _Pieces:
    for index, argument in enumerate(arguments):
        yield ", " if index else ""
        if argument.name is not None:
            yield deparse_name(argument.name) + " = "
        if argument.value is not None:
            assigns = isinstance(argument.value, Call) and argument.value.operator == "="
            yield from _operand(argument.value, assigns, indent)


def _operand(node: Expression, brackets: bool, indent: int, *, exposed: int = operators.OPEN) -> _Pieces:
    yield "(" if brackets else ""
    yield _Part(node, indent, operators.OPEN if brackets else exposed)
    yield ")" if brackets else ""


_CONSTRUCTS: dict[tuple[str, int], tuple[str | int, ...]] = {
    ("(", 1): ("(", 0, ")"),
    ("if", 2): ("if (", 0, ") ", 1),
    ("if", 3): ("if (", 0, ") ", 1, " else ", 2),
    ("for", 3): ("for (", 0, " in ", 1, ") ", 2),
    ("while", 2): ("while (", 0, ") ", 1),
    ("repeat", 1): ("repeat ", 0),
    ("next", 0): ("next",),
    ("break", 0): ("break",),
}
"""How constructs are written: their words, and the operands by number."""


def _construct(parts: tuple[str | int, ...], operands: tuple[Expression, ...], indent: int) -> _Pieces:
    for part in parts:
        yield part if isinstance(part, str) else _Part(operands[part], indent)


def _block(operands: tuple[Expression, ...], indent: int) -> _Pieces:
    yield "{"
    for operand in operands:
        yield "\n" + "    " * (indent + 1)
        yield _Part(operand, indent + 1)
    yield "\n" + "    " * indent + "}"
