"""Quotients that are odds, or an inverse logit: p / (1 − p), exp(η) / (1 + exp(η)), 1 / (1 + exp(−η))."""

from __future__ import annotations

from dataclasses import replace

from lme4math.attempts.tex.tex_terms import Applied, TexSum, TexTerm


def with_known_quotients(terms: TexSum) -> TexSum:
    """A product with an inverse in it as the function that it is; other sums as they are."""
    term = terms[0] if len(terms) == 1 else None
    inverse = (
        next((one for one in term.factors if isinstance(one, Applied) and one.function == "1/"), None) if term else None
    )
    if term is None or inverse is None:
        return terms
    above: TexSum = (replace(term, factors=tuple(one for one in term.factors if one is not inverse)),)
    if _are_of_one_event(above, inverse.argument):
        return _applied("odds", above, term, inverse)
    for one, other in (inverse.argument, inverse.argument[::-1]) if len(inverse.argument) == 2 else ():
        if one.factors or one.number != 1:
            continue
        if _negative((other,)) == above:
            return _applied("odds", above, term, inverse)
        exponential = other.factors[0] if len(other.factors) == 1 and other.number == 1 else None
        if isinstance(exponential, Applied) and exponential.function == "exp":
            if above == (other,):
                return _applied("logit^-1", exponential.argument, term, inverse)
            if above[0].number == 1 and not above[0].factors:
                return _applied("logit^-1", _negative(exponential.argument), term, inverse)
    return terms


def _are_of_one_event(above: TexSum, below: TexSum) -> bool:
    """P(y = 1) and P(y = 0)."""
    yes, no = (one[0].factors[0] if len(one) == 1 and len(one[0].factors) == 1 else None for one in (above, below))
    if not (isinstance(yes, Applied) and isinstance(no, Applied) and yes.function == no.function == "P"):
        return False
    numbers = [[term.number for term in one.argument] for one in (yes, no)]
    return numbers == [[1], [0]] and yes.argument[0].factors == no.argument[0].factors


def _negative(terms: TexSum) -> TexSum:
    return tuple(replace(term, number=-term.number) for term in terms)


def _applied(function: str, argument: TexSum, term: TexTerm, inverse: Applied) -> TexSum:
    return (replace(term, number=abs(term.number), factors=(Applied(function, argument, inverse.row, term.span),)),)
