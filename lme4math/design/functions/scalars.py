"""Arguments that must be single values: a number, a flag, a word."""

from __future__ import annotations

import numpy as np

from lme4math.design.values import (
    Factor,
    Logicals,
    Matrix,
    Null,
    Numbers,
    Texts,
    Value,
    as_logicals,
    as_numbers,
    as_texts,
    length,
)
from lme4math.errors import DataError

LARGEST_COUNT = 1_000_000


def number(value: Value, what: str) -> float:
    """The single number that argument `what` holds."""
    if isinstance(value, Numbers | Logicals) and length(value) == 1:
        found = float(as_numbers(value)[0])
        if not np.isnan(found):
            return found
    raise DataError(f"`{what}` must be a single number.")


def count(value: Value, what: str) -> int:
    """The single whole number, not absurdly large, that argument `what` holds."""
    found = number(value, what)
    if abs(found) > LARGEST_COUNT:
        raise DataError(f"`{what}` is too large: {found:g}.")
    return int(found)


def flag(value: Value, what: str) -> bool:
    """The single TRUE or FALSE that argument `what` holds."""
    if isinstance(value, Numbers | Logicals) and length(value) == 1:
        code = int(as_logicals(value)[0])
        if code >= 0:
            return bool(code)
    raise DataError(f"`{what}` must be TRUE or FALSE.")


def word(value: Value, what: str) -> str:
    """The single string that argument `what` holds."""
    if isinstance(value, Texts) and length(value) == 1 and value.codes[0] >= 0:
        return value.pool[int(value.codes[0])]
    raise DataError(f"`{what}` must be one string in quotes.")


def words(value: Value, what: str) -> list[str]:
    """The strings of a short vector, as `as.character` gives them."""
    if isinstance(value, Matrix | Null):
        raise DataError(f"`{what}` must be a vector.")
    texts = as_texts(value)
    if (texts.codes < 0).any():
        raise DataError(f"`{what}` holds a missing value.")
    return [texts.pool[code] for code in texts.codes]


def is_flag(value: Value) -> bool:
    """Whether this is a single TRUE or FALSE (and not a number)."""
    return isinstance(value, Logicals) and length(value) == 1 and int(value.codes[0]) >= 0


def numeric(value: Value, what: str) -> Numbers | Matrix:
    """A numeric value; logicals count as 0 and 1; factors and text do not."""
    match value:
        case Numbers() | Matrix():
            return value
        case Logicals():
            return Numbers(as_numbers(value), integer=True)
        case Factor():
            raise DataError(f"{what} needs numbers, but this is a factor.", hint="Use as.numeric(…) for its codes.")
        case Texts():
            raise DataError(f"{what} needs numbers, but this is text.")
        case Null():
            raise DataError(f"{what} needs numbers, but this is NULL.")


def vector(value: Value, what: str) -> Numbers:
    """A numeric vector; a matrix of one column counts as one."""
    found = numeric(value, what)
    if isinstance(found, Matrix):
        if found.values.shape[1] != 1:
            raise DataError(f"{what} needs a vector, but this is a matrix.")
        return Numbers(found.values[:, 0])
    return found


def scalar(value: float, integer: bool = False) -> Numbers:
    """A numeric vector of length 1."""
    return Numbers(np.array([value], dtype=np.float64), integer)


def truth(value: bool) -> Logicals:
    """A logical vector of length 1."""
    return Logicals(np.array([value], dtype=np.int8))


def text(value: str) -> Texts:
    """A character vector of length 1."""
    return Texts(np.zeros(1, dtype=np.intp), (value,))
