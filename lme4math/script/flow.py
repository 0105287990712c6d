"""Follows a script from top to bottom: what its names hold where a model is called.

An abstract interpretation (Cousot & Cousot 1977): values are what is known of data frames and variables, and nothing is
run. Branches are each taken (`branch_reader.py`), a loop over words that are spelled out once for each, a function of
the script where it is called. What is drawn, printed or local to a function does not reach the model.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

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
    quote,
    unwrap,
    walk_calls,
    written_out,
)
from lme4math.records import record
from lme4math.script.branch_reader import BranchReader
from lme4math.script.each_reader import EACH
from lme4math.script.fit_reader import Label, Note, OtherFit
from lme4math.script.formulas import MAKING_FORMULAS
from lme4math.script.frames import Alias, Closure, Declaration, Defaults, Held, Listing, Scene, ScriptFit, ScriptFrame
from lme4math.script.holding import HANDING_ON, around, element, handed_on, model_function, value_assigned
from lme4math.script.making import made, spelled_out
from lme4math.script.other_models import FOREIGN
from lme4math.script.quoted_code import EVALUATING
from lme4math.script.settings import OPTION_SETTERS, set_defaults
from lme4math.script.shown_kinds import SHOWN, note_shown
from lme4math.script.targets import assign_part, bound_arguments, handing_on, root_of, set_in_place
from lme4math.source import Source, Span

_ASSIGNING = ASSIGNMENTS - {":="}
"""Assignments to names; data.table's is one to columns."""

_DEEPEST = 50
_MOST_CALLS = 200
_MOST_STEPS = 20_000
"""Beyond these a script is not followed further: loops and functions may make it much longer than its text."""


@record(eq=False)
class Flow:
    """A script, followed to its end.

    Attributes:
        fits: the models, in the order in which they are made.
        others: the calls of functions of other packages that fit models.
        compared: the models that each call of `anova` compares.
        lost: the updates of a name that the script gives to nothing.
        notes: what is not followed.
        before: what the names in statements that make a formula hold, by the place of the statement.
        last: what holds at the end.
    """

    fits: Sequence[ScriptFit]
    others: Sequence[OtherFit]
    compared: Sequence[tuple[ScriptFit, ...]]
    lost: Sequence[Call]
    notes: Sequence[Note]
    before: Mapping[int, Mapping[str, Held]]
    last: Scene


def follow(expressions: Sequence[Expression], source: Source) -> Flow:
    """Follow the expressions of a script, which stand in a text."""
    reader = _Reader(source)
    before: dict[int, Mapping[str, Held]] = {}
    for place, expression in enumerate(expressions):
        if called_name(value_assigned(expression)) in MAKING_FORMULAS:
            before[place] = reader.around(expression)
        reader.run(expression)
    last = reader.scene(None)
    reader.run_uncalled()
    reader.add_unreached(expressions, last)
    return Flow(reader.fits, reader.others, reader.compared, reader.lost, [*reader.notes.values()], before, last)


class _Reader(BranchReader):
    """Follows statements, one after the other."""

    def __init__(self, source: Source) -> None:
        super().__init__(source)
        self._replaced: dict[str, Defaults] = {}
        self._depth = self._steps = self._calls = 0
        self._functions: list[tuple[Function, Label]] = []

    def around(self, expression: Expression) -> Mapping[str, Held]:
        """What the names in an expression hold now."""
        return around(expression, self._now.names)

    # Statements

    def run(self, node: Expression) -> Held | None:
        """Follow a statement or an expression; the value that it has."""
        if self._depth >= _DEEPEST or self._steps >= _MOST_STEPS:
            self._stop(node)
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
            self._functions += [(node, self._label)] if isinstance(node, Function) else []
            return Closure(node) if isinstance(node, Function) else None
        name = called_name(node)
        if node.operator in _ASSIGNING and len(node.operands) == 2:
            return self._with_branch(node, self._assign)
        follow_it = _CONTROL.get(name or "")
        return self._call(node, name) if follow_it is None else follow_it(self, node)

    def _stop(self, node: Expression) -> None:
        """Note that the script is followed no further, where that may matter."""
        if isinstance(node, Call):
            what = "the calls within it" if self._depth >= _DEEPEST else "the code after it"
            self.note(f"Line {{line}} is followed, and not {what}: models may be missed there.", node.span)

    def _block(self, node: Call) -> Held | None:
        value = None
        for statement in node.operands:
            value = self.run(statement)
        return value

    def _apart(self, node: Call) -> Held | None:
        """What is assigned within `local({ … })` stays there."""
        return self._inside(self._now.inner(), node.operands[0]) if node.operands else None

    def _with(self, node: Call) -> Held | None:
        if len(node.operands) < 2:
            return None
        frame = self._frame(node.operands[0])
        attached = (*self._now.attached, frame)
        return self._inside(self._now.inner(attached=attached, data=node.operands[0]), node.operands[1])

    def _handed_on(self, node: Call) -> Held | None:
        """`return(d)`, `suppressWarnings(d)`."""
        first = handed_on(node)
        for operand in node.operands:
            if operand is not first:
                self.run(operand)
        return None if first is None else self.run(first)

    def _not_run(self, node: Call) -> None:
        """`on.exit(…)`: what it assigns reaches nothing."""
        before, self._now = self._now, self._now.inner()
        self._inner(node)
        self._now = before

    def _nothing(self, _: Call) -> None:
        """A formula, or code that is not run here."""

    # Calls

    def _get(self, node: Call) -> Held | None:
        """`get("m1")`."""
        words = spelled_out(node.operands[0], self._now.names) if node.operands else None
        return self._now.names.get(words[0]) if words else None

    def _set_in_place(self, node: Call) -> Held | None:
        return None if set_in_place(node, self._now.names) else self._call(node, called_name(node))

    def _element(self, node: Call) -> Held | None:
        place = element(node, self._now.names)
        whole = None if place is None else self._now.names.get(place[0])
        if place is None or not isinstance(whole, Listing):
            return self._call(node, node.operator)
        return whole.item(place[1])

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
        if name == "assign" and len(operands) > 1:
            words = spelled_out(operands[0], self._now.names) or ()
            return self._name(words[0], operands[1], node.span) if len(words) == 1 else self.run(operands[1])
        if name == "options" and len(operands) == 1 and isinstance(operands[0], Name) and not node.arguments[0].name:
            self._contrasts = self._replaced.get(operands[0].name, self._contrasts)
            return None
        if name == "options" or name in OPTION_SETTERS:
            return self._with_branch(node, self._set_defaults)
        made_frame = self._made_frame(node, name)
        if made_frame is None:
            self._inner(node)
        return made_frame

    def _set_defaults(self, node: Call) -> Held | None:
        defaults = set_defaults(node, self._now.names)
        if defaults is not None:
            self._contrasts = defaults[0], defaults[1] if called_name(node) == "options" else self._contrasts[1]
        return None

    def _inner(self, node: Call) -> None:
        """Follow what stands within a call that is not known: assignments, and models."""
        self._follow_within(compound_children(node))

    def _follow_within(self, parts: Sequence[Expression]) -> None:
        """Follow the assignments and the models within expressions, of which the last is to be the first."""
        work = list(parts)
        while work:
            part = work.pop()
            if isinstance(part, Function):
                self._functions.append((part, self._label))
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
            said = f"{_MOST_CALLS} calls of the code's own functions are followed, those from line {{line}} on not."
            self.note(said, node.span)
            return None
        self._calls += 1
        self._called.add(id(closure.function))
        given, defaults, dots = bound_arguments(closure.function, handing_on(node, self._now.dots))
        local = {name: self._value(name, value) for name, value in given.items()}
        bound = {*given, *defaults}
        names = {name: held for name, held in self._now.names.items() if name not in bound}
        names |= {name: held for name, held in local.items() if held is not None}
        path = (*self._now.path, node.span)
        before, self._now = self._now, self._now.inner(names=names, path=path, unbound=frozenset(), dots=dots)
        kept, self._label_kept = self._label_kept, self._label_kept or self._label is not None
        try:
            for name, value in defaults.items():
                held = self._value(name, value)
                if held is not None:
                    self._now.names[name] = held
            return self.run(closure.function.body) or self._formula_of(closure.function.body)
        finally:
            self._now, self._label_kept = before, kept

    def _formula_of(self, body: Expression) -> Held | None:
        """The formula, or the string, that a function ends with."""
        while isinstance(body, Call) and (inner := handed_on(body)) is not None:
            body = unwrap(inner)
        makes = isinstance(body, Text | Name) or called_name(body) in ("~", *MAKING_FORMULAS)
        return self._made("", body, body.span) if makes else None

    def _value(self, name: str, value: Expression) -> Held | None:
        """What a parameter of a function holds."""
        held = self.run(value)
        if held is not None:
            return held
        return Alias(value) if isinstance(value, Name) else self._made(name, value, value.span)

    def _made(self, name: str, value: Expression, span: Span) -> Declaration:
        declaration = made(name, value, span, None, self._now.names)
        return replace(declaration, around=self.around(value))

    def run_uncalled(self) -> None:
        """Follow the functions that the script defines and does not call."""
        contrasts = self._contrasts
        for function, label in self._functions:
            if id(function) not in self._called:
                self._called.add(id(function))
                unbound = frozenset(one.name for one in function.parameters if one.name)
                names = {name: held for name, held in self._now.names.items() if name not in unbound}
                self._label = label
                self._inside(self._now.inner(names=names, unbound=unbound), function.body)
                self._contrasts = contrasts
        self._label = None

    def add_unreached(self, expressions: Sequence[Expression], last: Scene) -> None:
        """Add the models that stand where statements are not followed, such as within `mutate(…)`."""
        known = {fit.call.function.span.start for fit in self._known.values()}
        for call in walk_calls(*expressions):
            if model_function(call) is not None and call.function.span.start not in known:
                self.fits.append(ScriptFit(call, last))

    # Assignments

    def _assign(self, node: Call) -> Held | None:
        target, value = node.operands
        held: Held | None = None
        if isinstance(target, Name | Text):
            held = self._name(target.name if isinstance(target, Name) else target.value, value, node.span)
        elif isinstance(target, Call):
            held = self._part(target, value, node)
        if node.operator == "<<-" and (name := _name_assigned(target)) in self._now.names:
            outer = self._now.outer
            while outer is not None:
                outer.names[name] = self._now.names[name]
                outer = outer.outer
        return held

    def _part(self, target: Call, value: Expression, node: Call) -> Held | None:
        """`d$x <- …`, `models[["a"]] <- …`."""
        held: Held | None = None
        place = element(target, self._now.names)
        value = unwrap(value)
        if isinstance(value, Call):
            label: Label = target
            if place is not None and target.operator == "[[" and not isinstance(target.operands[1], Text):
                label = f"{place[0]}[[{quote(place[1]) if isinstance(place[1], str) else place[1]}]]"
            held = self.labelled(label, value)
        elif isinstance(value, Name):
            held = self._now.names.get(value.name)
        if place is None or not self._put(*place, held):
            assign_part(target, value, node, self._now.names)
        return held if isinstance(held, ScriptFit) else None

    def _name(self, name: str, value: Expression, span: Span) -> Held | None:
        before = self._contrasts
        opened = written_out(unwrap(value))
        held = self.labelled(None if isinstance(opened, Function) else name, value)
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
            if held is not None and isinstance(self._now.names.get(called_name(opened) or ""), Closure):
                held = replace(held, name=name, span=span)
            else:
                held = self._made(name, opened, span)
        self._now.names[name] = held
        return held


def _name_assigned(target: Expression) -> str:
    """The name that is assigned to, or to a part of which."""
    return target.value if isinstance(target, Text) else root_of(target)


_CONTROL: Mapping[str, Callable[[_Reader, Call], Held | None]] = {
    "{": _Reader._block,
    "for": _Reader._loop,
    **dict.fromkeys(("if", "switch"), _Reader._if),
    "while": _Reader._while,
    "with": _Reader._with,
    "local": _Reader._apart,
    **dict.fromkeys(("set", "setattr"), _Reader._set_in_place),
    "update": _Reader._model,
    "get": _Reader._get,
    SHOWN: lambda reader, node: note_shown(node, reader._now.names),
    "anova": _Reader._compare,
    "~": _Reader._nothing,
    **dict.fromkeys(("list", "c"), _Reader._list),
    **dict.fromkeys(("$", "[["), _Reader._element),
    **dict.fromkeys(EACH, _Reader._each),
    **dict.fromkeys(FOREIGN.keys() - {"update", "bf", "brmsformula"}, _Reader._other),
    **dict.fromkeys(SIGNATURES, _Reader._model),
    **dict.fromkeys(("quote", "bquote", "expression", "substitute", "expr", "quo"), _Reader._nothing),
    **dict.fromkeys(EVALUATING, _Reader._evaluated),
    "do.call": _Reader._done,
    "on.exit": _Reader._not_run,
    **dict.fromkeys(HANDING_ON, _Reader._handed_on),
}
"""What is followed in a way of its own, by the function that is called."""

_FOLLOWED = frozenset({*_ASSIGNING, *_CONTROL, "assign", "attach"} - {"$", "[[", "c", "list"})
"""Functions whose calls are followed wherever they stand."""
