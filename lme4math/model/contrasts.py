"""Contrast matrices, and the columns that a factor has under them.

Those of R's package stats are `contr.treatment`, `contr.sum`, `contr.helmert`, `contr.poly` and `contr.SAS`; MASS has
`contr.sdif` (Venables & Ripley 2002, Modern Applied Statistics with S, section 6.2). Columns of 0 and 1 that
single out a level become indicators, all others scores.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise

from lme4math.errors import FormulaError
from lme4math.model.columns import IndicatorPiece, LevelFamily, Piece, Score
from lme4math.model.variables import Categorical, Contrasts, Kind, Numeric, OpenCategorical, Variable
from lme4math.r import (
    VECTOR_FUNCTIONS,
    Argument,
    Arguments,
    Call,
    Constant,
    Expression,
    Name,
    NotConstant,
    Number,
    Text,
    Vector,
    VectorFunction,
    arguments_by_parameter,
    called_name,
    computed,
    deparse,
    finite,
    further_arguments,
    matrix_of,
    nothing_assigned,
    referred,
    texts_of,
    unwrap,
    walk_calls,
    whole_in,
)

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


_SHORT = frozenset({"treatment", "sum", "helmert", "poly", "SAS"})
"""Names that C() takes for those of contrast functions."""


def contrast_pieces(variable: Variable, contrasts: Contrasts | None) -> tuple[Piece, ...]:
    """A factor's columns under contrasts: those given, else its own, else R's default for its type.

    Raises:
        FormulaError: polynomials are wanted over too many levels.
    """
    kind = variable.kind
    if isinstance(kind, OpenCategorical):
        return (LevelFamily(variable, full=False),)
    assert isinstance(kind, Categorical)
    matrix = contrasts or kind.contrasts
    if matrix is None and kind.ordered:
        matrix = contrast_matrix(Text("contr.poly", variable.span or variable.expression.span), kind.levels)
    if matrix is None or (compared := _baseline(kind.levels, matrix)):
        base = kind.levels[0] if matrix is None else compared
        return tuple(IndicatorPiece(variable, level, base) for level in kind.levels if level != base)
    at_zero = [level for level, *row in zip(kind.levels, *matrix.columns, strict=True) if not any(row)]
    base = at_zero[0] if len(at_zero) == 1 else ""
    pairs = zip(matrix.suffixes, matrix.columns, strict=True)
    return tuple(Score(variable, matrix.scheme, suffix, column, base) for suffix, column in pairs)


def _baseline(levels: Sequence[str], matrix: Contrasts) -> str:
    """The level that all others are compared with, if these are treatment contrasts named by the levels; else ""."""
    named = dict(zip(matrix.suffixes, matrix.columns, strict=True))
    others = [level for level in levels if level in named]
    single = all(named[other] == tuple(float(level == other) for level in levels) for other in others)
    in_order = single and list(matrix.suffixes) == others and len(others) == len(levels) - 1
    return next(level for level in levels if level not in named) if in_order else ""


def indicator_pieces(variable: Variable) -> tuple[Piece, ...]:
    """One column per level."""
    if isinstance(variable.kind, OpenCategorical):
        return (LevelFamily(variable, full=True),)
    assert isinstance(variable.kind, Categorical)
    return tuple(IndicatorPiece(variable, level) for level in variable.kind.levels)


def read_contrasts(argument: Expression | None, kinds: Mapping[str, Kind]) -> dict[str, Contrasts]:
    """The argument `contrasts = list(A = "contr.sum", …)`: a matrix for each factor that it names.

    Args:
        argument: the argument's expression, or None.
        kinds: of the variables of the fixed part by name; R ignores contrasts for others.

    Raises:
        FormulaError: R has no such contrasts, or the variable is no factor.
    """
    matrices: dict[str, Contrasts] = {}
    for name, value in given_contrasts(argument):
        kind = kinds.get(name)
        if isinstance(kind, Numeric) and not kind.assumed:
            raise FormulaError(
                f"{name} is numeric, and contrasts are for factors.",
                value.span,
                f"Write factor({name}) in the formula, or leave the contrasts out.",
            )
        if isinstance(value, Constant) and value.name == "NULL":
            continue
        if isinstance(kind, Categorical):
            matrices[name] = contrast_matrix(value, kind.levels)
        elif (value.value if isinstance(value, Text) else referred(value)[1]) in _SHORT:
            raise FormulaError("R has no such contrasts.", value.span, f"Known are {', '.join(CONTRAST_FUNCTIONS)}.")
    return matrices


def coding_of(asked: Expression, further: Sequence[Argument] = ()) -> str:
    """What contrasts are called: the function's name where that is all, else R's text of them.

    Args:
        asked: the contrasts.
        further: the arguments of their function that `C()` hands on to it.
    """
    name = asked.value if isinstance(asked, Text) else referred(asked)[1]
    name = f"contr.{name}" if name in _SHORT else name
    if name and further:
        return deparse(Call(Name(name, asked.span), tuple(further), asked.span))
    return name or deparse(asked)


def given_contrasts(argument: Expression | None) -> Iterator[tuple[str, Expression]]:
    """The variables that the argument `contrasts = list(…)` names, and what it gives them."""
    if isinstance(argument, Call) and called_name(argument) == "list":
        yield from ((item.name, item.value) for item in argument.arguments if item.name and item.value is not None)


class UnreadContrastsError(FormulaError):
    """Contrasts of which the text does not tell the numbers; R need not refuse them."""


def contrast_matrix(asked: Expression, levels: Sequence[str], n_columns: int | None = None) -> Contrasts:
    """The contrast matrix that an expression stands for: `"contr.sum"`, `contr.sum`, `contr.sum(3) / 2`, numbers.

    R keeps as many columns as it needs (`contrasts<-`): it leaves further ones out, and completes few ones by columns
    that are orthogonal to them. A function that is given the number of levels does not know their names, and numbers
    its columns; only one that is named in quotes is given the names.

    Args:
        asked: the expression.
        levels: of the factor.
        n_columns: how many R needs; None for one less than levels, or for all of a matrix.

    Raises:
        UnreadContrastsError: R has no such contrasts, refuses their arguments, or they cannot be read.
        FormulaError: R refuses the numbers.
    """
    asked, n = unwrap(asked), len(levels)
    matrix = _computed(asked, levels)
    n_rows = len(matrix.columns[0]) if matrix.columns else 0
    if n_rows != n:
        message = f"These contrasts are {n_rows} × {matrix.n_columns} numbers, and the factor has {n} levels."
        raise FormulaError(message, asked.span, f"Write {n} rows, one for each level.")
    columns = [finite(Vector(column)) for column in matrix.columns]
    wanted = n_columns or (n - 1 if matrix.n_rows is None else len(columns))
    names = matrix.column_names or ()
    if len(columns) < wanted:
        columns += _completing(columns, n, asked)
        names = (*names, *[""] * (len(columns) - len(names))) if names else ()
    columns, names = columns[:wanted], names[:wanted]
    suffixes = names or tuple(str(number) for number in range(1, len(columns) + 1))
    return Contrasts(_scheme(asked), suffixes, tuple(columns))


def _computed(asked: Expression, levels: Sequence[str]) -> Vector:
    """The numbers of contrasts.

    Raises:
        UnreadContrastsError: they cannot be read, or are no finite numbers.
    """
    name = asked.value if isinstance(asked, Text) else referred(asked)[1]
    function = CONTRAST_FUNCTIONS.get(name or "")
    try:
        if function is not None:
            given = Vector(tuple(levels) if isinstance(asked, Text) else (len(levels),))
            matrix = function.apply(Arguments({"n": given}))
        else:
            matrix = computed(asked, nothing_assigned, CONSTANT_FUNCTIONS)
        if not isinstance(matrix, Vector) or any(isinstance(number, bool) for number in matrix.elements):
            raise NotConstant
        finite(matrix)
    except NotConstant as reason:
        hint = f"Known are {', '.join(CONTRAST_FUNCTIONS)}, and matrices of numbers that are written out."
        message = reason.message or "R has no such contrasts, or they are made elsewhere."
        raise UnreadContrastsError(message, asked.span, reason.hint or hint) from None
    return matrix


def _scheme(asked: Expression) -> str:
    """What contrasts are called: a function's name where it is given nothing else, else R's text; "" for numbers."""
    if isinstance(asked, Text) or referred(asked)[1]:
        return coding_of(asked)
    name = called_name(asked) or ""
    if isinstance(asked, Call) and name in CONTRAST_FUNCTIONS and len(asked.arguments) == 1:
        return name
    return deparse(asked) if any(called_name(node) in CONTRAST_FUNCTIONS for node in walk_calls(asked)) else ""


def _completing(columns: Sequence[Sequence[float]], n: int, asked: Expression) -> list[tuple[float, ...]]:
    """The columns that R adds to few contrasts: the last ones of the Q of a QR decomposition of 1 and the contrasts.

    They are products of Householder's reflections, as LINPACK's `dqrdc` has them (Dongarra et al., 1979, chapter 9).
    """
    reflections: list[list[float]] = []
    for place, column in enumerate([[1.0] * n, *columns]):
        rest = _reflected(column, reflections)[place:]
        length = math.hypot(*rest)
        if length <= 1e-7 * math.hypot(*column):
            hint = "Write columns that do not add up to one another, nor to a constant."
            raise FormulaError("These contrasts depend on one another.", asked.span, hint)
        rest[0] += math.copysign(length, rest[0]) if rest[0] else length
        reflections.append([0.0] * place + rest)
    units = ([float(row == place) for row in range(n)] for place in range(len(columns) + 1, n))
    return [tuple(_reflected(unit, reflections[::-1])) for unit in units]


def _reflected(vector: Sequence[float], reflections: Sequence[Sequence[float]]) -> list[float]:
    found = list(vector)
    for normal in reflections:
        overlap = 2 * _inner(normal, found) / _inner(normal, normal)
        found = [value - overlap * other for value, other in zip(found, normal, strict=True)]
    return found


def _inner(one: Sequence[float], two: Sequence[float]) -> float:
    return math.fsum(a * b for a, b in zip(one, two, strict=True))


def contrasts_of_c(call: Call, contrast: Expression, levels: Sequence[str]) -> Contrasts:
    """The contrasts that `C(object, contr, how.many, …)` gives to a factor.

    Args:
        call: of C().
        contrast: its argument `contr`.
        levels: of the factor.

    Raises:
        FormulaError: as `contrast_matrix`.
    """
    n = len(levels)
    parameters = ("object", "contr", "how.many")
    how_many = arguments_by_parameter(call, parameters).get("how.many")
    further = further_arguments(call, parameters)
    if isinstance(contrast, Name) and contrast.name in _SHORT:
        contrast = Text(f"contr.{contrast.name}", contrast.span)
    if how_many is None and not further and isinstance(contrast, Text):
        return contrast_matrix(contrast, levels)
    name = contrast.value if isinstance(contrast, Text) else referred(contrast)[1]
    if name in CONTRAST_FUNCTIONS:
        given = Argument(Number(n, f"{n}", contrast.span), None, contrast.span)
        contrast = Call(Name(name or "", contrast.span), (given, *further), contrast.span)
    return contrast_matrix(contrast, levels, whole_in(how_many, n - 1))
