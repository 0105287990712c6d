"""What a variable is that a transcript shows, beside what statements tell of it."""

from __future__ import annotations

from dataclasses import replace

from lme4math.r import Argument, Call, Name, Text
from lme4math.script.factor_calls import FactorValue
from lme4math.script.frames import Declaration, Held
from lme4math.script.targets import change_variable
from lme4math.source import Span

SHOWN = "is shown to be"
"""The function of the expressions that tell what is printed: of the variable, its kind, and its levels if these are."""

FACTOR, ORDERED, TEXT, NUMERIC, LOGICAL = "factor", "ordered", "text", "numeric", "logical"
"""What a variable is shown to be."""


def note_shown(node: Call, names: dict[str, Held]) -> None:
    """What a print shows a variable to be.

    Args:
        node: the variable, its kind and levels.
        names: what the names hold, which changes.
    """
    variable, *told = node.operands
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
    factor = FactorValue(levels or None, kind == ORDERED, plain=not levels)
    if one.factor is None:
        return replace(one, value=None, span=span, scope=scope, factor=factor)
    if not levels or one.levels == levels:
        return one
    return replace(one, factor=factor, span=span, scope=scope, value=None, left=None, without=(), unused=True)


_CONVERSIONS = {TEXT: "as.character", NUMERIC: "as.numeric", LOGICAL: "as.logical"}
