"""Expanded notation: every coefficient as population plus level effects, every covariance matrix written out."""

from __future__ import annotations

from lme4math.notation.laws import has_residual, law_of_effects, law_of_residuals, law_of_response, linked_mean, mean
from lme4math.notation.names import Names
from lme4math.notation.predictor import linear_terms, offsets, residual, response, whole_coefficient
from lme4math.notation.remarks import remarks
from lme4math.notation.statements import Document, Equation, Statement
from lme4math.notation.tree import Expr, Sum


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
    link = linked_mean(names.model.family.link, mean(names))
    return law_of_response(names), Equation(link, Sum(predictor))


def closing_statements(names: Names) -> tuple[Statement, ...]:
    """The residuals' distribution, where there are residuals."""
    return (law_of_residuals(names),) if has_residual(names) else ()
