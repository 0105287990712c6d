"""Finds the model call in R code: in a formula, a call, or a script around one.

The text is read, never run. Of several model calls in a script the first is read, and a notice says so. A formula alone
is read as lmer's.
"""

from __future__ import annotations

import difflib
from dataclasses import replace
from typing import Self

from lme4math.english import quoted
from lme4math.errors import FormulaError, a_value
from lme4math.r import (
    ASSIGNMENTS,
    Argument,
    Call,
    Expression,
    Matched,
    Name,
    Text,
    called,
    called_name,
    deparse,
    is_null,
    match_arguments,
    parse_program,
    unwrap,
    walk,
)
from lme4math.records import record
from lme4math.script.formulas import FOREIGN, OURS, is_formula, model_function, resolve_formula
from lme4math.script.frames import Declaration, Defaults, FrameChange, Scene
from lme4math.script.models import find_models, notices_of
from lme4math.script.program import Found, Script, read_script
from lme4math.script.update import Updates, is_update, read_update
from lme4math.source import Source, Span

_EXAMPLE = "Write a formula such as y ~ x + (1 | g), or a call such as lmer(y ~ x + (1 | g), data = d)."


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
        declarations: what the script says of the variables in the model.
        changes: what it does to the rows of the model's data frame.
        defaults: the contrasts that it sets for factors that have none of their own.
        data_name: the data frame, where the code names it.
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
    declarations: tuple[Declaration, ...] = ()
    changes: tuple[FrameChange, ...] = ()
    defaults: Defaults = (None, None)
    data_name: str | None = None

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
    """All model calls in R code, in its order.

    Raises:
        FormulaError: as `read_model_call`, for the first of them that R would refuse.
    """
    with ScriptReader(text) as reading:
        return tuple(map(reading.model, range(len(reading.models.labels))))


class ScriptReader:
    """A text that is being read; its errors are told where they stand in it."""

    def __init__(self, text: str) -> None:
        if not isinstance(text, str):
            raise FormulaError(f"R code must be a string; {a_value(text)} was given.", None, _EXAMPLE)
        self._source = Source(text)

    def __enter__(self) -> Self:
        try:
            self._script = read_script(parse_program(self._source.text))
        except FormulaError as error:
            raise error.within(self._source) from None
        if not self._script.expressions:
            raise FormulaError("There is no code here.", Span(0, len(self._source.text)), _EXAMPLE, self._source)
        self._updates = Updates(self._script, self._source)
        self.models = find_models(self._script, self._updates, self._source.text)
        return self

    def __exit__(self, _type: object, error: object, _traceback: object) -> None:
        if isinstance(error, FormulaError):
            error.within(self._source)

    def model(self, which: str | int | None) -> ModelCall:
        """One model of the text."""
        place = 0 if which is None else self.models.place_of(which)
        if not self.models.asked:
            return _bare_formula(self._script, self._source)
        asked = self.models.asked[place]
        call, notices = self._updates.made_by(asked.found.call)
        found = Found(call, asked.found.data)
        others = notices_of(self.models, place, which is None)
        read = _model(found, self._script, self._source, (*others, *notices))
        return replace(read, name=asked.name, place=place, models=self.models.labels)

    def fitting(self, place: int) -> Call:
        """The call of lme4 that fits the model at a place."""
        return self._updates.made_by(self.models.asked[place].found.call)[0]

    def arguments(self, place: int) -> dict[str, Expression]:
        """Its arguments by their full names, the formula written out.

        Raises:
            FormulaError: R would refuse one.
        """
        return self._updates.arguments_of(_without_dots(self.fitting(place)))

    def base_of(self, place: int) -> Span | None:
        """The place in the text of the call whose model it updates, if it does."""
        base = self._updates.base_of(self.models.asked[place].found.call)
        return None if base is None else base.span


def _model(found: Found, script: Script, source: Source, notices: tuple[str, ...]) -> ModelCall:
    call, name = found.call, model_function(found.call)
    assert name is not None
    matched = match_arguments(_without_dots(call), name)
    if "formula" not in matched:
        raise FormulaError(f"`{name}` is given no formula.", call.span, f"Write it first: {name}(y ~ x + (1 | g), …).")
    _check_swapped(matched)
    scene = script.flow.at(call.span)
    formula = resolve_formula(matched["formula"].value, script.within(scene), source)
    _check_control(OURS[name], matched.get("control"))
    given, refused = _given(matched)
    arguments = {parameter: item.value for parameter, item in given.items() if parameter != "formula"}
    if found.data is not None:
        arguments.setdefault("data", found.data)
    if isinstance(control := arguments.get("control"), Name):
        arguments["control"] = script.lookup(control) or control
    ordered = tuple(sorted(arguments.items(), key=lambda item: item[1].span))
    notices = (*notices, *refused, *_notices(name, given, call))
    read = ModelCall(OURS[name], formula, ordered, source, call.span, notices)
    return _told(read, scene.on(read.argument("data")))


def _told(read: ModelCall, scene: Scene) -> ModelCall:
    """The model call with what the script tells of its variables and of its data frame."""
    arguments = [value for name, value in read.arguments if name != "data"]
    used = dict.fromkeys(node.name for node in walk(read.formula, *arguments) if isinstance(node, Name))
    if "." in used and scene.frame is not None:
        used |= dict.fromkeys(scene.frame.columns)
    declarations = tuple(one for name in used if (one := scene.declaration(name)) is not None)
    frame = scene.frame
    changes = () if frame is None else tuple(one for one in frame.changes if not _within(one.span, read.span))
    return replace(
        read,
        declarations=declarations,
        changes=changes,
        defaults=scene.defaults,
        data_name=None if frame is None else frame.name,
    )


def _within(span: Span, other: Span) -> bool:
    return other.start <= span.start and span.end <= other.end


def _without_dots(call: Call) -> Call:
    """The call without a bare `...`, whose arguments the text does not show."""

    def stands_for_more(item: Argument) -> bool:
        return item.name is None and isinstance(item.value, Name) and item.value.name == "..."

    kept = tuple(item for item in call.arguments if not stands_for_more(item))
    return Call(call.function, kept, call.span)


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
    if len(_without_dots(call).arguments) < len(call.arguments):
        notices.append("The arguments behind `...` are not known; they are taken as not given.")
    return tuple(notices)


def _bare_formula(script: Script, source: Source) -> ModelCall:
    _refuse_foreign(script)
    for index, expression in enumerate(script.expressions):
        node = unwrap(expression)
        while isinstance(node, Call) and node.operator in ASSIGNMENTS and len(node.operands) == 2:
            node = unwrap(node.operands[1])
        if is_formula(node) or isinstance(node, Text) or called_name(node) in ("as.formula", "formula"):
            formula = resolve_formula(node, script, source)
            if index + 1 < len(script.expressions):
                _check_line_break(script.expressions[index + 1])
            return _told(ModelCall("lmer", formula, (), source, formula.span), script.flow.last)
    raise FormulaError("There is no model formula here.", script.expressions[0].span, _EXAMPLE)


def _check_line_break(following: Expression) -> None:
    """Raise FormulaError for what looks like the formula's next line: R ends the formula before it."""
    node = following
    while isinstance(node, Call) and len(node.operands) == 2:
        node = node.operands[0]
    if isinstance(node, Call) and node.operator in ("+", "-"):
        raise FormulaError(
            "R ends the formula at the line break before this.",
            node.function.span,
            f"Put the `{node.operator}` at the end of the line above.",
        )


def _refuse_foreign(script: Script) -> None:
    for found in script.find():
        package, name = called(found.call)
        if name is None:
            continue
        span = found.call.function.span
        if name in OURS and package is not None:
            raise FormulaError(f"{quoted(f'{package}::{name}')} is not lme4's.", span, f"Write lme4::{OURS[name]}(…).")
        if is_update(found.call) and (read := read_update(found.call)) is not None and read.formula is not None:
            what = f"{quoted(deparse(read.model))}, which update() changes, is no model that the code fits."
            raise FormulaError(what, span, "Put the call that fits it before this, or write lmer(…) out.")
        if name in FOREIGN and name not in ("bf", "brmsformula"):
            raise FormulaError(f"`{name}` is not a model of lme4.", span, FOREIGN[name])
        if name != "~" and _takes_formula(found.call):
            close = difflib.get_close_matches(name, OURS, 1, 0.6)
            hint = f"Did you mean {close[0]}(…)?" if close else "Only lmer, glmer and glmer.nb are read."
            raise FormulaError(f"{quoted(name)} is not a model of lme4.", span, hint)


def _takes_formula(call: Call) -> bool:
    passing_on = ASSIGNMENTS | {"(", "{", "~", "as.formula", "formula", "if", "for", "c", "list"}
    return called_name(call) not in passing_on and any(is_formula(operand) for operand in call.operands)
