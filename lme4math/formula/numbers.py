"""How numbers are written: as R's deparse and `as.character` write them, and on a page."""

from __future__ import annotations

import math

_DIGITS = 15


def write_number(value: float | int | complex, *, typed: bool = True) -> str:
    """R's deparse of a number; `typed` gives whole numbers read as `2L` their `L`.

    The rule is `print.default`'s (see `?options`, `scipen`): as many digits as are needed, at most 15, and plain
    notation unless scientific is shorter.
    """
    if isinstance(value, int):
        return f"{value}L" if typed else str(value)
    if isinstance(value, complex):
        return f"{_real(value.real)}+{_real(value.imag)}i"
    return _real(value)


def _real(value: float) -> str:
    if math.isinf(value):
        return "Inf" if value > 0 else "-Inf"
    if value == 0:
        return "0"
    mantissa, _, exponent_text = f"{value:.{_DIGITS - 1}e}".partition("e")
    mantissa = mantissa.rstrip("0").rstrip(".")
    exponent = int(exponent_text)
    scientific = f"{mantissa}e{'-' if exponent < 0 else '+'}{abs(exponent):02d}"
    decimals = max(0, len(mantissa.replace(".", "").replace("-", "")) - 1 - exponent)
    plain = f"{value:.{decimals}f}"
    return plain if len(plain) <= len(scientific) else scientific


def number_label(value: float, integer: bool = False) -> str:
    """A number as `as.character` writes it; NaN stands for NA.

    Args:
        value: the number.
        integer: whether R holds it as an integer, and so writes it in full.
    """
    if math.isnan(value):
        return "NA"
    return write_number(int(value) if integer else value, typed=False)


def short_number(value: float) -> str:
    """A number on a page: a whole one in full, another with six significant digits."""
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else f"{value:.6g}"
