"""Interactions of factors in words: what is compared of each factor, and how much greater it is elsewhere.

With the margins of an interaction in the model, as R codes it, its coefficients are the products of what each factor's
contrasts are of the cell means: a difference between two levels, or a level's deviation from the mean of all. The
difference of a difference is said as how much greater it is at one level than at another.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

from lme4math.english import listed, typographic
from lme4math.model import IndicatorPiece, Piece, Score
from lme4math.notation.names.rows import CoefficientRow
from lme4math.notation.words.coding import FactorCoding
from lme4math.notation.words.contrast_meanings import contrast_meaning, times_said
from lme4math.records import record


def pieces_of(rows: Sequence[CoefficientRow], name: str) -> list[Piece]:
    """The distinct pieces of a factor in a term."""
    found = (piece for row in rows for piece in row.column.pieces if piece.variable.name == name)
    return list(dict.fromkeys(found))


def levels_said(pieces: Sequence[Piece]) -> str:
    """The levels that have columns, in words; "" where they are too many, or not known."""
    known = [typographic(piece.level) for piece in pieces if isinstance(piece, IndicatorPiece)]
    return listed(known) if known and len(known) <= 6 else ""


def difference(pieces: Sequence[Piece], coding: FactorCoding, plural: bool = False) -> str:
    """The differences of levels from the one that they are compared with."""
    several = "s" if plural or len(pieces) > 1 else ""
    if levels := levels_said(pieces):
        return f"the difference{several} of {coding.name} {levels} from {coding.base}"
    if len(pieces) == 1:
        return f"the difference{several} of each level of {coding.name} from {coding.base}"
    return f"the differences of the {len(pieces)} other levels of {coding.name} from {coding.base}"


def at_and_base(pieces: Sequence[Piece], coding: FactorCoding) -> tuple[str, str]:
    """At levels of a factor, and at the one that they are compared with."""
    levels = levels_said(pieces)
    others = f"the {len(pieces)} other levels" if len(pieces) > 1 else "each level"
    return f"at {coding.name} {levels}" if levels else f"at {others} of {coding.name}", f"at {coding.base}"


# --- Interactions ----------------------------------------------------------------------------------------------------


@record
class LevelComparison:
    """What the coefficients of a factor compare.

    Attributes:
        what: the differences or deviations, to be followed by what they are of.
        plural: whether they are several.
        times: what they are multiplied by.
        at, than: the levels that are compared, and those that they are compared with, as places.
        levels: of a difference between two levels, the one that it is from, and the other one; else empty.
    """

    what: str
    plural: bool
    times: float
    at: str
    than: str
    levels: tuple[str, ...] = ()


def interaction(rows: Sequence[CoefficientRow], compared: dict[str, FactorCoding], effect: str, by_name: bool) -> str:
    """The interaction of factors, said as a difference of differences where it is one.

    Args:
        rows: its coefficients.
        compared: how each factor is coded, by its name.
        effect: what differs, such as the slope of a variable; the mean if empty.
        by_name: only name it, as where the effect has several coefficients, or columns of the term are dropped.
    """
    inside = f" in {effect}" if effect else ""
    found = [_comparison(pieces_of(rows, name), coding) for name, coding in compared.items()]
    known = sorted((one for one in found if one is not None), key=lambda one: one.plural)
    said = "" if by_name or len(known) < len(found) else _said(known, inside)
    alone = len(rows) == 1 and all(coding.kind == "difference" for coding in compared.values())
    named = [
        _with_level(rows, name, coding) if alone
        else coding.name if said and coding.kind == "difference"
        else coding.beside_others
        for name, coding in compared.items()
    ]  # fmt: skip
    several = "s" if len(rows) > 1 else ""
    return f"the interaction{several} of {listed(named)}" + (f": {said}" if said else inside)


def _with_level(rows: Sequence[CoefficientRow], name: str, coding: FactorCoding) -> str:
    levels = levels_said(pieces_of(rows, name))
    return f"{coding.name} {levels}" if levels else coding.beside_others


def _comparison(pieces: Sequence[Piece], coding: FactorCoding) -> LevelComparison | None:
    """What a factor's contrasts compare; None of contrasts that are neither differences of levels nor deviations."""
    if coding.kind == "difference":
        at, base = at_and_base(pieces, coding)
        one = levels_said(pieces) if len(pieces) == 1 else ""
        levels = (coding.base, one) if one else ()
        return LevelComparison(difference(pieces, coding), len(pieces) > 1, 1.0, at, base, levels)
    meaning = contrast_meaning([piece for piece in pieces if isinstance(piece, Score)])
    if meaning.kind == "deviations":
        which = meaning.of("").removeprefix("the deviations of ").removesuffix(" from the mean of its levels")
        plural = len(pieces) > 1
        what = f"the deviation{'s' * plural} of {which} from the mean of its levels"
        return LevelComparison(what, plural, 1.0, f"at {which}", "on average over its levels")
    (only, *others) = meaning.compared or (None,)
    if only is None or others or len(only.these) > 1 or len(only.those) > 1:
        return None
    this, that = typographic(only.these[0]), typographic(only.those[0])
    what = f"the difference of {meaning.factor} {this} from {that}"
    return LevelComparison(what, False, only.times, f"at {meaning.factor} {this}", f"at {that}", (that, this))


def _said(comparisons: Sequence[LevelComparison], inside: str) -> str:
    """A difference of differences, or one of differences of differences; "" where no sentence says it."""
    first, *others = comparisons
    times = times_said(prod(one.times for one in comparisons))
    start = "" if not times else f"{times.removesuffix(' of ').strip()} of "
    what, last = f"{first.what}{inside}", others[-1]
    if len(others) == 1:
        return f"{start}how much greater {what} {'are' if first.plural else 'is'} {last.at} than {last.than}"
    middle = others[0]
    if len(others) > 2 or not middle.levels:
        return ""
    factor = middle.at.removeprefix("at ").removesuffix(f" {middle.levels[1]}")
    grow = "grow" if first.plural else "grows"
    return (
        f"{start}how much more {what} {grow} from {factor} {middle.levels[0]} to {middle.levels[1]} {last.at} than "
        f"{last.than}"
    )
