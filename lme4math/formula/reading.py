"""Reads the right side of a formula into terms, as `ExtractVars` and `EncodeVars` in R's `model.c` do.

`1`, `0` and `-1` set one flag for the intercept, wherever they stand. Chains of operators may be of any length, so
trees are walked with loops.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from lme4math.english import quoted
from lme4math.errors import FormulaError
from lme4math.formula.algebra import COMBINATIONS, TermTable, merge, raise_to, remove
from lme4math.r import (
    Call,
    Constant,
    Expression,
    Function,
    Name,
    Number,
    called_name,
    children,
    deparse_label,
    deparse_name,
    operands_of,
)
from lme4math.records import walk
from lme4math.source import Span

MAX_VARIABLES = 5_000
"""The largest number of distinct variables."""

SUMS = frozenset({"+", "-"})
PRODUCTS = frozenset({*COMBINATIONS, "^"})
PARENTHESIS = "("
FORMULA_OPERATORS = SUMS | PRODUCTS | {PARENTHESIS}


@dataclass(slots=True)
class Occurrence:
    """A variable and all the places where it stands, collected while a formula is read.

    Two expressions are one variable where R's deparse for labels is the same: `2` and `2L` are, `x` and `(x)` are not.
    """

    label: str
    expression: Expression
    spans: list[Span] = field(default_factory=list)


@dataclass(slots=True)
class VariableTable:
    """The distinct variables of a formula, numbered in the order in which they first appear."""

    occurrences: list[Occurrence] = field(default_factory=list)
    numbers: dict[str, int] = field(default_factory=dict)
    of_node: dict[int, int] = field(default_factory=dict)

    def enter(self, expression: Expression, span: Span | None = None) -> int:
        """The number of a variable; it is entered if it is new, and the place where it stands is noted."""
        label = deparse_name(expression.name) if type(expression) is Name else deparse_label(expression)
        number = self.numbers.get(label)
        if number is None:
            number = self.numbers[label] = len(self.occurrences)
            if number > MAX_VARIABLES:
                raise FormulaError(
                    f"The formula has more than {MAX_VARIABLES} variables.", expression.span, "Use fewer variables."
                )
            self.occurrences.append(Occurrence(label, expression))
        self.of_node[id(expression)] = number
        self.occurrences[number].spans.append(span or expression.span)
        return number


@dataclass(slots=True)
class Reading:
    """What a formula's right side asks for, before its terms are sorted.

    Attributes:
        variables: the distinct variables, the response first where there is one.
        terms: each term with the characters that ask for it, in the order of asking.
        intercept: whether the constant is in.
        idle: where something is subtracted that is not there.
        constant: the flag that asks for the constant; empty where R adds it unasked.
    """

    variables: VariableTable
    terms: TermTable
    intercept: bool
    idle: list[Span]
    constant: tuple[Span, ...] = ()


def operator_arity(node: Expression) -> tuple[str, int]:
    """The formula operator that a call is, and its number of operands; ("", 0) for any other node."""
    operator = node.operator if isinstance(node, Call) else None
    if operator is None or operator not in FORMULA_OPERATORS:
        return "", 0
    assert isinstance(node, Call)
    arity = len(node.operands)
    if arity < len(node.arguments):
        return "", 0
    if operator in SUMS and arity in (1, 2):
        return operator, arity
    if operator in PRODUCTS and arity == 2:
        return operator, 2
    if operator == PARENTHESIS and arity == 1:
        return operator, 1
    return "", 0


def formula_operands(node: Expression) -> tuple[Expression, ...]:
    """The operands that a formula operator combines, without the exponent of a power; nothing for another node."""
    operator, _ = operator_arity(node)
    return operands_of(node)[: 1 if operator == "^" else None] if operator else ()


def read_terms(
    right_side: Expression, variables: VariableTable, columns_of_dot: tuple[Name, ...] | None = None
) -> Reading:
    """The terms that the right side of a formula asks for, as R's `EncodeVars` finds them.

    Args:
        right_side: the expression right of `~`.
        variables: the variables known so far (the response); new ones are entered in the order of appearance.
        columns_of_dot: what `.` stands for, or None where it is a name like any other.

    Raises:
        FormulaError: an operand is neither a variable nor 0 or 1, a power is not a number of 2 or more, or the
            formula asks for more products than `MAX_PRODUCTS`.
    """
    number_variables(right_side, variables, columns_of_dot)
    return _Encoder(variables, columns_of_dot).encode(right_side)


def number_variables(
    right_side: Expression, variables: VariableTable, columns_of_dot: tuple[Name, ...] | None = None
) -> None:
    """Enter the variables of an expression in the order in which they appear, removed ones too (R's `ExtractVars`).

    Raises:
        FormulaError: something stands in the place of a variable that cannot be one.
    """
    for node in walk(right_side, into=formula_operands):
        if type(node) is Name:
            if node.name == "." and columns_of_dot is not None:
                for column in columns_of_dot:
                    variables.enter(column, node.span)
            else:
                variables.enter(node)
        elif type(node) is Call:
            operator, _ = operator_arity(node)
            if operator == "^":
                power_of(node)
            elif not operator:
                refuse_unless_variable(node)
                variables.enter(node)
        elif not is_intercept_flag(node):
            raise not_a_variable(node)


def is_intercept_flag(node: Expression) -> bool:
    """Whether a literal is one that formulas give a meaning: 0, 1, FALSE, TRUE, or NULL, which says nothing."""
    if isinstance(node, Number):
        return node.value in (0, 1)
    return isinstance(node, Constant) and node.name in ("TRUE", "FALSE", "NULL")


FOREIGN_TERMS: Mapping[str, str] = {
    **dict.fromkeys(("s", "te", "ti", "t2"), "mgcv and gamm4"),
    **dict.fromkeys(("mo", "gr", "mm"), "brms"),
}
"""Functions that stand for terms in the formulas of other packages, and the packages."""


def refuse_unless_variable(node: Call) -> None:
    """Raise FormulaError for a call that can be no column of the data."""
    name = called_name(node) or ""
    package = FOREIGN_TERMS.get(name)
    if package is not None:
        raise FormulaError(
            f"lme4 has no {name}(): it belongs to the formulas of {package}.",
            node.function.span,
            "Write a variable of the data, or a function that computes one.",
        )
    if node.operator == "~":
        raise FormulaError(
            "A formula has one `~`, and this is a second.", node.function.span, "Write one `~`: response ~ terms."
        )


_DOTS = re.compile(r"\.\.(\.|\d+)")


def refuse_dots(expression: Expression) -> None:
    """Raise FormulaError for `...` or `..1` in what R evaluates outside of any function that has arguments for them."""
    for node in walk(expression, into=lambda node: () if isinstance(node, Function) else children(node)):
        if isinstance(node, Name) and _DOTS.fullmatch(node.name):
            raise FormulaError(
                f"{quoted(node.name)} stands for arguments of a function, and R finds none that a formula could take.",
                node.span,
                "Write what it should stand for.",
            )


def not_a_variable(node: Expression) -> FormulaError:
    """The error for a literal that stands where a variable should."""
    if isinstance(node, Function):
        return FormulaError("A function cannot be a term of a formula.", node.span, "Name a variable, or call one.")
    if isinstance(node, Number):
        return FormulaError(
            f"The number {node.text} cannot be a term of a formula: only 0 and 1 have a meaning there.",
            node.span,
            "Arithmetic goes inside I(), such as I(2 * x); for an intercept write 1, for none 0.",
        )
    return FormulaError(
        "A term of a formula must be a variable, and this is a constant.",
        node.span,
        "Write the name of the variable without quotes.",
    )


def power_of(node: Call) -> int:
    """The exponent of `terms ^ n`, truncated as R truncates it.

    Raises:
        FormulaError: it is not a bare number of 2 or more.
    """
    exponent = node.operands[1]
    hint = "Write (a + b)^2 for all interactions up to the second order, and I(x^2) for the square of a variable."
    if not isinstance(exponent, Number) or isinstance(exponent.value, complex):
        raise FormulaError("The power in a formula must be a bare number.", exponent.span, hint)
    if not 2 <= exponent.value < 2**31:
        raise FormulaError(
            f"The power in a formula must be 2 or more, and this is {exponent.text}.", exponent.span, hint
        )
    return int(exponent.value)


class _Encoder:
    """One walk over an expression: a stack of nodes to do, and a stack of the terms of those done."""

    def __init__(self, variables: VariableTable, columns_of_dot: tuple[Name, ...] | None) -> None:
        self.variables = variables
        self.columns_of_dot = columns_of_dot
        self.intercept = True
        self.constant: tuple[Span, ...] = ()
        self.values: list[TermTable] = []
        self.idle: list[Span] = []

    def encode(self, root: Expression) -> Reading:
        stack: list[tuple[Expression, bool, bool]] = [(root, True, False)]
        while stack:
            node, adding, operands_done = stack.pop()
            operator, arity = operator_arity(node)
            if not isinstance(node, Call) or not operator:
                self.values.append(self.leaf(node, adding))
            elif operands_done:
                self.combine(node, operator, arity)
            elif operator == PARENTHESIS:
                stack.append((node.operands[0], adding, False))
            else:
                stack.append((node, adding, True))
                self.push_operands(stack, node, operator, adding)
        return Reading(self.variables, self.values.pop(), self.intercept, self.idle, self.constant)

    def push_operands(
        self, stack: list[tuple[Expression, bool, bool]], node: Call, operator: str, adding: bool
    ) -> None:
        """Push the operands, the left one on top; what is subtracted turns the meaning of 0 and 1 round."""
        operands = formula_operands(node)
        last = len(operands) - 1
        for position in range(last, -1, -1):
            flipped = operator == "-" and position == last
            stack.append((operands[position], adding != flipped, False))

    def flag(self, intercept: bool, span: Span) -> None:
        """Note a 0 or a 1; the last one counts."""
        self.intercept = intercept
        self.constant = (span,) if intercept else ()

    def leaf(self, node: Expression, adding: bool) -> TermTable:
        """The terms of a variable, of `.`, or of the flags 0 and 1."""
        if isinstance(node, Number):
            self.flag((node.value == 1) == adding, node.span)
            return {}
        if isinstance(node, Constant):
            if node.name != "NULL":
                self.flag((node.name == "TRUE") == adding, node.span)
            return {}
        if type(node) is Name and node.name == "." and self.columns_of_dot is not None:
            return {frozenset((self.variables.of_node[id(column)],)): [node.span] for column in self.columns_of_dot}
        return {frozenset((self.variables.of_node[id(node)],)): [node.span]}

    def combine(self, node: Call, operator: str, arity: int) -> None:
        """Replace the terms of the operands by those of the operator."""
        right = self.values.pop() if arity == 2 and operator != "^" else {}
        left = self.values.pop()
        if operator == "+":
            result = merge(left, right)
        elif operator == "-":
            if right and left.keys().isdisjoint(right):
                self.idle.append(node.operands[-1].span)
            result = remove(left, right) if arity == 2 else {}
        elif operator == "^":
            result = raise_to(left, power_of(node), node.span)
        else:
            result = COMBINATIONS[operator](left, right, node.span)
        self.values.append(result)
