"""Compact notation: varying coefficients by name, then what each is made of, then covariances by name."""

from __future__ import annotations

from lme4math.notation.expanded import closing_statements, observation_statements
from lme4math.notation.laws import law_of_effects
from lme4math.notation.names import Names
from lme4math.notation.predictor import coefficient, family_indices, weighted, whole_coefficient
from lme4math.notation.remarks import remarks
from lme4math.notation.rows import CoefficientRow
from lme4math.notation.statements import Document, Equation
from lme4math.notation.tree import Expr, Varying


def compact(names: Names) -> Document:
    """A model in compact notation."""
    terms = tuple(weighted(names, row, _coefficient(names, row)) for row in names.rows)
    composition = tuple(
        Equation(_coefficient(names, row), whole_coefficient(names, row)) for row in names.rows if row.places
    )
    laws = (law for term in names.terms for law in law_of_effects(names, term, written_out=False))
    statements = (*observation_statements(names, terms), *composition, *laws, *closing_statements(names))
    return Document("compact", statements, remarks(names, statements))


def _coefficient(names: Names, row: CoefficientRow) -> Expr:
    """A coefficient with the indices of the groups that it varies over."""
    if not row.places:
        return coefficient(names, row)
    levels = dict.fromkeys(place.level for place in row.places)
    positions = tuple(names.lookup(level) for level in levels)
    return Varying(names.style.coefficient(row), row.number, positions, family_indices(names, row.column))
