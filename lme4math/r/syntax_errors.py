"""The errors of the parser: what is wrong with a text that is not R, where, and the likely repair."""

from __future__ import annotations

from lme4math.english import quoted
from lme4math.errors import FormulaError
from lme4math.r import operators
from lme4math.r.building import Bracket
from lme4math.r.tokens import Token

_EXPECTED = "a variable, a number or an opening bracket"
_LIKE_A_BAR = ("\\", "l", "I", "!")
"""What is typed or read for the bar `|` by mistake."""


class SyntaxErrors:
    """Makes the errors of one parse from its tokens, because an error also names its neighbours."""

    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens

    def unexpected(self, token: Token, brackets: list[Bracket], *, missing: bool = False) -> FormulaError:
        """A token that is not possible at its place; `missing` says that an expression was due there."""
        if token.kind == "end":
            return self.unfinished(brackets)
        before = self._before(token)
        if missing and before is not None and before.kind == "mark":
            message = f"{_name(token)} cannot follow {quoted(before.value)}: something is missing between them."
        else:
            message = f"{_name(token)} is not possible here."
        return FormulaError(message, token.span, self._hint(token, brackets[-1], before, missing))

    def unfinished(self, brackets: list[Bracket]) -> FormulaError:
        """The text ends before the expression does."""
        if len(brackets) > 1:
            opener, closer = brackets[-1].opener, brackets[-1].closer * brackets[-1].weight
            return FormulaError(
                f"The bracket `{opener.value}` is never closed.", opener.span, f"Add `{closer}` where it should end."
            )
        last = self._before(self._tokens[-1]) or self._tokens[-1]
        return FormulaError(
            f"The text ends too early: something must follow {quoted(last.value)}.",
            last.span,
            f"Write {_EXPECTED} after it, or remove it.",
        )

    def comparisons(self, token: Token) -> FormulaError:
        """`a < b < c`."""
        return FormulaError(
            "R does not chain comparisons.", token.span, "Join two comparisons by `&`, or put one in brackets."
        )

    def overflow(self, token: Token, depth: int) -> FormulaError:
        """More open brackets than R allows."""
        return FormulaError(
            f"More than {depth} brackets are open here, which R refuses (contextstack overflow).",
            token.span,
            "Write the expression with fewer nested brackets.",
        )

    def too_deep(self, token: Token) -> FormulaError:
        """More waiting operators than R's parser has memory for."""
        return FormulaError(
            "Too many operators here have no right side yet; R runs out of memory while parsing.",
            token.span,
            "Split the expression into shorter ones.",
        )

    def _before(self, token: Token) -> Token | None:
        found: Token | None = None
        for other in self._tokens:
            if other.start >= token.start and other.kind != "newline":
                break
            if other.kind != "newline":
                found = other
        return found

    def _after(self, token: Token) -> Token:
        return next((other for other in self._tokens if other.start > token.start), self._tokens[-1])

    def _hint(self, token: Token, bracket: Bracket, before: Token | None, missing: bool) -> str:
        return (
            self._bar_hint(token, bracket)
            or _operator_hint(token, bracket, before, missing)
            or _bracket_hint(token, bracket)
            or _word_hint(token, bracket)
            or (f"Write {_EXPECTED} before it, or remove it." if missing else None)
            or _joining_hint(token, before)
        )

    def _bar_hint(self, token: Token, bracket: Bracket) -> str | None:
        """Where `(1 l g)` has a letter, and `(1 \\ g)` another sign, for the bar."""
        following = self._after(token)
        group = following.kind == "name" or (following.value == "(" and token.kind == "mark")
        if bracket.kind == "group" and token.value in _LIKE_A_BAR and group:
            return "If a bar is meant, write `|`: effects | group."
        return None


def _operator_hint(token: Token, bracket: Bracket, before: Token | None, missing: bool) -> str | None:
    """What to do where brackets close behind an operator."""
    if not missing or before is None or operators.binary(before.value) is None or token.value not in (")", "]", "}"):
        return None
    if bracket.kind == "program":
        return f"No bracket is open here: remove `{before.value}` and `{token.value}`."
    return f"Write {_EXPECTED} between them, or remove `{before.value}`."


def _name(token: Token, within: bool = False) -> str:
    """A token at the beginning of a sentence, or within one."""
    if token.kind == "newline":
        return "the end of the line" if within else "The end of the line"
    if token.kind == "text":
        return "this string" if within else "This string"
    return quoted(token.value)


def _bracket_hint(token: Token, bracket: Bracket) -> str | None:
    opener = bracket.opener.value
    if token.value in (",", ")", "]", "}", ";") and token.kind == "mark":
        if bracket.kind == "program":
            return "No bracket is open here: a closing bracket before it is one too many, or an opening one is missing."
        if token.value == bracket.closer:
            return None
        if bracket.kind in ("call", "index") and token.value == ",":
            return None
        return (
            f"The bracket `{opener}` before it is still open: close it first with `{bracket.closer * bracket.weight}`."
        )
    return None


def _word_hint(token: Token, bracket: Bracket) -> str | None:
    if token.kind != "mark":
        return None
    if token.value == "=":
        return "Compare with `==`; an argument's name is a single word before `=`."
    if token.value == "else" and bracket.kind == "program":
        return "R has ended the `if` before this: put `else` on the line of the closing bracket."
    if token.value == ">" and bracket.kind == "program":
        return "If this is the console's prompt, remove it."
    if token.value in ("[", "[["):
        return "Group with round brackets: (1 | g)."
    return None


def _joining_hint(token: Token, before: Token | None) -> str:
    left = quoted(before.value) if before is not None and before.kind != "text" else "what precedes it"
    return f"An operator such as `+`, or a comma, is missing between {left} and {_name(token, within=True)}."
