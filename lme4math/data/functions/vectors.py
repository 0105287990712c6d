"""R's functions that make and pick vectors: c, seq, rep, cbind, ifelse, `[`."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from lme4math.data.functions.arithmetic import in_calendar
from lme4math.data.functions.matching import Given
from lme4math.data.functions.scalars import (
    calendar_of,
    count,
    flag,
    holds_integers,
    numeric,
    recycled,
    text,
    together,
    vector,
    word,
)
from lme4math.data.functions.short_vectors import as_of_constants, picked_places
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
    from_strings,
    length,
    pair_codes,
    places_among,
    relabel,
    take,
)
from lme4math.errors import DataError


def identity(x: Value) -> Value:
    return x


def offset(object: Value) -> Value:
    return object


def combine(dots: list[Given]) -> Value:
    """R's c(): text if any part is, else numbers, else logicals."""
    parts = [value for _, value in dots if not isinstance(value, Null)]
    if not parts:
        return Null()
    if calendar := calendar_of(parts[0]):
        return Numbers(np.concatenate([in_calendar(part, calendar).values for part in parts]), calendar=calendar)
    if any(isinstance(part, Texts) for part in parts):
        return _joined_texts([as_texts(_unclassed(part)) for part in parts])
    if all(isinstance(part, Logicals) for part in parts):
        return Logicals(np.concatenate([part.codes for part in parts if isinstance(part, Logicals)]))
    if all(isinstance(part, Factor) for part in parts):
        joined = _joined_texts([as_texts(part) for part in parts])
        levels = places_among(level for part in parts if isinstance(part, Factor) for level in part.levels)
        return Factor(relabel(joined.codes, [levels[label] for label in joined.pool]), tuple(levels))
    plain = [_unclassed(part) for part in parts]
    return Numbers(np.concatenate([as_numbers(part).reshape(-1, order="F") for part in plain]), holds_integers(*plain))


def _unclassed(value: Value) -> Value:
    if isinstance(value, Factor):
        return Numbers(as_numbers(value), integer=True)
    return Numbers(value.values, value.integer) if calendar_of(value) and isinstance(value, Numbers) else value


def _joined_texts(parts: list[Texts]) -> Texts:
    pool: dict[str, int] = {}
    codes = [relabel(part.codes, [pool.setdefault(text, len(pool)) for text in part.pool]) for part in parts]
    return Texts(np.concatenate(codes), tuple(pool))


def seq(
    from_: Value | None = None,
    to: Value | None = None,
    by: Value | None = None,
    length_out: Value | None = None,
    along_with: Value | None = None,
) -> Value:
    """R's seq(): from, to, and a step or a length; from a date it is one of dates."""
    given = {"from": from_, "to": to, "by": by, "length.out": length_out, "along.with": along_with}
    found = as_of_constants("seq", given)
    return Numbers(found.values, found.integer, calendar_of(from_)) if isinstance(found, Numbers) else found


def seq_len(length_out: Value) -> Value:
    return as_of_constants("seq_len", {"length.out": length_out})


def rep(x: Value, times: Value | None = None, each: Value | None = None, length_out: Value | None = None) -> Value:
    """R's rep(): each element `each` times, the whole `times` times, cut or recycled to `length.out`."""
    given = {
        "x": Numbers(np.arange(length(x), dtype=np.float64)),
        "times": times,
        "each": each,
        "length.out": length_out,
    }
    return take(x, as_numbers(as_of_constants("rep", given)).astype(np.intp))


def cbind(dots: list[Given]) -> Value:
    """R's cbind() of numbers and of factors' codes; the evaluator hands over the names that R takes from arguments."""
    parts = [(name or "", numeric(_unclassed(value), "cbind()")) for name, value in dots if not isinstance(value, Null)]
    if not parts:
        return Null()
    values = together(*(value for _, value in parts))
    size = max(map(length, values))
    columns: list[np.ndarray[tuple[int, ...], np.dtype[np.float64]]] = []
    names: list[str] = []
    for (name, _), value in zip(parts, values, strict=True):
        block = as_numbers(value).reshape(length(value), -1)
        columns.append(np.broadcast_to(block, (size, block.shape[1])))
        names += (value.names or [""] * block.shape[1]) if isinstance(value, Matrix) else [name]
    return Matrix(np.concatenate(columns, axis=1), tuple(names) if any(names) else ())


def ifelse(test: Value, yes: Value, no: Value) -> Value:
    """R's ifelse(): missing where the test is; factors give their codes."""
    codes = as_logicals(test)
    size = len(codes)
    one, two = _unclassed(recycled(yes, size)), _unclassed(recycled(no, size))
    if isinstance(one, Texts) or isinstance(two, Texts):
        joined = _joined_texts([as_texts(one), as_texts(two)])
        first, second = joined.codes[: length(one)], joined.codes[length(one) :]
        return Texts(np.where(codes < 0, -1, np.where(codes == 1, first, second)), joined.pool)
    if isinstance(one, Logicals) and isinstance(two, Logicals):
        return Logicals(np.where(codes < 0, -1, np.where(codes == 1, one.codes, two.codes)))
    chosen = np.where(codes == 1, as_numbers(one).reshape(-1), as_numbers(two).reshape(-1))
    return Numbers(np.where(codes < 0, np.nan, chosen), holds_integers(one, two))


def subset(dots: list[Given]) -> Value:
    """`x[i]`, and `x[, j]` of a matrix; the evaluator hands over an empty index as NULL."""
    x, indices = dots[0][1], [value for name, value in dots[1:] if name != "drop"]
    keeping = any(name == "drop" and not flag(value, "drop") for name, value in dots[1:])
    if not indices:
        return x
    if len(indices) == 1:
        if isinstance(x, Matrix):
            raise DataError("A matrix is picked from by row and column.", hint="Write x[, 1].")
        return x if isinstance(indices[0], Null) else take(x, picked_places(indices[0], length(x)))
    if len(indices) > 2 or not isinstance(x, Matrix):
        raise DataError("Incorrect number of dimensions.")
    rows, columns = indices
    values = x.values if isinstance(rows, Null) else x.values[picked_places(rows, length(x))]
    if isinstance(columns, Null):
        return Matrix(values, x.names)
    kept = picked_places(columns, values.shape[1], x.names)
    if len(kept) == 1 and not keeping:
        return Numbers(np.ascontiguousarray(values[:, kept[0]]))
    return Matrix(values[:, kept], tuple(x.names[place] for place in kept) if x.names else ())


def paste0(dots: list[Given], collapse: Value | None = None) -> Value:
    return paste(dots, text(""), collapse)


def paste(dots: list[Given], sep: Value | None = None, collapse: Value | None = None) -> Value:
    """R's paste(); of many values each different combination is pasted once."""
    if not dots:
        raise DataError("paste() needs an argument.")
    texts = together(*(from_strings([""]) if isinstance(value, Null) else as_texts(value) for _, value in dots))
    if collapse is not None and not isinstance(collapse, Null):
        return as_of_constants("paste", {"sep": sep, "collapse": collapse}, texts)
    codes = np.zeros(max(map(length, texts)), dtype=np.intp)
    for part in texts:
        if isinstance(part, Texts):
            codes = np.unique(pair_codes(codes, part.codes + 1, len(part.pool) + 1), return_inverse=True)[1]
    _, rows, places = np.unique(codes, return_index=True, return_inverse=True)
    combinations = [take(part, rows if length(part) > 1 else np.zeros(1, np.intp)) for part in texts]
    return take(as_of_constants("paste", {"sep": sep}, combinations), places)


_LENGTHS: dict[str, Callable[[str], int]] = {"chars": len, "bytes": lambda text: len(text.encode())}


def nchar(x: Value, type: Value | None = None) -> Value:
    """R's nchar(): the characters of each string, or its bytes."""
    kind = "chars" if type is None else word(type, "type")
    if kind not in _LENGTHS:
        raise DataError(f"nchar() with the type {kind!r} is not supported.")
    if isinstance(x, Factor):
        raise DataError("nchar() needs text, but this is a factor.", hint="Use as.character(…).")
    texts = as_texts(x)
    sizes = np.array([*map(_LENGTHS[kind], texts.pool), np.nan])
    return Numbers(sizes[texts.codes], integer=True)


def refuse_list(dots: list[Given]) -> Value:  # noqa: ARG001 - whatever is in it
    raise DataError(
        "A list is not data; coefficients given to a function, as in poly(x, 2, coefs = list(…)), are not supported.",
        hint="Compute the columns beforehand and add them to the data.",
    )


def unique(x: Value) -> Value:
    """R's unique(): the different values of a vector, in the order in which they come first."""
    keys = x.codes if isinstance(x, Factor | Texts | Logicals) else vector(x, "unique()").values
    return take(x, np.sort(np.unique(keys, return_index=True)[1]))


def rev(x: Value) -> Value:
    return take(x, np.arange(length(x))[::-1])


def seq_along(along_with: Value) -> Value:
    return Numbers(np.arange(1.0, length(along_with) + 1), integer=True)


def which(x: Value) -> Value:
    """R's which(): the places where a condition holds."""
    if not isinstance(x, Logicals):
        raise DataError("which() needs a condition.")
    return Numbers(np.flatnonzero(x.codes == 1).astype(np.float64) + 1, integer=True)


def over_rows(name: str, x: Value, na_rm: Value | None = None) -> Value:
    """R's rowSums() and rowMeans() of a matrix."""
    if not isinstance(x, Matrix):
        raise DataError(f"{name}() needs a matrix.", hint=f"Write {name}(cbind(…)).")
    present = ~np.isnan(x.values) if na_rm is not None and flag(na_rm, "na.rm") else np.ones(x.values.shape, dtype=bool)
    totals: FloatArray = np.where(present, x.values, 0.0).sum(axis=1)
    means: FloatArray = totals / present.sum(axis=1).astype(np.float64)
    return Numbers(totals if name == "rowSums" else means)


_CASES: dict[str, Callable[[str], str]] = {"toupper": str.upper, "tolower": str.lower}


def cased(name: str, x: Value) -> Value:
    """R's toupper() and tolower()."""
    return _changed(_CASES[name], x)


def _changed(change: Callable[[str], str], x: Value) -> Value:
    texts = as_texts(x)
    changed = from_strings([change(text) for text in texts.pool])
    return Texts(relabel(texts.codes, changed.codes.tolist()), changed.pool)


def substr(x: Value, start: Value, stop: Value) -> Value:
    """R's substr(): the characters from one place to another, both counted."""
    first, last = max(count(start, "start"), 1), max(count(stop, "stop"), 0)
    return _changed(lambda text: text[first - 1 : last], x)
