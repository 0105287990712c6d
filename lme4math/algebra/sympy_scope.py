"""The names of sympy symbols, one for each symbol of the page, and the scope in which a node is translated."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import sympy as sp

from lme4math.notation import Base, Digits, Index, Letter, Symbol, tree
from lme4math.records import UnknownNodeError

GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ζ": "zeta", "η": "eta", "θ": "theta",
    "ι": "iota", "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu", "ξ": "xi", "π": "pi", "ρ": "rho", "σ": "sigma",
    "τ": "tau", "φ": "phi", "χ": "chi", "ψ": "psi", "ω": "omega", "Σ": "Sigma",
    "υ": "upsilon", "Γ": "Gamma", "Δ": "Delta", "Θ": "Theta", "Λ": "Lambda", "Ξ": "Xi", "Π": "Pi", "Υ": "Upsilon",
    "Φ": "Phi", "Ψ": "Psi", "Ω": "Omega",
}  # fmt: skip


class Identifiers:
    """Names of things; a name that another thing already has gets a prime."""

    def __init__(self) -> None:
        self._names: dict[Hashable, str] = {}
        self._taken: set[str] = set()

    def name(self, thing: Hashable, wanted: str) -> str:
        """The name of a thing; at the first call the one wanted, if it is free."""
        if thing not in self._names:
            while wanted in self._taken:
                wanted += "'"
            self._taken.add(wanted)
            self._names[thing] = wanted
        return self._names[thing]


def unnumbered(symbol: Symbol) -> Symbol:
    """A symbol without the numbers in its subscript, which become indices: τ₀ is the 0th of τ."""
    return Symbol(symbol.base, tuple(part for part in symbol.sub if not isinstance(part, Digits)), symbol.tag)


def numbers(symbol: Symbol, run_together: bool = False) -> tuple[int, ...]:
    """The numbers in a symbol's subscript; those of τ₀₁ are run together."""
    texts = [part.text for part in symbol.sub if isinstance(part, Digits)]
    if run_together and len(texts) == 1:
        texts = list(texts[0])
    return tuple(int(text) for text in texts)


def spelled(symbol: Symbol) -> str:
    """A symbol in letters that can be typed, its subscript and tag behind underscores: b_reg, sigma_nu_alpha."""
    return "_".join(_spelled(part) for part in (symbol.base, *symbol.sub, *symbol.tag))


def _spelled(part: Base) -> str:
    letters = "".join(GREEK.get(character, character) for character in part.text)
    return letters + part.accent if isinstance(part, Letter) else letters


COUNT = {"integer": True, "positive": True}
ASSUMPTIONS: dict[str, dict[str, bool]] = {
    "varying": {"extended_real": True},
    "index": COUNT,
    "lookup": {"integer": True},
    "size": COUNT,
    "deviation": {"positive": True},
}
"""The assumptions of the symbols of a role; all others are real."""
SHARED = {"varying": "coefficient", "lookup": "index", "deviation": "parameter"}
"""Roles whose names are those of another role; only the assumptions differ."""


@dataclass(frozen=True, eq=False)
class SympyScope:
    """The names, definitions and values of indices with which a node is translated.

    Attributes:
        rules: how each kind of node is translated.
        definitions: what the document's equations define.
        sizes: the dimensions of each matrix for which the document gives them.
        vectors: the effects of one group, by random term, as they are distributed together.
        values: of the indices that a rule for rows runs over; other indices stand for themselves.
        names, matrices: the names of symbols, and of matrices.
        symbols: the symbol of the page for each sympy symbol that was made.
    """

    rules: Mapping[type, Callable[[Any, SympyScope], Any]]
    definitions: Mapping[tree.Expr, tree.Expr]
    sizes: Mapping[tree.Expr, tree.Sized]
    vectors: Mapping[int, tuple[tree.Expr, ...]]
    values: Mapping[Index, Any] = field(default_factory=dict)
    names: Identifiers = field(default_factory=Identifiers)
    matrices: Identifiers = field(default_factory=Identifiers)
    symbols: dict[Any, Symbol] = field(default_factory=dict)

    def with_indices(self, values: Mapping[Index, Any]) -> SympyScope:
        """The same scope with values for these indices."""
        return replace(self, values={**self.values, **values})

    def translate(self, node: object) -> Any:
        """The sympy expression of a node.

        Raises:
            UnknownNodeError: for a node that is not of the maths tree.
        """
        try:
            rule = self.rules[type(node)]
        except KeyError:
            raise UnknownNodeError("sympy", node) from None
        return rule(node, self)

    def label(self, role: str, symbol: Symbol, thing: object, wanted: str = "") -> Any:
        """The sympy symbol of a thing on the page, which is known by its symbol or by something more.

        Args:
            wanted: the name that it should have, if not the symbol's own.
        """
        name = self.names.name((SHARED.get(role, role), thing), wanted or spelled(symbol))
        made = sp.Symbol(name, **ASSUMPTIONS.get(role, {"real": True}))
        self.symbols.setdefault(made, symbol)
        return made
