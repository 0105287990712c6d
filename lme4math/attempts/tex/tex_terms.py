"""Sums of products: what formulas are made of when brackets are multiplied out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import field
from fractions import Fraction

from lme4math.attempts.tex.tex_nodes import TexNode, TexRow
from lme4math.attempts.tex.tex_symbols import TexSymbol
from lme4math.errors import FormulaError
from lme4math.records import record
from lme4math.source import Span

MOST_PRODUCTS = 2_000
"""Sums that become longer when brackets are multiplied out are refused."""


@record
class Applied:
    """A function of something: `log(x_ij)`, `P(y = 1)`.

    Attributes:
        function: its name; an inverse ends with "^-1".
        argument: of what.
        row: the argument as it is written.
        span: where it stands.
    """

    function: str
    argument: tuple[TexTerm, ...]
    row: TexRow = field(compare=False)
    span: Span = field(default=Span(0, 0), compare=False)


@record
class Asked:
    """1 where a condition is true: the variable and its level, or one word that may be either."""

    variable: str
    level: str
    indices: tuple[str, ...] = field(default=(), compare=False)
    span: Span = field(default=Span(0, 0), compare=False)


@record
class Block:
    """A vector or a matrix, written out."""

    table: TexNode = field(compare=False)
    text: str
    span: Span = field(default=Span(0, 0), compare=False)


TexFactor = TexSymbol | Applied | Asked | Block


@record
class TexTerm:
    """A product with a number before it."""

    number: Fraction
    factors: tuple[TexFactor, ...]
    span: Span = field(default=Span(0, 0), compare=False)


TexSum = tuple[TexTerm, ...]


def factors_in(terms: Iterable[TexTerm]) -> Iterator[TexFactor]:
    """All factors of a sum, those inside of functions too."""
    for term in terms:
        for factor in term.factors:
            yield factor
            if isinstance(factor, Applied):
                yield from factors_in(factor.argument)


def symbols_in(terms: Iterable[TexTerm]) -> Iterator[TexSymbol]:
    """All symbols of a sum, those inside of functions too."""
    return (factor for factor in factors_in(terms) if isinstance(factor, TexSymbol))


def multiplied_out(one: TexSum, other: TexSum) -> TexSum:
    """The product of two sums.

    Raises:
        FormulaError: it has too many terms.
    """
    if len(one) * len(other) > MOST_PRODUCTS:
        raise FormulaError("The brackets of this formula make too many products.", one[0].span)
    return tuple(
        TexTerm(
            a.number * b.number,
            (*a.factors, *b.factors),
            b.span if b.factors and not a.factors else a.span.cover(b.span),
        )
        for a in one
        for b in other
    )
