"""The parts of the linear predictor, coefficient by coefficient, from which all notations are written."""

from __future__ import annotations

from collections.abc import Callable

from lme4math.model import (
    Categorical,
    Column,
    CovariatePiece,
    IndicatorPiece,
    LevelFamily,
    Piece,
    Score,
    Variable,
    frame_name,
)
from lme4math.notation import tree
from lme4math.notation.expressions import basis_value, bound_value, dummy_value, symbol_of, without_contrasts
from lme4math.notation.names.naming import Names
from lme4math.notation.names.rows import CoefficientRow, Place
from lme4math.notation.names.symbols import Index, Letter, LevelOf, Position, Symbol, Word
from lme4math.notation.omitted import Omitted
from lme4math.notation.statements import Equation
from lme4math.notation.tree import Coefficient, Effect, Expr, Product, Sum, SumOver, Weighted
from lme4math.r import Call, Name


def piece_value(names: Names, piece: Piece, at: Position) -> Expr:
    """The value of a piece of a column for an observation."""
    variable = piece.variable
    factor = without_contrasts(variable.expression)
    name, symbol = frame_name(factor), symbol_of(factor)
    match piece:
        case CovariatePiece(place=place):
            own = (
                basis_value(names.bases, piece, at, names.value)
                or bound_value(piece, at, names.scope)
                or dummy_value(piece, at)
            )
            if own is not None or place is None:
                return own or names.value(variable.expression, at)
            return tree.Covariate(Symbol(Word(piece.code)), variable.frame_name, at, place, variable.spans)
        case IndicatorPiece(level=level):
            assert isinstance(variable.kind, Categorical)
            if variable.kind.logical and (condition := names.condition(variable.expression, at, level == "TRUE")):
                return condition
            return tree.Indicator(symbol, name, level, at, variable.spans)
        case LevelFamily(full=full):
            return tree.Indicator(symbol, name, names.factor_index(variable, full), at, variable.spans)
        case Score(suffix=suffix, scores=scores):
            assert isinstance(variable.kind, Categorical)
            whose = (Word(names.scored[variable.frame_name]),) if len(names.scored) > 1 else ()
            function = Symbol(Letter("c"), (Word(suffix.lstrip(".")),), whose)
            pairs = tuple(zip(variable.kind.levels, scores, strict=True))
            return tree.ContrastScore(symbol, name, function, pairs, at, variable.spans)


def column_value(names: Names, column: Column, at: Position) -> Expr | None:
    """The value of a column for an observation; None for the intercept."""
    values = tuple(piece_value(names, piece, at) for piece in column.pieces)
    return values[0] if len(values) == 1 else Product(values) if values else None


def family_indices(names: Names, column: Column) -> tuple[Index, ...]:
    """The indices that a column of a factor with unknown levels runs over."""
    return tuple(
        names.factor_index(piece.variable, piece.full) for piece in column.pieces if isinstance(piece, LevelFamily)
    )


def coefficient(names: Names, row: CoefficientRow) -> Coefficient:
    """The population's value of a coefficient."""
    return Coefficient(names.style.coefficient(row), row.number, family_indices(names, row.column))


def effect(names: Names, row: CoefficientRow, place: Place, at: Position) -> Effect:
    """The random effect of a coefficient in one of its places, for the group `at`."""
    symbol = names.style.effect(row, place)
    return Effect(symbol, row.number, place.level, place.term, place.position, at, family_indices(names, row.column))


def effects(names: Names, row: CoefficientRow) -> tuple[Effect, ...]:
    """The random effects of a coefficient, level by level, for the groups of observation i."""
    return tuple(effect(names, row, place, names.lookup(place.level)) for place in row.places)


def whole_coefficient(names: Names, row: CoefficientRow) -> Expr:
    """A coefficient as population and level effects together."""
    parts = ((coefficient(names, row),) if row.fixed else ()) + effects(names, row)
    return Sum(parts) if len(parts) > 1 else parts[0]


def weighted(names: Names, row: CoefficientRow, value: Expr) -> Expr:
    """A coefficient times its column, summed over the levels of factors that are not known yet."""
    indices = family_indices(names, row.column)
    term = Weighted(value, column_value(names, row.column, names.observation), row.number)
    return SumOver(indices, term) if indices else term


def linear_terms(
    names: Names, value: Callable[[CoefficientRow], Expr]
) -> tuple[tuple[Expr, ...], tuple[Equation, ...]]:
    """The terms of the linear predictor, and what the coefficients by level among them are.

    Args:
        value: how a coefficient is written: as the sum of its parts, or by a name.
    """
    factors = _factors_by_level(names)
    terms: list[Expr] = []
    cases: list[Equation] = []
    for row in names.shown(names.all_rows):
        if isinstance(row, Omitted):
            terms.append(row)
            continue
        variable = _indicated(row)
        if variable is None or variable.frame_name not in factors:
            terms.append(weighted(names, row, value(row)))
        elif factors[variable.frame_name][0] is row:
            equation = _by_level(names, variable, factors[variable.frame_name], value)
            terms.append(Weighted(equation.left, None, row.number))
            cases.append(equation)
    return tuple(terms), tuple(cases)


def _factors_by_level(names: Names) -> dict[str, list[CoefficientRow]]:
    """The coefficients that are indicators of one factor's levels, by the factor, where the reader wants them so."""
    found: dict[str, list[CoefficientRow]] = {}
    for row in names.rows if names.options.factor_index else ():
        variable = _indicated(row)
        if variable is not None:
            found.setdefault(variable.frame_name, []).append(row)
    return found


def _indicated(row: CoefficientRow) -> Variable | None:
    """The factor of a column that is the indicator of one of its levels."""
    match row.column.pieces:
        case (IndicatorPiece(variable=variable),) if isinstance(variable.kind, Categorical):
            return variable
        case _:
            return None


def _by_level(
    names: Names, variable: Variable, rows: list[CoefficientRow], value: Callable[[CoefficientRow], Expr]
) -> Equation:
    """A factor's coefficient as one that depends on the level; it is zero for a level without a column."""
    name, i = variable.frame_name, names.observation
    word = symbol_of(variable.expression)
    levels = {places.level: None for row in rows for places in row.places}
    first = names.style.coefficient(rows[0])
    symbol = Symbol(first.base, first.sub, (Word(name),)) if first.sub else first
    at: tuple[Position, ...] = (LevelOf(word, i), *(names.lookup(level) for level in levels))
    values = {
        piece.level: value(row) for row in rows for piece in row.column.pieces if isinstance(piece, IndicatorPiece)
    }
    assert isinstance(variable.kind, Categorical)
    cases = tuple((level, values.get(level, tree.Numeral(0))) for level in variable.kind.levels)
    return Equation(tree.ByLevel(symbol, name, at), tree.Cases(word, name, cases, i))


def offsets(names: Names) -> tuple[Expr, ...]:
    """The known parts of the linear predictor."""
    terms = [variable.expression for variable in names.model.fixed.offsets]
    inner = [operand for term in terms if isinstance(term, Call) for operand in term.operands]
    if names.model.offset_argument is not None:
        inner.append(names.model.offset_argument)
    return tuple(tree.Offset(names.value(expression, names.observation)) for expression in inner)


def response(names: Names, at: Position) -> Expr:
    """The response of an observation."""
    expression = names.model.response.expression
    if expression is None:
        return tree.ResponseValue(tree.Covariate(Symbol(Letter("y")), "", at))
    if (event := names.event) is not None:
        name, spans = frame_name(expression), (expression.span,)
        return tree.ResponseValue(tree.Indicator(symbol_of(expression), name, event.level, at, spans, event.relation))
    if isinstance(expression, Name):
        word = Symbol(Word(expression.name))
        return tree.ResponseValue(tree.Covariate(word, expression.name, at, spans=(expression.span,)))
    return tree.ResponseValue(names.value(expression, at))


def residual(at: Position) -> tree.Residual:
    """The residual of an observation."""
    return tree.Residual(Symbol(Letter("ε")), at)


def residual_variance(names: Names) -> Expr:
    """The variance of the residuals."""
    deviation = tree.Parameter(names.style.residual_deviation(), "deviation", None, None)
    return tree.Power(deviation, tree.Numeral(2))
