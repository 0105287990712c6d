"""What R's functions take of their arguments: single values, numbers, vectors of one length, dates.

Shorter vectors start again where they end (R Language Definition, section 3.3.1); where the longer length is no
multiple of the shorter, R only warns. Dates and moments stay what they are or are refused, as `Ops.Date`, `Math.Date`,
`Summary.Date`, `-.POSIXt` and `c.Date` of R's package base have it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from lme4math.data.values import (
    Factor,
    FloatArray,
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
    take,
)
from lme4math.data.writing import SECONDS_PER_DAY, Calendar
from lme4math.english import listed
from lme4math.errors import DataError

_UNITS: Mapping[float, float] = {60.0: 1.0, 3600.0: 60.0, SECONDS_PER_DAY: 3600.0}
"""Below which smallest difference of moments R counts in units of how many seconds; beyond, in days."""


def calendar_of(value: Value | None) -> Calendar:
    """What the numbers of a value count."""
    return value.calendar if isinstance(value, Numbers) else ""


def holds_integers(*values: Value) -> bool:
    """Whether R has all values as integers, or as logicals, which count as such."""
    return all(isinstance(value, Logicals) or (isinstance(value, Numbers) and value.integer) for value in values)


def refuse_dates(what: str, *values: Value | None) -> None:
    """Raise DataError where one of the values is of dates or moments, for which R does not define `what`."""
    if any(map(calendar_of, values)):
        raise DataError(f"{what} is not defined for dates.", hint="Write as.numeric(…) for their numbers.")


def refuse_mixture(values: Iterable[Value]) -> None:
    """Raise DataError where dates and moments come together, which R would take for numbers of one kind."""
    if len({calendar_of(value) for value in values} - {""}) > 1:
        raise DataError("Dates and moments cannot be set against each other.", hint="Write as.Date(…) for the moments.")


def of_sum(operator: str, e1: Value, e2: Value | None) -> Calendar:
    """What the result of arithmetic counts.

    Raises:
        DataError: R does not define it for dates.
    """
    one, two = calendar_of(e1), calendar_of(e2)
    if not (one or two) or (operator == "+" and e2 is None):
        return one
    if (operator == "+" and not (one and two)) or (operator == "-" and e2 is not None and not two):
        return one or two
    if operator == "-" and one == two:
        return ""
    if one and two and operator == "-":
        refuse_mixture([e1, e2] if e2 is not None else [e1])
    refuse_dates(f"`{operator}` here", e1, e2)
    return ""


def in_rs_units(seconds: FloatArray) -> FloatArray:
    """Differences of moments in the unit that R chooses by the smallest of them: seconds, minutes, hours or days."""
    sizes = np.abs(seconds[np.isfinite(seconds)])
    smallest = float(sizes.min()) if len(sizes) else 0.0
    unit = next((unit for limit, unit in _UNITS.items() if smallest < limit), SECONDS_PER_DAY)
    return seconds / unit


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
    matrices = [value.values for value in values if isinstance(value, Matrix) and length(value) != 1]
    sizes = [length(value) for value in values]
    size = len(matrices[0]) if matrices else max(sizes)
    several = any(matrix.shape[1] > 1 for matrix in matrices)
    if matrices and any(not 0 < n <= size or (several and size % n) for n in sizes):
        raise DataError(f"Lengths differ: {listed([str(size) for size in sizes])}.")
    return tuple(recycled(value, size) for value in values)


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
