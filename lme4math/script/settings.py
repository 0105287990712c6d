"""What a script sets of factors outside a model's call: levels, contrasts, and R's option for all of them.

`contrasts(f) <- …` and `attr(f, "contrasts") <- …` are for one factor, `options(contrasts = …)` for all that have none;
afex's `set_sum_contrasts()` and its kin set the option.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from lme4math.r import (
    Call,
    Constant,
    Expression,
    Name,
    Text,
    call_of,
    called_name,
    named_argument,
    nothing_assigned,
    operands_of,
    referred,
    strings_in,
    unwrap,
)
from lme4math.script.factor_calls import OWN_LEVELS, FactorValue, factor_value, joined_levels
from lme4math.script.frames import ContrastSetting, Declaration, Defaults, known_factor
from lme4math.script.holding import Names, strings_of, word_of
from lme4math.script.making import closed, vector_of_texts
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
    given = [node, *(one for one in node.operands if isinstance(one, Call) and called_name(one) == "list")]
    contrasts = next((found for one in given if (found := named_argument(one, "contrasts")) is not None), None)
    return None if contrasts is None else _from_option(contrasts, names, node.span)


def _from_option(given: Expression, names: Names, span: Span) -> Defaults:
    words = strings_of(given, names)
    if words is None or len(words) != 2:
        is_function = isinstance(given, Name | Call) and (referred(given)[1] or "").startswith("contr.")
        refused = _NEEDS_TWO if words or is_function else ""
        unknown = ContrastSetting(given, span, refused=refused)
        return unknown, unknown
    labels = [item.name for item in given.arguments] if isinstance(given, Call) else []
    if labels[:1] == ["ordered"]:
        words = (words[1], words[0])
    return ContrastSetting(Text(words[0], span), span), ContrastSetting(Text(words[1], span), span)


_NEEDS_TWO = "R takes two names of contrasts as this option, for factors and for ordered factors."


def coded_variable(target: Expression) -> tuple[Expression, bool] | None:
    """The factor whose contrasts an assignment to `target` sets, and whether it sets all of them."""
    whole = True
    while isinstance(target, Call):
        name, operands = called_name(target), target.operands
        second = operands[1] if len(operands) > 1 else None
        if name == "contrasts" and operands:
            return operands[0], whole
        if name == "attr" and isinstance(second, Text) and second.value == "contrasts":
            return operands[0], whole
        if name in ("$", "[[") and called_name(operands[0]) == "attributes" and word_of(second) == "contrasts":
            return operands_of(operands[0])[0], whole
        if name not in ("[", "[[", "colnames", "dimnames", "rownames") or not operands:
            return None
        target, whole = operands[0], False
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


Change = Callable[[Declaration], Declaration]


def setting_change(target: Expression, value: Expression, span: Span, names: Names) -> tuple[Expression, Change] | None:
    """The factor whose contrasts or levels an assignment sets, and what becomes of it.

    Args:
        target: what is assigned to.
        value: what it is given.
        span: of the statement.
        names: what the names of the script hold.
    """
    if (coded := coded_variable(target)) is not None:
        variable, whole = coded
        if not whole and isinstance(target, Call):
            return variable, lambda one: _with_edit(one, target, value, span, names)
        as_is = called_name(target) != "contrasts"
        setting = _how_many(target, value)
        return variable, lambda one: _with_contrasts(one, setting, span, names, as_is)
    if (releveled := releveled_variable(target)) is not None:
        variable, whole = releveled
        return variable, lambda one: _with_levels(one, None if whole else target, value, span, names)
    return None


def _how_many(target: Expression, value: Expression) -> Expression:
    """What `contrasts(f) <- value` sets, or `contrasts(f, how.many) <- value`, as `C()` takes it."""
    operands = operands_of(target)
    if called_name(target) != "contrasts" or len(operands) < 2:
        return value
    return call_of("C", value.span, operands[0], value, operands[1])


def _with_contrasts(one: Declaration, value: Expression, span: Span, names: Names, as_is: bool) -> Declaration:
    """A variable whose contrasts are set: only a factor has any."""
    value, _ = closed(unwrap(value), None, names)
    if isinstance(value, Constant) and value.name == "NULL":
        return replace(one, coding=None)
    coding = ContrastSetting(value, span, None if one.lost_levels else one.levels, as_is)
    return replace(one, coding=coding, read_factor=known_factor(one.factor or OWN_LEVELS))


def _with_edit(one: Declaration, target: Call, value: Expression, span: Span, names: Names) -> Declaration:
    """A factor some of whose contrasts, or their names, are set."""
    part, _ = closed(target, None, names)
    value, _ = closed(unwrap(value), None, names)
    before = one.coding
    edits = before.edits if before is not None else ()
    base = before.base if before is not None and edits else before
    assert isinstance(part, Call)
    coding = ContrastSetting(target, span, one.levels, edits=(*edits[-_MOST_EDITS:], (part, value)), base=base)
    return replace(one, coding=coding, read_factor=known_factor(one.factor or OWN_LEVELS))


_MOST_EDITS = 50
"""More changes of parts than these are not followed."""


def _with_levels(one: Declaration, part: Expression | None, value: Expression, span: Span, names: Names) -> Declaration:
    """A factor whose levels are given other names, in their order: all, or the part of them that is assigned to."""
    factor = FactorValue(None, one.ordered)
    labels: Expression | None = closed(unwrap(value), None, names)[0]
    if labels is not None and part is not None:
        labels = _with_some_levels(one, closed(part, None, names)[0], labels, span)
    if called_name(labels or value) == "list" and isinstance(labels, Call):
        factor = joined_levels(labels, one.factor) or factor
    elif labels is not None:
        call = call_of("factor", span, Constant("NULL", span), labels=labels)
        factor = factor_value(call, nothing_assigned, one.factor) or factor
    scope = {**one.scope, one.name: one}
    return replace(one, read_factor=known_factor(factor), span=span, scope=scope, value=None)


def _with_some_levels(one: Declaration, part: Expression, value: Expression, span: Span) -> Expression | None:
    """All levels after `levels(f)[2] <- "b"` or `levels(f)[levels(f) == "a"] <- "b"`; None where they are not told."""
    index, new = operands_of(part)[-1], strings_in(value)
    if one.levels is None or new is None or called_name(part) != "[" or len(operands_of(part)) != 2:
        return None
    named = strings_in(operands_of(index)[-1]) if called_name(index) in ("==", "%in%") else None
    if named is not None and called_name(operands_of(index)[0]) == "levels":
        places = [place for place, level in enumerate(one.levels) if level in named]
    else:
        numbers = strings_in(index) if not isinstance(index, Text) else None
        if numbers is None or not all(number.isdecimal() for number in numbers):
            return None
        places = [int(number) - 1 for number in numbers]
    if not places or len(new) not in (1, len(places)) or not all(0 <= place < len(one.levels) for place in places):
        return None
    texts = dict(zip(places, new * len(places), strict=False))
    return vector_of_texts((texts.get(place, level) for place, level in enumerate(one.levels)), span)
