"""The text of an attempt with its slips of an index mended, as far as the other lines say which is meant."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lme4math.attempts.verdict.judging import Judgement
from lme4math.source import Span


def mended_slips(text: str, found: Judgement) -> str:
    """The text with the indices that its other lines expect; "" where there are no slips that can be mended so.

    Args:
        text: the text that was judged.
        found: what was found.
    """
    changes = dict(_changes(text, found))
    mended = text
    for span in sorted(changes, reverse=True):
        mended = mended[: span.start] + changes[span] + mended[span.end :]
    return mended if changes else ""


def _changes(text: str, found: Judgement) -> Iterator[tuple[Span, str]]:
    for one in found.doubts:
        fields = {key: str(value) for key, value in one.fields}
        if one.kind != "index_slip" or len(fields["found"]) != 1 or len(fields["expected"]) != 1:
            continue
        for law in found.told.laws:
            if not any(symbol.span == one.span for symbol in law.symbols):
                continue
            for symbol in law.symbols:
                if symbol.base == fields["symbol"] and symbol.indices == (fields["found"],):
                    typed = text[symbol.span.start : symbol.span.end]
                    index = rf"(_\s*\{{?[^}}^]*?)(?<![A-Za-z]){fields['found']}(?![A-Za-z])"
                    yield symbol.span, re.sub(index, rf"\g<1>{fields['expected']}", typed, count=1)
