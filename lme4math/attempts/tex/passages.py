"""A text with formulas in it: which parts are formulas, and which are prose between them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from lme4math.attempts.tex.tex_nodes import TexRow
from lme4math.attempts.tex.tex_syntax import parse_tex
from lme4math.attempts.tex.tex_tokens import MOST_CHARACTERS, TexToken, joined_scripts, tokens_of, without_macros
from lme4math.errors import FormulaError
from lme4math.r import called_name, parse_expression, walk_calls
from lme4math.records import record
from lme4math.source import Source, Span

_OUTER = r"(?:equation|align|alignat|gather|multline|eqnarray|displaymath|math|flalign)\*?"
_INNER = r"(?:aligned|alignedat|gathered|split)"
_DELIMITERS = (
    r"(?<!\\)\$\$(?P<a>.*?)(?<!\\)\$\$"
    r"|(?<!\\)\$`(?P<b>.*?)`\$"
    r"|(?<!\\)\$(?P<c>.+?)(?<!\\)\$"
    r"|\\\[(?!\d+(?:\.\d+)?(?:ex|em|pt|mm|cm)\])(?P<d>.*?)\\\]"
    r"|\\\((?P<e>.*?)\\\)"
    r"|```+\s*(?:math|latex|tex)?[ \t]*\n(?P<f>.*?)```+"
    r"|\\d?eqn\{(?P<g>(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*)\}"
    rf"|(?P<h>\\begin\{{(?P<env>{_OUTER})\}}.*?\\end\{{(?P=env)\}})"
)
_DELIMITED = re.compile(_DELIMITERS, re.DOTALL)
_BESIDE_OTHERS = re.compile(
    rf"{_DELIMITERS}|(?P<i>\\begin\{{(?P<inner>{_INNER})\}}.*?\\end\{{(?P=inner)\}})", re.DOTALL
)
"""Beside formulas with delimiters, an environment that should have them is a formula as well."""
_DEFINITION = re.compile(r"\\(?:(?:re)?newcommand|providecommand|DeclareMathOperator|def)\b\*?")

_PART_OF_DEFINITION = re.compile(r"\s*(?:\\[A-Za-z]+\*?|\[\d\]|#\d|\{)")
_OWN_BREAKS = re.compile(r"\\\\|\\begin\b|&")
_RELATION = re.compile(r"[=~∼]|\\sim\b")
_OPEN_END = re.compile(r"(?:[-+*·×=~∼,(]|\\(?:cdot|times|sim))$")
_JOINED = re.compile(r"\s*[-+*·×=~∼)\]}]")


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


_DRAWN = re.compile("[⎛⎜⎝⎞⎟⎠⎡⎢⎣⎤⎥⎦]")
"""Brackets of several lines, with which our own text draws matrices."""


def passages_of(text: str) -> list[Passage]:
    """The formulas and the prose of a text, in their order. A text without delimiters is one formula.

    Raises:
        FormulaError: the text is too long, or no LaTeX.
    """
    if len(text) > MOST_CHARACTERS:
        raise FormulaError(
            f"A text of more than {MOST_CHARACTERS:,} characters is not read as the equations of a model."
        )
    if (drawn := _DRAWN.search(text)) is not None:
        raise FormulaError(
            "A matrix that is drawn over several lines is not read.",
            Span(*drawn.span()),
            "Give its LaTeX: a model's `equations().latex()` has it.",
        ).within(Source(text))
    try:
        return list(_passages(text))
    except FormulaError as error:
        raise error.within(Source(text)) from None


def _passages(text: str) -> Iterator[Passage]:
    found = _BESIDE_OTHERS.finditer(text) if _DELIMITED.search(text) else ()
    pieces = [(match.span(next(name for name in "abcdefghi" if match.group(name) is not None)), match.span())
              for match in found]  # fmt: skip
    if not pieces:
        whole = _OWN_BREAKS.search(text) or _DEFINITION.search(text)
        for start, end in [(0, len(text))] if whole else _lines(text):
            yield from _formula(text, [], [Span(start, end)])
        return
    definitions: list[TexToken] = []
    waiting: list[Span] = []
    done = 0
    for inner, outer in pieces:
        words, start = done, _start_of_name(text, done, inner[0], outer[0])
        if waiting and not _continues(text[done:start], start < outer[0]):
            yield from _formula(text, definitions, waiting)
            waiting = []
        if not waiting:
            while (match := _DEFINITION.search(text, words, start)) is not None:
                yield from _prose(text, words, match.start())
                words = _end_of_definition(text, match.end(), start)
                definitions += tokens_of(text, match.start(), words)
            yield from _prose(text, words, start)
            waiting = [Span(start, outer[0])] if start < outer[0] else []
        elif start > done or start < outer[0]:
            waiting.append(Span(done, outer[0]))
        waiting.append(Span(*inner))
        done = outer[1]
    yield from _formula(text, definitions, waiting)
    yield from _prose(text, done, len(text))


def _start_of_name(text: str, start: int, inner: int, outer: int) -> int:
    """Where the name begins that a formula goes on, as of `test$_{ijk}$`; else where the formula begins."""
    if text[inner : inner + 1] not in ("_", "^"):
        return outer
    match = re.search(r"[A-Za-z][A-Za-z0-9.]*$", text[start:outer])
    return start + match.start() if match is not None else outer


def _continues(between: str, has_name: bool) -> bool:
    """Whether what stands between two formulas makes one of them: an equals sign, or a name that goes on."""
    return between.strip() in ("=", "~", "+", "-") or (has_name and not between)


def _prose(text: str, start: int, end: int) -> Iterator[Passage]:
    if text[start:end].strip():
        yield Passage(None, text[start:end], Span(start, end))


def _end_of_definition(text: str, start: int, end: int) -> int:
    """Past the name, the number of arguments and the body of a macro that is defined."""
    while (match := _PART_OF_DEFINITION.match(text, start, end)) is not None:
        start = match.end()
        if match.group().lstrip().startswith("{"):
            start = _closed(text, start, end)
    return start


def _closed(text: str, start: int, end: int) -> int:
    depth = 1
    for place in range(start, end):
        depth += {"{": 1, "}": -1}.get(text[place], 0)
        if depth == 0:
            return place + 1
    return end


def _lines(text: str) -> Iterator[tuple[int, int]]:
    """The lines of a text without LaTeX's own line breaks, those together that are one formula.

    A line begins a formula where it has a relation, unless the line before ends with an operator or in a bracket.
    """
    start, depth = 0, 0
    for match in re.finditer(r"[^\n]*\n?", text):
        line = match.group()
        before = text[start : match.start()].rstrip()
        if before and depth == 0 and _RELATION.search(line) and not (_OPEN_END.search(before) or _JOINED.match(line)):
            yield start, match.start()
            start = match.start()
        depth += sum(line.count(one) for one in "([{") - sum(line.count(one) for one in ")]}")
    yield start, len(text)


def _formula(text: str, definitions: list[TexToken], parts: Sequence[Span]) -> Iterator[Passage]:
    tokens = joined_scripts([token for part in parts for token in tokens_of(text, *part)])
    row = parse_tex(without_macros([*definitions, *tokens]))
    yield Passage(row, "", parts[0].cover(parts[-1]))


def refusal_of_r_code(text: str) -> FormulaError | None:
    """The refusal of a text that is R code, which asks for mathematics."""
    try:
        code = parse_expression(text.strip())
    except FormulaError:
        return None
    if not any(called_name(call) in ("|", "||") for call in walk_calls(code)):
        return None
    return FormulaError(
        "This is R code, and an equation is asked for.",
        None,
        "Write the model in mathematics, as LaTeX or plain text. Two models in R are compared by compare().",
    )
