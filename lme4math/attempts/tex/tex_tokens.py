"""LaTeX, Unicode mathematics and plain text as tokens, each with its place; macros that the text defines, expanded."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from lme4math.attempts.tex.tex_functions import FUNCTIONS
from lme4math.errors import FormulaError
from lme4math.records import record
from lme4math.source import Span

MOST_CHARACTERS = 30_000
"""Longer texts are refused: no model is written at such length."""
MOST_TOKENS = 60_000
"""What a text may grow to when its own macros are expanded."""
MOST_EXPANSIONS = 3_000


@record
class TexToken:
    """A token of LaTeX.

    Attributes:
        kind: "command", "word", "number", "sign", "blank".
        text: a command with its backslash; a Greek letter that was typed is a command as well.
        span: where it stands in the text.
    """

    kind: str
    text: str
    span: Span


_TOKEN = re.compile(
    r"(?P<blank>\s+|(?<!\\)%[^\n]*\n?|(?<![\w\\{.])(?i:iid|i\.i\.d\.)(?![\w(]))|(?P<command>\\(?:[A-Za-z]+\*?|.|$))"
    r"|(?P<number>\d+(?:\.\d+)?)|(?P<word>[A-Za-z]+\d*)|(?P<sign>.)",
    re.DOTALL,
)
_PLAIN_SCRIPT = re.compile(r"[A-Za-z0-9]+(?:\[[A-Za-z]+\])?")
_LOOKUP = re.compile(r"\w+(?:\[\w+\])?(?:, ?\w+(?:\[\w+\])?)*\]")
_NUMBERED_INDEX = re.compile(r"(?:\d+[a-z]{0,3}|[a-z]{1,3})(?![A-Za-z0-9_\[])")
_GREEK = (
    "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu", "nu",
    "xi", "omicron", "pi", "rho", "sigma", "sigma", "tau", "upsilon", "phi", "chi", "psi", "omega",
)  # fmt: skip
_UNICODE = {
    **{chr(0x3B1 + place): f"\\{name}" for place, name in enumerate(_GREEK)},
    **{chr(0x391 + place): f"\\{name.capitalize()}" for place, name in enumerate(_GREEK) if place != 17},
    **dict(zip("ϵϑϕϱ", ("\\epsilon", "\\theta", "\\phi", "\\rho"), strict=True)),
    **dict(zip("∼～·×−–∗⋅≠≤≥∈∑⊗⊥≡≈…⋯⋮⋱", (
        "\\sim", "\\sim", "\\cdot", "\\times", "-", "-", "*", "\\cdot", "\\ne", "\\le", "\\ge",
        "\\in", "\\sum", "\\otimes", "\\perp", "\\equiv", "\\approx", "\\dots", "\\dots", "\\vdots", "\\ddots",
    ), strict=True)),
    "′": "'", "’": "'", "\u00a0": " ", "∣": "|",
}  # fmt: skip
_DISTRIBUTION_NEXT = re.compile(
    r"\s*(?:(?i:iid|i\.i\.d\.)\s*)?(?:\\(?:mathcal|mathrm|text|operatorname)\s*(?:\{\s*)?)?"
    r"(?:N\b|N[_(]|MVN|Normal|Multi|Bern|Bin|Poi|Pois|Gamma|Neg|Gaussian|\\mathcal|\\left)"
)


def tokens_of(text: str, start: int, end: int) -> list[TexToken]:
    """The tokens of a part of a text."""
    plain = "\\" not in text and "{" not in text
    found: list[TexToken] = []
    place = start
    while place < end:
        match = _TOKEN.match(text, place, end)
        assert match is not None
        assert match.lastgroup is not None
        kind, written, span = match.lastgroup, match.group(), Span(*match.span())
        place = match.end()
        lookup = _LOOKUP.match(text, place, end) if plain and written == "[" else None
        if lookup and _has_lookup(found, span):
            inner = Span(*lookup.span())
            found += [TexToken("sign", "_", span), *_bracketed(_split_script(text, lookup)[:-1], inner)]
            place = lookup.end()
        elif kind == "sign":
            found += _of_sign(written, span, is_relation=plain or bool(_DISTRIBUTION_NEXT.match(text, place, end)))
        elif written == "\\\\" and text[place : place + 1] == "_":
            continue  # Sphinx and Markdown escape the underscore
        elif _joins_texts(found) and (match := _JOINED_TEXT.match(text, span.start, end)):
            found[-1:] = [TexToken("word", "_", span)] if written == "\\_" else []  # for the brace of the first text
            place = match.end()
        elif written == "\\_" and not _joins_words(found, text, place):
            found.append(TexToken("sign", "_", span))
        elif written == "\\_":
            match = _TOKEN.match(text, place, end)
            assert match is not None
            before = found.pop()
            found.append(TexToken("word", f"{before.text}_{match.group()}", Span(before.span.start, match.end())))
            place = match.end()
        else:
            found.append(TexToken(kind, written, span))
        if plain and kind in ("word", "sign") and (match := _NUMBERED_INDEX.match(text, place, end)):
            place = _with_number(found, text, place, match)
        if plain and written == "_" and (match := _PLAIN_SCRIPT.match(text, place, end)):
            found += _bracketed(_split_script(text, match), Span(*match.span()))
            place = match.end()
    return found


def _has_lookup(found: Sequence[TexToken], span: Span) -> bool:
    """Whether a bracket is that of a subscript, as in `y[i]` and `u[subject[i]]`."""
    before = found[-1] if found else None
    if before is None or before.kind not in ("word", "command") or before.span.end != span.start:
        return False
    name = before.text.removeprefix("\\")
    return name not in (*FUNCTIONS, "N") and (before.kind == "word" or name in _GREEK)


def _with_number(found: list[TexToken], text: str, place: int, match: re.Match[str]) -> int:
    """Where the last token and a subscript typed in line after it end."""
    last = found[-1]
    if not _is_numbered(last, match):
        return place
    number = last.text[1:] if last.kind == "word" else ""
    base = Span(last.span.start, last.span.start + 1)
    below = Span(base.end, match.end())
    found[-1] = TexToken(last.kind, last.text.removesuffix(number), base) if number else last
    parts = [TexToken("number", number, below)] if number else []
    found.append(TexToken("sign", "_", below))
    found += _bracketed([*parts, *_split_script(text, match)], below)
    return match.end()


def _is_numbered(token: TexToken, match: re.Match[str]) -> bool:
    """Whether what follows at once is a subscript that was typed in line: of `u0j` the j, of `γ10` the 10."""
    if token.kind == "command":
        return token.text.removeprefix("\\") in _GREEK and match.group()[0].isdigit()
    return bool(re.fullmatch(r"[A-Za-z]\d+", token.text)) and match.group().isalpha() and match.group().islower()


_JOINED_TEXT = re.compile(r"\\_\\text\{|(?<=\.\})\\text\{")


def _joins_texts(found: Sequence[TexToken]) -> bool:
    """Whether a text has just ended: `\\text{log}\\_\\text{bmi}`, `\\text{soil.}\\text{ph}`, which web pages need."""
    opener = _opener(found) if found and found[-1].text == "}" else None
    return opener is not None and opener > 0 and found[opener - 1].text == "\\text"


def _joins_words(found: Sequence[TexToken], text: str, place: int) -> bool:
    """Whether an escaped underscore is a part of a name, as in `prop\\_low`; else it begins a subscript."""
    before = found[-1] if found else None
    return before is not None and before.kind == "word" and len(before.text) > 1 and text[place : place + 2].isalpha()


def _of_sign(character: str, span: Span, *, is_relation: bool) -> Iterable[TexToken]:
    if character == "~":
        return [TexToken("command", "\\sim", span) if is_relation else TexToken("blank", "~", span)]
    if character in _UNICODE:
        written = _UNICODE[character]
        return [TexToken("command" if written[0] == "\\" else "blank" if written == " " else "sign", written, span)]
    form, _, code = unicodedata.decomposition(character).partition(" ")
    if form in ("<sub>", "<super>"):
        inner = "".join(chr(int(each, 16)) for each in code.split())
        sign = TexToken("sign", "_" if form == "<sub>" else "^", span)
        parts = [TexToken(_kind(one), _UNICODE.get(one, one), span) for one in inner]
        return [sign, *_bracketed(parts, span)]
    folded = unicodedata.normalize("NFKC", character)
    if folded != character and len(folded) == 1:
        return [TexToken("word" if folded.isalpha() else "sign", folded, span)]
    return [TexToken("word" if character.isalpha() else "sign", character, span)]


def _kind(character: str) -> str:
    if character in _UNICODE:
        return "command" if _UNICODE[character][0] == "\\" else "sign"
    return "number" if character.isdigit() else "word" if character.isalpha() else "sign"


def _split_script(text: str, match: re.Match[str]) -> list[TexToken]:
    return [
        TexToken(inner.lastgroup or "sign", inner.group(), Span(*inner.span()))
        for inner in _TOKEN.finditer(text, *match.span())
    ]


def _bracketed(parts: Sequence[TexToken], span: Span) -> list[TexToken]:
    return [TexToken("sign", "{", span), *parts, TexToken("sign", "}", span)]


def joined_scripts(tokens: Sequence[TexToken]) -> list[TexToken]:
    """The same tokens, where Unicode's subscripts that follow one another are one subscript."""
    joined: list[TexToken] = []
    for token in tokens:
        if (
            token.text in ("_", "^")
            and len(joined) > 1
            and joined[-1].text == "}"
            and joined[-1].span[1] == token.span[0]
        ):
            opener = _opener(joined)
            if opener is not None and joined[opener - 1].text == token.text and joined[opener].span == joined[-1].span:
                joined.pop()
                joined.append(TexToken("blank", "", token.span))
                continue
        if token.text == "{" and joined and joined[-1].kind == "blank" and joined[-1].text == "":
            joined.pop()
            continue
        joined.append(token)
    return joined


def _opener(tokens: Sequence[TexToken]) -> int | None:
    for place in range(len(tokens) - 2, 0, -1):
        if tokens[place].text == "{":
            return place
    return None


def without_macros(tokens: Sequence[TexToken]) -> list[TexToken]:
    """The tokens with the macros that they define put in, and without the definitions.

    Raises:
        FormulaError: the macros make more than `MOST_TOKENS` tokens.
    """
    macros: dict[str, tuple[int, list[TexToken]]] = {}
    waiting = list(reversed(tokens))
    done: list[TexToken] = []
    expansions = 0
    while waiting:
        token = waiting.pop()
        if token.text in ("\\newcommand", "\\renewcommand", "\\providecommand", "\\newcommand*", "\\def"):
            _define(waiting, macros)
        elif token.text in ("\\DeclareMathOperator", "\\DeclareMathOperator*"):
            _define(waiting, macros, operator=token)
        elif token.kind == "command" and token.text in macros:
            expansions += 1
            if expansions > MOST_EXPANSIONS or len(waiting) + len(done) > MOST_TOKENS:
                raise FormulaError("The macros of this text expand without end.", token.span)
            number, body = macros[token.text]
            arguments = [_argument(waiting) for _ in range(number)]
            waiting += reversed(list(_filled(body, arguments, token.span)))
        else:
            done.append(token)
    return done


def _define(
    waiting: list[TexToken], macros: dict[str, tuple[int, list[TexToken]]], operator: TexToken | None = None
) -> None:
    name = [token for token in _argument(waiting) if token.kind == "command"]
    number = 0
    _skip_blanks(waiting)
    if waiting and waiting[-1].text == "[":
        inside = _until(waiting, "]")
        number = min(9, int(inside[0].text)) if inside and inside[0].text.isdigit() else 0
    while waiting and waiting[-1].text == "#":
        waiting.pop()
        number += bool(waiting and waiting.pop())
    body = _argument(waiting)
    if operator is not None:
        body = [TexToken("command", "\\operatorname", operator.span), *_bracketed(body, operator.span)]
    if name:
        macros[name[0].text] = (number, body)


def _skip_blanks(waiting: list[TexToken]) -> None:
    while waiting and waiting[-1].kind == "blank":
        waiting.pop()


def _until(waiting: list[TexToken], closer: str) -> list[TexToken]:
    waiting.pop()
    inside: list[TexToken] = []
    while waiting and waiting[-1].text != closer:
        inside.append(waiting.pop())
    if waiting:
        waiting.pop()
    return inside


def _argument(waiting: list[TexToken]) -> list[TexToken]:
    """The next token, or what stands in the braces that come next."""
    _skip_blanks(waiting)
    if not waiting:
        return []
    if waiting[-1].text != "{":
        return [waiting.pop()]
    waiting.pop()
    inside: list[TexToken] = []
    depth = 1
    while waiting:
        token = waiting.pop()
        depth += {"{": 1, "}": -1}.get(token.text, 0)
        if depth == 0:
            break
        inside.append(token)
    return inside


def _filled(body: Sequence[TexToken], arguments: Sequence[Sequence[TexToken]], span: Span) -> Iterator[TexToken]:
    """A macro's body with its arguments; what is the body's own stands where the macro was used."""
    place = 0
    while place < len(body):
        token = body[place]
        after = body[place + 1] if place + 1 < len(body) else None
        if token.text == "#" and after is not None and after.text.isdigit():
            if 0 < int(after.text) <= len(arguments):
                yield from arguments[int(after.text) - 1]
            place += 2
            continue
        yield TexToken(token.kind, token.text, span)
        place += 1
