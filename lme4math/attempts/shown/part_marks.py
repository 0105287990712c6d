"""Which parts of an equation are as in the code, which are not, and which are at another level."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from lme4math.attempts.meant.interpretation import Finding, coefficient_name
from lme4math.attempts.said.said_laws import SaidLaw
from lme4math.attempts.shown.tex_mathml import PlaceMark
from lme4math.attempts.verdict.judging import Judgement
from lme4math.source import Span

_WORST_FIRST = ("wrong", "level", "open", "note", "right")
_ABOUT_COVARIANCES = frozenset(("missing_correlation", "extra_correlation", "wrong_structure", "shared_variance"))
_ABOUT_RESPONSE = frozenset(("wrong_response", "wrong_family", "wrong_trials", "wrong_link"))
Place = tuple[str, frozenset[str]]
"""A grouping factor, "" for the population, and the factors of a coefficient."""


def factors_of(coefficient: str) -> frozenset[str]:
    """What a coefficient's column is the product of, in whatever order R names it."""
    return frozenset(coefficient.split(":"))


def marked_parts(found: Judgement, numbers: tuple[tuple[Finding, int], ...] = ()) -> tuple[PlaceMark, ...]:
    """The marks of an equation, the narrower ones after those that enclose them.

    Coefficients and deviations are marked one by one; a difference of distributions is marked where the covariance is
    written. Where the equation stands for no model, nothing of it is said to be right.

    Args:
        found: what was found.
        numbers: the number of each difference or note that has one.
    """
    kinds: dict[Span, str] = {}
    for span, kind in _marks(found):
        if span.start < span.end and _rank(kind) < _rank(kinds.get(span, "")):
            kinds[span] = kind
    if found.means is None:
        kinds = {span: kind for span, kind in kinds.items() if kind != "right"}
    marks = {span: PlaceMark(span, kind) for span, kind in kinds.items()}
    for one, number in numbers:
        for span in dict.fromkeys(places_in_text(one, found)):
            mark = marks.get(span, PlaceMark(span, "note"))
            marks[span] = replace(mark, numbers=(*mark.numbers, number))
    return tuple(sorted(marks.values(), key=lambda one: (one.span.start - one.span.end, one.span.start)))


def _rank(kind: str) -> int:
    return _WORST_FIRST.index(kind) if kind in _WORST_FIRST else len(_WORST_FIRST)


def _marks(found: Judgement) -> Iterator[tuple[Span, str]]:
    for one in found.differences:
        kind = "level" if one.kind in ("level_mismatch", "wrong_group") else "wrong"
        yield from ((span, kind) for span in places_in_text(one, found))
    for one in found.doubts:
        yield from ((span, "open") for span in places_in_text(one, found))
    if found.reading is not None:
        yield from ((span, "right") for spans in found.reading.spans.values() for span in spans)
    response = found.told.response.symbol
    if response is not None:
        yield response.span, "right"
    for effect in found.told.residuals:
        if effect.spans:
            yield effect.spans[0], "right"


def places_in_text(one: Finding, found: Judgement) -> tuple[Span, ...]:
    """Where a difference or a note is in the equation; nowhere, where something is missing."""
    return tuple(span for span in _places(one, found) if span.start < span.end)


def _places(one: Finding, found: Judgement) -> Iterator[Span]:
    fields = {key: str(value) for key, value in one.fields}
    response = found.told.response.symbol
    if one.kind in _ABOUT_COVARIANCES:
        yield from _covariances(one, found)
    elif one.span is not None:
        yield one.span
    elif one.kind in _ABOUT_RESPONSE and response is not None:
        yield response.span
    elif one.kind in ("extra_fixed_effect", "extra_random_effect"):
        yield from _written(found, (fields.get("group", ""), factors_of(fields["coefficient"])))
    elif one.kind == "wrong_group":
        yield from _written(found, (fields["equation"], factors_of(fields["coefficient"])))


def _written(found: Judgement, place: Place) -> Iterator[Span]:
    """Where a coefficient or a deviation is written."""
    for (group, column), spans in found.reading.spans.items() if found.reading else ():
        if (group, factors_of(coefficient_name(column))) == place:
            yield from spans


def _covariances(one: Finding, found: Judgement) -> Iterator[Span]:
    """Where the covariances are written of the groups that a difference is about."""
    for group in dict.fromkeys(groups_of(one)):
        written = found.reading.spans.items() if found.reading else ()
        own = {span for (name, _), these in written if name == group for span in these}
        for effect in found.told.effects:
            if effect.law is not None and own.intersection(effect.spans):
                yield _covariance_of(effect.law)
    if one.kind == "shared_variance" and one.span is not None:
        yield from (_covariance_of(law) for law in found.told.laws if law.span == one.span)


def groups_of(one: Finding) -> Iterator[str]:
    """The grouping factors that a difference of covariances names."""
    fields = dict(one.fields)
    if "group" in fields:
        yield str(fields["group"])
    between = fields.get("between", ())
    assert isinstance(between, list | tuple)
    yield from (str(group) for group, _ in between)


def _covariance_of(law: SaidLaw) -> Span:
    """Where a statement says the variance or covariance: its last argument, or all of it."""
    return law.arguments[-1].span if law.arguments else law.span
