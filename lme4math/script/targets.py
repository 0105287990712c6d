"""What a statement of a script assigns to, and what a call hands to a function of the script."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from lme4math.errors import FormulaError
from lme4math.r import (
    DOTS,
    SIGNATURES,
    Argument,
    Call,
    Constant,
    Expression,
    Function,
    Mismatch,
    Name,
    Text,
    call_of,
    called_name,
    exact_arguments,
    match_arguments,
    matched_parameters,
    named_argument,
    unwrap,
    written_out,
)
from lme4math.script.column_changes import assigned
from lme4math.script.frames import Declaration, Held, ScriptFrame, frame_called
from lme4math.script.holding import Names, around, strings_of, word_of
from lme4math.script.making import is_spelled_out, made, picked_name
from lme4math.script.settings import setting_change
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
    columns = strings_of(places[-1], names)
    rows = places[0] if len(places) == 2 else None
    return None if columns is None else (whose.name, columns, rows)


def column_after(
    frame: ScriptFrame, name: str, rows: Expression | None, value: Expression, span: Span, names: Names
) -> Declaration:
    """A column after an assignment to it, or to some of its rows."""
    before = frame.column(name)
    if rows is None:
        return made(name, value, span, None, {**names, frame.name or "": frame}, frame.name)
    if before is not None and before.factor is not None:
        return before  # only levels can be put into a factor
    old = Name(name, span)
    before_that = before.value if before is not None and isinstance(before.value, Constant) else old
    return made(name, call_of("replace", span, before_that, rows, value), span, frame, names)


def bound_arguments(
    function: Function, node: Call
) -> tuple[dict[str, Expression], dict[str, Expression], tuple[Argument, ...]]:
    """The arguments of a call of a function of the script, by parameter, the defaults of those not given, and `...`."""
    parameters = [one.name or "" for one in function.parameters]
    defaults = {one.name: one.value for one in function.parameters if one.name and one.value is not None}
    try:
        matched = matched_parameters("", [item.name for item in node.arguments], parameters)
    except Mismatch:
        return {}, defaults, ()
    pairs = list(zip(matched, node.arguments, strict=True))
    given = {name: item.value for name, item in pairs if item.value is not None and name != DOTS}
    dots = tuple(item for name, item in pairs if name == DOTS)
    return given, {name: value for name, value in defaults.items() if name not in given}, dots


def handing_on(node: Call, dots: tuple[Argument, ...] | None) -> Call:
    """A call in which a bare `...` is what it stands for, where that is known."""
    if dots is None or not any(is_dots(item) for item in node.arguments):
        return node
    arguments = (one for item in node.arguments for one in (dots if is_dots(item) else (item,)))
    return Call(node.function, tuple(arguments), node.span)


def is_dots(item: Argument) -> bool:
    """Whether an argument is a bare `...`."""
    return item.name is None and isinstance(item.value, Name) and item.value.name == DOTS


def assigns_in_place(node: Call) -> bool:
    """Whether it is data.table's `d[, x := …]`."""
    return node.operator == "[" and any(called_name(item) in (":=", "let") for item in node.operands[1:])


def set_in_place(node: Call, names: dict[str, Held]) -> bool:
    """Follow data.table's `set(d, i, j, value)` or `setattr(x, name, value)`, as an assignment; False for others."""
    assigned = _set_in_place(node)
    if assigned is not None:
        assign_part(*assigned, node, names)
    return assigned is not None


def _set_in_place(node: Call) -> tuple[Call, Expression] | None:
    """What is assigned to, and what it is given."""
    name = called_name(node)
    if name not in _IN_PLACE:
        return None
    try:
        given = exact_arguments(node, _IN_PLACE[name])
    except FormulaError:
        return None
    if not {"x", "value"} <= given.keys():
        return None
    whole, value, word = given["x"], given["value"], given.get("name")
    if name == "set":
        return call_of("[", node.span, whole, given.get("i"), given.get("j")), value
    if isinstance(word, Text) and word.value == "levels":
        return call_of("levels", node.span, whole), value
    if isinstance(word, Text) and word.value == "contrasts":
        return call_of("attr", node.span, whole, word), value
    return None


_IN_PLACE = {"set": ("x", "i", "j", "value"), "setattr": ("x", "name", "value")}


def data_of(node: Call) -> Expression | None:
    """The data frame that a call of a model, or of `update`, is given."""
    if called_name(node) == "update":
        return named_argument(node, "data")
    try:
        given = match_arguments(node, called_name(node) or "").get("data")
    except FormulaError:
        return None
    return None if given is None else given.value


def root_of(target: Expression) -> str:
    """The name that is assigned to, or a part of which: `d` of `levels(d$x)[2]`."""
    while isinstance(target, Call) and target.operands:
        target = target.operands[0]
    return word_of(target) or ""


def assign_part(target: Call, value: Expression, statement: Call, names: dict[str, Held]) -> None:
    """An assignment to a part of something: a column, levels, contrasts; what is not understood is unknown.

    Args:
        target: the part.
        value: what it is given.
        statement: the whole.
        names: what the names hold, which changes.
    """
    span = statement.span
    changed = setting_change(target, value, span, names)
    if changed is not None:
        change_variable(changed[0], span, names, changed[1])
    elif (one := _with_part(target, value, span, names)) is not None:
        names[one.name] = one
    elif (columns := columns_of(target, names)) is not None:
        _put(*columns, value, span, names)
    elif called_name(target) not in _ABOUT and isinstance(held := names.get(root_of(target)), ScriptFrame):
        names[root_of(target)] = held.changed("unknown", statement)


_ABOUT = frozenset({"rownames", "row.names", "attr", "class", "comment", "dimnames", "attributes"})
"""Parts of a data frame that say nothing of its variables."""


def _with_part(target: Call, value: Expression, span: Span, names: Names) -> Declaration | None:
    """`colnames(v) <- …`, `v[2] <- …`: what a name whose value the text has holds afterwards; else None."""
    if called_name(target) not in _PARTS:
        return None
    whole = target.operands[0] if target.operands else None
    held = names.get(whole.name) if isinstance(whole, Name) else None
    if not isinstance(held, Declaration) or held.frame is not None:
        return None
    before = held.value if held.value is not None and is_spelled_out(held.value) else held.written
    if not isinstance(before, Call) or not before.operands:
        return None
    if before is not held.value and before.operator != "~":
        return None
    arguments = (Argument(before, None, span), *target.arguments[1:], Argument(value, "value", span))
    call = Call(Name(f"{called_name(target)}<-", span), arguments, span)
    return replace(made(held.name, call, span, None, names), around=around(call, names), branch=held.branch)


_PARTS = frozenset({"[", "[[", "colnames", "dimnames"})


def _put(
    whose: str, columns: tuple[str, ...], rows: Expression | None, value: Expression, span: Span, names: dict[str, Held]
) -> None:
    value = written_out(unwrap(value))
    if called_name(value) in SIGNATURES or called_name(value) == "update":
        return
    frame = frame_called(whose, names)

    def make(name: str, given: Expression) -> Declaration:
        return column_after(frame, name, rows, given, span, names)

    names[whose] = assigned(frame, columns, value, span, names, make).called(whose)


def change_variable(
    target: Expression, span: Span, names: dict[str, Held], change: Callable[[Declaration], Declaration]
) -> None:
    """Change what is known of a variable, in a data frame or outside.

    Args:
        target: the variable.
        span: of the statement that changes it.
        names: what the names hold, which changes.
        change: what is known of it afterwards.
    """
    picked = picked_name(target, names)
    if picked is not None:
        whose, name = picked
        frame = frame_called(whose, names)
        one = frame.column(name) or Declaration(name, None, whose, span, kept=True)
        names[whose] = frame.with_columns({name: change(one)}).called(whose)
    elif isinstance(target, Name):
        known = names.get(target.name)
        one = known if isinstance(known, Declaration) else Declaration(target.name, None, None, span, kept=True)
        names[target.name] = change(one)
