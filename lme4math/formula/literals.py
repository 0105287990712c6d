"""The values of R's literals."""

from __future__ import annotations

from lme4math.formula.nodes import Constant, Number
from lme4math.formula.tokens import Token

_LARGEST_INTEGER = 2**31 - 1


def number(token: Token) -> Number:
    """The node of a numeric literal; `L` gives an int, `i` a complex, and all else a float, as in R.

    R takes `1.5L` and integers that are too large as plain numbers.
    """
    text = token.value
    suffix = text[-1] if text[-1] in "Li" else ""
    value = _magnitude(text.removesuffix(suffix) if suffix else text)
    if suffix == "i":
        return Number(complex(0, value), text, token.span)
    if suffix == "L" and value.is_integer() and value <= _LARGEST_INTEGER:
        return Number(int(value), text, token.span)
    return Number(value, text, token.span)


def _magnitude(text: str) -> float:
    if text[:2] not in ("0x", "0X"):
        return float(text)
    try:
        return float.fromhex(text)
    except OverflowError:
        return float("inf")


def constant(token: Token) -> Constant:
    """The node of a reserved word that is a value."""
    return Constant(token.value, token.span)
