"""Finding things in a pasted R script: calls, in order, and what names were assigned before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lme4math.formula.declarations import ASSIGNMENTS
from lme4math.formula.nodes import Call, Expression, Name, Text
from lme4math.formula.pipelines import unpipe
from lme4math.formula.walk import called_name, children, walk

_WITH = frozenset({"with", "within"})


@dataclass(frozen=True, slots=True)
class Found:
    """A call in a script, magrittr's pipes undone, and the data frame of a `with(…)` around it."""

    call: Call
    data: Expression | None


@dataclass(frozen=True, slots=True)
class Script:
    """The expressions of a script and what it assigns."""

    expressions: tuple[Expression, ...]
    assigned: tuple[tuple[str, Expression, int], ...]

    def lookup(self, name: Name) -> Expression | None:
        """What was last assigned to a name before the place where it stands."""
        found: Expression | None = None
        for other, value, end in self.assigned:
            if other == name.name and end <= name.span.start:
                found = value
        return found

    def calls(self) -> Iterator[Found]:
        """Every call, outermost first, in the order of the text."""
        work: list[tuple[Expression, Expression | None]] = [(node, None) for node in reversed(self.expressions)]
        while work:
            node, data = work.pop()
            node = unpipe(node)
            if isinstance(node, Call):
                yield Found(node, data)
            parts = children(node)
            if called_name(node) in _WITH and parts:
                work.extend((part, parts[0]) for part in reversed(parts[1:]))
                work.append((parts[0], data))
            else:
                work.extend((part, data) for part in reversed(parts))


def read_script(expressions: tuple[Expression, ...]) -> Script:
    """Note what the expressions of a script assign to plain names."""
    assigned: list[tuple[str, Expression, int]] = []
    for node in walk(*expressions):
        if isinstance(node, Call) and node.operator in ASSIGNMENTS and len(node.operands) == 2:
            target, value = node.operands
            if isinstance(target, Name | Text):
                name = target.name if isinstance(target, Name) else target.value
                assigned.append((name, value, node.span.end))
    return Script(expressions, tuple(assigned))
