"""The family of a model call, with the names in it replaced by what the script assigned to them."""

from __future__ import annotations

from dataclasses import replace

from lme4math.r import Argument, Call, Expression, Lookup, Name, unwrap

_MOST = 20
"""The longest chain of names that is followed."""


def settled_family(family: Expression, lookup: Lookup) -> Expression:
    """A family as the script has it: `fam` is what was assigned to it, and so is `lk` in `binomial(link = lk)`.

    Args:
        family: the argument.
        lookup: what the script assigned to a name.
    """
    found = _settled(family, lookup)
    if not isinstance(found, Call):
        return found
    return replace(found, arguments=tuple(_argument(item, lookup) for item in found.arguments))


def _argument(item: Argument, lookup: Lookup) -> Argument:
    return item if item.value is None else replace(item, value=_settled(item.value, lookup))


def _settled(node: Expression, lookup: Lookup) -> Expression:
    """What a name stands for, or the node itself."""
    for _ in range(_MOST):
        inner = unwrap(node)
        value = lookup(inner) if isinstance(inner, Name) else None
        if value is None:
            break
        node = value
    return node
