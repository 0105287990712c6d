"""An abstract evaluation of R code: values are what its text tells of them, and nothing is run (Cousot & Cousot 1977).

What a call of a function does is a row of a table (`flow.py`), a function of the evaluation and the call.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from lme4math.r import (
    Argument,
    Call,
    Expression,
    Function,
    Name,
    Text,
    called_name,
    compound_children,
    deparse,
    operation,
    unwrap,
    written_out,
)
from lme4math.records import record
from lme4math.script.formulas import MAKING_FORMULAS
from lme4math.script.frames import Alias, Closure, Declaration, Defaults, Held, Scene, ScriptFit, ScriptFrame
from lme4math.script.holding import around, handed_on
from lme4math.script.making import made
from lme4math.script.targets import bound_arguments, handing_on
from lme4math.source import Source, Span

_DEEPEST = 50
_MOST_CALLS = 200
_MOST_STEPS = 20_000
"""Beyond these a script is not followed further: loops and functions may make it much longer than its text."""

Label = str | Call | None
"""What is assigned to, as R code or, so that only the names of models are written, as the call that it is."""


@dataclass(slots=True)
class Surroundings:
    """The names of a place: in the script itself, in a function, or in a block with names of its own.

    Attributes:
        names: what the names hold; statements change it.
        outer: the environment around, which `<<-` reaches.
        attached: the data frames of `attach()` and `with()`, the last one first looked in.
        data: the data frame of the `with()` around.
        path, unbound: as in `Scene`.
        dots: what the call of the function hands on by `...`; None where the script does not call it.
    """

    names: dict[str, Held]
    outer: Surroundings | None = None
    attached: tuple[ScriptFrame, ...] = ()
    data: Expression | None = None
    path: tuple[Span, ...] = ()
    unbound: frozenset[str] = frozenset()
    dots: tuple[Argument, ...] | None = None

    def inner(self, **changed: Any) -> Surroundings:
        """One inside of it, whose names are its own."""
        return replace(self, **{"names": dict(self.names), "outer": self, **changed})

    def unbinding(self, parameters: frozenset[str]) -> Surroundings:
        """One inside of it, for the body of a function whose parameters hold what is not known."""
        names = {name: held for name, held in self.names.items() if name not in parameters}
        return self.inner(names=names, unbound=parameters)


@record(eq=False)
class Note:
    """What is not read of a script's models: a sentence, in which `{line}` is where."""

    said: str
    span: Span


@record(eq=False)
class OtherFit:
    """A call of another package's function, and what the script calls the result."""

    call: Call
    name: str | None
    scene: Scene


class Evaluation:
    """Follows expressions, one after the other, and keeps the models on the way.

    Attributes:
        source: the text.
        now: what holds where it is.
        contrasts: those that factors have by default.
        label: what the value is assigned to that is followed.
        label_kept: whether that is what models in functions are called as well.
        untold_turns: how many loops are around of which the text does not tell how often they are run.
        fits: the models, in the order in which they are made.
        others: the calls of functions of other packages that fit models.
        lost: the updates of a name that the script gives to nothing.
        compared: the models that each call of `anova` compares.
        notes: what is not followed, by what is said of it.
    """

    def __init__(self, source: Source, rows: Mapping[str, Follow], otherwise: Follow, for_values: frozenset[str]):
        """An evaluation of the code in a text.

        Args:
            source: the text.
            rows: what is done by the name of the function that is called.
            otherwise: what is done for all other calls.
            for_values: the functions that are looked at only where their value is used.
        """
        self.source = source
        self.now = Surroundings({})
        self.contrasts: Defaults = (None, None)
        self.label: Label = None
        self.label_kept = False
        self.untold_turns = 0
        self.fits: list[ScriptFit] = []
        self.others: list[OtherFit] = []
        self.lost: list[Call] = []
        self.compared: list[tuple[ScriptFit, ...]] = []
        self.notes: dict[str, Note] = {}
        self.known: dict[tuple[Span, tuple[Span, ...]], ScriptFit] = {}
        self.times: dict[Span, int] = {}
        self.within_update = False
        self.has_branches = False
        self.replaced: dict[str, Defaults] = {}
        self._rows, self._otherwise, self._for_values = rows, otherwise, for_values
        self._depth = self._steps = self._calls = 0
        self._functions: list[tuple[Function, Label]] = []
        self._called: set[int] = set()

    # Where it is

    @contextmanager
    def at(self, surroundings: Surroundings) -> Iterator[None]:
        """Follow what is inside the block there."""
        before, self.now = self.now, surroundings
        try:
            yield
        finally:
            self.now = before

    def inside(self, surroundings: Surroundings, body: Expression) -> Held | None:
        """Follow an expression that stands somewhere else; its value."""
        with self.at(surroundings):
            return self.run(body)

    @contextmanager
    def labelled(self, label: Label, kept: bool = False) -> Iterator[None]:
        """Follow what is assigned to a label inside the block, unless one is kept already."""
        before = self.label, self.label_kept
        if not self.label_kept:
            self.label, self.label_kept = label, kept
        try:
            yield
        finally:
            self.label, self.label_kept = before

    def label_text(self) -> str | None:
        """What the script calls a model that is made here, as R code."""
        return deparse(self.label) if isinstance(self.label, Call) else self.label

    def scene(self, frame: ScriptFrame | None) -> Scene:
        """What holds now, for a model on a data frame."""
        now = self.now
        return Scene(frame, dict(now.names), now.path, self.contrasts, now.unbound)

    def note(self, said: str, span: Span) -> None:
        """Keep what is not read, once."""
        self.notes.setdefault(said, Note(said, span))

    # Expressions

    def run(self, node: Expression) -> Held | None:
        """Follow a statement or an expression; the value that it has."""
        if self._depth >= _DEEPEST or self._steps >= _MOST_STEPS:
            self._stop(node)
            return None
        self._depth += 1
        self._steps += 1
        try:
            node = unwrap(node)
            opened = written_out(node)
            if isinstance(node, Call) and node.operator == "%<>%" and opened is not node:
                opened = operation("<-", node.operands[0], opened, node.span)
            return self._run(opened)
        finally:
            self._depth -= 1

    def _run(self, node: Expression) -> Held | None:
        if isinstance(node, Name):
            return self.now.names.get(node.name)
        if not isinstance(node, Call):
            self._functions += [(node, self.label)] if isinstance(node, Function) else []
            return Closure(node) if isinstance(node, Function) else None
        follow = self._rows.get(called_name(node) or "")
        return self.call(node) if follow is None else follow(self, node)

    def _stop(self, node: Expression) -> None:
        """Note that the script is followed no further, where that may matter."""
        if isinstance(node, Call):
            what = "the calls within it" if self._depth >= _DEEPEST else "the code after it"
            self.note(f"Line {{line}} is followed, and not {what}: models may be missed there.", node.span)

    def call(self, node: Call) -> Held | None:
        """A call of a function of the script, or of one that is not followed in a way of its own."""
        held = self.now.names.get(called_name(node) or "")
        if isinstance(held, Closure) and isinstance(node.function, Name):
            return self.apply(held, node)
        return self._otherwise(self, node)

    def within(self, parts: Sequence[Expression]) -> None:
        """Follow the assignments and the models within expressions, of which the last is to be the first."""
        work = list(parts)
        while work:
            part = work.pop()
            if isinstance(part, Function):
                self._functions.append((part, self.label))
                continue
            opened = written_out(part)
            if isinstance(opened, Call) and self._is_followed(opened):
                self.run(opened)
            else:
                work += compound_children(part)

    def _is_followed(self, call: Call) -> bool:
        name = called_name(call) or ""
        in_table = name in self._rows and name not in self._for_values
        return in_table or isinstance(self.now.names.get(name), Closure)

    # Functions of the script

    def apply(self, closure: Closure, node: Call) -> Held | None:
        """A call of a function that the script defines."""
        if self._calls >= _MOST_CALLS:
            said = f"{_MOST_CALLS} calls of the code's own functions are followed, those from line {{line}} on not."
            self.note(said, node.span)
            return None
        self._calls += 1
        self.is_called(closure.function)
        given, defaults, dots = bound_arguments(closure.function, handing_on(node, self.now.dots))
        local = {name: self._value(name, value) for name, value in given.items()}
        bound = {*given, *defaults}
        names = {name: held for name, held in self.now.names.items() if name not in bound}
        names |= {name: held for name, held in local.items() if held is not None}
        path = (*self.now.path, node.span)
        inner = self.now.inner(names=names, path=path, unbound=frozenset(), dots=dots)
        kept = self.label_kept or self.label is not None
        with self.at(inner), self.labelled(self.label, kept):
            for name, value in defaults.items():
                held = self._value(name, value)
                if held is not None:
                    names[name] = held
            return self.run(closure.function.body) or self._formula_of(closure.function.body)

    def is_called(self, function: Function) -> None:
        """Note that a function of the script is called, so that it needs not be followed by itself."""
        self._called.add(id(function))

    def _formula_of(self, body: Expression) -> Held | None:
        """The formula, or the string, that a function ends with."""
        while isinstance(body, Call) and (inner := handed_on(body)) is not None:
            body = unwrap(inner)
        makes = isinstance(body, Text | Name) or called_name(body) in ("~", *MAKING_FORMULAS)
        return self.made("", body, body.span) if makes else None

    def _value(self, name: str, value: Expression) -> Held | None:
        """What a parameter of a function holds."""
        held = self.run(value)
        if held is not None:
            return held
        return Alias(value) if isinstance(value, Name) else self.made(name, value, value.span)

    def made(self, name: str, value: Expression, span: Span) -> Declaration:
        """What a name holds that is given a value which is none of those that are followed."""
        declaration = made(name, value, span, None, self.now.names)
        return replace(declaration, around=around(value, self.now.names))

    def run_uncalled(self) -> None:
        """Follow the functions that the script defines and does not call."""
        contrasts = self.contrasts
        for function, label in self._functions:
            if id(function) not in self._called:
                self.is_called(function)
                self.label = label
                parameters = frozenset(one.name for one in function.parameters if one.name)
                self.inside(self.now.unbinding(parameters), function.body)
                self.contrasts = contrasts
        self.label = None


Follow = Callable[[Evaluation, Call], Held | None]
"""What is done for a call of a function; the value that the call has."""
