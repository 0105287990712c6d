"""What surrounds code in e-mails, posts and web pages: marks of quotation, tags, code between backticks, full stops."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lme4math.script.drafts import Draft
from lme4math.script.other_models import OURS

_QUOTED = re.compile(r"[ \t]*>[ \t]?")
_TAG = re.compile(
    r"</?(?:pre|code|p|div|span|tt|kbd|em|strong|b|i|sup|sub|blockquote|font|html|body|li|ul|ol|br)\b[^<>\n]*>",
    re.IGNORECASE,
)
_CALLED = "|".join(map(re.escape, OURS))
_INLINE = re.compile(rf"(?<!`)`(?P<code>[^`\n]*(?:\b(?:{_CALLED})\(|~)[^`\n]*)`(?!`)")
_SENTENCE_ENDS = re.compile(r"(?<=\))[ \t]*[.?!:,]+[ \t]*(?=\n|\Z)")
_ESCAPED = re.compile(r"\\(?=[<>~|*_\[\]+.#-])")
_PLUS = re.compile(r"[ \t]*\+[ \t]?")
_GOES_ON = re.compile(r"[-+*/^<=~|&,({]\s*\Z")


def without_tags(draft: Draft) -> Draft:
    """A web page's code without its tags; those that break a line do so."""

    def written(tag: str) -> str:
        return "\n" if re.match(r"</?(?:br|p|div|li|pre)\b", tag, re.IGNORECASE) else ""

    return draft.patched((*match.span(), written(match.group())) for match in _TAG.finditer(draft.text))


def has_tags(text: str) -> bool:
    """Whether a text begins with a tag of a web page."""
    return _TAG.match(text.lstrip()) is not None


def without_quotation(draft: Draft) -> Draft:
    """What a reply quotes, without one `>` before each line; the draft itself if the first line has none."""
    lines = [(start, end) for start, end in draft.lines() if draft.text[start:end].strip()]
    marks = [(start, _QUOTED.match(draft.text[start:end])) for start, end in lines]
    quoted = [(start, match.end()) for start, match in marks if match is not None]
    if len(quoted) < 2 or quoted[0][0] != lines[0][0]:
        return draft
    return draft.patched((start, start + length, "") for start, length in quoted)


def between_backticks(draft: Draft) -> Draft:
    """The pieces of code that a sentence has between backticks, as far as they have a model; else the draft itself."""
    pieces = [match.span("code") for match in _INLINE.finditer(draft.text)]
    if not pieces:
        return draft
    starts = [0, *(end for _, end in pieces)]
    ends = [*(start for start, _ in pieces), len(draft.text)]
    return draft.patched((start, end, "\n") for start, end in zip(starts, ends, strict=True) if start < end)


def without_ends_of_sentences(draft: Draft) -> Draft:
    """Code without the full stop or question mark behind a call at the end of a line."""
    return draft.patched((*match.span(), "") for match in _SENTENCE_ENDS.finditer(draft.text))


def without_escapes(draft: Draft) -> Draft:
    """Markdown's code without the backslashes before its signs: `\\~`, `\\|`."""
    return draft.patched((*match.span(), "") for match in _ESCAPED.finditer(draft.text))


def without_continuations(draft: Draft) -> Draft:
    """A console's command that was copied without its prompt: without the `+` of its further lines."""
    return draft.patched(_continuations(draft))


def _continuations(draft: Draft) -> Iterator[tuple[int, int, str]]:
    before = ""
    for start, end in draft.lines():
        match = _PLUS.match(draft.text[start:end])
        if match is not None and _GOES_ON.search(before):
            yield start, start + match.end(), ""
        before = draft.text[start:end]
