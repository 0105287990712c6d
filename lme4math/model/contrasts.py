"""R's contrast matrices: how a factor with known levels becomes columns.

Sources: `contr.treatment`, `contr.sum`, `contr.helmert`, `contr.poly` and `contr.SAS` of R's package stats, and
Venables & Ripley (2002), Modern Applied Statistics with S, section 6.2. Columns of 0 and 1 that single out a level
are indicators; all others are scores.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence

from lme4math.errors import FormulaError
from lme4math.formula.deparse import deparse
from lme4math.formula.nodes import Call, Expression, Text
from lme4math.formula.walk import called_name, referred
from lme4math.model.columns import Indicator, LevelFamily, Piece, Score
from lme4math.model.contrast_literals import contrasts_written, numbers_written
from lme4math.model.literals import arguments_by_parameter, number_in, strings_in, truth_in
from lme4math.model.variables import Categorical, Contrasts, Kind, Numeric, OpenCategorical, Variable

MAX_POLYNOMIAL_LEVELS = 95
"""R refuses orthogonal polynomials over more points."""

MAX_LEVELS = 1_000
"""The most levels for which a contrast matrix is written out."""


def treatment(levels: Sequence[str], base: int = 1) -> Contrasts:
    """Indicators of all levels but the one at `base`, 1-based."""
    others = [position for position in range(len(levels)) if position != base - 1]
    columns = tuple(tuple(float(row == position) for row in range(len(levels))) for position in others)
    return Contrasts("contr.treatment", tuple(levels[position] for position in others), columns)


def sas(levels: Sequence[str]) -> Contrasts:
    """Treatment contrasts against the last level."""
    return treatment(levels, base=len(levels))


def sum_to_zero(levels: Sequence[str]) -> Contrasts:
    """Deviations from the mean of the levels; the last level is minus the sum of the others."""
    n = len(levels)
    columns = tuple(
        tuple(-1.0 if row == n - 1 else float(row == column) for row in range(n)) for column in range(n - 1)
    )
    return Contrasts("contr.sum", numbered(n - 1), columns)


def helmert(levels: Sequence[str]) -> Contrasts:
    """Each level against the mean of those before it."""
    n = len(levels)
    columns = tuple(
        tuple(-1.0 if row <= column else (column + 1.0 if row == column + 1 else 0.0) for row in range(n))
        for column in range(n - 1)
    )
    return Contrasts("contr.helmert", numbered(n - 1), columns)


def polynomial(levels: Sequence[str], scores: Sequence[float] | None = None) -> Contrasts:
    """Orthonormal polynomials over the levels' scores, with positive leading coefficients.

    Args:
        levels: of the factor.
        scores: a different number for each level, or None for 1, 2, 3, …

    Raises:
        ValueError: there are more than `MAX_POLYNOMIAL_LEVELS` levels.
    """
    n = len(levels)
    if n > MAX_POLYNOMIAL_LEVELS:
        raise ValueError(f"orthogonal polynomials cannot be represented accurately over {n} levels")
    middle = math.fsum(scores or range(n)) / n
    points = [score - middle for score in scores or range(n)]
    basis = [[1 / math.sqrt(n)] * n]
    for _ in range(n - 1):
        basis.append(_next_orthonormal(points, basis))
    names = (".L", ".Q", ".C", *(f"^{degree}" for degree in range(4, n)))
    return Contrasts("contr.poly", names[: n - 1], tuple(tuple(column) for column in basis[1:]))


def _next_orthonormal(points: list[float], basis: list[list[float]]) -> list[float]:
    """The last vector times the points, made orthogonal to the basis (twice, against rounding) and normalised."""
    vector = [point * value for point, value in zip(points, basis[-1], strict=True)]
    for _ in range(2):
        for known in basis:
            overlap = math.fsum(a * b for a, b in zip(vector, known, strict=True))
            vector = [value - overlap * other for value, other in zip(vector, known, strict=True)]
    length = math.sqrt(math.fsum(value * value for value in vector))
    return [value / length for value in vector]


def numbered(n: int) -> tuple[str, ...]:
    """The suffixes that R gives to columns without names."""
    return tuple(str(column) for column in range(1, n + 1))


SCHEMES: Mapping[str, Callable[[Sequence[str]], Contrasts]] = {
    "contr.treatment": treatment,
    "contr.sum": sum_to_zero,
    "contr.helmert": helmert,
    "contr.poly": polynomial,
    "contr.SAS": sas,
}
"""The contrast functions of R's package stats by name."""


def contrast_pieces(variable: Variable, contrasts: Contrasts | None) -> tuple[Piece, ...]:
    """A factor's columns under contrasts: those given, else its own, else R's default for its type.

    Raises:
        ValueError: polynomials are wanted over too many levels.
    """
    kind = variable.kind
    if isinstance(kind, OpenCategorical):
        return (LevelFamily(variable, full=False),)
    assert isinstance(kind, Categorical)
    matrix = contrasts or kind.contrasts or (polynomial(kind.levels) if kind.ordered else None)
    if matrix is None:
        return tuple(Indicator(variable, level, kind.levels[0]) for level in kind.levels[1:])
    whole = len(matrix.columns) == len(kind.levels) - 1
    return tuple(
        _piece(variable, kind, matrix, suffix, column) if whole else Score(variable, matrix.scheme, suffix, column)
        for suffix, column in zip(matrix.suffixes, matrix.columns, strict=True)
    )


def _piece(
    variable: Variable, kind: Categorical, matrix: Contrasts, suffix: str, column: tuple[float, ...]
) -> Indicator | Score:
    """A column of treatment contrasts as an indicator; of any others, as its scores."""
    base = [level for level in kind.levels if level not in matrix.suffixes]
    if len(base) == 1 and suffix in kind.levels and column == tuple(float(level == suffix) for level in kind.levels):
        return Indicator(variable, suffix, base[0])
    return Score(variable, matrix.scheme, suffix, column)


def indicator_pieces(variable: Variable) -> tuple[Piece, ...]:
    """One column per level."""
    if isinstance(variable.kind, OpenCategorical):
        return (LevelFamily(variable, full=True),)
    assert isinstance(variable.kind, Categorical)
    return tuple(Indicator(variable, level) for level in variable.kind.levels)


def read_contrasts(argument: Expression | None, kinds: Mapping[str, Kind]) -> dict[str, Contrasts]:
    """The argument `contrasts = list(A = "contr.sum", …)`: a matrix for each factor that it names.

    Args:
        argument: the argument's expression, or None.
        kinds: of the variables of the model by name; R ignores contrasts for others.

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
        if isinstance(kind, Categorical):
            matrices[name] = contrast_matrix(value, kind)
    return matrices


def coding_of(asked: Expression) -> str:
    """What contrasts are called: the function's name where that is all, else R's text of them."""
    name = asked.value if isinstance(asked, Text) else None if isinstance(asked, Call) else referred(asked)[1]
    return f"contr.{name}" if f"contr.{name}" in SCHEMES else name or deparse(asked)


def given_contrasts(argument: Expression | None) -> Iterator[tuple[str, Expression]]:
    """The variables that the argument `contrasts = list(…)` names, and what it gives them."""
    if isinstance(argument, Call) and called_name(argument) == "list":
        yield from ((item.name, item.value) for item in argument.arguments if item.name and item.value is not None)


def contrast_matrix(
    asked: Expression, kind: Categorical, numbers_only: bool = False, base: Expression | None = None
) -> Contrasts:
    """The contrast matrix that `"contr.sum"`, `contr.sum` or `contr.treatment(3, base = 2)` stands for.

    A function that is given the number of levels does not know their names, and numbers its columns.

    Args:
        asked: the name in quotes, the function, or its call.
        kind: the factor.
        numbers_only: whether R calls the function with the number of levels even where it is named in quotes.
        base: the baseline of treatment contrasts, counted from 1, or None.

    Raises:
        FormulaError: R has no such contrasts, their arguments are none of R's or cannot be read, or there are too many
            levels.
    """
    levels: Sequence[str] = kind.levels
    name = asked.value if isinstance(asked, Text) else referred(asked)[1] or called_name(asked)
    if numbers_only or not isinstance(asked, Text):
        levels = numbered(len(kind.levels))
    arguments: Mapping[str, Expression] = {} if base is None else {"base": base}
    if called_name(asked) in SCHEMES and isinstance(asked, Call):
        arguments = _arguments_of(asked)
        levels = _levels_given(arguments.get("n"), levels)
    scheme = SCHEMES.get(name or "")
    if scheme is None:
        if (written := contrasts_written(asked, len(levels))) is not None:
            return written
        hint = f"Known are {', '.join(SCHEMES)}, and matrices of numbers that are written out."
        raise FormulaError("R has no such contrasts, or they are made elsewhere.", asked.span, hint)
    if len(levels) > MAX_LEVELS:
        raise FormulaError(f"These contrasts are for at most {MAX_LEVELS} levels.", asked.span, "Leave them out.")
    if "base" in arguments and name == "contr.treatment":
        return treatment(levels, _baseline(arguments["base"], len(levels)))
    if "scores" in arguments:
        return polynomial(levels, _scores(arguments["scores"], len(levels)))
    return scheme(levels)


def _arguments_of(call: Call) -> Mapping[str, Expression]:
    """The arguments of a contrast function.

    Raises:
        FormulaError: R's function has no such argument, or it asks for something else than a matrix of contrasts.
    """
    name = called_name(call) or ""
    own = {"contr.treatment": ("base",), "contr.poly": ("scores",)}.get(name, ())
    arguments = arguments_by_parameter(call, ("n", *own, "contrasts", "sparse"))
    if len(arguments) < sum(argument.value is not None for argument in call.arguments):
        raise FormulaError(f"{name}() has no such argument.", call.span, f"It has n, {', '.join((*own, 'contrasts'))}.")
    for switch, usual in (("contrasts", True), ("sparse", False)):
        given = arguments.get(switch)
        if given is not None and truth_in(given) is not usual:
            raise FormulaError(
                f"{name}() is read only with {switch} = {str(usual).upper()}.",
                given.span,
                "Leave the argument out, or write the matrix with cbind(…).",
            )
    return arguments


def _baseline(base: Expression, n: int) -> int:
    place = number_in(base)
    if place is None or not 1 <= place <= n:
        raise FormulaError("The baseline is not the number of a level.", base.span, f"Write a number from 1 to {n}.")
    return int(place)


def _scores(scores: Expression, n: int) -> tuple[float, ...]:
    found = numbers_written(scores)
    if found is None or len(found) != n or len(set(found)) < n:
        raise FormulaError(
            "The scores are not a different number for each level.", scores.span, f"Write {n} numbers: c(1, 2, …)."
        )
    return found


def _levels_given(n: Expression | None, levels: Sequence[str]) -> Sequence[str]:
    """The levels that a contrast function is given: names, or their number.

    Raises:
        FormulaError: they are not as many as the factor has.
    """
    number, names = number_in(n), strings_in(n)
    count = len(levels) if n is None else number if number is not None else len(names or levels)
    if n is not None and count != len(levels):
        raise FormulaError(
            f"These contrasts are for {count:g} levels, and the factor has {len(levels)}.",
            n.span,
            f"Write {len(levels)}.",
        )
    return names if names is not None and number is None else levels
