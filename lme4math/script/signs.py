"""Characters of word processors, PDF files and web pages that stand for characters of R code.

Only those are read that have one meaning in R code: `×` may be meant as `*` or as `:`, and is left to be refused.
Strings, names in backticks and comments stay as they are.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping

from lme4math.english import listed, quoted
from lme4math.script.drafts import Draft, Patch

_FULL_WIDTH = 0xFEE0
"""How far the full-width forms of the ASCII characters lie behind them."""


def _many(characters: str, written: str) -> dict[str, str]:
    return dict.fromkeys(characters, written)


_INVISIBLE: Mapping[str, str] = {
    **_many("\xa0\u2007\u202f", " "),
    **_many("\r\x0b\x85\u2028\u2029", "\n"),
    **_many("\xad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069", ""),
}
"""Blanks and line breaks of other kinds, and what cannot be seen at all."""

_VISIBLE: Mapping[str, str] = {
    **_many("\u2212\u2010\u2011\u2012\u2013\u2014\u2015\ufe63", "-"),
    **_many("\u223c\u02dc\u301c\u2053", "~"),
    **_many("\u2223\u01c0\u2502\u2503\u2758\u23d0\u23ae\uffe8\xa6", "|"),
    **_many("\u2016\u2225\u01c1\u2551", "||"),
    **_many("\u2217\u204e\u2731", "*"),
    **_many("\u2190\u27f5", "<-"),
    **_many("\u2192\u27f6", "->"),
    "\u2264": "<=",
    "\u2265": ">=",
    "\u2260": "!=",
    "\u2026": "...",
    **{chr(code + _FULL_WIDTH): chr(code) for code in range(0x21, 0x7F) if not chr(code).isalnum()},
}
_DIGITS = {chr(code + _FULL_WIDTH): chr(code) for code in range(0x30, 0x3A)}
_DOUBLE, _SINGLE = "\u201c\u201d\u201e\u201f\uff02", "\u2018\u2019\u201a\u201b\uff07"

_PIECE = re.compile(
    rf"""
    (?P<raw>(?<![\w.])[rR](?P<mark>["'])(?P<dashes>-*)(?P<opener>[(\[{{]))
  | (?P<kept>\#[^\n]*|"[^"\\]*(?:\\.[^"\\]*)*(?:"|\\?\Z)|'[^'\\]*(?:\\.[^'\\]*)*(?:'|\\?\Z)
            |`[^`\\]*(?:\\.[^`\\]*)*(?:`|\\?\Z))
  | (?P<string>[{_DOUBLE}][^{_DOUBLE}]*[{_DOUBLE}]|[{_SINGLE}][^{_SINGLE}]*[{_SINGLE}])
  | (?P<digit>(?<!\w)[{"".join(_DIGITS)}]+)
  | (?P<sign>[{re.escape("".join([*_INVISIBLE, *(sign for sign in _VISIBLE if sign not in _DOUBLE + _SINGLE)]))}])
    """,
    re.VERBOSE | re.DOTALL,
)


def with_plain_signs(draft: Draft) -> tuple[Draft, tuple[str, ...]]:
    """Code with R's own characters in place of those that stand for them, and a notice where one can be seen.

    Args:
        draft: the code.
    """
    patches = list(_patches(draft.text))
    seen = ((draft.text[start:end], sign) for start, end, sign in patches)
    read = {sign: plain for sign, plain in seen if sign not in _INVISIBLE and sign.isprintable()}
    if not read:
        return draft.patched(patches), ()
    said = [f"{quoted(sign)} is read as {quoted(plain)}" for sign, plain in list(read.items())[:_MOST_SAID]]
    return draft.patched(patches), (f"The text has signs that are not R's: {listed(said)}.",)


_MOST_SAID = 6


def _patches(text: str) -> Iterator[Patch]:
    for match in _pieces(text):
        start, end = match.span()
        if match.lastgroup == "string":
            mark = '"' if text[start] in _DOUBLE else "'"
            yield start, start + 1, mark
            for inner in re.finditer(rf"(?<!\\){mark}", text[start + 1 : end - 1]):
                yield start + 1 + inner.start(), start + 1 + inner.end(), f"\\{mark}"
            yield end - 1, end, mark
        elif match.lastgroup == "digit":
            yield start, end, "".join(map(_DIGITS.__getitem__, match.group()))
        elif match.lastgroup == "sign":
            yield start, end, {**_INVISIBLE, **_VISIBLE}[match.group()]


def _pieces(text: str) -> Iterator[re.Match[str]]:
    """The pieces of a text outside its raw strings, which end where their own closing bracket and dashes stand."""
    position, missing = 0, set[str]()
    while (match := _PIECE.search(text, position)) is not None:
        position = match.end()
        if match.lastgroup != "opener":
            yield match
            continue
        closer = f"{_CLOSERS[match['opener']]}{match['dashes']}{match['mark']}"
        end = -1 if closer in missing else text.find(closer, position)
        if end < 0:
            missing.add(closer)  # there is none further on, either
        position = match.start() + 1 if end < 0 else end + len(closer)


_CLOSERS = {"(": ")", "[": "]", "{": "}"}

_ENTITY = re.compile(r"&(?:lt|gt|amp|quot|apos|nbsp|#\d{1,6}|#x[0-9a-fA-F]{1,5});")
_QUOTED = re.compile(r"""\#[^\n]*|(["'`])(?:(?!\1)[^\\]|\\.)*\1""", re.DOTALL)


def has_entities(text: str) -> bool:
    """Whether a text is the source of a web page: `&lt;-` outside its strings, names in backticks and comments."""
    return _ENTITY.search(text) is not None and _ENTITY.search(_QUOTED.sub("", text)) is not None


def without_entities(draft: Draft) -> Draft:
    """Code with the characters that a web page's `&lt;`, `&amp;` … stand for."""
    return draft.patched((*match.span(), html.unescape(match.group())) for match in _ENTITY.finditer(draft.text))
