"""Short vectors and matrices that R code spells out, functions of them, and R's arithmetic, without numpy.

An element is a string, a truth value, an integer (R's `2L`, `1:3`), a number, or None for NA. Arithmetic recycles the
shorter side and keeps the shape and names of a matrix ("R Language Definition", sections 3.3.1 and 3.3.2).
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterator, Mapping, Sequence

from lme4math.r.literals import LARGEST_INTEGER, number_label
from lme4math.records import record

LONGEST = 10_000
"""The longest vector that is spelled out."""

_MONTHS = "January February March April May June July August September October November December".split()  # noqa: SIM905

WORDS: Mapping[str, tuple[str, ...]] = {
    "letters": tuple("abcdefghijklmnopqrstuvwxyz"),
    "LETTERS": tuple("ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
    "month.name": tuple(_MONTHS),
    "month.abb": tuple(month[:3] for month in _MONTHS),
}
"""Base R's vectors of words."""

Element = str | bool | int | float | None
Names = tuple[str, ...] | None
"""Of the rows or columns of a matrix."""


class NotConstant(Exception):  # noqa: N818 - not an error of the package's: callers may do without the value
    """An expression whose value the text does not give, or that R refuses.

    Attributes:
        message: what is wrong, or "" where nothing but the lack of a value is known.
        hint: the likely repair.
    """

    def __init__(self, message: str = "", hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


@record
class Vector:
    """A vector, or a matrix by columns.

    Attributes:
        elements: all of them.
        n_rows: of a matrix; None for a vector.
        row_names, column_names: of a matrix, where it has them; a vector's names are its row names.
    """

    elements: tuple[Element, ...]
    n_rows: int | None = None
    row_names: Names = None
    column_names: Names = None

    @property
    def n_columns(self) -> int:
        """The number of columns; a vector is one."""
        return 1 if self.n_rows is None else len(self.elements) // self.n_rows if self.n_rows else 0

    @property
    def columns(self) -> tuple[tuple[Element, ...], ...]:
        """The columns of a matrix; a vector is one."""
        n = len(self.elements) if self.n_rows is None else self.n_rows
        return tuple(self.elements[place * n : (place + 1) * n] for place in range(self.n_columns))


@record
class Listed:
    """The value of `list(…)`."""

    items: tuple[Value, ...]


Value = Vector | Listed
NULL = Vector(())
EMPTY = Listed(())
"""An argument that is left empty, as in `x[, 1]`."""


def numbers_of(vector: Vector) -> tuple[float | None, ...]:
    """The elements as numbers; truth values are 0 and 1.

    Raises:
        NotConstant: there are strings.
    """
    if any(isinstance(element, str) for element in vector.elements):
        raise NotConstant
    return tuple(None if one is None else one + 0 for one in vector.elements if not isinstance(one, str))


def finite(vector: Vector) -> tuple[float, ...]:
    """The elements as numbers.

    Raises:
        NotConstant: some are strings, missing or infinite.
    """
    found = tuple(float(one) for one in numbers_of(vector) if one is not None and math.isfinite(one))
    if len(found) < len(vector.elements):
        raise NotConstant
    return found


def texts_of(vector: Vector) -> tuple[str | None, ...]:
    """The elements as `as.character` gives them."""
    return tuple(map(_text, vector.elements))


def _text(element: Element) -> str | None:
    if element is None or isinstance(element, str):
        return element
    if isinstance(element, bool):
        return str(element).upper()
    return "NaN" if element != element else number_label(element, isinstance(element, int))


def alike(elements: Sequence[Element]) -> tuple[Element, ...]:
    """Elements of one type, as `c()` makes them: text if any is, else numbers, else integers, else truth values."""
    types = set(map(type, elements))
    if str in types:
        return texts_of(Vector(tuple(elements)))
    for kind in (float, int):
        if kind in types:
            return tuple(None if one is None or isinstance(one, str) else kind(one) for one in elements)
    return tuple(elements)


def matrix_of(columns: Sequence[Sequence[Element]], names: Names = None, rows: Names = None) -> Vector:
    """A matrix from its columns, which are equally long."""
    n_rows = len(columns[0]) if columns else 0
    return Vector(alike([one for column in columns for one in column]), n_rows, rows, names)


@record
class Arguments:
    """The arguments of a call by parameter, and those of `...` with their names.

    Attributes:
        named: by parameter.
        dots: those of `...`, with their names.
        longest: the most elements that a value made of them may have.
    """

    named: Mapping[str, Value]
    dots: tuple[tuple[str | None, Value], ...] = ()
    longest: int = LONGEST

    def __contains__(self, parameter: str) -> bool:
        return parameter in self.named

    def vector(self, parameter: str) -> Vector:
        """A vector that must be given."""
        found = self.named.get(parameter)
        if not isinstance(found, Vector):
            raise NotConstant(f"The argument `{parameter}` must be a vector.")
        self.limit(len(found.elements))
        return found

    def limit(self, size: float) -> None:
        """Raise NotConstant for a number of elements that is negative, or too large."""
        if not size >= 0:
            raise NotConstant("A vector cannot have fewer than no elements.")
        if size > self.longest:
            raise NotConstant(f"A vector of more than {self.longest:,} elements is too long.")

    def number(self, parameter: str) -> float:
        """One finite number that must be given."""
        found = self.vector(parameter)
        if len(found.elements) != 1 or None in found.elements or isinstance(found.elements[0], str):
            raise NotConstant(f"`{parameter}` must be a single number.")
        return finite(found)[0]

    def word(self, parameter: str) -> str:
        """One string that must be given."""
        found = texts_of(self.vector(parameter))
        if len(found) != 1 or found[0] is None:
            raise NotConstant(f"`{parameter}` must be one string in quotes.")
        return found[0]

    def is_whole(self, parameter: str) -> bool:
        """Whether a vector is given that R holds as integers."""
        found = self.named.get(parameter)
        return isinstance(found, Vector) and all(isinstance(one, int) for one in found.elements)

    def count(self, parameter: str) -> int:
        """A number of elements that must be given, which R cuts to a whole one."""
        number = self.number(parameter)
        self.limit(number)
        return int(number)

    def flag(self, parameter: str, default: bool) -> bool:
        """TRUE or FALSE."""
        return bool(self.number(parameter)) if parameter in self else default


@record
class VectorFunction:
    """One of R's functions: its parameters, and its value for arguments."""

    parameters: tuple[str, ...]
    apply: Callable[[Arguments], Value]


def _calculated(compute: Callable[[float, float], float], *, whole: bool) -> Callable[[Arguments], Vector]:
    """An operator of arithmetic, element by element; `whole` for one that makes integers of integers."""

    def apply(given: Arguments) -> Vector:
        left, right = given.vector("e1"), given.vector("e2") if "e2" in given else None
        if right is None:
            left, right = Vector((0,)), left
        sizes = [len(left.elements), len(right.elements)]
        n = max(sizes) if all(sizes) else 0
        shapes = [one for one in (left, right) if one.n_rows is not None]
        if any((one.n_rows, len(one.elements)) != (shapes[0].n_rows, n) for one in shapes):
            raise NotConstant
        like = shapes[0] if shapes else max((left, right), key=lambda one: len(one.elements))
        one, two = numbers_of(left), numbers_of(right)
        values = (_operated(compute, one[k % sizes[0]], two[k % sizes[1]], whole) for k in range(n))
        return Vector(tuple(values), like.n_rows, like.row_names, like.column_names)

    return apply


def _operated(
    compute: Callable[[float, float], float], one: float | None, two: float | None, whole: bool
) -> float | None:
    if one is None or two is None:
        return 1.0 if compute is _raised and (one == 1 or two == 0) else None
    integers = whole and isinstance(one, int) and isinstance(two, int)
    result = compute(one if integers else float(one), two if integers else float(two))
    return None if integers and abs(result) > LARGEST_INTEGER else result


def _divided(one: float, two: float) -> float:
    if two == 0:
        return math.nan if one == 0 or one != one else math.copysign(math.inf, one) * math.copysign(1, two)
    return one / two


def _raised(one: float, two: float) -> float:
    try:
        result = one**two
    except ZeroDivisionError:
        return math.inf
    return math.nan if isinstance(result, complex) else result


def operators() -> Iterator[tuple[str, VectorFunction]]:
    """The operators by name."""
    for name, compute, whole in (
        ("+", operator.add, True),
        ("-", operator.sub, True),
        ("*", operator.mul, True),
        ("/", _divided, False),
        ("^", _raised, False),
        ("%%", operator.mod, True),
        ("%/%", operator.floordiv, True),
    ):
        yield name, VectorFunction(("e1", "e2"), _calculated(compute, whole=whole))
