"""Notes the models of a script, as it is followed: each call that fits one, and what is made of several at once."""

from __future__ import annotations

from lme4math.r import Argument, Call, Expression, Name, Text, called_name, deparse, unwrap
from lme4math.records import record
from lme4math.script.frame_reader import FrameReader
from lme4math.script.frames import Closure, Defaults, Held, Listing, Scene, ScriptFit, ScriptFrame
from lme4math.script.holding import Key, elements_of, model_function
from lme4math.script.quoted_code import evaluated
from lme4math.script.surroundings import Surroundings
from lme4math.script.targets import data_of, handing_on
from lme4math.script.update import is_update, read_update
from lme4math.source import Source, Span

_MOST_SCENES = 50

Label = str | Call | None
"""What is assigned to, as R code or, so that only the names of models are written, as the call that it is."""


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

    def __init__(self, source: Source) -> None:
        self._source = source
        self.fits: list[ScriptFit] = []
        self.others: list[OtherFit] = []
        self.lost: list[Call] = []
        self.compared: list[tuple[ScriptFit, ...]] = []
        self.notes: dict[str, Note] = {}
        self._now = Surroundings({})
        self._contrasts: Defaults = (None, None)
        self._label: Label = None
        self._label_kept = False
        self._within_update = False
        self._untold_turns = 0
        self._known: dict[tuple[Span, tuple[Span, ...]], ScriptFit] = {}
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
        node = handing_on(node, self._now.dots)
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
        fit = self._known[place] = ScriptFit(node, self.scene(frame), base, self._name_of_fit(), self._now.data)
        if not self._within_update:
            self.fits.append(fit)
        return fit

    def _updated(self, node: Call) -> ScriptFit | None:
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
        return held if isinstance(held, ScriptFit) else None

    def _other(self, node: Call) -> Held | None:
        self.others.append(OtherFit(node, self._name_of_fit(), self.scene(None)))
        return self._call(node, called_name(node))

    def _compare(self, node: Call) -> None:
        """`anova(m0, m1)`."""
        held = [self.run(item.value) for item in node.arguments if item.value is not None and not item.name]
        self.compared.append(tuple(one for one in held if isinstance(one, ScriptFit)))

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
            items[item.name or at] = held if isinstance(held, ScriptFit | Listing) else None
        return Listing(items) if any(items.values()) else self._call(node, called_name(node))

    def _put(self, whole: str, key: Key, held: Held | None) -> bool:
        """`models$a <- lmer(…)`; whether it is about a list of models."""
        known = self._now.names.get(whole)
        if isinstance(known, ScriptFrame) or not isinstance(held, ScriptFit | Listing):
            return False
        items = known.items if isinstance(known, Listing) else {}
        self._now.names[whole] = Listing({**items, key: held})
        return True

    # Code that is made

    def _evaluated(self, node: Call) -> Held | None:
        """`eval(parse(text = "lmer(…)"))`."""
        code = evaluated(node, self._now.names, self._source)
        return self._call(node, called_name(node)) if code is None else self.run(code)

    def _done(self, node: Call) -> Held | None:
        """`do.call(lmer, arguments)`, of a list that has a name."""
        given = elements_of(node.operands[1], self._now.names) if len(node.operands) > 1 else None
        if given is None or not isinstance(function := unwrap(node.operands[0]), Name | Text):
            return self._call(node, called_name(node))
        named = ((one.value, one.key if isinstance(one.key, str) else None) for one in given if one.value is not None)
        arguments = tuple(Argument(value, name, value.span) for value, name in named)
        name = function.name if isinstance(function, Name) else function.value
        return self.run(Call(Name(name, function.span), arguments, node.span))
