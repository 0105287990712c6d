"""The numbers in the columns of a model, and Z, the design matrix of the random effects, made of them.

Z is ordered as in lme4: term by term, level by level, column fastest. Each term's block is written straight into the
arrays of one compressed sparse column matrix. Rows are sorted by level once for each grouping factor; within a level
the columns of the term follow one another, so that every column of Z is a contiguous run of those sorted rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from lme4math.data.infinite import infinite_covariate
from lme4math.data.model_frame import ModelFrame
from lme4math.data.values import BoolArray, Factor, FloatArray, IntArray, Matrix, as_numbers
from lme4math.english import quoted
from lme4math.errors import DataError
from lme4math.model import Column, CovariatePiece, IndicatorPiece, Piece, Score, Variable
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


Integers = npt.NDArray[np.signedinteger[Any]]

_LONG_RUN = 64
"""Entries per column of Z from which on copying column by column pays."""


@record(eq=False)
class EffectBlock:
    """What one random term contributes to Z.

    Attributes:
        group: each row's level; every level occurs, none is missing.
        columns: the term's p columns.
    """

    group: Factor
    columns: tuple[Column, ...]

    @property
    def width(self) -> int:
        """The number of columns of Z."""
        return len(self.group.levels) * len(self.columns)


@record(eq=False)
class _SortedRows:
    """The rows sorted by level: their places as stored in Z, the columns in this order, and where each level starts."""

    numbers: ColumnNumbers
    stored: Integers
    starts: Integers


@record(eq=False)
class _SortedColumn:
    """A column's numbers with the rows sorted by level; `kept` marks the non-zeros, None if all are."""

    numbers: Cells
    kept: BoolArray | None
    counts: Integers


def assemble(blocks: Sequence[EffectBlock], frame: ModelFrame) -> sparse.csc_matrix[Any]:
    """Z, n × q, without explicit zeros (Bates et al. 2015, section 2.3; lme4 keeps its transpose).

    Args:
        blocks: in lme4's order of the terms.
        frame: the variables that the columns are made of, n rows.
    """
    n = frame.n
    sorts: dict[int, _SortedRows] = {}
    numbers = ColumnNumbers(frame)
    for block in blocks:
        if id(block.group) not in sorts:
            together = [column for other in blocks if other.group is block.group for column in other.columns]
            sorts[id(block.group)] = _sort(block.group, numbers, _first_covariate(together))
    plans = [[_sorted_column(column, sorts[id(block.group)]) for column in block.columns] for block in blocks]
    counts = [np.stack([column.counts for column in plan], axis=1).ravel() for plan in plans if plan]
    indptr = (
        np.concatenate([[0], np.cumsum(np.concatenate(counts, dtype=np.int64))]) if counts else np.zeros(1, np.int64)
    )
    index_type = np.int32 if max(indptr[-1], n) < 2**31 else np.int64
    indices: Integers = np.empty(indptr[-1], dtype=index_type)
    data = np.empty(indptr[-1])
    first = 0
    for block, plan in zip(blocks, plans, strict=True):
        _fill(plan, sorts[id(block.group)], indptr[first : first + block.width + 1], indices, data)
        first += block.width
    pointers: Integers = indptr.astype(index_type)
    return sparse.csc_matrix((data, indices, pointers), shape=(n, first))


def _first_covariate(columns: Sequence[Column]) -> CovariatePiece | None:
    return next((piece for column in columns for piece in column.pieces if isinstance(piece, CovariatePiece)), None)


def _sort(group: Factor, numbers: ColumnNumbers, carried: CovariatePiece | None) -> _SortedRows:
    """A counting sort: the transpose of the matrix that has one entry in each row, at the row's level.

    A covariate that the columns need is carried along as these entries, which is cheaper than to fetch it afterwards.
    """
    n = numbers.frame.n
    ends: Any = np.arange(n + 1, dtype=np.int32 if n < 2**31 else np.int64)
    entries: Any = np.ones(n, dtype=np.int8) if carried is None else numbers.piece(carried)
    by_level: Any = sparse.csr_matrix((entries, group.codes, ends), shape=(n, len(group.levels))).tocsc()
    known: dict[frozenset[Piece], Cells] = {} if carried is None else {frozenset((carried,)): by_level.data}
    order = by_level.indices.astype(np.intp)
    return _SortedRows(ColumnNumbers(numbers.frame, order, known), by_level.indices, by_level.indptr)


def _sorted_column(column: Column, rows: _SortedRows) -> _SortedColumn:
    lengths = np.diff(rows.starts)
    numbers = rows.numbers.column(column)
    if not column.pieces:
        return _SortedColumn(numbers, None, lengths)
    kept: BoolArray = numbers.astype(bool, copy=False)
    if kept.all():
        return _SortedColumn(numbers, None, lengths)
    counts = np.add.reduceat(kept, rows.starts[:-1], dtype=lengths.dtype)
    present: Any = np.compress(kept, numbers)
    return _SortedColumn(present, kept, counts)


def _fill(
    plan: list[_SortedColumn], rows: _SortedRows, pointers: Integers, indices: Integers, data: FloatArray
) -> None:
    """Write a term's entries: those of column c at level l go from `pointers[l * p + c]` on, in the rows' order."""
    if not plan:
        return
    p, first, last = len(plan), int(pointers[0]), int(pointers[-1])
    stored = [rows.stored if column.kept is None else np.compress(column.kept, rows.stored) for column in plan]
    numbers = [column.numbers for column in plan]
    if p == 1:
        indices[first:last], data[first:last] = stored[0], numbers[0]
    elif last - first > _LONG_RUN * len(pointers):
        ends = [np.cumsum(column.counts).tolist() for column in plan]
        np.concatenate(_interleaved(stored, ends), out=indices[first:last])
        np.concatenate(_interleaved(numbers, ends), out=data[first:last])
    else:
        for c, column in enumerate(plan):
            before = np.cumsum(column.counts) - column.counts
            places = np.repeat(pointers[c:-1:p] - before, column.counts)
            places += np.arange(len(places))
            indices[places], data[places] = stored[c], numbers[c]


def _interleaved(arrays: Sequence[Any], ends: Sequence[list[int]]) -> list[Any]:
    """The runs of several arrays, of the first level in each, of the second in each, …

    Joining them is faster than one scattered write where levels have many rows.
    """
    runs = [[array[a:b] for a, b in pairwise([0, *stops])] for array, stops in zip(arrays, ends, strict=True)]
    return [run for level in zip(*runs, strict=True) for run in level]
