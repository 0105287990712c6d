"""A model of a script set apart, before it is changed: its formula stands in its own call, and in no other model.

A formula may be shared by name, computed, or come from another model by `update`; a change in its place would then
change other models as well, or there is no place for it. Such calls are written out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lme4math.errors import FormulaError
from lme4math.r import Call, Expression, deparse, deparse_name, literal_around, parse_expression
from lme4math.script.call import ModelCall, ScriptReader
from lme4math.source import Span


def set_apart(call: ModelCall) -> str:
    """The R code with the same models, in which a change of this model's formula changes no other."""
    if len(call.models) < 2 and _is_typed(call):
        return call.source.text
    with ScriptReader(call.source.text) as reading:
        patches = dict(_patches(call, reading))
    text = call.source.text
    for span in sorted(patches, reverse=True):
        text = text[: span.start] + patches[span] + text[span.end :]
    return text


def _patches(call: ModelCall, reading: ScriptReader) -> Iterator[tuple[Span, str]]:
    """The calls to write out: this one, where its formula is not its own, and those that change its model further."""
    spans = [fit.call.span for fit in reading.models.asked]
    others = [place for place in range(len(call.models)) if place != call.place]
    read = {place: given for place in others if (given := _arguments(reading, place)) is not None}
    shared = any(given["formula"].span == call.formula.span for given in read.values())
    if (shared or not _is_typed(call)) and (own := _arguments(reading, call.place)) is not None:
        _refuse_shared(call.span, spans, call.span)
        yield call.span, _written(reading.fitting(call.place), own)
    for place, given in read.items():
        if reading.base_of(place) == call.span:
            _refuse_shared(spans[place], spans, call.span)
            yield reading.fitting(place).span, _written(reading.fitting(place), given)


def _refuse_shared(written: Span, spans: Sequence[Span], own: Span) -> None:
    """Raise FormulaError where the call that is to be written out fits several models, as one in a loop does."""
    if spans.count(written) > 1:
        what = "This call fits several models" if written == own else "A call that updates this model fits several"
        raise FormulaError(f"{what}, so that one cannot be changed by itself.", own, "Write it in a call of its own.")


def _is_typed(call: ModelCall) -> bool:
    """Whether the formula stands in the text as it is read."""
    code = call.source.slice(call.formula.span)
    within = literal_around(call.source, call.formula.span)
    try:
        return deparse(parse_expression(within.read(code) if within else code)) == deparse(call.formula)
    except FormulaError:
        return False


def _arguments(reading: ScriptReader, place: int) -> dict[str, Expression] | None:
    """The arguments of the call that fits a model; None where R would refuse one."""
    try:
        return reading.arguments(place)
    except FormulaError:
        return None


def _written(call: Call, given: dict[str, Expression]) -> str:
    """A call of lme4, its formula without a name."""
    named = (f"{deparse_name(name)} = {deparse(value)}" for name, value in given.items() if name != "formula")
    return f"{deparse(call.function)}({', '.join([deparse(given['formula']), *named])})"
