"""Notes the models of a script, as it is followed: each call that fits one, and what is made of several at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from lme4math.errors import FormulaError
from lme4math.r import (
    Argument,
    Call,
    Expression,
    Function,
    Name,
    Number,
    Text,
    arguments_by_parameter,
    called_name,
    deparse,
    further_arguments,
    quote,
    referred,
    unwrap,
    walk_calls,
)
from lme4math.records import record
from lme4math.script.frame_reader import FrameReader
from lme4math.script.frames import Closure, Declaration, Defaults, Fit, Held, Listing, Scene, ScriptFrame
from lme4math.script.holding import Element, Key, around, elements_of, model_function
from lme4math.script.making import made
from lme4math.script.other_models import OURS
from lme4math.script.surroundings import Surroundings
from lme4math.script.targets import data_of
from lme4math.script.update import is_update, read_update
from lme4math.source import Span

MOST_TURNS = 50
_MOST_SCENES = 50

Label = str | Call | None
"""What is assigned to, as R code or, so that only the names of models are written, as the call that it is."""

_ITEM = ".x"
"""The name by which a function of R's that is called on each element is given it."""


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


class FitReader(FrameReader):
    """Follows what makes models; what follows whole scripts is built on it."""

    def __init__(self) -> None:
        self.fits: list[Fit] = []
        self.others: list[OtherFit] = []
        self.lost: list[Call] = []
        self.compared: list[tuple[Fit, ...]] = []
        self.notes: dict[str, Note] = {}
        self._now = Surroundings({})
        self._contrasts: Defaults = (None, None)
        self._label: Label = None
        self._label_kept = False
        self._within_update = False
        self._untold_turns = 0
        self._known: dict[tuple[Span, tuple[Span, ...]], Fit] = {}
        self._times: dict[Span, int] = {}
        self._called: set[int] = set()

    def _call(self, node: Call, name: str | None) -> Held | None:
        raise NotImplementedError

    def _apply(self, closure: Closure, node: Call) -> Held | None:
        raise NotImplementedError

    def _inside(self, environment: Surroundings, body: Expression) -> Held | None:
        before, self._now = self._now, environment
        try:
            return self.run(body)
        finally:
            self._now = before

    def scene(self, frame: ScriptFrame | None) -> Scene:
        """What holds now, for a model on a data frame."""
        now = self._now
        return Scene(frame, dict(now.names), now.path, self._contrasts, now.unbound)

    def note(self, said: str, span: Span) -> None:
        """Keep what is not read, once."""
        self.notes.setdefault(said, Note(said, span))

    def labelled(self, label: Label, value: Expression, kept: bool = False) -> Held | None:
        """Follow the value of an assignment; models in it have its name."""
        before = self._label, self._label_kept
        if not self._label_kept:
            self._label, self._label_kept = label, kept
        try:
            return self.run(value)
        finally:
            self._label, self._label_kept = before

    def _name_of_fit(self) -> str | None:
        """What the script calls a model that is made here, as R code."""
        return deparse(self._label) if isinstance(self._label, Call) else self._label

    # Models

    def _model(self, node: Call) -> Held | None:
        """A call that fits a model, or updates one."""
        place = (node.span, self._now.path)
        if place in self._known:
            return self._known[place]
        base = self._updated(node) if is_update(node) else None
        if base is None and model_function(node) is None:
            return None
        self._times[node.span] = self._times.get(node.span, 0) + 1
        if self._times[node.span] > _MOST_SCENES:
            self.note(f"Of the models that the call in line {{line}} makes, {_MOST_SCENES} are read.", node.span)
            return None
        given = data_of(node)
        frame = self._frame(given) if given is not None else None
        if frame is None and self._now.attached:
            frame = self._now.attached[-1]
        fit = self._known[place] = Fit(node, self.scene(frame), base, self._name_of_fit(), self._now.data)
        if not self._within_update:
            self.fits.append(fit)
        return fit

    def _updated(self, node: Call) -> Fit | None:
        read = read_update(node)
        if read is None:
            return None
        before, self._within_update = self._within_update, True
        try:
            held = self.run(read.model)
        finally:
            self._within_update = before
        if held is None and isinstance(read.model, Name):
            self.lost.append(node)
        return held if isinstance(held, Fit) else None

    def _other(self, node: Call) -> Held | None:
        self.others.append(OtherFit(node, self._name_of_fit(), self.scene(None)))
        return self._call(node, called_name(node))

    def _compare(self, node: Call) -> None:
        """`anova(m0, m1)`."""
        held = [self.run(item.value) for item in node.arguments if item.value is not None and not item.name]
        self.compared.append(tuple(one for one in held if isinstance(one, Fit)))

    # Lists

    def _list(self, node: Call) -> Held | None:
        """`list(a = lmer(…))`."""
        items: dict[Key, Held | None] = {}
        for at, item in enumerate(node.arguments, 1):
            value = item.value
            if isinstance(value, Call):
                held = self.labelled(item.name or self._label, value)
            else:
                held = self._now.names.get(value.name) if isinstance(value, Name) else None
            items[item.name or at] = held if isinstance(held, Fit | Listing) else None
        return Listing(items) if any(items.values()) else self._call(node, called_name(node))

    def _put(self, whole: str, key: Key, held: Held | None) -> bool:
        """`models$a <- lmer(…)`; whether it is about a list of models."""
        known = self._now.names.get(whole)
        if isinstance(known, ScriptFrame) or not isinstance(held, Fit | Listing):
            return False
        items = known.items if isinstance(known, Listing) else {}
        self._now.names[whole] = Listing({**items, key: held})
        return True

    # One after the other

    def _elements(self, over: Expression) -> list[Element] | None:
        """What a loop goes over; None where the text does not tell, or where there are too many."""
        held = self._now.names.get(over.name) if isinstance(over, Name) else None
        if isinstance(held, Listing):
            return [Element(key, None, {}, one) for key, one in held.items.items()]
        items = elements_of(over, self._now.names)
        if items and len(items) > MOST_TURNS:
            self.note(f"Of the {len(items)} turns in line {{line}} none is followed by itself.", over.span)
        return list(items) if items and len(items) <= MOST_TURNS else None

    def _bound(self, name: str, item: Element, span: Span) -> Held | None:
        """What the variable of a loop holds in one of its turns."""
        value = item.value
        if value is None:
            return item.held
        if isinstance(value, Text | Number):
            return Declaration(name, value, None, span, written=value)
        if isinstance(value, Name):
            return item.names.get(value.name)
        return replace(made(name, value, span, None, item.names), around=around(value, item.names))

    def _loop(self, node: Call) -> None:
        """`for (v in c("a", "b")) d[[v]] <- factor(d[[v]])`."""
        if len(node.operands) != 3:
            return
        variable, over, body = node.operands
        items = self._elements(over)
        if not isinstance(variable, Name) or items is None:
            self._untold_turns += 1
            self.run(body)
            self._untold_turns -= 1
            return
        path = self._now.path
        for turn, item in enumerate(items):
            held = self._bound(variable.name, item, variable.span)
            if held is None:
                self._now.names.pop(variable.name, None)
            else:
                self._now.names[variable.name] = held
            self._now.path = (*path, Span(node.span.start, node.span.start + turn))
            self.run(body)
        self._now.path = path

    def _each(self, node: Call) -> Held | None:
        """`lapply(formulas, lmer, data = d)`, `map(formulas, ~ lmer(.x, d))`: a model for each element."""
        asked = _asked(node)
        if asked is None or not self._fits(asked[1]):
            return self._call(node, called_name(node))
        over, function, further = asked
        self.run(over)
        items = self._elements(over)
        if items is None:
            return self._untold(node, over, function)
        fits: dict[Key, Held | None] = {}
        for turn, item in enumerate(items):
            key: Key = item.key
            if called_name(node) in ("sapply", "vapply") and isinstance(item.value, Text) and isinstance(key, int):
                key = item.value.value
            path = (*self._now.path, Span(node.span.start, node.span.start + turn))
            held = self._turn(Call(function, further, node.span), item, key, path)
            fits[key] = held if isinstance(held, Fit | Listing) else None
        return Listing(fits) if any(fits.values()) else None

    def _turn(self, call: Call, item: Element, key: Key, path: tuple[Span, ...]) -> Held | None:
        """A function called on one element, with further arguments."""
        held = self._bound(_ITEM, item, call.span)
        bound = {} if held is None else {_ITEM: held, ".": held}
        asked = item.value if held is None and item.value is not None else Name(_ITEM, call.span)
        call = Call(call.function, (Argument(asked, None, call.span), *call.arguments), call.span)
        before, self._now = self._now, self._now.inner(names={**self._now.names, **bound}, path=path)
        label = self._label, self._label_kept
        if not self._label_kept and self._label is not None:
            written = quote(key) if isinstance(key, str) else key
            self._label, self._label_kept = f"{self._name_of_fit()}[[{written}]]", True
        try:
            function = call.function
            if isinstance(function, Call) and function.operator == "~":
                return self.run(function.operands[-1])
            return self._apply(Closure(function), call) if isinstance(function, Function) else self.run(call)
        finally:
            self._now = before
            self._label, self._label_kept = label

    def _untold(self, node: Call, over: Expression, function: Expression) -> Held | None:
        """The model of a function that is called on what the text does not spell out, read once."""
        what = deparse(over) if isinstance(over, Name) else "what"
        told = f"`{what}`, which the code does not spell out" if isinstance(over, Name) else "what is computed"
        self.note(f"`{called_name(node)}()` in line {{line}} fits a model to each element of {told}.", node.span)
        if referred(function)[1] is not None:
            return None
        unbound = frozenset({_ITEM, "."})
        body = function
        if isinstance(function, Function):
            self._called.add(id(function))
            unbound, body = frozenset(one.name for one in function.parameters if one.name), function.body
        elif isinstance(function, Call):
            body = function.operands[-1]
        names = {name: held for name, held in self._now.names.items() if name not in unbound}
        self._inside(self._now.inner(names=names, unbound=unbound), body)
        return None

    def _fits(self, function: Expression) -> bool:
        """Whether a function that is called on each element may make models."""
        if referred(function)[1] is not None:
            call = Call(function, (), function.span)
            held = self._now.names.get(called_name(call) or "")
            if isinstance(held, Closure):
                return self._makes_models(held.function.body)
            return model_function(call) is not None or is_update(call)
        return self._makes_models(function.body if isinstance(function, Function) else function)

    def _makes_models(self, body: Expression) -> bool:
        names = {called_name(call) or "" for call in walk_calls(body)}
        return any(name in _MAKING or isinstance(self._now.names.get(name), Closure) for name in names)


_MAKING = frozenset({*OURS, "update"})

EACH: Mapping[str, tuple[str, str]] = {
    **dict.fromkeys(("lapply", "sapply", "vapply"), ("X", "FUN")),
    **dict.fromkeys(("map", "future_map"), (".x", ".f")),
    "mclapply": ("X", "FUN"),
}
"""Functions that call a function on each element, and their parameters for these."""


def _asked(node: Call) -> tuple[Expression, Expression, tuple[Argument, ...]] | None:
    """What a call of `lapply` goes over, the function, and the arguments that are handed on."""
    parameters = EACH[called_name(node) or ""]
    try:
        given = arguments_by_parameter(node, parameters)
        further = further_arguments(node, parameters)
    except FormulaError:
        return None
    if len(given) != 2:
        return None
    over, function = (unwrap(given[name]) for name in parameters)
    is_one = isinstance(function, Function) or called_name(function) == "~" or referred(function)[1] is not None
    return (over, function, further) if is_one else None
