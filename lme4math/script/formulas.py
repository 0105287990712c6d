"""The formula that the argument `formula` of a call stands for.

The formula may be written out, in a string, or assigned to a name before the call.
"""

from __future__ import annotations

from lme4math.english import quoted
from lme4math.errors import FormulaError
from lme4math.formula import expanded, update_formula
from lme4math.r import (
    ASSIGNMENTS,
    Call,
    Expression,
    Name,
    Text,
    called,
    called_name,
    is_syntactic,
    match_arguments,
    parse_expression,
    places_inside,
    unwrap,
)
from lme4math.script.drafts import Draft
from lme4math.script.other_models import FOREIGN, OURS, PACKAGES
from lme4math.script.program import Script
from lme4math.script.siblings import is_formula
from lme4math.script.signs import with_plain_signs
from lme4math.script.string_formulas import SPELLED, spelled_out
from lme4math.source import Source, Span

_EXAMPLE = "Write it out, as in y ~ x + (1 | g)."
_TRANSPARENT = frozenset({"as.formula", "formula", "quote", "eval", "I", "Formula"})
_UPDATING = frozenset({"update", "update.formula"})


_HANDING_ON = frozenset({"suppressWarnings", "suppressMessages", "invisible", "print", "try", "tryCatch", "identity"})
"""Functions whose value is that of their first argument."""


def handed_on(call: Call) -> Expression | None:
    """The argument whose value a call hands on, as `suppressWarnings(x)` does; None for a call that makes its own."""
    if not call.operands:
        return None
    if call.operator == "{":
        return call.operands[-1]
    named = {item.name: item.value for item in call.arguments if item.name in ("expr", "x")}
    first = next(iter(named.values()), None) or next((item.value for item in call.arguments if not item.name), None)
    return first if called_name(call) in _HANDING_ON else None


def model_function(node: Expression) -> str | None:
    """The name of the function, one of `OURS`, that a call fits a model by; None for any other node."""
    package, name = called(node)
    if name not in OURS or (package is not None and name not in PACKAGES.get(package, ())):
        return None
    return name


def resolve_formula(argument: Expression, script: Script, source: Source) -> Call:
    """The formula that an expression stands for.

    Raises:
        FormulaError: it is no formula, or one that is computed.
    """
    node = argument
    changes: list[Expression] = []
    for _ in range(len(script.assigned) + 50):
        node = unwrap(node)
        if isinstance(node, Call) and node.operator == "~":
            return _updated(node, changes, script, source)
        if isinstance(node, Call) and called_name(node) in _UPDATING and len(node.operands) == 2:
            changes.append(node.operands[1])
            node = node.operands[0]
        elif isinstance(node, Call) and (value := handed_on(node)) is not None:
            node = value
        else:
            node = _step(node, script, source)
    raise FormulaError("The formula is defined by itself.", argument.span, _EXAMPLE)


def _updated(formula: Call, changes: list[Expression], script: Script, source: Source) -> Call:
    for change in reversed(changes):
        if called_name(change) in _UPDATING:
            raise FormulaError("This formula is computed, and the code is not run.", change.span, _EXAMPLE)
        new = resolve_formula(change, script, source)
        formula = update_formula(expanded(formula), new, new.span)
    return formula


def _step(node: Expression, script: Script, source: Source) -> Expression:
    if isinstance(node, Text):
        return _from_text(node, source)
    if isinstance(node, Name):
        value = script.lookup(node)
        if value is None:
            raise FormulaError(
                f"{quoted(node.name)} should be the formula, but the code does not assign it.", node.span, _EXAMPLE
            )
        return value
    name = called_name(node)
    if isinstance(node, Call) and name in _TRANSPARENT and node.operands:
        return node.operands[0]
    if isinstance(node, Call) and name in SPELLED:
        spelled = spelled_out(node, script.lookup, source)
        if spelled is not None:
            return _formula_in(spelled.read(), node.span)
    if isinstance(node, Call) and name in ASSIGNMENTS and is_formula(unwrap(node.operands[-1])):
        return node.operands[-1]
    if isinstance(node, Call) and (function := model_function(node)) is not None:
        matched = match_arguments(node, function)
        if "formula" in matched:
            return matched["formula"].value
    raise FormulaError(*_no_formula(node, name), source=source)


def _from_text(node: Text, source: Source) -> Expression:
    if "~" not in node.value:
        raise FormulaError("This string is not a formula: it has no `~`.", node.span, _EXAMPLE)
    draft, _ = with_plain_signs(Draft(node.value, tuple(source.inside(node.span, places_inside))))
    return _formula_in(parse_expression(draft.text, draft.places), node.span)


def _formula_in(expression: Expression, span: Span) -> Expression:
    """The formula that a string contains."""
    inner = unwrap(expression)
    if called_name(inner) in _TRANSPARENT and isinstance(inner, Call) and inner.operands:
        inner = unwrap(inner.operands[0])
    if is_formula(inner):
        return inner
    raise FormulaError("This string is not a formula.", span, _EXAMPLE)


def _no_formula(node: Expression, name: str | None) -> tuple[str, Span, str]:
    if name is not None and name in FOREIGN:
        return f"{quoted(name)} does not belong in lme4's formula.", node.span, FOREIGN[name].said
    if name in ASSIGNMENTS:
        return "This assigns; it is not a formula.", node.span, "Write `~` between the response and the terms."
    if name is not None and (is_syntactic(name) or "::" in name):
        return f"This formula is computed by `{name}(…)`, and the code is not run.", node.span, _EXAMPLE
    if isinstance(node, Call) and name not in _NO_TILDE:
        return "This formula is computed, and the code is not run.", node.span, _EXAMPLE
    if isinstance(node, Call):
        return "This is not a formula: it has no `~`.", node.span, _EXAMPLE
    return "This is not a formula.", node.span, _EXAMPLE


_NO_TILDE = frozenset(
    {"==", "!=", "<", ">", "<=", ">=", "-", "+", "|", "||", "*", "/", "^", ":", "!", "&", "&&", "%in%"}
)
