"""What a script says about its factors: `df$type <- factor(df$type, levels = c("-", "+"))` and its kin.

Nothing is run. Only what is spelled out counts; where the text makes a factor of unknown levels, that too is said.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from lme4math.errors import FormulaError
from lme4math.formula.deparse import deparse
from lme4math.formula.nodes import Argument, Call, Constant, Expression, Name, Text
from lme4math.formula.pipelines import unpipe
from lme4math.formula.signatures import Matched, match_arguments
from lme4math.formula.vectors import LONGEST, Lookup, spelled_out, whole
from lme4math.formula.walk import called_name, unwrap
from lme4math.records import record
from lme4math.source import Span

ASSIGNMENTS = frozenset({"<-", "<<-", "=", ":="})
_MAKERS = frozenset(
    {"transform", "mutate", "within", "data.frame", "tibble", "data_frame", "cbind", "list", "summarise", "transmute"}
)


@record
class FactorValue:
    """A factor as far as the text tells.

    Attributes:
        levels: the levels in their order, the first being the baseline, or None where the text does not tell.
        ordered: whether it is an ordered factor.
        reference: the baseline, where only that is told (`relevel`).
    """

    levels: tuple[str, ...] | None
    ordered: bool = False
    reference: str | None = None


@record
class Declaration:
    """A statement of a script that makes a variable a factor; `frame` is the data frame it names, if any."""

    name: str
    levels: tuple[str, ...] | None
    ordered: bool
    reference: str | None
    frame: str | None
    span: Span


def factor_value(expression: Expression, lookup: Lookup, known: FactorValue | None = None) -> FactorValue | None:
    """What factor an expression such as `factor(x, levels = c("a", "b"))` makes, or None if it makes none.

    Args:
        expression: the call.
        lookup: what the script assigned to a name.
        known: what is known of the variable before, which `factor(x)` without levels keeps.
    """
    chain: list[Call] = []
    node = unpipe(unwrap(expression))
    while isinstance(node, Call) and called_name(node) in _READERS:
        chain.append(node)
        if not node.operands:
            break
        node = unpipe(unwrap(node.operands[0]))
    if not chain:
        return None
    for call in reversed(chain):
        known = _one_factor(call, lookup, known)
    return known


def _one_factor(call: Call, lookup: Lookup, known: FactorValue | None) -> FactorValue:
    try:
        return _READERS[called_name(call) or ""](call, lookup, known)
    except FormulaError:
        return FactorValue(None)


def _factor(call: Call, lookup: Lookup, known: FactorValue | None) -> FactorValue:
    matched = match_arguments(call, "factor")
    levels = _strings(matched.get("levels"), lookup)
    if "levels" not in matched and known is not None:
        levels = known.levels
    if "labels" in matched:
        levels = _labelled(levels, _strings(matched["labels"], lookup))
    ordered = known.ordered if known is not None else False
    if "ordered" in matched:
        ordered = _is_true(matched["ordered"].value)
    return FactorValue(_distinct(levels), ordered)


def _ordered(call: Call, lookup: Lookup, known: FactorValue | None) -> FactorValue:
    return replace(_factor(call, lookup, known), ordered=True)


def _as_factor(_call: Call, _lookup: Lookup, known: FactorValue | None) -> FactorValue:
    return known or FactorValue(None)


def _as_ordered(_call: Call, _lookup: Lookup, known: FactorValue | None) -> FactorValue:
    return FactorValue(known.levels if known else None, True)


def _generated(call: Call, lookup: Lookup, _known: FactorValue | None) -> FactorValue:
    matched = match_arguments(call, "gl")
    count = whole(matched["n"].value) if "n" in matched else None
    levels = tuple(map(str, range(1, count + 1))) if count is not None and 0 < count <= LONGEST else None
    if "labels" in matched:
        levels = _labelled(levels, _strings(matched["labels"], lookup))
    return FactorValue(levels, "ordered" in matched and _is_true(matched["ordered"].value))


def _releveled(call: Call, lookup: Lookup, known: FactorValue | None) -> FactorValue:
    matched = match_arguments(call, "relevel")
    reference = _strings(matched.get("ref"), lookup)
    return _moved_first(reference[0] if reference else None, known)


def _forcats_relevel(call: Call, lookup: Lookup, known: FactorValue | None) -> FactorValue:
    first = [argument.value for argument in call.arguments[1:] if argument.name is None and argument.value is not None]
    names = [name for value in first for name in spelled_out(value, lookup) or ()]
    for name in reversed(names):
        known = _moved_first(name, known)
    return known or FactorValue(None)


def _moved_first(reference: str | None, known: FactorValue | None) -> FactorValue:
    levels = known.levels if known else None
    if reference is None:
        return FactorValue(None)
    if levels is None or reference not in levels:
        return FactorValue(None, known.ordered if known else False, reference)
    return FactorValue((reference, *(level for level in levels if level != reference)))


_READERS = {
    "factor": _factor,
    "ordered": _ordered,
    "as.factor": _as_factor,
    "as_factor": _as_factor,
    "droplevels": _as_factor,
    "as.ordered": _as_ordered,
    "gl": _generated,
    "relevel": _releveled,
    "fct_relevel": _forcats_relevel,
}


def _strings(matched: Matched | None, lookup: Lookup) -> tuple[str, ...] | None:
    return None if matched is None else spelled_out(matched.value, lookup)


def _labelled(levels: tuple[str, ...] | None, labels: tuple[str, ...] | None) -> tuple[str, ...] | None:
    if labels is not None and len(labels) == 1 and levels is not None and len(levels) > 1:
        return tuple(f"{labels[0]}{number}" for number in range(1, len(levels) + 1))
    return labels


def _distinct(levels: tuple[str, ...] | None) -> tuple[str, ...] | None:
    return None if levels is None else tuple(dict.fromkeys(levels))


def _is_true(value: Expression) -> bool:
    return (isinstance(value, Constant) and value.name == "TRUE") or (isinstance(value, Name) and value.name == "T")


def find_declarations(calls: Iterable[Call], lookup: Lookup) -> tuple[Declaration, ...]:
    """The factors that a script has made after `calls`, each by the last statement about it."""
    found: dict[str, Declaration] = {}
    for name, frame, value, span in _settings(calls):
        before = found.get(name)
        known = FactorValue(before.levels, before.ordered, before.reference) if before else None
        factor = factor_value(value, lookup, known) if isinstance(value, Call) else None
        if factor is None:
            found.pop(name, None)
        else:
            found[name] = Declaration(name, factor.levels, factor.ordered, factor.reference, frame, span)
    return tuple(found.values())


_Setting = tuple[str, str | None, Expression, Span]


def _settings(calls: Iterable[Call]) -> Iterator[_Setting]:
    """Every place where a script gives a variable a value: its name, its data frame, the value, the place."""
    for node in calls:
        if node.operator in ASSIGNMENTS and len(node.operands) == 2:
            yield from _assignment(node)
        else:
            yield from _columns(unpipe(node))


def _columns(node: Expression) -> Iterator[_Setting]:
    if isinstance(node, Call) and called_name(node) in _MAKERS:
        frame = deparse(node.operands[0]) if node.operands and isinstance(node.operands[0], Name) else None
        for argument in node.arguments:
            if argument.name and argument.value is not None:
                yield argument.name, frame, argument.value, argument.span


def _assignment(node: Call) -> Iterator[_Setting]:
    target, value = node.operands
    if called_name(target) == "levels" and isinstance(target, Call) and len(target.operands) == 1:
        # `levels(x) <- c("a", "b")` names the levels in their order, whatever they were.
        target, value = target.operands[0], _as_levels(value)
    named = _target(target)
    if named is not None:
        yield *named, value, node.span


def _as_levels(value: Expression) -> Call:
    nothing = Argument(Constant("NULL", value.span), None, value.span)
    return Call(Name("factor", value.span), (nothing, Argument(value, "levels", value.span)), value.span)


def _target(target: Expression) -> tuple[str, str | None] | None:
    if isinstance(target, Name):
        return target.name, None
    if isinstance(target, Text):
        return target.value, None
    if not isinstance(target, Call) or target.operator not in ("$", "[[", "["):
        return None
    operands = target.operands
    column = operands[-1] if len(operands) == 2 else None
    if isinstance(column, Text) or (isinstance(column, Name) and target.operator == "$"):
        return (column.value if isinstance(column, Text) else column.name), deparse(operands[0])
    return None
