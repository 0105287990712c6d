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
_ENVIRONMENT = re.compile(r"\\begin\{([a-z]+\*?)\}.*?\\end\{\1\}", re.DOTALL)
_OWN_BREAKS = re.compile(r"\\\\|(?<!\\)&")
_RELATION = re.compile(r"[=~∼]|\\sim\b")
_EQUATION = re.compile(r"(?:[\w}]_\{|(?<![\w.])[A-Za-z]_\w{1,3}\b).*?[=~∼]\s*[^\s.,;]|\\sim\b", re.DOTALL)
"""What has a symbol with a subscript on its left side, or LaTeX's tilde."""
_COMPARISON = re.compile(r"[=~∼<>≠≤≥≈∝∈⊥]|\\(?:sim|in|ne|neq|[lg]eq?|[lg]eqslant|[lg]t|approx|propto|perp)\b")
_OPEN_END = re.compile(r"(?:[-+*·×=~∼,(]|\\(?:cdot|times|sim))$")
_JOINED = re.compile(r"\s*[-+*·×=~∼)\]}]")
_LABEL = re.compile(r"\s*[A-Za-z]{2,}(?:[ -][A-Za-z]+)*(?:[ -]?\d+)?\s*(?:\([^()=~]*\)\s*)?:(?=\s)")
"""What a line begins with before its formula: `Level 1:`."""
_CLAUSE_WORDS = frozenset((
    "where", "with", "and", "here", "for", "is", "are", "the", "which", "while", "if", "when", "otherwise", "indexes",
    "index", "indexing", "denotes", "denote", "independent", "independently", "uncorrelated", "mutually", "assuming",
    "assume", "let", "as", "of", "all", "both", "each", "every", "has", "have", "stands", "that", "then", "an", "any",
))  # fmt: skip
"""Words of sentences, which name no variable where they stand between formulas."""
_CUTS = re.compile(
    r"(?P<bracket>[(\[{)\]}]|\\begin|\\end)|(?<!\\)(?P<comma>[,;]|\.(?=\s|$))"
    r"|(?<![\\\w.])(?P<word>[A-Za-z][a-z]+)(?![\w({\[^])"
)
_OPERATORS = frozenset("+*/·×=~∼^")
_DOTS = re.compile(r"\.\.\.|…|\\[a-z]?dots")


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
        if _DEFINITION.search(text):
            yield from _formula(text, [], [Span(0, len(text))])
            return
        yield from _undelimited(text, [], 0, len(text))
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
                yield from _between(text, definitions, words, match.start())
                words = _end_of_definition(text, match.end(), start)
                definitions += tokens_of(text, match.start(), words)
            yield from _between(text, definitions, words, start)
            waiting = [Span(start, outer[0])] if start < outer[0] else []
        elif start > done or start < outer[0]:
            waiting.append(Span(done, outer[0]))
        waiting.append(Span(*inner))
        done = outer[1]
    yield from _formula(text, definitions, waiting)
    yield from _between(text, definitions, done, len(text))


def _between(text: str, definitions: list[TexToken], start: int, end: int) -> Iterator[Passage]:
    """What stands between formulas with delimiters: prose, or equations that have none."""
    words = text[start:end]
    is_equation = _opened(words) == 0 and _EQUATION.search(words) is not None
    yield from _undelimited(text, definitions, start, end) if is_equation else _prose(text, start, end)


def _undelimited(text: str, definitions: list[TexToken], start: int, end: int) -> Iterator[Passage]:
    whole = _OWN_BREAKS.search(_ENVIRONMENT.sub("", text[start:end]))
    for line in [(start, end)] if whole else _lines(text, start, end):
        for piece, is_prose in _clauses(text, *line):
            yield from _prose(text, *piece) if is_prose else _formula(text, definitions, [piece])


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


def _lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The lines of a text without LaTeX's own line breaks, those together that are one formula.

    A line begins a formula where it has a relation, and a sentence where it has words of one, unless the line before
    ends with an operator or in a bracket.
    """
    depth = 0
    for match in re.compile(r"[^\n]*\n?").finditer(text, start, end):
        line = match.group()
        before = text[start : match.start()].rstrip()
        begins = _RELATION.search(line) or any(is_word for _, is_word in _cut(text, *match.span()))
        if before and depth == 0 and begins and not (_OPEN_END.search(before) or _JOINED.match(line)):
            yield start, match.start()
            start = match.start()
        depth = max(0, depth + _opened(line))
    yield start, end


def _opened(piece: str) -> int:
    """How many brackets and environments it opens, less those that it closes."""
    opened = sum(map(piece.count, ("(", "[", "{", "\\begin")))
    return opened - sum(map(piece.count, (")", "]", "}", "\\end")))


def _clauses(text: str, start: int, end: int) -> Iterator[tuple[Span, bool]]:
    """What stands between words of sentences, such as `where` and `is`: formulas, and prose.

    Next to such a word, what has no relation is prose, as far as a comma goes.

    Yields:
        Each piece, and whether it is prose.
    """
    label = _LABEL.match(text, start, end)
    done = label.end() if label is not None else start
    pieces = [(Span(start, done), False), *_cut(text, done, end), (Span(end, end), False)]
    began, was_prose = start, label is not None
    for (before, after_word), (piece, is_word), (_, before_word) in zip(pieces, pieces[1:], pieces[2:], strict=False):
        words = text[slice(*piece)]
        is_prose = is_word or ((after_word or before_word) and not _COMPARISON.search(words))
        if not is_word and (not words.strip(" ,;.\n") or _DOTS.search(text[slice(*before)])):
            is_prose = was_prose
        if is_prose != was_prose and piece.start > began:
            yield Span(began, piece.start), was_prose
            began = piece.start
        was_prose = is_prose
    yield Span(began, end), was_prose


def _cut(text: str, start: int, end: int) -> Iterator[tuple[Span, bool]]:
    """The pieces of a text between commas and words of sentences, each comma with what is before it.

    Yields:
        Each piece, and whether it is a word.
    """
    depth = 0
    for match in _CUTS.finditer(text, start, end):
        depth += _opened(match.group())
        is_word = match.lastgroup == "word"
        if depth or match.lastgroup == "bracket" or (is_word and not _is_of_clause(text, match)):
            continue
        yield Span(start, match.start() if is_word else match.end()), False
        if is_word:
            yield Span(*match.span()), True
        start = match.end()
    yield Span(start, end), False


def _is_of_clause(text: str, word: re.Match[str]) -> bool:
    """Whether it is a word of a sentence, and neither a name nor a factor of a product."""
    start, end = word.span()
    before = text[:start].rstrip()[-1:]
    known = word.group()[:1].lower() + word.group()[1:] in _CLAUSE_WORDS
    return known and before not in _OPERATORS and (text[end:].lstrip()[:1] or " ") not in _OPERATORS


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
