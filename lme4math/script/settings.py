"""What a script sets of factors outside a model's call: levels, contrasts, and R's option for all of them.

`contrasts(f) <- …` and `attr(f, "contrasts") <- …` are for one factor, `options(contrasts = …)` for all that have none;
afex's `set_sum_contrasts()` and its kin set the option.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from lme4math.r import Argument, Call, Constant, Expression, Name, Text, called_name, nothing_assigned, unwrap
from lme4math.script.factor_calls import FactorValue, factor_value
from lme4math.script.frames import ContrastSetting, Declaration, Defaults
from lme4math.script.making import Names, closed, spelled_out
from lme4math.source import Span

OPTION_SETTERS: Mapping[str, str] = {
    "set_sum_contrasts": "contr.sum",
    "set_deviation_contrasts": "contr.sum",
    "set_effects_contrasts": "contr.sum",
    "set_treatment_contrasts": "contr.treatment",
    "set_default_contrasts": "contr.treatment",
}


def set_defaults(node: Call, names: Names) -> Defaults | None:
    """The contrasts of factors that a call of `options()` or of afex sets; None for a call that sets none."""
    name = called_name(node) or ""
    if name in OPTION_SETTERS:
        return ContrastSetting(Text(OPTION_SETTERS[name], node.span), node.span), None
    if name != "options":
        return None
    inside = next((item.value for item in node.arguments if called_name(item.value or node) == "list"), None)
    given = (*node.arguments, *(inside.arguments if isinstance(inside, Call) else ()))
    contrasts = next((item.value for item in given if item.name == "contrasts"), None)
    return None if contrasts is None else _from_option(contrasts, names, node.span)


def _from_option(given: Expression, names: Names, span: Span) -> Defaults:
    words = spelled_out(given, names)
    if words is None or len(words) != 2:
        unknown = ContrastSetting(given, span)
        return unknown, unknown
    labels = [item.name for item in given.arguments] if isinstance(given, Call) else []
    if labels[:1] == ["ordered"]:
        words = (words[1], words[0])
    return ContrastSetting(Text(words[0], span), span), ContrastSetting(Text(words[1], span), span)


def coded_variable(target: Expression) -> tuple[Expression, bool] | None:
    """The factor whose contrasts an assignment to `target` sets, and whether it sets all of them."""
    whole = True
    while isinstance(target, Call):
        name = called_name(target)
        second = target.operands[1] if len(target.operands) > 1 else None
        if name == "contrasts" and target.operands:
            return target.operands[0], whole
        if name == "attr" and isinstance(second, Text) and second.value == "contrasts":
            return target.operands[0], whole
        if name not in ("[", "colnames", "dimnames", "rownames") or not target.operands:
            return None
        target, whole = target.operands[0], False
    return None


def releveled_variable(target: Expression) -> tuple[Expression, bool] | None:
    """The factor whose levels an assignment to `target` sets, and whether it sets all of them."""
    whole = True
    while isinstance(target, Call) and target.operands:
        if called_name(target) == "levels":
            return target.operands[0], whole
        if target.operator not in ("[", "[["):
            return None
        target, whole = target.operands[0], False
    return None


def with_contrasts(one: Declaration, value: Expression, span: Span, names: Names) -> Declaration:
    """A variable whose contrasts are set: only a factor has any."""
    value, _ = closed(unwrap(value), None, names)
    if isinstance(value, Constant) and value.name == "NULL":
        return replace(one, coding=None)
    return replace(one, coding=ContrastSetting(value, span), factor=one.factor or FactorValue(None, plain=True))


def with_levels(one: Declaration, value: Expression | None, span: Span, names: Names) -> Declaration:
    """A factor whose levels are given other names, in their order; None where the text does not tell which."""
    factor = FactorValue(None, one.ordered)
    if value is not None:
        labels, _ = closed(unwrap(value), None, names)
        nothing = Argument(Constant("NULL", span), None, span)
        call = Call(Name("factor", span), (nothing, Argument(labels, "labels", span)), span)
        factor = factor_value(call, nothing_assigned, one.factor) or factor
    scope = {**one.scope, one.name: one}
    return replace(one, factor=factor, span=span, scope=scope, value=None)
