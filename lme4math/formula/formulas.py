"""From the `formula` argument of a call to the formula itself: written out, in a string, or held by a name."""

from __future__ import annotations

from lme4math.errors import FormulaError
from lme4math.formula.declarations import ASSIGNMENTS
from lme4math.formula.nodes import Call, Expression, Name, Text
from lme4math.formula.packages import FOREIGN
from lme4math.formula.parser import parse_expression
from lme4math.formula.script import Script
from lme4math.formula.strings import places_inside
from lme4math.formula.walk import called_name, unwrap
from lme4math.source import Source, Span

_EXAMPLE = "Write it out, as in y ~ x + (1 | g)."
_TRANSPARENT = frozenset({"as.formula", "formula", "quote", "eval", "I", "Formula"})
_COMPUTED = frozenset(
    {"paste", "paste0", "sprintf", "reformulate", "update", "update.formula", "glue", "get", "switch"}
)


def is_formula(node: Expression | None) -> bool:
    """Whether a node is a formula: a call of `~`."""
    return isinstance(node, Call) and node.operator == "~"


def resolve_formula(argument: Expression, script: Script, source: Source) -> Call:
    """The formula that an expression stands for.

    Raises:
        FormulaError: where it is no formula, or one that only running the code would tell.
    """
    node = argument
    for _ in range(len(script.assigned) + 50):
        node = unwrap(node)
        if isinstance(node, Call) and node.operator == "~":
            return node
        node = _step(node, script, source)
    raise FormulaError("The formula is defined by itself.", argument.span, _EXAMPLE)


def _step(node: Expression, script: Script, source: Source) -> Expression:
    if isinstance(node, Text):
        return _from_text(node, source)
    if isinstance(node, Name):
        value = script.lookup(node)
        if value is None:
            raise FormulaError(
                f"`{node.name}` should be the formula, but the text does not say what it is.", node.span, _EXAMPLE
            )
        return value
    name = called_name(node)
    if isinstance(node, Call) and name in _TRANSPARENT and node.operands:
        return node.operands[0]
    if isinstance(node, Call) and name in ASSIGNMENTS and is_formula(unwrap(node.operands[-1])):
        return node.operands[-1]
    raise FormulaError(*_no_formula(node, name), source=source)


def _from_text(node: Text, source: Source) -> Expression:
    if "~" in node.value:
        expression = unwrap(parse_expression(node.value, places_inside(source.text, node.span)))
        if is_formula(expression):
            return expression
    raise FormulaError("This string is not a formula: it has no `~`.", node.span, _EXAMPLE)


def _no_formula(node: Expression, name: str | None) -> tuple[str, Span, str]:
    if name is not None and name in FOREIGN:
        return f"`{name}` does not belong in lme4's formula.", node.span, FOREIGN[name]
    if name in _COMPUTED:
        return "This formula is computed, which only running the code could tell.", node.span, _EXAMPLE
    if name in ("<-", "=", "<<-"):
        return "This assigns; it is not a formula.", node.span, "Write `~` between the response and the terms."
    if name in ("==", "-", "+", "|", "||", "*", ":"):
        return "This is not a formula: it has no `~`.", node.span, _EXAMPLE
    return "This is not a formula.", node.span, _EXAMPLE
