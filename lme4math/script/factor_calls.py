"""The factor that an R expression makes, as far as its text says: `factor(x, levels = c("a", "b"))`, `relevel(f, "b")`.

The one reader of these calls, in scripts and in formulas. Nothing is run.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TypeGuard

from lme4math.errors import FormulaError
from lme4math.r import (
    LONGEST,
    Call,
    Constant,
    Expression,
    Lookup,
    Name,
    called_name,
    exact_arguments,
    number_in,
    strings_in,
    truth_in,
    unpipe,
    unwrap,
)
from lme4math.records import record

Levels = tuple[str, ...] | None
"""Levels in their order, or None where the text does not say."""


@record
class FactorValue:
    """A factor as far as the text describes it.

    Attributes:
        levels: the levels in their order, the first being the baseline, or None where the text does not say.
        ordered: whether it is an ordered factor.
        reference: the baseline, where nothing else is known of the levels (`relevel`).
        relabelled: the values that are given other names by `labels`, and these; empty where none are.
        named: the names that `labels` gives to values which the text does not list, in the order of these values;
            None for one that is dropped afterwards. Empty where there are none.
        plain: whether the levels are the data's own in R's order.
        moves: what is done to the order of the data's own levels, before they are given names: the level that is put
            first, or None where they are reversed.
    """

    levels: Levels
    ordered: bool = False
    reference: str | None = None
    relabelled: tuple[tuple[str, str], ...] = ()
    named: tuple[str | None, ...] = ()
    plain: bool = False
    moves: tuple[str | None, ...] = ()

    @property
    def told(self) -> bool:
        """Whether the text says which levels it has in which order, given the data's own."""
        return self.levels is not None or self.plain or bool(self.named or self.moves)

    @property
    def of_the_data(self) -> bool:
        """Whether its levels are the data's own, without other names."""
        return self.told and self.levels is None and not self.named


OWN_LEVELS = FactorValue(None, plain=True)
"""A factor whose levels are the data's own in R's order."""


def factor_value(expression: Expression, lookup: Lookup, known: FactorValue | None = None) -> FactorValue | None:
    """What factor an expression such as `factor(x, levels = c("a", "b"))` makes, or None if it makes none.

    Args:
        expression: the call.
        lookup: what the script assigned to a name.
        known: what is known of the variable before, which `factor(x)` without levels keeps.
    """
    chain: list[Call] = []
    node = unpipe(unwrap(expression))
    while isinstance(node, Call) and called_name(node) in FACTOR_FUNCTIONS:
        chain.append(node)
        inner = made_of(node)
        if inner is None:
            break
        node = unpipe(unwrap(inner))
    if not chain:
        return None
    for call in reversed(chain):
        known = factor_of_call(call, lookup, known)
    return known


def made_of(call: Call) -> Expression | None:
    """What a factor is made of: the argument `x`, or the first that has no name."""
    named = [argument.value for argument in call.arguments if argument.name == "x"]
    return next(iter([*named, *(argument.value for argument in call.arguments if not argument.name)]), None)


def variable_of(value: Expression) -> str | None:
    """The variable that a factor is made of, as `x` in `relevel(factor(x), "a")`; None where it is none."""
    node = unpipe(unwrap(value))
    while isinstance(node, Call) and called_name(node) in FACTOR_FUNCTIONS and (inner := made_of(node)) is not None:
        node = unpipe(unwrap(inner))
    return node.name if isinstance(node, Name) else None


def factor_of_call(call: Call, lookup: Lookup, known: FactorValue | None) -> FactorValue:
    """What one of the calls that are read here makes of what is known of its first argument."""
    try:
        return FACTOR_FUNCTIONS[called_name(call) or ""].read(call, lookup, known)
    except FormulaError:
        return FactorValue(None)


def _given(call: Call) -> dict[str, Expression]:
    return exact_arguments(call, FACTOR_FUNCTIONS[called_name(call) or ""].parameters)


def _factor(call: Call, lookup: Lookup, known: FactorValue | None) -> FactorValue:
    arguments = _given(call)
    given = {name: _strings(value, lookup) for name, value in arguments.items()
             if name in ("levels", "labels", "exclude") and not (name == "exclude" and _is_na(value))}  # fmt: skip
    ordered = known.ordered if known is not None else False
    if "ordered" in arguments:
        ordered = truth_in(arguments["ordered"]) is True
    if not given and known is not None:
        return replace(known, ordered=ordered)
    if given.keys() == {"levels"} and given["levels"] is None:
        return _reordered(arguments["levels"], made_of(call), known, ordered)
    levels = factor_levels(known.levels if known else None, given)
    if "exclude" in given and "levels" not in given:
        levels = None  # NA is a level, too, where a value is missing
    named = _named(known, given)
    relabelled = () if levels is None or named else _relabelled(known, given)
    moves = known.moves if known is not None and named else ()
    return FactorValue(levels, ordered, relabelled=relabelled, named=named, plain=not given, moves=moves)


def _reordered(
    asked: Expression, made_from: Expression | None, known: FactorValue | None, ordered: bool
) -> FactorValue:
    """`factor(x, levels = rev(levels(x)))`: the levels that a factor has, or these from the last to the first."""
    known, turned = known or OWN_LEVELS, False
    node = unpipe(unwrap(asked))
    while _is_call(node, "rev"):
        node, turned = unpipe(unwrap(node.operands[0])), not turned
    name = variable_of(made_from) if made_from is not None else None
    if name is None or _levels_of(node) != name:
        return FactorValue(None, ordered)
    known = replace(known, ordered=ordered)
    if not turned:
        return known
    if known.levels is not None:
        return replace(known, levels=known.levels[::-1], reference=None)
    return FactorValue(None, ordered, moves=(*known.moves, None)) if known.of_the_data else FactorValue(None, ordered)


def _levels_of(asked: Expression) -> str | None:
    """The variable whose levels `levels(x)` or `sort(unique(x))` are; None for anything else."""
    if called_name(asked) == "sort" and isinstance(asked, Call) and len(asked.arguments) == 1:
        asked = unwrap(asked.operands[0])
        return variable_of(asked.operands[0]) if _is_call(asked, "unique") else None
    return variable_of(asked.operands[0]) if _is_call(asked, "levels") else None


def _is_call(node: Expression, name: str) -> TypeGuard[Call]:
    return isinstance(node, Call) and called_name(node) == name and len(node.operands) == 1


def _named(known: FactorValue | None, given: Mapping[str, Levels]) -> tuple[str | None, ...]:
    """The names given to the data's own values, which the text does not tell."""
    labels = given.get("labels")
    if known is not None and known.named and known.levels is not None:
        names = dict(_relabelled(replace(known, relabelled=()), given)) if labels is not None else None
        return known.named if names is None else tuple(names.get(name or "") for name in known.named)
    plain = known is None or known.plain or bool(known.named or known.moves)
    return labels or () if plain and not {"levels", "exclude"} & given.keys() else ()


def _relabelled(known: FactorValue | None, given: Mapping[str, Levels]) -> tuple[tuple[str, str], ...]:
    """What becomes of each value of the variable as it was before the first statement about it."""
    before = known.relabelled if known else ()
    labels = given.get("labels")
    without_labels = {name: given[name] for name in given if name != "labels"}
    values = factor_levels(known.levels if known else None, without_labels)
    if labels is None or values is None:
        return before
    names = labels if len(labels) == len(values) else [f"{labels[0]}{number}" for number in range(1, len(values) + 1)]
    now = dict(zip(values, names, strict=True))
    return tuple((value, now[name]) for value, name in before if name in now) if before else tuple(now.items())


def factor_levels(known: Levels, given: Mapping[str, Levels]) -> Levels:
    """The levels that R's `factor()` makes.

    Args:
        known: the levels of its argument `x`.
        given: those of its arguments `levels`, `labels` and `exclude` that are given.
    """
    levels = given.get("levels", known)
    excluded = given.get("exclude", ())
    if levels is not None:
        levels = None if excluded is None else tuple(level for level in levels if level not in excluded)
    if levels is not None and len(set(levels)) < len(levels):
        return None  # R refuses
    return _labelled(levels, given["labels"]) if "labels" in given else levels


def _labelled(levels: Levels, labels: Levels) -> Levels:
    """Labels in place of levels: one for each, those alike together; or one for all, which is numbered."""
    if labels is None or (levels is None and len(labels) == 1):
        return None
    if levels is not None and len(labels) == 1 and len(levels) != 1:
        return tuple(f"{labels[0]}{number}" for number in range(1, len(levels) + 1))
    return tuple(dict.fromkeys(labels)) if levels is None or len(labels) == len(levels) else None


def joined_levels(groups: Call, known: FactorValue | None) -> FactorValue | None:
    """`levels(f) <- list(A = "a", B = c("b", "c"))`: levels that are joined under new names; None if not spelled out.

    Args:
        groups: the list.
        known: what is known of the factor before.
    """
    given = [(item.name, strings_in(item.value)) for item in groups.arguments]
    if not given or not all(name and olds is not None for name, olds in given):
        return None
    now = {old: name for name, olds in given for old in olds or ()}
    before = known.relabelled if known is not None else ()
    if known is not None and known.named:
        return FactorValue(None, known.ordered)
    pairs = tuple((value, now[name] or "") for value, name in before if name in now) if before else tuple(now.items())
    levels = tuple(dict.fromkeys(name or "" for name, _ in given))
    return FactorValue(levels, known is not None and known.ordered, relabelled=tuple((a, b or "") for a, b in pairs))


def _ordered(call: Call, lookup: Lookup, known: FactorValue | None) -> FactorValue:
    return replace(_factor(call, lookup, known), ordered=True)


def _as_factor(_call: Call, _lookup: Lookup, known: FactorValue | None) -> FactorValue:
    return known or OWN_LEVELS


def _as_it_appears(_call: Call, _lookup: Lookup, known: FactorValue | None) -> FactorValue:
    """forcats orders the levels of text as they appear in the rows, and haven names them: only the data tell."""
    return known or FactorValue(None)


def _add_na(_call: Call, _lookup: Lookup, known: FactorValue | None) -> FactorValue:
    """Whether NA is a level, only the data tell."""
    return FactorValue(None, known.ordered if known else False)


def _as_ordered(_call: Call, _lookup: Lookup, known: FactorValue | None) -> FactorValue:
    return replace(known, ordered=True) if known else FactorValue(None, True, plain=True)


def _generated(call: Call, lookup: Lookup, _known: FactorValue | None) -> FactorValue:
    given = _given(call)
    count = _whole(given.get("n"))
    levels = tuple(map(str, range(1, count + 1))) if count is not None and 0 < count <= LONGEST else None
    if "labels" in given:
        levels = _labelled(levels, _strings(given["labels"], lookup))
    return FactorValue(levels, truth_in(given.get("ordered")) is True)


def _releveled(call: Call, lookup: Lookup, known: FactorValue | None) -> FactorValue:
    ref = _given(call).get("ref")
    place = _whole(ref)
    if place is not None:
        levels = known.levels if known else None
        return _moved_first(levels[place - 1] if levels and 0 < place <= len(levels) else None, known)
    reference = _strings(ref, lookup)
    return _moved_first(reference[0] if reference else None, known)


def _forcats_relevel(call: Call, lookup: Lookup, known: FactorValue | None) -> FactorValue:
    """`fct_relevel(f, "b", "c")`; a function of the levels, or a place other than the first, is not read."""
    further = call.arguments[1:]
    names = [strings_in(argument.value, lookup) for argument in further if argument.name is None and argument.value]
    if any(argument.name is not None for argument in further) or None in names:
        return FactorValue(None, known.ordered if known else False)
    for name in reversed([name for several in names for name in several or ()]):
        known = _moved_first(name, known)
    return known or OWN_LEVELS


def _moved_first(reference: str | None, known: FactorValue | None) -> FactorValue:
    known = known or OWN_LEVELS
    levels = known.levels
    if reference is None:
        return FactorValue(None)
    if levels is None or reference not in levels:
        moves = (*known.moves, reference) if known.of_the_data else ()
        return FactorValue(None, known.ordered, reference, named=known.named, moves=moves)
    moved = (reference, *(level for level in levels if level != reference))
    return replace(known, levels=moved, plain=False)


@record
class FactorFunction:
    """One of R's functions that make factors: its parameters, and what a call makes of what is known of its `x`."""

    parameters: tuple[str, ...]
    read: Callable[[Call, Lookup, FactorValue | None], FactorValue]


FACTOR_FUNCTIONS: Mapping[str, FactorFunction] = {
    name: FactorFunction(tuple(parameters.split()), read)
    for name, parameters, read in (
        ("factor", "x levels labels exclude ordered nmax", _factor),
        ("ordered", "x levels labels exclude nmax", _ordered),
        ("as.factor", "x", _as_factor),
        ("as_factor", "x ...", _as_it_appears),
        ("droplevels", "x exclude ...", _as_factor),
        ("addNA", "x ifany", _add_na),
        ("as.ordered", "x", _as_ordered),
        ("gl", "n k length labels ordered", _generated),
        ("relevel", "x ref ...", _releveled),
        ("fct_relevel", "x ...", _forcats_relevel),
    )
}
"""The functions that are read here; the registry of `model/functions/` takes their parameters from here."""


def _is_na(value: Expression) -> bool:
    return isinstance(value, Constant) and value.name.startswith("NA")


def _strings(value: Expression | None, lookup: Lookup) -> Levels:
    if isinstance(value, Constant) and value.name in ("NA", "NULL"):
        return ()
    return strings_in(value, lookup)


def _whole(value: Expression | None) -> int | None:
    number = number_in(value)
    return int(number) if number is not None and number.is_integer() else None


KEEPING_CONTRASTS = frozenset({"as.factor", "as_factor", "I", "(", "identity"})
"""Functions that hand a factor on with its contrasts; `factor`, `relevel` and `droplevels` make one without."""

CHANGING_LEVELS = frozenset(
    {"fct_relevel", "fct_rev", "fct_recode", "fct_drop", "fct_inorder", "fct_reorder", "fct_collapse"}
)
"""Functions of forcats, which change the levels of a factor and leave its contrasts."""
