"""Numbers for what is said of an equation, by which its places in the equation and in the R code are found."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count as count_from

from lme4math.attempts.meant.interpretation import Finding
from lme4math.attempts.shown.part_marks import groups_of, marked_parts, places_in_text
from lme4math.attempts.shown.tex_mathml import PlaceMark
from lme4math.attempts.verdict.judging import Judgement
from lme4math.model import Column, MixedModel
from lme4math.records import record
from lme4math.source import Span

_IN_CODE = {
    "missing_fixed_effect": "fixed",
    "missing_random_effect": "random",
    "wrong_group": "random",
    "missing_correlation": "terms",
    "extra_correlation": "terms",
    "wrong_structure": "terms",
    "missing_offset": "offset",
    "wrong_response": "response",
    "wrong_trials": "response",
}
"""Which part of the code a kind of difference is about; the others are about the equation alone."""


@record
class MarkedPlaces:
    """The marks of an answer.

    Attributes:
        in_text: those of the equation.
        in_code: those of the R code; their spans are places of the whole text of the code.
        numbers: of each difference, then of each note, its number; 0 where it has no place.
    """

    in_text: tuple[PlaceMark, ...] = ()
    in_code: tuple[PlaceMark, ...] = ()
    numbers: tuple[int, ...] = ()


def marked_places(found: Judgement, code: MixedModel) -> MarkedPlaces:
    """The marks of what was found, numbered in the order in which it is said.

    Args:
        found: what was found.
        code: the model of the code.
    """
    said = (*found.differences, *found.notes)
    count = count_from(1)
    numbers = tuple(next(count) if places_in_text(one, found) or places_in_code(one, code) else 0 for one in said)
    numbered = tuple((one, number) for one, number in zip(said, numbers, strict=True) if number)
    in_code: dict[Span, tuple[int, ...]] = {}
    for one, number in numbered:
        for span in dict.fromkeys(places_in_code(one, code)):
            in_code[span] = (*in_code.get(span, ()), number)
    widest_first = sorted(in_code.items(), key=lambda one: (one[0].start - one[0].end, one[0].start))
    return MarkedPlaces(
        marked_parts(found, numbered), tuple(PlaceMark(span, "note", these) for span, these in widest_first), numbers
    )


def places_in_code(one: Finding, code: MixedModel) -> tuple[Span, ...]:
    """Where a difference is in the R code; nowhere, where the code lacks something."""
    return tuple(_places(one, code))


def _places(one: Finding, code: MixedModel) -> Iterator[Span]:
    fields = {key: str(value) for key, value in one.fields}
    match _IN_CODE.get(one.kind):
        case "fixed":
            yield from _of_column(code.fixed.columns, fields["coefficient"])
        case "random":
            group = fields.get("group", fields.get("code"))
            terms = [term for term in code.random if term.group.name == group]
            typed = [span for term in terms for span in _of_column(term.part.columns, fields["coefficient"])]
            yield from typed or [term.span for term in terms]
        case "terms":
            groups = set(groups_of(one))
            yield from (term.span for term in code.random if term.group.name in groups)
        case "offset":
            yield from (span for one in code.fixed.offsets if one.name == fields["offset"] for span in one.spans[:1])
        case "response" if code.response.span is not None:
            yield code.response.span


def _of_column(columns: tuple[Column, ...], name: str) -> Iterator[Span]:
    """Where a coefficient is typed; an intercept often is not."""
    return (column.spans[0] for column in columns if column.name == name and column.spans)
