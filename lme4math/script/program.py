"""Reads an R script around a model call: its calls, what it assigns to names, and the factors that it declares.

`df$type <- factor(df$type, levels = c("-", "+"))` is a declaration. Nothing is run: levels count where they are spelled
out, and a factor whose levels are not is declared with unknown ones.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping

from lme4math.r import (
    ASSIGNMENTS,
    Argument,
    Call,
    Constant,
    Expression,
    Lookup,
    Name,
    Text,
    called_name,
    compound_children,
    deparse,
    unpipe,
    walk_calls,
    written_out,
)
from lme4math.records import record
from lme4math.script.factor_calls import FACTOR_FUNCTIONS, FactorValue, Levels, factor_value
from lme4math.source import Span

_MAKERS = frozenset(
    {"transform", "mutate", "within", "data.frame", "tibble", "data_frame", "cbind", "list", "summarise", "transmute"}
)


@record
class Declaration:
    """A statement of a script that makes a variable a factor; `frame` is the data frame it names, if any."""

    name: str
    factor: FactorValue
    frame: str | None
    span: Span

    @property
    def levels(self) -> Levels:
        """The levels in their order, or None where the script does not say."""
        return self.factor.levels

    @property
    def ordered(self) -> bool:
        """Whether it is an ordered factor."""
        return self.factor.ordered

    @property
    def reference(self) -> str | None:
        """The baseline, where nothing else is known of the levels."""
        return self.factor.reference


def find_declarations(calls: Iterable[Call], lookup: Lookup) -> tuple[Declaration, ...]:
    """The factors that a script has made after `calls`, each by the last statement about it."""
    found: dict[str, Declaration] = {}
    for name, frame, value, span in _settings(calls):
        before = found.get(name)
        known = before.factor if before else None
        factor = factor_value(value, lookup, known) if isinstance(value, Call) else None
        if factor is None:
            found.pop(name, None)
        else:
            found[name] = Declaration(name, factor, frame, span)
    return tuple(found.values())


_Setting = tuple[str, str | None, Expression, Span]


def _settings(calls: Iterable[Call]) -> Iterator[_Setting]:
    """Every place where a script gives a variable a value: its name, its data frame, the value, the place."""
    for node in calls:
        if node.operator in ASSIGNMENTS and len(node.operands) == 2:
            yield from _assignment(node)
        else:
            yield from _columns(unpipe(node))


def _columns(node: Expression) -> Iterator[_Setting]:
    if isinstance(node, Call) and called_name(node) in _MAKERS:
        frame = deparse(node.operands[0]) if node.operands and isinstance(node.operands[0], Name) else None
        for argument in node.arguments:
            # A list is seldom a data frame: `contrasts = list(x = "contr.sum")` says nothing of what x is.
            unless_factor = called_name(node) == "list" and called_name(argument.value or node) not in FACTOR_FUNCTIONS
            if argument.name and argument.value is not None and not unless_factor:
                yield argument.name, frame, argument.value, argument.span


def _assignment(node: Call) -> Iterator[_Setting]:
    target, value = node.operands
    if called_name(target) == "levels" and isinstance(target, Call) and len(target.operands) == 1:
        # `levels(x) <- c("a", "b")` names the levels in their order, whatever they were.
        target, value = target.operands[0], _as_levels(value)
    named = _target(target)
    if named is not None:
        yield *named, value, node.span


def _as_levels(value: Expression) -> Call:
    nothing = Argument(Constant("NULL", value.span), None, value.span)
    return Call(Name("factor", value.span), (nothing, Argument(value, "labels", value.span)), value.span)


def _target(target: Expression) -> tuple[str, str | None] | None:
    if isinstance(target, Name):
        return target.name, None
    if isinstance(target, Text):
        return target.value, None
    if not isinstance(target, Call) or target.operator not in ("$", "[[", "["):
        return None
    operands = target.operands
    column = operands[-1] if len(operands) == 2 else None
    if isinstance(column, Text) or (isinstance(column, Name) and target.operator == "$"):
        return (column.value if isinstance(column, Text) else column.name), deparse(operands[0])
    return None


_WITH = frozenset({"with", "within"})


@record
class Found:
    """A call in a script, magrittr's pipes undone, and the data frame of a `with(…)` around it."""

    call: Call
    data: Expression | None


@record
class Script:
    """The expressions of a script, all calls in them as they are written, and what it assigns."""

    expressions: tuple[Expression, ...]
    calls: tuple[Call, ...]
    assigned: Mapping[str, tuple[tuple[int, Expression], ...]]

    def lookup(self, name: Name) -> Expression | None:
        """What was last assigned to a name before the place where it stands."""
        settings = self.assigned.get(name.name, ())
        before = bisect_right(settings, name.span.start, key=_end)
        return settings[before - 1][1] if before else None

    def calls_before(self, call: Call) -> list[Call]:
        """The calls in the top-level expressions up to the one with `call`."""
        last = max((node.span.end for node in self.expressions if node.span.start <= call.span.start), default=0)
        return [node for node in self.calls if node.span.start < last]

    def find(self) -> Iterator[Found]:
        """Every call with pipes undone, outermost first, in the order of the text.

        Each is given once, however often a dot refers to it.
        """
        seen: dict[int, Expression] = {}
        work: list[tuple[Expression, Expression | None]] = [(node, None) for node in reversed(self.expressions)]
        while work:
            node, data = work.pop()
            if id(node) in seen:
                continue
            seen[id(node)] = node
            node = written_out(node)
            if isinstance(node, Call):
                yield Found(node, data)
            parts = compound_children(node)
            if isinstance(node, Call) and called_name(node) in _WITH and node.operands:
                frame = node.operands[0]
                work.extend((part, data if part is frame else frame) for part in parts)
            else:
                work.extend((part, data) for part in parts)


def read_script(expressions: tuple[Expression, ...]) -> Script:
    """Note what the expressions of a script assign to plain names."""
    assigned: dict[str, list[tuple[int, Expression]]] = {}
    calls = tuple(walk_calls(*expressions))
    for node in calls:
        if node.operator in ASSIGNMENTS and len(node.operands) == 2:
            target, value = node.operands
            if isinstance(target, Name | Text):
                name = target.name if isinstance(target, Name) else target.value
                assigned.setdefault(name, []).append((node.span.end, value))
    return Script(expressions, calls, {name: tuple(sorted(found, key=_end)) for name, found in assigned.items()})


def _end(setting: tuple[int, Expression]) -> int:
    return setting[0]
