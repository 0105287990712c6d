"""R's lexer: text to tokens, each with its place.

One regular expression has all tokens ("R Language Definition", section 10.3). Line breaks are tokens, because only the
parser knows whether one ends an expression.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple, NoReturn, cast

from lme4math.errors import FormulaError
from lme4math.r.literals import unescape
from lme4math.source import Source, Span, new_span

LIMIT = 25_000
"""The most tokens that a text may have. R with lme4 runs out of stack at about a thousand terms."""

CONSTANTS = frozenset(
    {"TRUE", "FALSE", "NULL", "NA", "NA_integer_", "NA_real_", "NA_character_", "NA_complex_", "Inf", "NaN"}
)
"""The reserved words that are values."""

KEYWORDS = frozenset({"function", "while", "repeat", "for", "if", "in", "else", "next", "break"})
"""The reserved words that are not values."""


class Token(NamedTuple):
    """A word of the text.

    Attributes:
        kind: "name", "number", "text", "constant", "newline", "placeholder" (`_`), "end", or for operators, brackets
            and keywords "mark".
        value: what it says: a name without backticks, a string without escapes, otherwise the characters.
        start, end: where it stands.
    """

    kind: str
    value: str
    start: int
    end: int

    @property
    def span(self) -> Span:
        """Where it stands, as a span."""
        return new_span((self.start, self.end))


_new_token = cast("Callable[[tuple[str, str, int, int]], Token]", partial(tuple.__new__, Token))
"""A token as `Token(…)` makes it, in half of the time: a script has ten thousand."""

_NUMBER = (
    r"0[xX][0-9a-fA-F]+(?:\.[0-9a-fA-F]*[pP][+-]?\d+|[pP][+-]?\d+)?[Li]?|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[Li]?"
)
_MARKS = r"<<-|->>|:::|<-|->|<=|>=|==|!=|&&|\|\||\|>|::|:=|\*\*|\[\[|%[^%\n]*%|[-+*/^<>=!&|~?:$@(){}\[\],;\\]"
_TOKEN = re.compile(
    rf"""[ \t\f\u1680\u2000-\u2006\u2008-\u200a\u205f\u3000]*(?:\#[^\n]*)?(?:
        (?P<raw>[rR]["']-*[(\[{{])
      | (?P<name>(?:[^\W\d_]|\.(?!\d))[\w.]*)
      | (?P<number>{_NUMBER})
      | (?P<newline>\r?\n)
      | (?P<text>"[^"\\]*(?:\\.[^"\\]*)*"|'[^'\\]*(?:\\.[^'\\]*)*')
      | (?P<quoted>`[^`\\]*(?:\\.[^`\\]*)*`)
      | (?P<mark>{_MARKS})
      | (?P<placeholder>_(?![\w.]))
      | (?P<end>\Z)
      | (?P<other>.)
    )""",
    re.VERBOSE | re.DOTALL,
)
_NO_CHARACTER = re.compile("[\0\ud800-\udfff]")
"""NUL, and halves of surrogate pairs, which no text file can contain."""
_CLOSERS = {"(": ")", "[": "]", "{": "}"}


def tokenize(text: str, places: Sequence[int] | None = None) -> list[Token]:
    """Cut R text into its tokens; the last one is of kind "end".

    Args:
        text: R code.
        places: where each character of `text`, and its end, really stands, if `text` was itself read from a string.

    Raises:
        FormulaError: for a character that R has no use for, an unfinished string, a name that starts with `_` or a
            digit, or more than `LIMIT` tokens.
    """
    if places is None:
        return _scan(text)
    try:
        return [token._replace(start=places[token.start], end=places[token.end]) for token in _scan(text)]
    except FormulaError as error:
        if error.span is not None:
            error.span = Span(places[error.span.start], places[error.span.end])
        raise


def _scan(text: str) -> list[Token]:
    if (stray := _NO_CHARACTER.search(text)) is not None:
        raise FormulaError(
            f"R code cannot contain the character {stray.group()!r}.", Span(*stray.span()), "Remove it from the text."
        )
    tokens: list[Token] = []
    position, kind, read = 0, "", _TOKEN.match
    plain = {"mark", "name"} if text.isascii() else {"mark"}  # what has nothing to check or to resolve
    while kind != "end":
        match = read(text, position)
        assert match is not None
        assert match.lastgroup is not None
        kind = match.lastgroup
        start, position = match.span(kind)
        if kind in plain:
            value = match[kind]
            token = _new_token((_RESERVED.get(value, kind), value, start, position))
        else:
            token = _READERS[kind](text, kind, start, position)
            position = token.end
        tokens.append(token)
        if len(tokens) > LIMIT:
            raise FormulaError(
                f"The text has more than {LIMIT:,} words and signs.",
                token.span,
                "Give only the part of the code that leads to the model; a formula that long is too much for R itself.",
            )
    return tokens


def _plain(text: str, kind: str, start: int, end: int) -> Token:
    return Token(kind, text[start:end], start, end)


def _word(text: str, kind: str, start: int, end: int) -> Token:
    value = text[start:end]
    if not value.isascii():
        for index, character in enumerate(value):
            if not (character in "._" or character.isalpha() or character.isdecimal()):
                _refuse(character, start + index)
    return Token(_RESERVED.get(value, kind), value, start, end)


_RESERVED = {**dict.fromkeys(CONSTANTS, "constant"), **dict.fromkeys(KEYWORDS, "mark")}


def _number(text: str, kind: str, start: int, end: int) -> Token:
    match = _REST_OF_NAME.match(text, end)
    if match is not None and not _is_keyword_after(text[start:end], match.group()):
        word = text[start : match.end()]
        bar = _LIKE_A_BAR.fullmatch(word) if text[:start].rstrip()[-1:] == "(" else None
        raise FormulaError(
            f"`{word}` is neither a number nor a name: a name cannot start with a digit.",
            Span(start, match.end()),
            f"If a bar is meant, write ({bar[1]} | {bar[2]})."
            if bar
            else f"If it is a name, put it in backticks: `{word}`.",
        )
    return Token(kind, text[start:end], start, end)


def _is_keyword_after(number: str, word: str) -> bool:
    """Whether R reads `1e5else` as two words; of `5else` it takes the `e` for an exponent."""
    return word in KEYWORDS and (word[0] != "e" or "e" in number.lower())


_UNICODE_ESCAPE = re.compile(r"(?<!\\)(?:\\\\)*(\\[uU])")
_LIKE_A_BAR = re.compile(r"([01])[lIL]([A-Za-z.][\w.]*)")
_REST_OF_NAME = re.compile(r"[\w.]+")


def _quoted(text: str, kind: str, start: int, end: int) -> Token:
    inside = text[start + 1 : end - 1]
    value = unescape(text, start + 1, end - 1) if "\\" in inside else inside
    if kind == "text":
        return Token(kind, value, start, end)
    if (escape := _UNICODE_ESCAPE.search(inside)) is not None:
        at = start + 1 + escape.start(1)
        raise FormulaError(
            "R reads no Unicode escapes inside backticks.", Span(at, at + 2), "Write the character itself."
        )
    if not value:
        raise FormulaError("A name cannot be empty.", Span(start, end), "Write the name between the backticks.")
    return Token("name", value, start, end)


def _raw(text: str, _kind: str, start: int, end: int) -> Token:
    opener = text[start:end]
    closer = _CLOSERS[opener[-1]] + opener[2:-1] + opener[1]
    close = text.find(closer, end)
    if close < 0:
        raise FormulaError(
            "This raw string is never closed.", Span(start, end), f"Add `{closer}` at the end of the string."
        )
    return Token("text", text[end:close], start, close + len(closer))


def _other(text: str, _kind: str, start: int, _end: int) -> Token:
    _refuse(text[start], start, text)


_OPENERS = {'"': "string", "'": "string", "`": "name in backticks"}
_LOOK_ALIKES = {
    "\u00a0": "a blank that does not break lines; write an ordinary blank",
    "\u2212": "a typographic minus; write `-`",
    "\u2013": "a dash; write `-`",
    "\u2014": "a dash; write `-`",
    "\u201c": 'a typographic quotation mark; write `"`',
    "\u201d": 'a typographic quotation mark; write `"`',
    "\u2018": "a typographic quotation mark; write `'`",
    "\u2019": "a typographic quotation mark; write `'`",
    "\u223c": "a typographic tilde; write `~`",
    "\u02dc": "a typographic tilde; write `~`",
    "\u00d7": "a typographic times sign; write `*`",
    "\u00b7": "a typographic times sign; write `*`",
    "\uff5c": "a wide bar; write `|`",
    "\u00a6": "a broken bar; write `|`",
    "\u2223": "a typographic bar; write `|`",
}


def _refuse(character: str, start: int, text: str = "") -> NoReturn:
    end = start + 1
    if character in _OPENERS:
        line_end = text.find("\n", start)
        raise FormulaError(
            f"This {_OPENERS[character]} is never closed.",
            Span(start, len(text) if line_end < 0 else line_end),
            f"Add the closing {character} after it.",
        )
    if character == "_":
        raise FormulaError(
            "A name cannot start with `_`.", Span(start, end), "Put the name in backticks, or rename the variable."
        )
    if character == "%":
        raise FormulaError(
            "An operator between `%` signs is never closed.", Span(start, end), "R writes them as in `%in%`."
        )
    hint = _LOOK_ALIKES.get(character)
    raise FormulaError(
        f"The character {character!r} is not R code.",
        Span(start, end),
        f"It is {hint}." if hint else "Remove it, or put the name that contains it in backticks.",
    )


_READERS = {
    **dict.fromkeys(("newline", "placeholder", "end"), _plain),
    "name": _word,
    "number": _number,
    **dict.fromkeys(("text", "quoted"), _quoted),
    "raw": _raw,
    "other": _other,
}


class Literal(NamedTuple):
    """A string literal of the text with R code in it, such as a formula.

    Attributes:
        mark: the quotation mark around it; "" for a raw string, which has no escapes.
    """

    mark: str

    def read(self, characters: str) -> str:
        """The code that some of its characters stand for."""
        return unescape(characters, 0, len(characters)) if self.mark else characters

    def written(self, code: str) -> str:
        """Code as characters of the literal."""
        return code.replace("\\", "\\\\").replace(self.mark, "\\" + self.mark) if self.mark else code


def literal_around(source: Source, span: Span) -> Literal | None:
    """The string literal around a span of the text, or None."""
    for token in tokenize(source.r_code, source.places):
        if token.kind == "text" and token.start < span.start and span.end < token.end:
            opener = source.text[token.start]
            return Literal("" if opener in "rR" else "'" if opener in "'\u2018\u2019" else '"')
    return None
