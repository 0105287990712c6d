"""The models that a script asks for, in its order, with the names that they are given.

A call inside another model's arguments is not a model of its own: `update(lmer(…), …)` is one model.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import pairwise
from operator import index
from typing import Any

from lme4math.asking import asking
from lme4math.english import listed, quoted
from lme4math.errors import Error, FormulaError, not_there
from lme4math.r import Call, Expression, Name, Text, called_name, deparse
from lme4math.records import record
from lme4math.script.flow import Flow
from lme4math.script.formulas import resolve_formula
from lme4math.script.frames import ScriptFit
from lme4math.script.holding import calls_in, value_assigned
from lme4math.script.other_models import FOREIGN
from lme4math.script.siblings import has_random_term, is_formula, refuse_others
from lme4math.script.update import is_update, read_update
from lme4math.source import Source

FEW = 4
"""Of so many models each is compared with the next, unless the script says which are."""


@record
class Models:
    """The models of a script.

    Attributes:
        asked: each of them, in the order of the text.
        labels: what each is called in a list of them.
        flow: the script as it was followed.
        compared: the places of those that one call of `anova` compares.
    """

    asked: tuple[ScriptFit, ...]
    labels: tuple[str, ...]
    flow: Flow
    compared: tuple[tuple[int, ...], ...] = ()

    @property
    def pairs(self) -> tuple[tuple[int, int], ...]:
        """The places of models that a reader may want compared: those that `anova` compares, else of a few all."""
        chains = self.compared or ((tuple(range(len(self.asked))),) if len(self.asked) <= FEW else ())
        return tuple(dict.fromkeys(pair for chain in chains for pair in pairwise(chain)))

    def place_of(self, which: Any) -> int:
        """The place of the model that a caller asks for by name or place; of models of one name the last, as in R.

        Raises:
            NotThereError: there is none.
        """
        if isinstance(which, str):
            named = [place for place, model in enumerate(self.asked) if which in (model.name, self.labels[place])]
            if named:
                return named[-1]
        elif not isinstance(which, bool):
            with suppress(TypeError):
                place = index(which)
                if -len(self.labels) <= place < len(self.labels):
                    return place % len(self.labels)
        raise not_there("model", which, self.labels)


def find_models(flow: Flow, text: str) -> Models:
    """The models that a script makes, in the order of the text, each as often as the script reaches it."""
    told = [fit for fit in flow.fits if not _is_parameter(fit.call, fit.scene.unbound)]
    asked = tuple(sorted(told or flow.fits, key=lambda fit: (*fit.scene.path, fit.call.span)[0].start))
    places = {fit: place for place, fit in enumerate(asked)}
    compared = (tuple(dict.fromkeys(places[fit] for fit in fits if fit in places)) for fits in flow.compared)
    return Models(asked, _labels(asked, text), flow, tuple(fits for fits in compared if len(fits) > 1))


def _is_parameter(call: Call, unbound: frozenset[str]) -> bool:
    """Whether the formula is a parameter of a function that the script does not call."""
    given = next((item.value for item in call.arguments if item.name in ("formula", None)), None)
    return isinstance(given, Name) and given.name in unbound


def _labels(models: Sequence[ScriptFit], text: str) -> tuple[str, ...]:
    """What each model is called in a list of them: its name, or, where that does not tell, its line and place."""
    if not models:
        return ("the formula",)
    times = Counter(model.name for model in models)
    breaks = [place for place, character in enumerate(text) if character == "\n"]
    return tuple(
        model.name
        if model.name and times[model.name] == 1
        else f"{model.name or called_name(call)} in line {bisect_left(breaks, call.span.start) + 1} (place {place})"
        for place, model in enumerate(models)
        for call in [model.call]
    )


def read_which(text: str) -> str | int:
    """What a user types to choose a model: its name, or a number for its place.

    >>> read_which("m1"), read_which("-1")
    ('m1', -1)
    """
    return int(text) if re.fullmatch(r"[+-]?\d{1,9}", text) else text


_MOST = 8


def notices_of(models: Models, place: int, by_default: bool, text: str) -> Iterator[str]:
    """What to know of the other models, where one is read; nothing where it was chosen.

    Args:
        models: those of the text.
        place: of the one that is read.
        by_default: whether it is read because no other was asked for.
        text: the code.
    """
    if not by_default:
        return
    labels = models.labels
    if len(labels) > 1:
        names = [*map(_quoted, labels[:_MOST]), *["…"] * (len(labels) > _MOST)]
        this = f"This is {_quoted(labels[place])}; choose another {asking().another_model}."
        yield f"The code has {len(labels)} models: {listed(names)}. {this}"
    for places in models.compared:
        if place in places:
            names = [_quoted(labels[one]) for one in places]
            each = "both" if len(names) == 2 else "each"
            yield f"The code compares {listed(names)} by anova(): read {each} {asking().another_model}."
    for note in models.flow.notes:
        yield note.said.format(line=text.count(_BREAK, 0, note.span.start) + 1)
    for name in dict.fromkeys(deparse(read.model) for call in models.flow.lost if (read := read_update(call))):
        yield f"An update() of {quoted(name)} is not read: the code does not fit {quoted(name)}."
    yield from _others(models.flow, text)


def _others(flow: Flow, text: str) -> Iterator[str]:
    """A notice of the mixed models that other functions than lme4's fit."""
    named: dict[int, str] = {}
    for fit in flow.others:
        function, start = called_name(fit.call) or "", fit.call.span.start
        if FOREIGN[function].mixed:
            what = "a model" if fit.name is None else quoted(fit.name)
            named.setdefault(start, f"{what} by {function} in line {text.count(_BREAK, 0, start) + 1}")
    if named:
        shown = [*list(named.values())[:_MOST], *["…"] * (len(named) > _MOST)]
        said = "is not read: it is no model" if len(named) == 1 else "are not read: they are no models"
        yield f"{listed(shown)} {said} of lmer, glmer or glmer.nb."


_BREAK = "\n"


def _quoted(label: str) -> str:
    return label if " in line " in label else quoted(label)


def unread_notice(label: str, line: int, error: Error) -> str:
    """What is said beside the other models of a model that is refused.

    Args:
        label: what it is called in the list of models.
        line: where it stands.
        error: the refusal.
    """
    where = _quoted(label) if " in line " in label else f"{_quoted(label)} in line {line}"
    return f"{where} is not read: {error.message}"


EXAMPLE = "Write a formula such as y ~ x + (1 | g), or a call such as lmer(y ~ x + (1 | g), data = d)."


def bare_formula(expressions: Sequence[Expression], flow: Flow, source: Source) -> Call:
    """The first formula with random effects that a script has by itself, or the first formula where none has any.

    Args:
        expressions: a script without a call of lme4's.
        flow: what its names hold.
        source: its text.

    Raises:
        FormulaError: there is none, or the script fits another package's model.
    """

    def resolve(node: Expression) -> Call:
        return resolve_formula(node, flow.last.names, source)

    refuse_others(expressions, resolve, mixed=True, names=flow.last.names)
    _refuse_update(expressions)
    found = list(_formulas(expressions, flow, source))
    for place, formula in found:
        if has_random_term(formula):
            _check_line_break(expressions, place)
            return formula
    refuse_others(expressions, resolve, mixed=False, names=flow.last.names)
    for place, formula in sorted(found, key=lambda item: -len(item[1].operands)):
        _check_line_break(expressions, place)
        return formula
    for note in flow.notes:
        raise FormulaError(note.said.format(line=source.line(note.span)), note.span, _WRITE_ONE)
    raise FormulaError("There is no model formula here.", expressions[0].span, EXAMPLE)


_WRITE_ONE = "Write one of the models out: lmer(y ~ x + (1 | g), data = d)."


def _refuse_update(expressions: Sequence[Expression]) -> None:
    """Raise FormulaError where `update` changes the formula of a model that the script does not fit."""
    for call in calls_in(expressions):
        if is_update(call) and (read := read_update(call)) is not None and read.formula is not None:
            what = f"{quoted(deparse(read.model))}, which update() changes, is no model that the code fits."
            span = call.function.span
            raise FormulaError(what, span, "Put the call that fits it before this, or write lmer(…) out.")


def _formulas(expressions: Sequence[Expression], flow: Flow, source: Source) -> Iterator[tuple[int, Call]]:
    """The formulas among the top-level expressions and the values that are assigned there, with their places."""
    alone = len(expressions) == 1
    for place, expression in enumerate(expressions):
        node = value_assigned(expression)
        if is_formula(node) or isinstance(node, Text) or place in flow.before:
            try:
                yield place, resolve_formula(node, flow.before.get(place, {}), source)
            except FormulaError:
                if alone:
                    raise


def _check_line_break(expressions: Sequence[Expression], place: int) -> None:
    """Raise FormulaError where the formula's next line seems to stand below it: R ends the formula before that."""
    if place + 1 == len(expressions):
        return
    node = expressions[place + 1]
    while isinstance(node, Call) and len(node.operands) == 2:
        node = node.operands[0]
    if isinstance(node, Call) and node.operator in ("+", "-"):
        raise FormulaError(
            "R ends the formula at the line break before this.",
            node.function.span,
            f"Put the `{node.operator}` at the end of the line above.",
        )
