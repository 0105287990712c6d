"""A maths tree with estimates in the place of its fixed effects and of the parameters of its covariances.

A number belongs to the symbol that it replaces, so it is marked and linked as that symbol is. A negative one subtracts:
signs are moved out of products and terms, to where a sum writes them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from math import prod
from typing import Any

from lme4math.asking import asking
from lme4math.errors import DataError
from lme4math.notation import tree
from lme4math.notation.laws import argument_names
from lme4math.notation.rounding import written
from lme4math.notation.statements import (
    Distributed,
    Document,
    Equation,
    Independent,
    LawMeaning,
    LookupMeaning,
    OfLevel,
    Range,
    Remark,
    Statement,
    Together,
)
from lme4math.notation.words.sentences import RANGE, Part, Sentence, said
from lme4math.records import record, rewrite, walk

Matrix = tuple[tuple[float, ...], ...]

_DECIMALS = 2
"""Of a correlation, as R prints it."""


@record(eq=False)
class Values:
    """The estimates of a model.

    Attributes:
        coefficients: the fixed effects by their row in the table of coefficients, each with its standard error.
        parameter: the value of a parameter; None where it is not known.
        covariance: the covariance matrix of a random term, in the order of its columns; None where it is not known.
        order: the places of a random term's columns in the order in which its effects are written.
        digits: of standard errors, which decide where estimates are rounded, and of numbers without one.
        errors: whether standard errors are shown.
        correlations: write covariances as correlation times standard deviations, and variances as squares.
    """

    coefficients: Mapping[int, tuple[float, float | None]]
    parameter: Callable[[tree.Parameter], float | None]
    covariance: Callable[[int], Matrix | None]
    order: Callable[[int], tuple[int, ...]]
    digits: int | None = None
    errors: bool = False
    correlations: bool = True

    def number(self, value: float, of: tree.Expr, error: float | None = None) -> tree.Expr:
        """A number with its sign."""
        shown = written(error, error, self.digits) if self.errors and error is not None else ""
        estimate = tree.Estimate(abs(value), written(abs(value), error, self.digits), of, shown)
        return tree.Negative(estimate) if value < 0 else estimate

    def correlation(self, value: float, of: tree.Expr) -> tree.Expr:
        """A correlation with its sign."""
        shown = f"{abs(value):.{max(_DECIMALS, (self.digits or 0) - 1)}f}"
        estimate = tree.Estimate(abs(value), shown, of)
        return tree.Negative(estimate) if value < 0 else estimate


def with_estimates(document: Document, values: Values) -> Document:
    """The same statements with numbers for their symbols; the remarks stay.

    Raises:
        DataError: a coefficient has no single value, as the levels of its factor are not known.
    """

    named = frozenset(_defined(document))

    def rule(node: Any) -> object:
        write = _RULES.get(type(node))
        return node if write is None or node in named else write(node, values)

    return replace(document, statements=rewrite(document.statements, rule))


@record(eq=False)
class LevelEffects:
    """The random effects of one level of a grouping factor.

    Attributes:
        number: the grouping factor's, as in the tree.
        factor: its name.
        level: the level's name.
        effects: by random term and column, both 0-based.
        n: how many observations it has.
        sizes: how many levels of each grouping factor these have, by the factor's number.
    """

    number: int
    factor: str
    level: str
    effects: Mapping[tuple[int, int], float]
    n: int
    sizes: Mapping[int, int]


def with_estimates_of_level(document: Document, values: Values, own: LevelEffects) -> Document:
    """The equations of the observations of one level: its own coefficients, fixed and random effects added up.

    The distribution of these effects is left out, as they have values.
    """

    def rule(node: Any) -> object:
        match node:
            case tree.Effect(level=own.number, term=term, position=position):
                return values.number(own.effects[term, position], node)
            case tree.Sum(terms=terms):
                return _added(terms, values)
            case _:
                return node

    kept = tuple(one for one in document.statements if not _is_law_of(one, own.number))
    with_effects = with_estimates(replace(document, statements=kept), values)
    statements = rewrite(rewrite(with_effects.statements, rule), lambda node: _simplified(node, values))
    where = tuple(still for one in document.where if (still := _without(one, own, kept)) is not None)
    return replace(document, statements=statements, where=(*where, OfLevel(own.factor, own.level)))


def _without(remark: Remark, own: LevelEffects, kept: tuple[Statement, ...]) -> Remark | None:
    """A remark without what it says of the grouping factor whose effects have values; None if it is all of it."""
    match remark:
        case Range(index=index, factor=None):
            return replace(remark, index=replace(index, size=replace(index.size, value=own.n)))
        case LawMeaning(name=name):
            arguments = argument_names(one.law for one in kept if isinstance(one, Distributed))
            return replace(remark, arguments=arguments.get(name, remark.arguments))
        case Range(index=index) if index.level == own.number:
            return None
        case Range(index=index) if index.level is not None and index.level in own.sizes:
            return replace(remark, index=replace(index, size=replace(index.size, value=own.sizes[index.level])))
        case LookupMeaning(lookup=lookup) if lookup.group.level == own.number:
            return None
        case Independent(factors=factors):
            left = tuple(factor for factor in factors if factor != own.factor)
            return replace(remark, factors=left) if left else None
        case _:
            return remark


def _is_law_of(statement: Statement, level: int) -> bool:
    if not isinstance(statement, Distributed):
        return False
    return any(isinstance(node, tree.Effect) and node.level == level for node in walk(statement.left))


def _added(terms: tuple[tree.Expr, ...], values: Values) -> tree.Expr:
    """A sum with its numbers added up, in the place of the first; rounded as that is."""
    signed = [term for term in terms if _number_of(term) is not None]
    if len(signed) < 2:
        return terms[0] if len(terms) == 1 else tree.Sum(terms)
    total = sum(_number_of(term) or 0.0 for term in signed)
    first = signed[0].value if isinstance(signed[0], tree.Negative) else signed[0]
    assert isinstance(first, tree.Estimate)
    coefficient = first.of
    error = values.coefficients[coefficient.row][1] if isinstance(coefficient, tree.Coefficient) else None
    number = values.number(total, first.of, error)
    rest = tuple(number if term is signed[0] else term for term in terms if term is signed[0] or term not in signed)
    return rest[0] if len(rest) == 1 else tree.Sum(rest)


def _number_of(term: tree.Expr) -> float | None:
    match term:
        case tree.Estimate(value=value):
            return value
        case tree.Negative(value=tree.Estimate(value=value)):
            return -value
        case _:
            return None


def _simplified(node: Any, values: Values) -> object:
    write = _SIGNS.get(type(node))
    return node if write is None else write(node, values)


def _defined(document: Document) -> Iterator[tree.Expr]:
    """The covariance matrices that have an equation of their own: they keep their names elsewhere."""
    for node in walk(document.statements):
        if isinstance(node, Equation) and isinstance(node.left, tree.CovarianceMatrix):
            yield node.left


def with_both(document: Document, values: Values) -> Document:
    """The statements as they are, and beneath them the value of each symbol."""
    equations = tuple(_values(document.statements, values))
    return replace(document, statements=(*document.statements, *((Together(equations),) if equations else ())))


def _values(statements: tuple[Statement, ...], values: Values) -> Iterator[Equation]:
    """An equation for each symbol that has a value: the fixed effects by their numbers, then the parameters."""
    shown = (tree.Coefficient, tree.Parameter, tree.CovarianceMatrix)
    found = dict.fromkeys(node for node in walk(*statements) if isinstance(node, shown))
    last = 1 + max(values.coefficients, default=0)
    for node in sorted(found, key=lambda one: one.row if isinstance(one, tree.Coefficient) else last):
        value = _RULES[type(node)](node, values)
        if value is not node:
            yield Equation(node, value)


def sentences_with_values(sentences: Iterable[Sentence], values: Values) -> Iterator[Sentence]:
    """Sentences with the value of each symbol behind it, where it is first named: β₁ = 10.5."""
    told: set[tree.Expr] = set()
    for sentence in sentences:
        parts: list[Part] = []
        for before, part, after in zip(("", *sentence.parts), sentence.parts, (*sentence.parts[1:], ""), strict=False):
            parts.append(part)
            ends_of_range = before == RANGE or after == RANGE
            if isinstance(part, str) or part in told or ends_of_range or not _has_value(part, values):
                continue
            value = rewrite(part, lambda node: _RULES[type(node)](node, values) if type(node) in _RULES else node)
            if value is not part:
                told.add(part)
                parts += [" = ", value]
        yield said(*parts)


def _has_value(symbol: tree.Expr, values: Values) -> bool:
    """Whether it is a fixed effect with an estimate, or a parameter or its square."""
    match symbol:
        case tree.Coefficient(row=row, over=over):
            return not over and row in values.coefficients
        case tree.Parameter() | tree.Power(base=tree.Parameter()):
            return True
        case _:
            return False


def _coefficient(node: tree.Coefficient, values: Values) -> tree.Expr:
    if not node.over and node.row not in values.coefficients:
        raise DataError(
            "A coefficient of these equations is not among the estimates: lme4 drops columns that depend on others.",
            hint="Give the data as well, so that the equations leave it out, too.",
        )
    if node.over:
        raise DataError(
            "A coefficient of these equations has no single value, for the levels of its factor are not known.",
            hint=f"Say which levels the factors have, as in {asking().declared('type', ('-', '+'))}.",
        )
    value, error = values.coefficients[node.row]
    return values.number(value, node, error)


def _parameter(node: tree.Parameter, values: Values) -> tree.Expr:
    if node.role == "covariance" and values.correlations and node.term is not None:
        return _by_correlation(node, values)
    value = values.parameter(node)
    if value is None:
        return node
    return values.correlation(value, node) if node.role == "correlation" else values.number(value, node)


def _by_correlation(node: tree.Parameter, values: Values) -> tree.Expr:
    """A covariance as the correlation times both standard deviations."""
    matrix = values.covariance(node.term or 0)
    if matrix is None:
        return node
    first, second = node.entries
    return _product(matrix, first, second, node, values)


def _product(matrix: Matrix, row: int, column: int, of: tree.Expr, values: Values) -> tree.Expr:
    first, second = (matrix[place][place] ** 0.5 for place in sorted((row, column)))
    if not first * second:
        return tree.Numeral(0)
    rho = values.correlation(max(-1.0, min(1.0, matrix[row][column] / (first * second))), of)
    product = tree.Product((rho, values.number(first, of), values.number(second, of)))
    return _product_of(product, values)


def _matrix(node: tree.CovarianceMatrix, values: Values) -> tree.Expr:
    """A covariance matrix that stands by its name alone."""
    matrix = values.covariance(node.term)
    if matrix is None:
        return node
    places = values.order(node.term)
    cells = tuple(tuple(_entry(matrix, row, column, node, values) for column in places) for row in places)
    return cells[0][0] if len(cells) == 1 else tree.WrittenMatrix(cells)


def _entry(matrix: Matrix, row: int, column: int, node: tree.Expr, values: Values) -> tree.Expr:
    if row == column:
        return _square(values.number(matrix[row][row] ** 0.5, node), values)
    if values.correlations:
        return _product(matrix, row, column, node, values)
    return values.number(matrix[row][column], node)


def _square(deviation: tree.Expr, values: Values) -> tree.Expr:
    if values.correlations or not isinstance(deviation, tree.Estimate):
        return tree.Power(deviation, tree.Numeral(2))
    return values.number(deviation.value**2, deviation.of)


def _power(node: tree.Power, values: Values) -> tree.Expr:
    base = node.base
    is_variance = isinstance(base, tree.Estimate) and isinstance(base.of, tree.Parameter)
    if is_variance and node.exponent == tree.Numeral(2):
        return _square(base, values)
    return node


def _weighted(node: tree.Weighted, _: Values) -> tree.Expr:
    if isinstance(node.coefficient, tree.Negative):
        return tree.Negative(replace(node, coefficient=node.coefficient.value))
    return node


def _product_of(node: tree.Product, values: Values) -> tree.Expr:
    """A product with its signs before it; a correlation times deviations as one number where that is wanted."""
    of = next((one for one in walk(node) if isinstance(one, tree.Parameter) and one.role == "correlation"), None)
    numbers = [_value(factor) for factor in node.factors]
    if of is not None and not values.correlations and None not in numbers:
        return values.number(prod(one for one in numbers if one is not None), of)
    negative = sum(isinstance(factor, tree.Negative) for factor in node.factors)
    plain = tuple(factor.value if isinstance(factor, tree.Negative) else factor for factor in node.factors)
    if not negative:
        return node
    return tree.Negative(tree.Product(plain)) if negative % 2 else tree.Product(plain)


def _value(factor: object) -> float | None:
    """The number that a factor is; None for others."""
    match factor:
        case tree.Estimate(value=value) | tree.Numeral(value=value):
            return float(value)
        case tree.Negative(value=inner):
            found = _value(inner)
            return None if found is None else -found
        case tree.Power(base=base, exponent=tree.Numeral(value=exponent)):
            found = _value(base)
            return None if found is None else found**exponent
    return None


def _negative(node: tree.Negative, _: Values) -> tree.Expr:
    return node.value.value if isinstance(node.value, tree.Negative) else node


_SIGNS: dict[type, Callable[[Any, Values], tree.Expr]] = {
    tree.Weighted: _weighted,
    tree.Product: _product_of,
    tree.Negative: _negative,
}
_RULES: dict[type, Callable[[Any, Values], tree.Expr]] = {
    tree.Coefficient: _coefficient,
    tree.Parameter: _parameter,
    tree.CovarianceMatrix: _matrix,
    tree.Power: _power,
    **_SIGNS,
}
