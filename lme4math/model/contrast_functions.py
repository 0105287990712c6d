"""R's functions that make contrast matrices: those of the package stats, and `contr.sdif` of MASS.

Sources: `contr.treatment`, `contr.sum`, `contr.helmert`, `contr.poly` and `contr.SAS` of R's package stats, and
Venables & Ripley (2002), Modern Applied Statistics with S, section 6.2. Each is given the names of the levels or how
many there are; it then numbers them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

from lme4math.formula.vector_arithmetic import Arguments, VectorFunction
from lme4math.formula.vector_functions import VECTOR_FUNCTIONS
from lme4math.formula.vectors import NotConstant, Vector, finite, matrix_of, texts_of

MAX_POLYNOMIAL_LEVELS = 95
"""R refuses orthogonal polynomials over more points."""

MAX_LEVELS = 1_000
"""The most levels for which a contrast matrix is written out."""

_Columns = list[list[float]]
_Levels = tuple[str, ...]


def _treatment(levels: _Levels, given: Arguments) -> Vector:
    """Indicators of all levels but the one at `base`, counted from 1."""
    return _singled_out(levels, given.number("base") if "base" in given else 1)


def _sas(levels: _Levels, _: Arguments) -> Vector:
    """Treatment contrasts against the last level."""
    return _singled_out(levels, len(levels))


def _singled_out(levels: _Levels, base: float) -> Vector:
    if not 1 <= base <= len(levels):
        raise NotConstant("The baseline is not the number of a level.", f"Write a number from 1 to {len(levels)}.")
    others = [place for place in range(len(levels)) if place != int(base) - 1]
    columns = [[float(row == place) for row in range(len(levels))] for place in others]
    return matrix_of(columns, tuple(levels[place] for place in others), levels)


def _sum(levels: _Levels, _: Arguments) -> Vector:
    """Deviations from the mean of the levels; the last level is minus the sum of the others."""
    last = len(levels) - 1
    return matrix_of([[-1.0 if row == last else float(row == column) for row in range(last + 1)]
                      for column in range(last)], None, levels)  # fmt: skip


def _helmert(levels: _Levels, _: Arguments) -> Vector:
    """Each level against the mean of those before it."""
    n = len(levels)
    columns = [[-1.0] * (place + 1) + [place + 1.0] + [0.0] * (n - place - 2) for place in range(n - 1)]
    return matrix_of(columns, None, levels)


def _differences(levels: _Levels, _: Arguments) -> Vector:
    """MASS's `contr.sdif`: coefficients are the differences of each level from the one before it."""
    n = len(levels)
    columns = [[(column - n) / n if row < column else column / n for row in range(n)] for column in range(1, n)]
    names = (f"{level}-{before}" for before, level in pairwise(levels))
    return matrix_of(columns, tuple(names), levels)


def _polynomial(levels: _Levels, given: Arguments) -> Vector:
    """Orthonormal polynomials over the levels' scores, with positive leading coefficients."""
    n = len(levels)
    scores = finite(given.vector("scores")) if "scores" in given else tuple(map(float, range(n)))
    if len(scores) != n or len(set(scores)) < n:
        message = "The scores are not a different number for each level."
        raise NotConstant(message, f"Write {n} numbers: c(1, 2, …).")
    if n > MAX_POLYNOMIAL_LEVELS:
        message = f"Orthogonal polynomials cannot be represented accurately over {n} levels."
        raise NotConstant(message, "Leave these contrasts out.")
    names = ("^0", ".L", ".Q", ".C", *(f"^{degree}" for degree in range(4, n)))[:n]
    basis = _orthonormal(scores)
    if given.flag("contrasts", default=True):
        return matrix_of(basis[1:], names[1:])
    return matrix_of([[1.0] * n, *basis[1:]], tuple(f"^{degree}" for degree in range(n)))


def _orthonormal(scores: Sequence[float]) -> _Columns:
    """Polynomials of degree 0, 1, 2, … at the scores, each made orthogonal to those before it, and normalised."""
    middle = math.fsum(scores) / len(scores)
    points = [score - middle for score in scores]
    basis = [[1 / math.sqrt(len(points))] * len(points)]
    while len(basis) < len(points):
        vector = [point * value for point, value in zip(points, basis[-1], strict=True)]
        for _ in range(2):  # twice, against rounding
            for known in basis:
                overlap = math.fsum(a * b for a, b in zip(vector, known, strict=True))
                vector = [value - overlap * other for value, other in zip(vector, known, strict=True)]
        length = math.sqrt(math.fsum(value * value for value in vector))
        basis.append([value / length for value in vector])
    return basis


def _function(
    name: str, make: Callable[[_Levels, Arguments], Vector], own: str = "", *, knows_full: bool = False
) -> VectorFunction:
    """One of the functions: `make` is given the levels' names.

    Args:
        name: the function's.
        make: the matrix of contrasts for the levels.
        own: its argument besides those that all have.
        knows_full: whether `make` reads `contrasts = FALSE` itself; of others that is an indicator of every level.
    """

    def apply(given: Arguments) -> Vector:
        levels = _levels(given.vector("n"))
        if given.flag("sparse", default=False):
            raise NotConstant(f"{name}() is read only with sparse = FALSE.", "Leave the argument out.")
        if not knows_full and not given.flag("contrasts", default=True):
            return matrix_of([[float(row == column) for row in levels] for column in levels], levels, levels)
        return make(levels, given)

    return VectorFunction(tuple(f"n {own} contrasts sparse".split()), apply)


def _levels(n: Vector) -> _Levels:
    """The names of the levels, or their numbers where only their number is given."""
    texts = tuple(text for text in texts_of(n) if text is not None)
    if len(n.elements) == 1 and not isinstance(n.elements[0], str):
        count = int(finite(n)[0])
        texts = tuple(map(str, range(1, min(count, MAX_LEVELS + 1) + 1)))
    if len(texts) > MAX_LEVELS:
        raise NotConstant(f"These contrasts are for at most {MAX_LEVELS} levels.", "Leave them out.")
    if len(set(texts)) < 2:
        raise NotConstant("There are no contrasts of fewer than two levels.")
    return texts


CONTRAST_FUNCTIONS: Mapping[str, VectorFunction] = {
    "contr.treatment": _function("contr.treatment", _treatment, "base"),
    "contr.sum": _function("contr.sum", _sum),
    "contr.helmert": _function("contr.helmert", _helmert),
    "contr.poly": _function("contr.poly", _polynomial, "scores", knows_full=True),
    "contr.SAS": _function("contr.SAS", _sas),
    "contr.sdif": _function("contr.sdif", _differences),
}

CONSTANT_FUNCTIONS = {**VECTOR_FUNCTIONS, **CONTRAST_FUNCTIONS}
"""All functions that an expression of contrasts may call."""
