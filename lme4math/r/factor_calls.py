"""What factor an R expression makes, as far as its text tells: `factor(x, levels = c("a", "b"))` and its kin.

Nothing is run. It is the one reader of these calls, in scripts and in formulas.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from lme4math.errors import FormulaError
from lme4math.r.arguments import Matched, match_arguments
from lme4math.r.constant_vectors import LONGEST
from lme4math.r.constants import Lookup, number_in, strings_in, truth_in
from lme4math.r.nodes import Call, Constant, Expression, called_name, unwrap
from lme4math.r.pipes import unpipe
from lme4math.records import record

Levels = tuple[str, ...] | None
"""Levels in their order, or None where the text does not tell."""


@record
class FactorValue:
    """A factor as far as the text tells.

    Attributes:
        levels: the levels in their order, the first being the baseline, or None where the text does not tell.
        ordered: whether it is an ordered factor.
        reference: the baseline, where only that is told (`relevel`).
        relabelled: the values that are given other names by `labels`, and these; empty where none are.
        named: the names that `labels` gives to values which the text does not tell, in the order of these values;
            None for one that is dropped afterwards. Empty where there are none.
        plain: whether the levels are the data's own in R's order.
    """

    levels: Levels
    ordered: bool = False
    reference: str | None = None
    relabelled: tuple[tuple[str, str], ...] = ()
    named: tuple[str | None, ...] = ()
    plain: bool = False


def factor_value(expression: Expression, lookup: Lookup, known: FactorValue | None = None) -> FactorValue | None:
    """What factor an expression such as `factor(x, levels = c("a", "b"))` makes, or None if it makes none.

    Args:
        expression: the call.
        lookup: what the script assigned to a name.
        known: what is known of the variable before, which `factor(x)` without levels keeps.
    """
    chain: list[Call] = []
    node = unpipe(unwrap(expression))
    while isinstance(node, Call) and called_name(node) in FACTOR_READERS:
        chain.append(node)
        inner = _made_of(node)
        if inner is None:
            break
        node = unpipe(unwrap(inner))
    if not chain:
        return None
    for call in reversed(chain):
        known = factor_of_call(call, lookup, known)
    return known


def _made_of(call: Call) -> Expression | None:
    """What a factor is made of: the argument `x`, or the first that has no name."""
    named = [argument.value for argument in call.arguments if argument.name == "x"]
    return next(iter([*named, *(argument.value for argument in call.arguments if not argument.name)]), None)


def factor_of_call(call: Call, lookup: Lookup, known: FactorValue | None) -> FactorValue:
    """What one of the calls that are read here makes of what is known of its first argument."""
    try:
        return FACTOR_READERS[called_name(call) or ""](call, lookup, known)
    except FormulaError:
        return FactorValue(None)


def _factor(call: Call, lookup: Lookup, known: FactorValue | None) -> FactorValue:
    matched = match_arguments(call, "factor")
    told = {name: _strings(given, lookup) for name, given in matched.items() if name in ("levels", "labels", "exclude")}
    ordered = known.ordered if known is not None else False
    if "ordered" in matched:
        ordered = _is_true(matched)
    levels = factor_levels(known.levels if known else None, told)
    if "exclude" in told and "levels" not in told and not _is_na(matched["exclude"].value):
        levels = None  # NA is a level, too, where a value is missing
    named = _named(known, told)
    relabelled = () if levels is None or named else _relabelled(known, told)
    plain = not told and (known is None or known.plain)
    return FactorValue(levels, ordered, relabelled=relabelled, named=named, plain=plain)


def _named(known: FactorValue | None, told: Mapping[str, Levels]) -> tuple[str | None, ...]:
    """The names given to the data's own values, which the text does not tell."""
    labels = told.get("labels")
    if known is not None and known.named and known.levels is not None:
        names = dict(_relabelled(replace(known, relabelled=()), told)) if labels is not None else None
        return known.named if names is None else tuple(names.get(name or "") for name in known.named)
    plain = known is None or known.plain or bool(known.named)
    return labels or () if plain and not {"levels", "exclude"} & told.keys() else ()


def _relabelled(known: FactorValue | None, told: Mapping[str, Levels]) -> tuple[tuple[str, str], ...]:
    """What becomes of each value, from those of the variable before anything was said of it."""
    before = known.relabelled if known else ()
    labels = told.get("labels")
    values = _unlabelled(known, told)
    if labels is None or values is None:
        return before
    names = labels if len(labels) == len(values) else [f"{labels[0]}{number}" for number in range(1, len(values) + 1)]
    now = dict(zip(values, names, strict=True))
    return tuple((value, now[name]) for value, name in before if name in now) if before else tuple(now.items())


def _unlabelled(known: FactorValue | None, told: Mapping[str, Levels]) -> Levels:
    return factor_levels(known.levels if known else None, {name: told[name] for name in told if name != "labels"})


def factor_levels(known: Levels, told: Mapping[str, Levels]) -> Levels:
    """The levels that R's `factor()` makes.

    Args:
        known: the levels of what it is given.
        told: those of its arguments `levels`, `labels` and `exclude` that are given.
    """
    levels = told.get("levels", known)
    excluded = told.get("exclude", ())
    if levels is not None:
        levels = None if excluded is None else tuple(level for level in levels if level not in excluded)
    if levels is not None and len(set(levels)) < len(levels):
        return None  # R refuses
    return _labelled(levels, told["labels"]) if "labels" in told else levels


def _labelled(levels: Levels, labels: Levels) -> Levels:
    """Labels in place of levels: one for each, those alike together; or one for all, which is numbered."""
    if labels is None or (levels is None and len(labels) == 1):
        return None
    if levels is not None and len(labels) == 1 and len(levels) != 1:
        return tuple(f"{labels[0]}{number}" for number in range(1, len(levels) + 1))
    return tuple(dict.fromkeys(labels)) if levels is None or len(labels) == len(levels) else None


def _ordered(call: Call, lookup: Lookup, known: FactorValue | None) -> FactorValue:
    return replace(_factor(call, lookup, known), ordered=True)


def _as_factor(_call: Call, _lookup: Lookup, known: FactorValue | None) -> FactorValue:
    return known or FactorValue(None, plain=True)


def _add_na(_call: Call, _lookup: Lookup, known: FactorValue | None) -> FactorValue:
    """Whether NA is a level, only the data tell."""
    return FactorValue(None, known.ordered if known else False)


def _as_ordered(_call: Call, _lookup: Lookup, known: FactorValue | None) -> FactorValue:
    return replace(known, ordered=True) if known else FactorValue(None, True, plain=True)


def _generated(call: Call, lookup: Lookup, _known: FactorValue | None) -> FactorValue:
    matched = match_arguments(call, "gl")
    count = _whole(matched.get("n"))
    levels = tuple(map(str, range(1, count + 1))) if count is not None and 0 < count <= LONGEST else None
    if "labels" in matched:
        levels = _labelled(levels, _strings(matched["labels"], lookup))
    return FactorValue(levels, _is_true(matched))


def _releveled(call: Call, lookup: Lookup, known: FactorValue | None) -> FactorValue:
    matched = match_arguments(call, "relevel")
    place = _whole(matched.get("ref"))
    if place is not None:
        levels = known.levels if known else None
        return _moved_first(levels[place - 1] if levels and 0 < place <= len(levels) else None, known)
    reference = _strings(matched.get("ref"), lookup)
    return _moved_first(reference[0] if reference else None, known)


def _forcats_relevel(call: Call, lookup: Lookup, known: FactorValue | None) -> FactorValue:
    first = [argument.value for argument in call.arguments[1:] if argument.name is None and argument.value is not None]
    names = [name for value in first for name in strings_in(value, lookup) or ()]
    for name in reversed(names):
        known = _moved_first(name, known)
    return known or FactorValue(None)


def _moved_first(reference: str | None, known: FactorValue | None) -> FactorValue:
    levels = known.levels if known else None
    if reference is None:
        return FactorValue(None)
    if levels is None or reference not in levels:
        return FactorValue(None, known.ordered if known else False, reference, named=known.named if known else ())
    moved = (reference, *(level for level in levels if level != reference))
    return FactorValue(moved, relabelled=known.relabelled if known else (), named=known.named if known else ())


FACTOR_READERS = {
    "factor": _factor,
    "ordered": _ordered,
    "as.factor": _as_factor,
    "as_factor": _as_factor,
    "droplevels": _as_factor,
    "addNA": _add_na,
    "as.ordered": _as_ordered,
    "gl": _generated,
    "relevel": _releveled,
    "fct_relevel": _forcats_relevel,
}
"""The functions that are read here."""


def _is_na(value: Expression) -> bool:
    return isinstance(value, Constant) and value.name.startswith("NA")


def _strings(matched: Matched | None, lookup: Lookup) -> Levels:
    if matched is None:
        return None
    if isinstance(matched.value, Constant) and matched.value.name in ("NA", "NULL"):
        return ()
    return strings_in(matched.value, lookup)


def _is_true(matched: Mapping[str, Matched]) -> bool:
    return "ordered" in matched and truth_in(matched["ordered"].value) is True


def _whole(matched: Matched | None) -> int | None:
    number = number_in(matched.value) if matched is not None else None
    return int(number) if number is not None and number.is_integer() else None
