"""The values with which a document is evaluated: data, coefficients, effects, parameters, and its own definitions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, replace

from lme4math.data import FloatArray, Observations
from lme4math.errors import DataError
from lme4math.notation import (
    Distributed,
    Document,
    Equation,
    Expr,
    Index,
    Lookup,
    Omitted,
    Parameter,
    Position,
    Sized,
    Together,
    Varying,
    contains,
)
from lme4math.records import record

Definitions = Mapping[Expr, Expr]


@record(eq=False)
class State:
    """Values for the symbols of a document.

    Attributes:
        observations: the data.
        definitions: the right sides of the document's own equations, by their left sides.
        beta: the fixed effects by their row in the table of coefficients.
        b: the random effects, in lme4's order.
        parameters: standard deviations, covariances and correlations.
        covariances: covariance matrices by random term, for those that the document names and does not write out.
        mean: the mean μ of each observation, once the equation has been solved for it.
        inside: the indices of the groups whose equation is computed, for each observation's own groups.
    """

    observations: Observations
    definitions: Definitions
    beta: Mapping[int, float]
    b: FloatArray
    parameters: Mapping[Parameter, float] = field(default_factory=dict)
    covariances: Mapping[int, FloatArray] = field(default_factory=dict)
    mean: FloatArray | None = None
    inside: tuple[Index, ...] = ()

    def is_inside(self, at: Position) -> bool:
        """Whether an index is that of the groups whose equation is computed, or of groups around them."""
        return isinstance(at, Index) and any(at == one or contains(one, at) for one in self.inside)


def plain_statements(document: Document) -> tuple[Equation | Distributed, ...]:
    """The statements of a document, one after another."""
    lines = (one.statements if isinstance(one, Together) else (one,) for one in document.statements)
    return tuple(one for line in lines for one in line if not isinstance(one, Omitted))


def model_equation(document: Document) -> Equation:
    """The equation of the response or of its mean: the first that a document has.

    Raises:
        DataError: the document has none.
    """
    equations = [statement for statement in plain_statements(document) if isinstance(statement, Equation)]
    if not equations:
        raise DataError("The document has no equation to evaluate.")
    return equations[0]


def definitions_of(document: Document) -> Definitions:
    """What a document's equations define."""
    equations = (statement for statement in plain_statements(document) if isinstance(statement, Equation))
    lefts = ((without_dimensions(statement.left), statement.right) for statement in equations)
    return {as_defined(left) if isinstance(left, Varying) else left: right for left, right in lefts}


def as_defined(node: Varying) -> Varying:
    """A coefficient as the left side of its equation has it: for a group, not for the group of an observation."""
    return replace(node, at=tuple(at.group if isinstance(at, Lookup) else at for at in node.at))


def without_dimensions(node: Expr) -> Expr:
    """A matrix without the dimensions written under it."""
    return node.body if isinstance(node, Sized) else node
