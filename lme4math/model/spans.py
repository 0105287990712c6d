"""Columns of a model as polynomials: factors, conditions on them, bases of curves, and what R's functions make.

Factors are coded by indicators of all levels but the first; levels that are not known are taken as five. A function of
a variable of which the model has a factor, as `year` beside `factor(year)`, is a function of the factor's levels.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from functools import reduce
from itertools import islice, product

from lme4math.model.columns import Column, CovariatePiece, IndicatorPiece, LevelFamily, Piece, Score
from lme4math.model.functions import form_of
from lme4math.model.functions.basis_rows import BASIS_FORMS
from lme4math.model.level_conditions import as_it_is, factor_asked, is_indicator, levels_asked, plain_name
from lme4math.model.mixed import MixedModel
from lme4math.model.polynomials import (
    ONE,
    ExpressionReader,
    Monomial,
    Polynomial,
    constant_polynomial,
    level_of,
    raised,
    some_number,
    times,
    total,
    variables_of,
)
from lme4math.model.variables import Categorical, Numeric, OpenCategorical, Variable
from lme4math.r import Call, Expression, Text, called_name, deparse, number_in, operands_of, walk
from lme4math.records import record

OPEN_LEVELS = tuple(f"\0{number}" for number in range(5))
"""What stands for the levels of a factor that are not known."""


@record
class LevelCoding:
    """The factors of a model, for the polynomials of its columns.

    Attributes:
        levels: of each factor, by the name of what it has its groups from; the first has no indicator of its own.
    """

    levels: Mapping[str, tuple[str, ...]]
    _known: dict[Piece, list[Polynomial]] = field(default_factory=dict, repr=False, compare=False)

    def of_levels(self, factor: str, values: Mapping[str, float]) -> Polynomial:
        """A function of a factor's levels."""
        first, *others = self.levels[factor]
        base = values.get(first, 0.0)
        rest = ((values.get(level, 0.0) - base, level_of(factor, level)) for level in others)
        return total([(base, {ONE: 1.0}), *rest])

    def name(self, variable: Variable) -> str:
        """What a factor has its groups from: `f` of `C(f, contr.sum)` and of `f == "a"`; else its own name."""
        asked = levels_asked(variable.expression)
        if asked is not None and asked.factor.name in self.levels:
            return asked.factor.name
        return group_name(variable)

    def column(self, column: Column) -> list[Polynomial]:
        """A column as a polynomial; one of a factor with unknown levels as several.

        Raises:
            TooLargeError: it has too many terms.
        """
        pieces = [self.piece(piece) for piece in column.pieces]
        return [reduce(times, chosen, constant_polynomial(1.0)) for chosen in product(*pieces)]

    def piece(self, piece: Piece) -> list[Polynomial]:
        """A piece of a column; it is kept.

        Raises:
            TooLargeError: it has too many terms.
        """
        if piece not in self._known:
            self._known[piece] = self._read(piece)
        return self._known[piece]

    def _read(self, piece: Piece) -> list[Polynomial]:
        name = self.name(piece.variable)
        match piece:
            case CovariatePiece():
                return [self._functions_of_levels(self._covariate(piece))]
            case IndicatorPiece(level=level):
                return [self._condition(piece) or self.of_levels(name, {level: 1.0})]
            case LevelFamily(full=full):
                return [self.of_levels(name, {level: 1.0}) for level in self.levels[name][0 if full else 1 :]]
            case Score(scores=scores):
                assert isinstance(piece.variable.kind, Categorical)
                return [self.of_levels(name, dict(zip(piece.variable.kind.levels, scores, strict=True)))]

    def _condition(self, piece: IndicatorPiece) -> Polynomial | None:
        """A comparison of a factor with one of its levels, which is TRUE or FALSE."""
        kind = piece.variable.kind
        found = self.of_condition(piece.variable.expression) if isinstance(kind, Categorical) and kind.logical else None
        if found is None or piece.level == "TRUE":
            return found
        return total([(1.0, {ONE: 1.0}), (-1.0, found)])

    def of_condition(self, expression: Expression) -> Polynomial | None:
        """`f == "a"`, `f != "a"`, `f %in% c("a", "b")`, as a function of the levels of `f`."""
        found = levels_asked(expression)
        name = plain_name(found.factor) if found is not None else ""
        if found is None or name not in self.levels:
            return self._of_call(as_it_is(expression))
        return self._of_named(name, found.levels, found.truth)

    def _of_call(self, condition: Expression) -> Polynomial | None:
        """`factor(f) == "a"`, `interaction(f, g) == "a.b"`, of a factor that a function makes."""
        sides = operands_of(condition) if called_name(condition) == "==" else ()
        name = (plain_name(sides[0]) or deparse(sides[0])) if sides and isinstance(sides[0], Call) else ""
        if name not in self.levels or not isinstance(sides[1], Text):
            return None
        return self._of_named(name, (sides[1].value,))

    def _of_named(self, name: str, named: Sequence[str], truth: bool = True) -> Polynomial:
        """1 at some levels, which need not be known; then it is some function of those that stand for them."""
        known = self.levels[name]
        if known == OPEN_LEVELS:
            return self.of_levels(name, {level: some_number(name, named, truth, level) for level in known})
        return self.of_levels(name, {level: float((level in named) == truth) for level in known})

    def _covariate(self, piece: CovariatePiece) -> Polynomial:
        call, kind = piece.variable.expression, piece.variable.kind
        form, name = form_of(call), called_name(call)
        reader = ExpressionReader(self._of_part)
        if not isinstance(call, Call) or len(list(islice(walk(call), MOST_NODES))) == MOST_NODES:
            return reader.read(call, depth=0)
        if form in BASIS_FORMS and isinstance(kind, Numeric):
            return _basis(reader, call, piece, kind, form)
        if name == "dummy" and (factor := plain_name(operands_of(call)[0])) in self.levels:
            level = piece.component or (kind.single if isinstance(kind, Numeric) else None) or ""
            return self._of_named(factor, (level,))
        arguments = [item.value for item in call.arguments if item.name != "deparse.level"]
        if name == "cbind" and isinstance(kind, Numeric) and len(arguments) == max(1, len(kind.components)):
            value = arguments[piece.place or 0]
            return raised(piece.label) if value is None else reader.read(value)
        return raised(piece.code) if piece.place is not None and name != "scale" else reader.read(call)

    def _of_part(self, expression: Expression) -> Polynomial | None:
        """A condition on levels, or one column of `poly()`, within an expression."""
        basis = _column_of_basis(expression) if isinstance(expression, Call) else None
        return self.of_condition(expression) if basis is None else _orthogonal(ExpressionReader(self._of_part), *basis)

    def _functions_of_levels(self, polynomial: Polynomial) -> Polynomial:
        """Functions of a variable of which the model has a factor, as functions of its levels."""
        names = {name for monomial in polynomial for name, _ in monomial.powers}
        by_factor = {name: factor for name in names for factor in variables_of(name) if len(variables_of(name)) == 1}
        made = {name: factor for name, factor in by_factor.items() if factor in self.levels}
        if not made:
            return polynomial
        return total((value, self._expanded(monomial, made)) for monomial, value in polynomial.items())

    def _expanded(self, monomial: Monomial, made: Mapping[str, str]) -> Polynomial:
        rest = Monomial(frozenset(power for power in monomial.powers if power[0] not in made), monomial.levels)
        found: Polynomial = {rest: 1.0}
        for factor in {made[name] for name, _ in monomial.powers if name in made}:
            inside = [(name, k) for name, k in monomial.powers if made.get(name) == factor]
            values = {level: _value(inside, level) for level in self.levels[factor]}
            found = times(found, self.of_levels(factor, values))
        return found


def _value(powers: Sequence[tuple[str, float]], level: str) -> float:
    """A product of functions of a variable at one of its values."""
    value = 1.0
    for name, exponent in powers:
        value *= some_number(name, level) ** exponent
    return value


MOST_NODES = 500
"""Calls with more parts are taken as a whole."""


def _basis(reader: ExpressionReader, call: Call, piece: CovariatePiece, kind: Numeric, form: str) -> Polynomial:
    """A column of a polynomial, or of a spline, whose space holds the straight lines."""
    argument, number = operands_of(call)[0], piece.component or "1"
    if not number.isdigit():
        return raised(piece.label)
    if form == "orthogonal polynomials":
        return _orthogonal(reader, call, number)
    inner, text = reader.read(argument), piece.variable.name
    powers = [constant_polynomial(1.0), inner]
    others = max(1, len(kind.components)) - 1
    bends = [raised(f"{text}#{place}") for place in range(others)]
    return total((some_number(text, number, place), power) for place, power in enumerate([*powers, *bends]))


def group_name(variable: Variable) -> str:
    """What a factor has its groups from: `f` of `C(f)`, `x > 0` of `I(x > 0)`; else the name of its column."""
    if is_indicator(variable.expression):
        return deparse(as_it_is(variable.expression))
    return plain_name(variable.expression) or variable.frame_name


def coding_of_model(model: MixedModel) -> LevelCoding:
    """The factors of a model's columns and variables."""
    used = (piece.variable for column in model.columns for piece in column.pieces)
    variables = (*used, *model.variables)
    asked = {name for variable in variables if (name := factor_asked(variable.expression))}
    levels: dict[str, tuple[str, ...]] = {}
    for variable in variables:
        kind, of_levels = variable.kind, levels_asked(variable.expression)
        if isinstance(kind, Categorical) and (of_levels is None or of_levels.factor.name not in asked):
            levels.setdefault(group_name(variable), kind.levels)
        elif isinstance(kind, OpenCategorical):
            levels.setdefault(group_name(variable), OPEN_LEVELS)
    return LevelCoding({**dict.fromkeys(asked, OPEN_LEVELS), **levels})


def _orthogonal(reader: ExpressionReader, call: Call, number: str) -> Polynomial:
    """A column of `poly()`, by its number."""
    inner, text = reader.read(operands_of(call)[0]), deparse(call)
    powers = [constant_polynomial(1.0), inner]
    for _ in range(int(number) - 1):
        powers.append(times(powers[-1], inner))
    if any(item.name == "raw" for item in call.arguments):
        return powers[int(number)]
    return total((some_number(text, number, place), power) for place, power in enumerate(powers))


def _column_of_basis(call: Call) -> tuple[Call, str] | None:
    """`poly(x, 2)[, 1]`: the call and the number of the column."""
    inner = call.arguments[0].value if call.arguments else None
    number = number_in(call.arguments[2].value) if len(call.arguments) == 3 and call.arguments[2].value else None
    if called_name(call) != "[" or not isinstance(inner, Call) or number is None or call.arguments[1].value is not None:
        return None
    return (inner, str(int(number))) if form_of(inner) == "orthogonal polynomials" else None
