r"""One symbol as LaTeX writes it, `\bar{x}_1`, read with places, so that every printer can write it.

Read is a small part of LaTeX: a letter, bold or with an accent, and a subscript of numbers, letters and words.
"""

from __future__ import annotations

import re
from dataclasses import replace

from lme4math.errors import LabelError
from lme4math.notation.names.symbols import ACCENTS, Base, Digits, Letter, Symbol, Word
from lme4math.records import record
from lme4math.source import Source, Span

GREEK = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "varepsilon": "ε", "zeta": "ζ", "eta": "η",
    "theta": "θ", "vartheta": "θ", "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ",
    "pi": "π", "rho": "ρ", "varrho": "ρ", "sigma": "σ", "tau": "τ", "upsilon": "υ", "phi": "φ", "varphi": "φ",
    "chi": "χ", "psi": "ψ", "omega": "ω", "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ",
    "Pi": "Π", "Sigma": "Σ", "Upsilon": "Υ", "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω",
}  # fmt: skip
"""LaTeX's Greek letters; the two forms that some have are one letter to a reader."""
BOLD = ("mathbf", "boldsymbol", "bm")
UPRIGHT = ("text", "mathrm", "textrm", "operatorname")
"""What is in their braces are words, not letters."""
LETTERS = {*GREEK.values(), *"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"}

READABLE = (
    r"Write one letter, as `$x$` or `$\gamma$`, with an accent, as `$\bar{x}$`, bold, as `$\mathbf{x}$`, or with a "
    r"subscript, as `$x_{1}$`; or words, without dollar signs."
)
_TOKEN = re.compile(r"\s*(?P<token>\\[A-Za-z]+|\\.|\d+|\S)", re.DOTALL)


def is_symbol(label: str) -> bool:
    """Whether a label is a symbol between dollar signs, not words."""
    return len(label) > 1 and label.startswith("$") and label.endswith("$")


def read_label(label: str) -> Symbol:
    r"""A label as a symbol of the page: one symbol between dollar signs, or words.

    Raises:
        LabelError: there is something else between the dollar signs, or nothing at all.
    """
    text = label.strip()
    if not text:
        raise LabelError("A label has no words.", hint="Leave it out to keep R's name.")
    if not is_symbol(text):
        return Symbol(Word(text))
    return LabelReader.of(text).symbol()


@record
class _Token:
    text: str
    span: Span


class LabelReader:
    """The tokens of a label between its dollar signs, and how far they are read."""

    def __init__(self, text: str, tokens: tuple[_Token, ...]) -> None:
        self.text, self.tokens, self.place = text, tokens, 0

    @classmethod
    def of(cls, text: str) -> LabelReader:
        found = (match for match in _TOKEN.finditer(text, 1, len(text) - 1))
        return cls(text, tuple(_Token(match["token"], Span(*match.span("token"))) for match in found))

    def symbol(self) -> Symbol:
        """The whole label."""
        if not self.tokens:
            raise self.refusal("There is no symbol between the dollar signs.", Span(0, len(self.text)))
        base = self.letter()
        sub: tuple[Base, ...] = ()
        if self.peek() == "_":
            self.take()
            sub = self.subscript()
        if self.place < len(self.tokens):
            more = self.tokens[self.place]
            raise self.refusal(_NOT_READ.get(more.text, "A label is one symbol, and more follows it."), more.span)
        return Symbol(base, sub)

    def letter(self) -> Base:
        """A letter, bold or with an accent, or words that stand for one."""
        token = self.take()
        name = token.text.removeprefix("\\")
        if token.text.startswith("\\"):
            if name in GREEK:
                return Letter(GREEK[name])
            if name in BOLD or name in ACCENTS:
                return self.dressed(name, token)
            if name in UPRIGHT:
                return Word(self.words(token))
            raise self.refusal(f"`{token.text}` is no letter that can be written everywhere.", token.span)
        if token.text in LETTERS:
            return Letter(token.text)
        what = "A symbol begins with a letter."
        raise self.refusal(what, token.span)

    def dressed(self, name: str, token: _Token) -> Letter:
        """The letter that a command of bold type or an accent is given."""
        braces = self.peek() == "{"
        if braces:
            self.take()
        inner = self.letter()
        if not isinstance(inner, Letter):
            raise self.refusal(f"`{token.text}` is written of a letter only.", token.span)
        if braces:
            self.expect("}", token)
        if name in BOLD:
            return replace(inner, bold=True)
        if inner.accent:
            raise self.refusal("A letter has one accent.", token.span)
        return replace(inner, accent=name)

    def subscript(self) -> tuple[Base, ...]:
        """A number, letter or words, or several in braces, with or without commas."""
        if self.peek() != "{":
            return (self.index(),)
        opening = self.take()
        found: list[Base] = []
        while self.peek() not in ("}", ""):
            if self.peek() == "," and found:
                self.take()
            found.append(self.index())
        self.expect("}", opening)
        if not found:
            raise self.refusal("The subscript is empty.", opening.span)
        return tuple(found)

    def index(self) -> Base:
        if self.peek().isascii() and self.peek().isdigit():
            return Digits(self.take().text)
        return self.letter()

    def words(self, token: _Token) -> str:
        """What is in the braces behind `\\text`, as it stands."""
        opening = self.expect("{", token)
        parts = []
        while self.peek() not in ("}", ""):
            part = self.take()
            if part.text in ("{", "\\{") or part.text.startswith("\\"):
                raise self.refusal("Words in braces are plain words.", part.span)
            parts.append(part)
        closing = self.expect("}", token)
        words = self.text[opening.span.end : closing.span.start].strip()
        if not words:
            raise self.refusal("There are no words in the braces.", opening.span.cover(closing.span))
        return words

    def peek(self) -> str:
        return self.tokens[self.place].text if self.place < len(self.tokens) else ""

    def take(self) -> _Token:
        if self.place == len(self.tokens):
            raise self.refusal("The symbol ends too early.", Span(len(self.text) - 1, len(self.text)))
        self.place += 1
        return self.tokens[self.place - 1]

    def expect(self, sign: str, after: _Token) -> _Token:
        if self.peek() != sign:
            missing = "opened by `{`" if sign == "{" else "closed by `}`"
            raise self.refusal(f"What follows `{after.text}` is not {missing}.", after.span)
        return self.take()

    def refusal(self, message: str, span: Span) -> LabelError:
        return LabelError(message, span, READABLE, Source(self.text))


_NOT_READ = {
    "^": "A symbol has no superscript, for powers and tags of the equations stand there.",
    "_": "A symbol has one subscript.",
    "'": "A symbol has no prime.",
}
