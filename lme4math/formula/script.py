"""Finding things in a pasted R script: calls, in order, and what names were assigned before."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping

from lme4math.formula.declarations import ASSIGNMENTS
from lme4math.formula.nodes import Call, Expression, Name, Text
from lme4math.formula.pipelines import written_out
from lme4math.formula.walk import called_name, compound_children, walk_calls
from lme4math.records import record

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
        """The calls in the top-level expressions up to the one that holds `call`."""
        last = max((node.span.end for node in self.expressions if node.span.start <= call.span.start), default=0)
        return [node for node in self.calls if node.span.start < last]

    def find(self) -> Iterator[Found]:
        """Every call with pipes undone, outermost first, in the order of the text.

        Each is given once, however often a dot stands for it.
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
