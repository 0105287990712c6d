"""Which levels of a factor are left after rows are chosen by conditions on it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from lme4math.r import Call, Expression, Name, Text, called_name, operands_of, strings_in, unwrap, walk
from lme4math.script.factor_calls import FactorValue
from lme4math.script.frames import Declaration, ScriptFrame, known_factor
from lme4math.script.making import Names, closed

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
    return Declaration(
        name, None, frame.name, condition.span, read_factor=known_factor(FactorValue(None, plain=True)), kept=True
    )


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
