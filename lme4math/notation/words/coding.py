"""How the terms of the fixed part code their factors: as differences, as levels, by contrasts; what follows from it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from lme4math.english import level_or, listed, quoted, typographic
from lme4math.model import (
    CovariatePiece,
    IndicatorPiece,
    LevelFamily,
    MixedModel,
    OpenCategorical,
    Piece,
    Score,
    Term,
    variables_in,
)
from lme4math.notation.names.naming import Names
from lme4math.notation.names.rows import CoefficientRow
from lme4math.notation.words.conditions import dropped_rows
from lme4math.records import kept_for_the_same, record

FIRST = "its first level"
"""The baseline of a factor whose levels are not known."""


@record
class FactorCoding:
    """How a factor enters a term.

    Attributes:
        kind: as differences from a level, as all its levels, or by a contrast of another scheme.
        name: the factor, quoted.
        base: the level that differences are from, or the scheme.
    """

    kind: Literal["difference", "levels", "contrast"]
    name: str
    base: str = ""

    @property
    def beside_others(self) -> str:
        """The factor as a part of an interaction."""
        if self.kind == "levels":
            return self.name
        return f"{self.name} ({'against' if self.kind == 'difference' else 'by'} {self.base})"


def columns_too_many(names: Names) -> int:
    """The number of columns that lme4 will drop: those of all cells beside an intercept are one too many."""
    return _too_many(names.model, names.fixed_rows, dropped_rows(names))


@kept_for_the_same(2)  # the words of each style and notation ask for it
def _too_many(model: MixedModel, rows: Sequence[CoefficientRow], lost: Sequence[CoefficientRow]) -> int:
    kept, dropped = rows_by_term(rows), rows_by_term(lost)
    terms = (term for term in model.fixed.terms if term.label in kept and term.label not in dropped)
    codings = ((term, codings_of(kept[term.label])) for term in terms)
    return sum(bool(found) and is_redundant(model, term, kept[term.label], found) for term, found in codings)


@kept_for_the_same(4)
def rows_by_term(rows: Sequence[CoefficientRow]) -> dict[str, list[CoefficientRow]]:
    """Coefficients by the labels of their terms."""
    found: dict[str, list[CoefficientRow]] = {}
    for row in rows:
        found.setdefault(row.column.term, []).append(row)
    return found


def coded_otherwise(rows: Sequence[CoefficientRow]) -> list[str]:
    """The factors of unknown levels that R does not compare with their first level, each with its contrasts."""
    families = {piece.variable.name: piece.variable.kind for row in rows for piece in row.column.pieces
                if isinstance(piece, LevelFamily) and not piece.full}  # fmt: skip
    return [
        f"{quoted(name)} by {quoted(kind.coding)}"
        for name, kind in families.items()
        if isinstance(kind, OpenCategorical) and kind.coding not in ("", "contr.treatment")
    ]


@kept_for_the_same(4)  # the words of each style and notation ask for those of a long term
def codings_of(rows: Sequence[CoefficientRow]) -> dict[str, FactorCoding]:
    """How each factor of a term is coded, by the factor's name."""
    found: dict[str, FactorCoding] = {}
    for row in rows:
        for piece in row.column.pieces:
            if not isinstance(piece, CovariatePiece) and piece.variable.name not in found:
                found[piece.variable.name] = _coding(piece)
    return found


def _coding(piece: IndicatorPiece | LevelFamily | Score) -> FactorCoding:
    name = quoted(piece.variable.name)
    if isinstance(piece, Score):
        return FactorCoding("contrast", name, quoted(piece.scheme) if piece.scheme else "contrasts of your own")
    if isinstance(piece, LevelFamily):
        base = level_or(piece.reference, FIRST)
        return FactorCoding("levels", name) if piece.full else FactorCoding("difference", name, base)
    return FactorCoding("difference", name, typographic(piece.base)) if piece.base else FactorCoding("levels", name)


def is_redundant(
    model: MixedModel, term: Term, rows: Sequence[CoefficientRow], codings: dict[str, FactorCoding]
) -> bool:
    """As many columns as there are combinations of levels, beside an intercept: their columns add up to it."""
    every = len(codings) == term.order and all(coding.kind == "levels" for coding in codings.values())
    scores = [piece for row in rows for piece in row.column.pieces if isinstance(piece, Score)]
    full = term.order == 1 and bool(scores) and len(rows) == len(scores[0].scores)
    return (every or full) and model.fixed.intercept


def dropped_sentence(names: Names, dropped: Sequence[CoefficientRow]) -> str:
    """What lme4 does with columns that depend on earlier ones."""
    lost = [quoted(row.column.name) for row in dropped]
    verb, it = ("depends", "it") if len(lost) == 1 else ("depend", "them")
    if names.model.checks.drops_columns:
        return f"lme4 drops {listed(lost)}, which {verb} on columns before {it}."
    return f"{listed(lost)} {verb} on columns before {it}, without which the model is shown."


def factor_without_own_term(names: Names, term: Term, codings: dict[str, FactorCoding]) -> str:
    """The factor of a term that is an interaction with slopes only, so that its levels share the intercept; or ""."""
    if term.order < 2 or len(codings) != 1 or not names.model.fixed.intercept:
        return ""
    (name,) = codings
    columns = (row.column.pieces for row in names.fixed_rows)
    without_slopes = (piece for pieces in columns if not any(map(_is_slope, pieces)) for piece in pieces)
    beside = frozenset(name for piece in without_slopes for name in variables_in(piece.variable.expression))
    factor = next(piece for row in names.fixed_rows for piece in row.column.pieces if piece.variable.name == name)
    return "" if variables_in(factor.variable.expression) & beside else name


def _is_slope(piece: Piece) -> bool:
    return isinstance(piece, CovariatePiece)
