"""What the calls of a script make of data frames, as it is followed."""

from __future__ import annotations

from collections.abc import Sequence

from lme4math.r import Call, Expression, Name, called_name, is_syntactic, written_out
from lme4math.script.frames import Closure, Declaration, Held, ScriptFrame, untold
from lme4math.script.new_frames import new_frame
from lme4math.script.surroundings import Surroundings
from lme4math.script.targets import assigns_in_place
from lme4math.script.verbs import CHANGING_IN_PLACE, OF_SEVERAL, VERBS, Step, frame_after


class FrameReader:
    """Makes data frames of calls; what follows whole scripts is built on it."""

    _now: Surroundings

    def run(self, node: Expression) -> Held | None:
        """Follow an expression; the value that it has."""
        raise NotImplementedError

    def _follow_within(self, parts: Sequence[Expression]) -> None:
        raise NotImplementedError

    def _made_frame(self, node: Call, name: str | None) -> ScriptFrame | None:
        """The data frame that a call makes, of another or of vectors; data.table's `:=` changes it in its place.

        A pipe is a chain of calls, each the first argument of the next, and is followed from its beginning.
        """
        if name not in VERBS and (name is None or not is_syntactic(name)):
            return None
        chain = [node]
        while (before := self._verb_before(chain[-1])) is not None:
            chain.append(before)
        frame = self._first_frame(chain[-1])
        for call in reversed(chain):
            frame = self._after(call, frame)
        return frame

    def _verb_before(self, node: Call) -> Call | None:
        """The call of a function of data frames that the first argument is."""
        first = node.arguments[0].value if node.arguments else None
        opened = written_out(first) if isinstance(first, Call) else None
        if not isinstance(opened, Call) or (name := called_name(opened)) not in VERBS:
            return None
        own = isinstance(opened.function, Name) and isinstance(self._now.names.get(name or ""), Closure)
        return None if own else opened

    def _after(self, node: Call, frame: ScriptFrame | None) -> ScriptFrame | None:
        """The data frame that one call makes of another."""
        name = called_name(node)
        first = node.arguments[0].value if node.arguments else None
        if name in _OF_VECTORS and frame is not None and frame.name is not None:
            frame = frame if isinstance(self._now.names.get(frame.name), ScriptFrame) else None
        if frame is None:
            return new_frame(node, self._now.names)
        others: list[ScriptFrame | None] = []
        if name == "[":
            self._now.names[".SD"] = frame_after(Step(frame, node, (), self._now.names))
        if name == "[" or name not in VERBS:
            self._follow_within([item.value for item in node.arguments[:0:-1] if item.value is not None])
        elif name in OF_SEVERAL:
            others = [self._as_frame(item.value) for item in node.arguments[1:] if item.value is not None]
        after = frame_after(Step(frame, node, tuple(one for one in others if one is not None), self._now.names))
        if isinstance(first, Name) and (name in CHANGING_IN_PLACE or assigns_in_place(node)):
            self._now.names[first.name] = after.called(first.name)
        return after

    def _first_frame(self, node: Call) -> ScriptFrame | None:
        """The data frame that a call is given, which only a function that is known to take one is followed into."""
        first = node.arguments[0].value if node.arguments else None
        known = called_name(node) in VERBS
        return self._as_frame(first, make=known) if isinstance(first, Name) or known else None

    def _as_frame(self, node: Expression | None, make: bool = False) -> ScriptFrame | None:
        """The data frame that an expression is; with `make`, a name that holds nothing yet is one."""
        if isinstance(node, Name):
            held = self._now.names.get(node.name)
            if isinstance(held, ScriptFrame):
                return held
            return untold(node.name) if make and held is None else None
        found = self.run(node) if isinstance(node, Call) else None
        return found if isinstance(found, ScriptFrame) else None

    def _frame(self, node: Expression) -> ScriptFrame:
        """The data frame that stands where one must."""
        found = self._as_frame(node, make=True)
        if found is not None:
            return found
        held = self._now.names.get(node.name) if isinstance(node, Name) else None
        frame = untold(node.name) if isinstance(node, Name) else ScriptFrame()
        value = held.value if isinstance(held, Declaration) else None
        computed = isinstance(value, Call) and is_syntactic(value.operator or "")
        return frame.changed("unknown", value) if computed and value is not None else frame


_OF_VECTORS = frozenset({"data.frame", "tibble", "data.table", "cbind"})
"""Functions that make a data frame of vectors as well as of another one."""
