"""A function of vectors and its arguments; the operators of arithmetic, which recycle the shorter side.

Source: R Language Definition, sections 3.3.1 and 3.3.2: a matrix keeps its shape and its names.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterator, Mapping

from lme4math.formula.vectors import LARGEST_INTEGER, LONGEST, NotConstant, Value, Vector, finite, numbers_of
from lme4math.records import record


@record
class Arguments:
    """The arguments of a call by parameter, and those of `...` with their names."""

    named: Mapping[str, Value]
    dots: tuple[tuple[str | None, Value], ...] = ()

    def __contains__(self, parameter: str) -> bool:
        return parameter in self.named

    def vector(self, parameter: str) -> Vector:
        """A vector that must be given."""
        found = self.named.get(parameter)
        if not isinstance(found, Vector) or len(found.elements) > LONGEST:
            raise NotConstant
        return found

    def number(self, parameter: str) -> float:
        """One finite number that must be given."""
        (number,) = finite(self.vector(parameter))
        return number

    def count(self, parameter: str) -> int:
        """A number of elements that must be given, which R cuts to a whole one."""
        number = self.number(parameter)
        if not 0 <= number <= LONGEST:
            raise NotConstant
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
        return None
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
