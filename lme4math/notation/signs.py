"""Signs that are nobody's name: indicators, look-ups, Kronecker products, identity matrices, links."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lme4math.english import quoted
from lme4math.notation import tree
from lme4math.notation.glossary import Nodes
from lme4math.notation.meanings import LegendEntry
from lme4math.notation.names import Names
from lme4math.notation.symbols import Lookup
from lme4math.notation.words import letter_of

FUNCTIONS: Mapping[str, str] = {
    "log": "the natural logarithm",
    "logit": "the logarithm of the odds, log(μ / (1 − μ))",
    "probit": "the inverse of the standard normal distribution function",
    "cloglog": "the complementary log-log, log(−log(1 − μ))",
    "cauchit": "the inverse of the standard Cauchy distribution function",
}
"""What functions are whose names do not say it."""


def signs(names: Names, nodes: Nodes) -> Iterator[LegendEntry]:
    """Each sign that is on the pages, once; functions without what they are of."""
    seen: set[object] = set()
    for node in nodes:
        found = _sign(names, node)
        if found is not None and found[0] not in seen:
            seen.add(found[0])
            yield found[1]


def _sign(names: Names, node: object) -> tuple[object, LegendEntry] | None:
    """What a sign is told apart by, and its entry; None for other nodes."""
    match node:
        case tree.Indicator() | tree.Membership():
            return "indicator", LegendEntry(node, "1 if what stands in the brackets holds, 0 if not", "")
        case tree.Apply(function=function) if function in FUNCTIONS:
            return function, LegendEntry(tree.Apply(function, ()), FUNCTIONS[function], function)
        case tree.Identity(size=size):
            return size, LegendEntry(node, f"the identity matrix, with a row for each {_counted(names, size)}", "")
        case tree.Kronecker():
            meaning = "the Kronecker product: block diagonal, with the right matrix once for each row of the left one"
            return "kronecker", LegendEntry(node, meaning, "")
        case tree.Diagonal():
            return "diagonal", LegendEntry(
                tree.Apply("diag", ()), "the diagonal matrix with the entries in brackets", ""
            )
        case tree.Zero():
            return "zero", LegendEntry(node, "a vector or a matrix of zeros", "")
        case _:
            return None


def _counted(names: Names, size: tree.Expr) -> str:
    for index, group in zip(names.groups, names.model.levels, strict=True):
        if index.size == size:
            return f"level of {quoted(group.name)}"
    return "observation"


def lookups(names: Names, nodes: Nodes) -> Iterator[LegendEntry]:
    """j[i], for each grouping factor that is looked up."""
    found = dict.fromkeys(node.group for node in nodes if isinstance(node, Lookup) and not node.group.nested)
    for index in found:
        group = names.group(index.level or 0)
        meaning = f"the level of {quoted(group)} that observation {letter_of(names.observation)} belongs to"
        yield LegendEntry(Lookup(index, names.observation), meaning, group, group)
