"""R's functions of one number, applied to each, and rounding."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt

from lme4math.data.functions.scalars import count, number, numeric, refuse_dates
from lme4math.data.values import Logicals, Matrix, Null, Numbers, Value, missing, not_numbers
from lme4math.errors import DataError

_MOST_DIGITS = 22
_LARGEST_POWER = 308


def _special(name: str, values: npt.NDArray[np.float64]) -> Any:
    from scipy import special  # slow to import, and seldom needed

    return getattr(special, name)(values)


_ELEMENTWISE: dict[str, Callable[[Any], Any]] = {
    "log2": np.log2,
    "log10": np.log10,
    "log1p": np.log1p,
    "exp": np.exp,
    "expm1": np.expm1,
    "sqrt": np.sqrt,
    "sin": np.sin,
    "cos": np.cos,
    "tan": np.tan,
    "asin": np.arcsin,
    "acos": np.arccos,
    "atan": np.arctan,
    "sinh": np.sinh,
    "cosh": np.cosh,
    "tanh": np.tanh,
    "asinh": np.arcsinh,
    "acosh": np.arccosh,
    "atanh": np.arctanh,
    "gamma": partial(_special, "gamma"),
    "lgamma": partial(_special, "gammaln"),
}

_KEEPING_INTEGERS: dict[str, Callable[[Any], Any]] = {
    "abs": np.abs,
    "sign": np.sign,
    "floor": np.floor,
    "ceiling": np.ceil,
    "trunc": np.trunc,
}


def _like(template: Numbers | Matrix, values: npt.NDArray[np.float64], integer: bool = False) -> Value:
    return Matrix(values, template.names) if isinstance(template, Matrix) else Numbers(values, integer)


def elementwise(name: str, x: Value) -> Value:
    refuse_dates(f"{name}()", x)
    operand = numeric(x, f"{name}()")
    with np.errstate(all="ignore"):
        return _like(operand, not_numbers(_ELEMENTWISE[name](operand.values), operand.values))


def _probability(name: str, q: Value, centre: Value | None, spread: Value | None) -> Value:
    """A distribution function of `q`, with its centre and spread."""
    operand = numeric(q, "a distribution function")
    middle, width = _centre_and_spread(centre, spread)
    return _like(operand, _special(name, (operand.values - middle) / width))


def _quantile_of(name: str, p: Value, centre: Value | None, spread: Value | None) -> Value:
    """The quantiles of a distribution with its centre and spread."""
    operand = numeric(p, "a quantile function")
    middle, width = _centre_and_spread(centre, spread)
    return _like(operand, middle + width * _special(name, operand.values))


def _centre_and_spread(centre: Value | None, spread: Value | None) -> tuple[float, float]:
    return 0.0 if centre is None else number(centre, "mean"), 1.0 if spread is None else number(spread, "sd")


def plogis(q: Value, location: Value | None = None, scale: Value | None = None) -> Value:
    return _probability("expit", q, location, scale)


def qlogis(p: Value, location: Value | None = None, scale: Value | None = None) -> Value:
    return _quantile_of("logit", p, location, scale)


def pnorm(q: Value, mean: Value | None = None, sd: Value | None = None) -> Value:
    return _probability("ndtr", q, mean, sd)


def qnorm(p: Value, mean: Value | None = None, sd: Value | None = None) -> Value:
    return _quantile_of("ndtri", p, mean, sd)


def truncated(x: Value) -> Value:
    """R's trunc(); of dates and moments the day or second that they are in, before 1970 too."""
    if isinstance(x, Numbers) and x.calendar:
        return Numbers(np.floor(x.values), calendar=x.calendar)
    return keeping("trunc", x)


def keeping(name: str, x: Value) -> Value:
    refuse_dates(f"{name}()", x)
    operand = numeric(x, f"{name}()")
    integer = isinstance(operand, Numbers) and operand.integer
    return _like(operand, _KEEPING_INTEGERS[name](operand.values), integer)


def log(x: Value, base: Value | None = None) -> Value:
    refuse_dates("log()", x)
    operand = numeric(x, "log()")
    with np.errstate(all="ignore"):
        values = np.log(operand.values)
        if base is not None:
            root = number(base, "base")
            special_bases = {2.0: np.log2, 10.0: np.log10}
            exact = special_bases.get(root)
            values = exact(operand.values) if exact else values / np.log(root)
    return _like(operand, not_numbers(values, operand.values))


def round_to(x: Value, digits: Value | None = None) -> Value:
    operand = numeric(x, "round()")
    places = 0 if digits is None else count(digits, "digits")
    integer = isinstance(operand, Numbers) and operand.integer and places >= 0
    values = operand.values if integer else _rounded(operand.values, places)
    return Matrix(values, operand.names) if isinstance(operand, Matrix) else Numbers(values, integer, operand.calendar)


def _rounded(values: npt.NDArray[np.float64], places: int) -> npt.NDArray[np.float64]:
    """R 4's rule: of the two decimal neighbours the one nearer in double precision, the even one in a tie."""
    if places == 0:
        return np.rint(values)
    if places > 15:
        return values
    scale = 10.0 ** abs(places)
    scaled = values * scale if places > 0 else values / scale
    low, high = np.floor(scaled), np.ceil(scaled)
    below, above = (low / scale, high / scale) if places > 0 else (low * scale, high * scale)
    down, up = values - below, above - values
    return np.where((down < up) | ((down == up) & (low % 2 == 0)), below, above)


def significant(x: Value, digits: Value | None = None) -> Value:
    refuse_dates("signif()", x)
    operand = numeric(x, "signif()")
    places = 6 if digits is None else max(1, count(digits, "digits"))
    return _like(operand, _significant(operand.values, places))


def _significant(values: npt.NDArray[np.float64], places: int) -> npt.NDArray[np.float64]:
    """R's `fprec` (src/nmath/fprec.c): the number times a power of ten, rounded half to even, and divided again."""
    size = np.abs(values)
    plain = np.isfinite(values) & (size > 1e-306) & (size < 1e306)
    if places > _MOST_DIGITS or not plain.any():
        return values
    shift = places - 1 - np.floor(np.log10(np.where(plain, size, 1.0)))
    beyond = np.maximum(shift - _LARGEST_POWER, 0.0)
    up, down, more = 10.0 ** np.clip(shift, 0, _LARGEST_POWER), 10.0 ** np.maximum(-shift, 0), 10.0**beyond
    scaled = np.where(shift > 0, values * up * more, values / down)
    return np.where(plain, np.where(shift > 0, np.rint(scaled) / up / more, np.rint(scaled) * down), values)


def is_na(x: Value) -> Value:
    if isinstance(x, Matrix | Null):
        raise DataError("is.na() needs a vector.")
    mask = missing(x)
    size = len(x.values) if isinstance(x, Numbers) else len(x.codes)
    return Logicals(np.zeros(size, dtype=np.int8) if mask is None else mask.astype(np.int8))


def is_finite(x: Value) -> Value:
    if isinstance(x, Matrix):
        raise DataError("is.finite() needs a vector.")
    operand = numeric(x, "is.finite()")
    return Logicals(np.isfinite(operand.values).astype(np.int8))
