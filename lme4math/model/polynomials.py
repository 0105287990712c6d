"""Columns as polynomials: in numeric variables, in functions of them that are no polynomials, and in levels of factors.

`I((x - 8)^2)` is x² − 16x + 64, `log2(x)` is log(x) / log(2), `scale(x)` is a line in x. Numbers that only the data
tells, such as a mean, are taken as some number, made from their R text: what then is in the span of columns is so for
nearly all data. Products of indicators of different levels of a factor are zero.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from random import Random

from lme4math.errors import FormulaError
from lme4math.model.functions import TO_NUMBERS, form_of, row_of
from lme4math.model.grouping import variables_in
from lme4math.r import (
    Call,
    Expression,
    Name,
    arguments_by_parameter,
    called_name,
    deparse,
    number_in,
    parse_expression,
    truth_in,
    unwrap,
)
from lme4math.records import record

MOST_TERMS = 400
"""Longer polynomials are not made."""

MAX_DEPTH = 40
"""Expressions nested more deeply are taken as a whole."""


class TooLargeError(Exception):
    """A polynomial has more terms than are worth it."""


Powers = frozenset[tuple[str, float]]


@record
class Monomial:
    """A product of powers and indicators.

    Attributes:
        powers: exponents by what is raised, a variable or R's text of a function of variables.
        levels: at most one level of each factor.
    """

    powers: Powers = frozenset()
    levels: frozenset[tuple[str, str]] = frozenset()


ONE = Monomial()
Polynomial = Mapping[Monomial, float]
"""Coefficients by monomial."""


def constant_polynomial(value: float) -> Polynomial:
    """A number."""
    return {ONE: value} if value else {}


def raised(name: str, exponent: float = 1.0) -> Polynomial:
    """A power of a variable, or of what is taken as a whole."""
    return {Monomial(frozenset({(name, exponent)})): 1.0}


def level_of(factor: str, level: str) -> Polynomial:
    """The indicator of a level."""
    return {Monomial(frozenset(), frozenset({(factor, level)})): 1.0}


def total(polynomials: Iterable[tuple[float, Polynomial]]) -> Polynomial:
    """A sum of multiples."""
    found: dict[Monomial, float] = {}
    for factor, polynomial in polynomials:
        for monomial, coefficient in polynomial.items():
            found[monomial] = found.get(monomial, 0.0) + factor * coefficient
    return {monomial: value for monomial, value in found.items() if abs(value) > TINY}


TINY = 1e-13


def times(one: Polynomial, other: Polynomial) -> Polynomial:
    """A product.

    Raises:
        TooLargeError: it has too many terms.
    """
    if len(one) * len(other) > MOST_TERMS:
        raise TooLargeError
    products = ((x * y, _product(a, b)) for a, x in one.items() for b, y in other.items())
    return total((value, {product: 1.0}) for value, product in products if product is not None)


def _product(one: Monomial, other: Monomial) -> Monomial | None:
    levels = dict(one.levels)
    if any(levels.setdefault(factor, level) != level for factor, level in other.levels):
        return None
    return Monomial(multiplied(one.powers, other.powers), frozenset(levels.items()))


def multiplied(one: Powers, other: Powers) -> Powers:
    """A product of powers."""
    powers = dict(one)
    for name, exponent in other:
        powers[name] = powers.get(name, 0.0) + exponent
    return frozenset((name, exponent) for name, exponent in powers.items() if exponent)


def some_number(*text: object) -> float:
    """A number that stands for one that only the data tells; the same for the same text."""
    return Random(repr(text)).uniform(0.5, 2.0)


@record
class ExpressionReader:
    """Reads R expressions as polynomials.

    Attributes:
        level: the polynomial of a condition such as `f == "a"`, or None for one that is none on a factor's levels.
    """

    level: Callable[[Expression], Polynomial | None]

    def read(self, expression: Expression, depth: int = MAX_DEPTH) -> Polynomial:
        """The polynomial of an expression; of a function that is none, a variable of its own.

        Raises:
            TooLargeError: it has too many terms.
        """
        if isinstance(expression, Name):
            return raised(deparse(expression))
        if not isinstance(expression, Call):
            number = number_in(expression)
            return raised(deparse(expression)) if number is None else constant_polynomial(number)
        if depth > 0:
            found = self._called(expression, depth - 1)
            if found is not None:
                return found
        return raised(deparse(expression))

    def _called(self, call: Call, depth: int) -> Polynomial | None:
        if (number := number_in(call)) is not None:
            return constant_polynomial(number)
        if (level := self.level(call)) is not None:
            return level
        form, name, operands = form_of(call), called_name(call) or "", call.operands
        if form == "statistic":
            return constant_polynomial(some_number(deparse(call)))
        if name == "scale" and operands:
            return self._scaled(call, depth)
        if (form == "same" or name in CONVERSIONS) and len(operands) == 1:
            return self.read(operands[0], depth)
        if name in LOGARITHMS or (form in ARITHMETIC and len(operands) in (1, 2)):
            rule = _logarithm if name in LOGARITHMS else ARITHMETIC[form]
            return rule(name, [self.read(operand, depth) for operand in operands])
        return _power([self.read(operands[0], depth)], 0.5) if name == "sqrt" and len(operands) == 1 else None

    def _scaled(self, call: Call, depth: int) -> Polynomial | None:
        """`scale(x)`: a line in x, whose numbers the data tells."""
        row = row_of(call)
        given = arguments_by_parameter(call, row.parameters) if row is not None else {}
        if "x" not in given or called_name(unwrap(given["x"])) == "cbind":
            return None
        text = deparse(call)
        moved = 0.0 if truth_in(given.get("center")) is False else -some_number(text, "center")
        by = 1.0 if truth_in(given.get("scale")) is False else some_number(text, "scale")
        return total([(by, self.read(given["x"], depth)), (moved, {ONE: 1.0})])


CONVERSIONS = TO_NUMBERS | {"c", "identity", "as.vector", "unlist"}
"""Functions that hand on what they are given, if it is numbers."""

LOGARITHMS = {"log": 1.0, "log2": math.log(2), "log10": math.log(10)}


def _logarithm(name: str, operands: list[Polynomial]) -> Polynomial | None:
    """The logarithm of a multiple of powers; none of a sum."""
    base = LOGARITHMS[name]
    if len(operands) == 2:
        given = operands[1].get(ONE) if len(operands[1]) == 1 else None
        if given is None or given <= 0 or given == 1:
            return None
        base = math.log(given)
    if len(operands[0]) != 1:
        return None
    ((monomial, factor),) = operands[0].items()
    if monomial.levels or factor <= 0:
        return None
    parts = [(exponent / base, raised(f"log({name})")) for name, exponent in sorted(monomial.powers)]
    return total([*parts, (math.log(factor) / base, {ONE: 1.0})])


def _sum(_: str, operands: list[Polynomial]) -> Polynomial:
    return total((1.0, operand) for operand in operands)


def _difference(_: str, operands: list[Polynomial]) -> Polynomial:
    signs = (-1.0,) if len(operands) == 1 else (1.0, -1.0)
    return total(zip(signs, operands, strict=True))


def _multiplied(_: str, operands: list[Polynomial]) -> Polynomial | None:
    return times(*operands) if len(operands) == 2 else None


def _divided(_: str, operands: list[Polynomial]) -> Polynomial | None:
    below = _power(operands[1:], -1.0) if len(operands) == 2 else None
    return None if below is None else times(operands[0], below)


def _raised(_: str, operands: list[Polynomial]) -> Polynomial | None:
    exponent = operands[1].get(ONE) if len(operands) == 2 and set(operands[1]) == {ONE} else None
    return None if exponent is None else _power(operands[:1], exponent)


def _power(operands: list[Polynomial], exponent: float) -> Polynomial | None:
    """A whole power of a polynomial; of a multiple of powers, any power."""
    (base,) = operands
    if len(base) == 1:
        ((monomial, factor),) = base.items()
        if not monomial.levels and factor > 0:
            powers = frozenset((name, k * exponent) for name, k in monomial.powers)
            return {Monomial(powers): factor**exponent}
    if exponent != int(exponent) or not 0 < exponent <= MOST_FACTORS:
        return None
    product = base
    for _ in range(int(exponent) - 1):
        product = times(product, base)
    return product


MOST_FACTORS = 8

ARITHMETIC: dict[str, Callable[[str, list[Polynomial]], Polynomial | None]] = {
    "sum": _sum,
    "difference": _difference,
    "product": _multiplied,
    "quotient": _divided,
    "power": _raised,
}


def are_same_numbers(one: Expression, other: Expression) -> bool:
    """Whether two expressions are the same polynomial, as `2 * y` and `y + y`."""
    reader = ExpressionReader(lambda _: None)
    try:
        left, right = reader.read(one), reader.read(other)
    except TooLargeError:
        return False
    return all(math.isclose(left.get(key, 0.0), right.get(key, 0.0)) for key in {*left, *right})


@lru_cache(maxsize=4096)
def variables_of(name: str) -> frozenset[str]:
    """The variables of what a polynomial is in, by its R text."""
    try:
        return variables_in(parse_expression(name))
    except FormulaError:
        return frozenset({name})
