"""Estimates as they are written: with the digits that their standard errors leave."""

from __future__ import annotations

import math
from decimal import Decimal

_OF_ERROR = 2
"""Significant digits of a standard error."""

_WITHOUT_ERROR = 3
"""Significant digits of a number that has no standard error."""

_LARGEST, _SMALLEST = 1e7, 1e-5
"""Beyond these numbers are written with a power of ten."""


def decimals(error: float | None, digits: int | None = None) -> int | None:
    """How many decimals an estimate has whose standard error is shown with two digits; None where it has no error."""
    if error is None or not math.isfinite(error) or error <= 0:
        return None
    wanted = _OF_ERROR if digits is None else digits
    return max(0, wanted - 1 - math.floor(math.log10(float(f"{error:.{wanted - 1}e}"))))


def written(value: float, error: float | None = None, digits: int | None = None) -> str:
    """A number as it is read.

    Args:
        value: the number.
        error: its standard error, which decides where it is rounded.
        digits: significant digits of the standard error, or of the number where it has none.

    >>> written(251.40510, 9.50), written(10.467, 1.559), written(0.000123456)
    ('251.4', '10.5', '0.000123')
    """
    if not math.isfinite(value):
        return "NaN" if math.isnan(value) else ("∞" if value > 0 else "−∞").replace("−", "-")
    places = decimals(error, digits)
    if places is not None and abs(value) < _LARGEST and places <= 10:
        return f"{value:.{places}f}"
    wanted = _WITHOUT_ERROR if digits is None else digits
    if value and not _SMALLEST <= abs(value) < _LARGEST:
        return f"{value:.{wanted - 1}e}"
    return format(Decimal(f"{value:#.{wanted}g}"), "f").removesuffix(".")
