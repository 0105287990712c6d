"""What the calls of a script make of data frames, as it is followed."""

from __future__ import annotations

from lme4math.r import Call, Expression, Name, called_name, is_syntactic, written_out
from lme4math.script.frames import Declaration, Held, ScriptFrame, untold
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

    def _inner(self, node: Call) -> None:
        raise NotImplementedError

    def _made_frame(self, node: Call, name: str | None) -> ScriptFrame | None:
        """The data frame that a call makes, of another or of vectors; data.table's `:=` changes it in its place."""
        first = node.arguments[0].value if node.arguments else None
        known = name in VERBS or name == "["
        if not known and (name is None or not is_syntactic(name)):
            return None
        frame = self._first_frame(first, known)
        if name in ("data.frame", "tibble", "data.table", "cbind") and frame is not None and frame.name is not None:
            frame = frame if isinstance(self._now.names.get(frame.name), ScriptFrame) else None
        if frame is None:
            return new_frame(node, self._now.names)
        others: list[ScriptFrame | None] = []
        if name == "[":
            self._now.names[".SD"] = frame_after(Step(frame, node, (), self._now.names))
        if not known or name == "[":
            self._inner(node)
        elif name in OF_SEVERAL:
            others = [self._as_frame(item.value) for item in node.arguments[1:] if item.value is not None]
        after = frame_after(Step(frame, node, tuple(one for one in others if one is not None), self._now.names))
        if isinstance(first, Name) and (name in CHANGING_IN_PLACE or assigns_in_place(node)):
            self._now.names[first.name] = after.called(first.name)
        return after

    def _first_frame(self, first: Expression | None, known: bool) -> ScriptFrame | None:
        """The data frame that a call is given, which only a function that is known to take one is followed into."""
        if isinstance(first, Name) or known:
            return self._as_frame(first, make=known and isinstance(first, Name | Call))
        opened = None if first is None else written_out(first)
        is_frame = isinstance(opened, Call) and (called_name(opened) in VERBS or opened.operator == "[")
        return self._as_frame(first) if is_frame else None

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
