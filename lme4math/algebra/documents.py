"""The maths tree as sympy: what `Equations.sympy()` gives.

An equation becomes an `Eq`; "left ~ law" becomes `Follows(left, law)`, the law an undefined function of its parameters.
Numbered symbols are elements of an `IndexedBase`: β₀ is `beta[0]`, b⁽ʳᵉᵍ⁾₀,ⱼ[ᵢ] is `b_reg[0, j[i]]`, τ₀₁ is
`tau[0, 1]`. Indices count as on the page, from 1 (observations, groups) or 0 (coefficients). An indicator is a
`KroneckerDelta` of the factor and one of its levels, a symbol whose name is the level in quotes. Vectors and matrices
are `MatrixSymbol`s, and a matrix that is given by the rule for its rows is a `FunctionMatrix` of that rule; its rows
and columns count from 0, as sympy's do.

Different things have different symbols. Where the page has one letter for two things, such as j for a group and j[i]
for the group of an observation, the symbols have the same name and different assumptions; any other name that is
already in use gets a prime.
"""

from __future__ import annotations

from typing import Any

import sympy as sp

from lme4math.algebra import sympy_matrices, sympy_quantities
from lme4math.algebra.sympy_scope import SympyScope
from lme4math.evaluate import definitions_of, plain_statements
from lme4math.notation import Distributed, Document, Equation, Law, LevelOf, tree
from lme4math.records import walk

RULES = {**sympy_quantities.RULES, **sympy_matrices.RULES}


class Follows(sp.Basic):
    """A statement "left ~ law"."""

    @property
    def left(self) -> Any:
        """What is distributed."""
        return self.args[0]

    @property
    def law(self) -> Any:
        """Its distribution, a function of the parameters."""
        return self.args[1]

    def _sympystr(self, printer: Any) -> str:
        return f"{printer.doprint(self.left)} ~ {printer.doprint(self.law)}"

    def _latex(self, printer: Any) -> str:
        return rf"{printer.doprint(self.left)} \sim {printer.doprint(self.law)}"


def sympy(document: Document) -> list[Any]:
    """The statements of a document as `Eq` and `Follows`.

    Raises:
        UnknownNodeError: for a node that is not of the maths tree.
        DataError: a tree that was changed into one whose matrices have no dimensions or no definition.
    """
    scope = scope_of(document)
    return [_statement(statement, scope) for statement in plain_statements(document)]


def scope_of(document: Document) -> SympyScope:
    """A scope in which the user's variables keep their names; anything else of such a name gets a prime."""
    sizes: dict[tree.Expr, tree.Sized] = {}
    vectors: dict[int, tuple[tree.Expr, ...]] = {}
    scope = SympyScope(RULES, definitions_of(document), sizes, vectors)
    for node in walk(document):
        match node:
            case tree.Covariate() | tree.Indicator() | tree.ContrastScore() | LevelOf():
                sympy_quantities.variable_symbol(node, scope)
            case tree.Sized(body=body):
                sizes.setdefault(body, node)
            case tree.WrittenMatrix() | tree.RowVector():
                entries = sympy_matrices.vector_entries(node)
                if (term := sympy_matrices.term_of(entries)) is not None:
                    vectors.setdefault(term, entries)
    return scope


def _statement(statement: Equation | Distributed, scope: SympyScope) -> Any:
    left = scope.translate(statement.left)
    if isinstance(statement, Equation):
        return sp.Eq(left, scope.translate(statement.right), evaluate=False)
    return Follows(left, _law(statement.law, left, scope))


def _law(law: Law, left: Any, scope: SympyScope) -> Any:
    """A law as a function; a vector of zeros is as long as what is distributed."""
    parameters = (
        sp.ZeroMatrix(*left.shape) if isinstance(parameter, tree.Zero) else scope.translate(parameter)
        for parameter in law.parameters
    )
    return sp.Function(law.name)(*parameters)
