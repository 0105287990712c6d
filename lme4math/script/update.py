"""`update(m, . ~ . + x, …)` of a model of the script, as the call that R makes of it: lme4's `update.merMod`.

The formula is changed by `update.formula`; other arguments take the place of the model's own, or are added.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from lme4math.english import quoted
from lme4math.errors import FormulaError
from lme4math.formula import expanded, update_formula
from lme4math.r import (
    DOTS,
    Argument,
    Call,
    Expression,
    Matched,
    Mismatch,
    Name,
    called,
    match_arguments,
    matched_parameters,
    truth_in,
    walk,
)
from lme4math.records import record
from lme4math.script.formulas import resolve_formula
from lme4math.script.frames import Declaration, Scene, ScriptFit
from lme4math.script.holding import Names, model_function
from lme4math.script.targets import is_dots
from lme4math.source import Source, Span

MAX_UPDATES = 200
"""The largest number of updates from a model to the call that fitted it."""

_WRITE_OUT = "Write the model out in full: lmer(y ~ x + (1 | g), …)."


@record
class Update:
    """The arguments of a call of `update`.

    Attributes:
        call: the call.
        model: the model that it changes.
        formula: the new formula, or None.
        others: the arguments that it hands on, with names.
        ignored: those without, which R ignores.
    """

    call: Call
    model: Expression
    formula: Expression | None
    others: tuple[Argument, ...]
    ignored: tuple[Argument, ...]


def is_update(node: Expression) -> bool:
    """Whether a node is a call of R's `update`."""
    package, name = called(node)
    return name == "update" and package in (None, "stats", "lme4")


def read_update(call: Call) -> Update | None:
    """The arguments of a call of `update`, or None where it has no model, or makes none."""
    try:
        names = matched_parameters(
            "update", [item.name for item in call.arguments], ("object", "formula.", DOTS), ("evaluate",)
        )
    except Mismatch:
        return None
    given = {name: item.value for name, item in zip(names, call.arguments, strict=True) if item.value is not None}
    more = [item for name, item in zip(names, call.arguments, strict=True) if name == DOTS and item.value is not None]
    if "object" not in given or truth_in(given.get("evaluate")) is False:
        return None
    return Update(
        call,
        given["object"],
        given.get("formula."),
        tuple(item for item in more if item.name),
        tuple(item for item in more if not item.name),
    )


def model_arguments(call: Call) -> dict[str, Matched]:
    """The arguments of a call of lme4 by their full names, without those behind a bare `...`, which are not known.

    Raises:
        FormulaError: R would refuse one, or there is no formula.
    """
    name = model_function(call) or ""
    shown = tuple(item for item in call.arguments if not is_dots(item))
    matched = match_arguments(replace(call, arguments=shown), name)
    if "formula" not in matched:
        raise FormulaError(f"`{name}` is given no formula.", call.span, f"Write it first: {name}(y ~ x + (1 | g), …).")
    return matched


class Updates:
    """The models of a script as lme4's calls; what is found is kept."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._made: dict[ScriptFit, tuple[Call, tuple[str, ...]]] = {}

    def made_by(self, fit: ScriptFit) -> tuple[Call, tuple[str, ...]]:
        """The call of lme4 that makes a model, the formula written out where it was updated; and notices about it.

        Raises:
            FormulaError: R would refuse an argument, or the formula that it makes.
        """
        path: list[ScriptFit] = []
        while fit.base is not None and fit not in self._made:
            path.append(fit)
            fit = fit.base
            if len(path) > MAX_UPDATES:
                said = f"This is the last of more than {MAX_UPDATES} updates."
                raise FormulaError(said, path[0].call.span, _WRITE_OUT)
        made, notices = self._made.get(fit, (fit.call, ()))
        below = fit
        for update in reversed(path):
            read = read_update(update.call)
            assert read is not None
            try:
                made = self._changed(made, below, update, read)
            except FormulaError as error:
                raise at_update(error, update.call.span, parents_of(update)) from None
            notices = tuple(dict.fromkeys((*notices, *_notices(read, made, self._source))))
            self._made[update] = made, notices
            below = update
        return made, notices

    def scene_of(self, fit: ScriptFit, data: Expression | None) -> Scene:
        """What holds for a model: where it is called, but what its first model found in the data stays the data's.

        Args:
            fit: the model, which can be read.
            data: the data frame that it is given.
        """
        scene = fit.scene.on(data)
        if fit.base is None:
            return scene
        first = deque(_bases(fit), 1).pop()
        formula = self.arguments_of(first.call, first.scene.names)["formula"]
        used = {node.name for node in walk(formula) if isinstance(node, Name)} - first.scene.names.keys()
        later = {name for name in used if isinstance(scene.names.get(name), Declaration)}
        return replace(scene, names={name: held for name, held in scene.names.items() if name not in later})

    def arguments_of(self, call: Call, names: Names) -> dict[str, Expression]:
        """The arguments of a call of lme4 by their full names; the formula, which is resolved, is the first.

        Raises:
            FormulaError: R would refuse one, or there is no formula.
        """
        matched = model_arguments(call)
        formula = resolve_formula(matched["formula"].value, names, self._source)
        return {"formula": formula} | {key: item.value for key, item in matched.items() if key != "formula"}

    def _changed(self, call: Call, base: ScriptFit, fit: ScriptFit, update: Update) -> Call:
        """lme4's `update.merMod`: another formula, and other arguments by their names."""
        own = self.arguments_of(call, base.scene.names)
        if base.data is not None:
            own.setdefault("data", base.data)
        if update.formula is not None:
            new = resolve_formula(update.formula, fit.scene.names, self._source)
            old = own["formula"]
            assert isinstance(old, Call)
            own["formula"] = update_formula(expanded(old), new, new.span)
        own |= {item.name: item.value for item in update.others if item.name and item.value is not None}
        known = model_function(call) == "glmer.nb" and "family" in own  # lme4 keeps a call of glmer
        function = Name("glmer", call.function.span) if known else call.function
        spans = {item.name: item.span for item in update.others}
        arguments = (Argument(value, key, spans.get(key, value.span)) for key, value in own.items())
        return Call(function, tuple(arguments), update.call.span)


def parents_of(fit: ScriptFit) -> tuple[Span, ...]:
    """Where the models that an updated one comes from are called."""
    return tuple(one.call.span for one in islice(_bases(fit), MAX_UPDATES + 1))


def _bases(fit: ScriptFit) -> Iterator[ScriptFit]:
    """The models that an updated one comes from, the last of them the one that a call of lme4 fits."""
    while fit.base is not None:
        fit = fit.base
        yield fit


def at_update(error: FormulaError, own: Span, parents: tuple[Span, ...]) -> FormulaError:
    """A refusal of an updated model, which is shown at the update where it points into a call that this comes from.

    Args:
        error: the refusal.
        own: the place of the update.
        parents: the places of the calls.
    """
    span = error.span
    if span is not None and not span.is_within(own) and any(span.is_within(parent) for parent in parents):
        error.span = own
    return error


def _notices(update: Update, made: Call, source: Source) -> Iterator[str]:
    for item in update.ignored:
        yield f"R's update() ignores {quoted(source.slice(item.span))}: its arguments need names, such as data = …"
    if model_function(made) == "glmer.nb":
        yield "R's update() of a model of glmer.nb keeps the estimate of θ; here θ is a parameter of the model."
