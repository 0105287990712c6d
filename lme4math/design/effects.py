"""Z, the design of the random effects, as lme4 orders it: term by term, level by level, column fastest.

Each term's block is written straight into the arrays of one compressed sparse column matrix. Rows are sorted by level
once per grouping factor; within a level the columns of the term follow one another, so that every column of Z is a
contiguous run of those sorted rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from lme4math.design.values import BoolArray, Factor, FloatArray

Integers = npt.NDArray[np.signedinteger[Any]]


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """What one random term contributes to Z.

    Attributes:
        group: each row's level; every level occurs, none is missing.
        columns: the term's p columns, each of length n.
    """

    group: Factor
    columns: tuple[FloatArray, ...]

    @property
    def width(self) -> int:
        """The number of columns of Z."""
        return len(self.group.levels) * len(self.columns)


@dataclass(frozen=True, slots=True, eq=False)
class _SortedRows:
    """The rows sorted by level, stably: `order` as an index and as it is stored in Z, and where each level starts."""

    order: npt.NDArray[np.intp]
    stored: Integers
    starts: Integers


@dataclass(frozen=True, slots=True, eq=False)
class _SortedColumn:
    """A column's numbers with the rows sorted by level; `kept` marks the non-zeros, None if all are."""

    numbers: FloatArray
    kept: BoolArray | None
    counts: Integers


def assemble(blocks: Sequence[Block], n: int) -> sparse.csc_matrix[Any]:
    """Z, n × q, without explicit zeros (Bates et al. 2015, section 2.3; lme4 keeps its transpose).

    Args:
        blocks: in lme4's order of the terms.
        n: the number of rows.
    """
    sorts: dict[int, _SortedRows] = {}
    for block in blocks:
        if id(block.group) not in sorts:
            sorts[id(block.group)] = _sort(block.group, n)
    plans = [[_sorted_column(column, sorts[id(block.group)]) for column in block.columns] for block in blocks]
    counts = [np.stack([column.counts for column in plan], axis=1).ravel() for plan in plans if plan]
    indptr = (
        np.concatenate([[0], np.cumsum(np.concatenate(counts, dtype=np.int64))]) if counts else np.zeros(1, np.int64)
    )
    index_type = np.int32 if max(indptr[-1], n) < 2**31 else np.int64
    indices, data = np.empty(indptr[-1], dtype=index_type), np.empty(indptr[-1])
    first = 0
    for block, plan in zip(blocks, plans, strict=True):
        pointers = indptr[first : first + block.width + 1]
        _fill(plan, sorts[id(block.group)], pointers, indices, data)
        first += block.width
    return sparse.csc_matrix((data, indices, indptr.astype(index_type)), shape=(n, first))


def _sort(group: Factor, n: int) -> _SortedRows:
    """A counting sort: the transpose of the matrix that has a one at each row's level."""
    ends: Any = np.arange(n + 1, dtype=np.int32 if n < 2**31 else np.int64)
    ones = np.ones(n, dtype=np.int8)
    indicator: Any = sparse.csr_matrix((ones, group.codes, ends), shape=(n, len(group.levels))).tocsc()
    return _SortedRows(indicator.indices.astype(np.intp), indicator.indices, indicator.indptr)


def _sorted_column(column: FloatArray, rows: _SortedRows) -> _SortedColumn:
    lengths = np.diff(rows.starts)
    if column.strides == (0,):  # a constant
        return _SortedColumn(column, None, lengths)
    numbers = column.take(rows.order)
    kept = numbers != 0
    if kept.all():
        return _SortedColumn(numbers, None, lengths)
    counts = np.add.reduceat(kept, rows.starts[:-1], dtype=lengths.dtype)
    return _SortedColumn(numbers[kept], kept, counts)


def _fill(
    plan: list[_SortedColumn], rows: _SortedRows, pointers: Integers, indices: Integers, data: FloatArray
) -> None:
    """Write a term's entries: those of column c at level l go from `pointers[l * p + c]` on, in the rows' order."""
    p = len(plan)
    for c, column in enumerate(plan):
        stored = rows.stored if column.kept is None else rows.stored[column.kept]
        if p == 1:
            place: slice | Integers = slice(pointers[0], pointers[-1])
        else:
            before = np.cumsum(column.counts) - column.counts
            place = np.repeat(pointers[c:-1:p] - before, column.counts)
            place += np.arange(len(place))
        indices[place] = stored
        data[place] = column.numbers
