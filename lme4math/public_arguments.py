"""What a caller hands to a public function, checked in one place, with one sentence for what does not fit."""

from __future__ import annotations

from collections.abc import Callable, Collection
from contextlib import suppress
from numbers import Real
from typing import Any, TypeVar

from lme4math.errors import DataError, not_there

T = TypeVar("T")


def one_of(asked: object, there: Collection[str], what: str) -> str:
    """One of the names that there are.

    Args:
        asked: what the caller wrote.
        there: the names.
        what: what they are names of, such as "notation".

    Raises:
        NotThereError: it is none of them.
    """
    if not isinstance(asked, str) or asked not in there:
        raise not_there(what, asked, there)
    return asked


def truth(value: Any, name: str) -> bool:
    """True or False; numpy's, 0 and 1 too.

    Raises:
        DataError: it is another value.
    """
    if type(value).__name__ in ("bool", "bool_") or (isinstance(value, int) and value in (0, 1)):
        return bool(value)
    raise DataError(f"{name} must be True or False; {a_value(value)} was given.")


def number(value: object, name: str, bounds: str, fits: Callable[[float], bool]) -> float:
    """A number within bounds.

    Args:
        value: what the caller gave.
        name: the argument's name.
        bounds: the bounds in words, such as "above 0".
        fits: whether a number is within them.

    Raises:
        DataError: it is another value.
    """
    with suppress(OverflowError):  # integers beyond all floating-point numbers
        if isinstance(value, Real) and fits(float(value)):
            return float(value)
    raise DataError(f"{name} must be a number {bounds}; {a_value(value)} was given.")


def of_type(value: object, kind: type[T], name: str) -> T:
    """A value of this package's own.

    Raises:
        DataError: it is of another type.
    """
    if isinstance(value, kind):
        return value
    raise DataError(f"{name} must be of type {kind.__name__}; {a_value(value)} was given.")


def a_value(value: object) -> str:
    """A value as a sentence speaks of it: numbers by themselves, all else by its type."""
    if value is None or isinstance(value, bool | float) or (isinstance(value, int) and abs(value) < 10**15):
        return str(value)
    return f"a value of type {type(value).__name__}"
