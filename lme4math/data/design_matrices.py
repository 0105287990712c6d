"""The matrices of a model on its data, as `lme4::lFormula` and `glFormula` make them.

These are X with the columns that lme4 drops, y, Z, and Λ with the pattern in which θ fills it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from lme4math.data.effects import ColumnNumbers, EffectBlock, assemble
from lme4math.data.given import numbers_of
from lme4math.data.groups import EvaluatedFrame
from lme4math.data.infinite import infinite_offset
from lme4math.data.model_frame import ModelFrame
from lme4math.data.remarks.of_numbers import effect_rank_warnings, rank_warnings, response_warnings, size_warnings
from lme4math.data.response import response_numbers
from lme4math.data.values import FloatArray, Numbers, as_numbers
from lme4math.errors import DataError
from lme4math.model import Covariance, MixedModel, RandomTerm, lme4_order
from lme4math.records import record

TOLERANCE = 1e-7
_CLEARLY_INDEPENDENT = 1e-6


def independent_columns(X: FloatArray) -> list[int]:
    """The columns that lme4 keeps, in their order (`chkRank.drop.cols`, R's `qr` with tolerance 1e-7).

    LINPACK's `dqrdc2` goes from left to right and sets a column aside when what the kept columns before it leave of its
    length is less than the tolerance times its length. A triangular factor of X has the same lengths, so the rule is
    applied to that; where the normalised cross-product is far from singular even that is not needed.

    Args:
        X: n × p.
    """
    n_columns = X.shape[1]
    if not n_columns:
        return []
    with np.errstate(all="ignore"):
        gram = X.T @ X
        lengths = np.sqrt(np.diag(gram))
        if not (np.isfinite(lengths) & (lengths > 0)).all():
            X = _of_like_size(X)
            gram = X.T @ X
            lengths = np.sqrt(np.diag(gram))
    if X.shape[0] >= n_columns and (lengths > 0).all() and _far_from_singular(gram / np.outer(lengths, lengths)):
        return list(range(n_columns))
    return _left_to_right(np.asarray(np.linalg.qr(X, mode="r")) if X.shape[0] > n_columns else X)


def _of_like_size(X: FloatArray) -> FloatArray:
    """The columns times powers of two, so that none of their squares overflows or vanishes; the rank is the same."""
    _, exponents = np.frexp(np.abs(X).max(axis=0, initial=0.0))
    scaled: FloatArray = np.ldexp(X, -exponents)
    return scaled


def _far_from_singular(correlations: FloatArray) -> bool:
    try:
        factor = np.linalg.cholesky(correlations)
    except np.linalg.LinAlgError:
        return False
    return bool(np.diag(factor).min() ** 2 > _CLEARLY_INDEPENDENT)


def _left_to_right(columns: FloatArray) -> list[int]:
    kept: list[int] = []
    basis = np.empty((columns.shape[0], 0))
    for place in range(columns.shape[1]):
        column = columns[:, place]
        length = np.linalg.norm(column)
        rest = column - basis @ (basis.T @ column)
        rest = rest - basis @ (basis.T @ rest)
        left = np.linalg.norm(rest)
        if len(kept) < columns.shape[0] and left > 0 and left >= TOLERANCE * length:
            kept.append(place)
            basis = np.column_stack([basis, rest / left])
    return kept


Integers = npt.NDArray[np.int32]


def _lower_triangle(p: int, row: int, column: int) -> int:
    """Row by row within each column of the lower triangle."""
    return column * p - column * (column - 1) // 2 + row - column


def _alternating(p: int, row: int, column: int) -> int:  # noqa: ARG001 - all of one shape
    """Homogeneous cs: diagonal, below it, next diagonal, below it, …; all entries below one diagonal are equal."""
    return 2 * column if row == column else 2 * column + 1


def _two_columns(p: int, row: int, column: int) -> int:
    """Homogeneous ar1: the first column; the others are all one column moved down."""
    return row if column == 0 else p + row - column


_ENTRIES: dict[tuple[str, bool], Callable[[int, int, int], int]] = {
    ("cs", True): _alternating,
    ("ar1", True): _two_columns,
}


def template(covariance: Covariance, p: int) -> tuple[Integers, Integers, Integers]:
    """The pattern of one p × p block of Λ, in the order in which lme4 keeps Λ′: by the rows of Λ.

    Returns:
        Rows and columns of the block's entries, 0-based, and which element of the term's θ each holds, from 0.

    Source:
        lme4 2.1; for unstructured blocks Bates et al. (2015), section 2.3.
    """
    if covariance.structure == "diag":
        places = np.arange(p, dtype=np.int32)
        return places, places, np.zeros_like(places) if covariance.homogeneous else places
    rows, columns = (axis.astype(np.int32) for axis in np.tril_indices(p))
    entry = _ENTRIES.get((covariance.structure, covariance.homogeneous), _lower_triangle)
    pairs = zip(rows.tolist(), columns.tolist(), strict=True)
    return rows, columns, np.array([entry(p, row, column) for row, column in pairs], dtype=np.int32)


@record(eq=False)
class Design:
    """A model's matrices on its data, with n rows used, p columns of X before dropping, and q random effects.

    >>> from lme4math import parse
    >>> data = {"y": [1.2, 0.7, 2.1, 1.9], "x": [0, 1, 0, 1], "z": [1, 0, 1, 0], "g": ["a", "a", "b", "b"]}
    >>> design = parse("y ~ x + z + (1 | g)", data).design()
    >>> design.X.shape, design.Z.shape, design.dropped, design.levels
    ((4, 3), (4, 2), ['z'], {'g': ['a', 'b']})
    >>> design.Lambda([0.5]).diagonal()
    array([0.5, 0.5])

    Attributes:
        X: n × p, before columns are dropped.
        X_columns: the p names.
        kept: places in X of the columns that lme4 keeps; the others depend on earlier ones.
        Z: n × q, sparse by columns, in lme4's order: term, level, column fastest.
        y: length n; for cbind(successes, failures) the proportions; None without a response.
        offset: length n, all offsets summed, or None.
        weights: length n, the numbers of trials multiplied in, or None.
        Gp: where each term's columns of Z begin, and q.
        Lind: which element of θ, from 1, each entry of Λ′ holds, by the columns of Λ′.
        levels: of each grouping factor by its name, in lme4's order.
        rows: 0-based places of the rows used.
        term_order: places of lme4's terms among the model's, which follow the formula.
        warnings: what lme4 would check, as sentences.
    """

    X: FloatArray
    X_columns: list[str]
    kept: tuple[int, ...]
    Z: sparse.csc_matrix[Any]
    y: FloatArray | None
    offset: FloatArray | None
    weights: FloatArray | None
    Gp: npt.NDArray[np.int64]
    Lind: Integers
    levels: Mapping[str, list[str]]
    rows: npt.NDArray[np.intp]
    term_order: tuple[int, ...]
    warnings: tuple[str, ...]
    _pattern: tuple[Integers, Integers]

    @property
    def dropped(self) -> list[str]:
        """Names of the columns of X that lme4 drops because they depend on earlier ones."""
        kept = set(self.kept)
        return [name for place, name in enumerate(self.X_columns) if place not in kept]

    @property
    def n_theta(self) -> int:
        """The number of elements of θ."""
        return int(self.Lind.max(initial=0))

    def Lambda(self, theta: Sequence[float] | FloatArray) -> sparse.csc_matrix[Any]:
        """The relative covariance factor Λ, q × q and lower triangular, at θ (Bates et al. 2015, section 2.3.2).

        Args:
            theta: `n_theta` numbers, in lme4's order.

        Raises:
            DataError: if θ has not one number per parameter.
        """
        values = numbers_of(theta, self.n_theta, "theta")
        indices, indptr = self._pattern
        q = len(indptr) - 1
        return sparse.csr_matrix((values[self.Lind - 1], indices, indptr), shape=(q, q)).tocsc()


def build_design(model: MixedModel, evaluated: EvaluatedFrame) -> Design:
    """All matrices of a model on its frame.

    Args:
        model: built on this very frame, so that every level in it is known.
        evaluated: the frame that the model was built on.

    Raises:
        DataError: for data that R refuses: a response that is not numeric, infinite values.
    """
    frame = evaluated.frame
    X = fixed_matrix(model, ColumnNumbers(frame))
    kept = independent_columns(X)
    names = [column.name for column in model.fixed.columns]
    blocks = random_blocks(model, evaluated)
    order = lme4_order([len(block.group.levels) for block in blocks])
    terms, ordered = [model.random[place] for place in order], [blocks[place] for place in order]
    response = response_numbers(model, frame)
    starts = np.concatenate([[0], np.cumsum([block.width for block in ordered], dtype=np.int64)])
    lind, pattern = _lambda_pattern(terms, ordered)
    Z = assemble(ordered, frame)
    return Design(
        X=X,
        X_columns=names,
        kept=tuple(kept),
        Z=Z,
        y=response.y,
        offset=_offset(model, frame),
        weights=response.weights,
        Gp=starts,
        Lind=lind,
        levels={term.group.name: list(block.group.levels) for term, block in zip(terms, ordered, strict=True)},
        rows=np.arange(frame.n) if frame.rows is None else frame.rows,
        term_order=order,
        warnings=(
            *size_warnings(model, blocks, frame.n),
            *effect_rank_warnings(model, Z, frame.n),
            *rank_warnings(model.checks, [name for place, name in enumerate(names) if place not in kept]),
            *response_warnings(model, response, frame.weights is not None),
        ),
        _pattern=pattern,
    )


def fixed_matrix(model: MixedModel, numbers: ColumnNumbers) -> FloatArray:
    """X before dropping, n × p."""
    X = np.empty((numbers.frame.n, len(model.fixed.columns)), order="F")
    for place, column in enumerate(model.fixed.columns):
        X[:, place] = numbers.column(column)
    return X


def random_blocks(model: MixedModel, evaluated: EvaluatedFrame) -> list[EffectBlock]:
    """What each random term contributes to Z, in the order of the formula; terms over one factor share its codes."""
    return [EffectBlock(evaluated.group(term.group.name), term.part.columns) for term in model.random]


def _lambda_pattern(
    terms: Sequence[RandomTerm], blocks: Sequence[EffectBlock]
) -> tuple[Integers, tuple[Integers, Integers]]:
    """Lind, and the pattern of Λ by rows, which is that of Λ′ by columns."""
    lind, indices, lengths = [np.empty(0, np.int32)], [np.empty(0, np.int32)], [np.zeros(1, np.int32)]
    first_theta = first_column = 0
    for term, block in zip(terms, blocks, strict=True):
        p, n_levels = len(block.columns), len(block.group.levels)
        rows, columns, places = template(term.covariance, p)
        lind.append(np.tile(places + np.int32(first_theta + 1), n_levels))
        starts = np.arange(n_levels, dtype=np.int32) * np.int32(p) + np.int32(first_column)
        indices.append((starts[:, None] + columns).ravel())
        lengths.append(np.tile(np.bincount(rows, minlength=p).astype(np.int32), n_levels))
        first_theta += term.covariance.n_theta(p)
        first_column += block.width
    pointers = np.cumsum(np.concatenate(lengths), dtype=np.int32)
    return np.concatenate(lind), (np.concatenate(indices), pointers)


def _offset(model: MixedModel, frame: ModelFrame) -> FloatArray | None:
    """The sum of the distinct `offset()` variables and the argument of that name."""
    parts = [] if frame.offset is None else [frame.offset]
    for variable in model.fixed.offsets:
        value = frame.values[variable.frame_name]
        numbers = as_numbers(value).reshape(-1)
        if not isinstance(value, Numbers) and len(numbers) != frame.n:
            raise DataError("An offset must be one number per row.", variable.span, "Name one numeric column.")
        if not np.isfinite(numbers).all():
            raise infinite_offset(variable)
        parts.append(numbers)
    return None if not parts else np.sum(parts, axis=0)
