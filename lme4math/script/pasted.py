"""R code in text as people copy it: transcripts of consoles, notebooks, listings, printouts of fits, word processors.

Text that is R code is taken as it is. Of other text one reading after another is tried until one is R code with a
model; whatever is read, its places are those in the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace

from lme4math.english import listed
from lme4math.errors import FormulaError
from lme4math.r import ASSIGNMENTS, Call, Expression, called_name, is_syntactic, parse_program, walk_calls
from lme4math.records import record
from lme4math.script.drafts import Draft, Patch, draft_of
from lme4math.script.models import EXAMPLE
from lme4math.script.other_models import OURS
from lme4math.script.printouts import calls_of_printouts, has_printout
from lme4math.script.siblings import refuse_language, refuse_other_language
from lme4math.script.signs import has_entities, with_plain_signs, without_entities
from lme4math.script.transcripts import (
    Command,
    between_backticks,
    has_tags,
    is_listing,
    is_notebook,
    without_continuations,
    without_ends_of_sentences,
    without_escapes,
    without_fences,
    without_numbers,
    without_prompts,
    without_prose,
    without_quotation,
    without_tags,
)
from lme4math.source import Source, Span


@record
class Pasted:
    """R code as it was found in a text.

    Attributes:
        source: the text, and the code that was made of it.
        expressions: the code's top-level expressions, which point into the text.
        notices: plain sentences about what was read as something else.
        left_out: those of them that are about statements which are no R code.
    """

    source: Source
    expressions: tuple[Expression, ...]
    notices: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()


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
            pasted = _parsed(source, reading)
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
    for reading in (*_amid_prose(text), *_amid_errors(text)):
        with suppress(FormulaError):
            pasted = _parsed(_source(text, reading.draft), reading)
            if _asks_for_model(pasted):
                return pasted
    refuse_language(text)
    raise errors[-1]


def _parsed(source: Source, reading: _Reading) -> Pasted:
    expressions = parse_program(source.r_code, source.places)
    return Pasted(source, expressions, (*reading.notices, *reading.left_out), reading.left_out)


def _amid_prose(text: str) -> Iterator[_Reading]:
    """The code between lines of prose, with a notice which lines those are."""
    code, left_out = without_prose(without_fences(draft_of(text)))
    if left_out:
        yield _guess(code, _left_out(text, left_out))


def _amid_errors(text: str) -> Iterator[_Reading]:
    """The code without the statements that are not R, with a notice of each; nothing where it has no model."""
    found = statements_alone(without_prompts(without_fences(draft_of(text))))
    if found is None:
        return
    code, broken = found
    lines = [Source(text).line(Span(one.place, one.place)) for one in broken]
    said = [
        f"Line {line} is not R code and is left out: {one.message}"
        for line, one in zip(lines[:_MOST_LINES], broken, strict=False)
    ]
    if len(broken) > _MOST_LINES:
        said.append(f"{len(broken) - _MOST_LINES} more statements are not R code and are left out.")
    yield replace(_guess(code), left_out=tuple(said))


def _left_out(text: str, places: Sequence[int]) -> str:
    """A notice of the lines that start at some places and are left out."""
    lines = [str(Source(text).line(Span(place, place))) for place in places]
    shown = listed(lines if len(lines) <= _MOST_LINES else [*lines[:_MOST_LINES], "…"])
    if len(lines) == 1:
        return f"Line {shown} is not R code and is left out."
    return f"Lines {shown} are not R code and are left out."


_MOST_LINES = 8


def _source(text: str, draft: Draft | None) -> Source:
    return Source(text) if draft is None or draft.text == text else Source(text, draft.text, draft.places)


def _nothing_to_read(text: str) -> FormulaError:
    """The error for a text without code."""
    if _COMMENT.search(text):
        what = "All of this text is a comment."
        return FormulaError(what, Span(0, len(text)), "Remove the `#` from the lines that are to be read.")
    return FormulaError("There is no code here.", Span(0, len(text)), EXAMPLE)


_COMMENT = re.compile(r"#(?!\||\s*$)", re.MULTILINE)


@record
class _Reading:
    """One way to read a text, None for as it is; a guess is not worth an error of its own.

    Attributes:
        draft: the code.
        notices: what is read as something else.
        is_guess: whether it is one.
        left_out: what is said of statements that are no R code.
    """

    draft: Draft | None = None
    notices: tuple[str, ...] = ()
    is_guess: bool = False
    left_out: tuple[str, ...] = ()


def _readings(text: str) -> Iterator[_Reading]:
    """The ways to read a text, the most likely one first."""
    of_page = has_entities(text) or has_tags(text)
    if not of_page and not is_listing(text) and not is_notebook(text):
        yield _Reading()
    whole = draft_of(text)
    inner = without_numbers(without_fences(without_entities(without_tags(whole)) if of_page else whole))
    code = without_prompts(inner)
    yield _Reading(*with_plain_signs(code))
    if code is not inner:
        yield _Reading(*with_plain_signs(without_prompts(inner, plus=False)), is_guess=True)
    yield from _guesses(text, inner)
    if has_printout(text):
        found = statements_alone(inner, amid_output=True)
        if found is not None:
            yield _guess(found[0], "Only the code between sentences and printouts is read.")
        printed = calls_of_printouts(text)
        if printed is not None:
            yield _Reading(*with_plain_signs(printed))


def _guesses(text: str, code: Draft) -> Iterator[_Reading]:
    """Ways to read code with what a sentence, a reply or Markdown has around it."""
    for change, said in _CHANGES:
        changed = change(code)
        if changed is not code:
            yield _guess(changed, said)
    for _ in range(_MOST_REPLIES):
        inner = without_quotation(code)
        if inner is code:
            return
        code = without_fences(inner)
        yield _guess(without_prompts(code))
        kept, left_out = without_prose(code)
        if left_out:
            yield _guess(kept, _left_out(text, left_out))


def _guess(code: Draft, said: str = "") -> _Reading:
    plain, notices = with_plain_signs(code)
    return _Reading(plain, (*notices, said) if said else notices, is_guess=True)


_CHANGES: tuple[tuple[Callable[[Draft], Draft], str], ...] = (
    (without_continuations, ""),
    (without_ends_of_sentences, ""),
    (without_escapes, ""),
    (between_backticks, "Only the code between backticks is read."),
)
"""What is taken away from code, and what is said of that."""

_MOST_REPLIES = 4
"""How often a text may have been quoted."""


def _asks_for_model(pasted: Pasted) -> bool:
    """Whether there is a call or a formula in the code that is not the text behind a label `Formula:`."""
    labelled = any(_is_labelled(node, pasted.source) for node in pasted.expressions)
    last_first = walk_calls(*reversed(pasted.expressions))  # models stand at the end of what is made for them
    return not labelled and any(called_name(node) in OURS or node.operator == "~" for node in last_first)


def _is_labelled(node: Expression, source: Source) -> bool:
    return source.slice(Span(node.span.start, node.span.start + len(_LABEL))) == _LABEL


_LABEL = "Formula:"


_BEGINS = re.compile(r"[A-Za-z.][\w.$]*[ \t]*<-|(?:library|require)\(")
"""How a line begins that is hardly ever inside an open bracket."""

_LIKE_A_MODEL = re.compile(rf"(?<![\w.])(?:{'|'.join(map(re.escape, OURS))})[ \t]*\(")
_MAY_DECLARE = re.compile(
    r"<-|->|:=|%<>%|\b(?:options|attach|detach|setattr|assign)\(|^[ \t]*[A-Za-z.][\w.$()\[\]\"']*[ \t]*=(?!=)",
    re.MULTILINE,
)
"""What a statement may do by which it changes what is known of the variables of models after it."""

_LONGEST, _MOST_BROKEN, _MOST_RESTARTS = 100, 500, 20
"""The longest statement, in lines, and the most that are left out, of a text whose statements are read one by one."""


@record
class Broken:
    """A statement that is no R code: where it begins, and why not."""

    place: int
    message: str


def statements_alone(draft: Draft, amid_output: bool = False) -> tuple[Draft, tuple[Broken, ...]] | None:
    """The statements that are R code, and those that are left out.

    Args:
        draft: code of which parts are none.
        amid_output: whether what is neither an assignment nor a call of a function is left out as well.

    Returns: None where nothing is left out or no model is left, and where what would be left out may be the first
        model, or may tell what variables are.
    """
    broken: list[Broken] = []
    patches: list[Patch] = []
    has_model = False
    for start, end, found in _statements(draft):
        if len(broken) > _MOST_BROKEN:
            return None
        if isinstance(found, FormulaError):
            is_model = _LIKE_A_MODEL.search(draft.text, start, end) is not None
            if not has_model if is_model else _MAY_DECLARE.search(draft.text, start, end):
                return None
            broken.append(Broken(draft.places[start], found.message))
            patches.append((start, end, ""))
        elif amid_output and not all(map(_is_statement, found)):
            patches.append((start, end, ""))
        else:
            has_model = has_model or any(called_name(call) in OURS for call in walk_calls(*found))
    return (draft.patched(patches), tuple(broken)) if broken and has_model else None


def _statements(draft: Draft) -> Iterator[tuple[int, int, tuple[Expression, ...] | FormulaError]]:
    """Where each statement begins and ends, and what it is."""
    lines = list(draft.lines())
    first = restarts = 0
    while first < len(lines):
        last = _last_line(draft, lines, first)
        start, end = lines[first][0], lines[last][1]
        found = _read(draft.text[start:end])
        if isinstance(found, FormulaError) and restarts < _MOST_RESTARTS:
            inner = range(first + 1, last + 1)
            begins = next((at for at in inner if _BEGINS.match(draft.text, lines[at][0])), None)
            if begins is not None:
                restarts += 1
                last = begins - 1
                end = lines[last][1]
                found = _read(draft.text[start:end])
        yield start, end, found
        first = last + 1


def _last_line(draft: Draft, lines: list[tuple[int, int]], first: int) -> int:
    """The last line of the statement that a line begins, as far as brackets and operators tell."""
    command = Command(begun=False)
    for at in range(first, min(first + _LONGEST, len(lines))):
        command.add(draft.text[slice(*lines[at])])
        if not command.goes_on:
            return at
    return min(first + _LONGEST, len(lines)) - 1


def _read(code: str) -> tuple[Expression, ...] | FormulaError:
    try:
        return parse_program(code)
    except FormulaError as error:
        return error


def _is_statement(node: Expression) -> bool:
    """Whether a node is an assignment, or a call of a function by its name."""
    name = called_name(node)
    operator = node.operator if isinstance(node, Call) else None
    return operator in ASSIGNMENTS or (name is not None and (is_syntactic(name) or name in ("if", "for", "while")))
