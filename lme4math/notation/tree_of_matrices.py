"""The nodes of the maths tree that are vectors and matrices; `tree.py` has all others, and offers these, too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lme4math.notation.names.symbols import Index, Position, Symbol
from lme4math.records import record

if TYPE_CHECKING:
    from lme4math.notation.tree import Expr


@record
class MatrixSymbol:
    """A vector or matrix by name. `at` is the group whose part it is, where it has one."""

    symbol: Symbol
    level: int | None = None
    at: Position | None = None


@record
class CovarianceMatrix:
    """The covariance matrix of a random term by name, Σ."""

    symbol: Symbol
    level: int
    term: int


@record
class Sized:
    """A matrix and its dimensions."""

    body: Expr
    rows: Expr
    columns: Expr


@record
class RowsByRule:
    """A matrix whose row for each value of `index` is `entries`; `names` are its columns' names in R."""

    index: Index
    entries: tuple[Expr, ...]
    names: tuple[str, ...] = ()


@record
class ForEach:
    """As many neighbouring entries of a matrix as `indices` have values: the columns of a factor of unknown levels."""

    indices: tuple[Index, ...]
    entry: Expr


@record
class Diagonal:
    """A diagonal matrix whose entry for each value of `index` is `entry`."""

    index: Index
    entry: Expr


@record
class Stacked:
    """A block for each value of `index`, one under another."""

    index: Index
    block: Expr


@record
class Beside:
    """A block for each value of `index`, side by side."""

    index: Index
    block: Expr


@record
class WrittenMatrix:
    """A matrix written out, or put together from blocks."""

    rows: tuple[tuple[Expr, ...], ...]


@record
class RowVector:
    """Entries written in a row within brackets."""

    entries: tuple[Expr, ...]


@record
class BlockDiagonal:
    """Blocks on the diagonal, zeros elsewhere."""

    blocks: tuple[Expr, ...]


@record
class Kronecker:
    """left ⊗ right"""

    left: Expr
    right: Expr


@record
class Identity:
    """The identity matrix of a size."""

    size: Expr


@record
class Zero:
    """A vector or matrix of zeros."""
