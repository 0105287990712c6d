"""What a node of the maths tree is translated with: the names that were given, the indices that are held."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import sympy as sp

from lme4math.notation.statements import Document
from lme4math.notation.symbols import Index, Symbol
from lme4math.printers.identifiers import Identifiers, spelled
from lme4math.trees import UnknownNodeError

COUNT = {"integer": True, "positive": True}
ASSUMPTIONS: dict[str, dict[str, bool]] = {
    "varying": {"extended_real": True},
    "index": COUNT,
    "lookup": {"integer": True},
    "size": COUNT,
    "deviation": {"positive": True},
}
"""What is known of the symbols of a role; of all others, that they are real."""
SHARED = {"varying": "coefficient", "lookup": "index", "deviation": "parameter"}
"""Roles that have the names of another role, and are told apart by their assumptions."""


@dataclass(frozen=True, eq=False)
class SympyScope:
    """What a node is translated with.

    Attributes:
        document: the tree that is translated.
        rules: how each kind of node is translated.
        held: the values of indices that a rule for rows runs over; other indices stand for themselves.
        names, matrices: the names of symbols, and of matrices.
        symbols: the symbol of the page for each sympy symbol that was made.
    """

    document: Document
    rules: Mapping[type, Callable[[Any, SympyScope], Any]]
    held: Mapping[Index, Any] = field(default_factory=dict)
    names: Identifiers = field(default_factory=Identifiers)
    matrices: Identifiers = field(default_factory=Identifiers)
    symbols: dict[Any, Symbol] = field(default_factory=dict)

    def holding(self, values: Mapping[Index, Any]) -> SympyScope:
        """The same with these indices held."""
        return replace(self, held={**self.held, **values})

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
