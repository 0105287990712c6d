"""R code in text as people copy it: transcripts of consoles, notebooks, listings, printouts of fits, word processors.

Text that is R code is taken as it is. Of other text one reading after another is tried until one is R code with a
model; whatever is read, its places are those in the text.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NoReturn

from lme4math.english import listed
from lme4math.errors import FormulaError
from lme4math.r import Expression, called_name, parse_program, walk_calls
from lme4math.records import record
from lme4math.script.bare_formulas import EXAMPLE
from lme4math.script.drafts import Draft, draft_of
from lme4math.script.other_models import OURS
from lme4math.script.printouts import calls_of_printouts, has_printout
from lme4math.script.siblings import refuse_language, refuse_other_language
from lme4math.script.signs import has_entities, with_plain_signs, without_entities
from lme4math.script.transcripts import is_listing, without_fences, without_numbers, without_prompts, without_prose
from lme4math.source import Source, Span


@record
class Pasted:
    """R code as it was found in a text.

    Attributes:
        source: the text, and the code that was made of it.
        expressions: the code's top-level expressions, which point into the text.
        notices: plain sentences about what was read as something else.
    """

    source: Source
    expressions: tuple[Expression, ...]
    notices: tuple[str, ...] = ()


def read_pasted(text: str) -> Pasted:
    """Find the R code in a text.

    Args:
        text: R code, or what is copied with it.

    Raises:
        FormulaError: nothing in the text is R code.
    """
    found: list[Pasted] = []
    errors: list[FormulaError] = []
    seen: set[str] = set()
    for reading in _readings(text):
        source = _source(text, reading.draft)
        if source.r_code in seen:
            continue
        seen.add(source.r_code)
        try:
            pasted = Pasted(source, parse_program(source.r_code, source.places), reading.notices)
        except FormulaError as error:
            if not reading.is_guess:
                errors.append(error)
            continue
        if _asks_for_model(pasted):
            return pasted
        found.append(pasted)
    if found:
        if not found[0].expressions:
            raise _nothing_to_read(text)
        return found[0]
    refuse_other_language(text)
    return _amid_prose(text) or _refused(text, errors)


def _refused(text: str, errors: list[FormulaError]) -> NoReturn:
    refuse_language(text)
    raise errors[-1]


def _amid_prose(text: str) -> Pasted | None:
    """The code between lines of prose, with a notice which lines those are; None where it has no model."""
    code, left_out = without_prose(without_fences(draft_of(text)))
    if not left_out:
        return None
    reading = _Reading(*with_plain_signs(code))
    source = _source(text, reading.draft)
    lines = [str(source.line(Span(place, place))) for place in left_out]
    shown = listed(lines if len(lines) <= _MOST_LINES else [*lines[:_MOST_LINES], "…"])
    said = (
        f"Line {shown} is not R code and is left out."
        if len(lines) == 1
        else (f"Lines {shown} are not R code and are left out.")
    )
    try:
        pasted = Pasted(source, parse_program(source.r_code, source.places), (*reading.notices, said))
    except FormulaError:
        return None
    return pasted if _asks_for_model(pasted) else None


_MOST_LINES = 8


def _source(text: str, draft: Draft | None) -> Source:
    return Source(text) if draft is None or draft.text == text else Source(text, draft.text, draft.places)


def _nothing_to_read(text: str) -> FormulaError:
    """The error for a text without code."""
    if "#" in text:
        what = "All of this text is a comment."
        return FormulaError(what, Span(0, len(text)), "Remove the `#` from the lines that are to be read.")
    return FormulaError("There is no code here.", Span(0, len(text)), EXAMPLE)


@record
class _Reading:
    """One way to read a text, None for as it is; a guess is not worth an error of its own."""

    draft: Draft | None = None
    notices: tuple[str, ...] = ()
    is_guess: bool = False


def _readings(text: str) -> Iterator[_Reading]:
    """The ways to read a text, the most likely one first."""
    of_page = has_entities(text)
    if not of_page and not is_listing(text):
        yield _Reading()
    whole = draft_of(text)
    inner = without_numbers(without_fences(without_entities(whole) if of_page else whole))
    code = without_prompts(inner)
    yield _Reading(*with_plain_signs(code))
    if code is not inner:
        yield _Reading(*with_plain_signs(without_prompts(inner, plus=False)), is_guess=True)
    if has_printout(text):
        printed = calls_of_printouts(text)
        if printed is not None:
            yield _Reading(*with_plain_signs(printed))


def _asks_for_model(pasted: Pasted) -> bool:
    """Whether there is a call or a formula in the code that is not the text behind a label `Formula:`."""
    labelled = any(_is_labelled(node, pasted.source) for node in pasted.expressions)
    return not labelled and any(called_name(node) in OURS or node.operator == "~"
                                for node in walk_calls(*pasted.expressions))  # fmt: skip


def _is_labelled(node: Expression, source: Source) -> bool:
    return source.slice(Span(node.span.start, node.span.start + len(_LABEL))) == _LABEL


_LABEL = "Formula:"
