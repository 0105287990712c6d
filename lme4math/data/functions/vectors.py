"""R's functions that make and pick vectors: c, seq, rep, cbind, ifelse, `[`."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from lme4math.data.functions.arithmetic import in_calendar, sequence
from lme4math.data.functions.matching import Given
from lme4math.data.functions.scalars import (
    calendar_of,
    count,
    flag,
    number,
    numeric,
    recycled,
    together,
    vector,
    word,
    words,
)
from lme4math.data.values import (
    Factor,
    FloatArray,
    IntArray,
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

_LONGEST = 10_000_000


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
    whole = all(isinstance(part, Logicals | Factor) or (isinstance(part, Numbers) and part.integer) for part in parts)
    return Numbers(np.concatenate([as_numbers(part).reshape(-1, order="F") for part in parts]), whole)


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
    size = None if length_out is None else count(length_out, "length.out")
    if along_with is not None:
        size = length(along_with)
    step = None if by is None else number(by, "by")
    if size is not None:
        found = _spaced(from_, to, step, size)
    elif from_ is not None and to is None and by is None:
        last = length(from_) if length(from_) != 1 else number(from_, "from")
        found = sequence(1.0, float(last)) if last else Numbers(np.empty(0), integer=True)
    else:
        found = _stepped(from_, to, step)
    return Numbers(found.values, found.integer, calendar_of(from_))


def _stepped(from_: Value | None, to: Value | None, step: float | None) -> Numbers:
    start = 1.0 if from_ is None else number(from_, "from")
    end = 1.0 if to is None else number(to, "to")
    if step is None:
        return sequence(start, end)
    if step == 0 or (end - start) / step < 0:
        raise DataError("The step of seq() has the wrong sign.")
    steps = np.floor((end - start) / step + 1e-10)
    if steps > _LONGEST:
        raise DataError("The sequence is too long.")
    return Numbers(start + step * np.arange(steps + 1))


def _spaced(from_: Value | None, to: Value | None, step: float | None, size: int) -> Numbers:
    if not 0 <= size <= _LONGEST:
        raise DataError("The sequence is too long.")
    if from_ is not None and to is not None:
        return Numbers(np.linspace(number(from_, "from"), number(to, "to"), size))
    pace = 1.0 if step is None else step
    if to is not None:
        return Numbers(number(to, "to") - pace * np.arange(size, dtype=np.float64)[::-1])
    return Numbers((1.0 if from_ is None else number(from_, "from")) + pace * np.arange(size, dtype=np.float64))


def rep(x: Value, times: Value | None = None, each: Value | None = None, length_out: Value | None = None) -> Value:
    """R's rep(): each element `each` times, the whole `times` times, cut or recycled to `length.out`."""
    size = length(x)
    repeats = 1 if each is None else count(each, "each")
    times_given = np.ones(1) if times is None else as_numbers(times).reshape(-1)
    if repeats < 0 or not (times_given >= 0).all():
        raise DataError("rep() cannot repeat a negative number of times.")
    if size * max(repeats, 1) * float(np.nansum(times_given)) > _LONGEST:
        raise DataError("rep() would be too long.")
    places = np.repeat(np.arange(size), repeats)
    if length_out is not None:
        wanted = count(length_out, "length.out")
        places = np.resize(places, wanted) if len(places) else places
    elif len(times_given) == 1:
        places = np.tile(places, int(times_given[0]))
    elif len(times_given) == len(places):
        places = np.repeat(places, times_given.astype(np.intp))
    else:
        raise DataError("`times` of rep() must be one number or one per element.")
    return take(x, places)


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
    whole = all(isinstance(value, Logicals) or (isinstance(value, Numbers) and value.integer) for value in (one, two))
    return Numbers(np.where(codes < 0, np.nan, chosen), whole)


def places_of(index: Value, size: int, names: tuple[str, ...] = ()) -> IntArray:
    """The 0-based places that an R index names: positions, negative positions, a mask or names."""
    if isinstance(index, Logicals):
        if not 0 < length(index) <= size:
            raise DataError("A logical index is longer than what it picks from.")
        return np.flatnonzero(np.resize(index.codes == 1, size))
    if isinstance(index, Texts):
        wanted = words(index, "index")
        places = places_among(names)
        if any(name not in places for name in wanted):
            raise DataError("Subscript out of bounds.", hint=f"The names are {', '.join(names)}." if names else None)
        return np.array([places[name] for name in wanted], dtype=np.intp)
    positions = as_numbers(index).reshape(-1)
    if np.isnan(positions).any() or (np.abs(positions) > size).any():
        raise DataError("Subscript out of bounds.")
    whole = positions.astype(np.intp)
    if (whole < 0).any():
        if (whole > 0).any():
            raise DataError("Positive and negative subscripts cannot be mixed.")
        return np.setdiff1d(np.arange(size), -whole - 1)
    return whole[whole > 0] - 1


def subset(dots: list[Given]) -> Value:
    """`x[i]`, and `x[, j]` of a matrix; the evaluator hands over an empty index as NULL."""
    x, indices = dots[0][1], [value for name, value in dots[1:] if name != "drop"]
    keeping = any(name == "drop" and not flag(value, "drop") for name, value in dots[1:])
    if not indices:
        return x
    if len(indices) == 1:
        if isinstance(x, Matrix):
            raise DataError("A matrix is picked from by row and column.", hint="Write x[, 1].")
        return x if isinstance(indices[0], Null) else take(x, places_of(indices[0], length(x)))
    if len(indices) > 2 or not isinstance(x, Matrix):
        raise DataError("Incorrect number of dimensions.")
    rows, columns = indices
    values = x.values if isinstance(rows, Null) else x.values[places_of(rows, length(x))]
    if isinstance(columns, Null):
        return Matrix(values, x.names)
    kept = places_of(columns, values.shape[1], x.names)
    if len(kept) == 1 and not keeping:
        return Numbers(np.ascontiguousarray(values[:, kept[0]]))
    return Matrix(values[:, kept], tuple(x.names[place] for place in kept) if x.names else ())


def _paste(dots: list[Given], sep: str) -> Texts:
    if not dots:
        raise DataError("paste() needs an argument.")
    texts = [from_strings([""]) if isinstance(value, Null) else _with_text(as_texts(value)) for _, value in dots]
    combined, *others = [as_texts(value) for value in together(*texts)]
    for part in others:
        combined = _pasted(combined, part, sep)
    return combined


def _with_text(texts: Texts) -> Texts:
    """Text in which missing values are the text "NA"."""
    if not (texts.codes < 0).any():
        return texts
    named = from_strings([*texts.pool, "NA"])
    return Texts(named.codes[texts.codes], named.pool)


def _pasted(left: Texts, right: Texts, sep: str) -> Texts:
    """Strings joined pair by pair; only the pairs that occur are made."""
    n = len(right.pool)
    keys, codes = np.unique(pair_codes(left.codes, right.codes, n), return_inverse=True)
    merged = from_strings([f"{left.pool[key // n]}{sep}{right.pool[key % n]}" for key in keys])
    return Texts(merged.codes[codes], merged.pool)


def paste(dots: list[Given], sep: Value | None = None, collapse: Value | None = None) -> Value:
    return _collapsed(_paste(dots, " " if sep is None else word(sep, "sep")), collapse)


def paste0(dots: list[Given], collapse: Value | None = None) -> Value:
    return _collapsed(_paste(dots, ""), collapse)


def _collapsed(pasted: Texts, collapse: Value | None) -> Texts:
    """All strings joined into one, where a string to put between them is given."""
    if collapse is None or isinstance(collapse, Null):
        return pasted
    return from_strings([word(collapse, "collapse").join(pasted.pool[code] for code in pasted.codes)])


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


def seq_len(length_out: Value) -> Value:
    size = count(length_out, "length.out")
    if size < 0:
        raise DataError("`length.out` must not be negative.")
    return Numbers(np.arange(1.0, size + 1), integer=True)


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
