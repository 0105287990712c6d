"""What a variable is that a transcript shows, beside what statements tell of it."""

from __future__ import annotations

from dataclasses import replace

from lme4math.r import Argument, Call, Expression, Name, Text, parse_expression
from lme4math.records import record
from lme4math.script.factor_calls import FactorValue
from lme4math.script.frames import ContrastSetting, Declaration, Held, ScriptFit, known_factor
from lme4math.script.targets import change_variable, root_of
from lme4math.source import Span

SHOWN = "is shown to be"
"""The function of the expressions that tell what is printed: of the variable, its kind, and its levels if these are."""

FACTOR, ORDERED, TEXT, NUMERIC, LOGICAL = "factor", "ordered", "text", "numeric", "logical"
"""What a variable is shown to be."""

CODED = "coded"
"""What is told of a factor whose contrast matrix is printed: this, as R code."""


@record
class Fact:
    """What is shown of a column, or, if `column` is None, of the variable that a command names.

    Attributes:
        column: the column.
        kind: what it is.
        levels: its levels, empty where they are not shown.
        place: where in the text it is shown.
        contrasts: its contrast matrix as R code; "" where it is not shown, or is that of treatment contrasts.
    """

    column: str | None
    kind: str
    levels: tuple[str, ...]
    place: int
    contrasts: str = ""


@record
class Output:
    """The lines that a command printed, each with its place in the text."""

    command: Expression
    lines: tuple[tuple[int, str], ...]


def note_shown(node: Call, names: dict[str, Held]) -> None:
    """What a print shows a variable to be.

    Args:
        node: the variable, its kind and levels.
        names: what the names hold, which changes.
    """
    variable, *told = node.operands
    if isinstance(names.get(root_of(variable)), ScriptFit):
        return
    kind, *levels = (one.value for one in told if isinstance(one, Text))
    change_variable(variable, node.span, names, lambda one: _with_shown(one, kind, tuple(levels), node.span))


def _with_shown(one: Declaration, kind: str, levels: tuple[str, ...], span: Span) -> Declaration:
    """A variable that is printed as what it is; what statements tell of it, and contrasts that are set, stay."""
    scope = {one.name: one} if one.value is not None or one.factor is not None else {}
    if kind in _CONVERSIONS:
        if one.factor is not None:
            return one
        inner = Argument(Name(one.name, span), None, span)
        value = Call(Name(_CONVERSIONS[kind], span), (inner,), span)
        return replace(one, value=value, span=span, scope=scope, written=None)
    if kind == CODED:
        return one if one.coding is not None else replace(one, coding=_coding(levels[0], one, span))
    factor = FactorValue(levels or None, kind == ORDERED, plain=not levels)
    if one.factor is None:
        return replace(one, value=None, span=span, scope=scope, read_factor=known_factor(factor))
    if not levels or one.levels == levels:
        return one
    one = replace(one, value=None, left=None, without=(), unused=True)
    return replace(one, read_factor=known_factor(factor), span=span, scope=scope)


def _coding(code: str, one: Declaration, span: Span) -> ContrastSetting:
    """The contrasts that a factor is shown to have; no place in the text has their code."""
    matrix = parse_expression(code, [span.start] * (len(code) + 1))
    return ContrastSetting(matrix, span, one.levels, as_is=True)


_CONVERSIONS = {TEXT: "as.character", NUMERIC: "as.numeric", LOGICAL: "as.logical"}
