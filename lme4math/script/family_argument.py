"""The family of a model call, with the names in it replaced by what the script assigned to them."""

from __future__ import annotations

from dataclasses import replace

from lme4math.r import Argument, Call, Expression, Lookup, Name, called_name, picked_column, unwrap

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
    made = _settled(found.function, lookup)
    function = made if isinstance(made, Name) or called_name(made) in ("::", ":::") else found.function
    return replace(found, function=function, arguments=_arguments(found, lookup))


def _arguments(call: Call, lookup: Lookup) -> tuple[Argument, ...]:
    """The arguments of a family, and those of a `make.link()` among them."""
    values = [None if item.value is None else _settled(item.value, lookup) for item in call.arguments]
    for place, value in enumerate(values):
        if isinstance(value, Call) and called_name(value) == "make.link":
            inner = (
                replace(item, value=_settled(item.value, lookup)) if item.value else item for item in value.arguments
            )
            values[place] = replace(value, arguments=tuple(inner))
    return tuple(replace(item, value=value) for item, value in zip(call.arguments, values, strict=True))


def _settled(node: Expression, lookup: Lookup) -> Expression:
    """What a name stands for, or a member of a list; or the node itself."""
    for _ in range(_MOST):
        inner = unwrap(node)
        value = lookup(inner) if isinstance(inner, Name) else _member(inner, lookup)
        if value is None:
            break
        node = value
    return node


def _member(node: Expression, lookup: Lookup) -> Expression | None:
    """What `list(a = x)` has under the name in `families$a`, where `families` is that list."""
    picked = picked_column(node) if isinstance(node, Call) and node.operator in ("$", "[[") else None
    whose = node.operands[0] if isinstance(node, Call) and picked is not None else None
    held = lookup(whose) if isinstance(whose, Name) else None
    if picked is None or not isinstance(held, Call) or called_name(held) != "list":
        return None
    return next((item.value for item in held.arguments if item.name == picked.name), None)
