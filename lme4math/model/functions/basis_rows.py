"""Functions that turn a variable into several columns: polynomials and splines."""

from __future__ import annotations

from math import ceil, comb

from lme4math.errors import FormulaError
from lme4math.model.functions.row import FunctionCall, RemoteRule, rows
from lme4math.model.functions.shapes import MAX_COMPONENTS, numbered, unnamed
from lme4math.model.variables import Kind, Numeric, OpenMatrix
from lme4math.r import Expression


def _polynomial(call: FunctionCall) -> Kind:
    """`poly(x, degree)`: one column per degree; of several variables, one per combination up to the degree."""
    variables, degree = _variables(call)
    n = unnamed(variables, call)
    if degree is None or n is None:
        return OpenMatrix()
    if not 1 <= degree < MAX_COMPONENTS:
        raise FormulaError(
            "The degree of a polynomial must be a whole number from 1 to some hundreds.",
            call.expression.span,
            "Write poly(x, 2).",
        )
    if n < 2:
        return numbered(int(degree))
    if comb(n + int(degree), int(degree)) > MAX_COMPONENTS:
        raise FormulaError("This polynomial has too many terms.", call.expression.span, "Lower the degree.")
    exponents: list[tuple[int, ...]] = [()]
    for _ in range(n):
        exponents = [(*cell, e) for e in range(int(degree) + 1) for cell in exponents if sum(cell) + e <= degree]
    return Numeric(tuple(".".join(map(str, cell)) for cell in exponents if any(cell)))


def _variables(call: FunctionCall) -> tuple[list[Expression], float | None]:
    """The variables, and the degree: a single number among the unnamed arguments after x is that."""
    given = [call.arguments["x"]] if "x" in call.arguments else []
    rest = [argument.value for argument in call.dots if argument.value is not None]
    if "degree" in call.arguments:
        return [*given, *rest], call.number("degree", 1)
    single = [value for value in rest if call.vector_of(value).length == 1]
    degree = call.vector_of(single[0]).number if single else 1.0
    return [*given, *(value for value in rest if value not in single)], degree


def _natural(call: FunctionCall) -> Kind:
    """`ns(x, df, knots, intercept)`: a straight line, and one column more for each knot."""
    return _spline(call, 1)


def _b_spline(call: FunctionCall) -> Kind:
    """`bs(x, df, knots, degree, intercept)`: as many columns as the degree, and one more for each knot."""
    return _spline(call, call.whole("degree", 3))


def _spline(call: FunctionCall, degree: int | None) -> Kind:
    constant, knots, df = call.truth("intercept"), call.vector("knots"), call.number("df", 0)
    if degree is None or constant is None:
        return OpenMatrix()
    least = degree + constant
    if knots is not None:
        missing = 0 if knots.values is None else knots.values.elements.count(None)
        n = None if knots.length is None else least + knots.length - missing
    else:
        n = None if df is None or abs(df) > MAX_COMPONENTS else max(least, ceil(df))
    return OpenMatrix() if n is None or not 1 <= n <= MAX_COMPONENTS else numbered(n)


BASES = {
    **rows(
        "poly polym",
        "x ... degree coefs raw simple",
        _polynomial,
        "basis_functions.poly",
        packages="stats",
        inert="simple",
        form="orthogonal polynomials",
        remote=RemoteRule("polynomial", all_rows=True),
    ),
    **rows(
        "bs",
        "x df knots degree intercept Boundary.knots",
        _b_spline,
        "basis_functions.bs",
        packages="splines",
        form="B-splines",
        remote=RemoteRule("finite", all_rows=True),
    ),
    **rows(
        "ns",
        "x df knots intercept Boundary.knots",
        _natural,
        "basis_functions.ns",
        packages="splines",
        form="natural splines",
        remote=RemoteRule("finite", all_rows=True),
    ),
}
"""Sources: `poly` of R's package stats, `bs` and `ns` of splines, whose `df` counts only where no knots are given."""

BASIS_FORMS = frozenset(row.form for row in BASES.values())
