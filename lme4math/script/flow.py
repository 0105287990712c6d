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
    Argument,
    Call,
    Constant,
    Expression,
    Function,
    Name,
    Text,
    called_name,
    compound_children,
    is_syntactic,
    unwrap,
    written_out,
)
from lme4math.records import record
from lme4math.script.frames import Closure, Declaration, Defaults, Held, Scene, ScriptFrame, untold
from lme4math.script.making import made, picked_name, spelled_out
from lme4math.script.new_frames import new_frame
from lme4math.script.settings import coded_variable, releveled_variable, set_defaults, with_contrasts, with_levels
from lme4math.script.targets import assigns_in_place, bound_arguments, column_after, columns_of, data_of, is_literal
from lme4math.script.verbs import VERBS, Step, applied_to, frame_after
from lme4math.source import Span

_FOLLOWED = frozenset({*ASSIGNMENTS, *SIGNATURES, "update", "{", "with", "local", "for", "if"})
"""Functions whose calls are followed wherever they stand."""

_DEEPEST = 40
_MOST_CALLS = 200
_MOST_TURNS = 50
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
    """What the names hold, statement by statement."""

    def __init__(self) -> None:
        self.scenes: dict[Span, list[Scene]] = {}
        self._names: dict[str, Held] = {}
        self._attached: list[ScriptFrame] = []
        self._given: Mapping[str, Expression] = {}
        self._path: tuple[Span, ...] = ()
        self._unbound: frozenset[str] = frozenset()
        self._contrasts: Defaults = (None, None)
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
            return self._names.get(node.name)
        if isinstance(node, Function):
            self._functions.append(node)
            return Closure(node)
        if not isinstance(node, Call):
            return None
        name = called_name(node)
        if node.operator in ASSIGNMENTS and len(node.operands) == 2:
            return self._assign(node)
        if name == "{":
            return self._block(node.operands)
        if name == "for" and len(node.operands) == 3:
            self._loop(node)
            return None
        if name in SIGNATURES or name == "update":
            self._model(node)
            return None
        if name == "with" and len(node.operands) > 1:
            return self._with(node)
        if name == "local" and node.operands:
            return self._apart(node.operands[0])
        return self._call(node, name)

    def _block(self, statements: Sequence[Expression]) -> Held | None:
        value = None
        for statement in statements:
            value = self.run(statement)
        return value

    def _loop(self, node: Call) -> None:
        """`for (v in c("a", "b")) d[[v]] <- factor(d[[v]])`."""
        variable, over, body = node.operands
        words = spelled_out(over, self._names) or ()
        if not isinstance(variable, Name) or not 0 < len(words) <= _MOST_TURNS:
            self.run(body)
            return
        given, path = self._given, self._path
        for turn, word in enumerate(words):
            text = Text(word, variable.span)
            self._names[variable.name] = Declaration(variable.name, text, None, variable.span)
            self._given = {**given, variable.name: text}
            self._path = (*path, Span(node.span.start, node.span.start + turn))
            self.run(body)
        self._names.pop(variable.name, None)
        self._given, self._path = given, path

    def _apart(self, body: Expression) -> Held | None:
        """What is assigned within `local({ … })` stays there."""
        names = dict(self._names)
        try:
            return self.run(body)
        finally:
            self._names = names

    def _with(self, node: Call) -> Held | None:
        frame = self._frame(node.operands[0])
        names = dict(self._names)
        self._attached.append(frame)
        try:
            return self._block(node.operands[1:])
        finally:
            self._attached.pop()
            self._names = names

    # Calls

    def _call(self, node: Call, name: str | None) -> Held | None:
        held = self._names.get(name or "")
        if isinstance(held, Closure) and isinstance(node.function, Name):
            return self._apply(held, node)
        if name == "attach" and node.operands:
            self._attached.append(self._frame(node.operands[0]))
            return None
        if name == "assign" and len(node.operands) > 1 and isinstance(node.operands[0], Text):
            return self._assign_to(Name(node.operands[0].value, node.operands[0].span), node.operands[1], node.span)
        defaults = set_defaults(node, self._names, self._contrasts)
        if defaults is not None:
            self._contrasts = defaults
            return None
        if node.operator == "if":
            for branch in node.operands[1:]:
                self.run(branch)
            return None
        made_frame = self._made_frame(node, name)
        if made_frame is not None:
            return made_frame
        self._inner(node)
        return None

    def _made_frame(self, node: Call, name: str | None) -> ScriptFrame | None:
        """The data frame that a call makes, of another or of vectors; data.table's `:=` changes it in its place."""
        first = node.arguments[0].value if node.arguments else None
        known = name in VERBS or name == "["
        frame = self._as_frame(first, make=known and not is_literal(first)) if first is not None else None
        if name in ("data.frame", "tibble", "data.table", "cbind") and frame is not None and frame.name is not None:
            held = isinstance(self._names.get(frame.name), ScriptFrame)
            frame = frame if held else None
        if frame is None:
            return new_frame(node, self._names)
        if not known and (name is None or node.operator in ("$", "[[", "~", "==")):
            return None
        if not known:
            self._inner(node)
        if name == "[":
            self._names[".SD"] = frame_after(Step(frame, node, (), self._names))
        others = [self._as_frame(item.value) for item in node.arguments[1:] if item.value is not None]
        after = frame_after(Step(frame, node, tuple(one for one in others if one is not None), self._names))
        if isinstance(first, Name) and (name in ("setDT", "setDF", "setnames") or assigns_in_place(node)):
            self._names[first.name] = after.called(first.name)
        return after

    def _as_frame(self, node: Expression | None, make: bool = False) -> ScriptFrame | None:
        """The data frame that an expression is; with `make`, a name that holds nothing yet is one."""
        if node is None:
            return None
        if isinstance(node, Name):
            held = self._names.get(node.name)
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
        held = self._names.get(node.name) if isinstance(node, Name) else None
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
        return name in _FOLLOWED or isinstance(self._names.get(name or ""), Closure)

    def _apply(self, closure: Closure, node: Call) -> Held | None:
        """A call of a function that the script defines."""
        if self._calls >= _MOST_CALLS:
            return None
        self._calls += 1
        self._called.add(id(closure.function))
        given = bound_arguments(closure.function, node)
        names, before, path = dict(self._names), self._given, self._path
        self._path = (*path, node.span)
        local = {name: self._value(name, value) for name, value in given.items()}
        self._names = {**names, **{name: held for name, held in local.items() if held is not None}}
        for name, held in local.items():
            if held is None:
                self._names.pop(name, None)
        self._given = {name: self._named_value(value) for name, value in given.items()}
        try:
            return self.run(closure.function.body)
        finally:
            self._names, self._given, self._path = names, before, path

    def _value(self, name: str, value: Expression) -> Held | None:
        held = self.run(value)
        if held is not None:
            return held
        return made(name, value, value.span, None, self._names) if not isinstance(value, Name) else None

    def _named_value(self, value: Expression) -> Expression:
        """The argument of a function; one that is itself an argument of the function around it is that one's."""
        return self._given.get(value.name, value) if isinstance(value, Name) else value

    def run_uncalled(self) -> None:
        """Follow the functions that the script defines and does not call."""
        for function in self._functions:
            if id(function) not in self._called:
                self._called.add(id(function))
                self._unbound = frozenset(one.name for one in function.parameters if one.name)
                names = dict(self._names)
                for parameter in self._unbound:
                    self._names.pop(parameter, None)
                self.run(function.body)
                self._names = names

    def _model(self, node: Call) -> None:
        """Note what holds where a model is called."""
        given = data_of(node)
        frame = self._frame(given) if given is not None else None
        if frame is None and self._attached:
            frame = self._attached[-1]
        scenes = self.scenes.setdefault(node.span, [])
        if len(scenes) < _MOST_TURNS and all(scene.path != self._path for scene in scenes):
            scenes.append(self.scene(frame))

    def scene(self, frame: ScriptFrame | None) -> Scene:
        """What holds now, for a model on a data frame."""
        return Scene(frame, dict(self._names), self._given, self._path, self._contrasts, self._unbound)

    # Assignments

    def _assign(self, node: Call) -> Held | None:
        target, value = node.operands
        return self._assign_to(target, value, node.span)

    def _assign_to(self, target: Expression, value: Expression, span: Span) -> Held | None:
        if isinstance(target, Text):
            target = Name(target.value, target.span)
        if isinstance(target, Name):
            return self._name(target.name, value, span)
        if isinstance(target, Call):
            self._part(target, value, span)
        return None

    def _name(self, name: str, value: Expression, span: Span) -> Held | None:
        held = self.run(value)
        if isinstance(held, ScriptFrame):
            held = held.called(name)
        elif held is None or isinstance(held, Declaration):
            opened = written_out(unwrap(value))
            if isinstance(opened, Call) and opened.operator in ASSIGNMENTS:
                return held
            if called_name(opened) in SIGNATURES:
                self._names.pop(name, None)
                return None
            held = made(name, opened, span, None, self._names)
        self._names[name] = held
        return held

    def _part(self, target: Call, value: Expression, span: Span) -> None:
        """An assignment to a part of something: a column, levels, contrasts, names."""
        if isinstance(unwrap(value), Call):
            self.run(value)
        coded, releveled = coded_variable(target), releveled_variable(target)
        if coded is not None:
            variable, whole = coded
            setting = value if whole else target
            self._set(variable, span, lambda one: with_contrasts(one, setting, span, self._names))
        elif releveled is not None:
            variable, whole = releveled
            self._set(variable, span, lambda one: with_levels(one, value if whole else None, span, self._names))
        elif (columns := columns_of(target, self._names)) is not None:
            self._put(*columns, value, span)

    def _put(
        self, whose: str, columns: tuple[str, ...], rows: Expression | None, value: Expression, span: Span
    ) -> None:
        held = self._names.get(whose)
        frame = held if isinstance(held, ScriptFrame) else untold(whose)
        value = written_out(unwrap(value))
        if called_name(value) in ("lapply", "sapply", "map", "Map") and isinstance(value, Call):
            frame = self._put_all(frame, columns, value, span)
        elif len(columns) == 1 and isinstance(value, Constant) and value.name == "NULL":
            frame = frame.with_columns({columns[0]: None})
        elif len(columns) > 1:
            frame = frame.with_columns({name: Declaration(name, None, whose, span) for name in columns})
        elif columns:
            frame = frame.with_columns({columns[0]: column_after(frame, columns[0], rows, value, span, self._names)})
        self._names[whose] = frame.called(whose)

    def _put_all(self, frame: ScriptFrame, columns: tuple[str, ...], value: Call, span: Span) -> ScriptFrame:
        """`d[c("a", "b")] <- lapply(d[c("a", "b")], factor)`, and `d[] <- lapply(d, factor)`."""
        function = value.operands[1] if len(value.operands) > 1 else None
        texts = tuple(Argument(Text(name, span), None, span) for name in columns)
        selection = Call(Name("c" if columns else "everything", span), texts, span)
        return applied_to(frame, selection, function, value.arguments[2:], span, self._names)

    def _set(self, target: Expression, span: Span, change: Callable[[Declaration], Declaration]) -> None:
        """Change what is known of a factor, in a data frame or outside."""
        picked = picked_name(target, self._names)
        if picked is not None:
            whose, name = picked
            held = self._names.get(whose)
            frame = held if isinstance(held, ScriptFrame) else untold(whose)
            one = frame.column(name) or Declaration(name, None, whose, span, kept=True)
            self._names[whose] = frame.with_columns({name: change(one)}).called(whose)
        elif isinstance(target, Name):
            known = self._names.get(target.name)
            one = known if isinstance(known, Declaration) else Declaration(target.name, None, None, span, kept=True)
            self._names[target.name] = change(one)
