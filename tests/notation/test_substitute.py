"""An index is replaced by a value, except where an inner rule binds it."""

from __future__ import annotations

from lme4math.notation import Fixed, Index, Letter, Lookup, Position, Product, Size, Sum, Symbol
from lme4math.notation.tree import Covariate, Diagonal
from lme4math.printers.layout.matrix_boxes import at_value


def index(letter: str) -> Index:
    return Index(Symbol(Letter(letter)), Size(Symbol(Letter(letter.upper()))))


def x(at: Position) -> Covariate:
    return Covariate(Symbol(Letter("x")), "x", at)


i, j = index("i"), index("j")


def test_an_index_is_replaced_everywhere() -> None:
    assert at_value(Sum((x(i), Product((x(j), x(Lookup(j, i)))))), i, Fixed(2)) == Sum(
        (x(Fixed(2)), Product((x(j), x(Lookup(j, Fixed(2))))))
    )


def test_the_index_of_an_inner_rule_is_its_own() -> None:
    inner = Diagonal(i, x(i))
    assert at_value(Product((x(i), inner)), i, Fixed(1)) == Product((x(Fixed(1)), inner))
    assert at_value(inner, j, Fixed(1)) == inner
