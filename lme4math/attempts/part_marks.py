"""Which parts of an equation are as in the code, which are not, and which are at another level."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lme4math.attempts.as_formula import RColumn
from lme4math.attempts.interpretation import Finding, coefficient_name
from lme4math.attempts.judging import Judgement
from lme4math.attempts.said_laws import SaidLaw
from lme4math.attempts.tex_mathml import PlaceMark
from lme4math.source import Span

_WORST_FIRST = ("wrong", "level", "open", "right")
_ABOUT_COVARIANCES = frozenset(("missing_correlation", "extra_correlation", "wrong_structure", "shared_variance"))
_ABOUT_RESPONSE = frozenset(("wrong_response", "wrong_family", "wrong_trials", "wrong_link"))
Place = tuple[str, frozenset[str]]
"""A grouping factor, "" for the population, and the factors of a coefficient."""


def factors_of(coefficient: str) -> frozenset[str]:
    """What a coefficient's column is the product of, in whatever order R names it."""
    return frozenset(coefficient.split(":"))


def marked_parts(found: Judgement) -> tuple[PlaceMark, ...]:
    """The marks of an equation, the narrower ones after those that enclose them.

    Coefficients and deviations are marked one by one; a difference of distributions is marked where the covariance is
    written. Where the equation stands for no model, nothing of it is said to be right.
    """
    kinds: dict[Span, str] = {}
    for span, kind in _marks(found):
        if span.start < span.end and _rank(kind) < _rank(kinds.get(span, "")):
            kinds[span] = kind
    if found.means is None:
        kinds = {span: kind for span, kind in kinds.items() if kind != "right"}
    widest_first = sorted(kinds.items(), key=lambda one: (one[0].start - one[0].end, one[0].start))
    return tuple(PlaceMark(span, kind) for span, kind in widest_first)


def _rank(kind: str) -> int:
    return _WORST_FIRST.index(kind) if kind in _WORST_FIRST else len(_WORST_FIRST)


def _marks(found: Judgement) -> Iterator[tuple[Span, str]]:
    for one in found.differences:
        if one.span is not None and one.kind not in _ABOUT_COVARIANCES:
            yield one.span, "level" if one.kind == "level_mismatch" else "wrong"
    for one in found.doubts:
        if one.span is not None:
            yield one.span, "open"
    if found.reading is not None:
        places = dict(_places(found.differences))
        for (group, column), spans in found.reading.spans.items():
            kind = places.get((group, factors_of(coefficient_name(column))), "right")
            yield from ((span, kind) for span in spans)
        yield from _of_covariances(found, found.reading.spans)
    yield from _of_rest(found)


def _places(differences: tuple[Finding, ...]) -> Iterator[tuple[Place, str]]:
    """What of the equation the code has not, or has at another level."""
    for one in differences:
        fields = {key: str(value) for key, value in one.fields}
        if one.kind in ("extra_fixed_effect", "extra_random_effect"):
            yield (fields.get("group", ""), factors_of(fields["coefficient"])), "wrong"
        elif one.kind == "wrong_group":
            yield (fields["equation"], factors_of(fields["coefficient"])), "level"


def _of_covariances(
    found: Judgement, spans: Mapping[tuple[str, RColumn], tuple[Span, ...]]
) -> Iterator[tuple[Span, str]]:
    """The covariances of the groups that a difference is about."""
    groups = {group for one in found.differences if one.kind in _ABOUT_COVARIANCES for group in _groups_of(one)}
    for group in groups:
        own = {span for (name, _), these in spans.items() if name == group for span in these}
        for effect in found.told.effects:
            if effect.law is not None and own.intersection(effect.spans):
                yield _covariance_of(effect.law), "wrong"
    for one in found.differences:
        if one.kind == "shared_variance" and one.span is not None:
            yield from ((_covariance_of(law), "wrong") for law in found.told.laws if law.span == one.span)


def _groups_of(one: Finding) -> Iterator[str]:
    fields = dict(one.fields)
    if "group" in fields:
        yield str(fields["group"])
    between = fields.get("between", ())
    assert isinstance(between, list | tuple)
    yield from (str(group) for group, _ in between)


def _covariance_of(law: SaidLaw) -> Span:
    """Where a statement says the variance or covariance: its last argument, or all of it."""
    return law.arguments[-1].span if law.arguments else law.span


def _of_rest(found: Judgement) -> Iterator[tuple[Span, str]]:
    """The response and the residual."""
    kinds = {one.kind for one in found.differences}
    response = found.told.response.symbol
    if response is not None:
        yield response.span, "wrong" if kinds & _ABOUT_RESPONSE else "right"
    for effect in found.told.residuals:
        if effect.spans:
            yield effect.spans[0], "right"
