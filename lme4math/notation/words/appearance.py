"""Where the symbols of the legend first appear in each notation: rows of the legend are in that order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from lme4math.notation import tree
from lme4math.notation.names.naming import Names, Options
from lme4math.notation.names.symbols import Index, LevelOf, Lookup, Position, Size
from lme4math.notation.notations import BY_GROUPS, NOTATIONS, WITH_OPTIONS, writer
from lme4math.notation.statements import Document, Range
from lme4math.notation.tree import Expr
from lme4math.records import parts, walk

Places = Mapping[object, int]
"""The places at which symbols first appear in a notation, by `key_of` them."""


def documents(names: Names, notation: str | None = None) -> dict[int, Document]:
    """The model in a notation, or in all that have its names as they are, by the places of these among all.

    With options these are the ones that the options concern.
    """
    shared = [name for name in (NOTATIONS if names.options == Options() else WITH_OPTIONS) if name not in BY_GROUPS]
    shown = shared if notation is None else [notation]
    return {NOTATIONS.index(name): writer(name)(names) for name in shown}


def first_places(document: Document) -> Places:
    """Where each symbol of a notation first appears, as a reader meets them."""
    found: dict[object, int] = {}
    for node in walk(document, into=_as_read):
        for key in _keys(node):
            found.setdefault(key, len(found))
    return found


def _as_read(node: object) -> Sequence[object]:
    """The parts of a node that are on the page; how many values an index has is not, where only its letter stands."""
    return () if isinstance(node, Index | Size) else parts(node)


def _keys(node: object) -> Iterator[object]:
    """The keys of all that a node shows by itself."""
    if isinstance(node, Expr | Position) and (key := key_of(node)) is not None:
        yield key
    match node:
        case tree.Indicator() | tree.ContrastScore() | tree.Cases():
            yield "variable", node.variable
        case tree.SumOver(indices=indices) | tree.ForEach(indices=indices):
            yield from (index.size for index in indices)
        case (
            tree.RowsByRule(index=index)
            | tree.Diagonal(index=index)
            | tree.Stacked(index=index)
            | tree.Beside(index=index)
            | Range(index=index)
        ):
            yield index.size


def key_of(symbol: Expr | Position) -> object:
    """What is the same wherever the same symbol stands, with whatever index; None for what is no symbol by itself."""
    rule = KEYS.get(type(symbol))
    return None if rule is None else rule(symbol)


def _variable(node: tree.Covariate) -> tuple[str, str]:
    return "variable", node.variable if node.place is None else node.symbol.base.text


KEYS: dict[type, Callable[[Any], object]] = {
    tree.Effect: lambda node: ("effect", node.term, node.position),
    tree.Coefficient: lambda node: ("coefficient", node.row),
    tree.Varying: lambda node: ("whole coefficient", node.row, node.step),
    tree.Parameter: lambda node: (node.role, node.term, node.entries),
    tree.Covariate: _variable,
    tree.Statistic: lambda node: ("variable", node.variable),
    LevelOf: lambda node: ("variable", node.factor.base.text),
    Lookup: lambda node: ("look-up", node.group.symbol),
    Index: lambda node: ("index", node.symbol),
    tree.Apply: lambda node: ("function", node.function),
    tree.Diagonal: lambda _node: ("function", "diag"),
    tree.ContrastScore: lambda node: ("function", node.function),
    **dict.fromkeys((tree.BasisFunction, tree.OwnLink), lambda node: ("function", node.symbol)),
    **dict.fromkeys((tree.Indicator, tree.Condition, tree.Membership), lambda _node: "1[…]"),
    **dict.fromkeys((tree.Kronecker, tree.Zero, tree.Residual, tree.Mean, tree.ResponseValue), type),
    **dict.fromkeys(
        (tree.MatrixSymbol, tree.CovarianceMatrix, Size, tree.ByLevel, tree.Identity, tree.Omitted), lambda node: node
    ),
}
