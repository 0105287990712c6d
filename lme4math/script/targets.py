"""What a statement of a script assigns to, and what a call hands to a function of the script."""

from __future__ import annotations

from lme4math.errors import FormulaError
from lme4math.r import (
    DOTS,
    Argument,
    Call,
    Constant,
    Expression,
    Function,
    Mismatch,
    Name,
    called_name,
    match_arguments,
    matched_parameters,
)
from lme4math.script.frames import Declaration, ScriptFrame
from lme4math.script.making import Names, made, picked_name, spelled_out
from lme4math.source import Span


def columns_of(target: Expression, names: Names) -> tuple[str, tuple[str, ...], Expression | None] | None:
    """The data frame, the columns and the rows that are assigned to."""
    picked = picked_name(target, names)
    if picked is not None:
        return picked[0], (picked[1],), None
    if not isinstance(target, Call) or target.operator != "[" or not target.operands:
        return None
    inner = picked_name(target.operands[0], names)
    if inner is not None and len(target.operands) > 1:
        return inner[0], (inner[1],), target.operands[1]
    whose, places = target.operands[0], [item.value for item in target.arguments[1:]]
    if not isinstance(whose, Name) or not places or places[-1] is None:
        return (whose.name, (), None) if isinstance(whose, Name) and len(target.arguments) == 2 else None
    columns = spelled_out(places[-1], names)
    rows = places[0] if len(places) == 2 else None
    return None if columns is None else (whose.name, columns, rows)


def column_after(
    frame: ScriptFrame, name: str, rows: Expression | None, value: Expression, span: Span, names: Names
) -> Declaration | None:
    """A column after an assignment to it, or to some of its rows."""
    before = frame.column(name)
    if rows is None:
        return made(name, value, span, None, {**names, frame.name or "": frame}, frame.name)
    if before is not None and before.factor is not None:
        return before  # only levels can be put into a factor
    old = Name(name, span)
    before_that = before.value if before is not None and isinstance(before.value, Constant) else old
    arguments = tuple(Argument(part, None, span) for part in (before_that, rows, value))
    return made(name, Call(Name("replace", span), arguments, span), span, frame, names)


def bound_arguments(function: Function, node: Call) -> dict[str, Expression]:
    """The arguments of a call of a function of the script, by parameter; defaults where they are not given."""
    parameters = [one.name or "" for one in function.parameters]
    given = {one.name: one.value for one in function.parameters if one.name and one.value is not None}
    try:
        matched = matched_parameters("", [item.name for item in node.arguments], parameters)
    except Mismatch:
        return given
    for parameter, item in zip(matched, node.arguments, strict=True):
        if item.value is not None and parameter != DOTS:
            given[parameter] = item.value
    return given


def is_literal(node: Expression | None) -> bool:
    return not isinstance(node, Name | Call)


def assigns_in_place(node: Call) -> bool:
    """Whether it is data.table's `d[, x := …]`."""
    return node.operator == "[" and any(called_name(item) in (":=", "let") for item in node.operands[1:])


def data_of(node: Call) -> Expression | None:
    """The data frame that a call of a model, or of `update`, is given."""
    if called_name(node) == "update":
        return next((item.value for item in node.arguments if item.name == "data"), None)
    try:
        given = match_arguments(node, called_name(node) or "").get("data")
    except FormulaError:
        return None
    return None if given is None else given.value
