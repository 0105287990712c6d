"""R's summaries, and functions that use them: mean, sd, quantiles, scale."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import reduce
from typing import Any

import numpy as np

from lme4math.data.functions.arithmetic import in_calendar
from lme4math.data.functions.matching import Given
from lme4math.data.functions.scalars import (
    calendar_of,
    flag,
    holds_integers,
    is_flag,
    number,
    numeric,
    refuse_dates,
    refuse_mixture,
    scalar,
    together,
    vector,
    word,
)
from lme4math.data.values import FloatArray, Matrix, Numbers, Texts, Value, as_factor, as_numbers, length, pair_codes
from lme4math.errors import DataError


def _kept(x: Value, na_rm: Value | None, what: str) -> FloatArray:
    values = vector(x, what).values
    if na_rm is not None and flag(na_rm, "na.rm"):
        values = values[~np.isnan(values)]
    return values


def _variance(values: FloatArray) -> float:
    return float(np.var(values, ddof=1)) if len(values) > 1 else np.nan


def _deviation(values: FloatArray) -> float:
    return float(np.sqrt(_variance(values)))


def _middle(values: FloatArray) -> float:
    return float(np.median(values)) if len(values) else np.nan


def _average(values: FloatArray) -> float:
    return float(np.mean(values)) if len(values) else np.nan


_SUMMARIES: dict[str, Callable[[FloatArray], float]] = {"sd": _deviation, "var": _variance, "median": _middle}

_EXTREMES: dict[str, Callable[[Any], Any]] = {"min": np.min, "max": np.max, "sum": np.sum, "prod": np.prod}


def summary(name: str, x: Value, na_rm: Value | None = None) -> Value:
    found = scalar(_SUMMARIES[name](_kept(x, na_rm, f"{name}()")))
    return _like(x, found) if name == "median" else found


def _like(x: Value, found: Numbers) -> Numbers:
    """Numbers that are dates where `x` is of dates."""
    return Numbers(found.values, found.integer, calendar_of(x))


def mean(x: Value, trim: Value | None = None, na_rm: Value | None = None) -> Value:
    values = _kept(x, na_rm, "mean()")
    share = 0.0 if trim is None else number(trim, "trim")
    if share >= 0.5:
        return _like(x, scalar(_middle(values)))
    if share > 0 and not np.isnan(values).any():
        cut = int(np.floor(len(values) * share))
        values = np.sort(values)[cut : len(values) - cut]
    return _like(x, scalar(_average(values)))


def extreme(name: str, dots: list[Given], na_rm: Value | None = None) -> Value:
    given = [value for _, value in dots]
    refuse_mixture(given)
    if name not in ("min", "max"):
        refuse_dates(f"{name}()", *given)
    parts = [_kept(value, na_rm, f"{name}()") for _, value in dots]
    values = np.concatenate(parts) if parts else np.empty(0)
    if not len(values) and name in ("min", "max"):
        raise DataError(f"{name}() of no values.")
    found = scalar(float(_EXTREMES[name](values)), holds_integers(*given))
    return _like(given[0], found) if given else found


_PARALLEL = {"pmin": (np.minimum, np.fmin), "pmax": (np.maximum, np.fmax)}
"""The numpy functions that decide between two numbers: with missing values kept, and with `na.rm = TRUE`."""


def parallel(name: str, dots: list[Given], na_rm: Value | None = None) -> Value:
    if not dots:
        raise DataError("pmin() and pmax() need an argument.")
    given = [value for _, value in dots]
    refuse_mixture(given)
    if calendar := calendar_of(given[0]):
        given = [in_calendar(value, calendar) for value in given]
    vectors = together(*(vector(value, f"{name}()") for value in given))
    choose = _PARALLEL[name][na_rm is not None and flag(na_rm, "na.rm")]
    return Numbers(reduce(choose, map(as_numbers, vectors)), holds_integers(*vectors), calendar)


def quantiles(values: FloatArray, probabilities: FloatArray) -> FloatArray:
    """R's default quantiles (type 7) of values without missing ones, to the last digit, which labels may show."""
    if not len(values):
        return np.full(len(probabilities), np.nan)
    index = (len(values) - 1) * probabilities
    low, high = np.floor(index).astype(np.intp), np.ceil(index).astype(np.intp)
    ordered, share = np.sort(values), index - low
    one, two = ordered[low], ordered[high]
    return np.where((share > 0) & (one != two), (1 - share) * one + share * two, one)


def quantile(x: Value, probs: Value | None = None, na_rm: Value | None = None) -> Value:
    refuse_dates("quantile()", x)
    wanted = np.linspace(0, 1, 5) if probs is None else as_numbers(probs).reshape(-1)
    if not ((wanted >= 0) & (wanted <= 1)).all():
        raise DataError("The probabilities of quantile() must lie between 0 and 1.")
    values = _kept(x, na_rm, "quantile()")
    if np.isnan(values).any():
        raise DataError("quantile() refuses missing values.", hint="Add na.rm = TRUE.")
    return Numbers(quantiles(values, wanted))


def scale(
    x: Value, center: Value | None = None, scale: Value | None = None, at: Mapping[str, Value] | None = None
) -> Value:
    """R's scale(): columns less their means, by their standard deviations (root mean squares if not centred)."""
    values, names = _columns(x)
    centres = _columnwise(center, values, "center", _centres)
    scales = _columnwise(scale, values - centres, "scale", _root_mean_squares)
    wanted = values if at is None else _columns(at["x"])[0]
    return Matrix((wanted - centres) / scales, names)


def _columns(x: Value) -> tuple[FloatArray, tuple[str, ...]]:
    operand = numeric(x, "scale()")
    return (operand.values, operand.names) if isinstance(operand, Matrix) else (operand.values[:, None], ())


def _columnwise(option: Value | None, values: FloatArray, what: str, usual: Callable[[FloatArray], FloatArray]) -> Any:
    if option is None or (is_flag(option) and flag(option, what)):
        return usual(values)
    if is_flag(option):
        return 0.0 if what == "center" else 1.0
    given = as_numbers(option).reshape(-1)
    if len(given) != values.shape[1]:
        raise DataError(f"`{what}` must be TRUE, FALSE or one number per column of x.")
    return given


def _centres(values: FloatArray) -> FloatArray:
    return np.array([_average(column[~np.isnan(column)]) for column in values.T])


def _root_mean_squares(values: FloatArray) -> FloatArray:
    present = [column[~np.isnan(column)] for column in values.T]
    return np.array([np.sqrt(np.sum(column**2) / max(1, len(column) - 1)) for column in present])


_CUMULATIVE: dict[str, Callable[[Any], Any]] = {"cumsum": np.cumsum, "cumprod": np.cumprod}


def cumulative(name: str, x: Value) -> Value:
    """R's cumsum() and cumprod()."""
    refuse_dates(f"{name}()", x)
    return Numbers(_CUMULATIVE[name](vector(x, f"{name}()").values))


def n_elements(x: Value) -> Value:
    return scalar(length(x), integer=True)


def rank(x: Value, na_last: Value | None = None, ties_method: Value | None = None) -> Value:
    """R's rank(): ties share the mean of their places and missing values come last, unless asked otherwise."""
    values = as_numbers(as_factor(x) if isinstance(x, Texts) else x).reshape(-1)
    asked = "average" if ties_method is None else word(ties_method, "ties.method")
    method = next((name for name in _TIES if name.startswith(asked)), asked)
    if method not in _TIES:
        raise DataError(f"rank() with the ties.method {method!r} is not supported.")
    absent = np.isnan(values)
    n = len(values) - int(absent.sum())
    _, places, counts = np.unique(values[~absent], return_inverse=True, return_counts=True)
    last: Any = np.cumsum(counts)
    shared = {"average": last - (counts - 1) / 2, "min": last - counts + 1.0, "max": last + 0.0}
    ranks = np.full(len(values), np.nan)
    if method in shared:
        ranks[~absent] = shared[method][places]
    else:
        order = np.lexsort((np.arange(n) * (1 if method == "first" else -1), places))
        ranks[np.flatnonzero(~absent)[order]] = np.arange(1.0, n + 1)
    if isinstance(na_last, Texts) and word(na_last, "na.last") == "keep":
        return Numbers(ranks)
    if na_last is not None and np.isnan(as_numbers(na_last)).all():
        return Numbers(ranks[~absent])
    if na_last is None or flag(na_last, "na.last"):
        ranks[absent] = np.arange(n + 1.0, len(values) + 1)
    else:
        ranks += len(values) - n
        ranks[absent] = np.arange(1.0, len(values) - n + 1)
    return Numbers(ranks)


_TIES = ("average", "first", "last", "max", "min")


def ave(x: Value, dots: list[Given]) -> Value:
    """R's ave() with its mean: each value's group mean, where some vectors together make the groups."""
    values = vector(x, "ave()").values
    if any(name for name, _ in dots):
        raise DataError("ave() with another function than mean is not supported.")
    codes = np.zeros(len(values), dtype=np.intp)
    for group in (as_factor(value) for _, value in dots):
        if length(group) != len(values):
            raise DataError("ave() needs groups as long as the vector.")
        absent = (group.codes < 0) | (codes < 0)
        codes = np.where(absent, -1, pair_codes(codes, group.codes, len(group.levels)))
        _, dense = np.unique(codes, return_inverse=True)
        codes = np.where(absent, -1, dense)
    grouped = codes >= 0
    size = int(codes.max(initial=-1)) + 1
    counts = np.bincount(codes[grouped], minlength=size)
    means = np.bincount(codes[grouped], values[grouped], size) / np.maximum(1, counts)
    return _like(x, Numbers(np.where(grouped, np.append(means, np.nan)[codes], values)))
