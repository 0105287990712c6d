"""The numbers of a model's columns: covariates, indicators and scores evaluated, multiplied and kept for reuse."""

from __future__ import annotations

from dataclasses import field

import numpy as np

from lme4math.design.frame import ModelFrame
from lme4math.design.infinite import infinite_covariate
from lme4math.design.values import BoolArray, FloatArray, IntArray, Matrix, as_numbers
from lme4math.english import quoted
from lme4math.errors import DataError
from lme4math.model.columns import Column, CovariatePiece, IndicatorPiece, Piece, Score
from lme4math.model.variables import Variable
from lme4math.records import record

Cells = FloatArray | BoolArray


@record(eq=False)
class ColumnNumbers:
    """Evaluates columns on a model frame; a column that several terms use is computed once.

    Attributes:
        frame: the variables.
        order: the rows wanted, in this order, or None for all as they come. Pieces are put in order before they are
            multiplied, for a factor's codes are much cheaper to move than the numbers made of them.
        columns: what is computed already, in this order.
    """

    frame: ModelFrame
    order: IntArray | None = None
    columns: dict[frozenset[Piece], Cells] = field(default_factory=dict, repr=False)
    _codes: dict[str, IntArray] = field(default_factory=dict, repr=False)

    def column(self, column: Column) -> Cells:
        """The n numbers of a column: the product of its pieces, or ones; a product of indicators stays logical.

        Raises:
            DataError: if a piece has levels or components that the frame does not know, or numbers that are infinite.
        """
        identity = column.identity
        if identity not in self.columns:
            self.columns[identity] = self._product(column)
        return self.columns[identity]

    def _product(self, column: Column) -> Cells:
        if not column.pieces:
            return np.broadcast_to(np.float64(1.0), (self.frame.n if self.order is None else len(self.order),))
        product = self.piece(column.pieces[0])
        for piece in column.pieces[1:]:
            product = product * self.piece(piece)
        return product

    def piece(self, piece: Piece) -> Cells:
        """The n numbers of one piece."""
        identity = frozenset((piece,))
        if identity not in self.columns:
            self.columns[identity] = self._numbers(piece)
        return self.columns[identity]

    def _numbers(self, piece: Piece) -> Cells:
        match piece:
            case CovariatePiece():
                return self._covariate(piece)
            case IndicatorPiece():
                place = self.frame.factor(piece.variable.frame_name).levels.index(piece.level)
                hits: BoolArray = self._factor_codes(piece.variable) == place
                return hits
            case Score():
                scores: FloatArray = np.array(piece.scores, dtype=np.float64)[self._factor_codes(piece.variable)]
                return scores
            case _:
                raise DataError(f"The levels of {quoted(piece.label)} are not known.")

    def _covariate(self, piece: CovariatePiece) -> FloatArray:
        value = self.frame.values[piece.variable.frame_name]
        if isinstance(value, Matrix):
            numbers = np.ascontiguousarray(value.values[:, piece.place or 0])
        else:
            numbers = as_numbers(value)
        if not np.isfinite(numbers).all():
            raise infinite_covariate(piece)
        return numbers if self.order is None else numbers.take(self.order)

    def _factor_codes(self, variable: Variable) -> IntArray:
        name = variable.frame_name
        if name not in self._codes:
            codes = self.frame.factor(name).codes
            self._codes[name] = codes if self.order is None else codes.take(self.order)
        return self._codes[name]
