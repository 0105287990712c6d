"""The notations that write the model for one observation.

Expanded: every coefficient as the sum of its population value and its random effects, every covariance matrix written
out. Compact: varying coefficients by name, then the sum that each of them is, then covariance matrices by name.
Additive: the fixed part, then the random effects term by term, with nested indices.
"""

from __future__ import annotations

from collections.abc import Iterator

from lme4math.notation.conventions import remarks
from lme4math.notation.laws import has_residual, law_of_effects, law_of_residuals, law_of_response, linked_mean, mean
from lme4math.notation.names.naming import Names
from lme4math.notation.names.rows import CoefficientRow
from lme4math.notation.omitted import Omitted
from lme4math.notation.predictor import (
    coefficient,
    effect,
    effects,
    family_indices,
    linear_terms,
    offsets,
    residual,
    response,
    weighted,
    whole_coefficient,
)
from lme4math.notation.statements import Document, Equation, Statement
from lme4math.notation.tree import Expr, Sum, Varying


def expanded(names: Names) -> Document:
    """A model in expanded notation."""
    terms, cases = linear_terms(names, lambda row: whole_coefficient(names, row))
    laws = (law for term in names.terms for law in law_of_effects(names, term, written_out=True))
    statements = (*observation_statements(names, terms), *cases, *laws, *closing_statements(names))
    return Document("expanded", statements, remarks(names, statements))


def observation_statements(names: Names, terms: tuple[Expr, ...]) -> tuple[Statement, ...]:
    """The observation's equation; for a generalised model its distribution, then the link of its mean."""
    predictor = (*terms, *offsets(names))
    if has_residual(names):
        right = Sum((*predictor, residual(names.observation)))
        return (Equation(response(names, names.observation), right),)
    link = linked_mean(names, mean(names))
    return law_of_response(names), Equation(link, Sum(predictor))


def closing_statements(names: Names) -> tuple[Statement, ...]:
    """The residuals' distribution, where there are residuals."""
    return (law_of_residuals(names),) if has_residual(names) else ()


def compact(names: Names) -> Document:
    """A model in compact notation."""
    terms, cases = linear_terms(names, lambda row: _coefficient(names, row, names.chain))
    definitions = _by_levels if names.options.nested else _at_once
    laws = (law for term in names.terms for law in law_of_effects(names, term, written_out=False))
    statements = (*observation_statements(names, terms), *cases, *definitions(names), *laws, *closing_statements(names))
    return Document("compact", statements, remarks(names, statements))


def _at_once(names: Names) -> Iterator[Equation | Omitted]:
    """Each varying coefficient as a sum over all levels, in one line."""
    for row in names.shown(row for row in names.all_rows if row.places):
        if isinstance(row, Omitted):
            yield row
        else:
            yield Equation(_coefficient(names, row, names.chain), whole_coefficient(names, row))


def _by_levels(names: Names) -> Iterator[Equation | Omitted]:
    """Each varying coefficient as the next outer one plus an effect, level by level from the innermost outwards."""
    for step, level in enumerate(names.chain):
        for row in names.rows:
            if level in {place.level for place in row.places}:
                outer = names.chain[step + 1 :]
                more = row.fixed or any(place.level in outer for place in row.places)
                here = tuple(effect for effect in effects(names, row) if effect.level == level)
                parts = ((_coefficient(names, row, outer),) if more else ()) + here
                yield Equation(_coefficient(names, row, names.chain[step:]), Sum(parts) if len(parts) > 1 else parts[0])


def _coefficient(names: Names, row: CoefficientRow, levels: tuple[int, ...]) -> Expr:
    """A coefficient with the indices of those of its groups that are among `levels`."""
    varies = {place.level for place in row.places}
    shown = [level for level in levels if level in varies]
    if not shown:
        return coefficient(names, row)
    positions = tuple(names.lookup(level) for level in (shown[:1] if names.options.nested else sorted(shown)))
    return Varying(names.style.coefficient(row), row.number, positions, family_indices(names, row.column))


def additive(names: Names) -> Document:
    """A model in additive notation."""
    fixed = (
        row if isinstance(row, Omitted) else weighted(names, row, coefficient(names, row))
        for row in names.shown(names.all_fixed_rows)
    )
    random = (
        member
        if isinstance(member, Omitted)
        else weighted(names, member[0], effect(names, *member, names.lookup(member[1].level)))
        for term in names.terms
        for member in names.members(term)
    )
    laws = (law for term in names.terms for law in law_of_effects(names, term, written_out=True))
    statements = (*observation_statements(names, (*fixed, *random)), *laws, *closing_statements(names))
    return Document("additive", statements, remarks(names, statements))
