"""Columns of a design matrix, as products of variables, indicators and contrast scores.

A column of X, or of the left side of a bar, is a product of pieces: numeric covariates, indicators of a level, scores
of a contrast. The empty product is the intercept. Two columns with the same pieces are the same numbers, whatever the
order in which R writes their names; that is how a random effect finds the coefficient it belongs to.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import field

from lme4math.model.variables import Numeric, OpenCategorical, Variable
from lme4math.records import record
from lme4math.source import Span

INTERCEPT = "(Intercept)"


@record
class CovariatePiece:
    """A numeric variable, or one column of a matrix-valued one (`poly(x, 2)1`: component "1").

    Attributes:
        component: what R appends to the variable's name; several columns of a matrix may share it.
        place: the column's, 0-based, among those of the matrix; None for a variable of one column.
    """

    variable: Variable
    component: str = ""
    place: int | None = None

    def __hash__(self) -> int:
        return hash((self.variable.name, self.component, self.place))  # pieces are looked up in every part of a view

    @property
    def label(self) -> str:
        return self.variable.name + self.component

    @property
    def code(self) -> str:
        """R code of this column alone: its label, or the column picked by number where the label does not say which."""
        name, kind = self.variable.frame_name, self.variable.kind
        shared = isinstance(kind, Numeric) and kind.components.count(self.component) > 1
        if self.place is not None and (shared or not self.component):
            return f"{name}[, {self.place + 1}]"
        return name + self.component


@record
class IndicatorPiece:
    """1 where a factor has this level, else 0.

    Attributes:
        base: the level that has no column beside it, so that its coefficient is a difference from there; "" where every
            level has a column.
    """

    variable: Variable
    level: str
    base: str = field(default="", compare=False)

    def __hash__(self) -> int:
        return hash((self.variable.name, self.level))  # a factor may have thousands

    @property
    def label(self) -> str:
        return self.variable.name + self.level


@record
class Score:
    """One column of a contrast matrix other than treatment contrasts.

    Attributes:
        scheme: R's function, such as "contr.sum".
        suffix: what R appends to the variable's name (`.L`, `1`).
        scores: the column of the contrast matrix, one number per level in the levels' order.
        base: the level at which all columns of the contrast matrix are 0, or "".
    """

    variable: Variable
    scheme: str
    suffix: str
    scores: tuple[float, ...]
    base: str = field(default="", compare=False)

    @property
    def label(self) -> str:
        return self.variable.name + self.suffix


@record
class LevelFamily:
    """One indicator per level of a factor whose levels are not known yet; without the first unless `full`."""

    variable: Variable
    full: bool

    @property
    def label(self) -> str:
        return self.variable.name

    @property
    def reference(self) -> str:
        """The baseline that the levels are compared with, where it is known; else empty."""
        kind = self.variable.kind
        return kind.reference if isinstance(kind, OpenCategorical) and not self.coding else ""

    @property
    def coding(self) -> str:
        """The contrasts by which R codes it, where these are no differences from the baseline; else empty."""
        kind = self.variable.kind
        coding = kind.coding if isinstance(kind, OpenCategorical) else ""
        return "" if coding == "contr.treatment" else coding


Piece = CovariatePiece | IndicatorPiece | Score | LevelFamily


def has_open_levels(columns: Iterable[Column]) -> bool:
    """Whether a factor is in them whose levels are not known, so that some stand for several."""
    return any(isinstance(piece, LevelFamily) for column in columns for piece in column.pieces)


def is_difference(piece: Piece) -> bool:
    """Whether it compares the levels of a factor: with a baseline, or by a contrast."""
    has_base = isinstance(piece, IndicatorPiece) and bool(piece.base)
    return has_base or isinstance(piece, Score) or (isinstance(piece, LevelFamily) and not piece.full)


@record
class Column:
    """One column: the product of its pieces.

    Attributes:
        pieces: in R's order; empty for the intercept.
        term: the label of the term it comes from ("" for the intercept).
        spans: the characters of R code that ask for it; empty for an implicit intercept.
    """

    pieces: tuple[Piece, ...]
    term: str = field(default="", compare=False)
    spans: tuple[Span, ...] = field(default=(), compare=False)

    @property
    def name(self) -> str:
        """R's name of the column, such as `time:type+`."""
        return ":".join(piece.label for piece in self.pieces) or INTERCEPT

    @property
    def identity(self) -> frozenset[Piece]:
        """What the column is, whatever the order in which its name was written."""
        return frozenset(self.pieces)
