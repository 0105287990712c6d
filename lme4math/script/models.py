"""The models that a script asks for, in its order, with the names that they are given.

A call inside another model's arguments is not a model of its own: `update(lmer(…), …)` is one model.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence, Set
from contextlib import suppress
from operator import index
from typing import Any

from lme4math.english import listed, quoted
from lme4math.errors import not_there
from lme4math.r import ASSIGNMENTS, Call, Function, Name, Text, called_name, deparse
from lme4math.records import record
from lme4math.script.formulas import model_function
from lme4math.script.frames import Scene
from lme4math.script.other_models import OURS
from lme4math.script.program import Found, Script
from lme4math.script.update import Updates, is_update, read_update
from lme4math.source import Span


@record
class AskedModel:
    """A call that makes a model.

    Attributes:
        found: the call.
        name: the name that the script gives to what it makes, if any.
        scene: what holds where it is reached; a function of the script may be called several times.
    """

    found: Found
    name: str | None
    scene: Scene


@record
class Models:
    """The models of a script.

    Attributes:
        asked: each of them, in the order of the text.
        labels: what each is called in a list of them.
        compared: the places of those that one call of `anova` compares.
        lost: the updates of a name that the script gives to nothing, which are not read.
    """

    asked: tuple[AskedModel, ...]
    labels: tuple[str, ...]
    compared: tuple[tuple[int, ...], ...] = ()
    lost: tuple[Call, ...] = ()

    def place_of(self, which: Any) -> int:
        """The place of the model that a caller asks for by name or place; of models of one name the last, as in R.

        Raises:
            NotThereError: there is none.
        """
        if isinstance(which, str):
            named = [place for place, model in enumerate(self.asked) if model.name == which]
            if named:
                return named[-1]
        elif not isinstance(which, bool):
            with suppress(TypeError):
                place = index(which)
                if -len(self.labels) <= place < len(self.labels):
                    return place % len(self.labels)
        raise not_there("model", which, self.labels)


_NAMING = ASSIGNMENTS | {"assign", "list", "c"}
_MAKING = frozenset({*OURS, "update", "anova"})


def find_models(script: Script, updates: Updates, text: str) -> Models:
    """The calls of a script that make a model of lme4: those that fit one, and `update()` of one."""
    makers: list[Found] = []
    others: list[Call] = []
    named: list[tuple[Span, str]] = []
    for found in script.find():
        call = found.call
        name = called_name(call)
        if name in _NAMING:
            named.extend(_named(call))
        if name not in _MAKING:
            continue
        fits = model_function(call) is not None
        if fits:
            updates.note(found)
        if fits or updates.base_of(call) is not None:
            makers.append(found)
        elif is_update(call) or called_name(call) == "anova":
            others.append(call)
    asked = _reached(list(_outermost(makers)), named, script)
    compared = _compared((call for call in others if not is_update(call)), updates, asked)
    lost = (call for call in others if is_update(call) and _is_lost(call, script))
    return Models(asked, _labels(asked, text) if asked else ("the formula",), tuple(compared), tuple(lost))


def _reached(calls: Sequence[Found], named: Sequence[tuple[Span, str]], script: Script) -> tuple[AskedModel, ...]:
    """Each call as often as the script reaches it, in the order of what reaches it, with the name of the result."""
    reached = [(scene, found) for found in calls for scene in script.flow.all_at(found.call.span)]
    told = [pair for pair in reached if not _is_parameter(pair[1].call, pair[0].unbound)]
    reached = sorted(told or reached, key=lambda pair: (*pair[0].path, pair[1].call.span)[0].start)
    own = _names_of(named, {found.call.span for found in calls})
    outer = _names_of(named, {scene.path[0] for scene, _ in reached if scene.path})
    return tuple(
        AskedModel(found, (outer[scene.path[0]] if scene.path else None) or own[found.call.span], scene)
        for scene, found in reached
    )


def _names_of(named: Sequence[tuple[Span, str]], spans: Set[Span]) -> dict[Span, str | None]:
    """The name of the value at each of these places, which do not overlap."""
    in_order = sorted(spans)
    return dict(zip(in_order, _innermost(named, in_order), strict=True))


def _is_parameter(call: Call, unbound: frozenset[str]) -> bool:
    """Whether the formula is a parameter of a function that the script does not call."""
    given = next((item.value for item in call.arguments if item.name in ("formula", None)), None)
    return isinstance(given, Name) and given.name in unbound


def _outermost(makers: Sequence[Found]) -> Iterator[Found]:
    """Those that are not inside another, in the order of the text."""
    end = -1
    for found in sorted(makers, key=lambda maker: (maker.call.span.start, -maker.call.span.end)):
        if found.call.span.start >= end:
            end = found.call.span.end
            yield found


def _named(call: Call) -> Iterator[tuple[Span, str]]:
    """The values that a call gives names to: an assignment, `list(a = …)`, `assign("a", …)`; each with its name."""
    operands = call.operands
    if call.operator in ASSIGNMENTS and len(operands) == 2:
        target = operands[0]
        if isinstance(operands[1], Function):
            return  # the function has the name, not the model in it
        yield operands[1].span, target.value if isinstance(target, Text) else deparse(target)
    elif called_name(call) == "assign" and len(operands) > 1:
        if isinstance(operands[0], Text):
            yield operands[1].span, operands[0].value
    elif called_name(call) in ("list", "c"):
        for item in call.arguments:
            if item.name and item.value is not None:
                yield item.value.span, item.name


def _innermost(named: Iterable[tuple[Span, str]], spans: Sequence[Span]) -> Iterator[str | None]:
    """The name of the shortest named span around each of these spans, which do not overlap."""
    ahead = sorted(named, key=lambda holder: (holder[0].start, -holder[0].end), reverse=True)
    around: list[tuple[Span, str]] = []
    for span in spans:
        while ahead and ahead[-1][0].start <= span.start:
            around.append(ahead.pop())
        while around and around[-1][0].end < span.end:
            around.pop()
        yield around[-1][1] if around else None


def _labels(models: Sequence[AskedModel], text: str) -> tuple[str, ...]:
    """What each model is called in a list of them: its name, or, where that does not tell, its line and place."""
    times = Counter(model.name for model in models)
    breaks = [place for place, character in enumerate(text) if character == "\n"]
    return tuple(
        model.name
        if model.name and times[model.name] == 1
        else f"{model.name or called_name(call)} in line {bisect_left(breaks, call.span.start) + 1} (place {place})"
        for place, model in enumerate(models)
        for call in [model.found.call]
    )


def _compared(calls: Iterable[Call], updates: Updates, asked: Sequence[AskedModel]) -> Iterator[tuple[int, ...]]:
    places = {model.found.call.span: place for place, model in enumerate(asked)}
    for call in calls:
        makers = [updates.maker_of(item.value) for item in call.arguments if item.value is not None and not item.name]
        found = dict.fromkeys(places[maker.span] for maker in makers if maker is not None and maker.span in places)
        if len(found) > 1:
            yield tuple(found)


def _is_lost(call: Call, script: Script) -> bool:
    read = read_update(call)
    return read is not None and isinstance(read.model, Name) and script.lookup(read.model) is None


def read_which(text: str) -> str | int:
    """What a user types to choose a model: its name, or a number for its place.

    >>> read_which("m1"), read_which("-1")
    ('m1', -1)
    """
    return int(text) if re.fullmatch(r"[+-]?\d{1,9}", text) else text


_CHOOSE = "`which=` or `--model`"
_MOST = 8


def notices_of(models: Models, place: int, by_default: bool) -> Iterator[str]:
    """What to know of the other models, where one is read.

    Args:
        models: those of the text.
        place: of the one that is read.
        by_default: whether it is read because no other was asked for.
    """
    labels = models.labels
    if by_default and len(labels) > 1:
        names = [*map(_quoted, labels[:_MOST]), *["…"] * (len(labels) > _MOST)]
        this = f"This is {_quoted(labels[place])}; choose another by {_CHOOSE}."
        yield f"The code has {len(labels)} models: {listed(names)}. {this}"
    for places in models.compared:
        if place in places:
            names = [_quoted(labels[one]) for one in places]
            each = "both" if len(names) == 2 else "each"
            yield f"The code compares {listed(names)} by anova(): read {each} by name, with {_CHOOSE}."
    if by_default:
        for name in dict.fromkeys(deparse(read.model) for call in models.lost if (read := read_update(call))):
            yield f"An update() of {quoted(name)} is not read: the code does not fit {quoted(name)}."


def _quoted(label: str) -> str:
    return label if " in line " in label else quoted(label)
