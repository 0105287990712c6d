"""R's functions whose values need no data where their arguments need none: `c`, `seq`, `matrix`, arithmetic.

What R would refuse, and what is longer than `LONGEST`, raises `NotConstant`.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping, Sequence

from lme4math.r.constant_vectors import (
    EMPTY,
    NULL,
    Arguments,
    Element,
    Listed,
    Names,
    NotConstant,
    Value,
    Vector,
    VectorFunction,
    alike,
    finite,
    matrix_of,
    numbers_of,
    operators,
    texts_of,
)
from lme4math.r.formats import formatted
from lme4math.r.literals import LARGEST_INTEGER


def _joined(given: Arguments) -> Vector:
    parts: list[Element] = []
    for _, value in given.dots:
        if not isinstance(value, Vector):
            raise NotConstant
        parts.extend(value.elements)
        given.limit(len(parts))
    names = tuple(name or "" for name, _ in given.dots)
    return Vector(alike(parts), None, names if any(names) and len(names) == len(parts) else None)


def _range(given: Arguments, start: float, stop: float) -> Vector:
    given.limit(abs(stop - start) + 1)
    step = 1 if stop >= start else -1
    first = int(start) if start.is_integer() and abs(start) <= LARGEST_INTEGER else start
    return Vector(tuple(first + step * place for place in range(int(abs(stop - start) + 1e-10) + 1)))


def _sequence(given: Arguments) -> Vector:
    """`seq(from, to, by, length.out)`; of one argument, the numbers from 1 to it or to its length."""
    if len(given.named) == 1 and "from" in given:
        only = given.vector("from")
        if len(only.elements) != 1:
            return _first_numbers(len(only.elements))
        return _range(given, 1.0, given.number("from"))
    if "along.with" in given:
        return _first_numbers(len(given.vector("along.with").elements))
    if "length.out" in given:
        return _spaced(given, math.ceil(given.number("length.out")))
    start, stop = (given.number(name) if name in given else 1.0 for name in ("from", "to"))
    if "by" not in given:
        return _range(given, start, stop)
    step = given.number("by")
    n = 0.0 if start == stop else (stop - start) / step if step else -1.0
    if n < 0:
        raise NotConstant("The step of seq() has the wrong sign.")
    given.limit(n + 1)
    whole = all(map(given.is_whole, ("from", "by")))
    values = [start + place * step for place in range(int(n + 1e-10) + 1)]
    limit = min if step > 0 else max  # R sets the last one to `to` where rounding went beyond
    return Vector(tuple(int(value) if whole else limit(value, stop) for value in values))


def _spaced(given: Arguments, n: int) -> Vector:
    """A sequence of `n` numbers from two of its start, end and step (the step is 1 where it is not given)."""
    given.limit(min(n, given.number("length.out")))
    given.limit(n)
    if "from" in given and "to" in given:
        if "by" in given:
            raise NotConstant
        start, stop = given.number("from"), given.number("to")
        step = (stop - start) / (n - 1) if n > 1 else 0.0
    else:
        step = given.number("by") if "by" in given else 1.0
        start = given.number("to") - (n - 1) * step if "to" in given else 1.0
        start = given.number("from") if "from" in given else start
    values = [start + place * step for place in range(n)]
    if n > 1 and "to" in given:
        values[-1] = given.number("to")
    ends = [name for name in ("from", "to", "by") if name in given]
    whole = step.is_integer() and (n <= 2 or "by" in given) and all(map(given.is_whole, ends)) and len(ends) != 1
    return Vector(tuple(map(int, values) if whole else values))


def _first_numbers(n: int) -> Vector:
    return Vector(tuple(range(1, n + 1)))


def _repeated(given: Arguments) -> Vector:
    """`rep(x, times, length.out, each)`."""
    elements = given.vector("x").elements
    each = given.count("each") if "each" in given else 1
    given.limit(len(elements) * each)
    elements = tuple(element for element in elements for _ in range(each))
    if "length.out" in given:
        n = given.count("length.out")
        return Vector(tuple(elements[place % len(elements)] for place in range(n)) if elements else ())
    times = [int(number) for number in finite(given.vector("times"))] if "times" in given else [1]
    if min(times, default=0) < 0:
        raise NotConstant("rep() cannot repeat a negative number of times.")
    if len(times) == 1:
        given.limit(times[0] * len(elements))
        return Vector(elements * times[0])
    if len(times) != len(elements):
        raise NotConstant("`times` of rep() must be one number or one per element.")
    given.limit(sum(times))
    return Vector(tuple(one for one, often in zip(elements, times, strict=True) for _ in range(often)))


def _filled(given: Arguments) -> Vector:
    """`matrix(data, nrow, ncol, byrow, dimnames)`: data that are too short begin again."""
    data = given.vector("data").elements if "data" in given else (None,)
    n_rows, n_columns = (given.count(name) if name in given else None for name in ("nrow", "ncol"))
    if n_rows is None:
        n_rows = len(data) if n_columns is None else math.ceil(len(data) / n_columns)
    if n_columns is None:
        n_columns = math.ceil(len(data) / n_rows)
    given.limit(n_rows * n_columns)
    if not data or not n_rows * n_columns > 0 or len(data) > n_rows * n_columns:
        raise NotConstant
    by_row = given.flag("byrow", default=False)
    places = [
        row * n_columns + column if by_row else column * n_rows + row
        for column in range(n_columns)
        for row in range(n_rows)
    ]
    made = Vector(tuple(data[place % len(data)] for place in places), n_rows)
    return _named(made, given.named.get("dimnames", NULL))


def _named(matrix: Vector, names: Value) -> Vector:
    """A matrix with the names of its rows and columns that a list gives."""
    if names == NULL:
        return matrix
    if not isinstance(names, Listed) or len(names.items) != 2:
        raise NotConstant
    rows, columns = (_names_in(item) for item in names.items)
    for found, size, what in ((rows, matrix.n_rows, "rows"), (columns, matrix.n_columns, "columns")):
        if found is not None and len(found) != size:
            message = f"`dimnames` names {len(found)} {what}, and this matrix has {size}."
            raise NotConstant(message, f"Write {size} names, or NULL.")
    return Vector(matrix.elements, matrix.n_rows, rows, columns)


def _with_column_names(given: Arguments) -> Vector:
    matrix = given.vector("x")
    return _named(matrix, Listed((Vector(matrix.row_names or ()), given.named["value"])))


def _names_in(value: Value) -> Names:
    if not isinstance(value, Vector):
        raise NotConstant
    return tuple("NA" if text is None else text for text in texts_of(value)) or None


def _bound(given: Arguments) -> Vector:
    """`cbind(…)` of vectors and matrices; vectors that are too short begin again."""
    parts = [(name, value) for name, value in given.dots if value != NULL]
    if not parts or not all(isinstance(value, Vector) for _, value in parts):
        raise NotConstant
    vectors = [(name, value) for name, value in parts if isinstance(value, Vector)]
    heights = {value.n_rows for _, value in vectors if value.n_rows is not None}
    n_rows = heights.pop() if heights else max(len(value.elements) for _, value in vectors)
    given.limit(n_rows * sum(value.n_columns for _, value in vectors))
    if heights:
        raise NotConstant
    columns: list[list[Element]] = []
    names: list[str] = []
    for name, value in vectors:
        columns += [[column[place % len(column)] for place in range(n_rows)] for column in value.columns]
        own = ("",) * value.n_columns if value.n_rows is not None else (name or "",)
        names += value.column_names or own
    row_names = next((value.row_names for _, value in vectors if len(value.row_names or ()) == n_rows), None)
    return matrix_of(columns, tuple(names) if any(names) else None, row_names)


def _bound_by_rows(given: Arguments) -> Vector:
    if not all(isinstance(value, Vector) for _, value in given.dots):
        raise NotConstant
    turned = tuple((name, _transposed(value) if value.n_rows else value)
                   for name, value in given.dots if isinstance(value, Vector))  # fmt: skip
    return _transposed(_bound(Arguments({}, turned)))


def _transposed(value: Vector) -> Vector:
    if value == NULL:
        raise NotConstant
    if value.n_rows is None:
        return Vector(value.elements, 1, None, value.row_names)
    rows = tuple(zip(*value.columns, strict=True))
    return matrix_of(rows, value.row_names, value.column_names)


def _diagonal(given: Arguments) -> Vector:
    x = given.vector("x")
    if x.n_rows is not None:
        return Vector(tuple(column[place] for place, column in enumerate(x.columns) if place < len(column)))
    values = finite(x)
    if len(values) == 1 and len(given.named) == 1:
        values = (1.0,) * given.count("x")
    elif len(given.named) > 1:
        raise NotConstant
    given.limit(len(values) ** 2)
    return matrix_of([[value * (row == place) for row in range(len(values))] for place, value in enumerate(values)])


def _product(given: Arguments) -> Vector:
    """`a %*% b` of two matrices; a vector on the right is a column."""
    left, right = given.vector("x"), given.vector("y")
    if left.n_rows is None or left.n_columns != len(right.columns[0]):
        raise NotConstant
    finite(left), finite(right)
    rows = tuple(zip(*left.columns, strict=True))
    products = [[math.fsum(map(operator.mul, row, column)) for row in rows] for column in right.columns]
    return matrix_of(products, right.column_names, left.row_names)


def _picked(given: Arguments) -> Vector:
    """`x[i]` of a vector, `x[i, j]` of a matrix; a single row or column is a vector unless `drop = FALSE`."""
    (_, x), *rest = given.dots
    if not isinstance(x, Vector):
        raise NotConstant
    places = [value for name, value in rest if not name]
    dropped = all(bool(_one(value)) for name, value in rest if name == "drop")
    if len(places) == 1:
        return Vector(tuple(x.elements[place] for place in places_picked(places[0], len(x.elements), x.row_names)))
    if len(places) != 2 or x.n_rows is None:
        raise NotConstant
    rows = places_picked(places[0], x.n_rows, x.row_names)
    columns = places_picked(places[1], x.n_columns, x.column_names)
    elements = tuple(x.columns[column][row] for column in columns for row in rows)
    row_names, column_names = (
        None if names is None else tuple(names[place] for place in kept)
        for names, kept in ((x.row_names, rows), (x.column_names, columns))
    )
    if dropped and 1 in (len(rows), len(columns)):
        return Vector(elements, None, row_names if len(columns) == 1 else column_names)
    return Vector(elements, len(rows), row_names, column_names)


def _one(value: Value) -> Element:
    if not isinstance(value, Vector) or len(value.elements) != 1:
        raise NotConstant
    return value.elements[0]


def places_picked(index: Value, n: int, names: Names) -> tuple[int, ...]:
    """The places, from 0, that an index picks among `n`; an empty one picks all.

    Raises:
        NotConstant: R refuses the index, or it holds missing values.
    """
    if index is EMPTY:
        return tuple(range(n))
    if not isinstance(index, Vector):
        raise NotConstant
    wanted = index.elements
    if wanted and all(isinstance(one, bool | None) for one in wanted):
        if len(wanted) > n:
            raise NotConstant("A logical index is longer than what it picks from.")
        return tuple(place for place in range(n) if wanted[place % len(wanted)])
    if wanted and all(isinstance(one, str) for one in wanted):
        if not set(wanted) <= set(names or ()):
            raise NotConstant("Subscript out of bounds.", f"The names are {', '.join(names)}." if names else None)
        return tuple((names or ()).index(str(one)) for one in wanted)
    numbers = [int(number) for number in numbers_of(index) if number is not None and abs(number) <= n]
    if len(numbers) < len(wanted):
        raise NotConstant("Subscript out of bounds.")
    if min(numbers, default=0) < 0:
        if max(numbers) > 0:
            raise NotConstant("Positive and negative subscripts cannot be mixed.")
        left_out = {-number - 1 for number in numbers}
        return tuple(place for place in range(n) if place not in left_out)
    return tuple(number - 1 for number in numbers if number)


def _each(compute: Callable[[float], float]) -> Callable[[Arguments], Vector]:
    """A function of every element of a vector or matrix."""

    def apply(given: Arguments) -> Vector:
        x = given.vector("x")
        elements = tuple(None if one is None else compute(one) for one in numbers_of(x))
        return Vector(elements, x.n_rows, x.row_names, x.column_names)

    return apply


def _whole(given: Arguments) -> Vector:
    """`as.integer(x)`, which is NA where integers end."""
    cut = map(int, finite(given.vector("x")))
    return Vector(tuple(number if abs(number) <= LARGEST_INTEGER else None for number in cut))


def _all(compute: Callable[[Sequence[float]], float]) -> Callable[[Arguments], Vector]:
    """A function of all elements together, none of them missing; of integers it is one."""

    def apply(given: Arguments) -> Vector:
        joined = _joined(given)
        found = compute(finite(joined))
        return Vector((int(found) if all(isinstance(one, int) for one in joined.elements) else found,))

    return apply


def _mean(given: Arguments) -> Vector:
    if "trim" in given:
        raise NotConstant
    values = finite(given.vector("x"))
    return Vector((math.fsum(values) / len(values),))


def _logarithm(given: Arguments) -> Vector:
    if "base" in given:
        raise NotConstant
    return _each(math.log)(given)


def _function(parameters: str, apply: Callable[[Arguments], Value]) -> VectorFunction:
    return VectorFunction(tuple(parameters.split()), apply)


def _pasted(usual: str) -> Callable[[Arguments], Vector]:
    """`paste` or `paste0`, by the text between the parts where `sep` is not given."""

    def apply(given: Arguments) -> Vector:
        between = given.word("sep") if "sep" in given else usual
        given_texts = [texts_of(value) for _, value in given.dots if isinstance(value, Vector)]
        if not any(given_texts) or len(given_texts) < len(given.dots):
            raise NotConstant
        parts = [["NA" if text is None else text for text in texts] or [""] for texts in given_texts]
        longest = max(map(len, parts))
        pasted = tuple(between.join(part[row % len(part)] for part in parts) for row in range(longest))
        into_one = given.named.get("collapse", NULL)
        return Vector(pasted if into_one == NULL else (given.word("collapse").join(pasted),))

    return apply


VECTOR_FUNCTIONS: Mapping[str, VectorFunction] = {
    **dict(operators()),
    **dict.fromkeys(("(", "I", "{", "identity"), _function("x", lambda given: given.named["x"])),
    "c": _function("...", _joined),
    "list": _function("...", lambda given: Listed(tuple(value for _, value in given.dots))),
    ":": _function("e1 e2", lambda given: _range(given, given.number("e1"), given.number("e2"))),
    "[": _function("...", _picked),
    "seq": _function("from to by length.out along.with ...", _sequence),
    "seq_len": _function("length.out", lambda given: _first_numbers(given.count("length.out"))),
    "seq_along": _function("along.with", lambda given: _first_numbers(len(given.vector("along.with").elements))),
    "rep": _function("x times length.out each ...", _repeated),
    "rep_len": _function("x length.out", _repeated),
    "rev": _function("x", lambda given: Vector(given.vector("x").elements[::-1])),
    "length": _function("x", lambda given: Vector((len(given.vector("x").elements),))),
    "as.character": _function("x ...", lambda given: Vector(texts_of(given.vector("x")))),
    **dict.fromkeys(("as.numeric", "as.double"), _function("x ...", lambda given: Vector(finite(given.vector("x"))))),
    "as.integer": _function("x ...", _whole),
    "numeric": _function("length", lambda given: Vector((0.0,) * given.count("length"))),
    "matrix": _function("data nrow ncol byrow dimnames", _filled),
    "colnames<-": _function("x value", _with_column_names),
    "dimnames<-": _function("x value", lambda given: _named(given.vector("x"), given.named["value"])),
    "cbind": _function("... deparse.level", _bound),
    "rbind": _function("... deparse.level", _bound_by_rows),
    "t": _function("x", lambda given: _transposed(given.vector("x"))),
    "diag": _function("x nrow ncol names", _diagonal),
    "%*%": _function("x y", _product),
    "paste": _function("... sep collapse recycle0", _pasted(" ")),
    "paste0": _function("... collapse recycle0", _pasted("")),
    "str_c": _function("... sep collapse", _pasted("")),
    "sprintf": _function("fmt ...", formatted),
    "sqrt": _function("x", _each(math.sqrt)),
    "floor": _function("x", _each(lambda x: float(math.floor(x)))),
    "ceiling": _function("x", _each(lambda x: float(math.ceil(x)))),
    "log": _function("x base", _logarithm),
    "exp": _function("x", _each(math.exp)),
    "abs": _function("x", _each(abs)),
    "sum": _function("... na.rm", _all(math.fsum)),
    "mean": _function("x trim na.rm ...", _mean),
    "min": _function("... na.rm", _all(min)),
    "max": _function("... na.rm", _all(max)),
}
"""R's functions whose values need no data where their arguments need none, with R's parameters in R's order.

The registry of `model/functions/` takes the parameters of these functions from here.
"""
