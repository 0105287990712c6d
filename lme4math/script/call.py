"""Finds the model call in R code: in a formula, a call, or a script around one.

The text is read, never run. Of several models in a script one is asked for; by default it is the first. A formula alone
is read as lmer's.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Self

from lme4math.english import quoted
from lme4math.errors import FormulaError, NotThereError, a_value
from lme4math.r import Call, Expression, Matched, Name, Text, called_name, is_null, unwrap, walk
from lme4math.records import record
from lme4math.script.column_changes import keeping
from lme4math.script.flow import follow
from lme4math.script.formulas import branches_behind, own_functions, resolve_formula, told_of_branch
from lme4math.script.frames import Declaration, Defaults, FrameChange, Scene, ScriptFit
from lme4math.script.holding import around, link_name, model_function, settled
from lme4math.script.models import EXAMPLE, bare_formula, find_models, notices_of, unread_notice
from lme4math.script.other_models import OURS
from lme4math.script.pasted import read_pasted
from lme4math.script.shown import shown_in
from lme4math.script.siblings import is_formula, refuse_others, refuse_random_argument
from lme4math.script.targets import is_dots
from lme4math.script.update import Updates, at_update, model_arguments, parents_of
from lme4math.source import Source, Span


@record
class ModelCall:
    """A model as the text asks for it.

    Attributes:
        function: "lmer", "glmer" or "glmer.nb".
        formula: the call of `~`.
        arguments: the other arguments by their full names, in the order of the text.
        source: the whole text, which every span points into.
        span: the call, or the formula where that stands alone.
        notices: plain sentences about what is odd but accepted.
        name: what the model is assigned to, or None.
        place: its place among the models of the text, from 0.
        models: what these are called in a list of them, this one included.
        pairs: the places of those that a reader may want compared.
        declarations: what the script says of the variables in the model.
        changes: what it does to the rows of the model's data frame.
        defaults: the contrasts that it sets for factors that have none of their own.
        data_name: the data frame, where the code names it.
        parents: where the models that `update` made it of are called.
        data_root: the data frame that this was made from, where the script does not make that one.
        link_name: what R calls the link of its family, where the script makes that link and spells its name out.
    """

    function: str
    formula: Call
    arguments: tuple[tuple[str, Expression], ...]
    source: Source
    span: Span
    notices: tuple[str, ...] = ()
    name: str | None = None
    place: int = 0
    models: tuple[str, ...] = ()
    pairs: tuple[tuple[int, int], ...] = ()
    declarations: tuple[Declaration, ...] = ()
    changes: tuple[FrameChange, ...] = ()
    defaults: Defaults = (None, None)
    data_name: str | None = None
    parents: tuple[Span, ...] = ()
    data_root: str | None = None
    link_name: str | None = None

    def argument(self, name: str) -> Expression | None:
        """The value given for an argument, or None."""
        return dict(self.arguments).get(name)


def read_model_call(text: str, which: str | int | None = None) -> ModelCall:
    """Find a model call in R code.

    Args:
        text: an R formula, a call of lmer, glmer or glmer.nb (also lmerTest's and blme's), or a script with some.
        which: the model's name or its place, from 0 or, negative, from the end; the first if None.

    Raises:
        FormulaError: the text is not R, has no such call, or has one that R would refuse.
        NotThereError: there is no such model.
    """
    with ScriptReader(text) as reading:
        return reading.model(which)


def read_model_calls(text: str) -> tuple[ModelCall, ...]:
    """All model calls in R code that can be read, in its order; each has a notice of those that cannot.

    Raises:
        FormulaError: as `read_model_call`, for the first of them, where R would refuse all.
    """
    calls: list[ModelCall] = []
    refused: list[FormulaError] = []
    unread: list[str] = []
    with ScriptReader(text) as reading:
        if not reading.models.asked:
            return (reading.model(0),)
        for place in range(len(reading.models.labels)):
            try:
                calls.append(reading.model(place))
            except FormulaError as error:
                refused.append(error)
                unread.append(reading.unread(place, error))
        if not calls:
            raise refused[0]
    return tuple(replace(call, notices=(*call.notices, *unread)) for call in calls)


class ScriptReader:
    """A text that is being read; its errors are told where they stand in it."""

    def __init__(self, text: str) -> None:
        if not isinstance(text, str):
            raise FormulaError(f"R code must be a string; {a_value(text)} was given.", None, EXAMPLE)
        self._source = Source(text)

    def __enter__(self) -> Self:
        try:
            pasted = read_pasted(self._source.text)
        except FormulaError as error:
            raise error.within(self._source) from None
        self._source, self._notices, self._left_out = pasted.source, pasted.notices, pasted.left_out
        self._expressions = pasted.expressions
        self._flow = follow(self._expressions, shown_in(self._source.text, self._expressions), self._source)
        self._updates = Updates(self._source)
        self.models = find_models(self._flow, self._source.text)
        return self

    def __exit__(self, _type: object, error: object, _traceback: object) -> None:
        if isinstance(error, FormulaError):
            error.within(self._source)

    def model(self, which: str | int | None) -> ModelCall:
        """One model of the text."""
        place = 0 if which is None else self._place_of(which)
        if not self.models.asked:
            formula = bare_formula(self._expressions, self._flow, self._source)
            read = ModelCall("lmer", formula, (), self._source, formula.span, self._notices)
            return _told(read, self._flow.last)
        fit = self.models.asked[place]
        call, notices = self._updates.made_by(fit)
        others = notices_of(self.models, place, which is None, self._source.text)
        try:
            read = _model(call, fit, self._source, (*self._notices, *others, *notices))
            read = _told(read, self._updates.scene_of(fit, read.argument("data")))
        except FormulaError as error:
            raise at_update(error, fit.call.span, parents_of(fit)) from None
        return replace(
            read,
            name=fit.name,
            place=place,
            models=self.models.labels,
            pairs=self.models.pairs,
            parents=parents_of(fit),
        )

    def _place_of(self, which: str | int) -> int:
        try:
            return self.models.place_of(which)
        except NotThereError as error:
            self._refuse_other(which)
            error.message = " ".join([error.message, *self._left_out, *self._unread()])
            raise

    def _refuse_other(self, which: str | int) -> None:
        """Raise FormulaError where a name is that of another package's model."""
        for fit in reversed(self._flow.others):
            if fit.name is not None and fit.name == which:
                resolve = partial(resolve_formula, names=fit.scene.names, source=self._source)
                what = f"{quoted(fit.name)} is fitted by {quoted(called_name(fit.call) or '')}, not by lme4."
                try:
                    for mixed in (True, False):
                        refuse_others((fit.call,), resolve, mixed, fit.scene.names)
                except FormulaError as error:
                    raise FormulaError(what, fit.call.span, error.hint) from None

    def _unread(self) -> Iterator[str]:
        """Notices of the models that are refused, as far as there are not many."""
        for place in range(min(len(self.models.asked), _MOST_TRIED)):
            try:
                self.model(place)
            except FormulaError as error:
                yield self.unread(place, error)

    def unread(self, place: int, error: FormulaError) -> str:
        """A notice of a model that is refused."""
        span = self.models.asked[place].call.span
        return unread_notice(self.models.labels[place], self._source.line(span), error)

    def fitting(self, place: int) -> Call:
        """The call of lme4 that fits the model at a place."""
        return self._updates.made_by(self.models.asked[place])[0]

    def arguments(self, place: int) -> dict[str, Expression]:
        """Its arguments by their full names, the formula written out.

        Raises:
            FormulaError: R would refuse one.
        """
        names = self.models.asked[place].scene.names
        return self._updates.arguments_of(self.fitting(place), names)

    def base_of(self, place: int) -> Span | None:
        """The place in the text of the call whose model it updates, if it does."""
        base = self.models.asked[place].base
        return None if base is None else base.call.span


_MOST_TRIED = 20


def _model(call: Call, fit: ScriptFit, source: Source, notices: tuple[str, ...]) -> ModelCall:
    name, names = model_function(call), fit.scene.names
    assert name is not None
    refuse_random_argument(call, name, lambda node: resolve_formula(node, names, source))
    matched = model_arguments(call)
    _check_swapped(matched)
    asked = matched["formula"].value
    formula = resolve_formula(asked, names, source)
    _check_control(OURS[name], matched.get("control"))
    given, refused = _given(matched)
    arguments = {parameter: item.value for parameter, item in given.items() if parameter != "formula"}
    if (data := fit.data or (fit.base.data if fit.base else None)) is not None:
        arguments.setdefault("data", data)
    used = (held for value in (asked, *arguments.values()) for held in around(value, names).values())
    branches = dict.fromkeys(told_of_branch(one, source) for one in branches_behind(used))
    arguments |= {key: settled(arguments[key], names) for key in ("control", "family") if key in arguments}
    ordered = tuple(sorted(arguments.items(), key=lambda item: item[1].span))
    own = own_functions([call, arguments.get("family")], names, source)
    notices = (*notices, *refused, *_notices(name, given, call), *branches, *own)
    link = link_name(arguments.get("family"), names)
    return ModelCall(OURS[name], formula, ordered, source, call.span, notices, link_name=link)


def _told(read: ModelCall, scene: Scene) -> ModelCall:
    """The model call with what the script tells of its variables and of its data frame."""
    arguments = [value for name, value in read.arguments if name != "data"]
    used = dict.fromkeys(node.name for node in walk(read.formula, *arguments) if isinstance(node, Name))
    if "." in used and scene.frame is not None:
        used |= dict.fromkeys(scene.frame.columns)
    subset = read.argument("subset")
    if subset is not None and scene.frame is not None:
        scene = replace(scene, frame=keeping(scene.frame, [subset], scene.names))
    told = (one for name in used if (one := scene.declaration(name)) is not None)
    declarations = tuple(replace(one, value=None) if one.printed and one.factor is not None else one for one in told)
    branches = (told_of_branch(one, read.source) for one in dict.fromkeys(branches_behind(declarations)))
    frame = scene.frame
    changes = () if frame is None else tuple(one for one in frame.changes if not one.span.is_within(read.span))
    return replace(
        read,
        notices=tuple(dict.fromkeys((*read.notices, *branches))),
        declarations=declarations,
        changes=changes,
        defaults=scene.defaults,
        data_name=None if frame is None else frame.name,
        data_root=None if frame is None else frame.root,
    )


def _given(matched: dict[str, Matched]) -> tuple[dict[str, Matched], list[str]]:
    """The arguments without those that are NULL, which R takes as not given; and notices about these.

    Raises:
        FormulaError: an argument that is evaluated in the data contains NULL and names no variable, as `I(NULL)`.
    """
    for name in ("weights", "offset", "subset"):
        if name in matched and not is_null(value := matched[name].value):
            parts = list(walk(value))
            if any(map(is_null, parts)) and not any(isinstance(part, Name) for part in parts):
                hint = f"Name a column, or leave `{name}` out."
                raise FormulaError(f"`{name}` has no value for any row.", value.span, hint)
    null = [name for name, item in matched.items() if is_null(item.value)]
    refused = [f"lme4 refuses `{name} = NULL`; it is read as not given." for name in null if name in _NEVER_NULL]
    return {name: item for name, item in matched.items() if name not in null}, refused


_NEVER_NULL = frozenset({"REML", "control", "devFunOnly", "family", "nAGQ", "verbose"})
"""Arguments of which lme4 needs a value (`argument is of length zero`)."""


def _check_swapped(matched: dict[str, Matched]) -> None:
    given = unwrap(matched["formula"].value)
    if is_formula(given) or isinstance(given, Text):
        return
    for parameter, item in matched.items():
        if parameter != "formula" and is_formula(unwrap(item.value)):
            raise FormulaError(
                f"R takes this as the formula, and the formula as `{parameter}`.",
                matched["formula"].argument.span,
                "Put the formula first, or name both: formula = …, data = …; in a pipe write data = _.",
            )


def _check_control(function: str, control: Matched | None) -> None:
    if control is not None and function == "lmer" and called_name(unwrap(control.value)) == "glmerControl":
        raise FormulaError("lmer does not take glmerControl().", control.value.span, "Write lmerControl().")


def _notices(name: str, matched: dict[str, Matched], call: Call) -> tuple[str, ...]:
    notices: list[str] = []
    if name in ("blmer", "bglmer"):
        notices.append(f"`{name}` is read as {OURS[name]}; its priors are not part of the equations.")
    if name == "glmer.nb" and "family" in matched:
        notices.append("glmer.nb ignores `family`: it is the negative binomial.")
    if name == "glmer" and "control" in matched and called_name(matched["control"].value) == "lmerControl":
        notices.append("glmer takes glmerControl(), not lmerControl().")
    if any(map(is_dots, call.arguments)):
        notices.append("The arguments behind `...` are not known; they are taken as not given.")
    return tuple(notices)
