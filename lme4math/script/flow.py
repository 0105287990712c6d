"""Follows a script from top to bottom: what its names hold where a model is called.

An abstract interpretation (Cousot & Cousot 1977): values are what is known of data frames and variables, and nothing is
run. Branches are taken one after the other, a loop over words that are spelled out once for each, a function of
the script where it is called. What is drawn, printed or local to a function does not reach the model.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from lme4math.r import (
    ASSIGNMENTS,
    SIGNATURES,
    Call,
    Expression,
    Function,
    Name,
    Text,
    called_name,
    compound_children,
    is_syntactic,
    truth_in,
    unwrap,
    written_out,
)
from lme4math.records import record
from lme4math.script.frames import Closure, Declaration, Defaults, Held, Scene, ScriptFrame, untold
from lme4math.script.making import made, spelled_out
from lme4math.script.new_frames import new_frame
from lme4math.script.settings import OPTION_SETTERS, set_defaults
from lme4math.script.shown_kinds import SHOWN, note_shown
from lme4math.script.surroundings import Surroundings
from lme4math.script.targets import assign_part, assigns_in_place, bound_arguments, data_of, root_of, set_in_place
from lme4math.script.verbs import CHANGING_IN_PLACE, OF_SEVERAL, VERBS, Step, frame_after
from lme4math.source import Span

_ASSIGNING = ASSIGNMENTS - {":="}
"""Assignments to names; data.table's is one to columns."""

_DEEPEST = 50
_MOST_CALLS = 200
_MOST_TURNS = 50
_MOST_SCENES = 50
_MOST_STEPS = 20_000
"""Beyond these a script is not followed further: loops and functions may make it much longer than its text."""


@record(eq=False)
class Flow:
    """A script, followed to its end.

    Attributes:
        at_calls: what holds at each model call, by the call's place; several where a function of the script has it.
        last: what holds at the end.
    """

    at_calls: Mapping[Span, Sequence[Scene]]
    last: Scene

    def all_at(self, call: Span) -> Sequence[Scene]:
        """What holds at a model call, each time that it is reached."""
        return self.at_calls.get(call) or (self.last,)


def follow(expressions: Sequence[Expression]) -> Flow:
    """Follow the expressions of a script."""
    reader = _Reader()
    for expression in expressions:
        reader.run(expression)
    last = reader.scene(None)
    reader.run_uncalled()
    return Flow(reader.scenes, last)


class _Reader:
    """Follows statements, one after the other."""

    def __init__(self) -> None:
        self.scenes: dict[Span, list[Scene]] = {}
        self._now = Surroundings({})
        self._contrasts: Defaults = (None, None)
        self._replaced: dict[str, Defaults] = {}
        self._depth = self._steps = self._calls = 0
        self._called: set[int] = set()
        self._functions: list[Function] = []

    # Statements

    def run(self, node: Expression) -> Held | None:
        """Follow a statement or an expression; the value that it has."""
        if self._depth >= _DEEPEST or self._steps >= _MOST_STEPS:
            return None
        self._depth += 1
        self._steps += 1
        try:
            node = unwrap(node)
            if isinstance(node, Call) and node.operator == "%<>%" and isinstance(node.operands[0], Name):
                return self._name(node.operands[0].name, written_out(node), node.span)
            return self._run(written_out(node))
        finally:
            self._depth -= 1

    def _run(self, node: Expression) -> Held | None:
        if isinstance(node, Name):
            return self._now.names.get(node.name)
        if not isinstance(node, Call):
            self._functions += [node] if isinstance(node, Function) else []
            return Closure(node) if isinstance(node, Function) else None
        name = called_name(node)
        if node.operator in _ASSIGNING and len(node.operands) == 2:
            return self._assign(node)
        follow_it = _CONTROL.get(name or "")
        return self._call(node, name) if follow_it is None else follow_it(self, node)

    def _inside(self, environment: Surroundings, body: Expression) -> Held | None:
        before, self._now = self._now, environment
        try:
            return self.run(body)
        finally:
            self._now = before

    def _block(self, node: Call) -> Held | None:
        value = None
        for statement in node.operands:
            value = self.run(statement)
        return value

    def _loop(self, node: Call) -> None:
        """`for (v in c("a", "b")) d[[v]] <- factor(d[[v]])`."""
        if len(node.operands) != 3:
            return
        variable, over, body = node.operands
        words = spelled_out(over, self._now.names) or ()
        if not isinstance(variable, Name) or not 0 < len(words) <= _MOST_TURNS:
            self.run(body)
            return
        given, path = self._now.given, self._now.path
        for turn, word in enumerate(words):
            text = Text(word, variable.span)
            self._now.names[variable.name] = Declaration(variable.name, text, None, variable.span, written=text)
            self._now.given = {**given, variable.name: text}
            self._now.path = (*path, Span(node.span.start, node.span.start + turn))
            self.run(body)
        self._now.given, self._now.path = given, path

    def _if(self, node: Call) -> Held | None:
        """Both branches, where the text does not tell which; the data frames that they change are then not known."""
        condition, *branches = node.operands or (node,)
        truth = truth_in(condition)
        if truth is not None:
            branches = branches[:1] if truth else branches[1:]
        values = []
        for branch in branches:
            before = dict(self._now.names)
            values.append(self.run(branch))
            if truth is None:
                self._mark_changed(before, node)
        value = next((one for one in values if isinstance(one, ScriptFrame)), None)
        return value.changed("unknown", node) if value is not None and truth is None else value

    def _mark_changed(self, before: Mapping[str, Held], node: Call) -> None:
        for name, held in self._now.names.items():
            known = before.get(name)
            if isinstance(held, ScriptFrame) and isinstance(known, ScriptFrame) and held is not known:
                self._now.names[name] = held.changed("unknown", node)

    def _apart(self, node: Call) -> Held | None:
        """What is assigned within `local({ … })` stays there."""
        return self._inside(self._now.inner(), node.operands[0]) if node.operands else None

    def _with(self, node: Call) -> Held | None:
        if len(node.operands) < 2:
            return None
        frame = self._frame(node.operands[0])
        return self._inside(self._now.inner(attached=(*self._now.attached, frame)), node.operands[1])

    def _handed_on(self, node: Call) -> Held | None:
        """`return(d)`, `suppressWarnings(d)`."""
        for operand in node.operands[1:]:
            self.run(operand)
        return self.run(node.operands[0]) if node.operands else None

    # Calls

    def _set_in_place(self, node: Call) -> Held | None:
        return None if set_in_place(node, self._now.names) else self._call(node, called_name(node))

    def _call(self, node: Call, name: str | None) -> Held | None:
        held = self._now.names.get(name or "")
        if isinstance(held, Closure) and isinstance(node.function, Name):
            return self._apply(held, node)
        operands = node.operands
        if name == "rm":
            for operand in operands:
                self._now.names.pop(operand.name if isinstance(operand, Name) else "", None)
        if name == "detach":
            self._now.attached = self._now.attached[:-1]
        if name == "attach" and operands:
            self._now.attached = (*self._now.attached, self._frame(operands[0]))
            return None
        if name == "assign" and len(operands) > 1 and isinstance(operands[0], Text):
            return self._name(operands[0].value, operands[1], node.span)
        if name == "options" and len(operands) == 1 and isinstance(operands[0], Name) and not node.arguments[0].name:
            self._contrasts = self._replaced.get(operands[0].name, self._contrasts)
            return None
        defaults = set_defaults(node, self._now.names)
        if defaults is not None:
            self._contrasts = defaults[0], defaults[1] if name == "options" else self._contrasts[1]
            return None
        made_frame = self._made_frame(node, name)
        if made_frame is None:
            self._inner(node)
        return made_frame

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

    def _inner(self, node: Call) -> None:
        """Follow what stands within a call that is not known: assignments, and models."""
        work = list(compound_children(node))
        while work:
            part = work.pop()
            if isinstance(part, Function):
                self._functions.append(part)
                continue
            opened = written_out(part)
            if isinstance(opened, Call) and self._is_followed(opened):
                self.run(opened)
            else:
                work += compound_children(part)

    def _is_followed(self, call: Call) -> bool:
        name = called_name(call)
        return name in _FOLLOWED or isinstance(self._now.names.get(name or ""), Closure)

    def _apply(self, closure: Closure, node: Call) -> Held | None:
        """A call of a function that the script defines."""
        if self._calls >= _MOST_CALLS:
            return None
        self._calls += 1
        self._called.add(id(closure.function))
        given = bound_arguments(closure.function, node)
        local = {name: self._value(name, value) for name, value in given.items()}
        names = {name: held for name, held in self._now.names.items() if name not in local}
        names |= {name: held for name, held in local.items() if held is not None}
        written = {name: self._written(value) for name, value in given.items()}
        path = (*self._now.path, node.span)
        inside = self._now.inner(names=names, given=written, path=path, unbound=frozenset())
        return self._inside(inside, closure.function.body)

    def _value(self, name: str, value: Expression) -> Held | None:
        held = self.run(value)
        if held is not None:
            return held
        return made(name, value, value.span, None, self._now.names) if not isinstance(value, Name) else None

    def _written(self, value: Expression) -> Expression:
        """The argument of a function as it was written where it was assigned, or given to the function around it."""
        if not isinstance(value, Name):
            return value
        held = self._now.names.get(value.name)
        written = held.written if isinstance(held, Declaration) else None
        return self._now.given.get(value.name) or written or value

    def run_uncalled(self) -> None:
        """Follow the functions that the script defines and does not call."""
        contrasts = self._contrasts
        for function in self._functions:
            if id(function) not in self._called:
                self._called.add(id(function))
                unbound = frozenset(one.name for one in function.parameters if one.name)
                names = {name: held for name, held in self._now.names.items() if name not in unbound}
                self._inside(self._now.inner(names=names, unbound=unbound), function.body)
                self._contrasts = contrasts

    def _model(self, node: Call) -> None:
        """Note what holds where a model is called."""
        given = data_of(node)
        frame = self._frame(given) if given is not None else None
        if frame is None and self._now.attached:
            frame = self._now.attached[-1]
        scenes = self.scenes.setdefault(node.span, [])
        if len(scenes) < _MOST_SCENES and all(scene.path != self._now.path for scene in scenes):
            scenes.append(self.scene(frame))

    def scene(self, frame: ScriptFrame | None) -> Scene:
        """What holds now, for a model on a data frame."""
        now = self._now
        return Scene(frame, dict(now.names), now.given, now.path, self._contrasts, now.unbound)

    # Assignments

    def _assign(self, node: Call) -> Held | None:
        target, value = node.operands
        held: Held | None = None
        if isinstance(target, Name | Text):
            name = target.name if isinstance(target, Name) else target.value
            held = self._name(name, value, node.span)
        elif isinstance(target, Call):
            name = root_of(target)
            if isinstance(unwrap(value), Call):
                self.run(value)
            assign_part(target, value, node, self._now.names)
        if node.operator == "<<-" and name in self._now.names:
            outer = self._now.outer
            while outer is not None:
                outer.names[name] = self._now.names[name]
                outer = outer.outer
        return held

    def _name(self, name: str, value: Expression, span: Span) -> Held | None:
        before = self._contrasts
        held = self.run(value)
        opened = written_out(unwrap(value))
        if called_name(opened) in ("options", *OPTION_SETTERS):
            self._replaced[name] = before
        if isinstance(held, ScriptFrame):
            held = held.called(name)
        elif held is None or isinstance(held, Declaration):
            if isinstance(opened, Call) and opened.operator in ASSIGNMENTS:
                return held
            if called_name(opened) in SIGNATURES:
                self._now.names.pop(name, None)
                return None
            held = made(name, opened, span, None, self._now.names)
        self._now.names[name] = held
        return held


_HANDING_ON = ("return", "invisible", "print", "identity", "force", "try", "suppressWarnings", "suppressMessages")
_CONTROL: Mapping[str, Callable[[_Reader, Call], Held | None]] = {
    "{": _Reader._block,
    "for": _Reader._loop,
    "if": _Reader._if,
    "with": _Reader._with,
    "local": _Reader._apart,
    **dict.fromkeys(("set", "setattr"), _Reader._set_in_place),
    "update": _Reader._model,
    SHOWN: lambda reader, node: note_shown(node, reader._now.names),
    **dict.fromkeys(SIGNATURES, _Reader._model),
    **dict.fromkeys(("quote", "bquote", "expression", "substitute", "on.exit", "~"), lambda *_: None),
    **dict.fromkeys(_HANDING_ON, _Reader._handed_on),
}
"""What is followed in a way of its own, by the function that is called."""

_FOLLOWED = frozenset({*_ASSIGNING, *_CONTROL, "assign", "attach"})
"""Functions whose calls are followed wherever they stand."""
