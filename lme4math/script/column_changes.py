"""What statements do to the columns of a data frame: give them values, apply a function, choose rows by conditions.

Many are changed at once by `across(…)`, `mutate_at` and `d[vars] <- lapply(d[vars], factor)`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from lme4math.r import (
    Argument,
    Call,
    Expression,
    Name,
    Text,
    call_of,
    called_name,
    is_null,
    operands_of,
    strings_in,
    unwrap,
    walk,
    written_out,
)
from lme4math.script.factor_calls import OWN_LEVELS
from lme4math.script.frames import ColumnRule, Declaration, ScriptFrame, known_factor
from lme4math.script.holding import Names, strings_of
from lme4math.script.making import applied, closed, made, names_selected, vector_of_texts
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


def assigned(
    frame: ScriptFrame,
    columns: Sequence[str],
    value: Expression,
    span: Span,
    names: Names,
    make: Callable[[str, Expression], Declaration],
) -> ScriptFrame:
    """A data frame after an assignment to some of its columns, or, where none are named, to all.

    Args:
        frame: the data frame.
        columns: the names of the columns.
        value: what they are given: a value, NULL, a list with a value for each, or what `lapply` makes of the columns.
        span: of the statement.
        names: what the names of the script hold.
        make: the column of a name that is given a value.
    """
    value = written_out(unwrap(value))
    if isinstance(value, Call) and called_name(value) in ("lapply", "sapply", "map", "Map"):
        function = value.operands[1] if len(value.operands) > 1 else None
        selection = vector_of_texts(columns, span) if columns else call_of("everything", span)
        return applied_to(frame, selection, function, value.arguments[2:], span, names)
    if len(columns) == 1:
        return frame.with_columns({columns[0]: None if is_null(value) else make(columns[0], value)})
    values = operands_of(value) if called_name(value) in ("list", ".") else ()
    given = dict(zip(columns, values, strict=True)) if len(values) == len(columns) else {}
    return frame.with_columns(
        {
            name: make(name, given[name]) if name in given else Declaration(name, None, frame.name, span)
            for name in columns
        }
    )


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
    words = strings_of(operands[0], names) if operands else None
    if words is None:
        return None
    if name == "starts_with":
        return lambda column: column.lower().startswith(tuple(word.lower() for word in words))
    if name == "ends_with":
        return lambda column: column.lower().endswith(tuple(word.lower() for word in words))
    if name == "contains":
        return lambda column: any(word.lower() in column.lower() for word in words)
    return None


_JOINS = frozenset({"&", "&&"})


def keeping(frame: ScriptFrame, conditions: Sequence[Expression], names: Names) -> ScriptFrame:
    """A data frame whose factors have the levels that are left by conditions such as `x != "a"`, `x %in% c("a", "b")`.

    Levels are left as they are by conditions on other variables; one on the factor that is not of these kinds leaves
    levels that the text does not tell.
    """
    for condition in conditions:
        kept, _ = closed(condition, frame, names)
        for part in _joined(kept):
            for name in {node.name for node in walk(part) if isinstance(node, Name)}:
                one = frame.column(name) or _compared_as_text(frame, name, part)
                if one is not None:
                    frame = frame.with_columns({name: _left(one, part)})
    return frame


def _compared_as_text(frame: ScriptFrame, name: str, condition: Expression) -> Declaration | None:
    """What is compared with text is a factor, or text, itself."""
    parts = list(walk(condition))
    if frame.closed or name in frame.columns or not any(isinstance(part, Text) for part in parts):
        return None
    if not any(_compared_with(part, name) is not None for part in parts):
        return None
    return Declaration(name, None, frame.name, condition.span, read_factor=known_factor(OWN_LEVELS), kept=True)


def _joined(condition: Expression) -> Iterator[Expression]:
    waiting = [condition]
    while waiting:
        node = unwrap(waiting.pop())
        if isinstance(node, Call) and node.operator in _JOINS:
            waiting += node.operands
        else:
            yield node


def _left(one: Declaration, condition: Expression) -> Declaration:
    if called_name(condition) in ("is.na", "complete.cases") or _is_negation(condition, "is.na"):
        return one
    words = _compared_with(condition, one.name)
    if words is None:
        return replace(one, left=())
    keeps, texts = words
    if keeps:
        return replace(one, left=tuple(text for text in texts if one.left is None or text in one.left))
    return replace(one, without=(*one.without, *texts))


def _is_negation(condition: Expression, name: str) -> bool:
    return called_name(condition) == "!" and any(called_name(part) == name for part in operands_of(condition))


def _compared_with(condition: Expression, name: str) -> tuple[bool, tuple[str, ...]] | None:
    """Whether the levels that a condition names are kept, or go; None for a condition of another kind."""
    keeps = True
    condition = unwrap(condition)
    if called_name(condition) == "!" and len(operands_of(condition)) == 1:
        keeps, condition = False, unwrap(operands_of(condition)[0])
    operands = operands_of(condition)
    if len(operands) != 2 or called_name(condition) not in ("==", "!=", "%in%"):
        return None
    own, other = operands if isinstance(operands[0], Name) and operands[0].name == name else operands[::-1]
    texts = strings_in(other)
    if texts is None or not isinstance(own, Name) or own.name != name:
        return None
    return keeps != (called_name(condition) == "!="), texts
