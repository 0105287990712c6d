"""Sentences about the columns that R makes of a term of the fixed part: factors, interactions, slopes beside them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from lme4math.english import level_or, listed, quoted, typographic
from lme4math.model import (
    Column,
    CovariatePiece,
    IndicatorPiece,
    LevelFamily,
    OpenCategorical,
    Piece,
    Score,
    Term,
    variables_in,
)
from lme4math.notation.expressions import basis_of
from lme4math.notation.names.naming import Names
from lme4math.notation.names.rows import CoefficientRow
from lme4math.notation.words.conditions import dropped_rows, reference
from lme4math.notation.words.phrases import capital, each_level, predicted, spoken
from lme4math.r import deparse
from lme4math.records import record

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


def coding_sentences(names: Names) -> Iterator[str]:
    """The sentences about factors, interactions, and slopes beside interactions."""
    kept, dropped = _by_term(names.fixed_rows), _by_term(dropped_rows(names))
    for term in names.model.fixed.terms:
        yield from _of_term(names, term, kept.get(term.label, []), dropped.get(term.label, []))


def columns_too_many(names: Names) -> int:
    """The number of columns that lme4 will drop: those of all cells beside an intercept are one too many."""
    kept, dropped = _by_term(names.fixed_rows), _by_term(dropped_rows(names))
    terms = (term for term in names.model.fixed.terms if term.label in kept and term.label not in dropped)
    codings = ((term, _codings(kept[term.label])) for term in terms)
    return sum(bool(found) and _is_redundant(names, term, kept[term.label], found) for term, found in codings)


def _by_term(rows: Sequence[CoefficientRow]) -> dict[str, list[CoefficientRow]]:
    found: dict[str, list[CoefficientRow]] = {}
    for row in rows:
        found.setdefault(row.column.term, []).append(row)
    return found


def _of_term(
    names: Names, term: Term, rows: Sequence[CoefficientRow], dropped: Sequence[CoefficientRow]
) -> Iterator[str]:
    lost = [quoted(row.column.name) for row in dropped]
    codings = _codings(rows)
    if lost:
        verb, it = ("depends", "it") if len(lost) == 1 else ("depend", "them")
        if names.model.checks.drops_columns:
            yield f"lme4 drops {listed(lost)}, which {verb} on columns before {it}."
        else:
            yield f"{listed(lost)} {verb} on columns before {it}, without which the model is shown."
    elif codings and _is_redundant(names, term, rows, codings):
        by = [f"by {coding.base}" for coding in codings.values() if coding.kind == "contrast"]
        yield (
            f"R makes {_columns(rows)} of {quoted(term.label)}, {''.join(by) or 'one for each combination of levels'}; "
            "beside the intercept they are one too many, and lme4 will drop one."
        )
    elif codings and (coded := _coded_otherwise(rows)):
        yield (
            f"The coefficients of {quoted(term.label)} compare levels with the first here; "
            f"R codes {listed(coded)}, so that its own mean something else."
        )
    elif codings:
        yield f"R makes {_columns(rows)} of {quoted(term.label)}: {_meaning(names, rows, codings, term)}."
    elif rows and term.order > 1:
        yield f"{quoted(term.label)} is the product of its variables: {_change(names, rows[0], term)}."
    elif len(rows) == 1 and (where := reference(names, rows[0].column.pieces).phrase):
        yield f"{capital(spoken([rows[0].column], names.fixed_part))} holds{where.removeprefix(',')}."
    yield from _missing_margins(names, term, codings)


def _coded_otherwise(rows: Sequence[CoefficientRow]) -> list[str]:
    """The factors of unknown levels that R does not compare with their first level, each with its contrasts."""
    families = {piece.variable.name: piece.variable.kind for row in rows for piece in row.column.pieces
                if isinstance(piece, LevelFamily) and not piece.full}  # fmt: skip
    return [
        f"{quoted(name)} by {quoted(kind.coding)}"
        for name, kind in families.items()
        if isinstance(kind, OpenCategorical) and kind.coding not in ("", "contr.treatment")
    ]


def _change(names: Names, row: CoefficientRow, term: Term) -> str:
    """What the coefficient of a product of numeric variables is."""
    where = reference(names, row.column.pieces).phrase
    if term.order > 2:
        return f"how the interaction of all but one of them changes with that one{where}"
    return f"how the slope of one changes with the other{where}"


def _codings(rows: Sequence[CoefficientRow]) -> dict[str, FactorCoding]:
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


def _columns(rows: Sequence[CoefficientRow]) -> str:
    if any(isinstance(piece, LevelFamily) for piece in rows[0].column.pieces):
        return f"a column for {each_level(rows[0].column)}"
    names = [quoted(row.column.name) for row in rows]
    return f"the column {names[0]}" if len(names) == 1 else f"the columns {listed(names)}"


def _meaning(names: Names, rows: Sequence[CoefficientRow], codings: dict[str, FactorCoding], term: Term) -> str:
    """What the coefficients of a term with factors are."""
    slopes = [name for name in term.variables if name not in codings]
    what = _subject(names, slopes, rows)
    compared = [coding for coding in codings.values() if coding.kind != "levels"]
    separate = [f"each level of {coding.name}" for coding in codings.values() if coding.kind == "levels"]
    for_each = f", for {listed(separate)}" if separate else ""
    where = reference(names, rows[0].column.pieces).phrase
    where = f",{where}" if where and not where.startswith(",") else where
    if not compared:
        return f"{what} for {listed(separate)}{where}"
    if len(compared) > 1:
        inside = f" in {what}" if slopes else ""
        return f"the interaction of {listed([coding.beside_others for coding in compared])}{inside}{for_each}{where}"
    (one,) = compared
    if one.kind == "contrast":
        return f"contrasts of {what} between the levels of {one.name}, by {one.base}{for_each}{where}"
    return f"how {what} differs from where {one.name} is {'at ' * (one.base == FIRST)}{one.base}{for_each}{where}"


def _subject(names: Names, slopes: Sequence[str], rows: Sequence[CoefficientRow]) -> str:
    """What a factor's coefficients are about: the mean, a slope, a curve, or an interaction of numeric variables."""
    if not slopes:
        return predicted(names)
    if len(slopes) > 1:
        return f"the interaction of {listed([quoted(name) for name in slopes])}"
    (piece,) = {piece for piece in rows[0].column.pieces if isinstance(piece, CovariatePiece)}
    if basis := basis_of(piece.variable.expression):
        return f"the curve in {quoted(deparse(basis.of))}"
    return spoken([Column((piece,))], names.fixed_part)


def _is_redundant(names: Names, term: Term, rows: Sequence[CoefficientRow], codings: dict[str, FactorCoding]) -> bool:
    """As many columns as there are combinations of levels, beside an intercept: their columns add up to it."""
    every = len(codings) == term.order and all(coding.kind == "levels" for coding in codings.values())
    scores = [piece for row in rows for piece in row.column.pieces if isinstance(piece, Score)]
    full = term.order == 1 and bool(scores) and len(rows) == len(scores[0].scores)
    return (every or full) and names.model.fixed.intercept


def _missing_margins(names: Names, term: Term, codings: dict[str, FactorCoding]) -> Iterator[str]:
    """Factors that take part in interactions with slopes only, so that the levels share the intercept."""
    if term.order < 2 or len(codings) != 1 or not names.model.fixed.intercept:
        return
    (name,) = codings
    columns = (row.column.pieces for row in names.fixed_rows)
    without_slopes = (piece for pieces in columns if not any(map(_is_slope, pieces)) for piece in pieces)
    beside = frozenset(name for piece in without_slopes for name in variables_in(piece.variable.expression))
    factor = next(piece for row in names.fixed_rows for piece in row.column.pieces if piece.variable.name == name)
    if not variables_in(factor.variable.expression) & beside:
        yield f"There is no term {quoted(name)} by itself, so all its levels have the same intercept."


def _is_slope(piece: Piece) -> bool:
    return isinstance(piece, CovariatePiece)
