"""The numbers of a model's columns: covariates, indicators and scores evaluated, multiplied and kept for reuse."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from lme4math.design.frame import ModelFrame, component_names
from lme4math.design.values import Factor, FloatArray, Matrix, as_numbers
from lme4math.errors import DataError
from lme4math.model.columns import Column, Covariate, Indicator, Piece, Score


@dataclass(frozen=True, slots=True, eq=False)
class ColumnNumbers:
    """Evaluates columns on a model frame; a column that several terms use is computed once."""

    frame: ModelFrame
    _columns: dict[frozenset[Piece], FloatArray] = field(default_factory=dict, repr=False)
    _places: dict[str, dict[str, int]] = field(default_factory=dict, repr=False)

    def column(self, column: Column) -> FloatArray:
        """The n numbers of a column: the product of its pieces, or ones.

        Raises:
            DataError: if a piece has levels or components that the frame does not know, or numbers that are infinite.
        """
        identity = column.identity
        if identity not in self._columns:
            self._columns[identity] = self._product(column)
        return self._columns[identity]

    def _product(self, column: Column) -> FloatArray:
        if not column.pieces:
            return np.broadcast_to(np.float64(1.0), (self.frame.n,))
        product = self._piece(column.pieces[0])
        for piece in column.pieces[1:]:
            product = product * self._piece(piece)
        return product

    def _piece(self, piece: Piece) -> FloatArray:
        identity = frozenset((piece,))
        if identity not in self._columns:
            self._columns[identity] = self._numbers(piece)
        return self._columns[identity]

    def _numbers(self, piece: Piece) -> FloatArray:
        match piece:
            case Covariate():
                return self._covariate(piece)
            case Indicator():
                factor, place = self._level(piece)
                hits: FloatArray = (factor.codes == place).astype(np.float64)
                return hits
            case Score():
                factor = self.frame.factor(piece.variable.frame_name)
                scores: FloatArray = np.array(piece.scores, dtype=np.float64)[factor.codes]
                return scores
            case _:
                raise DataError(f"the levels of `{piece.label}` are not known")

    def _covariate(self, piece: Covariate) -> FloatArray:
        value = self.frame.values[piece.variable.frame_name]
        if isinstance(value, Matrix):
            place = component_names(value).index(piece.component) if value.values.shape[1] > 1 else 0
            numbers = np.ascontiguousarray(value.values[:, place])
        else:
            numbers = as_numbers(value)
        if not np.isfinite(np.sum(numbers)) and not np.isfinite(numbers).all():
            spans = piece.variable.spans
            raise DataError(f"`{piece.label}` holds infinite values", spans[0] if spans else None)
        return numbers

    def _level(self, piece: Indicator) -> tuple[Factor, int]:
        name = piece.variable.frame_name
        factor = self.frame.factor(name)
        if name not in self._places:
            self._places[name] = {level: place for place, level in enumerate(factor.levels)}
        return factor, self._places[name][piece.level]
