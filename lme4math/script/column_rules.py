"""What is done to many columns at once: `across(…)`, `mutate_at`, `d[vars] <- lapply(d[vars], factor)`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from lme4math.r import Argument, Call, Expression, Name, called_name, unwrap
from lme4math.script.frames import ColumnRule, Declaration, ScriptFrame
from lme4math.script.making import Names, applied, made, names_selected, spelled_out
from lme4math.source import Span


def applied_to(
    frame: ScriptFrame,
    selection: Expression | None,
    function: Expression | None,
    further: tuple[Argument, ...],
    span: Span,
    names: Names,
) -> ScriptFrame:
    """A data frame some of whose columns have a function applied to them."""
    if selection is None or function is None:
        return frame
    depth = 1 + max((rule.depth for rule in frame.rules), default=0)
    earlier = frame if depth <= MOST_RULES else replace(frame, rules=())

    def make(name: str, before: ScriptFrame = earlier) -> Declaration:
        value = applied(function, Name(name, span), further)
        if value is None:
            return Declaration(name, None, before.name, span)
        return made(name, value, span, before, names)

    named = names_selected(selection, names)
    if named is not None:
        return frame.with_columns({name: make(name) for name in named})
    fits = _fitting(selection, names)
    if fits is None:
        return frame
    known = {name: make(name) for name in frame.columns if fits(name)}
    rule = ColumnRule(fits, make, min(depth, MOST_RULES))
    return replace(frame.with_columns(known), rules=(*frame.rules[1 - MOST_RULES :], rule))


MOST_RULES = 10
"""How many statements about all columns are kept; each looks at those before it."""


def _fitting(selection: Expression, names: Names) -> Callable[[str], bool] | None:
    """Which names `everything()`, `starts_with("x")`, `-y` and their kin select; None where the data decides."""
    selection = unwrap(selection)
    name = called_name(selection)
    if name == "everything":
        return lambda _: True
    operands = selection.operands if isinstance(selection, Call) else ()
    if name in ("-", "!") and len(operands) == 1:
        left_out = names_selected(operands[0], names)
        return None if left_out is None else lambda column: column not in left_out
    words = spelled_out(operands[0], names) if operands else None
    if words is None:
        return None
    if name == "starts_with":
        return lambda column: column.lower().startswith(tuple(word.lower() for word in words))
    if name == "ends_with":
        return lambda column: column.lower().endswith(tuple(word.lower() for word in words))
    if name == "contains":
        return lambda column: any(word.lower() in column.lower() for word in words)
    return None
