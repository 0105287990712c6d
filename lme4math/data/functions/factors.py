"""R's functions that make factors, and the conversions between types."""

from __future__ import annotations

from collections.abc import Mapping
from math import prod

import numpy as np

from lme4math.data.functions.arithmetic import as_dates
from lme4math.data.functions.matching import Given
from lme4math.data.functions.scalars import (
    calendar_of,
    count,
    flag,
    numeric,
    scalar,
    together,
    truth,
    vector,
    word,
    words,
)
from lme4math.data.values import (
    NA_LEVEL,
    Factor,
    FloatArray,
    IntArray,
    Logicals,
    Matrix,
    Null,
    Numbers,
    Texts,
    Value,
    as_factor,
    as_logicals,
    as_numbers,
    as_texts,
    drop_unused,
    pair_codes,
    places_among,
    relabel,
    with_first,
)
from lme4math.data.writing import SECONDS_PER_DAY
from lme4math.english import first_levels, typographic
from lme4math.errors import DataError
from lme4math.model import interval_labels

MOST_LEVELS = 1_000_000


def factor(
    x: Value,
    levels: Value | None = None,
    labels: Value | None = None,
    exclude: Value | None = None,
    ordered: Value | None = None,
    at: Mapping[str, Value] | None = None,
) -> Value:
    """R's factor(): the levels that occur, or those given, in that order; text not among them becomes NA."""
    if isinstance(x, Matrix | Null) and not (isinstance(x, Matrix) and x.values.shape[1] == 1):
        raise DataError("factor() needs a vector.")
    in_order = flag(ordered, "ordered") if ordered is not None else isinstance(x, Factor) and x.ordered
    excluded = [NA_LEVEL] if exclude is None else _labels_of(exclude)
    bases = [as_factor(value) for value in ([x] if at is None else [x, at["x"]])]
    if not any(level is NA_LEVEL for level in excluded):
        bases = [_with_missing(base) for base in bases]
    base, occurring = bases[-1], [level for one in bases for level in drop_unused(one).levels]
    wanted = list(dict.fromkeys(occurring)) if levels is None else _labels_of(levels)
    chosen = [level for level in wanted if not any(_same_level(level, other) for other in excluded)]
    if len(set(chosen)) < len(chosen):
        raise DataError("factor() is given a level twice.")
    places = places_among(chosen)
    dropped = any(level is NA_LEVEL for level in base.levels) and not any(level is NA_LEVEL for level in chosen)
    found = [-1 if dropped and level is NA_LEVEL else places.get(level, -1) for level in base.levels]
    return _with_labels(relabel(base.codes, found), chosen, labels, in_order)


def _same_level(one: str, other: str) -> bool:
    return one == other and (one is NA_LEVEL) == (other is NA_LEVEL)


def _with_missing(factor: Factor, always: bool = False) -> Factor:
    """A factor with NA as its last level, where it has any missing value."""
    absent = factor.codes < 0
    if any(level is NA_LEVEL for level in factor.levels) or not (always or absent.any()):
        return factor
    if "NA" in factor.levels:
        raise DataError("A factor cannot have both NA and the text 'NA' for its levels here.")
    return Factor(np.where(absent, len(factor.levels), factor.codes), (*factor.levels, NA_LEVEL), factor.ordered)


def add_na(x: Value, ifany: Value | None = None) -> Value:
    """R's addNA(): a missing value is a level of its own."""
    return _with_missing(as_factor(x), always=ifany is not None and not flag(ifany, "ifany"))


def _labels_of(value: Value) -> list[str]:
    """The labels of a short vector."""
    if isinstance(value, Null):
        return []
    texts = as_texts(value)
    return [texts.pool[code] if code >= 0 else NA_LEVEL for code in texts.codes]


def _with_labels(codes: IntArray, levels: list[str], labels: Value | None, ordered: bool) -> Factor:
    if labels is None:
        return Factor(codes, tuple(levels), ordered)
    names = words(labels, "labels")
    if len(names) == 1 and len(levels) != 1:
        names = [f"{names[0]}{place + 1}" for place in range(len(levels))]
    if len(names) != len(levels):
        raise DataError(f"factor() has {len(levels)} levels but {len(names)} labels.")
    merged = places_among(names)
    return Factor(relabel(codes, [merged[name] for name in names]), tuple(merged), ordered)


def ordered(
    x: Value,
    levels: Value | None = None,
    labels: Value | None = None,
    exclude: Value | None = None,
    at: Mapping[str, Value] | None = None,
) -> Value:
    return factor(x, levels, labels, exclude, Logicals(np.ones(1, dtype=np.int8)), at)


def to_factor(x: Value) -> Value:
    return as_factor(x)


def to_ordered(x: Value) -> Value:
    if isinstance(x, Factor) and x.ordered:
        return x
    factor = as_factor(x)
    return Factor(factor.codes, factor.levels, ordered=True)


def droplevels(x: Value) -> Value:
    if not isinstance(x, Factor):
        raise DataError("droplevels() needs a factor.")
    return drop_unused(x)


def relevel(x: Value, ref: Value) -> Value:
    """R's relevel(): the level `ref` first, the others in their order."""
    if not isinstance(x, Factor):
        raise DataError("relevel() needs a factor.", hint="Wrap the variable in factor(…).")
    if x.ordered:
        raise DataError("relevel() is only for factors that are not ordered.")
    if isinstance(ref, Texts):
        reference = word(ref, "ref")
        if reference not in x.levels:
            raise DataError(
                f"{typographic(reference)} is not an existing level.", hint=f"The levels are {first_levels(x.levels)}."
            )
        first = x.levels.index(reference)
    else:
        first = count(ref, "ref") - 1
        if not 0 <= first < len(x.levels):
            raise DataError(f"`ref` must be between 1 and {len(x.levels)}.")
    return with_first(x, first)


def interaction(
    dots: list[Given], drop: Value | None = None, sep: Value | None = None, lex_order: Value | None = None
) -> Value:
    """R's interaction(): every combination of levels, the first factor varying fastest unless `lex.order`."""
    if not dots:
        raise DataError("interaction() needs factors.")
    factors = [as_factor(value) for value in together(*(value for _, value in dots))]
    separator = "." if sep is None else word(sep, "sep")
    slow_first = lex_order is not None and flag(lex_order, "lex.order")
    dropping = drop is not None and flag(drop, "drop")
    if not dropping and prod(len(factor.levels) for factor in factors) > MOST_LEVELS:
        raise DataError("interaction() would have too many levels.", hint="Add drop = TRUE.")
    result = factors[-1] if not slow_first else factors[0]
    rest = factors[-2::-1] if not slow_first else factors[1:]
    for factor in rest:
        result = _combined(result, factor, separator, new_name_first=not slow_first)
        result = drop_unused(result) if dropping else result
    return result


def _combined(slow: Factor, fast: Factor, separator: str, new_name_first: bool) -> Factor:
    if len(slow.levels) * len(fast.levels) > MOST_LEVELS:
        raise DataError("interaction() would have too many levels.")
    absent = (slow.codes < 0) | (fast.codes < 0)
    codes = np.where(absent, -1, pair_codes(slow.codes, fast.codes, len(fast.levels)))
    pairs = ((one, two) for one in slow.levels for two in fast.levels)
    labels = [f"{two}{separator}{one}" if new_name_first else f"{one}{separator}{two}" for one, two in pairs]
    merged = places_among(labels)
    if len(merged) < len(labels):
        codes = relabel(codes, [merged[label] for label in labels])
    return Factor(codes, tuple(merged))


def cut(
    x: Value,
    breaks: Value,
    labels: Value | None = None,
    include_lowest: Value | None = None,
    right: Value | None = None,
    dig_lab: Value | None = None,
    ordered_result: Value | None = None,
    at: Mapping[str, Value] | None = None,
) -> Value:
    """R's cut(): intervals, closed on the right unless `right = FALSE`."""
    if isinstance(x, Numbers) and x.calendar:
        raise DataError("cut() of dates is not supported.", hint="Compute the periods beforehand, as a column.")
    if isinstance(x, Logicals):
        raise DataError("cut() needs numbers, but this is logical.", hint="A logical variable is a factor as it is.")
    values = vector(x, "cut()").values
    edges = _breaks(values, as_numbers(breaks).reshape(-1))
    values = values if at is None else vector(at["x"], "cut()").values
    closed_right = right is None or flag(right, "right")
    lowest = include_lowest is not None and flag(include_lowest, "include.lowest")
    codes = np.searchsorted(edges, values, side="left" if closed_right else "right").astype(np.intp) - 1
    if lowest:
        codes[values == (edges[0] if closed_right else edges[-1])] = 0 if closed_right else len(edges) - 2
    codes[np.isnan(values) | (codes < 0) | (codes >= len(edges) - 1)] = -1
    if labels is not None and isinstance(labels, Logicals):
        if flag(labels, "labels"):
            raise DataError("`labels` of cut() must be FALSE or strings.")
        return Numbers(np.where(codes < 0, np.nan, codes + 1.0), integer=True)
    digits = 3 if dig_lab is None else count(dig_lab, "dig.lab")
    if labels is None or isinstance(labels, Null):
        names = interval_labels(tuple(edges.tolist()), closed_right, lowest, digits)
    else:
        names = tuple(words(labels, "labels"))
    if len(names) != len(edges) - 1:
        raise DataError(f"cut() makes {len(edges) - 1} intervals but is given {len(names)} labels.")
    ordered = ordered_result is not None and flag(ordered_result, "ordered_result")
    merged = places_among(names)
    return Factor(relabel(codes, [merged[name] for name in names]), tuple(merged), ordered)


def _breaks(values: FloatArray, given: FloatArray) -> FloatArray:
    if len(given) != 1:
        edges = np.sort(given)
        if len(edges) < 2 or np.isnan(edges).any() or (np.diff(edges) == 0).any():
            raise DataError("The breaks of cut() must be at least two different numbers.")
        return edges
    pieces = given[0]
    if not 2 <= pieces <= MOST_LEVELS:
        raise DataError("cut() needs at least 2 intervals.")
    present = values[~np.isnan(values)]
    if not np.isfinite(present).all():
        raise DataError("cut() makes no number of intervals of infinite values.", hint="Write the breaks, as numbers.")
    if not len(present):
        raise DataError("cut() has no values to cut.")
    low, high = float(present.min()), float(present.max())
    width = high - low or abs(low)
    if high == low:
        return np.linspace(low - width / 1000, high + width / 1000, int(pieces) + 1)
    edges = np.linspace(low, high, int(pieces) + 1)
    edges[[0, -1]] = low - width / 1000, high + width / 1000
    return edges


def dummy(f: Value, levelsToKeep: Value | None = None) -> Value:
    """lme4's dummy(): indicators of some levels of a factor, of all but the first by default."""
    factor = as_factor(f)
    if (factor.codes < 0).any():
        hint = "Leave these rows out of the data, as subset= does not do it in time."
        raise DataError("dummy() leaves out the rows where its factor is missing, so it has too few.", hint=hint)
    kept = list(factor.levels[1:]) if levelsToKeep is None else words(levelsToKeep, "levelsToKeep")
    places = places_among(factor.levels)
    for level in kept:
        if level not in places:
            raise DataError(
                f"dummy() is asked for {typographic(level)}, which is not a level of the factor.",
                hint=f"The levels are {first_levels(factor.levels)}.",
            )
    if not kept:
        raise DataError("dummy() has no level to keep.")
    columns = [(factor.codes == places[level]).astype(np.float64) for level in kept]
    return Matrix(np.column_stack(columns), tuple(kept))


def unclass(x: Value) -> Value:
    """R's unclass(): a factor's codes, a date's number; anything else as it is."""
    if isinstance(x, Factor):
        return Numbers(as_numbers(x), integer=True)
    return Numbers(x.values, x.integer) if isinstance(x, Numbers) else x


def as_numeric(x: Value) -> Value:
    return Numbers(as_numbers(x).reshape(-1, order="F"))


def as_vector(x: Value) -> Value:
    return as_texts(x) if isinstance(x, Factor) else as_numeric(x) if isinstance(x, Matrix) else unclass(x)


def as_integer(x: Value) -> Value:
    numbers = as_numbers(x).reshape(-1, order="F")
    return Numbers(np.where(np.abs(numbers) < 2.0**31, np.trunc(numbers), np.nan), integer=True)


def as_character(x: Value) -> Value:
    return as_texts(x)


def as_logical(x: Value) -> Value:
    return Logicals(as_logicals(x))


def is_factor(x: Value) -> Value:
    """R's is.factor()."""
    return truth(isinstance(x, Factor))


def is_numeric(x: Value) -> Value:
    """R's is.numeric(), which dates are not."""
    return truth(isinstance(x, Numbers | Matrix) and not calendar_of(x))


def nlevels(x: Value) -> Value:
    return scalar(len(x.levels) if isinstance(x, Factor) else 0, integer=True)


def levels(x: Value) -> Value:
    if not isinstance(x, Factor):
        return Null()
    return Texts(np.arange(len(x.levels)), x.levels)


def as_date(x: Value) -> Value:
    """R's as.Date() of text in its standard forms, of dates and of moments."""
    if isinstance(x, Numbers) and x.calendar:
        return x if x.calendar == "date" else Numbers(np.floor(x.values / SECONDS_PER_DAY), calendar="date")
    if not isinstance(x, Texts | Factor):
        raise DataError("as.Date() needs text or dates.")
    return as_dates(as_texts(x), "date")


def as_matrix(x: Value) -> Value:
    operand = numeric(x, "as.matrix()")
    return operand if isinstance(operand, Matrix) else Matrix(operand.values[:, None])
