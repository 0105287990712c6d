"""A text with formulas in it: which parts are formulas, and which are prose between them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lme4math.attempts.tex_nodes import TexRow
from lme4math.attempts.tex_syntax import parse_tex
from lme4math.attempts.tex_tokens import MOST_CHARACTERS, TexToken, joined_scripts, tokens_of, without_macros
from lme4math.errors import FormulaError
from lme4math.records import record
from lme4math.source import Source, Span

_OUTER = r"(?:equation|align|alignat|gather|multline|eqnarray|displaymath|math|flalign)\*?"
_DELIMITED = re.compile(
    r"(?<!\\)\$\$(?P<a>.*?)(?<!\\)\$\$"
    r"|(?<!\\)\$`(?P<b>.*?)`\$"
    r"|(?<!\\)\$(?P<c>.+?)(?<!\\)\$"
    r"|\\\[(?!\d+(?:\.\d+)?(?:ex|em|pt|mm|cm)\])(?P<d>.*?)\\\]"
    r"|\\\((?P<e>.*?)\\\)"
    r"|```+\s*(?:math|latex|tex)?[ \t]*\n(?P<f>.*?)```+"
    r"|\\d?eqn\{(?P<g>(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*)\}"
    rf"|(?P<h>\\begin\{{(?P<env>{_OUTER})\}}.*?\\end\{{(?P=env)\}})",
    re.DOTALL,
)
_DEFINITION = re.compile(r"\\(?:(?:re)?newcommand|providecommand|DeclareMathOperator|def)\b")


@record
class Passage:
    """A part of a text.

    Attributes:
        row: the formula, or None for prose.
        words: the prose, or "".
        span: where it stands.
    """

    row: TexRow | None
    words: str
    span: Span


def passages_of(text: str) -> list[Passage]:
    """The formulas and the prose of a text, in their order. A text without delimiters is one formula.

    Raises:
        FormulaError: the text is too long, or no LaTeX.
    """
    if len(text) > MOST_CHARACTERS:
        raise FormulaError(
            f"A text of more than {MOST_CHARACTERS:,} characters is not read as the equations of a model."
        )
    try:
        return list(_passages(text))
    except FormulaError as error:
        raise error.within(Source(text)) from None


def _passages(text: str) -> Iterator[Passage]:
    pieces = [(match.span(next(name for name in "abcdefgh" if match.group(name) is not None)), match.span())
              for match in _DELIMITED.finditer(text)]  # fmt: skip
    if not pieces:
        yield from _formula(text, [], 0, len(text))
        return
    definitions: list[TexToken] = []
    done = 0
    for inner, outer in pieces:
        before = Span(done, outer[0])
        if _DEFINITION.search(text, *before):
            definitions += tokens_of(text, *before)
        elif text[before.start : before.end].strip():
            yield Passage(None, text[before.start : before.end], before)
        yield from _formula(text, definitions, *inner)
        done = outer[1]
    if text[done:].strip():
        yield Passage(None, text[done:], Span(done, len(text)))


def _formula(text: str, definitions: list[TexToken], start: int, end: int) -> Iterator[Passage]:
    tokens = joined_scripts(tokens_of(text, start, end))
    row = parse_tex(without_macros([*definitions, *tokens]))
    yield Passage(row, "", Span(start, end))
