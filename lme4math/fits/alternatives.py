"""Vectors that R keeps in a shorter form (ALTREP), and writes so from version 3 on: sequences, and wrapped vectors."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from lme4math.data import FloatArray
from lme4math.errors import DataError
from lme4math.fits.byte_stream import damaged
from lme4math.fits.r_objects import RObject
from lme4math.r import number_label

LONGEST_SEQUENCE = 10_000_000
"""A sequence of more numbers is refused: a few bytes stand for all of them."""


def expanded(info: RObject, state: RObject, attributes: dict[str, RObject]) -> RObject:
    """The vector that a shorter form stands for.

    Args:
        info: its class, package and type.
        state: what the class makes the vector of.
        attributes: of the vector.

    Raises:
        DataError: the class is not one of R's own, or its state is not what R writes.
    """
    name = str(info.items[0].value) if info.items else ""
    rule = _RULES.get(name)
    if rule is None:
        raise DataError(
            f"The file has a vector of the class {name}, which only R with its package can read.",
            hint="In R, copy the data before the model is fitted: data <- data.frame(lapply(data, function(x) x[])).",
        )
    found = rule(state)
    return RObject(found.kind, found.value, {**found.attributes, **attributes})


def _sequence(state: RObject, kind: str, dtype: str) -> RObject:
    numbers = state.numbers
    if len(numbers) != 3 or not np.isfinite(numbers).all() or not 0 <= numbers[0] <= LONGEST_SEQUENCE:
        raise damaged(f"a sequence of numbers is not one, or has more than {LONGEST_SEQUENCE:,}")
    size, first, step = numbers.tolist()
    values = first + step * np.arange(int(size))
    if kind == "integer" and (np.abs(values) >= 2**31).any():
        raise damaged("a sequence of integers leaves their range")
    return RObject(kind, values.astype(dtype))


def _wrapped(state: RObject) -> RObject:
    """The vector in a wrapper, which notes only whether it is sorted or has missing values."""
    if not len(state.items):
        raise damaged("the wrapper of a vector is empty")
    return state.items[0]


def _texts_of_numbers(state: RObject) -> RObject:
    """Numbers that become text when they are first looked at, as the names of rows do."""
    source = _wrapped(state)
    return RObject("character", _Labels(source.numbers, source.kind == "integer"))


class _Labels(Sequence[str | None]):
    """Numbers as text, written when they are asked for: there may be millions, and those of rows are not needed."""

    def __init__(self, numbers: FloatArray, whole: bool) -> None:
        self.numbers, self.whole = numbers, whole

    def __len__(self) -> int:
        return len(self.numbers)

    def __getitem__(self, place: Any) -> Any:
        number = float(self.numbers[place])
        return None if number != number else number_label(number, self.whole)


_RULES: dict[str, Callable[[RObject], RObject]] = {
    "compact_intseq": lambda state: _sequence(state, "integer", "i4"),
    "compact_realseq": lambda state: _sequence(state, "double", "f8"),
    "deferred_string": _texts_of_numbers,
    **{f"wrap_{kind}": _wrapped for kind in ("integer", "real", "logical", "string", "complex", "raw", "list")},
}
"""What each of R's own classes stands for."""
