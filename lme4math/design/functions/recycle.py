"""R's recycling: the shorter vector starts again where it ends (R Language Definition, 3.3.1).

Whether the longer length is a multiple of the shorter does not matter; R then only warns.
"""

from __future__ import annotations

import numpy as np

from lme4math.design.values import Matrix, Value, length, take
from lme4math.english import listed
from lme4math.errors import DataError


def recycled(value: Value, size: int) -> Value:
    """A vector of `size` elements; a single one stays single, for numpy repeats it by itself.

    Raises:
        DataError: there are no elements to repeat.
    """
    n = length(value)
    if n in (1, size):
        return value
    if not n:
        raise DataError(f"Lengths differ: {size} and 0.")
    return take(value, np.arange(size) % n)


def together(*values: Value) -> tuple[Value, ...]:
    """Values as long as the longest of them; where there is a matrix, as long as its columns.

    Raises:
        DataError: matrices differ in length, or a vector does not fit into the columns of a matrix.
    """
    matrices = [length(value) for value in values if isinstance(value, Matrix) and length(value) != 1]
    sizes = [length(value) for value in values]
    size = matrices[0] if matrices else max(sizes)
    if matrices and any(n == 0 or size % n for n in sizes):
        raise DataError(f"Lengths differ: {listed([str(size) for size in sizes])}.")
    return tuple(recycled(value, size) for value in values)
