"""Links that a script makes for its families: objects of R's class `link-glm`, which name themselves.

Source: R's `stats::binomial` and `stats::make.link`: a family takes the element `name` of such an object.
"""

from __future__ import annotations

from lme4math.r import Call, Expression, Name, Text, called_name, walk
from lme4math.script.frames import Closure
from lme4math.script.holding import Names


def link_name(family: Expression | None, names: Names) -> str | None:
    """What R calls the link of a family; None where the script does not make it, or does not spell its name out.

    Args:
        family: the argument of a model's call.
        names: what the names of the script hold there.
    """
    if not isinstance(family, Call):
        return None
    for argument in family.operands:
        function = argument.function if isinstance(argument, Call) else None
        held = names.get(function.name) if isinstance(function, Name) else None
        for node in walk(held.function if isinstance(held, Closure) else argument):
            if isinstance(node, Call) and (name := _named(node)) is not None:
                return name
    return None


def _named(call: Call) -> str | None:
    """The `name` in `structure(list(…, name = "logexp"), class = "link-glm")`."""
    if called_name(call) != "structure" or not call.operands:
        return None
    kind, given = _argument(call, "class"), call.operands[0]
    if not isinstance(kind, Text) or kind.value != "link-glm" or not isinstance(given, Call):
        return None
    name = _argument(given, "name")
    return name.value if isinstance(name, Text) else None


def _argument(call: Call, name: str) -> Expression | None:
    return next((item.value for item in call.arguments if item.name == name), None)
