"""An R script around a model call: its calls, and what it assigns to names."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import field, replace

from lme4math.r import (
    ASSIGNMENTS,
    Call,
    Expression,
    Name,
    Text,
    called_name,
    compound_children,
    walk_calls,
    written_out,
)
from lme4math.records import record
from lme4math.script.flow import Flow, follow
from lme4math.script.frames import Declaration, Held, Scene

_WITH = frozenset({"with", "within"})


@record
class Found:
    """A call in a script, magrittr's pipes undone, and the data frame of a `with(…)` around it."""

    call: Call
    data: Expression | None


@record
class Script:
    """The expressions of a script, what it assigns, and what its names hold on the way."""

    expressions: tuple[Expression, ...]
    assigned: Mapping[str, tuple[tuple[int, Expression], ...]]
    flow: Flow
    given: Mapping[str, Expression] = field(default_factory=dict)
    names: Mapping[str, Held] = field(default_factory=dict)

    def lookup(self, name: Name) -> Expression | None:
        """What was last assigned to a name before the place where it stands, or a function is given for it."""
        if name.name in self.given:
            return self.given[name.name]
        held = self.names.get(name.name)  # within the statement that sets it, a name means what it held before
        if isinstance(held, Declaration) and held.written is not None and not name.span.is_within(held.span):
            return held.written
        settings = self.assigned.get(name.name, ())
        before = bisect_right(settings, name.span.start, key=_end)
        return settings[before - 1][1] if before else None

    def within(self, scene: Scene) -> Script:
        """The same, read where a scene is."""
        return replace(self, given=scene.given, names=scene.names)

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
    for node in walk_calls(*expressions):
        if node.operator in ASSIGNMENTS and len(node.operands) == 2:
            target, value = node.operands
            if isinstance(target, Name | Text):
                name = target.name if isinstance(target, Name) else target.value
                assigned.setdefault(name, []).append((node.span.end, value))
    in_order = {name: tuple(sorted(found, key=_end)) for name, found in assigned.items()}
    return Script(expressions, in_order, follow(expressions))


def _end(setting: tuple[int, Expression]) -> int:
    return setting[0]
