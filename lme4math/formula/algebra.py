"""The algebra of R's terms: what `+ - * / : ^ %in%` make of lists of terms.

This is what `terms.formula` does in R's `model.c`, with sets of variable numbers in place of its bit patterns. A term
is the set of the variables that it multiplies; an expression is an ordered table of distinct terms, each with the
places in the text that ask for it. The size of products is bounded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from lme4math.errors import FormulaError
from lme4math.source import Span

MAX_PRODUCTS = 20_000
"""The largest number of pairs that one product may combine."""

MAX_ORDER = 250
"""The largest number of variables in one term."""

TermKey = frozenset[int]
TermTable = dict[TermKey, list[Span]]


def merge(left: TermTable, right: TermTable) -> TermTable:
    """`left + right`; `left` is changed and returned, so that a long sum costs no more than its length."""
    for term, spans in right.items():
        known = left.get(term)
        if known is None:
            left[term] = spans
        else:
            known.extend(spans)
    return left


def remove(left: TermTable, right: TermTable) -> TermTable:
    """`left - right`."""
    for term in right:
        left.pop(term, None)
    return left


def interact(left: TermTable, right: TermTable, span: Span) -> TermTable:
    """`left : right`: every term of the one with every term of the other."""
    refuse_too_many(len(left) * len(right), span)
    return collect((a | b for a in left for b in right), span)


def cross(left: TermTable, right: TermTable, span: Span) -> TermTable:
    """`left * right`; in R nothing times something is nothing (`1 * x` gives no term)."""
    if not left:
        return {}
    products = interact(left, right, span)
    return add_products(merge(left, right), products)


def nest(left: TermTable, right: TermTable, span: Span) -> TermTable:
    """`left / right`: the terms on the right within all variables on the left together; `1 / x` gives no term."""
    if not left:
        return {}
    whole = union(left)
    return add_products(left, collect((whole | b for b in right), span))


def within(left: TermTable, right: TermTable, span: Span) -> TermTable:
    """`left %in% right`."""
    whole = union(right)
    return collect((a | whole for a in left), span)


def raise_to(left: TermTable, power: int, span: Span) -> TermTable:
    """`left ^ power`: products of up to `power` terms; stops when another factor changes nothing."""
    result = dict(left)
    for _ in range(min(power - 1, MAX_ORDER)):
        refuse_too_many(len(left) * len(result), span)
        product = collect((a | b for a in left for b in result), span)
        if list(product) == list(result):
            break
        result = product
    return {term: left.get(term, spans) for term, spans in result.items()}


COMBINATIONS: Mapping[str, Callable[[TermTable, TermTable, Span], TermTable]] = {
    ":": interact,
    "*": cross,
    "/": nest,
    "%in%": within,
}


def add_products(table: TermTable, products: TermTable) -> TermTable:
    """Append products to a table; a product that is there already keeps its own place in the text."""
    for term, spans in products.items():
        table.setdefault(term, spans)
    return table


def collect(products: Iterable[TermKey], span: Span) -> TermTable:
    """A table of products that all point to one place."""
    table = {term: [span] for term in products if term}
    if any(len(term) > MAX_ORDER for term in table):
        raise FormulaError(
            f"This asks for an interaction of more than {MAX_ORDER} variables.", span, "Interact fewer variables."
        )
    return table


def union(table: TermTable) -> TermKey:
    """All variables of all terms."""
    return frozenset().union(*table)


def refuse_too_many(pairs: int, span: Span) -> None:
    if pairs > MAX_PRODUCTS:
        raise FormulaError(
            f"This asks for more than {MAX_PRODUCTS} products of terms.",
            span,
            "Lower the power, or name the interactions that you mean.",
        )
