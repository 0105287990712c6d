"""Sentences that have symbols of the equations in them, and lists of such symbols."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from lme4math.english import listed
from lme4math.notation.names.level_styles import LevelStyle
from lme4math.notation.names.naming import Names
from lme4math.notation.names.rows import CoefficientRow
from lme4math.notation.names.symbols import Base, Digits
from lme4math.notation.predictor import coefficient
from lme4math.notation.tree import Coefficient, Expr
from lme4math.records import record

Part = str | Expr
"""A piece of a sentence: words, with R code between backticks, or a symbol."""

RANGE = " to "
MOST_SYMBOLS = 3
"""More symbols in a row are written as a range, β₁ to β₁₉."""
MOST_RUNS = 6
MOST_LETTERS = 40
"""No style has more letters; what lies between so many symbols and so many others goes on as these do."""


@record
class Sentence:
    """Words and symbols, from the capital letter to the full stop; or a phrase of such a sentence."""

    parts: tuple[Part, ...]

    def __bool__(self) -> bool:
        return any(part != "" for part in self.parts)


def said(*parts: Part | Sentence) -> Sentence:
    """A sentence of words, symbols and phrases."""
    found: list[Part] = []
    for part in parts:
        for one in part.parts if isinstance(part, Sentence) else (part,):
            if isinstance(one, str) and found and isinstance(found[-1], str):
                found[-1] += one
            elif one != "":
                found.append(one)
    return Sentence(tuple(found))


def listed_parts(things: Sequence[Part | Sentence], conjunction: str = "and") -> Sentence:
    """Symbols or phrases as a list in words: β₁, β₂ and β₃."""
    marks = ["…" if thing == "…" else "\0" for thing in things]
    between = listed(marks, conjunction).replace("…", "\0").split("\0")
    mixed: list[Part | Sentence] = [between[0]]
    for thing, after in zip(things, between[1:], strict=True):
        mixed += [thing, after]
    return said(*mixed)


def coefficients(names: Names, rows: Sequence[CoefficientRow]) -> Sentence:
    """The symbols of fixed effects in words; many that follow one another as a range, β₁ to β₁₉."""
    last = max(0, len(rows) - MOST_LETTERS)
    if last > MOST_LETTERS and not names.labels:
        placed = [*enumerate(rows[:MOST_LETTERS]), *enumerate(rows[last:], start=last)]
    else:
        placed = list(enumerate(rows))
    ordered = [(_number(names, row) - place, coefficient(names, row)) for place, row in placed]
    phrases: list[Part | Sentence] = []
    for _, run in groupby(ordered, lambda pair: (pair[0], _series(pair[1]))):
        symbols = [symbol for _, symbol in run]
        phrases += symbols if len(symbols) <= MOST_SYMBOLS else [said(symbols[0], RANGE, symbols[-1])]
    return listed_parts(phrases if len(phrases) <= MOST_RUNS else [*phrases[:2], "…", phrases[-1]])


def _number(names: Names, row: CoefficientRow) -> int:
    """The number that symbols count by; in equations by level those of level 1 count, and others are no series."""
    if not isinstance(names.style, LevelStyle):
        return row.subscript
    first, *rest = names.style.paths.numbers[row.number]
    return -2 * row.subscript - 2 if any(rest) else first


def _series(symbol: Coefficient) -> object:
    """What symbols share that can be counted from one to another; letters of their own share nothing."""
    sub: tuple[Base, ...] = symbol.symbol.sub
    return (symbol.symbol.base, symbol.symbol.tag) if sub and isinstance(sub[0], Digits) else symbol.symbol
