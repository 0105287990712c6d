"""Definitions put into one another: coefficients of levels, means of distributions, products of vectors."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from lme4math.attempts.tex.tex_symbols import TexSymbol
from lme4math.attempts.tex.tex_terms import Applied, Block, TexFactor, TexSum, TexTerm, multiplied_out
from lme4math.errors import FormulaError
from lme4math.records import record
from lme4math.source import Span

MOST_ROUNDS, MOST_TERMS = 30, 600


@record
class Definition:
    """What a symbol is said to be.

    Attributes:
        symbol: the symbol.
        value: what it is.
        span: of the statement.
        is_mean: whether it is the mean of its distribution, to which its own deviation comes.
    """

    symbol: TexSymbol
    value: TexSum
    span: Span
    is_mean: bool = False


@record
class Substituted:
    """A sum in which every definition was put in.

    Attributes:
        value: the sum.
        used: the definitions that were used, by their spans.
        slips: uses whose indices are not those of the definition.
        joint: symbols with several looked-up indices that stand for the sum of parts, one for each index.
    """

    value: TexSum
    used: frozenset[Span]
    slips: tuple[tuple[TexSymbol, TexSymbol], ...]
    joint: tuple[TexSymbol, ...]


def substituted(value: TexSum, definitions: Sequence[Definition]) -> Substituted:
    """A sum with the definitions put in, until nothing is left to be replaced.

    Raises:
        FormulaError: it becomes too long, or the definitions go in a circle.
    """
    by_name: dict[tuple[str, str, tuple[str, ...]], list[Definition]] = {}
    for definition in definitions:
        by_name.setdefault(definition.symbol.name, []).append(definition)
    used: set[Span] = set()
    slips: dict[TexSymbol, TexSymbol] = {}
    joint: list[TexSymbol] = []
    waiting: list[tuple[TexTerm, frozenset[tuple[object, ...]], int]] = [
        (term, frozenset(), 0) for term in reversed(value)
    ]
    done: list[TexTerm] = []
    while waiting:
        term, inside, depth = waiting.pop()
        if len(done) + len(waiting) > MOST_TERMS or depth > MOST_ROUNDS:
            raise FormulaError("The definitions of this text make a predictor that is too long to be read.", term.span)
        found = _replaced(term, by_name, inside, slips)
        if found is None:
            done.append(term)
            continue
        chosen, place = found
        used.update(definition.span for definition in chosen)
        symbol = term.factors[place]
        assert isinstance(symbol, TexSymbol)
        if len(chosen) > 1:
            joint.append(symbol)
        seen = inside | {(symbol.name, definition.symbol.indices) for definition in chosen}
        for made in reversed(_put_in(term, place, symbol, chosen)):
            waiting.append((made, seen, depth + 1))
    return Substituted(tuple(done), frozenset(used), tuple(slips.items()), tuple(joint))


def _replaced(
    term: TexTerm,
    by_name: Mapping[tuple[str, str, tuple[str, ...]], list[Definition]],
    inside: frozenset[tuple[object, ...]],
    slips: dict[TexSymbol, TexSymbol],
) -> tuple[list[Definition], int] | None:
    for place, factor in enumerate(term.factors):
        if not isinstance(factor, TexSymbol) or factor.name not in by_name:
            continue
        known = [one for one in by_name[factor.name] if (factor.name, one.symbol.indices) not in inside]
        chosen = fitting(factor, known)
        if not chosen:
            continue
        for definition in chosen:
            if (
                len(chosen) == 1
                and set(definition.symbol.indices) != set(factor.indices)
                and _is_slip(factor, definition)
            ):
                slips[factor] = definition.symbol
        return chosen, place
    return None


def _is_slip(use: TexSymbol, definition: Definition) -> bool:
    """Whether other indices are more than another name of them: the definition's occur elsewhere in the predictor."""
    if definition.is_mean or len(use.indices) != len(definition.symbol.indices):
        return False
    return all(len(index) == 1 for index in use.indices)


def fitting(use: TexSymbol, known: Sequence[Definition]) -> list[Definition]:
    """The definitions that a use of a symbol means: one of as many indices, or one for each of its indices."""
    same = [one for one in known if set(one.symbol.indices) == set(use.indices)]
    if same:
        return same[:1]
    if use.joint and len(known) > 1:
        parts = [one for one in known if len(one.symbol.indices) == 1 and one.symbol.indices[0] in use.indices]
        if len(parts) == len(use.indices):
            return parts
    alike = [one for one in known if len(one.symbol.indices) == len(use.indices)]
    if alike and not (use.indices and len(known) > 1):
        return alike[:1]
    if use.indices and len(known) == 1 and not known[0].symbol.indices:
        return list(known)
    if (
        use.indices
        and len(known) == 1
        and known[0].is_mean is False
        and set(known[0].symbol.indices) < set(use.indices)
    ):
        return list(known)
    return []


def _put_in(term: TexTerm, place: int, symbol: TexSymbol, chosen: Iterable[Definition]) -> TexSum:
    before, after = term.factors[:place], term.factors[place + 1 :]
    terms: list[TexTerm] = []
    for definition in chosen:
        renamed = dict(zip(definition.symbol.indices, symbol.indices, strict=False))
        if symbol.joint and len(definition.symbol.indices) == 1:
            renamed = {}
        if set(definition.symbol.indices) == set(symbol.indices):
            renamed = {}
        value = tuple(_renamed(one, renamed) for one in definition.value)
        if definition.is_mean:
            own = replace(symbol, indices=definition.symbol.indices if symbol.joint else symbol.indices)
            own = replace(own, joint=symbol.joint and len(own.indices) > 1)
            value = (*value, TexTerm(Fraction(1), (deviation_of(own),), symbol.span))
        left: TexSum = (TexTerm(term.number, before, term.span),)
        right: TexSum = (TexTerm(Fraction(1), after, term.span),)
        spans = multiplied_out(multiplied_out(left, value), right)
        terms += spans
    return tuple(terms)


def deviation_of(symbol: TexSymbol) -> TexSymbol:
    """The deviation of a coefficient from its mean, as a symbol of its own."""
    return replace(symbol, accent="deviation", power=1)


def _renamed(term: TexTerm, names: Mapping[str, str]) -> TexTerm:
    if not any(old != new for old, new in names.items()):
        return term
    return replace(term, factors=tuple(_factor_renamed(factor, names) for factor in term.factors))


def _factor_renamed(factor: TexFactor, names: Mapping[str, str]) -> TexFactor:
    if isinstance(factor, TexSymbol):
        return replace(factor, indices=tuple(names.get(one, one) for one in factor.indices))
    if isinstance(factor, Applied):
        return replace(factor, argument=tuple(_renamed(term, names) for term in factor.argument))
    if isinstance(factor, Block):
        return factor
    return replace(factor, indices=tuple(names.get(one, one) for one in factor.indices))
